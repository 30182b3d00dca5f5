// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Completion counters: what they count of QPs, and how long they stay. */
#include <unistd.h>
#include "newer.h"

static int create(uint32_t context, uint32_t *handle,
		  struct ruapi_comp_cntr_create_args *args)
{
	*args = (struct ruapi_comp_cntr_create_args) {
		.context = context,
		.user_data = 0xcc,
	};
	const int ret = ruapi_comp_cntr_create(fd, args);

	*handle = args->handle;
	return ret;
}

static int change(uint32_t cntr, uint8_t entry, uint8_t op, uint64_t value)
{
	struct ruapi_comp_cntr_modify_args args = {
		.handle = cntr,
		.entry = entry,
		.op = op,
		.value = value,
	};

	return ruapi_comp_cntr_modify(fd, &args);
}

static int attach(uint32_t cntr, uint32_t qp, uint32_t ops,
		  struct ruapi_comp_cntr_attach_args *args)
{
	*args = (struct ruapi_comp_cntr_attach_args) {
		.handle = cntr,
		.qp = qp,
		.ops = ops,
	};
	return ruapi_comp_cntr_attach(fd, args);
}

static uint64_t value(uint32_t cntr, uint8_t entry)
{
	struct ruapi_comp_cntr_read_args args = {
		.handle = cntr,
		.entry = entry,
		.value = 0xbad,
	};

	test_ret(ruapi_comp_cntr_read(fd, &args), 0, "read");
	return args.value;
}

static void counts(uint32_t cntr, uint64_t comp, uint64_t err, const char *what)
{
	test_check(value(cntr, RUAPI_COMP_CNTR_COMP) == comp &&
		   value(cntr, RUAPI_COMP_CNTR_ERR) == err,
		   "%s: %" PRIu64 " and %" PRIu64 " errors", what,
		   value(cntr, RUAPI_COMP_CNTR_COMP),
		   value(cntr, RUAPI_COMP_CNTR_ERR));
}

static void test_caps(void)
{
	struct ruapi_comp_cntr_query_caps_args args = { .context = a.ctx };

	test_begin("COMP_CNTR.QUERY_CAPS");
	if (missing(ruapi_comp_cntr_query_caps(fd, &args), &args.error, 0, "caps"))
		return;
	test_check(args.max_counters && args.max_value == UINT64_MAX &&
		   args.ops == 0x3f, "%u counters to %" PRIx64 " of %#x",
		   args.max_counters, args.max_value, args.ops);
	test_check(turn("ops/query_comp_cntr_caps", "nth=1 errno=28"), "knob");
	test_ret(ruapi_comp_cntr_query_caps(fd, &args), -ENOSPC, "by the knob");
}

static bool test_values(void)
{
	struct ruapi_comp_cntr_create_args args;
	struct ruapi_list_entry *entries;
	uint32_t cntr, count = 0;
	int ret;

	test_begin("COMP_CNTR: CREATE, MODIFY, READ, LIST and DESTROY");
	ret = create(a.ctx, &cntr, &args);
	if (missing(ret, &args.error, 0, "create"))
		return false;
	test_ret(ret, 0, "create");
	counts(cntr, 0, 0, "new");
	test_ret(change(cntr, RUAPI_COMP_CNTR_COMP, RUAPI_COMP_CNTR_SET, 1000), 0,
		 "set");
	test_ret(change(cntr, RUAPI_COMP_CNTR_COMP, RUAPI_COMP_CNTR_INC, 23), 0,
		 "inc");
	test_ret(change(cntr, RUAPI_COMP_CNTR_ERR, RUAPI_COMP_CNTR_INC,
			UINT64_MAX), 0, "inc by -1");
	counts(cntr, 1023, UINT64_MAX, "modified");
	test_ret(change(cntr, 2, RUAPI_COMP_CNTR_SET, 0), -EINVAL, "no entry");
	test_ret(change(cntr, 0, 2, 0), -EINVAL, "no operation");
	test_ret(ruapi_list_all(fd, RUAPI_OBJ_COMP_CNTR, &entries, &count), 0,
		 "list");
	test_check(count == 1 && entries[0].handle == cntr &&
		   entries[0].user_data == 0xcc, "%u in the list", count);
	free(entries);
	test_check(turn("ops/destroy_comp_cntr", "nth=1 errno=5"), "knob");
	test_ret(destroy(fd, RUAPI_OBJ_COMP_CNTR, cntr), -EIO, "refused");
	counts(cntr, 1023, UINT64_MAX, "still there");
	test_ret(destroy(fd, RUAPI_OBJ_COMP_CNTR, cntr), 0, "destroy");
	test_ret(destroy(fd, RUAPI_OBJ_COMP_CNTR, cntr), -ENOENT, "again");
	return true;
}

static void post(uint32_t opcode, uint32_t rkey, uint32_t status)
{
	const struct ruapi_send_wr wr = {
		.opcode = opcode,
		.num_sge = 1,
		.remote_addr = (uintptr_t)b.buf,
		.rkey = rkey,
	};
	const struct ruapi_sge sge = sge_at(&a, 0, 100);
	struct ruapi_qp_post_send_args args = {};

	test_ret(post_send(&args, a.qp, &wr, 1, &sge, 1), 0, "post");
	completes(&a, status, 0, "request");
}

