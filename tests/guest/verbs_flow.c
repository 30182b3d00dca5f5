// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * FLOW: what the simulated HCA has, and rxe and siw have not.
 * usage: verbs_flow DEVICE...
 */
#include <arpa/inet.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma/ib_user_verbs.h>
#include <unistd.h>
#include "guest.h"

enum {
	ETH = 0x20, IPV4 = 0x30, IPV6 = 0x31, ESP = 0x34, TCP = 0x40, UDP = 0x41,
	VXLAN = 0x50, GRE = 0x51, MPLS = 0x60, INNER = 0x100,
	TAG = 0x1000, DROP = 0x1001, HANDLE = 0x1002, COUNTED = 0x1003,
};

static int make_ud(struct set *set, uint32_t *handle)
{
	const struct ruapi_qp_cap cap = {
		.max_send_wr = 1,
		.max_recv_wr = 1,
		.max_send_sge = 1,
		.max_recv_sge = 1,
	};
	struct ruapi_qp_create_args args = {
		.uhw = uhw_room(set->driver, RUAPI_OBJ_QP, RUAPI_QP_CREATE),
		.pd = set->handle[RUAPI_OBJ_PD],
		.type = IB_UVERBS_QPT_UD,
		.send_cq = set->handle[RUAPI_OBJ_CQ],
		.recv_cq = set->handle[RUAPI_OBJ_CQ],
		.cap = &cap,
	};
	const int ret = ruapi_qp_create(set->fd, &args);

	*handle = args.handle;
	return ret;
}

static struct ruapi_flow_create_args flow_args(uint32_t qp)
{
	return (struct ruapi_flow_create_args) {
		.qp = qp,
		.port = 1,
		.user_data = 0x5555,
	};
}

/* One specification, of a flow that goes at once. */
static int try_spec(struct set *set, uint32_t qp, const struct ruapi_flow_spec *spec,
		    struct ruapi_error *error)
{
	struct ruapi_flow_create_args args = flow_args(qp);
	int ret;

	args.specs = spec;
	args.specs_len = 1;
	ret = ruapi_flow_create(set->fd, &args);
	*error = args.error;
	if (!ret)
		test_ret(destroy(set->fd, RUAPI_OBJ_FLOW, args.handle), 0,
			 "flow of type %#x", spec->type);
	return ret;
}

static void spec_is(struct set *set, uint32_t qp,
		    const struct ruapi_flow_spec *spec, int want, uint16_t reason,
		    const char *what)
{
	struct ruapi_error error = {};

	test_ret(try_spec(set, qp, spec, &error), want, "%s of type %#x", what,
		 spec->type);
	if (want)
		test_check(error.bad_attr == RUAPI_FLOW_CREATE_SPECS &&
			   error.reason == reason,
			   "%s of type %#x: attribute %u, reason %u", what,
			   spec->type, error.bad_attr, error.reason);
}

/* Each type has a length, behind which there is nothing. */
static void test_filters(struct set *set, uint32_t qp)
{
	static const struct {
		uint32_t type;
		unsigned int len;
	} types[] = {
		{ ETH, 16 }, { IPV4, 12 }, { IPV6, 39 }, { ESP, 8 }, { TCP, 4 },
		{ UDP, 4 }, { VXLAN, 4 }, { GRE, 8 }, { MPLS, 4 },
	};
	struct ruapi_flow_spec spec;
	unsigned int i, len;

	test_begin("%s: FLOW.CREATE, headers of every type", set->name);
	for (i = 0; i < COUNT(types); i++) {
		len = types[i].len;
		memset(&spec, 0, sizeof(spec));
		spec.type = types[i].type;
		spec_is(set, qp, &spec, 0, 0, "nothing");
		spec.value[len - 1] = spec.mask[len - 1] = 1;
		spec_is(set, qp, &spec, 0, 0, "the last byte");
		if (len < sizeof(spec.value)) {
			spec.value[len] = 1;
			spec_is(set, qp, &spec, -EINVAL, RUAPI_REASON_BITS,
				"a longer value");
			spec.value[len] = 0;
			spec.mask[len] = 1;
			spec_is(set, qp, &spec, -EINVAL, RUAPI_REASON_BITS,
				"a longer mask");
			spec.mask[len] = 0;
		}
		spec.index = 1;
		spec_is(set, qp, &spec, -EINVAL, RUAPI_REASON_RANGE, "an index");
		spec.index = 0;
		spec.tag = 1;
		spec_is(set, qp, &spec, -EINVAL, RUAPI_REASON_RANGE, "a tag");
		spec.tag = 0;
		spec.reserved = 1;
		spec_is(set, qp, &spec, -EINVAL, RUAPI_REASON_BITS, "reserved");
	}
	memset(&spec, 0, sizeof(spec));
	spec.type = INNER | VXLAN;
	spec_is(set, qp, &spec, -EINVAL, RUAPI_REASON_RANGE, "a tunnel in one");
	for (i = 0; i < 0x100; i++) {
		spec.type = i;
		for (len = 0; len < COUNT(types); len++)
			if (types[len].type == i)
				break;
		if (len == COUNT(types))
			spec_is(set, qp, &spec, -EINVAL, RUAPI_REASON_RANGE,
				"no header");
	}
	spec.type = IPV6;
	/* The flow label, of 20 bits in 32, is behind both addresses. */
	spec.value[33] = 0x10;
	spec_is(set, qp, &spec, -EINVAL, RUAPI_REASON_RANGE, "a flow label");
	spec.value[33] = 0;
	spec.mask[32] = 1;
	spec_is(set, qp, &spec, -EINVAL, RUAPI_REASON_RANGE, "its mask");
	memset(&spec, 0, sizeof(spec));
	spec.type = VXLAN;
	spec.mask[0] = 1;
	spec_is(set, qp, &spec, -EINVAL, RUAPI_REASON_RANGE, "a tunnel's mask");
}

