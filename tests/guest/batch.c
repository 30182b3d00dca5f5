// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Batches: several calls by one ioctl, all of them or none.
 *
 * usage: batch DEVICE OTHER-DEVICE | batch limit DEVICE OBJECTS
 */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "guest.h"

/* enum ib_qp_attr_mask, enum ib_qp_state */
enum {
	STATE = 1 << 0,
	ACCESS_FLAGS = 1 << 3,
	PKEY_INDEX = 1 << 4,
	PORT = 1 << 5,
	QPS_INIT = 1,
	QPS_RTS = 3,
};

static struct set set, other;

/* ---- building --------------------------------------------------------------- */

static unsigned int add_pd(struct ruapi_calls *calls, const struct set *on)
{
	struct ruapi_msg msg;

	ruapi_msg_init(&msg, RUAPI_OBJ_PD, RUAPI_PD_ALLOC);
	ruapi_msg_obj_new(&msg, RUAPI_PD_ALLOC_HANDLE, RUAPI_OBJ_PD);
	ruapi_msg_obj(&msg, RUAPI_PD_ALLOC_CONTEXT, RUAPI_OBJ_CONTEXT,
		      on->handle[RUAPI_OBJ_CONTEXT]);
	return ruapi_batch_add(calls, &msg);
}

static unsigned int add_mr(struct ruapi_calls *calls, unsigned int pd)
{
	struct ruapi_msg msg;

	ruapi_msg_init(&msg, RUAPI_OBJ_MR, RUAPI_MR_REG);
	ruapi_msg_obj_new(&msg, RUAPI_MR_REG_HANDLE, RUAPI_OBJ_MR);
	ruapi_msg_result(&msg, RUAPI_MR_REG_PD, RUAPI_OBJ_PD, pd);
	ruapi_msg_in(&msg, RUAPI_MR_REG_ADDR, 8, (uintptr_t)set.buf);
	ruapi_msg_in(&msg, RUAPI_MR_REG_LENGTH, 8, 4096);
	ruapi_msg_in(&msg, RUAPI_MR_REG_ACCESS, 4, 1);
	ruapi_msg_out(&msg, RUAPI_MR_REG_LKEY, 4);
	return ruapi_batch_add(calls, &msg);
}

static unsigned int add_destroy(struct ruapi_calls *calls, unsigned int object,
				uint32_t handle)
{
	struct ruapi_msg msg;

	ruapi_msg_init(&msg, object, RUAPI_DESTROY);
	ruapi_msg_obj_destroy(&msg, RUAPI_DESTROY_HANDLE, object, handle);
	return ruapi_batch_add(calls, &msg);
}

static unsigned int add_nop(struct ruapi_calls *calls)
{
	struct ruapi_msg msg;

	ruapi_msg_init(&msg, RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_NOP);
	return ruapi_batch_add(calls, &msg);
}

/* To a state that a new QP can go to, or not. */
static int modify_qp(int fd, struct ruapi_calls *calls, unsigned int qp,
		     uint8_t state)
{
	const struct ruapi_qp_attr attr = {
		.mask = STATE | ACCESS_FLAGS | PKEY_INDEX | PORT,
		.qp_state = state,
		.port_num = 1,
	};
	struct ruapi_msg msg;

	ruapi_msg_init(&msg, RUAPI_OBJ_QP, RUAPI_QP_MODIFY);
	ruapi_msg_result(&msg, RUAPI_QP_MODIFY_HANDLE, RUAPI_OBJ_QP, qp);
	ruapi_msg_buf_in(&msg, RUAPI_QP_MODIFY_ATTR, &attr, sizeof(attr));
	ruapi_batch_add(calls, &msg);
	return ruapi_batch_run(fd, calls);
}

