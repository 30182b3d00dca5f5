/*
 * Argument blocks that nobody would make, for a strace with sanitizers.
 * Usage: rdma-mutate SEED COUNT
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
#include <rdma/rdma_uapi.h>

#include "rdma_dev.h"
#include "rdma_uapi_samples.h"

#define VERBS_IOCTL _IOC(_IOC_READ | _IOC_WRITE, 0x1b, 1, 24)
#define MAX_BUFFER 8192

static uint64_t state;

static uint32_t
rnd(const uint32_t below)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (state >> 33) % below;
}

/* Numbers that are at some edge. */
static uint64_t
edge(void)
{
	static const uint64_t edges[] = {
		0, 1, 2, 7, 8, 31, 32, 64, 127, 128, 255, 256, 0x7fff, 0x8000,
		0x8001, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
		0x100000000ULL, 0x7fffffffffffffffULL, -1ULL, -8ULL,
	};

	return rnd(4) ? edges[rnd(ARRAY_SIZE(edges))] : state;
}

static void
mutate(uint8_t *const data, const size_t size, const unsigned int times)
{
	for (unsigned int i = 0; size && i < times; ++i) {
		const uint64_t val = edge();
		size_t len = 1U << rnd(4);
		size_t offset = rnd(size) & ~(len - 1);

		if (offset + len > size) {
			len = 1;
			offset = rnd(size);
		}
		memcpy(data + offset, &val, len);
	}
}

/* The end of the buffer is the end of what can be read. */
static void
fill_attr(struct ruapi_attr *const attr, const struct sample_attr *const sample,
	  uint8_t *const buf_end)
{
	attr->id = sample->id;
	attr->wire = sample->wire;
	attr->flags = RUAPI_ATTR_F_VALID;
	attr->len = sample->len;
	attr->value = sample->value;
	if (sample->object) {
		attr->obj.object = sample->object;
		attr->obj.handle = sample->value;
	}
	if (sample->data && sample->len <= MAX_BUFFER) {
		uint8_t *const data = buf_end - sample->len;

		memcpy(data, sample->data, sample->len);
		mutate(data, sample->len, rnd(4));
		attr->ptr = (uintptr_t) data;
	}
}

static void
try_call(const struct sample_call *const call, uint8_t *const block_end,
	 uint8_t *const buf_end)
{
	const size_t size = sizeof(struct ruapi_hdr)
			    + call->nattrs * sizeof(struct ruapi_attr);
	struct ruapi_hdr *const hdr = (void *) (block_end - size);
	unsigned int cmd = call->cmd;

	memset(hdr, 0, size);
	hdr->length = size;
	hdr->object = call->object;
	hdr->action = call->action;
	hdr->driver_id = rnd(8) ? call->driver_id : rnd(24);
	hdr->num_attrs = call->nattrs;
	hdr->bad_attr = rnd(32);
	hdr->reason = rnd(32);
	for (unsigned int i = 0; i < call->nattrs; ++i)
		fill_attr(&hdr->attrs[i], &call->attrs[i], buf_end);
	mutate((uint8_t *) hdr, size, rnd(4));
	if (!rnd(8))
		cmd = VERBS_IOCTL;
	else if (!rnd(16))
		cmd = _IOC(_IOC_READ | _IOC_WRITE, 0x1b, 0x90 + rnd(8),
			   sizeof(*hdr));
	syscall(__NR_ioctl, -1, (unsigned long) cmd,
		rnd(64) ? (void *) hdr : (void *) (block_end - rnd(64)));
}

