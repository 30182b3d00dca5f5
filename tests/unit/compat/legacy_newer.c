// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * As legacy_ioctl.c, of methods that only newer kernels have: prints what comes of
 * them, on the stock stack and over the interposer, also where the stock one has none.
 * usage: legacy_newer uverbsN DRIVER_ID [sim]
 */
#include <fcntl.h>
#include <unistd.h>

#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma/ib_user_verbs.h>

#include "../../../kernel/drivers/rdmasim/rdmasim-abi.h"
#include "../../../lib/compat/newer.h"
#include "legacy_spoil.h"

static uint32_t pd, dmah;

static void open_context(void)
{
	begin(UVERBS_OBJECT_DEVICE, UVERBS_METHOD_GET_CONTEXT);
	add_out(UVERBS_ATTR_GET_CONTEXT_NUM_COMP_VECTORS, 4);
	add_out(UVERBS_ATTR_GET_CONTEXT_CORE_SUPPORT, 8);
	add_out(UVERBS_ATTR_UHW_OUT, 64);
	say("get_context");
}

static void begin_speed(uint64_t port)
{
	begin(UVERBS_OBJECT_DEVICE, METHOD_QUERY_PORT_SPEED);
	add(ATTR_QUERY_PORT_SPEED_PORT_NUM, 8, port);
	add_out(ATTR_QUERY_PORT_SPEED_RESP, 8);
}

static void speed(void)
{
	static const uint64_t ports[] = {
		0, 1, 2, 255, 256, UINT32_MAX, 1ULL << 32 | 1, UINT64_MAX,
	};

	begin_speed(1);
	if (!say("query_port_speed"))
		printf("speed %llu\n",
		       (unsigned long long)*(uint64_t *)(out + 4096));
	for (size_t i = 0; i < COUNT(ports); i++) {
		begin_speed(ports[i]);
		printf("port %#llx: ", (unsigned long long)ports[i]);
		say("query_port_speed");
	}
	begin_speed(1);
	spoil("query_port_speed", 0xffff);
}

/* ---- DMA handles --------------------------------------------------------------- */

static void begin_dmah(void)
{
	begin(OBJECT_DMAH, METHOD_DMAH_ALLOC);
	add(ATTR_ALLOC_DMAH_HANDLE, 0, 0);
}

/* A CPU, memory of a type, a hint. */
static void begin_hints(uint32_t cpu, uint8_t mem_type, uint8_t ph)
{
	begin_dmah();
	add(ATTR_ALLOC_DMAH_CPU_ID, 4, cpu);
	add(ATTR_ALLOC_DMAH_TPH_MEM_TYPE, 0, 0)->attr_data.enum_data.elem_id =
		mem_type;
	add(ATTR_ALLOC_DMAH_PH, 1, ph);
}

static void hints(void)
{
	static const uint32_t cpus[] = { 0, 4095, UINT32_MAX };
	char text[64];

	begin_dmah();
	say("alloc_dmah without a hint");
	begin_dmah();
	add(ATTR_ALLOC_DMAH_CPU_ID, 4, 0);
	say("alloc_dmah for a CPU alone");
	for (size_t i = 0; i < COUNT(cpus); i++) {
		begin_hints(cpus[i], 0, 0);
		snprintf(text, sizeof(text), "alloc_dmah for CPU %u", cpus[i]);
		say(text);
	}
	for (uint8_t i = 0; i < 4; i++) {
		begin_hints(0, i, 1);
		snprintf(text, sizeof(text), "alloc_dmah for memory %u", i);
		say(text);
	}
	for (unsigned int i = 1; i < 256; i *= 3) {
		begin_hints(0, 1, (uint8_t)i);
		snprintf(text, sizeof(text), "alloc_dmah with hint %u", i);
		say(text);
	}
	begin_hints(0, 1, 3);
	spoil("alloc_dmah", 0xffff);
	begin_hints(0, 1, 3);
	dmah = made("alloc_dmah");
}

static void free_dmah(const char *what, uint32_t handle)
{
	begin(OBJECT_DMAH, METHOD_DMAH_FREE);
	add(ATTR_FREE_DMA_HANDLE, 0, handle);
	say(what);
}