static unsigned int add_qp(struct ruapi_calls *calls, unsigned int pd)
{
	static const struct ruapi_qp_cap cap = { 4, 4, 1, 1, 0, 0 };
	const struct ruapi_uhw uhw = uhw_room(set.driver, RUAPI_OBJ_QP,
					      RUAPI_QP_CREATE);
	const uint32_t cq = set.handle[RUAPI_OBJ_CQ];
	struct ruapi_msg msg;

	ruapi_msg_init(&msg, RUAPI_OBJ_QP, RUAPI_QP_CREATE);
	ruapi_msg_driver(&msg, uhw.driver_id);
	ruapi_msg_obj_new(&msg, RUAPI_QP_CREATE_HANDLE, RUAPI_OBJ_QP);
	ruapi_msg_result(&msg, RUAPI_QP_CREATE_PD, RUAPI_OBJ_PD, pd);
	ruapi_msg_obj(&msg, RUAPI_QP_CREATE_SEND_CQ, RUAPI_OBJ_CQ, cq);
	ruapi_msg_obj(&msg, RUAPI_QP_CREATE_RECV_CQ, RUAPI_OBJ_CQ, cq);
	ruapi_msg_in(&msg, RUAPI_QP_CREATE_TYPE, 1, 2);
	ruapi_msg_buf_in(&msg, RUAPI_QP_CREATE_CAP, &cap, sizeof(cap));
	if (uhw.in_len)
		ruapi_msg_buf_in(&msg, RUAPI_ATTR_UHW_IN, uhw.in, uhw.in_len);
	if (uhw.out_max)
		ruapi_msg_buf_out(&msg, RUAPI_ATTR_UHW_OUT, uhw.out,
				  uhw.out_max);
	return ruapi_batch_add(calls, &msg);
}

/* What must have failed has changed nothing. */
static void check_failed(struct ruapi_calls *calls, int ret, int want,
			 unsigned int call, unsigned int attr,
			 unsigned int reason, uint32_t objects, const char *what)
{
	unsigned int number;
	const struct ruapi_error *error = ruapi_batch_error(calls, &number);

	if (test_ret(ret, want, "%s", what))
		test_check(number == call && error->bad_attr == attr &&
			   error->reason == reason,
			   "%s: call %d, attribute %u, reason %s", what,
			   (int)number, error->bad_attr,
			   ruapi_reason_name(error->reason));
	test_check(count_objects(set.fd) == objects, "%s: %u objects, not %u",
		   what, count_objects(set.fd), objects);
}

/* ---- what it gives ------------------------------------------------------------ */

static void test_endpoint(void)
{
	const uint32_t before = count_objects(set.fd);
	struct ruapi_endpoint_args args;
	struct ruapi_qp_query_args query = {};

	test_begin("%s: an endpoint by one call", set.name);
	if (!test_ret(make_endpoint(&set, &args), 0, "endpoint"))
		return;
	test_check(args.pd && args.cq && args.qp && args.cm_id && args.qp_num,
		   "PD %u, CQ %u, QP %u, id %u, number %u", args.pd, args.cq,
		   args.qp, args.cm_id, args.qp_num);
	test_check(count_objects(set.fd) == before + 4, "%u objects",
		   count_objects(set.fd) - before);
	query.handle = args.qp;
	test_ret(ruapi_qp_query(set.fd, &query), 0, "query");
	test_check(query.qp_num == args.qp_num, "another QP");
	test_ret(cm_bind(set.fd, args.cm_id, "0.0.0.0", 0), 0, "bind");
	test_ret(destroy(set.fd, RUAPI_OBJ_PD, args.pd), -EBUSY,
		 "the PD is in use");
	test_ret(drop_endpoint(&set, &args), 0, "destroy");
	test_check(count_objects(set.fd) == before, "something is left");
}

static void test_many(void)
{
	const unsigned int before = resource_count(set.name, "pd");
	struct ruapi_calls *calls = ruapi_batch_begin();
	struct ruapi_calls *ends = ruapi_batch_begin();
	unsigned int i;

	test_begin("%s: as many as there may be, and their DESTROYs", set.name);
	for (i = 0; i < RUAPI_BATCH_MAX_CALLS; i++)
		add_pd(calls, &set);
	test_ret(ruapi_batch_run(set.fd, calls), 0, "make");
	for (i = 0; i < RUAPI_BATCH_MAX_CALLS; i++)
		add_destroy(ends, RUAPI_OBJ_PD,
			    ruapi_batch_value(calls, i, RUAPI_PD_ALLOC_HANDLE));
	test_check(resource_count(set.name, "pd") ==
		   before + RUAPI_BATCH_MAX_CALLS, "%u PDs",
		   resource_count(set.name, "pd") - before);
	test_ret(ruapi_batch_run(set.fd, ends), 0, "destroy");
	test_check(resource_count(set.name, "pd") == before, "%u PDs are left",
		   resource_count(set.name, "pd") - before);
	/* The handles are stale: it is the first that is named. */
	test_ret(ruapi_batch_run(set.fd, ends), -ENOENT, "again");
	ruapi_batch_error(ends, &i);
	test_check(!i, "call %u", i);
	ruapi_batch_end(ends);
	ruapi_batch_end(calls);
}

