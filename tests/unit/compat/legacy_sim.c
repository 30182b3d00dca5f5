// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * As legacy.c, of what only the simulated HCA has: does things to uverbsN and
 * prints what comes of it, on the stock stack and over the interposer.
 * usage: legacy_sim uverbsN
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <rdma/ib_user_ioctl_cmds.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma/ib_user_verbs.h>
#include <rdma/rdma_user_ioctl.h>

#include "../../../kernel/drivers/rdmasim/rdmasim-abi.h"
#include "../../../kernel/drivers/simbuf/simbuf-abi.h"

static int node;
static uint32_t pd, other_pd;

static void say(const char *what, long ret)
{
	printf("%s: %s\n", what, ret < 0 ? strerrorname_np(errno) : "ok");
}

/* ---- commands ---------------------------------------------------------- */

static long command(uint32_t number, void *req, size_t req_len,
		    size_t resp_len)
{
	_Alignas(8) uint8_t buf[256];
	const struct ib_uverbs_cmd_hdr hdr = {
		.command = number,
		.in_words = (uint16_t)((8 + req_len) / 4),
		.out_words = (uint16_t)(resp_len / 4),
	};

	memcpy(buf, &hdr, 8);
	memcpy(buf + 8, req, req_len);
	return write(node, buf, 8 + req_len);
}

#define COMMAND(cmd, req, resp_len) \
	command(IB_USER_VERBS_CMD_##cmd, &(req), sizeof(req), resp_len)

static uint32_t make_pd(void)
{
	struct ib_uverbs_alloc_pd_resp resp = {};
	struct ib_uverbs_alloc_pd req = { .response = (uintptr_t)&resp };

	say("alloc_pd", COMMAND(ALLOC_PD, req, sizeof(resp)));
	return resp.pd_handle;
}

static void open_device(const char *name)
{
	struct ib_uverbs_get_context_resp resp;
	struct ib_uverbs_get_context req = { .response = (uintptr_t)&resp };
	char path[64];

	snprintf(path, sizeof(path), "/dev/infiniband/%s", name);
	node = open(path, O_RDWR | O_CLOEXEC);
	if (node < 0) {
		perror(path);
		exit(1);
	}
	say("get_context", COMMAND(GET_CONTEXT, req, sizeof(resp)));
	pd = make_pd();
	other_pd = make_pd();
}

static void dereg(const char *what, uint32_t handle)
{
	struct ib_uverbs_dereg_mr req = { .mr_handle = handle };

	say(what, COMMAND(DEREG_MR, req, 0));
}

/* An extended command; lengths are rounded up to words of 8 bytes. */
static long ex_command(uint32_t number, const void *req, size_t req_len,
		       void *resp, size_t resp_len)
{
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_ex_cmd_hdr ex;
		uint8_t req[2048];
	} buf = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_FLAG_EXTENDED | number,
			.in_words = (uint16_t)((req_len + 7) / 8),
			.out_words = (uint16_t)(resp_len / 8),
		},
		.ex = { .response = (uintptr_t)resp },
	};

	memcpy(buf.req, req, req_len);
	return write(node, &buf, sizeof(buf.hdr) + sizeof(buf.ex) +
		     buf.hdr.in_words * 8u);
}

#define EX(cmd, req, resp, resp_len) \
	ex_command(IB_USER_VERBS_EX_CMD_##cmd, &(req), sizeof(req), resp, \
		   resp_len)

/* With so much of the driver's part. */
static void query_with(const char *what, uint32_t comp_mask, size_t in,
		       size_t out)
{
	struct {
		struct ib_uverbs_ex_query_device_resp core;
		struct rdmasim_query_device_resp driver;
	} resp = {};
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_ex_cmd_hdr ex;
		struct ib_uverbs_ex_query_device query;
		struct rdmasim_query_device_req driver;
	} req = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_FLAG_EXTENDED |
				   IB_USER_VERBS_EX_CMD_QUERY_DEVICE,
			.in_words = sizeof(req.query) / 8,
			.out_words = sizeof(resp.core) / 8,
		},
		.ex = {
			.response = (uintptr_t)&resp,
			.provider_in_words = (uint16_t)(in / 8),
			.provider_out_words = (uint16_t)(out / 8),
		},
		.driver = { .comp_mask = comp_mask },
	};
	const struct ib_uverbs_tm_caps *tm = &resp.core.tm_caps;

	say(what, write(node, &req, sizeof(req) - sizeof(req.driver) + in));
	printf("memory on the device: %llu, WQs %u\n",
	       (unsigned long long)resp.core.max_dm_size,
	       resp.core.max_wq_type_rq);
	printf("tables %u of %u, for QPs %#x\n",
	       resp.core.rss_caps.max_rwq_indirection_tables,
	       resp.core.rss_caps.max_rwq_indirection_table_size,
	       resp.core.rss_caps.supported_qpts);
	printf("tags %u of %u, operations %u, flags %#x, header %u\n",
	       tm->max_num_tags, tm->max_sge, tm->max_ops, tm->flags,
	       tm->max_rndv_hdr_size);
	printf("moderation %u %u, on demand %#llx\n",
	       resp.core.cq_moderation_caps.max_cq_moderation_count,
	       resp.core.cq_moderation_caps.max_cq_moderation_period,
	       (unsigned long long)resp.core.odp_caps.general_caps);
	printf("%u bytes, of the driver %u\n", resp.core.response_length,
	       resp.driver.response_length);
}

static void query_device(void)
{
	query_with("ex_query_device", 0, 0, 0);
	query_with("with the driver's part", 0, 8,
		   sizeof(struct rdmasim_query_device_resp));
	query_with("with room for its beginning", 0, 0, 8);
	query_with("with a request it does not know", 1, 8, 8);
}

/* ---- methods ----------------------------------------------------------- */

static struct {
	struct ib_uverbs_ioctl_hdr hdr;
	struct ib_uverbs_attr attrs[10];
} call;

static void begin(uint16_t object, uint16_t method)
{
	memset(&call, 0, sizeof(call));
	call.hdr.object_id = object;
	call.hdr.method_id = method;
	call.hdr.driver_id = RDMA_DRIVER_HFI1;
}

static struct ib_uverbs_attr *add(uint16_t id, uint16_t len, uint64_t data)
{
	struct ib_uverbs_attr *attr = &call.attrs[call.hdr.num_attrs++];

	attr->attr_id = id;
	attr->len = len;
	attr->flags = UVERBS_ATTR_F_MANDATORY;
	attr->data = data;
	return attr;
}

static long run(void)
{
	call.hdr.length = (uint16_t)(sizeof(call.hdr) +
		call.hdr.num_attrs * sizeof(call.attrs[0]));
	return ioctl(node, RDMA_VERBS_IOCTL, &call);
}