static void test_counting(void)
{
	enum { REM_ACCESS_ERR = 10, };
	struct ruapi_comp_cntr_attach_args args;
	struct ruapi_comp_cntr_create_args made;
	uint32_t ours, theirs, writes, i;

	test_begin("COMP_CNTR.ATTACH: what is counted, and until when");
	test_ret(create(a.ctx, &ours, &made), 0, "create");
	test_ret(create(a.ctx, &writes, &made), 0, "create");
	test_ret(create(b.ctx, &theirs, &made), 0, "create");
	pair_make(RC);
	test_check(turn("ops/qp_attach_comp_cntr", "nth=1 errno=28"), "knob");
	test_ret(attach(ours, a.qp, RUAPI_COMP_CNTR_SEND, &args), -ENOSPC,
		 "by the knob");
	test_ret(attach(ours, a.qp, RUAPI_COMP_CNTR_SEND | RUAPI_COMP_CNTR_RDMA_READ,
			&args), 0, "sends and reads");
	test_ret(attach(writes, a.qp, RUAPI_COMP_CNTR_RDMA_WRITE, &args), 0,
		 "writes");
	test_ret(attach(writes, a.qp, RUAPI_COMP_CNTR_SEND | RUAPI_COMP_CNTR_RECV,
			&args), -EBUSY, "sends again");
	test_ret(attach(theirs, b.qp, RUAPI_COMP_CNTR_RECV |
			RUAPI_COMP_CNTR_REMOTE_WRITE, &args), 0, "the other side");
	test_ret(attach(theirs, a.qp, RUAPI_COMP_CNTR_RECV, &args), -EINVAL,
		 "of another context");
	test_check(args.error.reason == RUAPI_REASON_CONTEXT, "reason %u",
		   args.error.reason);
	test_ret(attach(ours, a.qp, 0, &args), -EINVAL, "nothing");
	test_check(args.error.bad_attr == RUAPI_COMP_CNTR_ATTACH_OPS,
		   "attribute %u", args.error.bad_attr);
	test_ret(attach(ours, a.qp, 0x40, &args), -EINVAL, "what there is not");
	for (i = 0; i < 3; i++)
		post(WRITE, b.rkey, 0);
	test_check(recvs_posted(&b, 2, 100), "receives");
	post(SEND, 0, 0);
	completes(&b, 0, 0, "receive");
	post(READ, b.rkey, 0);
	counts(ours, 2, 0, "a send and a read");
	counts(writes, 3, 0, "three writes");
	counts(theirs, 4, 0, "a receive and three writes");
	post(WRITE, b.rkey ^ 0x100, REM_ACCESS_ERR);
	counts(writes, 3, 1, "one that fails");
	test_ret(destroy(fd, RUAPI_OBJ_COMP_CNTR, ours), -EBUSY,
		 "while there is the QP");
	pair_free();
	counts(ours, 2, 0, "without the QP");
	test_ret(destroy(fd, RUAPI_OBJ_COMP_CNTR, ours), 0, "destroy");
	test_ret(destroy(fd, RUAPI_OBJ_COMP_CNTR, writes), 0, "destroy");
	test_ret(destroy(fd, RUAPI_OBJ_COMP_CNTR, theirs), 0, "destroy");
}

/* How often the driver was asked to. */
static unsigned int calls_of(const char *op)
{
	char *text = shell("cat /sys/kernel/debug/rdmasim/%s/ops/%s", info.name,
			   op);
	unsigned int calls = 0;

	sscanf(text, "calls=%u", &calls);
	free(text);
	return calls;
}

/* What is newest goes first, but not before the QP that it counts. */
static void test_close(void)
{
	const unsigned int before = calls_of("destroy_comp_cntr");
	const uint64_t end = now_ms() + patience(5000);
	struct ruapi_comp_cntr_attach_args args;
	struct ruapi_comp_cntr_create_args made;
	const struct end ours = a;
	const int ours_fd = fd;
	uint32_t cntr;

	test_begin("COMP_CNTR: it goes with its fd, after its QP");
	fd = open_namespace();
	end_open(&a, 1);
	a.qp = new_qp(&a, RC, &a.qp_num);
	test_ret(create(a.ctx, &cntr, &made), 0, "create");
	test_ret(attach(cntr, a.qp, RUAPI_COMP_CNTR_SEND, &args), 0, "attach");
	close(fd);
	fd = ours_fd;
	a = ours;
	while (calls_of("destroy_comp_cntr") == before && now_ms() < end)
		sleep_ms(10);
	test_check(calls_of("destroy_comp_cntr") == before + 1,
		   "destroyed %u times", calls_of("destroy_comp_cntr") - before);
}

void test_comp_cntr(void)
{
	test_caps();
	if (!test_values())
		return;
	test_counting();
	test_close();
}