static void test_some_destroyed(void)
{
	struct ruapi_calls *calls = ruapi_batch_begin();
	uint32_t pd[2], mr, before;
	unsigned int i;

	test_begin("%s: DESTROYs, of which one is refused", set.name);
	for (i = 0; i < 2; i++)
		test_ret(make_pd(set.fd, set.driver,
				 set.handle[RUAPI_OBJ_CONTEXT], &pd[i]), 0, "PD");
	test_ret(make_mr(set.fd, set.driver, pd[1], set.buf, 4096, &mr), 0, "MR");
	before = count_objects(set.fd);
	add_destroy(calls, RUAPI_OBJ_PD, pd[1]);
	add_destroy(calls, RUAPI_OBJ_PD, pd[0]);
	check_failed(calls, ruapi_batch_run(set.fd, calls), -EBUSY, 0,
		     RUAPI_DESTROY_HANDLE, RUAPI_REASON_BUSY, before,
		     "the first one: none is done");
	ruapi_batch_end(calls);
	calls = ruapi_batch_begin();
	add_destroy(calls, RUAPI_OBJ_PD, pd[0]);
	add_destroy(calls, RUAPI_OBJ_PD, pd[1]);
	add_destroy(calls, RUAPI_OBJ_MR, mr);
	check_failed(calls, ruapi_batch_run(set.fd, calls), 1, 1,
		     RUAPI_DESTROY_HANDLE, RUAPI_REASON_BUSY, before - 1,
		     "a later one: those before it are done");
	test_ret(ruapi_batch_error(calls, NULL)->err, -EBUSY, "why");
	ruapi_batch_end(calls);
	calls = ruapi_batch_begin();
	add_destroy(calls, RUAPI_OBJ_MR, mr);
	add_destroy(calls, RUAPI_OBJ_PD, pd[1]);
	test_ret(ruapi_batch_run(set.fd, calls), 0, "in the right order");
	ruapi_batch_end(calls);
}

static void test_last(void)
{
	const uint32_t before = count_objects(set.fd);
	struct ruapi_calls *calls = ruapi_batch_begin();
	unsigned int pd, qp;

	test_begin("%s: what cannot be undone is last", set.name);
	pd = add_pd(calls, &set);
	qp = add_qp(calls, pd);
	check_failed(calls, modify_qp(set.fd, calls, qp, QPS_RTS), -EINVAL, 2, 0,
		     RUAPI_REASON_NONE, before, "to RTS");
	ruapi_batch_end(calls);
	calls = ruapi_batch_begin();
	pd = add_pd(calls, &set);
	qp = add_qp(calls, pd);
	test_ret(modify_qp(set.fd, calls, qp, QPS_INIT), 0, "to INIT");
	test_ret(destroy(set.fd, RUAPI_OBJ_QP,
			 ruapi_batch_value(calls, qp, RUAPI_QP_CREATE_HANDLE)),
		 0, "QP");
	test_ret(destroy(set.fd, RUAPI_OBJ_PD,
			 ruapi_batch_value(calls, pd, RUAPI_PD_ALLOC_HANDLE)),
		 0, "PD");
	add_nop(calls);
	check_failed(calls, ruapi_batch_run(set.fd, calls), -EINVAL, 2, 0,
		     RUAPI_REASON_PLACE, before, "something behind it");
	ruapi_batch_end(calls);
}

/* An event queue with its fd, a context, and what belongs to them. */
static struct ruapi_calls *stack_begin(void)
{
	const struct ruapi_uhw uhw = uhw_room(set.driver, RUAPI_OBJ_CONTEXT,
					      RUAPI_CONTEXT_OPEN);
	struct ruapi_calls *calls = ruapi_batch_begin();
	struct ruapi_msg msg;

