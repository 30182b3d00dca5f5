// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * As legacy.c, of RDMA_VERBS_IOCTL: calls every method of ib_uverbs, and spoils each
 * call in every way: attributes that are left out, given twice, too short, too long,
 * unknown, with handles of nothing and pointers to nowhere.  Prints what comes of it,
 * on the stock stack and over the interposer.
 * usage: legacy_ioctl uverbsN DRIVER_ID [DEVICE of rdmasim]
 */
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma/ib_user_verbs.h>

#include "legacy_spoil.h"

/* Handles of nothing. */
static _Alignas(8) uint8_t noise[256];
static uint32_t pd, cq, qp, mr;

/* What drivers of rxe answer. */
static void add_uhw(void)
{
	add_out(UVERBS_ATTR_UHW_OUT, 64);
}

/* ---- headers ------------------------------------------------------------------ */

static void begin_port(void)
{
	begin(UVERBS_OBJECT_DEVICE, UVERBS_METHOD_QUERY_PORT);
	add(UVERBS_ATTR_QUERY_PORT_PORT_NUM, 8, 1);
	add_out(UVERBS_ATTR_QUERY_PORT_RESP,
		sizeof(struct ib_uverbs_query_port_resp_ex));
}

static void say_raw(const char *what)
{
	printf("%s: %s\n", what, error_name(run_as_it_is()));
}

static void headers(void)
{
	static const uint16_t wrong[] = { 0, 1, 24, 55, 57, 72, 4096, 65535 };
	char text[64];

	for (size_t i = 0; i < COUNT(wrong); i++) {
		begin_port();
		call.hdr.length = wrong[i];
		snprintf(text, sizeof(text), "header of %u bytes", wrong[i]);
		say_raw(text);
		begin_port();
		call.hdr.num_attrs = wrong[i];
		call.hdr.length = (uint16_t)(24 + 16 * wrong[i]);
		snprintf(text, sizeof(text), "header with %u attributes",
			 wrong[i]);
		say_raw(text);
	}
	begin_port();
	call.hdr.driver_id = 99;
	say("another driver");
	begin_port();
	call.hdr.reserved1 = 1;
	say("reserved");
	begin_port();
	call.hdr.reserved2 = 1;
	say("more reserved");
	for (uint32_t i = 0; i < 40; i++) {
		static const uint16_t numbers[] = { 17, 99, 0x1000, 0x1001, 0xffff };

		begin_port();
		call.hdr.object_id = numbers[i % 5];
		call.hdr.method_id = i < 20 ? numbers[i / 5] : (uint16_t)(i / 5);
		say("a method that there is not");
	}
	begin_port();
	call.hdr.method_id = 0x1000;
	say("a method of a driver");
	printf("nowhere: %s\n",
	       error_name(ioctl(node, RDMA_VERBS_IOCTL, edge + 4096)));
	printf("half of it: %s\n",
	       error_name(ioctl(node, RDMA_VERBS_IOCTL, edge + 4090)));
	begin_port();
	call.hdr.length = 24 + 2 * 16;
	memcpy(edge + 4096 - 40, &call, 40);
	printf("an attribute of it: %s\n",
	       error_name(ioctl(node, RDMA_VERBS_IOCTL, edge + 4096 - 40)));
	printf("NULL: %s\n", error_name(ioctl(node, RDMA_VERBS_IOCTL, NULL)));
	printf("another ioctl: %s\n", error_name(ioctl(node, 0x1b02, &call)));
}

/* ---- the device ------------------------------------------------------------------ */

