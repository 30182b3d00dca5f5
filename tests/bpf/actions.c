// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Policies, action by action: whatever the running module has.
 *
 * usage: actions DEVICE OTHER-DEVICE		each is denied in turn, by BPF
 *	  actions --say DEVICE OBJECT.ACTION...	what becomes of some
 */
#include "../guest/contract.h"
#include "rules.h"

/* As it should be; of class FAST, with the object that it is of. */
static struct outcome try_action(const struct ruapi_desc_action *action)
{
	struct outcome out = {};
	struct call call;

	if (action->ioc_nr == RUAPI_CLASS_FAST) {
		out.ret = fast(action->object, action->action,
			       ours.handle[action->object], 0);
		return out;
	}
	build(&call, action, NULL, REAL);
	return make_call(&call);
}

/* ---- BPF --------------------------------------------------------------------- */

/*
 * A handle that there can be none of is refused before a policy is asked: what it would
 * be asked about is the object.  Some types have no objects on older kernels.
 */
static bool has_handles(const struct ruapi_desc_action *action)
{
	const struct ruapi_desc_attr *attr;

	for_each_attr(attr, action)
		if (attr->ref_object && attr->access != RUAPI_ACCESS_NEW &&
		    attr->flags & RUAPI_SPEC_REQUIRED &&
		    !driver_has(ours.driver, attr->ref_object))
			return false;
	return true;
}

static void test_denied(const struct ruapi_desc_action *action)
{
	const bool can_tell = action->ioc_nr != RUAPI_CLASS_FAST;
	const uint32_t before = seen(action->object, action->action);
	struct outcome out;

	deny(action->object, action->action, ANY_DEVICE, 0);
	out = try_action(action);
	allow_all();
	test_check(out.ret == -EACCES &&
		   (!can_tell || out.reason == RUAPI_REASON_LSM),
		   "%s.%s: %s, attribute %u, reason %u", action->object_name,
		   action->action_name, err_name(out.ret), out.attr, out.reason);
	test_check(seen(action->object, action->action) == before + 1,
		   "%s.%s: the policy was asked %u times", action->object_name,
		   action->action_name,
		   seen(action->object, action->action) - before);
}

static void deny_each(const char *ibdev, const char *other)
{
	uint32_t count, i, asked = 0;

	policy_start();
	make_sets(ibdev, other);
	count = count_objects(fd);
	for (i = 0; i < desc.num_actions; i++)
		asked += has_handles(&desc.actions[i]);
	test_begin("%s: each of %u actions can be denied, of %u", ibdev, asked,
		   desc.num_actions);
	for (i = 0; i < desc.num_actions; i++)
		if (has_handles(&desc.actions[i]))
			test_denied(&desc.actions[i]);
	test_check(count_objects(fd) == count, "%u objects, not %u",
		   count_objects(fd), count);
	test_begin("nothing is left");
	test_ret(destroy_sets(), 0, "objects");
	test_check(!count_objects(fd), "%u objects", count_objects(fd));
	policy_end();
}

/* ---- whatever policy there is ---------------------------------------------------- */

static const struct ruapi_desc_action *action_named(const char *name)
{
	char text[64];
	uint32_t i;

	for (i = 0; i < desc.num_actions; i++) {
		snprintf(text, sizeof(text), "%s.%s", desc.actions[i].object_name,
			 desc.actions[i].action_name);
		if (!strcmp(text, name))
			return &desc.actions[i];
	}
	bail_out("there is no action %s", name);
}

static void say(const char *name)
{
	const struct outcome out = try_action(action_named(name));
	const char *reason = out.ret ? ruapi_reason_name(out.reason) : NULL;

	printf("%s %s %s\n", name, err_name(out.ret), reason ? reason : "-");
}

int main(int argc, char **argv)
{
	int i;

	if (argc < 3)
		bail_out("usage: actions DEVICE OTHER-DEVICE | actions --say DEVICE OBJECT.ACTION...");
	contract_begin();
	if (strcmp(argv[1], "--say")) {
		deny_each(argv[1], argv[2]);
		return test_done();
	}
	make_ours(argv[2]);
	for (i = 3; i < argc; i++)
		say(argv[i]);
	return 0;
}
