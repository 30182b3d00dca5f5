/*
 * Check decoding of RUAPI_IOC_* commands of ioctl syscall.
 *
 * Copyright (c) 2026 The strace developers.
 * All rights reserved.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "tests.h"
#include "scno.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/ioctl.h>
#include <rdma/rdma_uapi.h>

/* The short name stands alone, the long one only in a comment. */
#if XLAT_RAW
# define NAME(val_, short_, long_) val_
# define UNKNOWN(val_, dflt_) val_
# define HANDLE(object_, name_, val_) \
	"{handle=" #val_ ", object=" object_ "}"
# define GID(gid_, raw_) raw_
#elif XLAT_VERBOSE
# define NAME(val_, short_, long_) val_ " /* " long_ " */"
# define UNKNOWN(val_, dflt_) val_ " /* " dflt_ " */"
# define HANDLE(object_, name_, val_) \
	"{handle=" #val_ ", object=" object_ "}"
# define GID(gid_, raw_) gid_
#else
# define NAME(val_, short_, long_) short_
# define UNKNOWN(val_, dflt_) val_ " /* " dflt_ " */"
# define HANDLE(object_, name_, val_) name_ "#" #val_
# define GID(gid_, raw_) gid_
#endif

#define OBJ(val_, name_) NAME(val_, name_, "RUAPI_OBJ_" name_)
#define CREATE_QP(val_, name_) NAME(val_, name_, "RUAPI_QP_CREATE_" name_)
#define MODIFY_QP(val_, name_) NAME(val_, name_, "RUAPI_QP_MODIFY_" name_)
#define CQ_HANDLE(val_) HANDLE(OBJ("0x7", "CQ"), "cq", val_)
#define PD_HANDLE(val_) HANDLE(OBJ("0x5", "PD"), "pd", val_)
#define QP_HANDLE(val_) HANDLE(OBJ("0x8", "QP"), "qp", val_)

/* What a successful call returns, and what a failed one. */
#ifdef INJECT_RETVAL
# define OUT(attr_, value_) "{" attr_ " => " value_ "}"
#else
# define OUT(attr_, value_) "{" attr_ "}"
#endif
#ifdef INJECT_ERROR
# define FAILURE(str_) str_
#else
# define FAILURE(str_) ""
#endif

static const char *errstr;

static long
sys_ioctl(const unsigned int cmd, const void *const arg)
{
	const long rc = syscall(__NR_ioctl, -1, (unsigned long) cmd, arg);
#if defined INJECT_RETVAL || defined INJECT_ERROR
	static char buf[256];

	snprintf(buf, sizeof(buf), "%s (INJECTED)", sprintrc(rc));
	errstr = buf;
#else
	errstr = sprintrc(rc);
#endif
	return rc;
}

/* The command as it is printed in the first place. */
static const char *
cmd_name(const unsigned int cmd, const char *const name)
{
#if XLAT_RAW
	static char buf[32];

	snprintf(buf, sizeof(buf), "%#x", cmd);
	return buf;
#elif XLAT_VERBOSE
	static char buf[64];

	snprintf(buf, sizeof(buf), "%#x /* %s */", cmd, name);
	return buf;
#else
	return name;
#endif
}

#define CMD(cmd_) cmd_name(cmd_, #cmd_)

/* A call whose last byte is the last one that can be read. */
static struct ruapi_hdr *
new_call(const unsigned int object, const unsigned int action,
	 const unsigned int driver_id, const struct ruapi_attr *const attrs,
	 const unsigned int nattrs)
{
	const size_t size = sizeof(struct ruapi_hdr) + nattrs * sizeof(*attrs);
	struct ruapi_hdr *const hdr = tail_alloc(size);

	memset(hdr, 0, size);
	hdr->length = size;
	hdr->object = object;
	hdr->action = action;
	hdr->driver_id = driver_id;
	hdr->num_attrs = nattrs;
	if (nattrs)
		memcpy(hdr->attrs, attrs, nattrs * sizeof(*attrs));
	return hdr;
}

#define NEW_CALL(object_, action_, driver_id_, attrs_) \
	new_call((object_), (action_), (driver_id_), (attrs_), \
		 ARRAY_SIZE(attrs_))

#define ATTR(id_, wire_, len_, value_)					\
	{								\
		.id = (id_),						\
		.wire = RUAPI_WIRE_##wire_,				\
		.flags = RUAPI_ATTR_F_MANDATORY | RUAPI_ATTR_F_VALID,	\
		.len = (len_),						\
		{ .value = (value_) }					\
	}

#define OBJECT(id_, wire_, object_, handle_)				\
	{								\
		.id = (id_),						\
		.wire = RUAPI_WIRE_##wire_,				\
		.flags = RUAPI_ATTR_F_VALID,				\
		.len = sizeof(struct ruapi_objref),			\
		{ .obj = { .object = (object_), .handle = (handle_) } }	\
	}

