// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Knobs of links: MTU, width, speed, and how long messages take. */
#include "rdmasim.h"

static struct ibv_port_attr port(void)
{
	struct ibv_port_attr attr = {};

	test_check(!ibv_query_port(the_device, 1, &attr), "query");
	return attr;
}

/* ib_core has a work of its own tell of each event, so they come in any order. */
static void retrained(unsigned int times)
{
	unsigned int down = 0, up = 0, i;
	enum ibv_event_type type;

	for (i = 0; i < 2 * times && next_event(&type); i++) {
		down += type == IBV_EVENT_PORT_ERR;
		up += type == IBV_EVENT_PORT_ACTIVE;
	}
	test_check(down == times && up == times, "down %u and up %u times, not %u",
		   down, up, times);
}

static uint64_t takes(struct pair *pair, uint32_t len)
{
	struct ibv_sge sge = {
		.addr = (uintptr_t)pair->a.buf,
		.length = len,
		.lkey = pair->a.mr->lkey,
	};
	struct ibv_send_wr wr = { .opcode = IBV_WR_SEND, .sg_list = &sge, .num_sge = 1, };
	struct ibv_send_wr *bad;
	uint64_t start;

	test_check(!post_recv(&pair->b, 0, ROOM, pair->b.mr->lkey), "receive");
	start = now_ms();
	test_check(!ibv_post_send(pair->a.qp, &wr, &bad), "post");
	completes(pair->a.send_cq, IBV_WC_SUCCESS, "sender");
	return now_ms() - start;
}

void test_link_knobs(void)
{
	const struct how how = { .type = IBV_QPT_RC, .rnr_retry = 7, };
	struct ibv_port_attr attr;
	struct pair pair;
	uint64_t ms;

	test_begin("link: MTU, width and speed are what they are set to, after a new start");
	test_check(knob("port/1/mtu", "2048"), "MTU");
	retrained(1);
	test_check(knob("port/1/width", "1") && knob("port/1/speed", "hdr"), "width and speed");
	retrained(2);
	attr = port();
	test_check(attr.active_mtu == IBV_MTU_2048 && attr.active_width == 1 &&
		   attr.active_speed == 64, "MTU %d width %d speed %d", attr.active_mtu,
		   attr.active_width, attr.active_speed);
	test_check(!knob("port/1/mtu", "1500") && !knob("port/1/mtu", "8192") &&
		   !knob("port/1/width", "3") && !knob("port/1/speed", "fast"), "nonsense");
	test_check(knob("port/1/mtu", "4096") && knob("port/1/width", "4") &&
		   knob("port/1/speed", "edr"), "as before");
	retrained(3);

	test_begin("link: a slow one takes time by the length of messages");
	pair_make(&pair, &how);
	test_check(knob("port/1/mbps", "8"), "mbps");
	ms = takes(&pair, 60000);
	test_check(ms >= 50, "60000 bytes at 8 Mb/s took %u ms", (unsigned int)ms);
	test_check(knob("port/1/mbps", "0"), "mbps");
	pair_free(&pair);
}