/* ---- regions ------------------------------------------------------------------------ */

static void make_pd(void)
{
	struct ib_uverbs_alloc_pd_resp resp = {};
	struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_alloc_pd req;
	} cmd = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_ALLOC_PD,
			.in_words = sizeof(cmd) / 4,
			.out_words = sizeof(resp) / 4,
		},
		.req = { .response = (uintptr_t)&resp },
	};

	printf("alloc_pd: %s\n",
	       error_name(write(node, &cmd, sizeof(cmd)) == sizeof(cmd) ? 0 : -1));
	pd = resp.pd_handle;
}

/* Of memory, or of a buffer; with a handle, if there is one. */
static void begin_reg(int fd)
{
	begin(UVERBS_OBJECT_MR, METHOD_REG_MR);
	add(ATTR_REG_MR_HANDLE, 0, 0);
	add(ATTR_REG_MR_PD_HANDLE, 0, pd);
	if (dmah)
		add(ATTR_REG_MR_DMA_HANDLE, 0, dmah);
	add(ATTR_REG_MR_IOVA, 8, fd < 0 ? (uintptr_t)zeroes : 0);
	add(ATTR_REG_MR_LENGTH, 8, 4096);
	add(ATTR_REG_MR_ACCESS_FLAGS, 4, 1);
	if (fd < 0) {
		add(ATTR_REG_MR_ADDR, 8, (uintptr_t)zeroes);
	} else {
		add(ATTR_REG_MR_FD, 0, (uint64_t)fd);
		add(ATTR_REG_MR_FD_OFFSET, 8, 0);
	}
	add_out(ATTR_REG_MR_RESP_LKEY, 4);
	add_out(ATTR_REG_MR_RESP_RKEY, 4);
}

/* What is wrong with the two ways to say which memory it is. */
static void mixed(int fd)
{
	begin_reg(-1);
	add(ATTR_REG_MR_FD_OFFSET, 8, 0);
	say("reg_mr of memory at an offset");
	begin_reg(fd);
	add(ATTR_REG_MR_ADDR, 8, (uintptr_t)zeroes);
	say("reg_mr of a buffer and of memory");
	begin_reg(999);
	say("reg_mr of no fd");
	begin_reg(1);
	say("reg_mr of stdout");
	begin_reg(-1);
	call.attrs[dmah ? 5 : 4].data = 1ULL << 12;
	say("reg_mr with unknown rights");
	begin_reg(-1);
	call.attrs[dmah ? 5 : 4].data = 1ULL << 25 | 1;
	say("reg_mr with unknown optional rights");
	begin_reg(-1);
	call.attrs[dmah ? 3 : 2].data = 1;
	say("reg_mr at another offset in its page");
}

static void regions(void)
{
	const int buffer = make_buffer(1);
	uint32_t mr;

	begin_reg(-1);
	mr = made("reg_mr");
	begin_reg(buffer);
	made("reg_mr of a buffer");
	mixed(buffer);
	begin_reg(-1);
	spoil("reg_mr", 0xffff);
	begin_reg(buffer);
	spoil("reg_mr of a buffer", 0xffff);
	if (dmah) {
		free_dmah("free_dmah under a region", dmah);
		begin(OBJECT_DMAH, METHOD_DMAH_FREE);
		add(ATTR_FREE_DMA_HANDLE, 0, mr);
		say("free_dmah of a region");
	}
	close(buffer);
}

static void handles(const char *what, uint16_t object)
{
	begin(UVERBS_OBJECT_DEVICE, UVERBS_METHOD_INFO_HANDLES);
	add(UVERBS_ATTR_INFO_OBJECT_ID, 8, object);
	add_out(UVERBS_ATTR_INFO_HANDLES_LIST, 8192);
	add_out(UVERBS_ATTR_INFO_TOTAL_HANDLES, 4);
	if (!say(what))
		printf("there are some: %d\n", *(uint32_t *)(out + 2 * 4096) > 0);
}

/* ---- CQs in memory of the program ------------------------------------------------ */

/* What can be said of memory. */
enum { HAS_VA = 1, HAS_LENGTH = 2, HAS_FD = 4, HAS_OFFSET = 8, HAS_UMEM = 16, ALL = 31 };