static void context(void)
{
	begin(UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_CREATE);
	add(UVERBS_ATTR_CREATE_CQ_HANDLE, 0, 0);
	say("a queue without a context");
	begin(UVERBS_OBJECT_PD, UVERBS_METHOD_PD_DESTROY);
	add(UVERBS_ATTR_DESTROY_PD_HANDLE, 0, 0);
	say("a handle without a context");
	begin_port();
	say("a port without a context");
	begin(UVERBS_OBJECT_DEVICE, UVERBS_METHOD_GET_CONTEXT);
	add_out(UVERBS_ATTR_GET_CONTEXT_NUM_COMP_VECTORS, 4);
	call.attrs[0].len = 8;
	say("get_context with 8 bytes");
	call.attrs[0].len = 4;
	call.attrs[0].data = (uintptr_t)edge + 4096;
	say("get_context to nowhere");
	begin(UVERBS_OBJECT_DEVICE, UVERBS_METHOD_GET_CONTEXT);
	add_out(UVERBS_ATTR_GET_CONTEXT_NUM_COMP_VECTORS, 4);
	add_out(UVERBS_ATTR_GET_CONTEXT_CORE_SUPPORT, 8);
	add_uhw();
	say("get_context");
	printf("support %llu\n", (unsigned long long)*(uint64_t *)(out + 4096));
	spoil("get_context", 0xffff);
	begin(UVERBS_OBJECT_DEVICE, UVERBS_METHOD_QUERY_CONTEXT);
	add_out(UVERBS_ATTR_QUERY_CONTEXT_NUM_COMP_VECTORS, 4);
	add_out(UVERBS_ATTR_QUERY_CONTEXT_CORE_SUPPORT, 8);
	say("query_context");
	spoil("query_context", 0xffff);
}

static void ports(void)
{
	begin_port();
	say("query_port");
	spoil("query_port", 0xffff);
	begin(UVERBS_OBJECT_DEVICE, UVERBS_METHOD_QUERY_GID_TABLE);
	add(UVERBS_ATTR_QUERY_GID_TABLE_ENTRY_SIZE, 8, 32);
	add(UVERBS_ATTR_QUERY_GID_TABLE_FLAGS, 4, 0);
	add_out(UVERBS_ATTR_QUERY_GID_TABLE_RESP_ENTRIES, 4096);
	add_out(UVERBS_ATTR_QUERY_GID_TABLE_RESP_NUM_ENTRIES, 8);
	say("query_gid_table");
	spoil("query_gid_table", 0xffff);
	begin(UVERBS_OBJECT_DEVICE, UVERBS_METHOD_QUERY_GID_ENTRY);
	add(UVERBS_ATTR_QUERY_GID_ENTRY_PORT, 8, 1);
	add(UVERBS_ATTR_QUERY_GID_ENTRY_GID_INDEX, 8, 0);
	add(UVERBS_ATTR_QUERY_GID_ENTRY_FLAGS, 4, 0);
	add_out(UVERBS_ATTR_QUERY_GID_ENTRY_RESP_ENTRY, 32);
	say("query_gid_entry");
	spoil("query_gid_entry", 0xffff);
}

/* ---- commands ------------------------------------------------------------------------ */

static void begin_invoke(uint64_t number, const void *req, uint16_t len,
			 uint16_t resp_len)
{
	uint64_t data = (uintptr_t)req;

	begin(UVERBS_OBJECT_DEVICE, UVERBS_METHOD_INVOKE_WRITE);
	add(UVERBS_ATTR_WRITE_CMD, 8, number);
	if (len <= 8)
		memcpy(&data, req, len);
	add(UVERBS_ATTR_CORE_IN, len, data);
	if (resp_len)
		add_out(UVERBS_ATTR_CORE_OUT, resp_len);
}

/* Where CORE_OUT is. */
#define RESP(type) ((const struct ib_uverbs_##type *)(out + 2 * 4096))

static uint32_t make_pd(void)
{
	static const struct ib_uverbs_alloc_pd req;

	begin_invoke(IB_USER_VERBS_CMD_ALLOC_PD, &req, sizeof(req), 4);
	say("alloc_pd");
	return RESP(alloc_pd_resp)->pd_handle;
}

