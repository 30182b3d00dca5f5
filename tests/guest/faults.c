// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Every allocation and every user copy of every action fails in turn, until
 * the call survives.  After each: the errno is one of the contract's, objects
 * and fdinfo are as before, and the same call succeeds when it is left alone,
 * so that nothing is half-made and nothing is locked.
 *
 * The n-th fault of a call is chosen by /proc/thread-self/fail-nth; it needs a
 * kernel with failslab, fail_page_alloc and fail_usercopy.  With --driver, every
 * operation of a simulated HCA fails instead that the call makes, which it can be
 * told to on any kernel.
 *
 * usage: faults [--driver] DEVICE ADDRESS [OBJECT.ACTION]
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "faults.h"

#define MAX_FAULTS 3000
#define MAX_OBJECTS 64

static int nth_fd;
/* Operations that the device has; 0: it is memory and user copies that fail. */
static unsigned int num_ops;
/* The one that is to fail. */
static unsigned int failing;
static unsigned int total_faults, total_survived;

/* ---- faults --------------------------------------------------------------- */

static void arm(unsigned int nth)
{
	char text[16];
	const int len = snprintf(text, sizeof(text), "%u", nth);

	if (num_ops) {
		ops_arm(failing, nth);
		return;
	}
	if (pwrite(nth_fd, text, len, 0) != len)
		bail_out("fail-nth: %s", strerror(errno));
}

/*
 * Return: whether the fault has happened.  To ask is a user copy as well: if
 * one fault is left to go, the question takes it.
 */
static bool disarm(void)
{
	char text[16] = "";
	ssize_t len;
	bool hit;

	if (num_ops)
		return ops_disarm(failing);
	len = pread(nth_fd, text, sizeof(text) - 1, 0);
	hit = len > 0 && !strtoul(text, NULL, 10);
	if (pwrite(nth_fd, "0", 1, 0) != 1 && pwrite(nth_fd, "0", 1, 0) != 1)
		bail_out("fail-nth: %s", strerror(errno));
	return hit;
}

/*
 * Errnos of the contract that a lack of memory or a bad pointer can have.  What a
 * driver says is told as it is.
 */
static bool is_expected(const struct sequence *seq, int ret)
{
	if (num_ops)
		return ret == -OPS_ERRNO;
	return (ret && (ret == -seq->also[0] || ret == -seq->also[1])) ||
	       ret == -ENOMEM || ret == -EFAULT || ret == -EMFILE ||
	       ret == -ENFILE || ret == -EAGAIN;
}

/* ---- what must not change ---------------------------------------------------- */

/**
 * struct snapshot - a namespace as a program sees it
 * @count: objects
 * @entries: the objects
 * @fdinfo: text
 * @fds: open files of the process
 * @state: of the sequence
 */
struct snapshot {
	uint32_t count;
	struct ruapi_list_entry entries[MAX_OBJECTS];
	char *fdinfo;
	unsigned int fds;
	uint64_t state;
};

static void snapshot_take(struct snapshot *s, struct world *w,
			  const struct sequence *seq)
{
	struct ruapi_namespace_list_args args = {
		.entries = s->entries,
		.entries_max = MAX_OBJECTS,
	};

	memset(s, 0, sizeof(*s));
	if (!test_ret(ruapi_namespace_list(w->set.fd, &args), 0, "list"))
		return;
	s->count = args.count;
	s->fdinfo = fdinfo(w->set.fd);
	s->fds = open_fds();
	if (seq && seq->state)
		s->state = seq->state(w);
}