static void test_actions(struct set *set, uint32_t qp)
{
	struct ruapi_flow_spec spec = { .type = TAG, .tag = 0xffffffff };

	test_begin("%s: FLOW.CREATE, actions", set->name);
	spec_is(set, qp, &spec, 0, 0, "a tag");
	spec.value[0] = 1;
	spec_is(set, qp, &spec, -EINVAL, RUAPI_REASON_BITS, "a value");
	spec.value[0] = 0;
	spec.mask[39] = 1;
	spec_is(set, qp, &spec, -EINVAL, RUAPI_REASON_BITS, "a mask");
	spec.mask[39] = 0;
	spec.type = DROP;
	spec_is(set, qp, &spec, -EINVAL, RUAPI_REASON_BITS, "a tag");
	spec.tag = 0;
	spec_is(set, qp, &spec, 0, 0, "drop");
	spec.type = COUNTED;
	spec_is(set, qp, &spec, -EINVAL, RUAPI_REASON_RANGE,
		"the first of no counters");
	spec.type = HANDLE;
	spec_is(set, qp, &spec, -EINVAL, RUAPI_REASON_RANGE,
		"the first of no actions");
	spec.type = COUNTED + 1;
	spec_is(set, qp, &spec, -EINVAL, RUAPI_REASON_RANGE, "no action");
	spec.type = 0xffffffff;
	spec_is(set, qp, &spec, -EINVAL, RUAPI_REASON_RANGE, "no action");
}

static void refused(struct set *set, struct ruapi_flow_create_args *args,
		    uint16_t attr, uint16_t reason, const char *what)
{
	test_ret(ruapi_flow_create(set->fd, args), -EINVAL, "%s", what);
	test_check(args->error.bad_attr == attr && args->error.reason == reason,
		   "%s: attribute %u, reason %u", what, args->error.bad_attr,
		   args->error.reason);
}