/* Each attribute left out, twice, with a length that it has not. */
static void spoil(const char *what)
{
	const uint16_t count = call.hdr.num_attrs;
	struct ib_uverbs_attr attr;
	char text[64];

	for (uint16_t i = 0; i < count; i++) {
		attr = call.attrs[i];
		snprintf(text, sizeof(text), "%s, without attribute %u", what,
			 attr.attr_id);
		call.attrs[i] = call.attrs[--call.hdr.num_attrs];
		say(text, run());
		call.attrs[count - 1] = call.attrs[i];
		call.attrs[i] = attr;
		call.hdr.num_attrs = count;
	}
	for (uint16_t i = 0; i < count; i++) {
		snprintf(text, sizeof(text), "%s, attribute %u again", what,
			 call.attrs[i].attr_id);
		call.attrs[call.hdr.num_attrs++] = call.attrs[i];
		say(text, run());
		call.hdr.num_attrs = count;
		snprintf(text, sizeof(text), "%s, attribute %u of 3 bytes",
			 what, call.attrs[i].attr_id);
		attr = call.attrs[i];
		call.attrs[i].len = 3;
		say(text, run());
		call.attrs[i] = attr;
		snprintf(text, sizeof(text), "%s, attribute %u with reserved",
			 what, call.attrs[i].attr_id);
		call.attrs[i].attr_data.reserved = 1;
		say(text, run());
		call.attrs[i] = attr;
	}
	snprintf(text, sizeof(text), "%s, unknown attribute", what);
	add(0x5555, 8, 0);
	say(text, run());
	call.hdr.num_attrs = count;
}

/* ---- memory on the device ------------------------------------------------ */

static void begin_dm(uint64_t length, uint64_t alignment)
{
	begin(UVERBS_OBJECT_DM, UVERBS_METHOD_DM_ALLOC);
	add(UVERBS_ATTR_ALLOC_DM_HANDLE, 0, 0);
	add(UVERBS_ATTR_ALLOC_DM_LENGTH, 8, length);
	add(UVERBS_ATTR_ALLOC_DM_ALIGNMENT, 4, alignment);
}

static uint32_t alloc_dm(const char *what, uint64_t length, uint64_t alignment)
{
	begin_dm(length, alignment);
	say(what, run());
	return (uint32_t)call.attrs[0].data;
}

static void free_dm(const char *what, uint64_t dm)
{
	begin(UVERBS_OBJECT_DM, UVERBS_METHOD_DM_FREE);
	add(UVERBS_ATTR_FREE_DM_HANDLE, 0, dm);
	say(what, run());
}

static uint32_t lkey, rkey;

static void begin_reg(uint64_t dm, uint64_t offset, uint64_t length,
		      uint64_t access)
{
	begin(UVERBS_OBJECT_MR, UVERBS_METHOD_DM_MR_REG);
	add(UVERBS_ATTR_REG_DM_MR_HANDLE, 0, 0);
	add(UVERBS_ATTR_REG_DM_MR_OFFSET, 8, offset);
	add(UVERBS_ATTR_REG_DM_MR_LENGTH, 8, length);
	add(UVERBS_ATTR_REG_DM_MR_PD_HANDLE, 0, pd);
	add(UVERBS_ATTR_REG_DM_MR_ACCESS_FLAGS, 8, access);
	add(UVERBS_ATTR_REG_DM_MR_DM_HANDLE, 0, dm);
	add(UVERBS_ATTR_REG_DM_MR_RESP_LKEY, 4, (uintptr_t)&lkey);
	add(UVERBS_ATTR_REG_DM_MR_RESP_RKEY, 4, (uintptr_t)&rkey);
}

static uint32_t reg_dm(const char *what, uint64_t dm, uint64_t offset,
		       uint64_t length, uint64_t access)
{
	lkey = rkey = 0;
	begin_reg(dm, offset, length, access);
	say(what, run());
	printf("keys: %d, the same: %d\n", !!lkey, lkey == rkey);
	return (uint32_t)call.attrs[0].data;
}

static void rereg(uint32_t mr)
{
	struct ib_uverbs_rereg_mr_resp resp = {};
	struct ib_uverbs_rereg_mr req = {
		.response = (uintptr_t)&resp,
		.mr_handle = mr,
		.flags = 2,
		.pd_handle = other_pd,
	};

	say("rereg_mr of it", COMMAND(REREG_MR, req, sizeof(resp)));
}

static void device_memory(void)
{
	uint32_t dm, mr;

	alloc_dm("nothing", 0, 0);
	alloc_dm("too much", (1 << 20) + 1, 0);
	alloc_dm("4 GiB more", (1ull << 32) + 100, 0);
	alloc_dm("aligned to much", 100, 40);
	begin_dm(100, 0);
	spoil("DM_ALLOC");
	dm = alloc_dm("memory", 10000, 3ull << 32);
	reg_dm("a region", dm, 5000, 5000, 0x21);
	dereg("dereg_mr", (uint32_t)call.attrs[0].data);
	reg_dm("not from 0 on", dm, 0, 100, 1);
	reg_dm("a right that nobody knows", dm, 0, 100, 0x80000021);
	reg_dm("an optional right", dm, 0, 100, 0x200021);
	dereg("dereg_mr", (uint32_t)call.attrs[0].data);
	reg_dm("rights of 64 bits", dm, 0, 100, 0x100000021);
	reg_dm("written by others only", dm, 0, 100, 0x22);
	reg_dm("on demand", dm, 0, 100, 0x61);
	reg_dm("beyond the end", dm, 5000, 5001, 0x21);
	reg_dm("from beyond the end", dm, 10001, 0, 0x21);
	reg_dm("around", dm, 5000, UINT64_MAX - 4999, 0x21);
	reg_dm("of no memory", 0x7ffffff0, 0, 1, 0x21);
	reg_dm("of memory with 64 bits", (1ull << 32) + dm, 0, 1, 0x21);
	begin_reg(dm, 0, 100, 0x21);
	call.attrs[3].data = dm + 1000;
	say("of no PD", run());
	begin_reg(dm, 0, 100, 0);
	spoil("DM_MR_REG");
	mr = reg_dm("nothing, at the end", dm, 10000, 0, 0x21);
	rereg(mr);
	free_dm("free under a region", dm);
	dereg("dereg_mr", mr);
	begin(UVERBS_OBJECT_DM, UVERBS_METHOD_DM_FREE);
	add(UVERBS_ATTR_FREE_DM_HANDLE, 0, dm);
	spoil("DM_FREE");
	free_dm("free", dm);
	free_dm("free again", dm);
	free_dm("free of nothing", 0x7ffffff0);
	free_dm("free of 64 bits", 1ull << 32);
	free_dm("free of what is below 0", UINT64_MAX);
	free_dm("free of a PD", pd);
}