static void snapshot_compare(struct snapshot *before, struct world *w,
			     const struct sequence *seq, const char *when,
			     unsigned int nth)
{
	const bool id_changed = seq && seq->changes;
	struct snapshot now;

	snapshot_take(&now, w, seq);
	test_check(now.count == before->count &&
		   !memcmp(now.entries, before->entries, sizeof(now.entries)),
		   "fault %u, %s: %u objects, before %u", nth, when, now.count,
		   before->count);
	test_check(id_changed || (now.fdinfo && before->fdinfo &&
				  !strcmp(now.fdinfo, before->fdinfo)),
		   "fault %u, %s: fdinfo is\n%s# and was\n%s", nth, when,
		   now.fdinfo, before->fdinfo);
	test_check(now.fds == before->fds, "fault %u, %s: %u files, before %u",
		   nth, when, now.fds, before->fds);
	test_check(id_changed || now.state == before->state,
		   "fault %u, %s: state %#" PRIx64 ", before %#" PRIx64, nth,
		   when, now.state, before->state);
	free(now.fdinfo);
}

/* ---- the sweep ---------------------------------------------------------------- */

static int run(int (*step)(struct world *w), struct world *w)
{
	return step ? step(w) : 0;
}

/**
 * sweep_one() - the call with one fault
 * @seq: the sequence
 * @w: the world
 * @want: what the call returns without faults
 * @nth: which fault
 *
 * Return: false if there are not that many, or nothing works any more.
 */
static bool sweep_one(const struct sequence *seq, struct world *w, int want,
		      unsigned int nth)
{
	struct snapshot start, before;
	bool hit;
	int ret;

	snapshot_take(&start, w, NULL);
	if (!test_ret(run(seq->prepare, w), 0, "fault %u, preparation", nth))
		return false;
	snapshot_take(&before, w, seq);
	arm(nth);
	ret = seq->call(w);
	hit = disarm();
	if (!hit) {
		test_ret(ret, want, "without a fault (%u)", nth);
	} else if (ret != want) {
		total_faults++;
		test_check(is_expected(seq, ret), "fault %u: %s", nth,
			   err_name(ret));
		snapshot_compare(&before, w, seq, "failed call", nth);
		if (!seq->once) {
			ret = seq->call(w);
			test_ret(ret, want, "fault %u, the same call again",
				 nth);
		}
	} else {
		total_survived++;
	}
	if (!ret)
		test_ret(run(seq->undo, w), 0, "fault %u, undo", nth);
	test_ret(run(seq->cleanup, w), 0, "fault %u, cleanup", nth);
	snapshot_compare(&start, w, NULL, "afterwards", nth);
	free(before.fdinfo);
	free(start.fdinfo);
	return hit;
}

/* Which operations does the call make, and how often?  Each fails in turn. */
static void sweep_ops(const struct sequence *seq, struct world *w)
{
	const bool others = seq->object == RUAPI_OBJ_CM_ID ||
			    seq->object == RUAPI_OBJ_MULTICAST;
	uint64_t before[OPS_MAX], after[OPS_MAX];
	unsigned int nth;

	if (!test_ret(run(seq->prepare, w), 0, "preparation"))
		return;
	ops_calls(before);
	if (!test_ret(seq->call(w), 0, "call"))
		return;
	ops_calls(after);
	test_ret(run(seq->undo, w), 0, "undo");
	test_ret(run(seq->cleanup, w), 0, "cleanup");
	for (failing = 0; failing < num_ops; failing++) {
		if (!ops_can_fail(failing) ||
		    (others && ops_is_shared(failing)))
			continue;
		for (nth = 1; nth <= after[failing] - before[failing]; nth++) {
			printf("# %s, call %u of %u\n", ops_name(failing), nth,
			       (unsigned int)(after[failing] - before[failing]));
			if (!sweep_one(seq, w, 0, nth))
				break;
		}
	}
}

/*
 * What NOTIFY does is all ib_cm's, who of 6.12 takes a minute to give up a connection
 * that one side has never heard of.
 */
static bool makes_operations(const struct sequence *seq)
{
	return seq->object != RUAPI_OBJ_CM_ID ||
	       seq->action != RUAPI_CM_ID_NOTIFY;
}