static void commands(bool all)
{
	static struct ib_uverbs_query_device query;
	static struct ib_uverbs_reg_mr reg;
	struct ib_uverbs_req_notify_cq arm = { .cq_handle = cq };
	static uint8_t memory[4096];

	memset(noise, 0x7f, sizeof(noise));
	begin_invoke(IB_USER_VERBS_CMD_QUERY_DEVICE, &query, 4, 4);
	say("query_device, short");
	begin_invoke(IB_USER_VERBS_CMD_QUERY_DEVICE, &query, sizeof(query),
		     sizeof(struct ib_uverbs_query_device_resp));
	say("query_device");
	spoil("query_device", 0xffff);
	/* Of all commands only the simulated HCA has what they need. */
	for (uint32_t i = 0; all && i < 45; i++) {
		begin_invoke(i, noise, 256, 1024);
		if (i != IB_USER_VERBS_CMD_GET_CONTEXT)
			say("a command of noise");
		call.attrs[0].data |= IB_USER_VERBS_CMD_FLAG_EXTENDED;
		say("an extended one");
		begin_invoke(i, noise, 4, 0);
		say("a short one");
	}
	begin_invoke(1ULL << 40, noise, 256, 1024);
	say("a command of 40 bits");
	begin_invoke(0x100, noise, 256, 1024);
	say("a command of 8 bits");
	begin_invoke(IB_USER_VERBS_CMD_REQ_NOTIFY_CQ, &arm, sizeof(arm), 0);
	say("req_notify_cq");
	call.attrs[1].data = 0x7ffffff0;
	say("req_notify_cq of no CQ");
	call.attrs[1].len = 4;
	say("req_notify_cq, short");
	reg.start = (uintptr_t)memory;
	reg.hca_va = reg.start;
	reg.length = sizeof(memory);
	reg.pd_handle = pd;
	begin_invoke(IB_USER_VERBS_CMD_REG_MR, &reg, sizeof(reg), 12);
	say("reg_mr");
	mr = RESP(reg_mr_resp)->mr_handle;
}

/* ---- objects ------------------------------------------------------------------------- */

static void begin_cq(void)
{
	begin(UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_CREATE);
	add(UVERBS_ATTR_CREATE_CQ_HANDLE, 0, 0);
	add(UVERBS_ATTR_CREATE_CQ_CQE, 4, 10);
	add(UVERBS_ATTR_CREATE_CQ_USER_HANDLE, 8, 0x1234);
	add(UVERBS_ATTR_CREATE_CQ_COMP_VECTOR, 4, 0);
	add(UVERBS_ATTR_CREATE_CQ_FLAGS, 4, 0);
	add_out(UVERBS_ATTR_CREATE_CQ_RESP_CQE, 4);
	add_uhw();
}

static void begin_qp(uint64_t type)
{
	static struct ib_uverbs_qp_cap cap = {
		.max_send_wr = 4,
		.max_recv_wr = 4,
		.max_send_sge = 1,
		.max_recv_sge = 1,
	};

	begin(UVERBS_OBJECT_QP, UVERBS_METHOD_QP_CREATE);
	add(UVERBS_ATTR_CREATE_QP_HANDLE, 0, 0);
	add(UVERBS_ATTR_CREATE_QP_PD_HANDLE, 0, pd);
	add(UVERBS_ATTR_CREATE_QP_SEND_CQ_HANDLE, 0, cq);
	add(UVERBS_ATTR_CREATE_QP_RECV_CQ_HANDLE, 0, cq);
	add(UVERBS_ATTR_CREATE_QP_USER_HANDLE, 8, 0x5678);
	memcpy(zeroes, &cap, sizeof(cap));
	add(UVERBS_ATTR_CREATE_QP_CAP, sizeof(cap), (uintptr_t)zeroes);
	add(UVERBS_ATTR_CREATE_QP_TYPE, 8, type);
	add(UVERBS_ATTR_CREATE_QP_FLAGS, 4, 0);
	add_out(UVERBS_ATTR_CREATE_QP_RESP_CAP, sizeof(cap));
	add_out(UVERBS_ATTR_CREATE_QP_RESP_QP_NUM, 4);
	add_uhw();
}