static void
test_addresses(void)
{
	static const struct {
		unsigned int cmd;
		const char *name;
	} cmds[] = {
		{ RUAPI_IOC_CALL, "RUAPI_IOC_CALL" },
		{ RUAPI_IOC_CM, "RUAPI_IOC_CM" },
		{ RUAPI_IOC_DRIVER, "RUAPI_IOC_DRIVER" },
		{ RUAPI_IOC_FAST, "RUAPI_IOC_FAST" },
		{ RUAPI_IOC_BATCH, "RUAPI_IOC_BATCH" },
		{ RUAPI_IOC_BATCH_CM, "RUAPI_IOC_BATCH_CM" },
	};
	const char *const end = (char *) tail_alloc(8) + 8;

	for (size_t i = 0; i < ARRAY_SIZE(cmds); ++i) {
		sys_ioctl(cmds[i].cmd, NULL);
		printf("ioctl(-1, %s, NULL) = %s\n",
		       cmd_name(cmds[i].cmd, cmds[i].name), errstr);
		sys_ioctl(cmds[i].cmd, end);
		printf("ioctl(-1, %s, %p) = %s\n",
		       cmd_name(cmds[i].cmd, cmds[i].name), end, errstr);
		sys_ioctl(cmds[i].cmd, end - 8);
		printf("ioctl(-1, %s, %p) = %s\n",
		       cmd_name(cmds[i].cmd, cmds[i].name), end - 8, errstr);
	}
}

static void
test_nop(void)
{
	struct ruapi_hdr *const hdr =
		new_call(RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_NOP, 0, NULL, 0);

	sys_ioctl(RUAPI_IOC_CALL, hdr);
	printf("ioctl(-1, %s, {object=%s, action=%s}) = %s\n",
	       CMD(RUAPI_IOC_CALL), OBJ("0x1", "NAMESPACE"),
	       NAME("0x10", "NOP", "RUAPI_NAMESPACE_NOP"), errstr);
}

static void
test_qp_create(void)
{
	TAIL_ALLOC_OBJECT_CONST_PTR(struct ruapi_qp_cap, cap);
	uint32_t *const resp = tail_alloc(32);
	char room[256];

	*cap = (struct ruapi_qp_cap) {
		.max_send_wr = 16, .max_recv_wr = 2, .max_send_sge = 1,
		.max_recv_sge = 3, .max_inline_data = 64,
	};
	memset(resp, 0, 32);
	resp[0] = 0x1000;
	resp[2] = 20480;
	resp[4] = 0x7000;
	resp[6] = 4096;

	const struct ruapi_attr attrs[] = {
		OBJECT(RUAPI_QP_CREATE_HANDLE, OBJ_NEW, RUAPI_OBJ_QP, 12),
		OBJECT(RUAPI_QP_CREATE_PD, OBJ_IN, RUAPI_OBJ_PD, 3),
		ATTR(RUAPI_QP_CREATE_TYPE, IN, 1, 2),
		ATTR(RUAPI_QP_CREATE_TYPE, IN, 1, 42),
		OBJECT(RUAPI_QP_CREATE_SEND_CQ, OBJ_IN, RUAPI_OBJ_CQ, 5),
		ATTR(RUAPI_QP_CREATE_CAP, BUF_IN, sizeof(*cap),
		     (uintptr_t) cap),
		ATTR(RUAPI_QP_CREATE_FLAGS, IN, 4, 0x402),
		ATTR(RUAPI_QP_CREATE_SOURCE_QPN, IN, 4, 0xabcdef),
		ATTR(RUAPI_QP_CREATE_QP_NUM, OUT, 4, 0x11),
		ATTR(RUAPI_ATTR_UHW_OUT, BUF_OUT, 32, (uintptr_t) resp),
	};
	struct ruapi_hdr *const hdr =
		NEW_CALL(RUAPI_OBJ_QP, RUAPI_QP_CREATE, 14, attrs);

	hdr->bad_attr = RUAPI_QP_CREATE_SEND_CQ;
	hdr->bad_index = 4;
	hdr->reason = RUAPI_REASON_HANDLE;
#ifdef INJECT_RETVAL
	snprintf(room, sizeof(room),
		 " => {rq_mi={offset=0x1000, size=20480}"
		 ", sq_mi={offset=0x7000, size=4096}}}");
#else
	snprintf(room, sizeof(room), ", len=32, ptr=%p}", resp);
#endif
	sys_ioctl(RUAPI_IOC_CALL, hdr);
	printf("ioctl(-1, %s, {object=%s, action=%s, driver_id=%s, attrs=["
	       "{%s, %s}, {%s, %s}, {%s, %s}, {%s, %s}, "
	       "{%s, {max_send_wr=16, max_recv_wr=2, max_send_sge=1"
	       ", max_recv_sge=3, max_inline_data=64}}, {%s, %s}, "
	       "{%s, 0xabcdef}, %s, %s, {%s%s]%s}) = %s\n",
	       CMD(RUAPI_IOC_CALL), OBJ("0x8", "QP"),
	       NAME("0x10", "CREATE", "RUAPI_QP_CREATE"),
	       NAME("0xe", "RXE", "RDMA_DRIVER_RXE"),
	       CREATE_QP("0x2", "PD"), PD_HANDLE(3),
	       CREATE_QP("0x3", "TYPE"), NAME("0x2", "IBV_QPT_RC", "IBV_QPT_RC"),
	       CREATE_QP("0x3", "TYPE"), UNKNOWN("0x2a", "IBV_QPT_???"),
	       CREATE_QP("0x4", "SEND_CQ"), CQ_HANDLE(5),
	       CREATE_QP("0x6", "CAP"),
	       CREATE_QP("0x8", "FLAGS"),
	       NAME("0x402",
		    "IBV_QP_CREATE_BLOCK_SELF_MCAST_LB"
		    "|IBV_QP_CREATE_SOURCE_QPN",
		    "IBV_QP_CREATE_BLOCK_SELF_MCAST_LB"
		    "|IBV_QP_CREATE_SOURCE_QPN"),
	       CREATE_QP("0x9", "SOURCE_QPN"),
	       OUT(CREATE_QP("0x1", "HANDLE"), QP_HANDLE(12)),
	       OUT(CREATE_QP("0xd", "QP_NUM"), "0x11"),
	       NAME("0x8001", "rxe:RESP", "rxe:RESP"),
	       room,
	       FAILURE(", bad_attr=" CREATE_QP("0x4", "SEND_CQ")
		       ", reason=" NAME("0xc", "HANDLE", "RUAPI_REASON_HANDLE")),
	       errstr);
}

