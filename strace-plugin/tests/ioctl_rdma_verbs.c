/*
 * Check decoding of RDMA_VERBS_IOCTL command of ioctl syscall.
 *
 * Copyright (c) 2026 The strace developers.
 * All rights reserved.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "tests.h"
#include "scno.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/ioctl.h>
#include <rdma/ib_user_verbs.h>

#if XLAT_RAW
# define NAME(val_, str_) val_
# define UNKNOWN(val_, dflt_) val_
# define HANDLE(type_, val_) val_
# define GID(raw_, str_) raw_
#elif XLAT_VERBOSE
# define NAME(val_, str_) val_ " /* " str_ " */"
# define UNKNOWN(val_, dflt_) NAME(val_, dflt_)
# define HANDLE(type_, val_) type_ "#" val_
# define GID(raw_, str_) str_
#else
# define NAME(val_, str_) str_
# define UNKNOWN(val_, dflt_) val_ " /* " dflt_ " */"
# define HANDLE(type_, val_) type_ "#" val_
# define GID(raw_, str_) str_
#endif

/* As in <rdma/rdma_user_ioctl_cmds.h>.  */
struct verbs_attr {
	uint16_t attr_id;
	uint16_t len;
	uint16_t flags;
	uint8_t elem_id;
	uint8_t reserved;
	uint64_t data;
};

struct verbs_hdr {
	uint16_t length;
	uint16_t object_id;
	uint16_t method_id;
	uint16_t num_attrs;
	uint64_t reserved1;
	uint32_t driver_id;
	uint32_t reserved2;
	struct verbs_attr attrs[];
};

#define VERBS_IOCTL \
	_IOC(_IOC_READ | _IOC_WRITE, 0x1b, 1, sizeof(struct verbs_hdr))

#if XLAT_RAW
# define CMD "0xc0181b01"
#else
# define CMD NAME("0xc0181b01", "RDMA_VERBS_IOCTL")
#endif

enum { RXE = 14, SIW = 18 };
#define RXE_STR NAME("0xe", "RDMA_DRIVER_RXE")
#define SIW_STR NAME("0x12", "RDMA_DRIVER_SIW")

/**
 * An attribute.
 *
 * arg   As it is passed.
 * name  What is printed of its id.
 * text  What is printed of its value.
 * out   NO: an input, YES: an output by address, NEW: an output in its place.
 */
struct sample {
	struct verbs_attr arg;
	const char *name;
	const char *text;
	enum { NO, YES, NEW } out;
};

#define SAMPLE(id_, raw_, name_, len_, data_, out_, text_)		\
	{								\
		.arg = {						\
			.attr_id = (id_), .len = (len_), .flags = 1,	\
			.data = (uint64_t) (data_),			\
		},							\
		.name = NAME(raw_, "UVERBS_ATTR_" name_),		\
		.text = (text_),					\
		.out = (out_),						\
	}
#define IN(id_, raw_, name_, len_, data_, text_) \
	SAMPLE(id_, raw_, name_, len_, data_, NO, text_)
#define OUT(id_, raw_, name_, len_, ptr_, text_) \
	SAMPLE(id_, raw_, name_, len_, (uintptr_t) (ptr_), YES, text_)
#define OBJ(id_, raw_, name_, data_, text_) \
	SAMPLE(id_, raw_, name_, 0, data_, NO, text_)
#define NEW_OBJ(id_, raw_, name_, data_, text_) \
	SAMPLE(id_, raw_, name_, 0, data_, NEW, text_)

static const char *errstr;

static long
sys_ioctl(const unsigned int cmd, const void *const arg)
{
	const long rc = syscall(__NR_ioctl, -1, (unsigned long) cmd, arg);
#ifdef INJECT_RETVAL
	static char buf[256];

	snprintf(buf, sizeof(buf), "%s (INJECTED)", sprintrc(rc));
	errstr = buf;
#else
	errstr = sprintrc(rc);
#endif
	return rc;
}

static void
print_sample(const struct sample *const s)
{
	printf("{%s", s->name);
#if VERBOSE
	if (s->arg.flags)
		printf(", flags=UVERBS_ATTR_F_MANDATORY");
#endif
#ifdef INJECT_RETVAL
	printf("%s%s}", s->out == NO ? ", " : " => ", s->text);
#else
	if (s->out == NO)
		printf(", %s", s->text);
	else if (s->out == YES)
		printf(", len=%u, data=%#llx", s->arg.len,
		       (unsigned long long) s->arg.data);
	printf("}");
#endif
}

