// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * CM_ID.BIND_QP against what else can happen to the id and the QP at the same
 * time: their destruction, another bind, a peer that goes, a device that goes.
 * usage: verbs_race IBDEV... | verbs_race unplug IBDEV ADD-COMMAND
 */
#include <pthread.h>
#include <unistd.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include "ids.h"

#define ROUNDS 300
#define CONNECTIONS 8
#define REMOVALS 4
#define SPINS 20000

/**
 * struct side - a call, made at the same time as another
 * @run: makes it
 * @fd: of the namespace
 * @id: CM id, if it needs one
 * @qp: QP, likewise
 * @delay: loops before it
 * @ret: what it returned
 */
struct side {
	int (*run)(struct side *side);
	int fd;
	uint32_t id;
	uint32_t qp;
	unsigned int delay;
	int ret;
};

static pthread_barrier_t barrier;

static int run_bind(struct side *side)
{
	return cm_bind_qp(side->fd, side->id, side->qp);
}

static int run_unbind(struct side *side)
{
	return cm_bind_qp(side->fd, side->id, 0);
}

static int run_destroy_qp(struct side *side)
{
	return destroy(side->fd, RUAPI_OBJ_QP, side->qp);
}

static int run_destroy_id(struct side *side)
{
	return destroy(side->fd, RUAPI_OBJ_CM_ID, side->id);
}

static int run_disconnect(struct side *side)
{
	return cm_disconnect(side->fd, side->id);
}

static void *run_side(void *arg)
{
	struct side *side = arg;
	volatile unsigned int i;

	pthread_barrier_wait(&barrier);
	for (i = 0; i < side->delay; i++)
		;
	side->ret = side->run(side);
	return NULL;
}

/* Both at the same time; who is late by how much changes from round to round. */
static void race(struct side *a, struct side *b, unsigned int round)
{
	pthread_t thread;

	a->delay = round % 3 ? 0 : round * 97 % SPINS;
	b->delay = round % 3 == 1 ? 0 : round * 61 % SPINS;
	if (pthread_create(&thread, NULL, run_side, a))
		bail_out("no thread");
	run_side(b);
	pthread_join(thread, NULL);
}

static bool one_of(const char *what, int ret, int a, int b, int c)
{
	return test_check(ret == a || ret == b || ret == c, "%s: %s", what,
			  err_name(ret));
}

static uint32_t bound_id(struct set *set)
{
	uint32_t id;

	test_ret(make_cm_id(set->fd, 0, 0, &id), 0, "id");
	test_ret(cm_bind(set->fd, id, set_address(set), 0), 0, "bind");
	return id;
}

static uint32_t new_qp(struct set *set)
{
	uint32_t qp;

	test_ret(make_qp(set->fd, set->driver, set->handle[RUAPI_OBJ_PD],
			 set->handle[RUAPI_OBJ_CQ], 0, &qp), 0, "QP");
	return qp;
}

/* A QP that is gone was not bound, and one that is bound does not go. */
static void test_destroy_qp(struct set *set)
{
	struct side bind = { .run = run_bind, .fd = set->fd };
	struct side end = { .run = run_destroy_qp, .fd = set->fd };
	unsigned int i, bound = 0;

	test_begin("%s: BIND_QP against QP.DESTROY", set->name);
	for (i = 0; i < ROUNDS; i++) {
		bind.id = bound_id(set);
		bind.qp = end.qp = new_qp(set);
		race(&bind, &end, i);
		one_of("bind", bind.ret, 0, -EBUSY, -ENOENT);
		one_of("destroy", end.ret, 0, -EBUSY, -EBUSY);
		test_check(bind.ret || end.ret, "a bound QP was destroyed");
		bound += !bind.ret;
		test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, bind.id), 0, "id");
		if (end.ret)
			test_ret(destroy(set->fd, RUAPI_OBJ_QP, end.qp), 0,
				 "QP of no id");
	}
	printf("# %u of %u were bound\n", bound, ROUNDS);
}

/* Whatever comes of it, afterwards the QP is free. */
static void test_destroy_id(struct set *set, int (*run)(struct side *side),
			    const char *name)
{
	struct side one = { .run = run, .fd = set->fd };
	struct side end = { .run = run_destroy_id, .fd = set->fd };
	unsigned int i;

	test_begin("%s: %s against CM_ID.DESTROY", set->name, name);
	for (i = 0; i < ROUNDS; i++) {
		one.id = end.id = bound_id(set);
		one.qp = new_qp(set);
		if (run == run_unbind)
			test_ret(cm_bind_qp(set->fd, one.id, one.qp), 0,
				 "bound before");
		race(&one, &end, i);
		one_of(name, one.ret, 0, -EBUSY, -ENOENT);
		one_of("destroy", end.ret, 0, -EBUSY, -EBUSY);
		if (end.ret)
			test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, end.id), 0,
				 "id");
		test_ret(destroy(set->fd, RUAPI_OBJ_QP, one.qp), 0,
			 "QP of no id");
	}
}

