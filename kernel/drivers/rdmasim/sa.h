/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What the files of the subnet administrator share. */
#ifndef RDMASIM_SA_H
#define RDMASIM_SA_H

#include <rdma/ib_sa.h>

#include "rdmasim.h"

/* Statuses of the class. */
#define SA_NO_RESOURCES		0x0100
#define SA_REQ_INVALID		0x0200
#define SA_NO_RECORDS		0x0300
#define SA_TOO_MANY_RECORDS	0x0400
#define SA_INSUF_COMPONENTS	0x0600

/* 67 ms, which ib_cm makes timeouts of. */
#define SA_LIFE_TIME	14

/* What the administrator tells those of who want to know. */
#define SA_TRAP_GID_IN		64
#define SA_TRAP_GID_OUT		65
#define SA_TRAP_GROUP_MADE	66
#define SA_TRAP_GROUP_GONE	67

struct wire_member {
	union ib_gid mgid;
	union ib_gid port_gid;
	__be32 qkey;
	__be16 mlid;
	u8 mtu;
	u8 tclass;
	__be16 pkey;
	u8 rate;
	u8 life;
	__be32 sl_flow_hop;	/* service level:4, flow label:20, hop limit:8 */
	u8 scope_state;		/* scope:4, join state:4 */
	u8 proxy[3];
} __packed;

/**
 * struct sa_rows - records of a table
 * @size: of each, as it is sent
 * @room: for how many bytes there is
 * @failed: there was no memory for all
 */
struct sa_rows {
	u32 size;
	u32 n;
	size_t room;
	u8 *data;
	bool failed;
};

/* A request and the answer to it. */
struct exchange {
	struct sim_fabric *fabric;
	struct sim_port *from;
	u32 qpn;
	const struct ib_sa_mad *in;
	struct ib_sa_mad *out;
};

/* Protects all that the administrator knows. */
extern struct mutex sa_lock;

static inline bool asked(const struct exchange *x, ib_sa_comp_mask component)
{
	return x->in->sa_hdr.comp_mask & component;
}

static inline bool same_gid(const union ib_gid *a, const union ib_gid *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static inline u8 exactly(u8 value)
{
	return IB_SA_EQ << 6 | value;
}

/* Ports speak for themselves only. */
static inline bool own_gid(const struct exchange *x, const union ib_gid *gid)
{
	union ib_gid own = sim_port_gid(x->from);

	return same_gid(&own, gid);
}

/* sa_group.c */
u16 sa_member_get(struct exchange *x);
u16 sa_member_set(struct exchange *x);
u16 sa_member_delete(struct exchange *x);
void sa_member_list(struct exchange *x, struct sa_rows *rows);
void sa_groups_forget(struct sim_port *port);
const struct wire_member *sa_group_record(const union ib_gid *mgid);

/* sa_table.c */
void sa_row_add(struct sa_rows *rows, const void *record, u32 len);
void sa_send(struct sim_port *to, u32 qpn, u8 sl, u16 pkey, struct ib_sa_mad *mad);
void sa_table_start(struct sim_datagram *msg, const struct ib_sa_mad *mad,
		    struct sa_rows *rows);
void sa_table_go_on(struct sim_datagram *msg, const struct ib_sa_mad *ack);
void sa_tables_forget(struct sim_port *port);

/* sa_notice.c */
u16 sa_inform_set(struct exchange *x);
void sa_notice(u16 trap, const union ib_gid *gid);
void sa_notices_forget(struct sim_port *port);

#endif