	ruapi_msg_init(&msg, RUAPI_OBJ_EVENT_QUEUE, RUAPI_EVENT_QUEUE_CREATE);
	ruapi_msg_obj_new(&msg, RUAPI_EVENT_QUEUE_CREATE_HANDLE,
			  RUAPI_OBJ_EVENT_QUEUE);
	ruapi_msg_fd_new(&msg, RUAPI_EVENT_QUEUE_CREATE_FD);
	ruapi_batch_add(calls, &msg);
	ruapi_msg_init(&msg, RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN);
	ruapi_msg_driver(&msg, uhw.driver_id);
	ruapi_msg_obj_new(&msg, RUAPI_CONTEXT_OPEN_HANDLE, RUAPI_OBJ_CONTEXT);
	ruapi_msg_in(&msg, RUAPI_CONTEXT_OPEN_INDEX, 4, set.device);
	ruapi_msg_in(&msg, RUAPI_CONTEXT_OPEN_NEW, 1, 1);
	ruapi_msg_result(&msg, RUAPI_CONTEXT_OPEN_QUEUE, RUAPI_OBJ_EVENT_QUEUE,
			 0);
	if (uhw.out_max)
		ruapi_msg_buf_out(&msg, RUAPI_ATTR_UHW_OUT, uhw.out,
				  uhw.out_max);
	ruapi_batch_add(calls, &msg);
	ruapi_msg_init(&msg, RUAPI_OBJ_PD, RUAPI_PD_ALLOC);
	ruapi_msg_obj_new(&msg, RUAPI_PD_ALLOC_HANDLE, RUAPI_OBJ_PD);
	ruapi_msg_result(&msg, RUAPI_PD_ALLOC_CONTEXT, RUAPI_OBJ_CONTEXT, 1);
	ruapi_batch_add(calls, &msg);
	add_mr(calls, 2);
	return calls;
}

static void test_stack(void)
{
	const unsigned int contexts = resource_count(set.name, "ctx");
	const uint32_t before = count_objects(set.fd);
	const unsigned int fds = open_fds();
	struct ruapi_calls *calls = stack_begin();
	static const unsigned int types[] = {
		RUAPI_OBJ_MR, RUAPI_OBJ_PD, RUAPI_OBJ_CONTEXT,
	};
	unsigned int i;

	test_begin("%s: a context and an event queue are results, too", set.name);
	test_ret(ruapi_batch_run(set.fd, calls), 0, "all");
	test_check(count_objects(set.fd) == before + 4 &&
		   open_fds() == fds + 1 &&
		   resource_count(set.name, "ctx") == contexts + 1,
		   "%u objects, %u files", count_objects(set.fd) - before,
		   open_fds() - fds);
	for (i = 0; i < COUNT(types); i++)
		test_ret(destroy(set.fd, types[i],
				 ruapi_batch_value(calls, 3 - i, 1)), 0,
			 "destroy %u", types[i]);
	close(ruapi_batch_value(calls, 0, RUAPI_EVENT_QUEUE_CREATE_FD));
	test_check(count_objects(set.fd) == before, "%u objects are left",
		   count_objects(set.fd) - before);
	ruapi_batch_end(calls);

	calls = stack_begin();
	/* A PD of another context. */
	add_pd(calls, &set);
	check_failed(calls, ruapi_batch_run(set.fd, calls), -EINVAL, 4,
		     RUAPI_PD_ALLOC_CONTEXT, RUAPI_REASON_CONTEXT, before,
		     "another context");
	test_check(open_fds() == fds, "%u files are left", open_fds() - fds);
	test_check(resource_count(set.name, "ctx") == contexts,
		   "a context is left");
	ruapi_batch_end(calls);
}

static void test_devices(void)
{
	const uint32_t before = count_objects(set.fd);
	struct ruapi_calls *calls = ruapi_batch_begin();

	test_begin("%s and %s in one batch", set.name, other.name);
	add_pd(calls, &set);
	add_pd(calls, &other);
	check_failed(calls, ruapi_batch_run(set.fd, calls), -EINVAL, 1,
		     RUAPI_PD_ALLOC_CONTEXT, RUAPI_REASON_CONTEXT, before,
		     "two devices");
	ruapi_batch_end(calls);
}