/* ---- counters ----------------------------------------------------------- */

static void read_counters(const char *what, uint64_t counters, uint16_t len,
			  uint64_t flags)
{
	uint64_t values[4] = { 9, 9, 9, 9 };

	begin(UVERBS_OBJECT_COUNTERS, UVERBS_METHOD_COUNTERS_READ);
	add(UVERBS_ATTR_READ_COUNTERS_HANDLE, 0, counters);
	add(UVERBS_ATTR_READ_COUNTERS_BUFF, len, (uintptr_t)values);
	add(UVERBS_ATTR_READ_COUNTERS_FLAGS, 8, flags);
	say(what, run());
	printf("values: %llu %llu %llu %llu\n", (unsigned long long)values[0],
	       (unsigned long long)values[1], (unsigned long long)values[2],
	       (unsigned long long)values[3]);
}

static void destroy_counters(const char *what, uint64_t counters)
{
	begin(UVERBS_OBJECT_COUNTERS, UVERBS_METHOD_COUNTERS_DESTROY);
	add(UVERBS_ATTR_DESTROY_COUNTERS_HANDLE, 0, counters);
	say(what, run());
}

static void counters(void)
{
	uint32_t handle;

	begin(UVERBS_OBJECT_COUNTERS, UVERBS_METHOD_COUNTERS_CREATE);
	add(UVERBS_ATTR_CREATE_COUNTERS_HANDLE, 0, 0);
	say("counters", run());
	handle = (uint32_t)call.attrs[0].data;
	read_counters("read them", handle, 32, 0);
	read_counters("read none of them", handle, 0, 1);
	read_counters("read half of one", handle, 4, 0);
	read_counters("read with a flag", handle, 32, 2);
	read_counters("read a PD", pd, 32, 0);
	read_counters("read nothing", 0x7ffffff0, 32, 0);
	read_counters("read", handle, 32, 0);
	spoil("COUNTERS_READ");
	destroy_counters("destroy", handle);
	destroy_counters("destroy again", handle);
}

/* ---- XRC ---------------------------------------------------------------- */

static uint32_t open_xrcd(const char *what, int fd, uint32_t oflags)
{
	struct ib_uverbs_open_xrcd_resp resp = {};
	struct ib_uverbs_open_xrcd req = {
		.response = (uintptr_t)&resp,
		.fd = (uint32_t)fd,
		.oflags = oflags,
	};

	say(what, COMMAND(OPEN_XRCD, req, sizeof(resp)));
	return resp.xrcd_handle;
}

static void close_xrcd(const char *what, uint32_t xrcd)
{
	struct ib_uverbs_close_xrcd req = { .xrcd_handle = xrcd };

	say(what, COMMAND(CLOSE_XRCD, req, 0));
}

static uint32_t num_tags;

static uint32_t create_xsrq(const char *what, uint32_t type, uint32_t xrcd,
			    uint32_t cq, uint32_t of_pd)
{
	struct ib_uverbs_create_srq_resp resp = {};
	struct ib_uverbs_create_xsrq req = {
		.response = (uintptr_t)&resp,
		.srq_type = type,
		.pd_handle = of_pd,
		.max_wr = 4,
		.max_sge = 2,
		.max_num_tags = num_tags,
		.xrcd_handle = xrcd,
		.cq_handle = cq,
	};

	say(what, COMMAND(CREATE_XSRQ, req, sizeof(resp)));
	printf("a number: %d, sizes %u %u\n", !!resp.srqn, resp.max_wr,
	       resp.max_sge);
	return resp.srq_handle;
}

static void destroy_srq(uint32_t srq)
{
	struct ib_uverbs_destroy_srq_resp resp;
	struct ib_uverbs_destroy_srq req = {
		.response = (uintptr_t)&resp,
		.srq_handle = srq,
	};

	say("destroy_srq", COMMAND(DESTROY_SRQ, req, sizeof(resp)));
}

static uint32_t make_cq(void)
{
	struct ib_uverbs_create_cq_resp resp = {};
	struct ib_uverbs_create_cq req = {
		.response = (uintptr_t)&resp,
		.cqe = 8,
		.comp_channel = -1,
	};

	say("create_cq", COMMAND(CREATE_CQ, req, sizeof(resp)));
	return resp.cq_handle;
}

static struct ib_uverbs_create_qp_resp qp_resp;

/* With a queue and an SRQ that are not there, for what looks at them. */
static void create_qp(const char *what, uint8_t type, uint32_t domain,
		      uint32_t cq, uint8_t is_srq)
{
	struct ib_uverbs_create_qp req = {
		.response = (uintptr_t)&qp_resp,
		.user_handle = 0x1234,
		.pd_handle = domain,
		.send_cq_handle = cq,
		.recv_cq_handle = 0x7ffffff0,
		.srq_handle = 0x7ffffff0,
		.max_send_wr = 4,
		.max_send_sge = 2,
		.max_recv_wr = 5,
		.max_recv_sge = 1,
		.qp_type = type,
		.is_srq = is_srq,
	};

	memset(&qp_resp, 0, sizeof(qp_resp));
	say(what, COMMAND(CREATE_QP, req, sizeof(qp_resp)));
	printf("a number: %d, sizes %u %u %u %u\n", !!qp_resp.qpn,
	       qp_resp.max_send_wr, qp_resp.max_send_sge, qp_resp.max_recv_wr,
	       qp_resp.max_recv_sge);
}

static void open_qp(const char *what, uint32_t xrcd, uint32_t num,
		    uint8_t type)
{
	struct ib_uverbs_open_qp req = {
		.response = (uintptr_t)&qp_resp,
		.user_handle = 0x5678,
		.pd_handle = xrcd,
		.qpn = num,
		.qp_type = type,
	};

	memset(&qp_resp, 0, sizeof(qp_resp));
	say(what, COMMAND(OPEN_QP, req, sizeof(qp_resp)));
	printf("the number: %d, sizes %u %u\n", qp_resp.qpn == num,
	       qp_resp.max_send_wr, qp_resp.max_recv_wr);
}

static void destroy_qp(const char *what, uint32_t qp)
{
	struct ib_uverbs_destroy_qp_resp resp = {};
	struct ib_uverbs_destroy_qp req = {
		.response = (uintptr_t)&resp,
		.qp_handle = qp,
	};

	say(what, COMMAND(DESTROY_QP, req, sizeof(resp)));
	printf("events: %u\n", resp.events_reported);
}

static void to_init(const char *what, uint32_t qp)
{
	struct ib_uverbs_modify_qp req = {
		.qp_handle = qp,
		.attr_mask = 1 | 1 << 3 | 1 << 4 | 1 << 5,
		.qp_state = 1,
		.port_num = 1,
	};

	say(what, COMMAND(MODIFY_QP, req, 0));
}

