/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What a call costs where there are n objects: between the files of "scale". */
#ifndef SCALE_H
#define SCALE_H

#include <stdbool.h>
#include <stdint.h>

#include "bench.h"

/** SCALE_UNREAD - events that an id may have unread */
#define SCALE_UNREAD 256

/**
 * struct population - a namespace, and what was made in it
 * @fd: its main fd, -1: none
 * @ctx: context of BENCH_DEVICE, 0: none
 * @handles: objects, in order of their making
 * @count: how many
 * @room: how many @handles has room for
 */
struct population {
	int fd;
	uint32_t ctx;
	uint32_t *handles;
	uint32_t count;
	uint32_t room;
};

/* scale_make.c */
void population_open(struct population *p, bool with_context);
void population_close(struct population *p);
void add_pds(struct population *p, uint32_t count);
void add_ids(struct population *p, uint32_t queue, uint32_t count);
void bind_ids(const struct population *p);
void add_events(uint32_t each);
uint32_t count_events(int fd);
uint32_t open_context(int fd, uint32_t index, bool is_new);
uint32_t bench_index(int fd);
uint32_t alloc_pd(int fd, uint32_t ctx);
void destroy_pd(int fd, uint32_t handle);
uint32_t create_id(int fd, uint32_t queue);
void destroy_id(int fd, uint32_t handle);
int create_channel(int fd, uint32_t *handle);

/* scale_watch.c: how late a thread that must run does run */
void watch_init(void);
void watch_start(void);
/* Nanoseconds: how late at most; how long the watching took. */
void watch_stop(uint64_t *late, uint64_t *spent);

#endif /* SCALE_H */