static void begin_srq(uint64_t type)
{
	begin(UVERBS_OBJECT_SRQ, UVERBS_METHOD_SRQ_CREATE);
	add(UVERBS_ATTR_CREATE_SRQ_HANDLE, 0, 0);
	add(UVERBS_ATTR_CREATE_SRQ_PD_HANDLE, 0, pd);
	add(UVERBS_ATTR_CREATE_SRQ_TYPE, 8, type);
	add(UVERBS_ATTR_CREATE_SRQ_USER_HANDLE, 8, 0x9abc);
	add(UVERBS_ATTR_CREATE_SRQ_MAX_WR, 4, 4);
	add(UVERBS_ATTR_CREATE_SRQ_MAX_SGE, 4, 1);
	add(UVERBS_ATTR_CREATE_SRQ_LIMIT, 4, 0);
	add_out(UVERBS_ATTR_CREATE_SRQ_RESP_MAX_WR, 4);
	add_out(UVERBS_ATTR_CREATE_SRQ_RESP_MAX_SGE, 4);
	add_uhw();
}

static void begin_wq(void)
{
	begin(UVERBS_OBJECT_WQ, UVERBS_METHOD_WQ_CREATE);
	add(UVERBS_ATTR_CREATE_WQ_HANDLE, 0, 0);
	add(UVERBS_ATTR_CREATE_WQ_PD_HANDLE, 0, pd);
	add(UVERBS_ATTR_CREATE_WQ_TYPE, 8, 0);
	add(UVERBS_ATTR_CREATE_WQ_USER_HANDLE, 8, 0xdef0);
	add(UVERBS_ATTR_CREATE_WQ_MAX_WR, 4, 4);
	add(UVERBS_ATTR_CREATE_WQ_MAX_SGE, 4, 1);
	add(UVERBS_ATTR_CREATE_WQ_FLAGS, 4, 0);
	add(UVERBS_ATTR_CREATE_WQ_CQ_HANDLE, 0, cq);
	add_out(UVERBS_ATTR_CREATE_WQ_RESP_MAX_WR, 4);
	add_out(UVERBS_ATTR_CREATE_WQ_RESP_MAX_SGE, 4);
	add_out(UVERBS_ATTR_CREATE_WQ_RESP_WQ_NUM, 4);
}

static void begin_destroy(uint16_t object, uint16_t method, uint64_t handle,
			  uint16_t resp_len)
{
	begin(object, method);
	add(0, 0, handle);
	if (resp_len)
		add_out(1, resp_len);
}

static void queues(void)
{
	begin_cq();
	cq = made("create_cq");
	begin_cq();
	spoil("create_cq", 0xffff);
	begin_cq();
	add(UVERBS_ATTR_CREATE_CQ_COMP_CHANNEL, 0, (uint64_t)node);
	say("create_cq with the node for its channel");
	begin_cq();
	call.attrs[3].data = 0xffff;
	say("create_cq on a vector that there is not");
	for (uint32_t flags = 1; flags < 32; flags *= 2) {
		begin_cq();
		call.attrs[4].data = flags;
		say("create_cq with a flag");
	}
	for (uint32_t type = 0; type < 4; type++) {
		begin_srq(type);
		say("create_srq");
	}
	begin_srq(0);
	spoil("create_srq", 0xffff);
}

static void pairs(void)
{
	static const uint64_t types[] = { 0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 255, 256 };

	begin_qp(2);
	qp = made("create_qp");
	begin_qp(2);
	spoil("create_qp", 0xffff);
	for (size_t i = 0; i < COUNT(types); i++) {
		begin_qp(types[i]);
		say("create_qp of another type");
		begin_qp(types[i]);
		call.attrs[1].attr_id = UVERBS_ATTR_CREATE_QP_XRCD_HANDLE;
		say("create_qp of a domain");
	}
	for (uint32_t flags = 1; flags < 1 << 16; flags *= 2) {
		begin_qp(flags % 2 ? 2 : 4);
		call.attrs[7].data = flags;
		say("create_qp with a flag");
	}
}