static void test_two_ids(struct set *set)
{
	struct side one = { .run = run_bind, .fd = set->fd };
	struct side two = one;
	unsigned int i;

	test_begin("%s: a QP is bound to two ids at once", set->name);
	for (i = 0; i < ROUNDS; i++) {
		one.id = bound_id(set);
		two.id = bound_id(set);
		one.qp = two.qp = new_qp(set);
		race(&one, &two, i);
		one_of("one", one.ret, 0, -EBUSY, -EBUSY);
		one_of("two", two.ret, 0, -EBUSY, -EBUSY);
		test_check(one.ret || two.ret, "it is bound to both");
		test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, one.id), 0, "id");
		test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, two.id), 0, "id");
		test_ret(destroy(set->fd, RUAPI_OBJ_QP, one.qp), 0, "QP");
	}
}

/* The peer disconnects while this side lets its QP go, or its id. */
static void test_disconnect(struct set *set, int (*run)(struct side *side),
			    const char *name, uint16_t port)
{
	struct side mine = { .run = run, .fd = set->fd };
	struct side peer = { .run = run_disconnect, .fd = set->fd };
	struct connection c;
	uint32_t qp[2];
	unsigned int i;

	test_begin("%s: %s against a peer that disconnects", set->name, name);
	for (i = 0; i < CONNECTIONS; i++) {
		qp[0] = new_qp(set);
		qp[1] = new_qp(set);
		if (!test_ret(connection_bound(&c, set->fd, set_address(set),
					       port, qp[0], qp[1]),
			      0, "connection"))
			return;
		mine.id = c.client;
		mine.qp = qp[0];
		peer.id = c.server;
		race(&mine, &peer, i);
		one_of(name, mine.ret, 0, -EBUSY, -EBUSY);
		/* It may have lost the connection before it says so. */
		one_of("disconnect", peer.ret, 0, -EINVAL, -ENOTCONN);
		if (run == run_destroy_id && !mine.ret)
			c.client = 0;
		test_ret(connection_destroy(&c, set->fd), 0, "ids");
		if (run != run_destroy_qp || mine.ret)
			test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp[0]), 0,
				 "QP");
		test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp[1]), 0,
			 "peer's QP");
	}
}

/* ---- a device that goes ---------------------------------------------------------- */

struct binder {
	struct set *set;
	uint32_t id;
	uint32_t qp;
	unsigned int bound;
	int last;
};

static void *bind_until_gone(void *arg)
{
	struct binder *binder = arg;
	const uint64_t end = now_ms() + 20000;
	int ret;

	do {
		ret = cm_bind_qp(binder->set->fd, binder->id, binder->qp);
		binder->bound += !ret;
		if (!ret)
			ret = cm_bind_qp(binder->set->fd, binder->id, 0);
	} while ((!ret || ret == -EBUSY) && now_ms() < end);
	binder->last = ret;
	return NULL;
}

static void test_removal(const char *name, const char *add)
{
	struct binder binder[2] = {};
	pthread_t thread[2];
	struct set set;
	uint64_t start;
	unsigned int tool, i;

	if (set_make(&set, open_namespace(), name))
		bail_out("%s: cannot make objects", name);
	for (i = 0; i < 2; i++) {
		binder[i].set = &set;
		binder[i].id = bound_id(&set);
		binder[i].qp = new_qp(&set);
		pthread_create(&thread[i], NULL, bind_until_gone, &binder[i]);
	}
	sleep_ms(50);
	tool = tool_ms();
	start = now_ms();
	test_check(!shell_run("rdma link delete %s", name), "not removed");
	test_check(now_ms() - start < patience(2000) + tool,
		   "removal took %u ms", (unsigned int)(now_ms() - start));
	for (i = 0; i < 2; i++) {
		pthread_join(thread[i], NULL);
		test_check(binder[i].bound, "nothing was bound");
		test_ret(binder[i].last, -ENODEV, "the last bind");
		test_ret(destroy(set.fd, RUAPI_OBJ_QP, binder[i].qp), 0, "QP");
		test_ret(destroy(set.fd, RUAPI_OBJ_CM_ID, binder[i].id), 0,
			 "id");
	}
	test_ret(set_destroy(&set), 0, "other objects");
	test_check(!count_objects(set.fd), "%u objects", count_objects(set.fd));
	close(set.fd);
	test_check(!shell_run("%s", add), "%s does not come back", name);
	sleep_ms(100);
}

int main(int argc, char **argv)
{
	struct set set;
	int i;

	if (argc == 4 && !strcmp(argv[1], "unplug")) {
		test_begin("%s: BIND_QP against removal", argv[2]);
		for (i = 0; i < REMOVALS; i++)
			test_removal(argv[2], argv[3]);
		return test_done();
	}
	pthread_barrier_init(&barrier, NULL, 2);
	for (i = 1; i < argc; i++) {
		if (set_make(&set, open_namespace(), argv[i]))
			bail_out("%s: cannot make objects", argv[i]);
		test_destroy_qp(&set);
		test_destroy_id(&set, run_bind, "BIND_QP");
		test_destroy_id(&set, run_unbind, "unbinding");
		test_two_ids(&set);
		test_disconnect(&set, run_unbind, "unbinding", 7701);
		test_disconnect(&set, run_destroy_id, "CM_ID.DESTROY", 7702);
		test_disconnect(&set, run_destroy_qp, "QP.DESTROY", 7703);
		set_end(&set, "races");
	}
	return test_done();
}