static void sweep(const struct sequence *seq, struct world *w,
		  const char *object, const char *action)
{
	const unsigned int sim = kernel_since(7, 0) ? ON_SIM | ON_SIM_NEWER :
						      ON_SIM;
	const unsigned int here = is_sim(w->set.driver) ? sim :
				  is_rxe(w) ? ON_RXE : ON_SIW;
	const int other = seq->otherwise ? seq->otherwise : EOPNOTSUPP;
	const int want = seq->on & here ? 0 : -other;
	unsigned int nth;

	test_begin("%s: %s.%s%s%s", w->set.name, object, action,
		   seq->name ? ", " : "", seq->name ? seq->name : "");
	/* What others have made is gone. */
	memset(w->obj, 0, sizeof(w->obj));
	if (num_ops) {
		if (!want && makes_operations(seq))
			sweep_ops(seq, w);
		return;
	}
	for (nth = 1; nth < MAX_FAULTS; nth++)
		if (!sweep_one(seq, w, want, nth))
			break;
	test_check(nth < MAX_FAULTS, "it fails for ever");
	printf("# %u places to fail\n", nth - 1);
}

/* ---- actions that every type has ------------------------------------------------- */

static uint16_t list_object;
static struct ruapi_list_entry list_room[MAX_OBJECTS];

static int call_list(struct world *w)
{
	struct ruapi_msg msg;

	ruapi_msg_init(&msg, list_object, RUAPI_LIST);
	ruapi_msg_buf_out(&msg, RUAPI_LIST_ENTRIES, list_room,
			  sizeof(list_room));
	ruapi_msg_out(&msg, RUAPI_LIST_COUNT, 4);
	return ruapi_msg_call(w->set.fd, &msg);
}

static const struct sequences *const tables[] = {
	&space_sequences,
	&grant_sequences,
	&verbs_sequences,
	&sim_sequences,
	&cm_sequences,
};

static uint16_t destroy_object;

static int prepare_destroy(struct world *w)
{
	int ret = -ENOSYS;
	unsigned int i;

	for (i = 0; i < COUNT(tables) && ret == -ENOSYS; i++)
		ret = tables[i]->make(w, destroy_object);
	return ret;
}

static int call_destroy(struct world *w)
{
	struct ruapi_msg msg;

	ruapi_msg_init(&msg, destroy_object, RUAPI_DESTROY);
	ruapi_msg_obj_destroy(&msg, RUAPI_DESTROY_HANDLE, destroy_object,
			      w->made);
	ruapi_msg_out(&msg, RUAPI_DESTROY_EVENTS, 4);
	ruapi_msg_out(&msg, RUAPI_DESTROY_ASYNC_EVENTS, 4);
	return ruapi_msg_call(w->set.fd, &msg);
}

static int cleanup_destroy(struct world *w)
{
	int ret = 0;

	/* Of an EVENT_QUEUE the fd is left; of a MULTICAST, the id. */
	if (w->made_fd >= 0)
		close(w->made_fd);
	w->made_fd = -1;
	if (w->obj[0])
		ret = destroy(w->set.fd, RUAPI_OBJ_CM_ID, w->obj[0]);
	w->obj[0] = 0;
	return ret;
}

static void sweep_list(struct world *w, const struct ruapi_desc_action *action)
{
	const struct sequence seq = {
		.object = action->object,
		.action = RUAPI_LIST,
		.on = EVERYWHERE,
		.call = call_list,
	};

	list_object = action->object;
	sweep(&seq, w, action->object_name, action->action_name);
}

static void sweep_destroy(struct world *w,
			  const struct ruapi_desc_action *action)
{
	const struct sequence seq = {
		.object = action->object,
		.action = RUAPI_DESTROY,
		.on = EVERYWHERE,
		.prepare = prepare_destroy,
		.call = call_destroy,
		.cleanup = cleanup_destroy,
	};
	int ret;

	destroy_object = action->object;
	ret = prepare_destroy(w);
	if (ret == -EOPNOTSUPP) {
		printf("# %s has no %s\n", w->set.name, action->object_name);
		return;
	}
	if (!ret) {
		call_destroy(w);
		cleanup_destroy(w);
		sweep(&seq, w, action->object_name, action->action_name);
		return;
	}
	test_begin("%s: %s.%s", w->set.name, action->object_name,
		   action->action_name);
	test_ret(ret, 0, "no object can be made to destroy");
}