static void
test_qp_modify(void)
{
	TAIL_ALLOC_OBJECT_CONST_PTR(struct ruapi_qp_attr, qp);

	memset(qp, 0xff, sizeof(*qp));
	qp->mask = 1 << 0 | 1 << 4 | 1 << 7;
	qp->qp_state = 1;
	qp->pkey_index = 7;
	qp->ah = (struct ruapi_ah_attr) {
		.dgid = { 0xfe, 0x80, [15] = 1 }, .flow_label = 0x12345,
		.sgid_index = 1, .hop_limit = 64, .is_global = 1,
		.port_num = 1,
	};

	const struct ruapi_attr attrs[] = {
		OBJECT(RUAPI_QP_MODIFY_HANDLE, OBJ_IN, RUAPI_OBJ_QP, 12),
		ATTR(RUAPI_QP_MODIFY_ATTR, BUF_IN, sizeof(*qp),
		     (uintptr_t) qp),
	};

	sys_ioctl(RUAPI_IOC_CALL,
		  NEW_CALL(RUAPI_OBJ_QP, RUAPI_QP_MODIFY, 0, attrs));
	printf("ioctl(-1, %s, {object=%s, action=%s, attrs=[{%s, %s}"
	       ", {%s, {mask=%s, qp_state=%s, ah={dgid=%s, flow_label=0x12345"
	       ", dlid=0, sgid_index=1, hop_limit=64, traffic_class=0, sl=0"
	       ", src_path_bits=0, static_rate=0, is_global=1, port_num=1}"
	       ", pkey_index=7}}]}) = %s\n",
	       CMD(RUAPI_IOC_CALL), OBJ("0x8", "QP"),
	       NAME("0x11", "MODIFY", "RUAPI_QP_MODIFY"),
	       MODIFY_QP("0x1", "HANDLE"), QP_HANDLE(12),
	       MODIFY_QP("0x2", "ATTR"),
	       NAME("0x91", "IBV_QP_STATE|IBV_QP_PKEY_INDEX|IBV_QP_AV",
		    "IBV_QP_STATE|IBV_QP_PKEY_INDEX|IBV_QP_AV"),
	       NAME("0x1", "IBV_QPS_INIT", "IBV_QPS_INIT"),
	       GID("fe80::1", "\"\\xfe\\x80\\x00\\x00\\x00\\x00\\x00\\x00"
			      "\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x01\""),
	       errstr);
}