static void
print_samples(const struct sample *const samples, const unsigned int count,
	      const bool outputs, const char **const sep)
{
	for (unsigned int i = 0; i < count; ++i) {
		if ((samples[i].out != NO) != outputs)
			continue;
		printf("%s", *sep);
		print_sample(&samples[i]);
		*sep = ", ";
	}
}

static struct verbs_hdr *
new_call(const unsigned int object, const unsigned int method,
	 const unsigned int driver, const struct sample *const samples,
	 const unsigned int count)
{
	const size_t size = sizeof(struct verbs_hdr)
			    + count * sizeof(struct verbs_attr);
	struct verbs_hdr *const hdr = tail_alloc(size);

	*hdr = (struct verbs_hdr) {
		.length = size, .object_id = object, .method_id = method,
		.num_attrs = count, .driver_id = driver,
	};
	for (unsigned int i = 0; i < count; ++i)
		hdr->attrs[i] = samples[i].arg;
	return hdr;
}

static void
call(const unsigned int object, const char *const object_str,
     const unsigned int method, const char *const method_str,
     const unsigned int driver, const char *const driver_str,
     const struct sample *const samples, const unsigned int count)
{
	struct verbs_hdr *const hdr =
		new_call(object, method, driver, samples, count);
	const char *sep = "";

	sys_ioctl(VERBS_IOCTL, hdr);
	printf("ioctl(-1, " CMD ", {");
#if VERBOSE
	printf("length=%u, ", hdr->length);
#endif
	printf("object_id=%s, method_id=%s", object_str, method_str);
#if VERBOSE
	printf(", num_attrs=%u", count);
#endif
	printf(", driver_id=%s, attrs=[", driver_str);
	print_samples(samples, count, false, &sep);
	print_samples(samples, count, true, &sep);
	printf("]}) = %s\n", errstr);
}

#define CALL(object_, object_raw_, object_name_, method_, method_raw_,	\
	     method_name_, driver_, driver_str_, samples_)		\
	call((object_), NAME(object_raw_, "UVERBS_OBJECT_" object_name_), \
	     (method_), NAME(method_raw_, "UVERBS_METHOD_" method_name_), \
	     (driver_), (driver_str_), (samples_), ARRAY_SIZE(samples_))

#define MEMDUP(...) \
	tail_memdup(&(__VA_ARGS__), sizeof(__VA_ARGS__))

static void
test_addresses(void)
{
	const char *const end = (char *) tail_alloc(8) + 8;

	sys_ioctl(VERBS_IOCTL, NULL);
	printf("ioctl(-1, " CMD ", NULL) = %s\n", errstr);
	sys_ioctl(VERBS_IOCTL, end);
	printf("ioctl(-1, " CMD ", %p) = %s\n", end, errstr);
	sys_ioctl(VERBS_IOCTL, end - 8);
	printf("ioctl(-1, " CMD ", %p) = %s\n", end - 8, errstr);
}

static void
test_qp(void)
{
	static const uint32_t cap[] = { 16, 2, 1, 3, 64 };
#define CAP_STR "{max_send_wr=16, max_recv_wr=2, max_send_sge=1" \
	", max_recv_sge=3, max_inline_data=64}"
	static const uint64_t mi[] = { 0x1000, 20480, 0x7000, 4096 };
	static const uint32_t qp_num = 0x11;
	static const uint32_t events = 3;
	const struct sample create[] = {
		NEW_OBJ(0, "0", "CREATE_QP_HANDLE", 12, HANDLE("qp", "12")),
		OBJ(2, "0x2", "CREATE_QP_PD_HANDLE", 3, HANDLE("pd", "3")),
		OBJ(3, "0x3", "CREATE_QP_SRQ_HANDLE", 9, HANDLE("srq", "9")),
		OBJ(4, "0x4", "CREATE_QP_SEND_CQ_HANDLE", 5,
		    HANDLE("cq", "5")),
		IN(7, "0x7", "CREATE_QP_USER_HANDLE", 8, 0xdeadbeef12345678,
		   "0xdeadbeef12345678"),
		IN(8, "0x8", "CREATE_QP_CAP", sizeof(cap),
		   (uintptr_t) MEMDUP(cap), CAP_STR),
		IN(9, "0x9", "CREATE_QP_TYPE", 4, 2, NAME("0x2", "IBV_QPT_RC")),
		IN(10, "0xa", "CREATE_QP_FLAGS", 4, 0x402,
		   NAME("0x402", "IBV_QP_CREATE_BLOCK_SELF_MCAST_LB"
			"|IBV_QP_CREATE_SOURCE_QPN")),
		OBJ(12, "0xc", "CREATE_QP_EVENT_FD", -1, "-1"),
		OUT(13, "0xd", "CREATE_QP_RESP_CAP", sizeof(cap), MEMDUP(cap),
		    CAP_STR),
		OUT(14, "0xe", "CREATE_QP_RESP_QP_NUM", sizeof(qp_num),
		    MEMDUP(qp_num), "0x11"),
		OUT(0x1001, "0x1001", "UHW_OUT", sizeof(mi), MEMDUP(mi),
		    "{rq_mi={offset=0x1000, size=20480}"
		    ", sq_mi={offset=0x7000, size=4096}}"),
	};
	const struct sample destroy[] = {
		OBJ(0, "0", "DESTROY_QP_HANDLE", 12, HANDLE("qp", "12")),
		OUT(1, "0x1", "DESTROY_QP_RESP", sizeof(events),
		    MEMDUP(events), "{events_reported=3}"),
	};

	CALL(4, "0x4", "QP", 0, "0", "QP_CREATE", RXE, RXE_STR, create);
	CALL(4, "0x4", "QP", 1, "0x1", "QP_DESTROY", RXE, RXE_STR, destroy);
}