static uint8_t memory[2 * 4096] __attribute__((aligned(4096)));
static struct buffer_desc umem;

/* One that the program reads itself, where the device has that. */
static void begin_cq(bool mapped)
{
	begin(UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_CREATE);
	add(UVERBS_ATTR_CREATE_CQ_HANDLE, 0, 0);
	add(UVERBS_ATTR_CREATE_CQ_CQE, 4, 8);
	add(UVERBS_ATTR_CREATE_CQ_USER_HANDLE, 8, 0x1234);
	add(UVERBS_ATTR_CREATE_CQ_COMP_VECTOR, 4, 0);
	add_out(UVERBS_ATTR_CREATE_CQ_RESP_CQE, 4);
	if (mapped)
		add(UVERBS_ATTR_UHW_IN, sizeof(struct rdmasim_create_req),
		    RDMASIM_MAPPED);
	add_out(UVERBS_ATTR_UHW_OUT, 64);
}

_Static_assert(sizeof(struct rdmasim_create_req) == 8, "it travels in its attribute");

static void add_memory(unsigned int what, int fd)
{
	if (what & HAS_VA)
		add(ATTR_CREATE_CQ_BUFFER_VA, 8, (uintptr_t)memory);
	if (what & HAS_LENGTH)
		add(ATTR_CREATE_CQ_BUFFER_LENGTH, 8, sizeof(memory));
	if (what & HAS_FD)
		add(ATTR_CREATE_CQ_BUFFER_FD, 0, (uint64_t)fd);
	if (what & HAS_OFFSET)
		add(ATTR_CREATE_CQ_BUFFER_OFFSET, 8, 0);
	if (what & HAS_UMEM)
		add(ATTR_CREATE_CQ_BUF_UMEM, sizeof(umem), (uintptr_t)&umem);
}

static void try_memory(bool mapped, unsigned int what, int fd, const char *how)
{
	char text[96];

	begin_cq(mapped);
	add_memory(what, fd);
	snprintf(text, sizeof(text), "create_cq with memory %#x, %s", what, how);
	say(text);
}

/* What descriptors can have wrong. */
static void descriptors(bool mapped, int fd)
{
	const struct buffer_desc good = umem;

	for (uint32_t type = 0; type < 4; type++) {
		umem.type = type;
		umem.fd = fd;
		try_memory(mapped, HAS_UMEM, -1, "of a type");
	}
	umem = good;
	umem.flags = 1;
	try_memory(mapped, HAS_UMEM, -1, "unknown flags");
	umem = good;
	umem.optional_flags = UINT32_MAX;
	try_memory(mapped, HAS_UMEM, -1, "optional flags");
	umem = good;
	umem.length = 16;
	try_memory(mapped, HAS_UMEM, -1, "too short");
	umem = good;
	umem.addr = 4096;
	try_memory(mapped, HAS_UMEM, -1, "nowhere");
	umem = good;
	begin_cq(mapped);
	add(ATTR_CREATE_CQ_BUF_UMEM, sizeof(umem), (uintptr_t)edge + 4096);
	say("create_cq, the descriptor is nowhere");
	begin_cq(mapped);
	add(ATTR_CREATE_CQ_BUF_UMEM, sizeof(umem) - 8, (uintptr_t)&umem);
	say("create_cq, the descriptor is short");
}

static void memories(bool sim)
{
	const int fd = make_buffer(1);

	umem = (struct buffer_desc) {
		.type = BUFFER_TYPE_VA,
		.addr = (uintptr_t)memory,
		.length = sizeof(memory),
	};
	for (unsigned int what = 0; what <= ALL; what++) {
		try_memory(sim, what, fd, "a buffer");
		if (what & HAS_FD) {
			try_memory(sim, what, 999, "no fd");
			try_memory(sim, what, -1, "a negative fd");
			try_memory(sim, what, 1, "stdout");
		}
	}
	try_memory(false, HAS_VA | HAS_LENGTH, -1, "that nobody reads");
	begin_cq(sim);
	add_memory(HAS_VA | HAS_LENGTH, -1);
	spoil("create_cq with memory", 0xffff);
	descriptors(sim, fd);
	begin_cq(sim);
	add_memory(HAS_UMEM, -1);
	spoil("create_cq with a descriptor", 0xffff);
	close(fd);
}

