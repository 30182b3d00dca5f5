// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The walker over calls that make no sense: it copies, prints and finishes
 * without touching anything beyond what it was given.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "fuzz.h"
#include "walk.h"

/* The memory of the caller: one range that everything outside of faults. */
#define CALLER_BASE 0x10000u
#define CALLER_SIZE 512u
#define MAX_FLAT (1u << 16)

static unsigned char caller[CALLER_SIZE];

static int in_caller(__u64 addr, size_t len)
{
	return addr >= CALLER_BASE && addr <= CALLER_BASE + CALLER_SIZE &&
	       len <= CALLER_BASE + CALLER_SIZE - addr;
}

static int caller_read(void *priv, __u64 addr, void *to, size_t len)
{
	(void)priv;
	if (!in_caller(addr, len))
		return -EFAULT;
	memcpy(to, caller + (addr - CALLER_BASE), len);
	return 0;
}

static int caller_write(void *priv, __u64 addr, const void *from, size_t len)
{
	(void)priv;
	if (!in_caller(addr, len))
		return -EFAULT;
	memcpy(caller + (addr - CALLER_BASE), from, len);
	return 0;
}

/* The kernel's part: it may write what it likes to what it was given. */
static void answer(struct ruapi_hdr *hdr, struct input *in)
{
	unsigned int i;

	hdr->reason = input_u8(in);
	for (i = 0; i < hdr->num_attrs; i++) {
		hdr->attrs[i].flags |= RUAPI_ATTR_F_VALID;
		if (hdr->attrs[i].wire == RUAPI_WIRE_BUF_OUT)
			hdr->attrs[i].len = input_u8(in) & 1 ?
				hdr->attrs[i].len / 2 :
				hdr->attrs[i].len + input_u8(in);
		else
			hdr->attrs[i].value = input_u8(in);
	}
}

static void copy_and_finish(const struct ruapi_walk *walk, struct input *in)
{
	__u64 size, exact;
	void *flat;
	int ret;

	if (ruapi_walk_size(walk, &size) || size > MAX_FLAT)
		return;
	exact = size;
	flat = malloc(exact);
	if (!flat)
		abort();
	/* One byte too little is too little. */
	if (ruapi_walk_copy(walk, flat, exact - 1) != -ENOSPC)
		abort();
	ret = ruapi_walk_copy(walk, flat, exact);
	if (!ret) {
		answer(flat, in);
		ruapi_walk_finish(walk, flat);
	} else if (ret != -EFAULT) {
		abort();
	}
	free(flat);
}

static void print(const struct ruapi_walk *walk, size_t room)
{
	char *text = malloc(room ? room : 1);
	int ret;

	if (!text)
		abort();
	ret = ruapi_walk_print(walk, text, room);
	if (ret > 0 && room && strlen(text) >= room)
		abort();
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { .at = data, .left = size };
	struct ruapi_walk walk = {
		.read = caller_read,
		.write = caller_write,
	};
	struct ruapi_hdr *hdr;
	uint8_t lie;

	memset(caller, 0x5a, sizeof(caller));
	lie = input_u8(&in);
	walk.len = in.left;
	walk.arg = malloc(walk.len ? walk.len : 1);
	if (!walk.arg)
		abort();
	memcpy(walk.arg, in.at, walk.len);
	hdr = walk.arg;
	/* Mostly the header tells the truth, or nothing comes after it. */
	if (walk.len >= sizeof(*hdr) && lie < 240) {
		hdr->num_attrs %= (walk.len - sizeof(*hdr)) /
				  sizeof(hdr->attrs[0]) + 1;
		hdr->length = sizeof(*hdr) +
			      hdr->num_attrs * sizeof(hdr->attrs[0]);
	}
	if (walk.len >= sizeof(*hdr)) {
		print(&walk, lie);
		copy_and_finish(&walk, &in);
		print(&walk, 4096);
	}
	free(walk.arg);
	return 0;
}
