/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What the parts of the test program "races" share. */
#ifndef RACES_H
#define RACES_H

#include <stdatomic.h>
#include "guest.h"

#define SLOTS 4
#define MAX_ERRNO 134
#define MAX_FDS 3

/**
 * struct shared - what all threads of both processes share
 * @set: of one namespace
 * @fd: of the namespace, for calls: the main one, a view, a queue
 * @num_fds: of them
 * @turn: which is next
 * @object: by type: handle | what the object answers, << 32.  0: none
 * @request: ids of unanswered connect requests
 * @stop: time is up
 * @calls: made
 * @errors: how often, by errno
 * @alien: a handle named something else
 */
struct shared {
	struct set set;
	int fd[MAX_FDS];
	unsigned int num_fds;
	atomic_uint turn;
	_Atomic uint64_t object[__RUAPI_OBJ_MAX][SLOTS];
	_Atomic uint32_t request[SLOTS];
	atomic_bool stop;
	atomic_uint calls;
	atomic_uint errors[MAX_ERRNO];
	atomic_uint alien;
};

extern struct shared *shared;
extern const char *device, *address;
extern unsigned int seconds;

/* An fd of the namespace. */
int any_fd(void);
/* Counts what a call returned.  Return: that. */
int note(int ret);

/* races_make.c: an object of a type, and what it answers when it is asked. */
bool can_make(unsigned int type);
int make(unsigned int type, unsigned int seed, uint32_t *handle);
int ask(unsigned int type, uint32_t handle, uint32_t *answer);
/* More than asking: another call that needs the object. */
void work_with(unsigned int type, uint32_t handle, unsigned int seed);
/* An object that needs those in the slots, for a moment. */
void depend(unsigned int seed);
/* What LIST tells of an object that was made with it. */
uint64_t user_data_of(unsigned int type);

/* Threads of this process, until the time is up. */
void run_threads(void *(*run)(void *arg), unsigned int seed);
/* How another process comes by the fd. */
enum whose {
	INHERITED,
	PASSED,
};

/* In this process and another, for the time that there is. */
void run_both(void *(*run)(void *arg), enum whose whose);
bool shared_make(void);
void close_shared(void);
void nothing_left(void);
void check_errors(const int *allowed, unsigned int count);

/* races_cm.c: connections and memberships. */
void race_connections(void);
void race_kill(void);
void race_members(void);

#endif /* RACES_H */
