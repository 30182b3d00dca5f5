// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Answers of the administrator, and tables of records: those are sent in segments, as
 * many at a time as the other side says it has room for.
 */
#include <linux/slab.h>

#include "sa.h"

/* Tables that are being sent; another one takes the place of the oldest. */
#define MAX_TABLES	16

/* Of a segment of a table: the header of the class, and records. */
#define SEG_DATA	IB_MGMT_SA_DATA
#define SEG_ALL		(IB_MGMT_MAD_SIZE - IB_MGMT_RMPP_HDR)

/* @head: what is the same in each segment; @data, @len: all records */
struct sa_table {
	struct list_head list;
	struct sim_port *to;
	u32 qpn;
	struct ib_sa_mad head;
	u8 *data;
	u32 len;
	u32 segs;
};

static LIST_HEAD(tables);
static unsigned int ntables;

/* Each record begins at a multiple of eight bytes. */
void sa_row_add(struct sa_rows *rows, const void *record, u32 len)
{
	size_t used, room;
	u8 *data;

	rows->size = ALIGN(len, 8);
	used = (size_t)rows->n * rows->size;
	if (rows->failed)
		return;
	if (used + rows->size > rows->room) {
		room = max_t(size_t, 2 * rows->room, 4096);
		data = kvzalloc(room, GFP_KERNEL);
		if (!data) {
			rows->failed = true;
			return;
		}
		if (used)
			memcpy(data, rows->data, used);
		kvfree(rows->data);
		rows->data = data;
		rows->room = room;
	}
	memcpy(rows->data + used, record, len);
	rows->n++;
}

/* With the fabric held. */
void sa_send(struct sim_port *to, u32 qpn, u8 sl, u16 pkey, struct ib_sa_mad *mad)
{
	struct sim_av av = { .dlid = to->lid, .sl = sl, };
	struct sim_sgl data;
	struct sim_datagram reply = {
		.av = &av,
		.slid = SIM_SA_LID,
		.src_qpn = 1,
		.qkey = IB_QP1_QKEY,
		.pkey = pkey,
		.data = &data,
	};
	struct sim_qp *qp = sim_qp_get(to, qpn);

	if (!qp)
		return;
	sim_sgl_kernel(&data, mad, sizeof(*mad));
	sim_datagram_deliver(&reply, to, qp);
	sim_qp_put(qp);
}

static void table_free(struct sa_table *table)
{
	list_del(&table->list);
	ntables--;
	kvfree(table->data);
	kfree(table);
}

static struct sa_table *table_find(const struct sim_datagram *msg, __be64 tid)
{
	struct sa_table *table;

	list_for_each_entry(table, &tables, list)
		if (table->to == msg->from && table->qpn == msg->src_qpn &&
		    table->head.mad_hdr.tid == tid)
			return table;
	return NULL;
}

static void seg_send(const struct sa_table *table, const struct sim_datagram *msg,
		     struct ib_sa_mad *mad, u32 seg)
{
	u32 at = (seg - 1) * SEG_DATA, len = min_t(u32, table->len - at, SEG_DATA);
	u8 flags = IB_MGMT_RMPP_FLAG_ACTIVE;
	u32 payload = 0;

	*mad = table->head;
	if (seg == table->segs) {
		flags |= IB_MGMT_RMPP_FLAG_LAST;
		payload = SEG_ALL - (SEG_DATA - len);
	}
	if (seg == 1) {
		flags |= IB_MGMT_RMPP_FLAG_FIRST;
		payload = table->segs * SEG_ALL - (table->segs * SEG_DATA - table->len);
	}
	mad->rmpp_hdr.rmpp_version = IB_MGMT_RMPP_VERSION;
	mad->rmpp_hdr.rmpp_type = IB_MGMT_RMPP_TYPE_DATA;
	mad->rmpp_hdr.rmpp_rtime_flags = IB_MGMT_RMPP_NO_RESPTIME << 3;
	ib_set_rmpp_flags(&mad->rmpp_hdr, flags);
	mad->rmpp_hdr.seg_num = cpu_to_be32(seg);
	mad->rmpp_hdr.paylen_newwin = cpu_to_be32(payload);
	memset(mad->data, 0, sizeof(mad->data));
	if (len)
		memcpy(mad->data, table->data + at, len);
	sa_send(table->to, table->qpn, msg->av->sl, msg->pkey | 0x8000, mad);
}

static void segs_send(const struct sa_table *table, const struct sim_datagram *msg, u32 from,
		      u32 to)
{
	struct ib_sa_mad *mad = kmalloc(sizeof(*mad), GFP_KERNEL);
	u32 seg;

	for (seg = from; mad && seg <= min(to, table->segs); seg++)
		seg_send(table, msg, mad, seg);
	kfree(mad);
}

/* Sends what fits into one segment, or the first of them.  Takes the rows. */
void sa_table_start(struct sim_datagram *msg, const struct ib_sa_mad *mad,
		    struct sa_rows *rows)
{
	struct sa_table *table = table_find(msg, mad->mad_hdr.tid);

	if (table)
		table_free(table);
	if (ntables == MAX_TABLES)
		table_free(list_first_entry(&tables, struct sa_table, list));
	table = kzalloc(sizeof(*table), GFP_KERNEL);
	if (!table) {
		kvfree(rows->data);
		return;
	}
	table->to = msg->from;
	table->qpn = msg->src_qpn;
	table->head = *mad;
	table->head.sa_hdr.attr_offset = cpu_to_be16(rows->size / 8);
	table->data = rows->data;
	table->len = rows->n * rows->size;
	table->segs = max(DIV_ROUND_UP(table->len, SEG_DATA), 1U);
	list_add_tail(&table->list, &tables);
	ntables++;
	segs_send(table, msg, 1, 1);
	if (table->segs == 1)
		table_free(table);
}

/* The other side has got segments, and says how far it has room; or wants no more. */
void sa_table_go_on(struct sim_datagram *msg, const struct ib_sa_mad *ack)
{
	struct sa_table *table = table_find(msg, ack->mad_hdr.tid);
	u32 seg = be32_to_cpu(ack->rmpp_hdr.seg_num);

	if (!table)
		return;
	if (ack->rmpp_hdr.rmpp_type != IB_MGMT_RMPP_TYPE_ACK || seg >= table->segs) {
		table_free(table);
		return;
	}
	segs_send(table, msg, seg + 1, be32_to_cpu(ack->rmpp_hdr.paylen_newwin));
}

void sa_tables_forget(struct sim_port *port)
{
	struct sa_table *table, *next;

	list_for_each_entry_safe(table, next, &tables, list)
		if (table->to == port)
			table_free(table);
}