static void query_qp(const char *what, uint32_t qp)
{
	struct ib_uverbs_query_qp_resp resp = {};
	struct ib_uverbs_query_qp req = {
		.response = (uintptr_t)&resp,
		.qp_handle = qp,
		.attr_mask = 1,
	};

	say(what, COMMAND(QUERY_QP, req, sizeof(resp)));
	printf("state %u, port %u\n", resp.qp_state, resp.port_num);
}

/* Names the SRQ of requests, in the driver's part of EX_MODIFY_QP. */
static void name_srq(const char *what, uint32_t qp, uint64_t name)
{
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_ex_cmd_hdr ex;
		struct ib_uverbs_ex_modify_qp modify;
		uint64_t driver;
	} req = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_FLAG_EXTENDED |
				   IB_USER_VERBS_EX_CMD_MODIFY_QP,
			.in_words = sizeof(req.modify) / 8,
		},
		.ex = { .provider_in_words = 1 },
		.modify = { .base = { .qp_handle = qp } },
		.driver = name,
	};

	say(what, write(node, &req, sizeof(req)));
}

static void domains(const char *path)
{
	const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	const int second = open(path, O_RDONLY | O_CLOEXEC);
	struct ib_uverbs_open_xrcd_resp resp;
	struct ib_uverbs_open_xrcd req = {
		.response = (uintptr_t)&resp,
		.fd = (uint32_t)-1,
	};
	uint32_t one, two;

	say("open_xrcd without room", COMMAND(OPEN_XRCD, req, 0));
	req.response = 0;
	say("open_xrcd without response", COMMAND(OPEN_XRCD, req, 4));
	open_xrcd("no such fd", 999, O_CREAT);
	open_xrcd("not made yet", fd, 0);
	open_xrcd("not made yet, nor to be there", fd, O_EXCL);
	one = open_xrcd("made", fd, O_CREAT | O_EXCL);
	open_xrcd("made twice", second, O_CREAT | O_EXCL);
	open_xrcd("other flags", fd, O_EXCL | O_TRUNC | O_APPEND);
	two = open_xrcd("opened", second, O_RDWR | O_CLOEXEC);
	close_xrcd("close_xrcd", one);
	close_xrcd("close_xrcd again", one);
	one = open_xrcd("still there", fd, 0);
	close(fd);
	close(second);
	close_xrcd("close_xrcd", two);
	close_xrcd("close_xrcd", one);
	close_xrcd("close_xrcd of a PD", pd);
	one = open_xrcd("private", -1, O_EXCL);
	begin(UVERBS_OBJECT_XRCD, UVERBS_METHOD_XRCD_DESTROY);
	add(UVERBS_ATTR_DESTROY_XRCD_HANDLE, 0, one);
	spoil("XRCD_DESTROY");
	say("XRCD_DESTROY", run());
	say("XRCD_DESTROY again", run());
	unlink(path);
}

static void shared_things(void)
{
	const uint32_t no = 0x7ffffff0;
	uint32_t xrcd = open_xrcd("a domain", -1, 0), cq = make_cq();
	uint32_t srq, qp, num, second;

	create_xsrq("XRC, no domain", 1, no, cq, pd);
	create_xsrq("XRC, a PD for a domain", 1, pd, cq, pd);
	create_xsrq("XRC, no CQ", 1, xrcd, no, pd);
	create_xsrq("XRC, no PD", 1, xrcd, cq, no);
	create_xsrq("XRC, nothing at all", 1, no, no, no);
	create_xsrq("no tags", 2, no, cq, pd);
	num_tags = 65;
	create_xsrq("65 tags", 2, no, cq, pd);
	num_tags = 64;
	create_xsrq("tags, no CQ", 2, no, no, pd);
	create_xsrq("tags, no PD", 2, no, cq, no);
	destroy_srq(create_xsrq("64 tags", 2, no, cq, pd));
	destroy_srq(create_xsrq("basic, with tags", 0, no, cq, pd));
	create_xsrq("type 3", 3, xrcd, cq, pd);
	destroy_srq(create_xsrq("basic", 0, no, no, pd));
	srq = create_xsrq("XRC", 1, xrcd, cq, pd);
	close_xrcd("close_xrcd under an SRQ", xrcd);
	create_qp("target, no domain", 10, no, no, 0);
	create_qp("target, a PD for a domain", 10, pd, no, 0);
	create_qp("initiator, no PD", 9, no, cq, 0);
	create_qp("initiator, no CQ", 9, pd, no, 0);
	create_qp("initiator", 9, pd, cq, 1);
	qp = qp_resp.qp_handle;
	name_srq("names an SRQ", qp, 1);
	name_srq("names one with 32 bits", qp, 0xffffffff);
	to_init("to INIT", qp);
	destroy_qp("destroy_qp", qp);
	create_qp("target", 10, xrcd, no, 1);
	qp = qp_resp.qp_handle;
	num = qp_resp.qpn;
	open_qp("open_qp of no domain", no, num, 10);
	open_qp("open_qp of a PD", pd, num, 10);
	open_qp("open_qp of another number", xrcd, num + 1, 10);
	open_qp("open_qp of a large number", xrcd, num + (1u << 24), 10);
	open_qp("open_qp of another type", xrcd, num, 9);
	open_qp("open_qp", xrcd, num, 10);
	second = qp_resp.qp_handle;
	printf("another handle: %d\n", second != qp);
	to_init("to INIT by the second", second);
	query_qp("query_qp by the first", qp);
	destroy_srq(srq);
	close_xrcd("close_xrcd under QPs", xrcd);
	destroy_qp("destroy_qp of the first", qp);
	close_xrcd("close_xrcd under a QP", xrcd);
	query_qp("query_qp by the second", second);
	destroy_qp("destroy_qp of the second", second);
	open_qp("open_qp of what is gone", xrcd, num, 10);
	close_xrcd("close_xrcd", xrcd);
}

/* ---- receive work queues ------------------------------------------------ */

static uint32_t cq;

static uint32_t create_wq(const char *what,
			  const struct ib_uverbs_ex_create_wq *wq)
{
	struct ib_uverbs_ex_create_wq_resp resp = {};

	say(what, EX(CREATE_WQ, *wq, &resp, sizeof(resp)));
	printf("room for %u of %u, number %d, response %u\n", resp.max_wr,
	       resp.max_sge, !!resp.wqn, resp.response_length);
	return resp.wq_handle;
}

static uint32_t make_wq(void)
{
	const struct ib_uverbs_ex_create_wq wq = {
		.pd_handle = pd,
		.cq_handle = cq,
		.max_wr = 10,
		.max_sge = 2,
		.user_handle = 77,
	};

	return create_wq("create_wq", &wq);
}

