// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* QPs of raw packets, and frames that they send. */
#include <arpa/inet.h>
#include "frames.h"

void need(const char *what, bool good)
{
	if (!good)
		bail_out("%s: %s", what, err_name(errno));
}

struct ibv_context *open_device(const char *name)
{
	struct ibv_device **list = ibv_get_device_list(NULL);
	struct ibv_context *ctx = NULL;
	int i;

	for (i = 0; list && list[i]; i++)
		if (!strcmp(ibv_get_device_name(list[i]), name))
			ctx = ibv_open_device(list[i]);
	if (!ctx)
		bail_out("no device %s", name);
	ibv_free_device_list(list);
	return ctx;
}

struct ibv_qp *create_qp(struct end *end)
{
	struct ibv_qp_init_attr init = {
		.send_cq = end->cq,
		.recv_cq = end->cq,
		.cap = {
			.max_send_wr = DEPTH,
			.max_recv_wr = DEPTH,
			.max_send_sge = 1,
			.max_recv_sge = 1,
		},
		.qp_type = IBV_QPT_RAW_PACKET,
		.sq_sig_all = 1,
	};

	return ibv_create_qp(end->pd, &init);
}

void end_make(struct end *end, struct ibv_context *ctx)
{
	struct ibv_qp_attr attr = { .qp_state = IBV_QPS_INIT, .port_num = 1, };

	memset(end, 0, sizeof(*end));
	end->ctx = ctx;
	end->pd = ibv_alloc_pd(ctx);
	need("pd", end->pd);
	end->cq = ibv_create_cq(ctx, 2 * DEPTH, NULL, NULL, 0);
	need("cq", end->cq);
	need("memory", !posix_memalign((void **)&end->buf, 4096, ROOM));
	memset(end->buf, 0, ROOM);
	end->mr = ibv_reg_mr(end->pd, end->buf, ROOM, IBV_ACCESS_LOCAL_WRITE);
	need("mr", end->mr);
	end->qp = create_qp(end);
	need("qp", end->qp);
	need("INIT", !ibv_modify_qp(end->qp, &attr, IBV_QP_STATE | IBV_QP_PORT));
	attr.qp_state = IBV_QPS_RTR;
	need("RTR", !ibv_modify_qp(end->qp, &attr, IBV_QP_STATE));
	attr.qp_state = IBV_QPS_RTS;
	need("RTS", !ibv_modify_qp(end->qp, &attr, IBV_QP_STATE));
}

void end_free(struct end *end)
{
	need("destroy qp", !ibv_destroy_qp(end->qp));
	need("dereg mr", !ibv_dereg_mr(end->mr));
	need("destroy cq", !ibv_destroy_cq(end->cq));
	need("dealloc pd", !ibv_dealloc_pd(end->pd));
	free(end->buf);
}

/* ---- frames -------------------------------------------------------------------------- */

const uint8_t there[6] = { 2, 0, 0, 0, 0, 0x99 };
static const uint8_t here[6] = { 2, 0, 0, 0, 0, 0x11 };

uint8_t frame[SLOT];

uint32_t put(uint32_t at, const void *data, uint32_t len)
{
	memcpy(frame + at, data, len);
	return at + len;
}

uint32_t put16(uint32_t at, uint16_t value)
{
	value = htons(value);
	return put(at, &value, 2);
}

uint32_t eth(const uint8_t *to, uint16_t type)
{
	memset(frame, 0, sizeof(frame));
	return put16(put(put(0, to, 6), here, 6), type);
}

uint32_t ip4(uint32_t at, uint8_t proto)
{
	static const uint8_t addresses[8] = { 10, 0, 0, 1, 10, 0, 0, 2, };
	const uint8_t head[12] = { 0x45, 0, 0, 40, 0, 1, 0, 0, 64, proto, };

	return put(put(at, head, sizeof(head)), addresses, sizeof(addresses));
}

uint32_t ip6(uint32_t at, uint8_t next)
{
	const uint8_t head[40] = { 0x60, 0, 0, 0, 0, 20, next, 64, 0xfd, [23] = 1, 0xfd, [39] = 2, };

	return put(at, head, sizeof(head));
}

uint32_t ports(uint32_t at, uint16_t to)
{
	return put16(put16(at, 4000), to) + 16;
}

/* Sends what has been put together. */
int post(struct end *end, uint32_t len)
{
	struct ibv_sge sge = {
		.addr = (uintptr_t)end->buf,
		.length = len,
		.lkey = end->mr->lkey,
	};
	struct ibv_send_wr wr = { .opcode = IBV_WR_SEND, .sg_list = &sge, .num_sge = 1, };
	struct ibv_send_wr *bad;

	memcpy(end->buf, frame, len < SLOT ? len : SLOT);
	return ibv_post_send(end->qp, &wr, &bad);
}

int next_wc(struct end *end, struct ibv_wc *wc)
{
	const uint64_t limit = now_ms() + patience(5000);

	while (now_ms() < limit) {
		if (ibv_poll_cq(end->cq, 1, wc) == 1)
			return wc->status;
		sleep_ms(1);
	}
	return -1;
}

void transmit(struct end *end, uint32_t len)
{
	struct ibv_wc wc;

	test_check(!post(end, len), "post");
	test_check(next_wc(end, &wc) == IBV_WC_SUCCESS && wc.opcode == IBV_WC_SEND, "sent: %d",
		   wc.status);
}
