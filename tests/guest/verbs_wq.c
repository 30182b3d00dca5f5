// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * WQ, RWQ_TABLE and QPs with one: what the simulated HCA has, and rxe and siw have
 * not.
 * usage: verbs_wq DEVICE...
 */
#include <fcntl.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include <unistd.h>
#include "guest.h"

enum { RESET, RDY, ERR, WQ_FATAL = 19, TABLE_MAX = 128 };

static int wq_create(struct set *set, uint32_t *handle, uint32_t *num)
{
	struct ruapi_wq_create_args args = {
		.pd = set->handle[RUAPI_OBJ_PD],
		.cq = set->handle[RUAPI_OBJ_CQ],
		.max_wr = 10,
		.max_sge = 2,
		.user_data = 0x3333,
	};
	const int ret = ruapi_wq_create(set->fd, &args);

	*handle = args.handle;
	if (num)
		*num = args.wq_num;
	if (!ret)
		test_check(args.actual_max_wr >= 10 && args.actual_max_sge >= 2,
			   "room for %u of %u", args.actual_max_wr,
			   args.actual_max_sge);
	return ret;
}

/* It fails so, because of that attribute. */
static void refused(int ret, int want, const struct ruapi_error *error,
		    uint16_t attr, uint16_t reason, const char *what)
{
	test_ret(ret, want, "%s", what);
	test_check(error->bad_attr == attr && error->reason == reason,
		   "%s: attribute %u, reason %u", what, error->bad_attr,
		   error->reason);
}

static void test_create(struct set *set)
{
	struct ruapi_wq_create_args args = {
		.pd = set->handle[RUAPI_OBJ_PD],
		.cq = set->handle[RUAPI_OBJ_CQ],
		.max_wr = 10,
		.max_sge = 2,
	};
	uint32_t wq, count = 0;
	struct ruapi_list_entry *entries;

	test_begin("%s: WQ.CREATE, LIST and DESTROY", set->name);
	if (!driver_has(set->driver, RUAPI_OBJ_WQ)) {
		test_ret(wq_create(set, &wq, NULL), -EOPNOTSUPP, "create");
		return;
	}
	args.type = 1;
	refused(ruapi_wq_create(set->fd, &args), -EINVAL, &args.error,
		RUAPI_WQ_CREATE_TYPE, RUAPI_REASON_RANGE, "type 1");
	args.type = 0;
	args.flags = 0x10;
	refused(ruapi_wq_create(set->fd, &args), -EINVAL, &args.error,
		RUAPI_WQ_CREATE_FLAGS, RUAPI_REASON_BITS, "an unknown flag");
	args.flags = 1;
	test_ret(ruapi_wq_create(set->fd, &args), -EOPNOTSUPP, "a flag");
	args.flags = 0;
	args.max_wr = 0;
	test_ret(ruapi_wq_create(set->fd, &args), -EINVAL, "no receives");
	test_ret(wq_create(set, &wq, NULL), 0, "create");
	test_ret(ruapi_list_all(set->fd, RUAPI_OBJ_WQ, &entries, &count), 0,
		 "list");
	test_check(count == 1 && entries[0].handle == wq &&
		   entries[0].user_data == 0x3333, "%u in the list", count);
	free(entries);
	test_ret(destroy(set->fd, RUAPI_OBJ_PD, set->handle[RUAPI_OBJ_PD]),
		 -EBUSY, "its PD");
	test_ret(destroy(set->fd, RUAPI_OBJ_CQ, set->handle[RUAPI_OBJ_CQ]),
		 -EBUSY, "its CQ");
	test_ret(destroy(set->fd, RUAPI_OBJ_WQ, wq), 0, "destroy");
	test_ret(destroy(set->fd, RUAPI_OBJ_WQ, wq), -ENOENT, "again");
}

static int to_state(struct set *set, uint32_t wq, uint32_t state)
{
	struct ruapi_wq_modify_args args = {
		.set = RUAPI_SET(RUAPI_WQ_MODIFY_STATE),
		.handle = wq,
		.state = state,
	};

	return ruapi_wq_modify(set->fd, &args);
}