/* The same attribute means something else to another driver. */
static void
test_drivers(void)
{
	static const uint64_t bytes[] = { 0x0000002000000001, 0x1000 };
	static const uint32_t cqe = 63;
#define CQ(resp_) \
	{								\
		NEW_OBJ(0, "0", "CREATE_CQ_HANDLE", 12,			\
			HANDLE("cq", "12")),				\
		IN(1, "0x1", "CREATE_CQ_CQE", 4, 32, "32"),		\
		OBJ(3, "0x3", "CREATE_CQ_COMP_CHANNEL", -1, "-1"),	\
		OUT(6, "0x6", "CREATE_CQ_RESP_CQE", sizeof(cqe),	\
		    MEMDUP(cqe), "63"),					\
		OUT(0x1001, "0x1001", "UHW_OUT", sizeof(bytes),		\
		    MEMDUP(bytes), resp_),				\
	}
	const struct sample rxe[] =
		CQ("{mi={offset=0x2000000001, size=4096}}");
	const struct sample siw[] =
		CQ("{cq_id=1, num_cqe=32, cq_key=0x1000}");
	const struct sample unknown[] =
		CQ("\"\\x01\\x00\\x00\\x00\\x20\\x00\\x00\\x00"
		   "\\x00\\x10\\x00\\x00\\x00\\x00\\x00\\x00\"");

	CALL(3, "0x3", "CQ", 0, "0", "CQ_CREATE", RXE, RXE_STR, rxe);
	CALL(3, "0x3", "CQ", 0, "0", "CQ_CREATE", SIW, SIW_STR, siw);
	CALL(3, "0x3", "CQ", 0, "0", "CQ_CREATE", 999,
	     UNKNOWN("0x3e7", "RDMA_DRIVER_???"), unknown);
}