static void test_create(struct set *set, uint32_t qp)
{
	struct ruapi_flow_spec specs[11] = {};
	struct ruapi_flow_create_args args = flow_args(qp);
	struct ruapi_list_entry *entries;
	uint32_t count = 0, i;

	test_begin("%s: FLOW.CREATE, LIST and DESTROY", set->name);
	args.port = 0;
	refused(set, &args, RUAPI_FLOW_CREATE_PORT, RUAPI_REASON_RANGE, "port 0");
	args.port = 99;
	refused(set, &args, RUAPI_FLOW_CREATE_PORT, RUAPI_REASON_RANGE, "port 99");
	args = flow_args(set->handle[RUAPI_OBJ_QP]);
	refused(set, &args, RUAPI_FLOW_CREATE_QP, RUAPI_REASON_STATE, "of RC");
	args = flow_args(qp);
	args.type = 4;
	refused(set, &args, RUAPI_FLOW_CREATE_TYPE, RUAPI_REASON_RANGE, "type 4");
	args.type = 1;
	args.flags = 2;
	refused(set, &args, RUAPI_FLOW_CREATE_FLAGS, RUAPI_REASON_RANGE,
		"what nobody gets, and others, too");
	args.type = 0;
	args.flags = 1;
	refused(set, &args, RUAPI_FLOW_CREATE_FLAGS, RUAPI_REASON_BITS,
		"an unknown flag");
	args.flags = 0;
	for (i = 0; i < COUNT(specs); i++)
		specs[i].type = TCP;
	args.specs = specs;
	args.specs_len = COUNT(specs);
	refused(set, &args, RUAPI_FLOW_CREATE_SPECS, RUAPI_REASON_LENGTH,
		"eleven headers");
	args.specs_len = 10;
	test_ret(ruapi_flow_create(set->fd, &args), 0, "ten headers");
	test_ret(ruapi_list_all(set->fd, RUAPI_OBJ_FLOW, &entries, &count), 0,
		 "list");
	test_check(count == 1 && entries[0].handle == args.handle &&
		   entries[0].user_data == 0x5555, "%u in the list", count);
	free(entries);
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp), -EBUSY, "its QP");
	test_ret(destroy(set->fd, RUAPI_OBJ_FLOW, args.handle), 0, "destroy");
	test_ret(destroy(set->fd, RUAPI_OBJ_FLOW, args.handle), -ENOENT, "again");
}

static int make_counters(struct set *set, uint32_t *handle)
{
	struct ruapi_counters_create_args args = {
		.context = set->handle[RUAPI_OBJ_CONTEXT],
	};
	const int ret = ruapi_counters_create(set->fd, &args);

	*handle = args.handle;
	return ret;
}

static int read_counters(struct set *set, uint32_t handle, uint64_t *values,
			 uint32_t count)
{
	struct ruapi_counters_read_args args = {
		.handle = handle,
		.values = values,
		.values_max = count,
	};

	return ruapi_counters_read(set->fd, &args);
}

static void test_counted(struct set *set, uint32_t qp)
{
	struct ruapi_objref refs[2] = {
		{ .object = RUAPI_OBJ_COUNTERS }, { .object = RUAPI_OBJ_COUNTERS },
	};
	struct ruapi_flow_spec specs[2] = {
		{ .type = COUNTED, .index = 1 }, { .type = COUNTED, .index = 1 },
	};
	struct ruapi_flow_create_args args = flow_args(qp);
	uint64_t values[3] = { 7, 7, 7 };
	unsigned int i;

	test_begin("%s: counters of a flow", set->name);
	test_ret(make_counters(set, &refs[0].handle), 0, "counters");
	test_ret(make_counters(set, &refs[1].handle), 0, "counters");
	args.specs = specs;
	args.specs_len = COUNT(specs);
	args.counters = refs;
	args.counters_len = 1;
	refused(set, &args, RUAPI_FLOW_CREATE_SPECS, RUAPI_REASON_RANGE,
		"the second of one");
	args.counters_len = 2;
	test_check(!shell_run("echo nth=1 errno=22 >/sys/kernel/debug/rdmasim/%s/ops/create_flow",
			      set->name), "knob");
	test_ret(ruapi_flow_create(set->fd, &args), -EINVAL, "by the knob");
	test_ret(read_counters(set, refs[1].handle, values, 3), -EINVAL,
		 "counters of no flow");
	test_ret(ruapi_flow_create(set->fd, &args), 0, "flow");
	test_ret(read_counters(set, refs[0].handle, values, 3), -EINVAL,
		 "those that it does not refer to");
	test_ret(read_counters(set, refs[1].handle, values, 3), 0,
		 "those that it does");
	for (i = 0; i < COUNT(values); i++)
		test_check(!values[i], "value %u is %llu", i,
			   (unsigned long long)values[i]);
	test_ret(destroy(set->fd, RUAPI_OBJ_COUNTERS, refs[0].handle), 0,
		 "counters of no flow");
	test_ret(destroy(set->fd, RUAPI_OBJ_COUNTERS, refs[1].handle), -EBUSY,
		 "counters of a flow");
	test_check(!shell_run("echo nth=1 errno=5 >/sys/kernel/debug/rdmasim/%s/ops/destroy_flow",
			      set->name), "knob");
	test_ret(destroy(set->fd, RUAPI_OBJ_FLOW, args.handle), -EIO,
		 "by the knob");
	test_ret(destroy(set->fd, RUAPI_OBJ_COUNTERS, refs[1].handle), -EBUSY,
		 "counters of a flow that stays");
	test_ret(destroy(set->fd, RUAPI_OBJ_FLOW, args.handle), 0, "flow");
	test_ret(destroy(set->fd, RUAPI_OBJ_COUNTERS, refs[1].handle), 0,
		 "counters");
}