/* Objects, methods and attributes of mainline, all of them in the end. */
static void
try_verbs(uint8_t *const block_end, uint8_t *const buf_end)
{
	const unsigned int nattrs = rnd(16);
	const size_t size = 24 + nattrs * 16;
	uint8_t *const block = block_end - size;
	uint16_t *const hdr = (void *) block;

	memset(block, 0, size);
	hdr[0] = size;
	hdr[1] = rnd(18);
	hdr[2] = rnd(8);
	hdr[3] = nattrs;
	((uint32_t *) block)[4] = rnd(2) ? 14 : 18;
	for (unsigned int i = 0; i < nattrs; ++i) {
		uint16_t *const attr = (void *) (block + 24 + i * 16);
		const uint64_t data =
			rnd(4) ? (uintptr_t) (buf_end - rnd(256)) : edge();

		attr[0] = rnd(8) ? rnd(16) : 0x1000 + rnd(3);
		attr[1] = rnd(2) ? rnd(300) : edge();
		attr[2] = rnd(4);
		memcpy(&attr[4], &data, sizeof(data));
	}
	mutate(block, size, rnd(2));
	syscall(__NR_ioctl, -1, (unsigned long) VERBS_IOCTL, block);
}

/* Commands of the connection manager: random bytes, some of them addresses. */
static void
try_write(const int fd, uint8_t *const buf_end)
{
	const unsigned int in = rnd(8) ? 8 * rnd(40) : rnd(320);
	uint8_t *const block = buf_end - 8 - in;
	const uint16_t hdr[] = {
		rnd(24), 0, in, rnd(8) ? rnd(512) : edge(),
	};

	for (unsigned int i = 8; i < 8 + in; ++i)
		block[i] = rnd(4) ? rnd(4) : rnd(256);
	for (unsigned int i = 0; i + 8 <= in && i < 16; i += 8) {
		const uint64_t addr = (uintptr_t) (buf_end - rnd(512));

		if (rnd(4))
			memcpy(block + 8 + i, &addr, sizeof(addr));
	}
	memcpy(block, hdr, sizeof(hdr));
	if (!rnd(16))
		mutate(block, 8 + in, 1);
	if (lseek(fd, 0, SEEK_SET) || write(fd, block, 8 + in) < 0)
		perror_msg_and_fail("write");
}

/* Events, some of which are none. */
static void
try_read(const int fd, uint8_t *const buf_end)
{
	uint8_t block[1024];
	const size_t size = 8 * (4 + rnd(100));
	size_t done = 0;

	memset(block, rnd(256), sizeof(block));
	while (done + sizeof(struct ruapi_event) <= size) {
		const size_t length = rnd(2) ? sizeof(struct ruapi_event_cm) :
				      rnd(8) ? sizeof(struct ruapi_event) : rnd(400) & ~7U;
		const struct ruapi_event next = {
			.length = length, .type = rnd(8), .handle = rnd(9),
			.code = rnd(32), .user_data = edge(),
		};

		memcpy(block + done, &next, sizeof(next));
		done += MAX(length, sizeof(next));
	}
	mutate(block, size, rnd(3));
	if (ftruncate(fd, 0) || pwrite(fd, block, size, 0) != (ssize_t) size
	    || lseek(fd, 0, SEEK_SET)
	    || read(fd, buf_end - size, size) != (ssize_t) size)
		perror_msg_and_fail("read");
}

int
main(int argc, char *argv[])
{
	if (argc < 3)
		error_msg_and_fail("Usage: %s SEED COUNT", argv[0]);

	uint8_t *const block_end = (uint8_t *) tail_alloc(4096) + 4096;
	uint8_t *const buf_end = (uint8_t *) tail_alloc(MAX_BUFFER)
				 + MAX_BUFFER;
	const unsigned long count = strtoul(argv[2], NULL, 0);

	make_dev();
	if (mkdir("/dev/infiniband", 0700))
		perror_msg_and_fail("mkdir");

	const int cm_fd = open_dev("/dev/infiniband/rdma_cm");
	const int event_fd = open_dev(RUAPI_DEVICE_PATH);

	state = strtoul(argv[1], NULL, 0);
	for (unsigned long i = 0; i < count; ++i) {
		switch (i % 8) {
		case 0:
			try_write(cm_fd, buf_end);
			break;
		case 1:
			try_read(event_fd, buf_end);
			break;
		case 2:
		case 3:
			try_verbs(block_end, buf_end);
			break;
		default:
			try_call(&calls[rnd(ARRAY_SIZE(calls))], block_end,
				 buf_end);
		}
	}
	return 0;
}
