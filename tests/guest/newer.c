// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What only drivers of newer kernels have operations for: on those, and what the
 * module says on others.
 * usage: newer DEVICE-of-rdmasim DEVICE-of-rxe [register]
 *	register: just the services that others look for
 */
#include <unistd.h>
#include "newer.h"

bool turn(const char *knob, const char *line)
{
	return !shell_run("echo %s >/sys/kernel/debug/rdmasim/%s/%s", line,
			  info.name, knob);
}

bool missing(int ret, const struct ruapi_error *error, uint16_t attr,
	     const char *what)
{
	if (kernel_since(7, 0))
		return false;
	test_ret(ret, -EOPNOTSUPP, "%s", what);
	test_check(error->reason == RUAPI_REASON_KERNEL &&
		   error->bad_attr == attr, "%s: attribute %u, reason %u", what,
		   error->bad_attr, error->reason);
	return true;
}

/* ---- what DESCRIBE says ---------------------------------------------------------- */

/* All that Linux 6.1 and 6.12 have not. */
static const struct {
	uint16_t object;
	uint16_t action;
	uint16_t attr;
} newer[] = {
	{ RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_PORT_SPEED, 0 },
	{ RUAPI_OBJ_DMAH, RUAPI_DMAH_ALLOC, 0 },
	{ RUAPI_OBJ_COMP_CNTR, RUAPI_COMP_CNTR_CREATE, 0 },
	{ RUAPI_OBJ_COMP_CNTR, RUAPI_COMP_CNTR_MODIFY, 0 },
	{ RUAPI_OBJ_COMP_CNTR, RUAPI_COMP_CNTR_READ, 0 },
	{ RUAPI_OBJ_COMP_CNTR, RUAPI_COMP_CNTR_ATTACH, 0 },
	{ RUAPI_OBJ_COMP_CNTR, RUAPI_COMP_CNTR_QUERY_CAPS, 0 },
	{ RUAPI_OBJ_MR, RUAPI_MR_REG, RUAPI_MR_REG_DMAH },
	{ RUAPI_OBJ_MR, RUAPI_MR_REG_DMABUF, RUAPI_MR_REG_DMABUF_DMAH },
	{ RUAPI_OBJ_CQ, RUAPI_CQ_CREATE, RUAPI_CQ_CREATE_BUF_ADDR },
	{ RUAPI_OBJ_CQ, RUAPI_CQ_CREATE, RUAPI_CQ_CREATE_BUF_LENGTH },
	{ RUAPI_OBJ_CQ, RUAPI_CQ_CREATE, RUAPI_CQ_CREATE_BUF_FD },
	{ RUAPI_OBJ_QP, RUAPI_QP_CREATE, RUAPI_QP_CREATE_BUF },
	{ RUAPI_OBJ_QP, RUAPI_QP_CREATE, RUAPI_QP_CREATE_RQ_BUF },
	{ RUAPI_OBJ_QP, RUAPI_QP_CREATE, RUAPI_QP_CREATE_SQ_BUF },
	{ RUAPI_OBJ_SRQ, RUAPI_SRQ_CREATE, RUAPI_SRQ_CREATE_BUF },
	{ RUAPI_OBJ_CM_ID, RUAPI_CM_ID_RESOLVE_IB_SERVICE, 0 },
	{ RUAPI_OBJ_CM_ID, RUAPI_CM_ID_QUERY_IB_SERVICE, 0 },
};

static bool is_newer(uint16_t object, uint16_t action, uint16_t attr)
{
	unsigned int i;

	for (i = 0; i < COUNT(newer); i++)
		if (newer[i].object == object && newer[i].action == action &&
		    newer[i].attr == attr)
			return !kernel_since(7, 0);
	return false;
}