/* ---- the whole ----------------------------------------------------------------------- */

static unsigned int sweep_table(struct world *w,
				const struct ruapi_desc_action *action,
				const struct sequence *table,
				unsigned int count)
{
	unsigned int i, found = 0;

	for (i = 0; i < count; i++) {
		if (table[i].object != action->object ||
		    table[i].action != action->action)
			continue;
		sweep(&table[i], w, action->object_name, action->action_name);
		found++;
	}
	return found;
}

static void sweep_action(struct world *w,
			 const struct ruapi_desc_action *action)
{
	unsigned int found = 0, i;

	for (i = 0; i < COUNT(tables); i++)
		found += sweep_table(w, action, tables[i]->list, tables[i]->count);
	if (found)
		return;
	if (action->action == RUAPI_LIST) {
		sweep_list(w, action);
	} else if (action->action == RUAPI_DESTROY) {
		sweep_destroy(w, action);
	} else {
		test_begin("%s: %s.%s", w->set.name, action->object_name,
			   action->action_name);
		test_check(false, "there is no sequence for this action");
	}
}

static void sweep_system_calls(struct world *w)
{
	const struct sequence *seq;
	unsigned int i;

	for (i = 0; i < COUNT(tables); i++)
		for (seq = tables[i]->list; seq < tables[i]->list + tables[i]->count; seq++)
			if (!seq->object)
				sweep(seq, w, "system", "call");
}

static bool is_called(const struct ruapi_desc_action *action, const char *name)
{
	char text[64];

	snprintf(text, sizeof(text), "%s.%s", action->object_name,
		 action->action_name);
	return !strcmp(text, name);
}

int main(int argc, char **argv)
{
	static struct world w = { .port = 18000, .made_fd = -1 };
	struct ruapi_description desc;
	unsigned int i;
	int ret;

	if (argc > 2 && !strcmp(argv[1], "--driver")) {
		num_ops = ops_open(argv[2]);
		argv++;
		argc--;
	}
	if (argc < 3 || argc > 4)
		bail_out("usage: faults [--driver] DEVICE ADDRESS [OBJECT.ACTION]");
	nth_fd = num_ops ? -1 : open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (!num_ops && nth_fd < 0)
		bail_out("this kernel cannot inject faults: %s",
			 strerror(errno));
	w.addr = argv[2];
	ret = set_make(&w.set, open_namespace(), argv[1]);
	if (ret)
		bail_out("cannot make objects on %s: %s", argv[1],
			 err_name(ret));
	w.queue = w.set.handle[RUAPI_OBJ_EVENT_QUEUE];
	ret = ruapi_describe_module(w.set.fd, &desc);
	if (ret)
		bail_out("DESCRIBE: %s", err_name(ret));
	/* Page faults of the program are not to be hit. */
	if (mlockall(MCL_CURRENT | MCL_FUTURE))
		bail_out("mlockall: %s", strerror(errno));

	for (i = 0; i < desc.num_actions; i++)
		if (!argv[3] || is_called(&desc.actions[i], argv[3]))
			sweep_action(&w, &desc.actions[i]);
	if (!argv[3])
		sweep_system_calls(&w);

	test_begin("%s: after all this nothing is locked, and nothing is left",
		   argv[1]);
	printf("# %u calls failed, %u survived a fault\n", total_faults,
	       total_survived);
	test_check(argv[3] || total_faults > (num_ops ? 45 : 300),
		   "only %u faults", total_faults);
	test_ret(set_destroy(&w.set), 0, "objects");
	test_check(!count_objects(w.set.fd), "%u objects",
		   count_objects(w.set.fd));
	close(w.set.fd);
	test_check(!resource_count(argv[1], "ctx"), "a context is left");
	if (num_ops && !argv[3]) {
		test_begin("%s: every operation has failed, and what was made is destroyed",
			   argv[1]);
		ops_check_all();
	}
	return test_done();
}