static void regions(void)
{
	begin(UVERBS_OBJECT_MR, UVERBS_METHOD_QUERY_MR);
	add(UVERBS_ATTR_QUERY_MR_HANDLE, 0, mr);
	add_out(UVERBS_ATTR_QUERY_MR_RESP_LKEY, 4);
	add_out(UVERBS_ATTR_QUERY_MR_RESP_RKEY, 4);
	add_out(UVERBS_ATTR_QUERY_MR_RESP_LENGTH, 8);
	add_out(UVERBS_ATTR_QUERY_MR_RESP_IOVA, 8);
	say("query_mr");
	printf("length %llu\n", (unsigned long long)*(uint64_t *)(out + 3 * 4096));
	spoil("query_mr", 0xffff);
	begin(UVERBS_OBJECT_MR, UVERBS_METHOD_ADVISE_MR);
	add(UVERBS_ATTR_ADVISE_MR_PD_HANDLE, 0, pd);
	add(UVERBS_ATTR_ADVISE_MR_ADVICE, 8, 0);
	add(UVERBS_ATTR_ADVISE_MR_FLAGS, 4, 0);
	add(UVERBS_ATTR_ADVISE_MR_SGE_LIST, 16, (uintptr_t)zeroes + 4096);
	say("advise_mr");
	spoil("advise_mr", 0xffff);
}

static void begin_esp(uint16_t method, uint64_t handle)
{
	static struct ib_uverbs_flow_action_esp_keymat_aes_gcm *key;
	static struct ib_uverbs_flow_action_esp_encap *encap;
	static struct ib_uverbs_flow_action_esp *esp;

	esp = (void *)(zeroes + 65536);
	esp->spi = 77;
	key = (void *)(zeroes + 70000);
	key->key_len = 32;
	key->icv_len = 16;
	encap = (void *)(zeroes + 80000);
	encap->type = 0x30;
	encap->len = 12;
	encap->val_ptr = (uintptr_t)zeroes + 90000;
	begin(UVERBS_OBJECT_FLOW_ACTION, method);
	add(UVERBS_ATTR_CREATE_FLOW_ACTION_ESP_HANDLE, 0, handle);
	add(UVERBS_ATTR_FLOW_ACTION_ESP_ATTRS, sizeof(*esp), (uintptr_t)esp);
	add(UVERBS_ATTR_FLOW_ACTION_ESP_KEYMAT, sizeof(*key), (uintptr_t)key);
	add(UVERBS_ATTR_FLOW_ACTION_ESP_ESN, 4, 3);
	add(UVERBS_ATTR_FLOW_ACTION_ESP_REPLAY, 4, 64)->attr_data.enum_data.elem_id = 1;
	add(UVERBS_ATTR_FLOW_ACTION_ESP_ENCAP, sizeof(*encap), (uintptr_t)encap);
}

static void flow_actions(void)
{
	uint32_t action;

	begin_esp(UVERBS_METHOD_FLOW_ACTION_ESP_CREATE, 0);
	action = made("create_flow_action");
	begin_esp(UVERBS_METHOD_FLOW_ACTION_ESP_CREATE, 0);
	spoil("create_flow_action", 0xffff);
	for (uint8_t id = 0; id < 4; id++) {
		begin_esp(UVERBS_METHOD_FLOW_ACTION_ESP_CREATE, 0);
		call.attrs[4].attr_data.enum_data.elem_id = id;
		say("create_flow_action with another replay");
		call.attrs[4].len = 0;
		say("create_flow_action with a short one");
	}
	begin_esp(UVERBS_METHOD_FLOW_ACTION_ESP_MODIFY, action);
	say("modify_flow_action");
	spoil("modify_flow_action", 0xffff);
	begin_destroy(UVERBS_OBJECT_FLOW_ACTION, UVERBS_METHOD_FLOW_ACTION_DESTROY,
		      action, 0);
	spoil("destroy_flow_action", 0xffff);
}