static void test_describe(void)
{
	struct ruapi_description desc;
	uint32_t i, wrong = 0, refused = 0;

	test_begin("DESCRIBE says what drivers of this kernel have nothing for");
	if (!test_ret(ruapi_describe_module(fd, &desc), 0, "describe"))
		return;
	for (i = 0; i < desc.num_actions; i++) {
		const struct ruapi_desc_action *action = &desc.actions[i];
		const unsigned int want =
			is_newer(action->object, action->action, 0) ?
			RUAPI_REFUSAL_KERNEL : RUAPI_REFUSAL_NONE;

		refused += !!want;
		wrong += RUAPI_DESC_REFUSAL(action->flags) != want;
	}
	for (i = 0; i < desc.num_attrs; i++) {
		const struct ruapi_desc_attr *attr = &desc.attrs[i];
		const unsigned int want =
			is_newer(attr->object, attr->action, attr->id) ?
			RUAPI_REFUSAL_KERNEL : RUAPI_REFUSAL_NONE;

		refused += !!want;
		wrong += attr->refusal != want;
	}
	test_check(!wrong, "%u rows are wrong", wrong);
	test_check(refused == (kernel_since(7, 0) ? 0 : COUNT(newer)),
		   "%u are refused", refused);
	ruapi_describe_free(&desc);
}

/* ---- the speed of a port ----------------------------------------------------------- */

static int speed_of(uint32_t device, uint32_t port,
		    struct ruapi_device_query_port_speed_args *args)
{
	*args = (struct ruapi_device_query_port_speed_args) {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_PORT_SPEED_INDEX),
		.index = device,
		.port = port,
		.speed = 12345,
	};
	return ruapi_device_query_port_speed(fd, args);
}

static void is_fast(uint64_t want, const char *what)
{
	struct ruapi_device_query_port_speed_args args;

	test_ret(speed_of(info.index, 1, &args), 0, "%s", what);
	test_check(args.speed == want, "%s: %" PRIu64, what, args.speed);
}

static void test_port_speed(uint32_t rxe)
{
	struct ruapi_device_query_port_speed_args args;
	int ret;

	test_begin("DEVICE.QUERY_PORT_SPEED");
	ret = speed_of(info.index, 1, &args);
	if (missing(ret, &args.error, 0, "speed"))
		return;
	is_fast(1000, "four lanes of EDR");
	test_check(turn("port/1/width", "1"), "width");
	is_fast(250, "one lane");
	test_check(turn("port/1/speed", "hdr"), "speed");
	is_fast(500, "of HDR");
	test_check(turn("port/1/link", "0"), "link");
	is_fast(0, "a link that is down");
	test_check(turn("port/1/link", "1") &&
		   turn("port/1/width", "4") &&
		   turn("port/1/speed", "edr"), "as before");
	is_fast(1000, "as before");
	test_ret(speed_of(info.index, 0, &args), -EINVAL, "port 0");
	test_ret(speed_of(info.index, 3, &args), -EINVAL, "port 3");
	test_check(args.error.bad_attr == RUAPI_DEVICE_QUERY_PORT_SPEED_PORT &&
		   args.error.reason == RUAPI_REASON_RANGE,
		   "port 3: attribute %u, reason %u", args.error.bad_attr,
		   args.error.reason);
	test_check(turn("ops/query_port_speed", "nth=1 errno=28"), "knob");
	test_ret(speed_of(info.index, 1, &args), -ENOSPC, "by the knob");
	test_ret(speed_of(rxe, 1, &args), -EOPNOTSUPP, "of rxe");
	test_check(!args.error.reason, "of rxe: reason %u", args.error.reason);
}

int main(int argc, char **argv)
{
	struct ruapi_device_info rxe;

	if (argc != 3 && (argc != 4 || strcmp(argv[3], "register")))
		bail_out("usage: newer DEVICE-of-rdmasim DEVICE-of-rxe [register]");
	fd = open_namespace();
	if (device_find(fd, argv[1], &info) || device_find(fd, argv[2], &rxe))
		bail_out("there are no such devices");
	end_open(&a, 1);
	end_open(&b, 2);
	if (argc == 4) {
		register_services();
	} else {
		test_describe();
		test_port_speed(rxe.index);
		test_dmah();
		test_cq_buf(rxe.index);
		test_queue_memory(rxe.index);
		test_comp_cntr();
		test_write_event();
		test_services();
	}
	end_close(&a);
	end_close(&b);
	close(fd);
	return test_done();
}