static void test_views(void)
{
	struct ruapi_namespace_query_args query = {};
	struct ruapi_namespace_view_args view = {};
	struct {
		struct ruapi_batch batch;
		struct ruapi_hdr nop;
	} b = {
		.batch = {
			.length = sizeof(b),
			.num_calls = 1,
			.flags = RUAPI_HDR_F_VIEW,
		},
		.nop = {
			.length = sizeof(b.nop),
			.object = RUAPI_OBJ_NAMESPACE,
			.action = RUAPI_NAMESPACE_NOP,
		},
	};

	test_begin("a batch for a view");
	test_ret(ruapi_namespace_view(set.fd, &view), 0, "view");
	test_ret(ruapi_namespace_query(view.fd, &query), 0, "query");
	b.batch.view = query.view_number;
	test_ret(ioctl(set.fd, RUAPI_IOC_BATCH, &b) ? -errno : 0, -ESTALE,
		 "on the main fd");
	test_check(b.batch.reason == RUAPI_REASON_VIEW && b.batch.flags,
		   "reason %u", b.batch.reason);
	test_ret(ioctl(view.fd, RUAPI_IOC_BATCH, &b) ? -errno : 0, 0,
		 "on the view");
	test_check(!b.batch.flags && !b.batch.view, "it does not say so");
	close(view.fd);
}

/* ---- seccomp -------------------------------------------------------------------- */

/* A process that may not make batches of class CM. */
static int without_cm(int fd, struct ruapi_calls *calls)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, args[1])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, RUAPI_IOC_BATCH_CM, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { COUNT(code), code };
	int status;
	pid_t pid;

	pid = fork();
	if (!pid) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
		    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
			_exit(255);
		_exit(-ruapi_batch_run(fd, calls));
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -ECHILD;
	return -WEXITSTATUS(status);
}

static void test_seccomp(void)
{
	struct ruapi_calls *verbs = ruapi_batch_begin();
	struct ruapi_calls *cm = ruapi_batch_begin();
	struct ruapi_hdr *hdr;
	struct ruapi_msg msg;
	struct {
		struct ruapi_batch batch;
		char room[sizeof(msg.room)];
	} bare = {};

	test_begin("batches of class CM have a number of their own");
	add_nop(verbs);
	add_nop(cm);
	ruapi_msg_init(&msg, RUAPI_OBJ_CM_ID, RUAPI_LIST);
	ruapi_msg_out(&msg, RUAPI_LIST_COUNT, 4);
	ruapi_batch_add(cm, &msg);
	test_ret(ruapi_batch_run(set.fd, cm), 0, "allowed");
	test_ret(without_cm(set.fd, verbs), 0, "verbs alone, with a filter");
	test_ret(without_cm(set.fd, cm), -EPERM, "CM, with a filter");
	/* And no other takes them. */
	hdr = ruapi_msg_hdr(&msg);
	bare.batch.length = sizeof(bare.batch) + hdr->length;
	bare.batch.num_calls = 1;
	memcpy(bare.room, hdr, hdr->length);
	test_ret(ioctl(set.fd, RUAPI_IOC_BATCH, &bare) ? -errno : 0,
		 -EPROTONOSUPPORT, "CM by the other number");
	test_check(!bare.batch.bad_call, "call %u", bare.batch.bad_call);
	ruapi_batch_end(cm);
	ruapi_batch_end(verbs);
}

/* ---- others meanwhile -------------------------------------------------------------- */

static struct {
	atomic_bool stop;
	atomic_uint batches;
	atomic_uint denied;
	atomic_uint found;
	_Atomic uint32_t handle;
} race;

/* Batches that always fail at their end: nothing of them is ever there. */
static void *failing(void *unused)
{
	struct ruapi_calls *calls = ruapi_batch_begin();
	const unsigned int pd = add_pd(calls, &set);

	add_mr(calls, pd);
	add_pd(calls, &other);
	while (!atomic_load(&race.stop)) {
		ruapi_batch_run(set.fd, calls);
		/* It was the PD's. */
		race.handle = ((struct ruapi_attr *)
			       ruapi_batch_attr(calls, 0,
						RUAPI_PD_ALLOC_HANDLE))->obj.handle;
		race.batches++;
	}
	ruapi_batch_end(calls);
	return unused;
}

/* Guesses handles, and lists what there is. */
static void *guessing(void *unused)
{
	while (!atomic_load(&race.stop)) {
		const uint32_t handle = race.handle;
		uint32_t k;

		/* Nothing was made yet. */
		if (!handle)
			continue;
		for (k = 0; k < 4; k++)
			if (destroy(set.fd, RUAPI_OBJ_PD, handle + k) != -ENOENT)
				race.found++;
		for (k = 0; k < 4; k++)
			if (destroy(set.fd, RUAPI_OBJ_MR, handle + k) != -ENOENT)
				race.found++;
	}
	return unused;
}