/* Structures and arrays that cannot be read, or only in part. */
static void
test_unreadable(void)
{
	const char *const end = (char *) tail_alloc(8) + 8;
	const struct ruapi_attr attrs[] = {
		ATTR(RUAPI_QP_CREATE_CAP, BUF_IN, sizeof(struct ruapi_qp_cap),
		     (uintptr_t) end),
		ATTR(RUAPI_QP_CREATE_CAP, BUF_IN, 0, (uintptr_t) end),
		ATTR(RUAPI_QP_CREATE_CAP, BUF_IN, 24, 0),
		OBJECT(RUAPI_QP_CREATE_PD, OBJ_IN, RUAPI_OBJ_PD, 3),
	};
	struct ruapi_hdr *const hdr =
		NEW_CALL(RUAPI_OBJ_QP, RUAPI_QP_CREATE, 0, attrs);

	/* One attribute more than there is memory for. */
	hdr->num_attrs++;
	hdr->length += sizeof(attrs[0]);
	sys_ioctl(RUAPI_IOC_CALL, hdr);
	printf("ioctl(-1, %s, {object=%s, action=%s, attrs=[{%s, %p}"
	       ", {%s, %p}, {%s, NULL}, {%s, %s}, ... /* %p */]}) = %s\n",
	       CMD(RUAPI_IOC_CALL), OBJ("0x8", "QP"),
	       NAME("0x10", "CREATE", "RUAPI_QP_CREATE"),
	       CREATE_QP("0x6", "CAP"), end, CREATE_QP("0x6", "CAP"), end,
	       CREATE_QP("0x6", "CAP"),
	       CREATE_QP("0x2", "PD"), PD_HANDLE(3), &hdr->attrs[4], errstr);

	struct ruapi_hdr *const bare =
		new_call(RUAPI_OBJ_QP, RUAPI_QP_CREATE, 0, NULL, 0);

	bare->num_attrs = 1;
	sys_ioctl(RUAPI_IOC_CALL, bare);
	printf("ioctl(-1, %s, {length=32, object=%s, action=%s, num_attrs=1"
	       ", attrs=[... /* %p */]}) = %s\n",
	       CMD(RUAPI_IOC_CALL), OBJ("0x8", "QP"),
	       NAME("0x10", "CREATE", "RUAPI_QP_CREATE"), bare->attrs, errstr);
}

/* More than any kernel takes, and things that nobody knows. */
static void
test_unknown(void)
{
	static const char bytes[] = "\1\2\3";
	char *const buf = tail_memdup(bytes, 3);
	struct ruapi_objref *const refs = tail_alloc(2 * sizeof(*refs));

	refs[0] = (struct ruapi_objref) { .handle = 1, .object = RUAPI_OBJ_PD };
	refs[1] = (struct ruapi_objref) { .handle = 2, .object = 999 };

	const struct ruapi_attr attrs[] = {
		ATTR(999, IN, 4, 0xdeadbeef),
		ATTR(999, BUF_IN, 3, (uintptr_t) buf),
		OBJECT(999, OBJ_IN, RUAPI_OBJ_CQ, 7),
		OBJECT(999, OBJ_IN, 999, 7),
		ATTR(999, OBJS_IN, 2 * sizeof(*refs), (uintptr_t) refs),
		ATTR(999, FD_IN, 4, -1),
		{ .id = 999, .wire = 99, .flags = 0x40, .len = 5,
		  { .value = 6 } },
		/* Not the wire type of the attribute. */
		ATTR(RUAPI_QP_CREATE_PD, IN, 8, 0x3),
		/* Not the length of its type. */
		ATTR(RUAPI_QP_CREATE_SIG_ALL, IN, 3, 1),
		ATTR(0x8005, IN, 4, 1),
	};

	sys_ioctl(RUAPI_IOC_DRIVER,
		  NEW_CALL(RUAPI_OBJ_QP, RUAPI_QP_CREATE, 999, attrs));
	printf("ioctl(-1, %s, {object=%s, action=%s, driver_id=%s, attrs=["
	       "{%s, wire=%s, len=4, 0xdeadbeef}"
	       ", {%s, wire=%s, len=3, \"\\x01\\x02\\x03\"}"
	       ", {%s, wire=%s, len=8, %s}"
	       ", {%s, wire=%s, len=8, {handle=7, object=%s}}"
	       ", {%s, wire=%s, len=16, [%s, {handle=2, object=%s}]}"
	       ", {%s, wire=%s, len=4, -1}"
	       ", {%s, flags=%s, wire=%s, len=5, 0x6}"
	       ", {%s, wire=%s, len=8, 0x3}, {%s, len=3, 1}"
	       ", {%s, wire=%s, len=4, 0x1}]}) = %s\n",
	       CMD(RUAPI_IOC_DRIVER), OBJ("0x8", "QP"),
	       NAME("0x10", "CREATE", "RUAPI_QP_CREATE"),
	       UNKNOWN("0x3e7", "RDMA_DRIVER_???"),
#define QPC UNKNOWN("0x3e7", "RUAPI_QP_CREATE_???")
#define WIRE(val_, name_) NAME(val_, "RUAPI_WIRE_" name_, "RUAPI_WIRE_" name_)
#define OBJ999 UNKNOWN("0x3e7", "RUAPI_OBJ_???")
	       QPC, WIRE("0x1", "IN"), QPC, WIRE("0x3", "BUF_IN"),
	       QPC, WIRE("0x5", "OBJ_IN"), CQ_HANDLE(7),
	       QPC, WIRE("0x5", "OBJ_IN"), OBJ999,
	       QPC, WIRE("0x8", "OBJS_IN"), PD_HANDLE(1), OBJ999,
	       QPC, WIRE("0x9", "FD_IN"),
	       QPC, UNKNOWN("0x40", "RUAPI_ATTR_F_???"),
	       UNKNOWN("0x63", "RUAPI_WIRE_???"),
	       CREATE_QP("0x2", "PD"), WIRE("0x1", "IN"),
	       CREATE_QP("0x7", "SIG_ALL"),
	       UNKNOWN("0x8005", "RUAPI_ATTR_???"), WIRE("0x1", "IN"), errstr);

	struct ruapi_hdr *const hdr =
		new_call(999, 998, 0, attrs, 1);

	sys_ioctl(RUAPI_IOC_CM, hdr);
	printf("ioctl(-1, %s, {object=%s, action=%s, attrs=[{0x3e7, wire=%s"
	       ", len=4, 0xdeadbeef}]}) = %s\n",
	       CMD(RUAPI_IOC_CM), OBJ999, UNKNOWN("0x3e6", "RUAPI_???"),
	       WIRE("0x1", "IN"), errstr);

	hdr->object = RUAPI_OBJ_PD;
	hdr->flags = 0xf00;
	hdr->view = 0xbad;
	sys_ioctl(RUAPI_IOC_CM, hdr);
	printf("ioctl(-1, %s, {object=%s, action=%s, flags=%s"
	       ", view=0xbad, attrs=[{0x3e7, wire=%s, len=4"
	       ", 0xdeadbeef}]}) = %s\n",
	       CMD(RUAPI_IOC_CM), OBJ("0x5", "PD"),
	       UNKNOWN("0x3e6", "RUAPI_PD_???"),
	       UNKNOWN("0xf00", "RUAPI_HDR_F_???"), WIRE("0x1", "IN"), errstr);

	hdr->flags = RUAPI_HDR_F_VIEW;
	hdr->view = 0x4000000000000007;
	sys_ioctl(RUAPI_IOC_CM, hdr);
	printf("ioctl(-1, %s, {object=%s, action=%s"
	       ", attrs=[{0x3e7, wire=%s, len=4, 0xdeadbeef}]}) = %s\n",
	       CMD(RUAPI_IOC_CM), OBJ("0x5", "PD"),
	       UNKNOWN("0x3e6", "RUAPI_PD_???"), WIRE("0x1", "IN"), errstr);
}

