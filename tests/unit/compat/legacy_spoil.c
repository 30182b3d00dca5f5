// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* One call of RDMA_VERBS_IOCTL, spoiled in every way. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "../../../kernel/drivers/simbuf/simbuf-abi.h"
#include "legacy_spoil.h"

int node;
uint16_t driver;
struct message call;
_Alignas(8) uint8_t out[2 * 65536], zeroes[2 * 65536];
uint8_t *edge;

bool open_node(const char *name, const char *driver_id)
{
	char path[64];

	snprintf(path, sizeof(path), "/dev/infiniband/%s", name);
	driver = (uint16_t)atoi(driver_id);
	node = open(path, O_RDWR | O_CLOEXEC);
	edge = mmap(NULL, 2 * 4096, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (node >= 0 && edge != MAP_FAILED &&
	    !mprotect(edge + 4096, 4096, PROT_NONE))
		return true;
	perror(path);
	return false;
}

/* By a node of its own: there may be none in /dev. */
int make_buffer(unsigned int pages)
{
	FILE *file = fopen("/sys/class/misc/simbuf/dev", "r");
	const char *path = "/tmp/legacy.simbuf";
	struct simbuf_make make = { .pages = pages };
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

const char *error_name(long ret)
{
	return ret < 0 ? strerrorname_np(errno) : "ok";
}

/* ---- calls -------------------------------------------------------------- */

void begin(uint16_t object, uint16_t method)
{
	memset(&call, 0, sizeof(call));
	call.hdr.object_id = object;
	call.hdr.method_id = method;
	call.hdr.driver_id = driver;
}

struct ib_uverbs_attr *add(uint16_t id, uint16_t len, uint64_t data)
{
	struct ib_uverbs_attr *attr = &call.attrs[call.hdr.num_attrs++];

	attr->attr_id = id;
	attr->len = len;
	attr->flags = UVERBS_ATTR_F_MANDATORY;
	attr->data = data;
	return attr;
}

void add_out(uint16_t id, uint16_t len)
{
	add(id, len, (uintptr_t)out + 4096u * call.hdr.num_attrs);
}

long run_as_it_is(void)
{
	return ioctl(node, RDMA_VERBS_IOCTL, &call);
}

/* On the stack, where libibverbs has it. */
static long run_on_stack(void)
{
	struct message copy = call;
	const long ret = ioctl(node, RDMA_VERBS_IOCTL, &copy);

	call = copy;
	return ret;
}

static long run(void)
{
	static unsigned int turn;

	call.hdr.length = (uint16_t)(sizeof(call.hdr) +
				     call.hdr.num_attrs * sizeof(call.attrs[0]));
	return turn++ % 2 ? run_on_stack() : run_as_it_is();
}

long say(const char *what)
{
	const long ret = run();

	printf("%s: %s", what, error_name(ret));
	for (int i = 0; !ret && i < call.hdr.num_attrs; i++)
		if (call.attrs[i].flags & UVERBS_ATTR_F_VALID_OUTPUT)
			printf(" %u", call.attrs[i].attr_id);
	printf("\n");
	return ret;
}

/* ---- spoiling them -------------------------------------------------------- */

/* Once, and then the call is as it was. */
static void try(const struct message *good, const char *what, uint16_t id,
		const char *how)
{
	char text[96];

	snprintf(text, sizeof(text), "%s, %#x %s", what, id, how);
	say(text);
	call = *good;
}

static void try_data(const struct message *good, const char *what, int i,
		     const char *how, uint64_t data)
{
	call.attrs[i].data = data;
	try(good, what, good->attrs[i].attr_id, how);
}

static void spoil_attr(const struct message *good, const char *what, int i,
		       bool needed)
{
	static const uint16_t lens[] = {
		0, 1, 3, 4, 6, 7, 8, 9, 12, 16, 20, 24, 4096, 65535,
	};
	const uint16_t id = good->attrs[i].attr_id;
	char how[32];

	if (!needed) {
		call.attrs[i] = call.attrs[--call.hdr.num_attrs];
		try(good, what, id, "left out");
	}
	call.attrs[call.hdr.num_attrs++] = call.attrs[i];
	try(good, what, id, "twice");
	for (size_t n = 0; n < COUNT(lens); n++) {
		if (lens[n] == good->attrs[i].len)
			continue;
		call.attrs[i].len = lens[n];
		snprintf(how, sizeof(how), "with %u bytes", lens[n]);
		try(good, what, id, how);
	}
	call.attrs[i].attr_data.reserved = 1;
	try(good, what, id, "with reserved");
	call.attrs[i].attr_data.reserved = 0x100;
	try(good, what, id, "with more reserved");
	call.attrs[i].flags = 0;
	try(good, what, id, "without flags");
	call.attrs[i].flags = 0xffff;
	try(good, what, id, "with all flags");
}

/* Handles are other ones on the other stack, and so is what small numbers name. */
static void spoil_data(const struct message *good, const char *what, int i)
{
	const uint64_t data = good->attrs[i].data;

	try_data(good, what, i, "of 0x7ffffff0", 0x7ffffff0);
	try_data(good, what, i, "and 32 bits more", data | 1ULL << 32);
	try_data(good, what, i, "of -1", UINT64_MAX);
	try_data(good, what, i, "of the least", 1ULL << 63);
	if (!good->attrs[i].len)
		return;
	try_data(good, what, i, "of 0", 0);
	try_data(good, what, i, "of 1", 1);
	if (data < 1 << 20)
		return;
	try_data(good, what, i, "to nowhere", (uintptr_t)edge + 4096);
	try_data(good, what, i, "over the edge", (uintptr_t)edge + 4094);
	try_data(good, what, i, "to the kernel", 0xffff888000000000);
}

void spoil(const char *what, uint16_t needed)
{
	const struct message good = call;
	char text[96];

	for (int i = 0; i < good.hdr.num_attrs; i++)
		spoil_attr(&good, what, i, good.attrs[i].attr_id == needed);
	add(0x5555, 8, 0);
	try(&good, what, 0x5555, "that is unknown");
	add(0x5555, 8, 0)->flags = 0;
	try(&good, what, 0x5555, "that need not be known");
	while (call.hdr.num_attrs < 250)
		add((uint16_t)(0x100 + call.hdr.num_attrs), 8, 0)->flags = 0;
	snprintf(text, sizeof(text), "%s, and all the room there is", what);
	say(text);
	call = good;
	for (int i = 0; i < good.hdr.num_attrs; i++)
		spoil_data(&good, what, i);
}

uint32_t made(const char *what)
{
	for (int i = 0; i < call.hdr.num_attrs; i++)
		if (!call.attrs[i].attr_id)
			call.attrs[i].data = 0;
	/* In all methods it is the first one. */
	return say(what) ? 0 : (uint32_t)call.attrs[0].data;
}
