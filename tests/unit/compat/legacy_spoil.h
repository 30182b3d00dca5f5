/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Calls of RDMA_VERBS_IOCTL, and all that can be wrong with one: for programs that
 * print what comes of it on the stock stack and over the interposer.
 */
#ifndef LEGACY_SPOIL_H
#define LEGACY_SPOIL_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include <rdma/ib_user_ioctl_cmds.h>
#include <rdma/rdma_user_ioctl.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MAX_ATTRS 256

struct message {
	struct ib_uverbs_ioctl_hdr hdr;
	struct ib_uverbs_attr attrs[MAX_ATTRS];
};

/* The node, and the driver_id of its device. */
extern int node;
extern uint16_t driver;
extern struct message call;
/* Room for whatever comes out, and zeroes for what goes in. */
extern uint8_t out[2 * 65536], zeroes[2 * 65536];
/* A page, and none behind it. */
extern uint8_t *edge;

/* Opens a node by its name; false: it has said why not. */
bool open_node(const char *name, const char *driver_id);

/* The fd of a new dma-buf, of simbuf's. */
int make_buffer(unsigned int pages);

const char *error_name(long ret);

void begin(uint16_t object, uint16_t method);
struct ib_uverbs_attr *add(uint16_t id, uint16_t len, uint64_t data);
/* Each to a place of its own. */
void add_out(uint16_t id, uint16_t len);

/* Makes the call as it is: in static memory, or where libibverbs has it. */
long run_as_it_is(void);
/* Says what came of it, and which attributes have been answered, if it went well. */
long say(const char *what);
/* And the handle or fd of what it made, in its first attribute; else 0. */
uint32_t made(const char *what);

/*
 * Everything that can be wrong with the call, which itself goes well in between.
 * @needed: an attribute without which the stock kernel falls, or 0xffff.
 */
void spoil(const char *what, uint16_t needed);

#endif /* LEGACY_SPOIL_H */