/*
 * One number of three drivers: two have names for it, the third is not known.
 * What a name has not is printed by its wire type.
 */
static void
test_methods(void)
{
	static const struct {
		unsigned int driver_id;
		const char *driver;
		const char *object;
		const char *action;
		const char *handle;
		const char *attr;
		const char *ref;
	} drivers[] = {
		{
			15, NAME("0xf", "HFI1", "RDMA_DRIVER_HFI1"),
			NAME("0x8000", "rdmasim:BOX", "rdmasim:BOX"),
			NAME("0x8001", "rdmasim:READ", "rdmasim:READ"),
			NAME("0x8000", "rdmasim:HANDLE", "rdmasim:HANDLE"),
			NAME("0x8001", "rdmasim:OFFSET", "rdmasim:OFFSET"),
			HANDLE(NAME("0x8000", "rdmasim:BOX", "rdmasim:BOX"),
			       "box", 7),
		}, {
			16, NAME("0x10", "QIB", "RDMA_DRIVER_QIB"),
			NAME("0x8000", "rdmasim2:COUNTER", "rdmasim2:COUNTER"),
			NAME("0x8001", "rdmasim2:NEXT", "rdmasim2:NEXT"),
			NAME("0x8000", "rdmasim2:HANDLE", "rdmasim2:HANDLE"),
			NAME("0x8001", "rdmasim2:VALUE", "rdmasim2:VALUE"),
			HANDLE(NAME("0x8000", "rdmasim2:COUNTER",
				    "rdmasim2:COUNTER"), "counter", 7),
		},
	};
	const struct ruapi_attr attrs[] = {
		OBJECT(RUAPI_ATTR_CONTEXT, OBJ_IN, RUAPI_OBJ_CONTEXT, 3),
		OBJECT(0x8000, OBJ_IN, 0x8000, 7),
		ATTR(0x8001, IN, 4, 0x60),
		ATTR(0x8014, IN, 4, 0x61),
	};
#define CONTEXT_ATTR NAME("0x7fff", "CONTEXT", "RUAPI_ATTR_CONTEXT")
#define CONTEXT_HANDLE HANDLE(OBJ("0x3", "CONTEXT"), "context", 3)

	for (unsigned int i = 0; i < ARRAY_SIZE(drivers); ++i) {
		sys_ioctl(RUAPI_IOC_DRIVER,
			  NEW_CALL(0x8000, 0x8001, drivers[i].driver_id,
				   attrs));
		printf("ioctl(-1, %s, {object=%s, action=%s, driver_id=%s"
		       ", attrs=[{%s, %s}, {%s, %s}, {%s, 0x60}"
		       ", {%s, wire=%s, len=4, 0x61}]}) = %s\n",
		       CMD(RUAPI_IOC_DRIVER), drivers[i].object,
		       drivers[i].action, drivers[i].driver, CONTEXT_ATTR,
		       CONTEXT_HANDLE, drivers[i].handle, drivers[i].ref,
		       drivers[i].attr, UNKNOWN("0x8014", "RUAPI_ATTR_???"),
		       WIRE("0x1", "IN"), errstr);
	}

	sys_ioctl(RUAPI_IOC_DRIVER, NEW_CALL(0x8000, 0x8001, 999, attrs));
#define OBJ8000 UNKNOWN("0x8000", "RUAPI_OBJ_???")
	printf("ioctl(-1, %s, {object=%s, action=%s, driver_id=%s"
	       ", attrs=[{%s, %s}, {%s, wire=%s, len=8, {handle=7, object=%s}}"
	       ", {%s, wire=%s, len=4, 0x60}, {%s, wire=%s, len=4, 0x61}]})"
	       " = %s\n", CMD(RUAPI_IOC_DRIVER), OBJ8000,
	       UNKNOWN("0x8001", "RUAPI_???"),
	       UNKNOWN("0x3e7", "RDMA_DRIVER_???"), CONTEXT_ATTR,
	       CONTEXT_HANDLE,
	       UNKNOWN("0x8000", "RUAPI_ATTR_???"),
	       WIRE("0x5", "OBJ_IN"), OBJ8000,
	       UNKNOWN("0x8001", "RUAPI_ATTR_???"),
	       WIRE("0x1", "IN"), UNKNOWN("0x8014", "RUAPI_ATTR_???"),
	       WIRE("0x1", "IN"), errstr);
}