static void modify_wq(const char *what, uint32_t handle, uint32_t mask,
		      uint32_t state, uint32_t current)
{
	struct ib_uverbs_ex_modify_wq req = {
		.attr_mask = mask,
		.wq_handle = handle,
		.wq_state = state,
		.curr_wq_state = current,
		.flags = 1,
		.flags_mask = 1,
	};

	say(what, EX(MODIFY_WQ, req, NULL, 0));
}

static void destroy_wq(const char *what, uint32_t handle, uint32_t comp_mask)
{
	struct ib_uverbs_ex_destroy_wq_resp resp = {};
	struct ib_uverbs_ex_destroy_wq req = {
		.comp_mask = comp_mask,
		.wq_handle = handle,
	};

	say(what, EX(DESTROY_WQ, req, &resp, sizeof(resp)));
	printf("events %u, response %u\n", resp.events_reported,
	       resp.response_length);
}

static void work_queues(void)
{
	struct ib_uverbs_ex_create_wq wq = {
		.pd_handle = pd,
		.cq_handle = cq,
		.max_wr = 10,
		.max_sge = 2,
	};
	uint32_t handle;

	wq.comp_mask = 1;
	create_wq("create_wq with a mask", &wq);
	wq.comp_mask = 0;
	wq.wq_type = 7;
	create_wq("create_wq of type 7", &wq);
	wq.wq_type = 0;
	wq.max_wr = 0;
	create_wq("create_wq of nothing", &wq);
	wq.max_wr = 1 << 20;
	create_wq("create_wq of too much", &wq);
	wq.max_wr = 10;
	wq.create_flags = 1;
	create_wq("create_wq with a flag", &wq);
	wq.create_flags = 1 << 30;
	create_wq("create_wq with an unknown flag", &wq);
	wq.create_flags = 0;
	wq.pd_handle = 0x7ffffff0;
	create_wq("create_wq of no PD", &wq);
	wq.pd_handle = pd;
	wq.cq_handle = 0x7ffffff0;
	create_wq("create_wq of no CQ", &wq);
	handle = make_wq();
	modify_wq("modify_wq of nothing", handle, 0, 0, 0);
	modify_wq("modify_wq with mask 8", handle, 8, 0, 0);
	modify_wq("modify_wq from a state it is not in", handle, 3, 1, 2);
	modify_wq("modify_wq to RDY", handle, 1, 1, 0);
	modify_wq("modify_wq from RDY to ERR", handle, 3, 2, 1);
	modify_wq("modify_wq from ERR to RDY", handle, 1, 1, 0);
	modify_wq("modify_wq to RESET", handle, 1, 0, 0);
	modify_wq("modify_wq of flags", handle, 4, 0, 0);
	modify_wq("modify_wq of no WQ", 0x7ffffff0, 1, 1, 0);
	destroy_wq("destroy_wq with a mask", handle, 1);
	destroy_wq("destroy_wq", handle, 0);
	destroy_wq("destroy_wq again", handle, 0);
}

struct table {
	struct ib_uverbs_ex_create_rwq_ind_table head;
	uint32_t wqs[256];
};

static uint32_t create_table(const char *what, const struct table *table,
			     size_t wqs)
{
	struct ib_uverbs_ex_create_rwq_ind_table_resp resp = {};

	say(what, ex_command(IB_USER_VERBS_EX_CMD_CREATE_RWQ_IND_TBL, table,
			     sizeof(table->head) + wqs * sizeof(uint32_t),
			     &resp, sizeof(resp)));
	printf("number %d, response %u\n", !!resp.ind_tbl_num,
	       resp.response_length);
	return resp.ind_tbl_handle;
}

static void destroy_table(const char *what, uint32_t handle)
{
	struct ib_uverbs_ex_destroy_rwq_ind_table req = {
		.ind_tbl_handle = handle,
	};

	say(what, EX(DESTROY_RWQ_IND_TBL, req, NULL, 0));
}

static uint32_t create_ex_qp(const char *what,
			     const struct ib_uverbs_ex_create_qp *qp)
{
	struct ib_uverbs_ex_create_qp_resp resp = {};

	say(what, EX(CREATE_QP, *qp, &resp, sizeof(resp)));
	printf("sends %u, receives %u, number %d\n", resp.base.max_send_wr,
	       resp.base.max_recv_wr, !!resp.base.qpn);
	return resp.base.qp_handle;
}

static void qps_of_table(uint32_t table)
{
	struct ib_uverbs_ex_create_qp qp = {
		.pd_handle = pd,
		.send_cq_handle = cq,
		.recv_cq_handle = 0x7ffffff0,
		.max_send_wr = 4,
		.max_send_sge = 1,
		.qp_type = 4,
		.comp_mask = IB_UVERBS_CREATE_QP_MASK_IND_TABLE,
		.rwq_ind_tbl_handle = table,
	};
	uint32_t handle;

	handle = create_ex_qp("create_qp with a table", &qp);
	destroy_table("destroy it under its QP", table);
	destroy_qp("destroy_qp", handle);
	qp.max_recv_wr = 1;
	create_ex_qp("create_qp with receives, too", &qp);
	qp.max_recv_wr = 0;
	qp.max_recv_sge = 1;
	create_ex_qp("create_qp with lists of receives, too", &qp);
	qp.max_recv_sge = 0;
	qp.is_srq = 1;
	qp.srq_handle = 0x7ffffff0;
	create_ex_qp("create_qp with an SRQ, too", &qp);
	qp.is_srq = 0;
	qp.qp_type = 2;
	create_ex_qp("create_qp of type RC", &qp);
	qp.qp_type = 4;
	qp.rwq_ind_tbl_handle = 0x7ffffff0;
	create_ex_qp("create_qp of no table", &qp);
	qp.rwq_ind_tbl_handle = table;
	qp.send_cq_handle = 0x7ffffff0;
	create_ex_qp("create_qp of no CQ", &qp);
	qp.max_send_wr = 0;
	handle = create_ex_qp("create_qp that does not send", &qp);
	destroy_qp("destroy_qp", handle);
}

static void tables(void)
{
	struct table table = { .head.log_ind_tbl_size = 2 };
	uint32_t wq[2], handle;

	wq[0] = make_wq();
	wq[1] = make_wq();
	for (unsigned int i = 0; i < 256; i++)
		table.wqs[i] = wq[i % 2];
	create_table("a table, cut off", &table, 2);
	create_table("a table, and more", &table, 6);
	table.head.comp_mask = 1;
	create_table("a table with a mask", &table, 4);
	table.head.comp_mask = 0;
	table.head.log_ind_tbl_size = 14;
	create_table("a table of 16384", &table, 4);
	table.head.log_ind_tbl_size = 8;
	create_table("a table of 256", &table, 256);
	table.head.log_ind_tbl_size = 0;
	table.wqs[0] = 0x7ffffff0;
	create_table("a table of no WQ", &table, 2);
	table.wqs[0] = wq[0];
	table.wqs[1] = 0;
	handle = create_table("a table of one", &table, 2);
	destroy_table("destroy it", handle);
	table.head.log_ind_tbl_size = 2;
	table.wqs[1] = wq[1];
	handle = create_table("a table of four", &table, 4);
	destroy_wq("destroy_wq of the table", wq[1], 0);
	qps_of_table(handle);
	destroy_table("destroy it", handle);
	destroy_table("destroy it again", handle);
	destroy_wq("destroy_wq", wq[0], 0);
	destroy_wq("destroy_wq", wq[1], 0);
}