/* What a driver defines has the numbers of what another one does. */
static void
test_methods(void)
{
	enum { HFI1 = 15, QIB = 16 };
#define HFI1_STR NAME("0xf", "RDMA_DRIVER_HFI1")
#define QIB_STR NAME("0x10", "RDMA_DRIVER_QIB")
#define NAMED(id_, raw_, name_, len_, data_, text_)			\
	{								\
		.arg = {						\
			.attr_id = (id_), .len = (len_), .flags = 1,	\
			.data = (data_),				\
		},							\
		.name = NAME(raw_, name_),				\
		.text = (text_),					\
	}
	const struct sample sum[] = {
		NAMED(0x1000, "0x1000", "rdmasim:BYTES", 3, 0x030201,
		      "len=3, data=0x30201"),
		NAMED(0x1001, "0x1001", "rdmasim:RESULT", 8, 0xcafe0000,
		      "len=8, data=0xcafe0000"),
	};
	const struct sample frobnicate[] = {
		NAMED(0x1000, "0x1000", "rdmasim2:VALUE", 8, 7,
		      "len=8, data=0x7"),
	};
	const struct sample read_[] = {
		NAMED(0x1000, "0x1000", "rdmasim:HANDLE", 0, 3,
		      "len=0, data=0x3"),
	};
	const struct sample cq[] = {
		IN(1, "0x1", "CREATE_CQ_CQE", 4, 32, "32"),
		NAMED(0x1002, "0x1002", "rdmasim:COLOR", 4, 9,
		      "len=4, data=0x9"),
	};
	const struct sample dm[] = {
		NAMED(0x1000, "0x1000", "rdmasim:FILL", 4, 1,
		      "len=4, data=0x1"),
	};

	const struct sample context[] = {
		NAMED(0x1002, "0x1002", "rdmasim:COLOR", 4, 9,
		      "len=4, data=0x9"),
	};
	const struct sample end[] = {
		NAMED(0x1000, "0x1000", "rdmasim:WHY", 4, 2,
		      "len=4, data=0x2"),
	};
	const struct sample end2[] = {
		NAMED(0x1000, "0x1000", "rdmasim2:VALUE", 4, 2,
		      "len=4, data=0x2"),
	};

	call(0, NAME("0", "UVERBS_OBJECT_DEVICE"),
	     0x1000, NAME("0x1000", "rdmasim:SUM"), HFI1, HFI1_STR,
	     sum, ARRAY_SIZE(sum));
	call(0, NAME("0", "UVERBS_OBJECT_DEVICE"),
	     0x1000, NAME("0x1000", "rdmasim2:FROBNICATE"), QIB, QIB_STR,
	     frobnicate, ARRAY_SIZE(frobnicate));
	call(0x1000, NAME("0x1000", "rdmasim:BOX"),
	     0x1001, NAME("0x1001", "rdmasim:READ"), HFI1, HFI1_STR,
	     read_, ARRAY_SIZE(read_));
	CALL(3, "0x3", "CQ", 0, "0", "CQ_CREATE", HFI1, HFI1_STR, cq);
	CALL(14, "0xe", "DM", 0, "0", "DM_ALLOC", HFI1, HFI1_STR, dm);
	CALL(0, "0", "DEVICE", 3, "0x3", "GET_CONTEXT", HFI1, HFI1_STR,
	     context);
	CALL(1, "0x1", "PD", 0, "0", "PD_DESTROY", HFI1, HFI1_STR, end);
	CALL(3, "0x3", "CQ", 1, "0x1", "CQ_DESTROY", QIB, QIB_STR, end2);
}

static void
test_queries(void)
{
	static const struct {
		uint8_t gid[16];
		uint32_t gid_index;
		uint32_t port_num;
		uint32_t gid_type;
		uint32_t netdev_ifindex;
	} gids[] = {
		{ { 0xfe, 0x80, [15] = 1 }, 0, 1, 1, 2 },
		{ { [10] = 0xff, 0xff, 10, 1, 0, 1 }, 1, 1, 2, 2 },
	};
	static const uint64_t count = 2;
	static const uint32_t handles[] = { 4, 7 };
	static const uint64_t counters[] = { 1, 2, 3 };
	static const struct ib_uverbs_query_port_resp port = {
		.max_msg_sz = 0x800000, .gid_tbl_len = 1024, .state = 4,
		.max_mtu = 5, .active_mtu = 3, .link_layer = 2,
	};
#define GIDS "[{gid=" GID("\"\\xfe\\x80\\x00\\x00\\x00\\x00\\x00\\x00" \
			  "\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x01\"", \
			  "fe80::1") \
	", gid_index=0, port_num=1, gid_type=1, netdev_ifindex=2}" \
	", {gid=" GID("\"\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00" \
		      "\\x00\\x00\\xff\\xff\\x0a\\x01\\x00\\x01\"", \
		      "::ffff:10.1.0.1") \
	", gid_index=1, port_num=1, gid_type=2, netdev_ifindex=2}]"
	const struct sample table[] = {
		IN(0, "0", "QUERY_GID_TABLE_ENTRY_SIZE", 8, 32, "32"),
		IN(1, "0x1", "QUERY_GID_TABLE_FLAGS", 4, 0, "0"),
		OUT(2, "0x2", "QUERY_GID_TABLE_RESP_ENTRIES", sizeof(gids),
		    MEMDUP(gids), GIDS),
		OUT(3, "0x3", "QUERY_GID_TABLE_RESP_NUM_ENTRIES",
		    sizeof(count), MEMDUP(count), "2"),
	};
	const struct sample info[] = {
		IN(0, "0", "INFO_OBJECT_ID", 8, 4,
		   NAME("0x4", "UVERBS_OBJECT_QP")),
		OUT(1, "0x1", "INFO_TOTAL_HANDLES", 4, MEMDUP(handles[0]), "4"),
		OUT(2, "0x2", "INFO_HANDLES_LIST", sizeof(handles),
		    MEMDUP(handles), "[4, 7]"),
	};
	/* Bytes behind a short number are none of it. */
	const struct sample query_port[] = {
		IN(0, "0", "QUERY_PORT_PORT_NUM", 1, 0xabcd01, "1"),
		OUT(1, "0x1", "QUERY_PORT_RESP", sizeof(port), MEMDUP(port),
		    "{port_cap_flags=0, max_msg_sz=8388608, bad_pkey_cntr=0"
		    ", qkey_viol_cntr=0, gid_tbl_len=1024, pkey_tbl_len=0"
		    ", lid=0, sm_lid=0, state=4, max_mtu="
		    NAME("0x5", "IBV_MTU_4096") ", active_mtu="
		    NAME("0x3", "IBV_MTU_1024") ", lmc=0, max_vl_num=0"
		    ", sm_sl=0, subnet_timeout=0, init_type_reply=0, "
#if VERBOSE
		    "active_width=0, active_speed=0, phys_state=0"
		    ", link_layer=2, flags=0"
#else
		    "..."
#endif
		    "}"),
	};
	const struct sample read_counters[] = {
		OBJ(0, "0", "READ_COUNTERS_HANDLE", 2, HANDLE("counters", "2")),
		OUT(1, "0x1", "READ_COUNTERS_BUFF", sizeof(counters),
		    MEMDUP(counters), "[1, 2, 3]"),
	};
	const struct sample async[] = {
		NEW_OBJ(0, "0", "ASYNC_EVENT_ALLOC_FD_HANDLE", -1, "-1"),
	};

	CALL(0, "0", "DEVICE", 5, "0x5", "QUERY_GID_TABLE", RXE, RXE_STR,
	     table);
	CALL(0, "0", "DEVICE", 1, "0x1", "INFO_HANDLES", RXE, RXE_STR, info);
	CALL(0, "0", "DEVICE", 2, "0x2", "QUERY_PORT", RXE, RXE_STR,
	     query_port);
	CALL(15, "0xf", "COUNTERS", 2, "0x2", "COUNTERS_READ", RXE, RXE_STR,
	     read_counters);
	CALL(16, "0x10", "ASYNC_EVENT", 0, "0", "ASYNC_EVENT_ALLOC", RXE,
	     RXE_STR, async);
}