/* What two drivers add to actions that all devices have. */
static void
test_added(void)
{
	const struct ruapi_attr open[] = {
		ATTR(RUAPI_CONTEXT_OPEN_INDEX, IN, 4, 2),
		ATTR(0x9002, IN, 4, 0x60),
	};
	const struct ruapi_attr destroy[] = {
		OBJECT(RUAPI_DESTROY_HANDLE, OBJ_DESTROY, RUAPI_OBJ_PD, 4),
		ATTR(0x9000, IN, 4, 0x61),
	};
#define DRIVER_15 NAME("0xf", "HFI1", "RDMA_DRIVER_HFI1")
#define DRIVER_16 NAME("0x10", "QIB", "RDMA_DRIVER_QIB")
#define OPEN_INDEX NAME("0x2", "INDEX", "RUAPI_CONTEXT_OPEN_INDEX")

	sys_ioctl(RUAPI_IOC_CALL,
		  NEW_CALL(RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN, 15, open));
	printf("ioctl(-1, %s, {object=%s, action=%s, driver_id=%s"
	       ", attrs=[{%s, 2}, {%s, 0x60}]}) = %s\n",
	       CMD(RUAPI_IOC_CALL), OBJ("0x3", "CONTEXT"),
	       NAME("0x10", "OPEN", "RUAPI_CONTEXT_OPEN"), DRIVER_15,
	       OPEN_INDEX, NAME("0x9002", "rdmasim:COLOR", "rdmasim:COLOR"),
	       errstr);
	sys_ioctl(RUAPI_IOC_CALL,
		  NEW_CALL(RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN, 16, open));
	printf("ioctl(-1, %s, {object=%s, action=%s, driver_id=%s"
	       ", attrs=[{%s, 2}, {%s, 0x60}]}) = %s\n",
	       CMD(RUAPI_IOC_CALL), OBJ("0x3", "CONTEXT"),
	       NAME("0x10", "OPEN", "RUAPI_CONTEXT_OPEN"), DRIVER_16,
	       OPEN_INDEX, NAME("0x9002", "rdmasim2:VALUE", "rdmasim2:VALUE"),
	       errstr);
	sys_ioctl(RUAPI_IOC_CALL,
		  NEW_CALL(RUAPI_OBJ_PD, RUAPI_DESTROY, 15, destroy));
	printf("ioctl(-1, %s, {object=%s, action=%s, driver_id=%s"
	       ", attrs=[{%s, %s}, {%s, 0x61}]}) = %s\n",
	       CMD(RUAPI_IOC_CALL), OBJ("0x5", "PD"),
	       NAME("0x1", "DESTROY", "RUAPI_DESTROY"), DRIVER_15,
	       NAME("0x1", "HANDLE", "RUAPI_DESTROY_HANDLE"), PD_HANDLE(4),
	       NAME("0x9000", "rdmasim:WHY", "rdmasim:WHY"), errstr);
}

