// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Threads, children and fds that are closed under a program. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "field.h"

/* ---- network namespaces ------------------------------------------------ */

static void *serve_elsewhere(void *arg)
{
	char **argv = arg;
	const int ns = open(argv[1], O_RDONLY | O_CLOEXEC);
	struct rdma_cm_id *listen, *again;

	need("setns", setns(ns, CLONE_NEWNET));
	close(ns);
	listen = listener(argv[2], 7410, 2);
	puts("a listener in the other namespace");
	/* The second one of the thread is in the same. */
	again = listener(argv[2], 7411, 2);
	say("rdma_migrate_id", rdma_migrate_id(again, listen->channel));
	say("rdma_destroy_id", rdma_destroy_id(again));
	return NULL;
}

/* threads-in-namespaces IP NETNS-FILE IP-THERE: one of them is elsewhere. */
int threads_in_namespaces(char **argv)
{
	struct rdma_cm_id *listen = listener(argv[0], 7410, 2), *more;
	pthread_t thread;

	puts("a listener here");
	need("thread", pthread_create(&thread, NULL, serve_elsewhere, argv));
	pthread_join(thread, NULL);
	more = listener(argv[0], 7412, 2);
	puts("another one here");
	say("rdma_migrate_id", rdma_migrate_id(more, listen->channel));
	say("rdma_destroy_id", rdma_destroy_id(more));
	say("rdma_destroy_id", rdma_destroy_id(listen));
	return 0;
}

/* ---- children ---------------------------------------------------------- */

static struct rdma_cm_id *the_listener, *the_caller, *the_accepted;

/* As destructors do in exit(). */
static void give_up(void)
{
	say("child: rdma_disconnect", rdma_disconnect(the_caller));
	say("child: rdma_reject", rdma_reject(the_accepted, NULL, 0));
	say("child: rdma_listen", rdma_listen(the_listener, 3));
	say("child: rdma_destroy_id", rdma_destroy_id(the_listener));
	say("child: rdma_destroy_id of the caller",
	    rdma_destroy_id(the_caller));
}

/* What a child opens itself is its own. */
static void use_own(void)
{
	struct rdma_event_channel *channel = rdma_create_event_channel();
	struct rdma_cm_id *id;

	say("child: rdma_create_event_channel", channel ? 0 : -1);
	say("child: rdma_create_id",
	    rdma_create_id(channel, &id, NULL, RDMA_PS_TCP));
	say("child: rdma_destroy_id of its own", rdma_destroy_id(id));
}

static int query_state(void)
{
	struct ibv_qp_init_attr init;
	struct ibv_qp_attr attr;

	need("ibv_query_qp", ibv_query_qp(the_caller->qp, &attr, IBV_QP_STATE,
					  &init));
	return attr.qp_state;
}

/* child-gives-up IP: and its parent goes on. */
int child_gives_up(char **argv)
{
	struct rdma_cm_id *call, *accepted;
	int status;
	pid_t pid;

	the_listener = listener(argv[0], 7420, 4);
	the_caller = caller(argv[0], 7420);
	connect_both(the_listener, the_caller, &the_accepted);
	printf("state %d\n", query_state());
	pid = fork();
	if (!pid) {
		use_own();
		atexit(give_up);
		exit(0);
	}
	waitpid(pid, &status, 0);
	printf("status %d, state %d\n", status, query_state());
	call = caller(argv[0], 7420);
	connect_both(the_listener, call, &accepted);
	puts("another connection");
	say("rdma_disconnect", rdma_disconnect(call));
	say("rdma_destroy_id", rdma_destroy_id(the_listener));
	return 0;
}

/*
 * daemon-takes-over IP: the parent listens and exits, the child serves, on
 * channels that it made before that and after.  The stock stack does not allow
 * that.
 */