static void
test_memory(void)
{
	static const struct ib_uverbs_sge sges[] = {
		{ .addr = 0x1000, .length = 16, .lkey = 0x11 },
		{ .addr = 0x2000, .length = 32, .lkey = 0x22 },
	};
	static const uint32_t key = 0xbdf;
	const struct sample advise[] = {
		OBJ(0, "0", "ADVISE_MR_PD_HANDLE", 3, HANDLE("pd", "3")),
		IN(1, "0x1", "ADVISE_MR_ADVICE", 4, 1,
		   NAME("0x1", "IBV_ADVISE_MR_ADVICE_PREFETCH_WRITE")),
		IN(2, "0x2", "ADVISE_MR_FLAGS", 4, 1,
		   NAME("0x1", "IBV_ADVISE_MR_FLAG_FLUSH")),
		IN(3, "0x3", "ADVISE_MR_SGE_LIST", sizeof(sges),
		   (uintptr_t) MEMDUP(sges),
		   "[{addr=0x1000, length=16, lkey=0x11}"
		   ", {addr=0x2000, length=32, lkey=0x22}]"),
	};
	const struct sample dmabuf[] = {
		NEW_OBJ(0, "0", "REG_DMABUF_MR_HANDLE", 6, HANDLE("mr", "6")),
		OBJ(1, "0x1", "REG_DMABUF_MR_PD_HANDLE", 3, HANDLE("pd", "3")),
		IN(3, "0x3", "REG_DMABUF_MR_LENGTH", 8, 4096, "4096"),
		OBJ(5, "0x5", "REG_DMABUF_MR_FD", -1, "-1"),
		IN(6, "0x6", "REG_DMABUF_MR_ACCESS_FLAGS", 4, 3,
		   NAME("0x3", "IBV_ACCESS_LOCAL_WRITE"
			"|IBV_ACCESS_REMOTE_WRITE")),
		OUT(7, "0x7", "REG_DMABUF_MR_RESP_LKEY", sizeof(key),
		    MEMDUP(key), "0xbdf"),
	};
	struct sample keymat[] = {
		NEW_OBJ(0, "0", "CREATE_FLOW_ACTION_ESP_HANDLE", 8,
			HANDLE("flow_action", "8")),
		IN(3, "0x3", "FLOW_ACTION_ESP_KEYMAT", 4, 0x04030201,
		   "elem_id=1, \"\\x01\\x02\\x03\\x04\""),
	};

	keymat[1].arg.elem_id = 1;
	CALL(7, "0x7", "MR", 2, "0x2", "ADVISE_MR", RXE, RXE_STR, advise);
	CALL(7, "0x7", "MR", 4, "0x4", "REG_DMABUF_MR", RXE, RXE_STR, dmabuf);
	CALL(13, "0xd", "FLOW_ACTION", 0, "0", "FLOW_ACTION_ESP_CREATE", RXE,
	     RXE_STR, keymat);
}