static void
test_sockaddr(void)
{
	struct sockaddr_in *const sin = tail_alloc(sizeof(*sin));

	memset(sin, 0, sizeof(*sin));
	sin->sin_family = AF_INET;
	sin->sin_port = htons(7174);
	sin->sin_addr.s_addr = htonl(0x0a010001);

	const struct ruapi_attr attrs[] = {
		OBJECT(RUAPI_CM_ID_BIND_ADDR_HANDLE, OBJ_IN, RUAPI_OBJ_CM_ID,
		       2),
		ATTR(RUAPI_CM_ID_BIND_ADDR_ADDR, BUF_IN, sizeof(*sin),
		     (uintptr_t) sin),
	};

	sys_ioctl(RUAPI_IOC_CM,
		  NEW_CALL(RUAPI_OBJ_CM_ID, RUAPI_CM_ID_BIND_ADDR, 0, attrs));
	printf("ioctl(-1, %s, {object=%s, action=%s, attrs=[{%s, %s}"
	       ", {%s, {sa_family=%s, sin_port=%s, sin_addr=%s}}]}) = %s\n",
	       CMD(RUAPI_IOC_CM), OBJ("0x9", "CM_ID"),
	       NAME("0x11", "BIND_ADDR", "RUAPI_CM_ID_BIND_ADDR"),
	       NAME("0x1", "HANDLE", "RUAPI_CM_ID_BIND_ADDR_HANDLE"),
	       HANDLE(OBJ("0x9", "CM_ID"), "cm_id", 2),
	       NAME("0x2", "ADDR", "RUAPI_CM_ID_BIND_ADDR_ADDR"),
	       NAME("0x2", "AF_INET", "AF_INET"),
	       NAME("\"\\x1c\\x06\"", "htons(7174)", "htons(7174)"),
	       NAME("\"\\x0a\\x01\\x00\\x01\"", "inet_addr(\"10.1.0.1\")",
		    "inet_addr(\"10.1.0.1\")"), errstr);
}

static void
test_fast(void)
{
	TAIL_ALLOC_OBJECT_CONST_PTR(struct ruapi_fast, fast);

	*fast = (struct ruapi_fast) {
		.object = RUAPI_OBJ_CQ, .action = RUAPI_CQ_ARM, .handle = 5,
		.arg = 1,
	};
	sys_ioctl(RUAPI_IOC_FAST, fast);
	printf("ioctl(-1, %s, {object=%s, action=%s, handle=%s, arg=1}) = %s\n",
	       CMD(RUAPI_IOC_FAST), OBJ("0x7", "CQ"),
	       NAME("0x11", "ARM", "RUAPI_CQ_ARM"), CQ_HANDLE(5), errstr);

	fast->object = RUAPI_OBJ_QP;
	fast->action = RUAPI_QP_DOORBELL;
	fast->arg = 0;
	sys_ioctl(RUAPI_IOC_FAST, fast);
	printf("ioctl(-1, %s, {object=%s, action=%s, handle=%s}) = %s\n",
	       CMD(RUAPI_IOC_FAST), OBJ("0x8", "QP"),
	       NAME("0x12", "DOORBELL", "RUAPI_QP_DOORBELL"), QP_HANDLE(5),
	       errstr);

	fast->object = 999;
	fast->arg = 0x77;
	sys_ioctl(RUAPI_IOC_FAST, fast);
	printf("ioctl(-1, %s, {object=%s, action=%s, handle={handle=5"
	       ", object=%s}, arg=0x77}) = %s\n",
	       CMD(RUAPI_IOC_FAST), OBJ999, UNKNOWN("0x12", "RUAPI_???"),
	       OBJ999, errstr);
}

#if XLAT_RAW || XLAT_VERBOSE
# define PD_RESULT "{call=0, object=" OBJ("0x5", "PD") "}"
#else
# define PD_RESULT "pd@0"
#endif
#define ALLOC_PD(val_, name_) NAME(val_, name_, "RUAPI_PD_ALLOC_" name_)
#define ALLOC_MW(val_, name_) NAME(val_, name_, "RUAPI_MW_ALLOC_" name_)