static void handles_of(uint64_t object)
{
	char text[64];

	begin(UVERBS_OBJECT_DEVICE, UVERBS_METHOD_INFO_HANDLES);
	add(UVERBS_ATTR_INFO_OBJECT_ID, 8, object);
	add_out(UVERBS_ATTR_INFO_HANDLES_LIST, 8192);
	add_out(UVERBS_ATTR_INFO_TOTAL_HANDLES, 4);
	snprintf(text, sizeof(text), "handles of %llu",
		 (unsigned long long)object);
	if (!say(text))
		printf("there are %u\n", *(uint32_t *)(out + 2 * 4096));
}

static void handles(void)
{
	static const uint64_t objects[] = {
		UVERBS_OBJECT_DEVICE, UVERBS_OBJECT_PD, UVERBS_OBJECT_CQ,
		UVERBS_OBJECT_QP, UVERBS_OBJECT_SRQ, UVERBS_OBJECT_AH,
		UVERBS_OBJECT_MR, 99, 0xffff, 0x10000,
	};

	for (size_t i = 0; i < COUNT(objects); i++)
		handles_of(objects[i]);
	spoil("info_handles", 0xffff);
	begin(UVERBS_OBJECT_DEVICE, UVERBS_METHOD_INFO_HANDLES);
	add(UVERBS_ATTR_INFO_OBJECT_ID, 8, UVERBS_OBJECT_PD);
	add_out(UVERBS_ATTR_INFO_HANDLES_LIST, 4);
	add_out(UVERBS_ATTR_INFO_TOTAL_HANDLES, 4);
	say("info_handles of one PD");
	spoil("info_handles of one PD", 0xffff);
}

static void destroy(void)
{
	uint32_t srq;

	begin_srq(0);
	srq = made("create_srq");
	begin_destroy(UVERBS_OBJECT_PD, UVERBS_METHOD_PD_DESTROY, pd, 0);
	say("destroy_pd in use");
	begin_destroy(UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_DESTROY, cq, 8);
	say("destroy_cq in use");
	begin_destroy(UVERBS_OBJECT_MR, UVERBS_METHOD_MR_DESTROY, cq, 0);
	say("destroy_mr of a CQ");
	begin_destroy(UVERBS_OBJECT_QP, UVERBS_METHOD_QP_DESTROY, qp, 4);
	spoil("destroy_qp", 0xffff);
	begin_destroy(UVERBS_OBJECT_MR, UVERBS_METHOD_MR_DESTROY, mr, 0);
	spoil("destroy_mr", 0xffff);
	begin_destroy(UVERBS_OBJECT_SRQ, UVERBS_METHOD_SRQ_DESTROY, srq, 4);
	spoil("destroy_srq", 0xffff);
	begin_cq();
	cq = made("create_cq");
	begin_destroy(UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_DESTROY, cq, 8);
	spoil("destroy_cq", 0xffff);
	pd = make_pd();
	begin_destroy(UVERBS_OBJECT_PD, UVERBS_METHOD_PD_DESTROY, pd, 0);
	spoil("destroy_pd", 0xffff);
	begin_destroy(UVERBS_OBJECT_AH, UVERBS_METHOD_AH_DESTROY, 0x7ffffff0, 0);
	spoil("destroy_ah", 0xffff);
}

/* ---- events ----------------------------------------------------------------------------- */