static void run_for(unsigned int ms, void *(*const runs[])(void *),
		    unsigned int count)
{
	pthread_t threads[4];
	unsigned int i;

	atomic_store(&race.stop, false);
	race.batches = 0;
	race.found = 0;
	race.denied = 0;
	race.handle = 0;
	for (i = 0; i < count; i++)
		if (pthread_create(&threads[i], NULL, runs[i], NULL))
			bail_out("no thread");
	sleep_ms(ms);
	atomic_store(&race.stop, true);
	for (i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
}

static void test_invisible(void)
{
	static void *(*const runs[])(void *) = { failing, guessing, guessing };
	const uint32_t before = count_objects(set.fd);

	test_begin("%s: nobody finds what a batch has made that fails", set.name);
	run_for(patience(1000), runs, COUNT(runs));
	test_check(race.batches > 10, "%u batches", race.batches);
	test_check(!race.found, "%u were found", race.found);
	test_check(count_objects(set.fd) == before, "%u objects are left",
		   count_objects(set.fd) - before);
}

/* Its PD is destroyed, or is in use, while batches register memory with it. */
static uint32_t shared_pd;

static void *using(void *unused)
{
	while (!atomic_load(&race.stop)) {
		struct ruapi_calls *calls = ruapi_batch_begin();
		struct ruapi_msg msg;
		int ret;

		add_nop(calls);
		ruapi_msg_init(&msg, RUAPI_OBJ_MR, RUAPI_MR_REG);
		ruapi_msg_obj_new(&msg, RUAPI_MR_REG_HANDLE, RUAPI_OBJ_MR);
		ruapi_msg_obj(&msg, RUAPI_MR_REG_PD, RUAPI_OBJ_PD, shared_pd);
		ruapi_msg_in(&msg, RUAPI_MR_REG_ADDR, 8, (uintptr_t)set.buf);
		ruapi_msg_in(&msg, RUAPI_MR_REG_LENGTH, 8, 4096);
		ruapi_msg_in(&msg, RUAPI_MR_REG_ACCESS, 4, 1);
		ruapi_batch_add(calls, &msg);
		ret = ruapi_batch_run(set.fd, calls);
		if (!ret)
			destroy(set.fd, RUAPI_OBJ_MR,
				ruapi_batch_value(calls, 1,
						  RUAPI_MR_REG_HANDLE));
		else if (ret != -EBUSY && ret != -ENOENT)
			race.found++;
		race.batches++;
		ruapi_batch_end(calls);
	}
	return unused;
}

static void *destroying(void *unused)
{
	int ret;

	while (!atomic_load(&race.stop)) {
		ret = destroy(set.fd, RUAPI_OBJ_PD, shared_pd);
		if (!ret)
			ret = make_pd(set.fd, set.driver,
				      set.handle[RUAPI_OBJ_CONTEXT], &shared_pd);
		if (ret == -EBUSY)
			race.denied++;
		else if (ret)
			race.found++;
	}
	return unused;
}

static void test_destroy(void)
{
	static void *(*const runs[])(void *) = { using, using, destroying };
	const uint32_t before = count_objects(set.fd);

	test_begin("%s: DESTROY of what batches use", set.name);
	test_ret(make_pd(set.fd, set.driver, set.handle[RUAPI_OBJ_CONTEXT],
			 &shared_pd), 0, "PD");
	run_for(patience(1000), runs, COUNT(runs));
	test_check(race.batches > 10 && !race.found, "%u batches, %u other errors",
		   race.batches, race.found);
	test_ret(destroy(set.fd, RUAPI_OBJ_PD, shared_pd), 0, "PD");
	test_check(count_objects(set.fd) == before, "%u objects are left",
		   count_objects(set.fd) - before);
}

/* A process that is killed in the middle of batches, with the same fd. */
static void test_kill(void)
{
	const unsigned int before = resource_count(set.name, "pd");
	struct ruapi_calls *calls = ruapi_batch_begin();
	struct ruapi_calls *ends;
	unsigned int i, k;
	int fd, status;
	pid_t pid;

	test_begin("%s: its process is killed", set.name);
	for (i = 0; i < 20; i++) {
		pid = fork();
		if (!pid) {
			struct set own;

			fd = open_namespace();
			if (set_make(&own, fd, set.name))
				_exit(1);
			calls = ruapi_batch_begin();
			for (k = 0; k < 32; k++)
				add_pd(calls, &own);
			for (;;) {
				if (ruapi_batch_run(fd, calls))
					_exit(2);
				ends = ruapi_batch_begin();
				for (k = 0; k < 32; k++)
					add_destroy(ends, RUAPI_OBJ_PD,
						    ruapi_batch_value(calls, k, 1));
				if (ruapi_batch_run(fd, ends))
					_exit(3);
				ruapi_batch_end(ends);
			}
		}
		sleep_ms(patience(30) + i * 3);
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		test_check(WIFSIGNALED(status), "it ended with %#x", status);
	}
	ruapi_batch_end(calls);
	sleep_ms(patience(100));
	test_check(resource_count(set.name, "pd") == before, "%u PDs are left",
		   resource_count(set.name, "pd") - before);
}

static void *until_gone(void *result)
{
	int *ret = result;

	do {
		struct ruapi_endpoint_args args;

		*ret = make_endpoint(&set, &args);
		if (!*ret)
			drop_endpoint(&set, &args);
		race.batches++;
	} while (!*ret);
	return NULL;
}

static void test_removal(void)
{
	uint64_t start;
	pthread_t threads[2];
	unsigned int i;
	int ret[2];

	test_begin("%s: the device goes meanwhile", set.name);
	race.batches = 0;
	for (i = 0; i < 2; i++)
		if (pthread_create(&threads[i], NULL, until_gone, &ret[i]))
			bail_out("no thread");
	while (race.batches < 4)
		sleep_ms(10);
	start = now_ms();
	test_check(!unplug_device(&set), "unplug");
	test_check(now_ms() - start < patience(2000) + tool_ms(),
		   "it took %u ms", (unsigned int)(now_ms() - start));
	for (i = 0; i < 2; i++) {
		pthread_join(threads[i], NULL);
		test_ret(ret[i], -ENODEV, "thread %u", i);
	}
	set_destroy(&set);
	set_destroy(&other);
	/* What the threads had made and could not destroy are tombstones. */
	close(set.fd);
	test_check(!resource_count(set.name, "pd"), "PDs are left");
}

/* ---- the rdma cgroup's limit ----------------------------------------------------- */

static int limit(const char *name, unsigned int most)
{
	struct ruapi_calls *calls = ruapi_batch_begin();
	struct ruapi_device_info info;
	unsigned int i, number;

	set.fd = open_namespace();
	if (device_find(set.fd, name, &info) ||
	    make_context(set.fd, &info, true, 0,
			 &set.handle[RUAPI_OBJ_CONTEXT], NULL))
		bail_out("no context of %s", name);
	test_begin("a batch of %u is one too many", most + 1);
	for (i = 0; i <= most; i++)
		add_pd(calls, &set);
	test_ret(ruapi_batch_run(set.fd, calls), -EAGAIN, "all");
	test_check(ruapi_batch_error(calls, &number)->reason ==
		   RUAPI_REASON_CGROUP && number == most, "call %u", number);
	test_check(count_objects(set.fd) == 1, "%u objects",
		   count_objects(set.fd));
	ruapi_batch_end(calls);
	test_begin("and what it had is given back");
	calls = ruapi_batch_begin();
	for (i = 0; i < most; i++)
		add_pd(calls, &set);
	test_ret(ruapi_batch_run(set.fd, calls), 0, "as many as may be");
	ruapi_batch_end(calls);
	close(set.fd);
	return test_done();
}

int main(int argc, char **argv)
{
	int fd;

	if (argc == 4 && !strcmp(argv[1], "limit"))
		return limit(argv[2], strtoul(argv[3], NULL, 0));
	if (argc != 3)
		bail_out("usage: batch DEVICE OTHER-DEVICE | batch limit DEVICE OBJECTS");
	fd = open_namespace();
	if (set_make(&set, fd, argv[1]) || set_make(&other, fd, argv[2]))
		bail_out("no objects on %s and %s", argv[1], argv[2]);
	test_endpoint();
	test_many();
	test_some_destroyed();
	test_last();
	test_stack();
	test_devices();
	test_views();
	test_seccomp();
	test_invisible();
	test_destroy();
	test_kill();
	test_removal();
	return test_done();
}
