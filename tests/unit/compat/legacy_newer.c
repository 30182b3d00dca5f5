// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * As legacy_ioctl.c, of methods that only newer kernels have: prints what comes of
 * them, on the stock stack and over the interposer, also where the stock one has none.
 * usage: legacy_newer uverbsN DRIVER_ID [sim]
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <rdma/ib_user_verbs.h>

#include "../../../kernel/drivers/simbuf/simbuf-abi.h"
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

/* By a node of its own: there may be none in /dev. */
static int make_buffer(void)
{
	FILE *file = fopen("/sys/class/misc/simbuf/dev", "r");
	const char *path = "/tmp/legacy_newer.simbuf";
	struct simbuf_make make = { .pages = 1 };
	unsigned int major = 0, minor = 0;
	int control;

	if (!file || fscanf(file, "%u:%u", &major, &minor) != 2)
		printf("there is no simbuf\n");
	if (file)
		fclose(file);
	mknod(path, S_IFCHR | 0600, makedev(major, minor));
	control = open(path, O_RDWR | O_CLOEXEC);
	if (ioctl(control, SIMBUF_IOC_MAKE, &make))
		perror("simbuf");
	close(control);
	unlink(path);
	return make.fd;
}

static void regions(void)
{
	const int buffer = make_buffer();
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

static void handles(void)
{
	begin(UVERBS_OBJECT_DEVICE, UVERBS_METHOD_INFO_HANDLES);
	add(UVERBS_ATTR_INFO_OBJECT_ID, 8, OBJECT_DMAH);
	add_out(UVERBS_ATTR_INFO_HANDLES_LIST, 8192);
	add_out(UVERBS_ATTR_INFO_TOTAL_HANDLES, 4);
	if (!say("handles of dmah"))
		printf("there are some: %d\n", *(uint32_t *)(out + 2 * 4096) > 0);
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
		handles();
	} else {
		begin_hints(0, 1, 3);
		say("alloc_dmah of a device without");
	}
	regions();
	printf("the end\n");
	return 0;
}