/* Of a PD, and of a window of that: what the second call needs the first makes. */
static struct ruapi_batch *
new_batch(const unsigned int cut)
{
	const struct ruapi_attr pd_attrs[] = {
		OBJECT(RUAPI_PD_ALLOC_HANDLE, OBJ_NEW, RUAPI_OBJ_PD, 5),
		OBJECT(RUAPI_PD_ALLOC_CONTEXT, OBJ_IN, RUAPI_OBJ_CONTEXT, 3),
	};
	const struct ruapi_attr mw_attrs[] = {
		OBJECT(RUAPI_MW_ALLOC_PD, OBJ_IN,
		       RUAPI_OBJ_PD | RUAPI_OBJ_RESULT, 0),
		OBJECT(RUAPI_MW_ALLOC_HANDLE, OBJ_NEW, RUAPI_OBJ_MW, 6),
	};
	const struct ruapi_hdr *const pd =
		NEW_CALL(RUAPI_OBJ_PD, RUAPI_PD_ALLOC, 0, pd_attrs);
	const struct ruapi_hdr *const mw =
		NEW_CALL(RUAPI_OBJ_MW, RUAPI_MW_ALLOC, 0, mw_attrs);
	const size_t size = sizeof(struct ruapi_batch) + pd->length
			    + mw->length;
	struct ruapi_batch *const batch = tail_alloc(size - cut);

	*batch = (struct ruapi_batch) {
		.length = size, .num_calls = 2, .bad_call = 1,
		.bad_attr = RUAPI_MW_ALLOC_PD, .reason = RUAPI_REASON_RESULT,
	};
	memcpy(batch + 1, pd, pd->length);
	memcpy((char *) (batch + 1) + pd->length, mw, mw->length - cut);
	return batch;
}

#define PD_CALL "{object=%s, action=%s, attrs=[{%s, %s}]}"

static void
test_batch(void)
{
	sys_ioctl(RUAPI_IOC_BATCH, new_batch(0));
	printf("ioctl(-1, %s, {num_calls=2, calls=[" PD_CALL ", {object=%s"
	       ", action=%s, attrs=[{%s, %s}]}]",
	       CMD(RUAPI_IOC_BATCH), OBJ("0x5", "PD"),
	       NAME("0x10", "ALLOC", "RUAPI_PD_ALLOC"),
	       ALLOC_PD("0x2", "CONTEXT"),
	       HANDLE(OBJ("0x3", "CONTEXT"), "context", 3), OBJ("0xc", "MW"),
	       NAME("0x10", "ALLOC", "RUAPI_MW_ALLOC"),
	       ALLOC_MW("0x2", "PD"), PD_RESULT);
#ifdef INJECT_RETVAL
	printf(", results=[{call=0, attrs=[{%s => %s}]}"
	       ", {call=1, attrs=[{%s => %s}]}]",
	       ALLOC_PD("0x1", "HANDLE"), PD_HANDLE(5),
	       ALLOC_MW("0x1", "HANDLE"), HANDLE(OBJ("0xc", "MW"), "mw", 6));
#endif
#ifdef INJECT_ERROR
	printf(", bad_call=1, bad_attr=%s, reason=%s", ALLOC_MW("0x2", "PD"),
	       NAME("0x1f", "RESULT", "RUAPI_REASON_RESULT"));
#endif
	printf("}) = %s\n", errstr);
}

/* A call that cannot be read. */
static void
test_broken_batch(void)
{
	struct ruapi_batch *const batch = new_batch(48);
	const char *const mw = (char *) (batch + 1) + 64;

	sys_ioctl(RUAPI_IOC_BATCH_CM, batch);
	printf("ioctl(-1, %s, {num_calls=2, calls=[" PD_CALL
	       ", ... /* %p */]%s}) = %s\n", CMD(RUAPI_IOC_BATCH_CM),
	       OBJ("0x5", "PD"), NAME("0x10", "ALLOC", "RUAPI_PD_ALLOC"),
	       ALLOC_PD("0x2", "CONTEXT"),
	       HANDLE(OBJ("0x3", "CONTEXT"), "context", 3), mw,
	       FAILURE(", bad_call=1, bad_attr=0x2, reason="
		       NAME("0x1f", "RESULT", "RUAPI_REASON_RESULT")), errstr);
}

int
main(int argc, char *argv[])
{
#ifdef INJECT_RETVAL
	unsigned long num_skip;
	long inject_retval;
	bool locked = false;

	if (argc < 3)
		error_msg_and_fail("Usage: %s NUM_SKIP INJECT_RETVAL", argv[0]);

	num_skip = strtoul(argv[1], NULL, 0);
	inject_retval = strtol(argv[2], NULL, 0);
	for (unsigned int i = 0; i < num_skip && !locked; ++i) {
		const long rc = sys_ioctl(RUAPI_IOC_CALL, NULL);

		locked = rc == inject_retval;
		printf("ioctl(-1, %s, NULL) = %s%s\n", CMD(RUAPI_IOC_CALL),
		       sprintrc(rc), locked ? " (INJECTED)" : "");
	}
	if (!locked)
		error_msg_and_fail("Have not locked on ioctl(-1"
				   ", RUAPI_IOC_CALL, NULL) returning %ld",
				   inject_retval);
#endif

	test_addresses();
	test_nop();
	test_qp_create();
	test_qp_modify();
	test_unreadable();
	test_unknown();
	test_methods();
	test_added();
	test_sockaddr();
	test_fast();
	test_batch();
	test_broken_batch();

	puts("+++ exited with 0 +++");
	return 0;
}