static void test_modify(struct set *set)
{
	struct ruapi_wq_modify_args args = {};
	uint32_t wq;

	if (!driver_has(set->driver, RUAPI_OBJ_WQ))
		return;
	test_begin("%s: WQ.MODIFY", set->name);
	test_ret(wq_create(set, &wq, NULL), 0, "create");
	args.handle = wq;
	refused(ruapi_wq_modify(set->fd, &args), -EINVAL, &args.error,
		RUAPI_WQ_MODIFY_STATE, RUAPI_REASON_MISSING, "nothing");
	args.set = RUAPI_SET(RUAPI_WQ_MODIFY_STATE);
	args.state = 3;
	refused(ruapi_wq_modify(set->fd, &args), -EINVAL, &args.error,
		RUAPI_WQ_MODIFY_STATE, RUAPI_REASON_RANGE, "state 3");
	args.state = 0;
	args.set = RUAPI_SET(RUAPI_WQ_MODIFY_FLAGS);
	refused(ruapi_wq_modify(set->fd, &args), -EINVAL, &args.error,
		RUAPI_WQ_MODIFY_FLAGS_MASK, RUAPI_REASON_MISSING,
		"flags without mask");
	args.set = RUAPI_SET(RUAPI_WQ_MODIFY_STATE) |
		   RUAPI_SET(RUAPI_WQ_MODIFY_FLAGS_MASK);
	args.state = RDY;
	refused(ruapi_wq_modify(set->fd, &args), -EINVAL, &args.error,
		RUAPI_WQ_MODIFY_FLAGS, RUAPI_REASON_MISSING,
		"mask without flags");
	args.state = 0;
	args.set = RUAPI_SET(RUAPI_WQ_MODIFY_FLAGS) |
		   RUAPI_SET(RUAPI_WQ_MODIFY_FLAGS_MASK);
	test_ret(ruapi_wq_modify(set->fd, &args), -EOPNOTSUPP, "flags");
	args.set = RUAPI_SET(RUAPI_WQ_MODIFY_STATE) |
		   RUAPI_SET(RUAPI_WQ_MODIFY_CUR_STATE);
	args.state = RDY;
	args.cur_state = ERR;
	test_ret(ruapi_wq_modify(set->fd, &args), -EINVAL,
		 "from a state that it is not in");
	args.cur_state = RESET;
	test_ret(ruapi_wq_modify(set->fd, &args), 0, "from RESET to RDY");
	test_ret(to_state(set, wq, ERR), 0, "to ERR");
	test_ret(to_state(set, wq, RDY), -EINVAL, "from ERR to RDY");
	test_ret(to_state(set, wq, RESET), 0, "to RESET");
	test_ret(destroy(set->fd, RUAPI_OBJ_WQ, wq), 0, "destroy");
}

static void knob(const struct set *set, const char *text)
{
	test_check(!shell_run("echo %s >/sys/kernel/debug/rdmasim/%s/event",
			      text, set->name), "event %s", text);
}

static void test_events(struct set *set)
{
	struct ruapi_event_cm event = {};
	struct ruapi_msg msg;
	uint32_t wq, num = 0;
	char text[32];

	if (!driver_has(set->driver, RUAPI_OBJ_WQ))
		return;
	test_begin("%s: the event of a WQ", set->name);
	test_ret(wq_create(set, &wq, &num), 0, "create");
	snprintf(text, sizeof(text), "wq_fatal %u", num);
	knob(set, text);
	knob(set, text);
	test_ret(event_wait(set->fd, RUAPI_EVENT_ASYNC, WQ_FATAL, &event, 5000),
		 0, "event");
	test_check(event.hdr.handle == wq && event.hdr.user_data == 0x3333,
		   "of handle %u", event.hdr.handle);
	ruapi_msg_init(&msg, RUAPI_OBJ_WQ, RUAPI_DESTROY);
	ruapi_msg_obj_destroy(&msg, RUAPI_DESTROY_HANDLE, RUAPI_OBJ_WQ, wq);
	ruapi_msg_out(&msg, RUAPI_DESTROY_ASYNC_EVENTS, 4);
	test_ret(ruapi_msg_call(set->fd, &msg), 0, "destroy");
	test_check(ruapi_msg_hdr(&msg)->attrs[1].value >= 1, "%u events",
		   (unsigned int)ruapi_msg_hdr(&msg)->attrs[1].value);
}

/* ---- tables --------------------------------------------------------------- */

static int table_create(struct set *set, const uint32_t *wqs, uint32_t count,
			struct ruapi_rwq_table_create_args *args)
{
	struct ruapi_objref refs[2 * TABLE_MAX];
	uint32_t i;
	int ret;

	for (i = 0; i < count; i++)
		refs[i] = (struct ruapi_objref) {
			.handle = wqs[i],
			.object = RUAPI_OBJ_WQ,
		};
	*args = (struct ruapi_rwq_table_create_args) {
		.wqs = refs,
		.wqs_len = count,
		.user_data = 0x4444,
	};
	ret = ruapi_rwq_table_create(set->fd, args);
	args->wqs = NULL;
	return ret;
}

static int qp_create(struct set *set, uint32_t table, uint32_t send_wr,
		     struct ruapi_qp_create_args *args)
{
	const struct ruapi_qp_cap cap = {
		.max_send_wr = send_wr,
		.max_send_sge = 1,
	};
	int ret;

	*args = (struct ruapi_qp_create_args) {
		.pd = set->handle[RUAPI_OBJ_PD],
		.type = IB_UVERBS_QPT_UD,
		.cap = &cap,
		.send_cq = send_wr ? set->handle[RUAPI_OBJ_CQ] : 0,
		.rwq_table = table,
	};
	ret = ruapi_qp_create(set->fd, args);
	args->cap = NULL;
	return ret;
}

