/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Programs of libibverbs and librdmacm whose output must be the same on the
 * stock stack and over the interposer: the scenario "field" compares.
 */
#ifndef FIELD_H
#define FIELD_H

#include <infiniband/verbs.h>
#include <rdma/rdma_cma.h>

/* A result: "ok", or an errno by its name.  @ret is -1, or an errno. */
void say(const char *what, int ret);

/* Ends the program, saying why, if @ret is not 0. */
void need(const char *what, int ret);

/* An address, with a port, good until the fourth call after it. */
struct sockaddr *address(const char *ip, int port);

/* The device of that name, opened; NULL: there is none. */
struct ibv_context *open_device(const char *name);

/* The next event must be of this type; its id, or NULL. */
struct rdma_cm_id *next_event(struct rdma_event_channel *channel, int type);

/* An id that listens, on a channel that is made for it. */
struct rdma_cm_id *listener(const char *ip, int port, int backlog);

/* An id with a route to there, on a channel that is made for it. */
struct rdma_cm_id *caller(const char *ip, int port);

/* A QP, and what it needs, for an id. */
void make_qp(struct rdma_cm_id *id);

/* Connects a caller to a listener of this process. */
void connect_both(struct rdma_cm_id *listen, struct rdma_cm_id *call,
		  struct rdma_cm_id **accepted);

/* field_folder.c: /dev/infiniband as a folder */
int folder(char **argv);

/* field_process.c: what is shared with threads and children */
int threads_in_namespaces(char **argv);
int child_gives_up(char **argv);
int daemon_takes_over(char **argv);
int child_takes(char **argv);
int vfork_opens(char **argv);
int rights_dropped(char **argv);
int closes_unknown_fds(char **argv);

#endif /* FIELD_H */