/* ---- flows ---------------------------------------------------------------- */

struct flow {
	struct ib_uverbs_create_flow create;
	uint8_t specs[1024];
};

static struct flow flow;

static void begin_flow(uint32_t qp)
{
	memset(&flow, 0, sizeof(flow));
	flow.create.qp_handle = qp;
	flow.create.flow_attr.port = 1;
}

/* A specification of so many bytes, all of them 1 behind its header. */
static uint8_t *add_spec(uint32_t type, uint16_t size)
{
	struct ib_uverbs_flow_attr *attr = &flow.create.flow_attr;
	uint8_t *at = flow.specs + attr->size;
	const struct ib_uverbs_flow_spec_hdr hdr = {
		.type = type,
		.size = size,
	};

	memcpy(at, &hdr, sizeof(hdr));
	if (size > sizeof(hdr))
		memset(at + sizeof(hdr), 1, size - sizeof(hdr));
	attr->size = (uint16_t)(attr->size + size);
	attr->num_of_specs++;
	return at;
}

static void destroy_flow(const char *what, uint32_t handle)
{
	struct ib_uverbs_destroy_flow req = { .flow_handle = handle };

	say(what, EX(DESTROY_FLOW, req, NULL, 0));
}

/* With that many bytes of specifications. */
static uint32_t create_flow_of(const char *what, size_t len)
{
	struct ib_uverbs_create_flow_resp resp = {};

	say(what, ex_command(IB_USER_VERBS_EX_CMD_CREATE_FLOW, &flow,
			     sizeof(flow.create) + len, &resp, sizeof(resp)));
	return resp.flow_handle;
}

static uint32_t create_flow(const char *what)
{
	return create_flow_of(what, flow.create.flow_attr.size);
}

/* One specification, of a flow that goes at once. */
static void one_spec(uint32_t qp, uint32_t type, uint16_t size, int at, int byte)
{
	char what[64];
	uint32_t handle;
	uint8_t *spec;

	begin_flow(qp);
	spec = add_spec(type, size);
	if (at)
		memset(spec + 8, 0, size > 8 ? size - 8u : 0);
	if (at)
		spec[at] = (uint8_t)byte;
	snprintf(what, sizeof(what), "flow of type %#x, %u bytes, %d at %d",
		 type, size, byte, at);
	handle = create_flow(what);
	if (handle)
		destroy_flow("destroy_flow", handle);
}

static void specs(uint32_t qp)
{
	static const struct {
		uint32_t type;
		uint16_t len;
	} types[] = {
		{ 0x20, 16 }, { 0x30, 12 }, { 0x34, 8 }, { 0x40, 4 },
		{ 0x41, 4 }, { 0x51, 8 }, { 0x60, 4 },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const uint32_t type = types[i].type;
		const uint16_t len = types[i].len;

		one_spec(qp, type, (uint16_t)(8 + 2 * len), 0, 0);
		one_spec(qp, type, 8, 0, 0);
		one_spec(qp, type, 10, 0, 0);
		one_spec(qp, type, 16, 0, 0);
		/* Value and mask are longer than the kernel's. */
		one_spec(qp, type, (uint16_t)(8 + 2 * (len + 8)), 0, 0);
		one_spec(qp, type, (uint16_t)(8 + 2 * (len + 8)), 8 + len, 7);
		one_spec(qp, type, (uint16_t)(8 + 2 * (len + 8)),
			 8 + (len + 8) + len, 7);
		one_spec(qp, type | 0x100, (uint16_t)(8 + 2 * len), 0, 0);
	}
	/* Flow labels, and what is reserved behind them. */
	one_spec(qp, 0x31, 88, 0, 0);
	one_spec(qp, 0x31, 88, 8 + 33, 0x0f);
	one_spec(qp, 0x31, 88, 8 + 33, 0x10);
	one_spec(qp, 0x31, 88, 8 + 40 + 32, 0x01);
	one_spec(qp, 0x31, 88, 8 + 39, 0x01);
	/* Numbers of tunnels. */
	one_spec(qp, 0x50, 16, 8, 1);
	one_spec(qp, 0x50, 16, 9, 0xff);
	one_spec(qp, 0x50, 16, 12, 1);
	one_spec(qp, 0x150, 16, 9, 1);
	one_spec(qp, 0x22, 16, 0, 0);
	one_spec(qp, 0, 16, 0, 0);
	one_spec(qp, 0x1000, 16, 0, 0);
	one_spec(qp, 0x1000, 8, 0, 0);
	one_spec(qp, 0x1001, 8, 0, 0);
	one_spec(qp, 0x1001, 16, 0, 0);
	one_spec(qp, 0x1002, 8, 0, 0);
	one_spec(qp, 0x1003, 8, 0, 0);
	one_spec(qp, 0x1003, 16, 0, 0);
	one_spec(qp, 0x1004, 16, 0, 0);
	one_spec(qp, 0xffffffff, 16, 0, 0);
}

static void lengths(uint32_t qp)
{
	begin_flow(qp);
	add_spec(0x41, 16);
	flow.create.flow_attr.num_of_specs = 2;
	create_flow("flow with one of two specs");
	flow.create.flow_attr.num_of_specs = 0;
	create_flow("flow with one of no specs");
	begin_flow(qp);
	add_spec(0x41, 16);
	create_flow_of("flow, cut off", 8);
	create_flow_of("flow, and zeroes", 32);
	add_spec(0x41, 16);
	flow.create.flow_attr.num_of_specs = 1;
	create_flow("flow with two of one spec");
	flow.create.flow_attr.size = 16;
	create_flow_of("flow, and more", 32);
	begin_flow(qp);
	add_spec(0x41, 4);
	create_flow_of("flow with a spec of 4 bytes", 8);
	begin_flow(qp);
	add_spec(0x41, 0);
	flow.create.flow_attr.size = 8;
	create_flow("flow with a spec of no bytes");
	begin_flow(qp);
	add_spec(0x41, 16)[6] = 1;
	create_flow("flow with reserved in its spec");
	begin_flow(qp);
	for (int i = 0; i < 11; i++)
		add_spec(0x41, 16);
	create_flow("flow of eleven specs");
	begin_flow(qp);
	add_spec(0x20, 104);
	create_flow("flow with a spec that is longer than any");
}