static void test_table(struct set *set)
{
	struct ruapi_rwq_table_create_args table, other;
	uint32_t wqs[2 * TABLE_MAX], wq[2], i, count = 0;
	struct ruapi_list_entry *entries;
	struct ruapi_qp_create_args qp;

	if (!driver_has(set->driver, RUAPI_OBJ_WQ))
		return;
	test_begin("%s: RWQ_TABLE and its QPs", set->name);
	test_ret(wq_create(set, &wq[0], NULL), 0, "wq");
	test_ret(wq_create(set, &wq[1], NULL), 0, "wq");
	for (i = 0; i < COUNT(wqs); i++)
		wqs[i] = wq[i % 2];
	refused(table_create(set, wqs, 3, &table), -EINVAL, &table.error,
		RUAPI_RWQ_TABLE_CREATE_WQS, RUAPI_REASON_LENGTH,
		"three entries");
	test_ret(table_create(set, wqs, 2 * TABLE_MAX, &table), -EINVAL,
		 "more than the device can");
	wqs[TABLE_MAX - 1] = 0x7ffffff0;
	refused(table_create(set, wqs, TABLE_MAX, &table), -ENOENT,
		&table.error, RUAPI_RWQ_TABLE_CREATE_WQS, RUAPI_REASON_HANDLE,
		"the last one is no WQ");
	wqs[TABLE_MAX - 1] = set->handle[RUAPI_OBJ_PD];
	refused(table_create(set, wqs, TABLE_MAX, &table), -ENOENT,
		&table.error, RUAPI_RWQ_TABLE_CREATE_WQS, RUAPI_REASON_TYPE,
		"the last one is a PD");
	wqs[TABLE_MAX - 1] = wq[1];
	/* None of those counts as a use. */
	test_ret(table_create(set, wqs, TABLE_MAX, &table), 0, "the largest");
	test_ret(table_create(set, wqs, 1, &other), 0, "of one");
	test_ret(ruapi_list_all(set->fd, RUAPI_OBJ_RWQ_TABLE, &entries, &count),
		 0, "list");
	test_check(count == 2 && entries[0].handle == table.handle &&
		   entries[0].user_data == 0x4444, "%u in the list", count);
	free(entries);
	test_ret(destroy(set->fd, RUAPI_OBJ_WQ, wq[1]), -EBUSY, "wq in use");
	test_ret(qp_create(set, table.handle, 4, &qp), 0, "qp");
	test_ret(destroy(set->fd, RUAPI_OBJ_RWQ_TABLE, table.handle), -EBUSY,
		 "table in use");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp.handle), 0, "qp");
	test_ret(qp_create(set, table.handle, 0, &qp), 0,
		 "qp that only receives");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp.handle), 0, "qp");
	test_ret(destroy(set->fd, RUAPI_OBJ_RWQ_TABLE, table.handle), 0,
		 "table");
	test_ret(destroy(set->fd, RUAPI_OBJ_WQ, wq[1]), 0, "wq of no table");
	test_ret(destroy(set->fd, RUAPI_OBJ_WQ, wq[0]), -EBUSY,
		 "wq of the other table");
	test_ret(destroy(set->fd, RUAPI_OBJ_RWQ_TABLE, other.handle), 0,
		 "table");
	test_ret(destroy(set->fd, RUAPI_OBJ_WQ, wq[0]), 0, "wq");
}

/* What a driver refuses must leave no use behind. */
static void test_counts(struct set *set)
{
	struct ruapi_rwq_table_create_args table;
	uint32_t wqs[4], wq;
	unsigned int i;

	if (!driver_has(set->driver, RUAPI_OBJ_WQ))
		return;
	test_begin("%s: a table that cannot be made uses no WQ", set->name);
	test_ret(wq_create(set, &wq, NULL), 0, "wq");
	for (i = 0; i < COUNT(wqs); i++)
		wqs[i] = wq;
	for (i = 0; i < 3; i++) {
		test_check(!shell_run("echo nth=1 errno=28 >/sys/kernel/debug/rdmasim/%s/ops/create_rwq_ind_table",
				      set->name), "knob");
		test_ret(table_create(set, wqs, COUNT(wqs), &table), -ENOSPC,
			 "table");
	}
	test_ret(table_create(set, wqs, COUNT(wqs), &table), 0, "table");
	test_check(!shell_run("echo nth=1 errno=5 >/sys/kernel/debug/rdmasim/%s/ops/destroy_rwq_ind_table",
			      set->name), "knob");
	test_ret(destroy(set->fd, RUAPI_OBJ_RWQ_TABLE, table.handle), -EIO,
		 "table");
	test_ret(destroy(set->fd, RUAPI_OBJ_WQ, wq), -EBUSY, "wq");
	test_ret(destroy(set->fd, RUAPI_OBJ_RWQ_TABLE, table.handle), 0,
		 "table");
	test_ret(destroy(set->fd, RUAPI_OBJ_WQ, wq), 0, "wq");
}

int main(int argc, char **argv)
{
	struct set set;
	int i;

	for (i = 1; i < argc; i++) {
		if (set_make(&set, open_namespace(), argv[i]))
			bail_out("%s: cannot make objects", argv[i]);
		test_create(&set);
		test_modify(&set);
		test_events(&set);
		test_table(&set);
		test_counts(&set);
		close(set.queue_fd);
		close(set.fd);
	}
	return test_done();
}