static int make_events(const char *what)
{
	int fd;

	begin(UVERBS_OBJECT_ASYNC_EVENT, UVERBS_METHOD_ASYNC_EVENT_ALLOC);
	add(UVERBS_ATTR_ASYNC_EVENT_ALLOC_FD_HANDLE, 0, 0);
	if (say(what))
		return -1;
	fd = (int)call.attrs[0].data_s64;
	printf("flags %#x, close-on-exec %d\n", fcntl(fd, F_GETFL) & O_NONBLOCK,
	       fcntl(fd, F_GETFD));
	fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

static void read_events(const char *what, int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	struct ib_uverbs_async_event_desc event;
	int ready;
	long ret;

	ready = poll(&poll_fd, 1, 2000);
	printf("%s: poll %d %#x\n", what, ready, poll_fd.revents);
	/* A short one takes nothing. */
	ret = read(fd, &event, 8);
	printf("%s: 8 bytes %s\n", what, error_name(ret));
	do {
		ret = read(fd, &event, sizeof(event));
		printf("%s: read %s", what, error_name(ret));
		if (ret > 0)
			printf(", %ld bytes, event %u of %llx", ret,
			       event.event_type,
			       (unsigned long long)event.element);
		printf("\n");
	} while (ret > 0);
}

static void cause(const char *device, const char *event, uint32_t number)
{
	char path[128];
	int fd, len;
	char text[64];

	snprintf(path, sizeof(path), "/sys/kernel/debug/rdmasim/%s/event",
		 device);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	len = snprintf(text, sizeof(text), "%s %u", event, number);
	printf("%s: %s\n", event,
	       error_name(fd < 0 ? fd : write(fd, text, (size_t)len)));
	close(fd);
	/* Those of ports come by a work of ib_core's, and others may overtake them. */
	usleep(50000);
}

static uint32_t make_qp(int event_fd)
{
	uint32_t num;

	begin_qp(2);
	if (event_fd >= 0)
		add(UVERBS_ATTR_CREATE_QP_EVENT_FD, 0, (uint64_t)event_fd);
	say("create_qp for events");
	memcpy(&num, out + 9 * 4096, sizeof(num));
	return num;
}

static void events(const char *device)
{
	const int first = make_events("async_event_alloc");
	const int second = make_events("async_event_alloc again");
	uint32_t by_default, by_name;

	by_default = make_qp(-1);
	by_name = make_qp(second);
	if (device) {
		/* Those of the port go to both, those of an object to one. */
		cause(device, "lid_change", 1);
		cause(device, "qp_fatal", by_default);
		cause(device, "qp_req_err", by_name);
		cause(device, "pkey_change", 2);
		usleep(100000);
		read_events("first", first);
		read_events("second", second);
	}
	close(first);
	if (device) {
		cause(device, "lid_change", 1);
		cause(device, "qp_fatal", by_default);
		usleep(100000);
		read_events("second, alone", second);
	}
	begin_qp(2);
	add(UVERBS_ATTR_CREATE_QP_EVENT_FD, 0, 1);
	say("events to stdout");
	begin_qp(2);
	add(UVERBS_ATTR_CREATE_QP_EVENT_FD, 0, 999);
	say("events to no fd");
	begin(UVERBS_OBJECT_ASYNC_EVENT, UVERBS_METHOD_ASYNC_EVENT_ALLOC);
	add(UVERBS_ATTR_ASYNC_EVENT_ALLOC_FD_HANDLE, 8, 0);
	say("async_event_alloc with 8 bytes");
	close(second);
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: %s uverbsN DRIVER_ID [DEVICE]\n",
			argv[0]);
		return 2;
	}
	if (!open_node(argv[1], argv[2]))
		return 1;
	context();
	headers();
	ports();
	pd = make_pd();
	queues();
	pairs();
	commands(argv[3]);
	regions();
	events(argv[3]);
	if (argv[3]) {
		begin_wq();
		say("create_wq");
		begin_wq();
		spoil("create_wq", UVERBS_ATTR_CREATE_WQ_CQ_HANDLE);
	} else {
		begin_wq();
		say("create_wq of a device without");
	}
	/* The device says so, and rxe has no such object. */
	if (argv[3])
		flow_actions();
	handles();
	destroy();
	handles();
	printf("the end\n");
	return 0;
}