/* What only newer kernels have. */
static void
test_newer(void)
{
	static const struct {
		uint32_t type;
		int32_t fd;
		uint32_t flags;
		uint32_t optional_flags;
		uint64_t addr;
		uint64_t length;
	} desc = { .type = 1, .addr = 0x4000, .length = 8192 },
	  buffer = { .fd = 7, .flags = 1, .addr = 0x40, .length = 100 };
	static const uint64_t fast = 1000;
	static const uint32_t key = 0xbdf;
	const struct sample speed[] = {
		IN(0, "0", "QUERY_PORT_SPEED_PORT_NUM", 8, 1, "1"),
		OUT(1, "0x1", "QUERY_PORT_SPEED_RESP", sizeof(fast),
		    MEMDUP(fast), "1000"),
	};
	struct sample hints[] = {
		NEW_OBJ(0, "0", "ALLOC_DMAH_HANDLE", 9, HANDLE("dmah", "9")),
		IN(1, "0x1", "ALLOC_DMAH_CPU_ID", 4, 3, "3"),
		IN(3, "0x3", "ALLOC_DMAH_PH", 1, 2, "2"),
	};
	const struct sample end[] = {
		OBJ(0, "0", "FREE_DMA_HANDLE", 9, HANDLE("dmah", "9")),
	};
	const struct sample region[] = {
		NEW_OBJ(0, "0", "REG_MR_HANDLE", 6, HANDLE("mr", "6")),
		OBJ(1, "0x1", "REG_MR_PD_HANDLE", 3, HANDLE("pd", "3")),
		OBJ(2, "0x2", "REG_MR_DMA_HANDLE", 9, HANDLE("dmah", "9")),
		IN(4, "0x4", "REG_MR_ADDR", 8, 0x4000, "0x4000"),
		IN(5, "0x5", "REG_MR_LENGTH", 8, 4096, "4096"),
		OBJ(7, "0x7", "REG_MR_FD", -1, "-1"),
		OUT(9, "0x9", "REG_MR_RESP_LKEY", sizeof(key), MEMDUP(key),
		    "0xbdf"),
	};
	const struct sample queue[] = {
		NEW_OBJ(0, "0", "CREATE_CQ_HANDLE", 5, HANDLE("cq", "5")),
		IN(8, "0x8", "CREATE_CQ_BUFFER_VA", 8, 0x4000, "0x4000"),
		IN(9, "0x9", "CREATE_CQ_BUFFER_LENGTH", 8, 8192, "8192"),
		IN(12, "0xc", "CREATE_CQ_BUF_UMEM", sizeof(desc),
		   (uintptr_t) MEMDUP(desc),
		   "{type=1, fd=0, flags=0, optional_flags=0, addr=0x4000"
		   ", length=8192}"),
	};

	const struct sample pair[] = {
		NEW_OBJ(0, "0", "CREATE_QP_HANDLE", 5, HANDLE("qp", "5")),
		IN(15, "0xf", "CREATE_QP_BUF_UMEM", sizeof(desc),
		   (uintptr_t) MEMDUP(desc),
		   "{type=1, fd=0, flags=0, optional_flags=0, addr=0x4000"
		   ", length=8192}"),
		IN(16, "0x10", "CREATE_QP_RQ_BUF_UMEM", sizeof(buffer),
		   (uintptr_t) MEMDUP(buffer),
		   "{type=0, fd=7, flags=0x1, optional_flags=0, addr=0x40"
		   ", length=100}"),
	};
	const struct sample shared[] = {
		NEW_OBJ(0, "0", "CREATE_SRQ_HANDLE", 5, HANDLE("srq", "5")),
		IN(14, "0xe", "CREATE_SRQ_BUF_UMEM", sizeof(desc),
		   (uintptr_t) MEMDUP(desc),
		   "{type=1, fd=0, flags=0, optional_flags=0, addr=0x4000"
		   ", length=8192}"),
	};

	CALL(4, "0x4", "QP", 0, "0", "QP_CREATE", RXE, RXE_STR, pair);
	CALL(5, "0x5", "SRQ", 0, "0", "SRQ_CREATE", RXE, RXE_STR, shared);
	CALL(0, "0", "DEVICE", 7, "0x7", "QUERY_PORT_SPEED", RXE, RXE_STR,
	     speed);
	CALL(17, "0x11", "DMAH", 0, "0", "DMAH_ALLOC", RXE, RXE_STR, hints);
	CALL(17, "0x11", "DMAH", 1, "0x1", "DMAH_FREE", RXE, RXE_STR, end);
	CALL(7, "0x7", "MR", 5, "0x5", "REG_MR", RXE, RXE_STR, region);
	CALL(3, "0x3", "CQ", 0, "0", "CQ_CREATE", RXE, RXE_STR, queue);
}