/* ---- FLOW_ACTION ------------------------------------------------------------- */

static const struct ruapi_flow_action_esp an_esp = {
	.spi = 0x1234,
	.seq = 5,
	.tfc_pad = 6,
	.flags = 7,
	.hard_limit_pkts = 1000,
};

static const struct ruapi_flow_action_aes_gcm a_key = {
	.icv_len = 16,
	.key_len = 32,
	.key = "that nobody shall see",
};

static struct ruapi_flow_action_create_args action_args(struct set *set)
{
	return (struct ruapi_flow_action_create_args) {
		.context = set->handle[RUAPI_OBJ_CONTEXT],
		.esp = &an_esp,
		.aes_gcm = &a_key,
		.user_data = 0x7777,
	};
}

/* The last action of the device was told that. */
static void told(struct set *set, const char *text)
{
	test_check(!shell_run("tail -n 1 /sys/kernel/debug/rdmasim/%s/flow_actions | grep -q '%s'",
			      set->name, text), "the device does not say %s", text);
	test_check(shell_run("grep -q nobody /sys/kernel/debug/rdmasim/%s/flow_actions",
			     set->name), "the key is there for all to see");
}

static void action_refused(struct set *set,
			   struct ruapi_flow_action_create_args *args, int want,
			   uint16_t attr, const char *what)
{
	test_ret(ruapi_flow_action_create(set->fd, args), want, "%s", what);
	test_check(args->error.bad_attr == attr, "%s: attribute %u", what,
		   args->error.bad_attr);
}

static void test_action_checks(struct set *set)
{
	struct ruapi_flow_action_create_args args = action_args(set);
	struct ruapi_flow_action_aes_gcm key = a_key;
	struct ruapi_flow_action_esp esp = an_esp;
	struct ruapi_flow_spec encap = { .type = IPV4 };

	test_begin("%s: FLOW_ACTION.CREATE, what is wrong", set->name);
	args.set = RUAPI_SET(RUAPI_FLOW_ACTION_CREATE_REPLAY_SIZE);
	args.replay_size = 64;
	action_refused(set, &args, -EINVAL,
		       RUAPI_FLOW_ACTION_CREATE_REPLAY_SIZE, "no replay");
	args = action_args(set);
	args.set = RUAPI_SET(RUAPI_FLOW_ACTION_CREATE_REPLAY);
	args.replay = 2;
	action_refused(set, &args, -EINVAL, RUAPI_FLOW_ACTION_CREATE_REPLAY,
		       "replay 2");
	args = action_args(set);
	args.encap = &encap;
	encap.tag = 1;
	action_refused(set, &args, -EINVAL, RUAPI_FLOW_ACTION_CREATE_ENCAP,
		       "a tag");
	encap.tag = 0;
	encap.mask[39] = 1;
	action_refused(set, &args, -EINVAL, RUAPI_FLOW_ACTION_CREATE_ENCAP,
		       "a mask");
	encap.mask[39] = 0;
	encap.type = DROP;
	action_refused(set, &args, -EINVAL, RUAPI_FLOW_ACTION_CREATE_ENCAP,
		       "no header");
	encap.type = UDP;
	action_refused(set, &args, -EINVAL, 0, "within UDP");
	args = action_args(set);
	args.aes_gcm = &key;
	key.key_len = 20;
	action_refused(set, &args, -EINVAL, 0, "a key of 20 bytes");
	key = a_key;
	key.icv_len = 4;
	action_refused(set, &args, -EINVAL, 0, "a check of 4 bytes");
	key = a_key;
	key.iv_algo = 1;
	action_refused(set, &args, -EOPNOTSUPP, 0, "another algorithm");
	args = action_args(set);
	args.esp = &esp;
	esp.flags = 1 << 4;
	action_refused(set, &args, -EOPNOTSUPP, 0, "an unknown flag");
}