/* ---- flows that nobody would make ----------------------------------------- */

static uint32_t seed = 1;

static uint32_t below(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (uint32_t)(((uint64_t)(seed >> 8) * n) >> 24);
}

/* Once in so many times. */
static bool rarely(uint32_t n)
{
	return !below(n);
}

/* What the driver was given. */
static void print_flows(void)
{
	static char text[65536];
	FILE *file = fopen("/sys/kernel/debug/rdmasim/rdmasim0/flows", "r");
	size_t len;

	if (!file) {
		printf("flows: %s\n", strerrorname_np(errno));
		return;
	}
	len = fread(text, 1, sizeof(text), file);
	fclose(file);
	printf("%.*s", (int)len, text);
}

static const struct {
	uint32_t type;
	uint16_t len;
} headers[] = {
	{ 0x20, 16 }, { 0x30, 12 }, { 0x31, 40 }, { 0x34, 8 }, { 0x40, 4 },
	{ 0x41, 4 }, { 0x50, 4 }, { 0x51, 8 }, { 0x60, 4 },
};

/* Zeroes, small numbers, all bits: what is checked is at the ends. */
static void fill(uint8_t *at, size_t len)
{
	const uint32_t kind = below(4);

	for (size_t i = 0; i < len; i++)
		at[i] = !kind ? 0 : kind == 1 ? (uint8_t)below(256) :
			rarely(8) ? (uint8_t)below(256) : 0;
}

static uint32_t make_action(void)
{
	const struct ib_uverbs_flow_action_esp_keymat_aes_gcm key = {
		.icv_len = 16,
		.key_len = 16,
	};
	const struct ib_uverbs_flow_action_esp esp = { .spi = 5 };

	begin(UVERBS_OBJECT_FLOW_ACTION, UVERBS_METHOD_FLOW_ACTION_ESP_CREATE);
	add(UVERBS_ATTR_CREATE_FLOW_ACTION_ESP_HANDLE, 0, 0);
	add(UVERBS_ATTR_FLOW_ACTION_ESP_ATTRS, sizeof(esp), (uintptr_t)&esp);
	add(UVERBS_ATTR_FLOW_ACTION_ESP_KEYMAT, sizeof(key), (uintptr_t)&key);
	say("flow action", run());
	return (uint32_t)call.attrs[0].data;
}

static void destroy_action(uint32_t action)
{
	begin(UVERBS_OBJECT_FLOW_ACTION, UVERBS_METHOD_FLOW_ACTION_DESTROY);
	add(UVERBS_ATTR_DESTROY_FLOW_ACTION_HANDLE, 0, action);
	say("destroy it", run());
}

static void made_up_header(void)
{
	const uint32_t i = below(sizeof(headers) / sizeof(headers[0]));
	uint32_t type = headers[i].type;
	uint16_t len = headers[i].len, size;
	uint8_t *spec;

	if (rarely(3))
		type |= 0x100;
	if (rarely(40))
		type = below(0x200);
	if (rarely(4))
		len = (uint16_t)(below(13) * 4);
	size = (uint16_t)(8 + 2 * len);
	if (rarely(20))
		size = (uint16_t)below(2 * 52);
	spec = add_spec(type, size);
	if (size > 8)
		fill(spec + 8, size - 8u);
	if (rarely(50))
		spec[6] = 1;
}

static void made_up_action(uint32_t counted, uint32_t action)
{
	const uint32_t type = 0x1000 + below(rarely(10) ? 6 : 4);
	uint16_t size = type == 0x1001 ? 8 : 16;
	uint8_t *spec;

	if (rarely(20))
		size = (uint16_t)(below(6) * 4);
	spec = add_spec(type, size);
	if (size >= 16)
		fill(spec + 8, 8);
	if (size < 16 || (type != 0x1002 && type != 0x1003))
		return;
	/* Handles are other ones on the stock stack. */
	if (rarely(6))
		memset(spec + 8, 0x7f, 4);
	else
		memcpy(spec + 8, type == 0x1003 ? &counted : &action, 4);
}

static void made_up_flow(uint32_t qp, uint32_t counted, uint32_t action)
{
	struct ib_uverbs_flow_attr *attr = &flow.create.flow_attr;
	const uint32_t count = below(rarely(10) ? 13 : 5);
	uint32_t handle;
	uint32_t len;

	begin_flow(qp);
	for (uint32_t i = 0; i < count && attr->size < sizeof(flow.specs) - 128; i++)
		if (rarely(3))
			made_up_action(counted, action);
		else
			made_up_header();
	len = attr->size;
	attr->type = below(rarely(20) ? 6 : 4);
	attr->flags = rarely(8) ? below(18) : 0;
	attr->priority = (uint16_t)below(65536);
	attr->port = (uint8_t)(rarely(20) ? below(256) : 1 + below(2));
	if (rarely(30))
		attr->num_of_specs = (uint8_t)below(256);
	if (rarely(30))
		attr->size = (uint16_t)below(1024);
	if (rarely(30))
		len = below(sizeof(flow.specs));
	if (rarely(100))
		attr->reserved[below(2)] = 1;
	handle = create_flow_of("made up", len);
	if (!handle)
		return;
	print_flows();
	destroy_flow("destroy_flow", handle);
}

static void made_up_flows(uint32_t qp, uint32_t counted, uint32_t action)
{
	for (int i = 0; i < 2000; i++)
		made_up_flow(qp, counted, action);
}