/* What the write() interface takes, in an ioctl. */
static void
test_invoke_write(void)
{
	static const struct ib_uverbs_reg_mr reg_mr = {
		.start = 0x1000, .length = 4096, .hca_va = 0x2000,
		.pd_handle = 3, .access_flags = 1,
	};
	static const struct ib_uverbs_reg_mr_resp reg_mr_resp = {
		.mr_handle = 7, .lkey = 0x11, .rkey = 0x22,
	};
	static const struct ib_uverbs_modify_qp modify_qp = {
		.dest = {
			.dgid = { 0xfe, 0x80, [15] = 1 }, .is_global = 1,
			.hop_limit = 64, .port_num = 1,
		},
		.qp_handle = 12, .attr_mask = 0x81, .qp_state = 2,
	};
	static const uint32_t unknown[] = { 1, 2, 3 };
#define CORE_IN(data_, text_) \
	IN(0, "0", "CORE_IN", sizeof(data_), (uintptr_t) MEMDUP(data_), text_)
#define CORE_OUT(data_, text_) \
	OUT(1, "0x1", "CORE_OUT", sizeof(data_), MEMDUP(data_), text_)
#define WRITE_CMD(nr_, text_) IN(2, "0x2", "WRITE_CMD", 8, nr_, text_)
#define MODIFY_QP_STR \
	"{qp_handle=12, attr_mask=" \
	NAME("0x81", "IBV_QP_STATE|IBV_QP_AV") ", qp_state=" \
	NAME("0x2", "IBV_QPS_RTR") ", dest={dgid=" \
	GID("\"\\xfe\\x80\\x00\\x00\\x00\\x00\\x00\\x00" \
	    "\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x01\"", "fe80::1") \
	", flow_label=0, dlid=0, sgid_index=0, hop_limit=64" \
	", traffic_class=0, sl=0, src_path_bits=0, static_rate=0" \
	", is_global=1, port_num=1}}"
#if XLAT_RAW
# define EXTENDED(val_, str_) "0x80000000|" val_
#else
# define EXTENDED(val_, str_) \
	NAME("0x80000000", "IB_USER_VERBS_CMD_FLAG_EXTENDED") "|" \
	NAME(val_, str_)
#endif
	const struct sample reg[] = {
		CORE_IN(reg_mr, "{start=0x1000, length=4096, hca_va=0x2000"
			", pd_handle=3, access_flags="
			NAME("0x1", "IBV_ACCESS_LOCAL_WRITE") "}"),
		CORE_OUT(reg_mr_resp, "{mr_handle=7, lkey=0x11, rkey=0x22}"),
		WRITE_CMD(9, NAME("0x9", "IB_USER_VERBS_CMD_REG_MR")),
	};
	const struct sample modify[] = {
		WRITE_CMD(26, NAME("0x1a", "IB_USER_VERBS_CMD_MODIFY_QP")),
		CORE_IN(modify_qp, MODIFY_QP_STR),
	};
	const struct sample modify_ex[] = {
		WRITE_CMD(0x8000001a,
			  EXTENDED("0x1a", "IB_USER_VERBS_EX_CMD_MODIFY_QP")),
		CORE_IN(modify_qp, MODIFY_QP_STR),
	};
	const struct sample other[] = {
		CORE_IN(unknown, "\"\\x01\\x00\\x00\\x00\\x02\\x00\\x00\\x00"
			"\\x03\\x00\\x00\\x00\""),
		CORE_OUT(unknown, "\"\\x01\\x00\\x00\\x00\\x02\\x00\\x00\\x00"
			 "\\x03\\x00\\x00\\x00\""),
		WRITE_CMD(99, UNKNOWN("0x63", "IB_USER_VERBS_CMD_???")),
	};

	CALL(0, "0", "DEVICE", 0, "0", "INVOKE_WRITE", RXE, RXE_STR, reg);
	CALL(0, "0", "DEVICE", 0, "0", "INVOKE_WRITE", RXE, RXE_STR, modify);
	CALL(0, "0", "DEVICE", 0, "0", "INVOKE_WRITE", RXE, RXE_STR,
	     modify_ex);
	CALL(0, "0", "DEVICE", 0, "0", "INVOKE_WRITE", RXE, RXE_STR, other);
}