int daemon_takes_over(char **argv)
{
	struct rdma_cm_id *listen = listener(argv[0], 7430, 4);
	struct rdma_event_channel *early, *late;
	struct rdma_cm_id *call, *accepted;
	int ends[2];
	char byte;

	need("pipe", pipe(ends));
	if (fork()) {
		/* Not before the child is at it. */
		close(ends[1]);
		_exit(read(ends[0], &byte, 1) < 0);
	}
	early = rdma_create_event_channel();
	need("channel", early ? 0 : -1);
	close(ends[0]);
	close(ends[1]);
	call = caller(argv[0], 7430);
	connect_both(listen, call, &accepted);
	puts("daemon: a connection");
	say("daemon: rdma_migrate_id", rdma_migrate_id(accepted, early));
	late = rdma_create_event_channel();
	need("channel", late ? 0 : -1);
	say("daemon: rdma_migrate_id", rdma_migrate_id(accepted, late));
	say("daemon: rdma_migrate_id of the listener",
	    rdma_migrate_id(listen, late));
	say("daemon: rdma_disconnect", rdma_disconnect(call));
	say("daemon: rdma_destroy_id", rdma_destroy_id(listen));
	return 0;
}

/*
 * child-takes IP: the parent lives, and a child takes its id to a channel of
 * the child's own, which needs nobody's leave.
 */
int child_takes(char **argv)
{
	struct rdma_event_channel *channel = rdma_create_event_channel(), *own;
	struct rdma_cm_id *id, *call, *accepted;
	int status;

	need("channel", channel ? 0 : -1);
	need("rdma_create_id", rdma_create_id(channel, &id, NULL, RDMA_PS_TCP));
	need("rdma_bind_addr", rdma_bind_addr(id, address(argv[0], 7450)));
	if (!fork()) {
		say("child: rdma_listen", rdma_listen(id, 2));
		own = rdma_create_event_channel();
		need("channel", own ? 0 : -1);
		say("child: rdma_migrate_id", rdma_migrate_id(id, own));
		say("child: rdma_listen", rdma_listen(id, 2));
		call = caller(argv[0], 7450);
		connect_both(id, call, &accepted);
		puts("child: a connection");
		_exit(0);
	}
	wait(&status);
	printf("status %d\n", status);
	say("rdma_listen", rdma_listen(id, 2));
	return 0;
}

/* vfork-opens IP: a child in the parent's memory opens, and does not disturb. */
int vfork_opens(char **argv)
{
	struct rdma_cm_id *listen = listener(argv[0], 7460, 2);
	struct rdma_event_channel *channel;
	int status;

	if (!vfork())
		_exit(open("/dev/infiniband/rdma_cm", O_RDWR) < 0);
	wait(&status);
	printf("status %d\n", status);
	channel = rdma_create_event_channel();
	need("channel", channel ? 0 : -1);
	say("rdma_migrate_id", rdma_migrate_id(listen, channel));
	say("rdma_destroy_id", rdma_destroy_id(listen));
	return 0;
}

/* rights-dropped NAME: a child that may not open the device, and its parent. */
int rights_dropped(char **argv)
{
	struct ibv_context *context = open_device(argv[0]), *other;
	int status;

	need("open", context ? 0 : -1);
	if (!fork()) {
		need("setuid", setgid(65534) || setuid(65534) ? -1 : 0);
		other = open_device(argv[0]);
		puts(other ? "child: opened" : "child: not opened");
		_exit(0);
	}
	wait(&status);
	other = open_device(argv[0]);
	puts(other ? "parent: opened" : "parent: not opened");
	return 0;
}

/* ---- fds --------------------------------------------------------------- */

/* closes-unknown-fds IP: all that it has not opened, it believes. */
int closes_unknown_fds(char **argv)
{
	struct rdma_cm_id *listen = listener(argv[0], 7440, 4);
	struct rdma_event_channel *channel;
	struct rdma_cm_id *call, *accepted;

	need("close_range", (int)syscall(SYS_close_range, 100, ~0U, 0));
	channel = rdma_create_event_channel();
	say("rdma_create_event_channel", channel ? 0 : -1);
	if (!channel)
		return 1;
	call = caller(argv[0], 7440);
	connect_both(listen, call, &accepted);
	say("rdma_migrate_id to a new channel",
	    rdma_migrate_id(accepted, channel));
	say("rdma_migrate_id of the listener",
	    rdma_migrate_id(listen, channel));
	say("rdma_disconnect", rdma_disconnect(call));
	say("DISCONNECTED", next_event(channel, RDMA_CM_EVENT_DISCONNECTED) ?
	    0 : EPROTO);
	return 0;
}
