// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Limits of a device: DEVICE.QUERY, and CONTEXT.QUERY_LIMITS with the driver's part.
 * usage: verbs_device DEVICE...
 */
#include <fcntl.h>
#include <unistd.h>
#include "guest.h"
#include "../../kernel/drivers/rdmasim/rdmasim-abi.h"

static int ask(struct set *set, struct ruapi_device_attr *attr,
	       const struct ruapi_uhw *uhw)
{
	struct ruapi_context_query_limits_args args = {
		.handle = set->handle[RUAPI_OBJ_CONTEXT],
		.attr = attr,
	};
	int ret;

	if (uhw)
		args.uhw = *uhw;
	args.uhw.driver_id = set->driver;
	ret = ruapi_context_query_limits(set->fd, &args);
	return ret;
}

static void test_same(struct set *set)
{
	struct ruapi_device_attr known, asked;
	struct ruapi_device_query_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_INDEX),
		.index = set->device,
		.attr = &known,
	};
	struct ruapi_context_query_limits_args none = {
		.handle = set->handle[RUAPI_OBJ_PD],
		.attr = &asked,
	};

	test_begin("%s: CONTEXT.QUERY_LIMITS says what DEVICE.QUERY says",
		   set->name);
	memset(&known, 0xff, sizeof(known));
	memset(&asked, 0x55, sizeof(asked));
	test_ret(ruapi_device_query(set->fd, &args), 0, "device");
	test_ret(ask(set, &asked, NULL), 0, "context");
	test_check(!memcmp(&known, &asked, sizeof(known)), "not the same");
	test_check(known.max_qp && known.phys_port_cnt && !known.reserved &&
		   !known.reserved2 && !known.reserved3, "%u QPs, %u ports",
		   known.max_qp, known.phys_port_cnt);
	test_ret(ruapi_context_query_limits(set->fd, &none), -ENOENT, "of a PD");
}

/* As ib_uverbs passes it on.  From 7.x on, zeroes are no request, and the answer is zeroes. */
static void test_none(struct set *set)
{
	const int none = kernel_since(7, 0) ? 0 : -EINVAL;
	struct ruapi_device_attr attr = {};
	uint32_t in[2] = {}, out[8] = { 1 };
	const struct ruapi_uhw both = {
		.in = in, .in_len = sizeof(in), .out = out, .out_max = sizeof(out),
	}, answer = {
		.out = out, .out_max = sizeof(out),
	};

	test_begin("%s: a driver that adds nothing to its limits", set->name);
	test_check(!attr.tm_max_num_tags && !attr.odp_caps, "caps");
	test_ret(ask(set, &attr, &both), none, "a request");
	test_check(!none == !out[0], "an answer to it: %u", out[0]);
	out[0] = 1;
	test_ret(ask(set, &attr, &answer), none, "an answer");
	test_check(!none == !out[0], "it is %u", out[0]);
	in[1] = 1;
	test_ret(ask(set, &attr, &both), none ? none : -EOPNOTSUPP, "a request for something");
}

static void knob(const struct set *set, const char *line)
{
	test_check(!shell_run("echo %s >/sys/kernel/debug/rdmasim/%s/ops/query_device",
			      line, set->name), "knob");
}

static void test_caps(struct set *set)
{
	struct rdmasim_query_device_req req = {};
	struct rdmasim_query_device_resp resp;
	struct ruapi_uhw uhw = {
		.in = &req, .in_len = sizeof(req),
		.out = &resp, .out_max = sizeof(resp),
	};
	struct ruapi_device_attr attr;

	test_begin("%s: limits, and what the driver adds", set->name);
	memset(&resp, 0xff, sizeof(resp));
	test_ret(ask(set, &attr, &uhw), 0, "ask");
	test_check(attr.tm_max_num_tags == 64 && attr.tm_max_sge == 32 &&
		   attr.max_cq_moderation_count == 65535 &&
		   attr.max_cq_moderation_period == 65535 &&
		   attr.max_fast_reg_pages == 512 && !attr.odp_caps &&
		   !attr.odp_rc_caps && !attr.masked_atomic_cap,
		   "tags %u of %u entries, moderation %u %u, pages %u",
		   attr.tm_max_num_tags, attr.tm_max_sge,
		   attr.max_cq_moderation_count, attr.max_cq_moderation_period,
		   attr.max_fast_reg_pages);
	test_check(resp.response_length == sizeof(resp) && !resp.max_tso &&
		   !resp.rate_limit_max && !resp.reserved,
		   "%u bytes are answered", resp.response_length);
	uhw.out_max = 4;
	memset(&resp, 0xff, sizeof(resp));
	test_ret(ask(set, &attr, &uhw), 0, "room for the length");
	test_check(resp.response_length == 4 && resp.max_tso == UINT32_MAX,
		   "%u bytes are answered", resp.response_length);
	req.comp_mask = 1;
	test_ret(ask(set, &attr, &uhw), -EINVAL, "an unknown bit");
	req.comp_mask = 0;
	uhw.in_len = 4;
	test_ret(ask(set, &attr, &uhw), -EINVAL, "half a request");
	uhw.in_len = 0;
	uhw.in = NULL;
	test_ret(ask(set, &attr, &uhw), 0, "no request");
	knob(set, "nth=1 errno=28");
	test_ret(ask(set, &attr, &uhw), -ENOSPC, "by the knob");
	test_ret(ask(set, &attr, &uhw), 0, "no longer");
}

/* The event is of no port.  Kernels before 7.0 do not know it. */
static void test_speed_change(struct set *set)
{
	enum { DEVICE_SPEED_CHANGE = 20, };
	struct ruapi_event_cm event = {};

	test_begin("%s: the speed of the device changes", set->name);
	if (shell_run("echo device_speed_change 0 >/sys/kernel/debug/rdmasim/%s/event",
		      set->name)) {
		test_check(strtoul(getenv("KVER") ?: "0", NULL, 10) < 7, "no such event");
		return;
	}
	test_ret(event_wait(set->fd, RUAPI_EVENT_ASYNC, DEVICE_SPEED_CHANGE, &event, 5000),
		 0, "event");
	test_check(event.hdr.handle == set->handle[RUAPI_OBJ_CONTEXT],
		   "of handle %u", event.hdr.handle);
}

int main(int argc, char **argv)
{
	struct set set;
	int i;

	for (i = 1; i < argc; i++) {
		if (set_make(&set, open_namespace(), argv[i]))
			bail_out("%s: cannot make objects", argv[i]);
		test_same(&set);
		if (is_sim(set.driver)) {
			test_caps(&set);
			test_speed_change(&set);
		} else {
			test_none(&set);
		}
		close(set.queue_fd);
		close(set.fd);
	}
	return test_done();
}