/* Nothing is guessed about what is not known. */
static void
test_unknown(void)
{
#define UNKNOWN_ATTR(id_, dflt_, len_, data_, text_)			\
	{								\
		.arg = { .attr_id = id_, .len = len_, .data = data_ },	\
		.name = dflt_, .text = text_,				\
	}
	const struct sample attrs[] = {
		UNKNOWN_ATTR(999, UNKNOWN("0x3e7", "UVERBS_ATTR_???"), 3, 7,
			     "len=3, data=0x7"),
		UNKNOWN_ATTR(0x1234, UNKNOWN("0x1234", "UVERBS_ATTR_???"),
			     3, 7, "len=3, data=0x7"),
	};

	CALL(4, "0x4", "QP", 0, "0", "QP_CREATE", RXE, RXE_STR, attrs);
	call(4, NAME("0x4", "UVERBS_OBJECT_QP"), 9,
	     UNKNOWN("0x9", "UVERBS_METHOD_???"), RXE, RXE_STR, attrs, 1);
	call(999, UNKNOWN("0x3e7", "UVERBS_OBJECT_???"), 9,
	     UNKNOWN("0x9", "UVERBS_METHOD_???"), RXE, RXE_STR, attrs, 1);
}

/* Headers that lie, and memory that is not there. */
static void
test_malformed(void)
{
	const char *const end = (char *) tail_alloc(8) + 8;
	const struct sample attrs[] = {
		IN(8, "0x8", "CREATE_QP_CAP", 20, (uintptr_t) end, ""),
		IN(8, "0x8", "CREATE_QP_CAP", 20, 0, ""),
		IN(8, "0x8", "CREATE_QP_CAP", 9, (uintptr_t) end - 8, ""),
		IN(8, "0x8", "CREATE_QP_CAP", 6, 0x1400000010, ""),
		IN(9, "0x9", "CREATE_QP_TYPE", 3, 2, ""),
	};
	struct verbs_hdr *hdr = new_call(4, 0, RXE, attrs, ARRAY_SIZE(attrs));
#if VERBOSE
# define F "flags=UVERBS_ATTR_F_MANDATORY, "
#else
# define F ""
#endif

	hdr->num_attrs++;
	sys_ioctl(VERBS_IOCTL, hdr);
	printf("ioctl(-1, " CMD ", {length=104, object_id=%s, method_id=%s"
	       ", num_attrs=6, driver_id=" RXE_STR ", attrs=[{%s, " F "%p}"
	       ", {%s, " F "NULL}, {%s, " F "%p}, {%s, " F "{max_send_wr=16"
	       ", max_recv_wr=\"\\x14\\x00\"}}, {%s, " F "\"\\x02\\x00\\x00\"}"
	       ", ... /* %p */]}) = %s\n",
	       NAME("0x4", "UVERBS_OBJECT_QP"),
	       NAME("0", "UVERBS_METHOD_QP_CREATE"), attrs[0].name, end,
	       attrs[1].name, attrs[2].name, end - 8, attrs[3].name,
	       attrs[4].name, &hdr->attrs[5], errstr);

	hdr = new_call(4, 0, RXE, NULL, 0);
	hdr->reserved1 = 0xbad1;
	hdr->reserved2 = 0xbad2;
	hdr->length = 1;
	sys_ioctl(VERBS_IOCTL, hdr);
	printf("ioctl(-1, " CMD ", {length=1, object_id=%s, method_id=%s"
	       ", num_attrs=0, reserved1=0xbad1, driver_id=" RXE_STR
	       ", reserved2=0xbad2, attrs=[]}) = %s\n",
	       NAME("0x4", "UVERBS_OBJECT_QP"),
	       NAME("0", "UVERBS_METHOD_QP_CREATE"), errstr);
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
		const long rc = sys_ioctl(VERBS_IOCTL, NULL);

		locked = rc == inject_retval;
		printf("ioctl(-1, " CMD ", NULL) = %s%s\n", sprintrc(rc),
		       locked ? " (INJECTED)" : "");
	}
	if (!locked)
		error_msg_and_fail("Have not locked on ioctl(-1"
				   ", RDMA_VERBS_IOCTL, NULL) returning %ld",
				   inject_retval);
#endif

	test_addresses();
	test_qp();
	test_drivers();
	test_methods();
	test_queries();
	test_memory();
	test_newer();
	test_invoke_write();
	test_unknown();
	test_malformed();

	puts("+++ exited with 0 +++");
	return 0;
}