static void test_action(struct set *set, uint32_t qp)
{
	struct ruapi_flow_action_create_args args = action_args(set);
	struct ruapi_flow_action_modify_args modify = {};
	struct ruapi_flow_spec specs[] = {
		{ .type = ESP }, { .type = HANDLE, .index = 1 },
	};
	struct ruapi_flow_create_args flow = flow_args(qp);
	const struct ruapi_flow_spec encap = { .type = IPV6 };
	struct ruapi_objref refs[2] = {
		{ .object = RUAPI_OBJ_FLOW_ACTION },
		{ .object = RUAPI_OBJ_FLOW_ACTION },
	};
	struct ruapi_flow_action_esp esp = an_esp;
	struct ruapi_list_entry *entries;
	uint32_t count = 0;

	test_begin("%s: FLOW_ACTION, and a flow that uses one", set->name);
	test_ret(ruapi_flow_action_create(set->fd, &args), 0, "create");
	refs[0].handle = args.handle;
	told(set, "spi=0x1234 seq=5 tfc_pad=6 flags=0x7 limit=1000 key_len=32 icv_len=16 replay=0/0 encap=0x0 packets=0");
	args.set = RUAPI_SET(RUAPI_FLOW_ACTION_CREATE_REPLAY) |
		   RUAPI_SET(RUAPI_FLOW_ACTION_CREATE_REPLAY_SIZE) |
		   RUAPI_SET(RUAPI_FLOW_ACTION_CREATE_ESN);
	args.replay = 1;
	args.replay_size = 64;
	args.esn = 9;
	args.encap = &encap;
	test_ret(ruapi_flow_action_create(set->fd, &args), 0, "with everything");
	refs[1].handle = args.handle;
	told(set, "replay=1/64 esn=9 encap=0x31 ");
	test_ret(ruapi_list_all(set->fd, RUAPI_OBJ_FLOW_ACTION, &entries, &count),
		 0, "list");
	test_check(count == 2 && entries[0].user_data == 0x7777, "%u listed",
		   count);
	free(entries);
	esp.spi = 0x4321;
	modify.handle = refs[1].handle;
	modify.esp = &esp;
	test_ret(ruapi_flow_action_modify(set->fd, &modify), 0, "modify");
	told(set, "spi=0x4321 .* replay=1/64 esn=9 ");
	esp.flags = 1 << 9;
	test_ret(ruapi_flow_action_modify(set->fd, &modify), -EOPNOTSUPP,
		 "modify to what there is not");
	told(set, "spi=0x4321 ");

	flow.specs = specs;
	flow.specs_len = COUNT(specs);
	flow.actions = refs;
	flow.actions_len = 1;
	refused(set, &flow, RUAPI_FLOW_CREATE_SPECS, RUAPI_REASON_RANGE,
		"the second of one");
	flow.actions_len = 2;
	test_ret(ruapi_flow_create(set->fd, &flow), 0, "flow");
	test_ret(destroy(set->fd, RUAPI_OBJ_FLOW_ACTION, refs[0].handle), 0,
		 "one that no flow uses");
	test_ret(destroy(set->fd, RUAPI_OBJ_FLOW_ACTION, refs[1].handle), -EBUSY,
		 "one that a flow uses");
	test_ret(destroy(set->fd, RUAPI_OBJ_FLOW, flow.handle), 0, "flow");
	test_check(!shell_run("echo nth=1 errno=5 >/sys/kernel/debug/rdmasim/%s/ops/destroy_flow_action",
			      set->name), "knob");
	test_ret(destroy(set->fd, RUAPI_OBJ_FLOW_ACTION, refs[1].handle), -EIO,
		 "by the knob");
	test_ret(destroy(set->fd, RUAPI_OBJ_FLOW_ACTION, refs[1].handle), 0,
		 "destroy");
	test_ret(ruapi_flow_action_modify(set->fd, &modify), -ENOENT,
		 "modify what is gone");
}

int main(int argc, char **argv)
{
	struct ruapi_flow_create_args args;
	struct set set;
	uint32_t qp;
	int i;

	for (i = 1; i < argc; i++) {
		if (set_make(&set, open_namespace(), argv[i]))
			bail_out("%s: cannot make objects", argv[i]);
		if (driver_has(set.driver, RUAPI_OBJ_FLOW)) {
			if (make_ud(&set, &qp))
				bail_out("%s: no UD QP", argv[i]);
			test_create(&set, qp);
			test_filters(&set, qp);
			test_actions(&set, qp);
			test_counted(&set, qp);
			test_action_checks(&set);
			test_action(&set, qp);
		} else {
			test_begin("%s: FLOW", set.name);
			args = flow_args(set.handle[RUAPI_OBJ_QP]);
			test_ret(ruapi_flow_create(set.fd, &args), -EOPNOTSUPP,
				 "create");
		}
		close(set.queue_fd);
		close(set.fd);
	}
	return test_done();
}