/* ---- completion counters ------------------------------------------------------------ */

static uint32_t cntr, qp;

static void caps(void)
{
	begin(UVERBS_OBJECT_DEVICE, METHOD_QUERY_COMP_CNTR_CAPS);
	say("query_comp_cntr_caps of nothing");
	begin(UVERBS_OBJECT_DEVICE, METHOD_QUERY_COMP_CNTR_CAPS);
	add_out(ATTR_QUERY_COMP_CNTR_CAPS_MAX_COUNTERS, 4);
	add_out(ATTR_QUERY_COMP_CNTR_CAPS_MAX_VALUE, 8);
	add_out(ATTR_QUERY_COMP_CNTR_CAPS_OPS, 4);
	if (!say("query_comp_cntr_caps"))
		printf("%u counters to %#llx of %#x\n", *(uint32_t *)out,
		       *(unsigned long long *)(out + 4096),
		       *(uint32_t *)(out + 2 * 4096));
	spoil("query_comp_cntr_caps", 0xffff);
}

static void begin_modify(uint32_t handle, uint64_t entry, uint64_t op, uint64_t value)
{
	begin(OBJECT_COMP_CNTR, METHOD_COMP_CNTR_MODIFY);
	add(ATTR_MODIFY_COMP_CNTR_HANDLE, 0, handle);
	add(ATTR_MODIFY_COMP_CNTR_ENTRY, 8, entry);
	add(ATTR_MODIFY_COMP_CNTR_OP, 8, op);
	add(ATTR_MODIFY_COMP_CNTR_VALUE, 8, value);
}

static void begin_read(uint32_t handle, uint64_t entry)
{
	begin(OBJECT_COMP_CNTR, METHOD_COMP_CNTR_READ);
	add(ATTR_READ_COMP_CNTR_HANDLE, 0, handle);
	add(ATTR_READ_COMP_CNTR_ENTRY, 8, entry);
	add_out(ATTR_READ_COMP_CNTR_RESP_VALUE, 8);
}

static void read_cntr(uint64_t entry)
{
	begin_read(cntr, entry);
	if (!say("read_comp_cntr"))
		printf("value %llu\n", *(unsigned long long *)(out + 2 * 4096));
}

static void destroy_cntr(const char *what, uint32_t handle)
{
	begin(OBJECT_COMP_CNTR, METHOD_COMP_CNTR_DESTROY);
	add(ATTR_DESTROY_COMP_CNTR_HANDLE, 0, handle);
	say(what);
}

static void begin_attach(uint32_t to, uint32_t handle, uint64_t ops)
{
	begin(UVERBS_OBJECT_QP, METHOD_QP_ATTACH_COMP_CNTR);
	add(ATTR_QP_ATTACH_COMP_CNTR_HANDLE, 0, to);
	add(ATTR_QP_ATTACH_COMP_CNTR_CNTR_HANDLE, 0, handle);
	add(ATTR_QP_ATTACH_COMP_CNTR_OP_MASK, 4, ops);
}

static void make_qp(void)
{
	static struct ib_uverbs_qp_cap cap = {
		.max_send_wr = 4,
		.max_recv_wr = 4,
		.max_send_sge = 1,
		.max_recv_sge = 1,
	};
	uint32_t cq;

	begin_cq(false);
	cq = made("create_cq");
	begin(UVERBS_OBJECT_QP, UVERBS_METHOD_QP_CREATE);
	add(UVERBS_ATTR_CREATE_QP_HANDLE, 0, 0);
	add(UVERBS_ATTR_CREATE_QP_PD_HANDLE, 0, pd);
	add(UVERBS_ATTR_CREATE_QP_SEND_CQ_HANDLE, 0, cq);
	add(UVERBS_ATTR_CREATE_QP_RECV_CQ_HANDLE, 0, cq);
	add(UVERBS_ATTR_CREATE_QP_USER_HANDLE, 8, 0x5678);
	add(UVERBS_ATTR_CREATE_QP_CAP, sizeof(cap), (uintptr_t)&cap);
	add(UVERBS_ATTR_CREATE_QP_TYPE, 8, 2);
	add_out(UVERBS_ATTR_CREATE_QP_RESP_CAP, sizeof(cap));
	add_out(UVERBS_ATTR_CREATE_QP_RESP_QP_NUM, 4);
	add_out(UVERBS_ATTR_UHW_OUT, 64);
	qp = made("create_qp");
}