static void flows(void)
{
	struct ib_uverbs_ex_create_qp ud = {
		.pd_handle = pd,
		.send_cq_handle = cq,
		.recv_cq_handle = cq,
		.max_send_wr = 1,
		.max_recv_wr = 1,
		.qp_type = 4,
	};
	uint32_t qp, rc, handle, counted, action;
	uint8_t *spec;

	qp = create_ex_qp("create_qp of UD", &ud);
	ud.qp_type = 2;
	rc = create_ex_qp("create_qp of RC", &ud);
	begin_flow(rc);
	create_flow("flow of RC");
	begin_flow(0x7ffffff0);
	create_flow("flow of no QP");
	begin_flow(qp);
	flow.create.comp_mask = 1;
	create_flow("flow with a mask");
	begin_flow(qp);
	flow.create.flow_attr.port = 0;
	create_flow("flow of port 0");
	flow.create.flow_attr.port = 3;
	create_flow("flow of port 3");
	begin_flow(qp);
	flow.create.flow_attr.type = 4;
	create_flow("flow of type 4");
	begin_flow(qp);
	flow.create.flow_attr.reserved[1] = 1;
	create_flow("flow with reserved");
	for (uint32_t flags = 1; flags < 16; flags *= 2) {
		begin_flow(qp);
		flow.create.flow_attr.flags = flags;
		handle = create_flow("flow with a flag");
		if (handle)
			destroy_flow("destroy_flow", handle);
	}
	begin_flow(qp);
	flow.create.flow_attr.flags = 2;
	flow.create.flow_attr.type = 1;
	create_flow("flow of the rest, that does not trap");
	specs(qp);
	lengths(qp);

	begin(UVERBS_OBJECT_COUNTERS, UVERBS_METHOD_COUNTERS_CREATE);
	add(UVERBS_ATTR_CREATE_COUNTERS_HANDLE, 0, 0);
	say("counters", run());
	counted = (uint32_t)call.attrs[0].data;
	begin_flow(qp);
	spec = add_spec(0x1003, 16);
	memcpy(spec + 8, &counted, sizeof(counted));
	add_spec(0x1001, 8);
	memcpy(spec + 8, &pd, sizeof(pd));
	create_flow("flow that counts with a PD");
	memcpy(spec + 8, &counted, sizeof(counted));
	handle = create_flow("flow that counts");
	read_counters("read its counters", counted, 32, 0);
	read_counters("read one of them", counted, 12, 1);
	read_counters("read none of them", counted, 0, 0);
	read_counters("read with an unknown flag", counted, 32, 2);
	destroy_counters("destroy them under the flow", counted);
	destroy_qp("destroy_qp", qp);
	destroy_flow("destroy_flow", handle);
	destroy_flow("destroy_flow again", handle);
	action = make_action();
	made_up_flows(qp, counted, action);
	destroy_action(action);
	destroy_counters("destroy them", counted);
	destroy_qp("destroy_qp", qp);
	destroy_qp("destroy_qp", rc);
}

/* ---- dma-bufs ------------------------------------------------------------ */

/* A buffer of 4 pages; in a box there is no node for that. */
static int make_buffer(void)
{
	struct simbuf_make make = { .pages = 4 };
	FILE *file = fopen("/sys/class/misc/simbuf/dev", "r");
	const char *path = "/tmp/legacy_sim.simbuf";
	unsigned int major, minor;
	int fd;

	if (!file || fscanf(file, "%u:%u", &major, &minor) != 2 ||
	    mknod(path, S_IFCHR | 0600, makedev(major, minor)))
		exit(2);
	fclose(file);
	fd = open(path, O_RDWR);
	unlink(path);
	say("buffer", ioctl(fd, SIMBUF_IOC_MAKE, &make));
	close(fd);
	return make.fd;
}

static void begin_dmabuf(int fd, uint64_t offset, uint64_t length,
			 uint64_t iova, uint64_t access)
{
	lkey = rkey = 0;
	begin(UVERBS_OBJECT_MR, UVERBS_METHOD_REG_DMABUF_MR);
	add(UVERBS_ATTR_REG_DMABUF_MR_HANDLE, 0, 0);
	add(UVERBS_ATTR_REG_DMABUF_MR_PD_HANDLE, 0, pd);
	add(UVERBS_ATTR_REG_DMABUF_MR_OFFSET, 8, offset);
	add(UVERBS_ATTR_REG_DMABUF_MR_LENGTH, 8, length);
	add(UVERBS_ATTR_REG_DMABUF_MR_IOVA, 8, iova);
	add(UVERBS_ATTR_REG_DMABUF_MR_FD, 4, (uint32_t)fd);
	add(UVERBS_ATTR_REG_DMABUF_MR_ACCESS_FLAGS, 8, access);
	add(UVERBS_ATTR_REG_DMABUF_MR_RESP_LKEY, 4, (uintptr_t)&lkey);
	add(UVERBS_ATTR_REG_DMABUF_MR_RESP_RKEY, 4, (uintptr_t)&rkey);
}

static void reg_dmabuf(const char *what, int fd, uint64_t offset,
		       uint64_t length, uint64_t iova, uint64_t access)
{
	begin_dmabuf(fd, offset, length, iova, access);
	say(what, run());
	printf("keys: %d, the same: %d\n", !!lkey, lkey == rkey);
	if (lkey)
		dereg("dereg_mr", (uint32_t)call.attrs[0].data);
}

static void dmabufs(void)
{
	const int fd = make_buffer();

	reg_dmabuf("a region of a buffer", fd, 4096 + 5, 8192, 5, 0xf);
	reg_dmabuf("read only", fd, 0, 1, 0, 0);
	reg_dmabuf("an optional right", fd, 0, 1, 0, 0x100001);
	reg_dmabuf("another one", fd, 0, 1, 0, 0x200001);
	reg_dmabuf("an unknown right", fd, 0, 1, 0, 0x80000001);
	reg_dmabuf("a right of 64 bits", fd, 0, 1, 0, 1ull << 32);
	reg_dmabuf("zero based", fd, 0, 1, 0, 0x20);
	reg_dmabuf("written by others only", fd, 0, 1, 0, 2);
	reg_dmabuf("another address in the page", fd, 1, 1, 2, 1);
	reg_dmabuf("nothing", fd, 0, 0, 0, 1);
	reg_dmabuf("too long", fd, 0, 4 * 4096 + 1, 0, 1);
	reg_dmabuf("around", fd, 4096, UINT64_MAX, 0, 1);
	reg_dmabuf("addresses around", fd, 0, 4096, UINT64_MAX - 4095, 1);
	reg_dmabuf("no fd", 1 << 20, 0, 1, 0, 1);
	reg_dmabuf("fd -1", -1, 0, 1, 0, 1);
	reg_dmabuf("fd -2^31", INT32_MIN, 0, 1, 0, 1);
	reg_dmabuf("no dma-buf", 0, 0, 1, 0, 1);
	begin_dmabuf(fd, 0, 1, 0, 1);
	call.attrs[1].data = pd + 1000;
	say("of no PD", run());
	begin_dmabuf(fd, 0, 1, 0, 2);
	spoil("REG_DMABUF_MR");
	close(fd);
}

/* What is not there, in a way that cannot be meant. */
static void unknown_methods(void)
{
	begin(UVERBS_OBJECT_DM, 77);
	say("unknown method", run());
	begin(77, UVERBS_METHOD_DM_ALLOC);
	say("unknown object", run());
	begin_dm(100, 0);
	call.hdr.driver_id = 99;
	say("another driver", run());
	begin_dm(100, 0);
	call.hdr.reserved1 = 1;
	say("reserved", run());
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s uverbsN\n", argv[0]);
		return 2;
	}
	open_device(argv[1]);
	query_device();
	unknown_methods();
	device_memory();
	dmabufs();
	counters();
	domains("/tmp/legacy_sim.xrcd");
	shared_things();
	cq = make_cq();
	work_queues();
	tables();
	flows();
	printf("the end\n");
	return 0;
}