static void attach(void)
{
	static const uint64_t ops[] = { 0, 1, 1, 2, 3, 4, 8, 16, 32, 64, 1u << 31 };
	char text[64];

	for (size_t i = 0; i < COUNT(ops); i++) {
		begin_attach(qp, cntr, ops[i]);
		snprintf(text, sizeof(text), "attach_comp_cntr for %#llx",
			 (unsigned long long)ops[i]);
		say(text);
	}
	begin_attach(qp, pd, 1);
	say("attach_comp_cntr that is none");
	begin_attach(pd, cntr, 1);
	say("attach_comp_cntr to what is no QP");
	begin_attach(qp, 12345, 1);
	say("attach_comp_cntr that is not there");
	begin_attach(qp, cntr, 1);
	spoil("attach_comp_cntr", 0xffff);
}

static void counters(void)
{
	static const uint64_t values[] = { 1, 2, 255, 256, UINT32_MAX, 1ULL << 32, UINT64_MAX };

	caps();
	begin(OBJECT_COMP_CNTR, METHOD_COMP_CNTR_CREATE);
	add(ATTR_CREATE_COMP_CNTR_HANDLE, 0, 0);
	cntr = made("create_comp_cntr");
	make_qp();
	if (!cntr) {
		destroy_cntr("destroy_comp_cntr", 1);
		begin_modify(1, 0, 0, 0);
		say("modify_comp_cntr");
		read_cntr(0);
		begin_attach(qp, 1, 1);
		say("attach_comp_cntr");
		handles("handles of comp_cntr", OBJECT_COMP_CNTR);
		return;
	}
	read_cntr(0);
	begin_modify(cntr, 0, 0, 1000);
	say("modify_comp_cntr: set");
	begin_modify(cntr, 1, 1, 7);
	say("modify_comp_cntr: more");
	read_cntr(0);
	read_cntr(1);
	for (size_t i = 0; i < COUNT(values); i++) {
		if (i)
			read_cntr(values[i]);
		begin_modify(cntr, values[i], 0, 0);
		say("modify_comp_cntr, another entry");
		begin_modify(cntr, 0, values[i], 0);
		say("modify_comp_cntr otherwise");
	}
	begin_modify(cntr, 0, 1, 1);
	spoil("modify_comp_cntr", 0xffff);
	begin_read(cntr, 0);
	spoil("read_comp_cntr", 0xffff);
	begin(OBJECT_COMP_CNTR, METHOD_COMP_CNTR_CREATE);
	add(ATTR_CREATE_COMP_CNTR_HANDLE, 0, 0);
	spoil("create_comp_cntr", 0xffff);
	attach();
	handles("handles of comp_cntr", OBJECT_COMP_CNTR);
	destroy_cntr("destroy_comp_cntr that is attached", cntr);
	destroy_cntr("destroy_comp_cntr that is a QP", qp);
	begin(OBJECT_COMP_CNTR, METHOD_COMP_CNTR_CREATE);
	add(ATTR_CREATE_COMP_CNTR_HANDLE, 0, 0);
	cntr = made("create_comp_cntr");
	destroy_cntr("destroy_comp_cntr", cntr);
	destroy_cntr("destroy_comp_cntr again", cntr);
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: %s uverbsN DRIVER_ID [sim]\n", argv[0]);
		return 2;
	}
	if (!open_node(argv[1], argv[2]))
		return 1;
	begin_speed(1);
	say("query_port_speed without a context");
	open_context();
	speed();
	make_pd();
	/* Others have no handles, and say so of each that is well formed. */
	if (argc > 3) {
		hints();
		handles("handles of dmah", OBJECT_DMAH);
	} else {
		begin_hints(0, 1, 3);
		say("alloc_dmah of a device without");
	}
	regions();
	memories(argc > 3);
	counters();
	printf("the end\n");
	return 0;
}
