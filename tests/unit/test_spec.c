// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The specification tables are consistent, with themselves and the header:
 * - names: present, lower case, unique, short enough for DESCRIBE
 * - every enumerator has the row of its name, every row its enumerator
 * - types have what they need, and only that
 * - creating actions return a handle, others do not
 * - groups have two members, none of them required
 * - class FAST takes an object and at most one scalar
 * - layouts lie in their structs and do not overlap
 * - every enumerator and member of the header is explained
 */
#include <ctype.h>
#include "test.h"
#include "probe.h"

/* Calls @check with every attribute row there is, the drivers' included. */
static void each_attr(void (*check)(const char *where, unsigned int object,
				    const struct ruapi_attr_spec *spec))
{
	const struct ruapi_driver_attr_spec *driver_row;
	const struct ruapi_action_spec *action;
	const struct probe_action *a;
	char where[128];
	unsigned int i, k;

	for (a = probe_actions; a->title; a++) {
		action = ruapi_action_spec(a->object, a->action);
		for (i = 0; i < action->num_attrs; i++) {
			if (!action->attrs[i].name)
				continue;
			snprintf(where, sizeof(where), "%s %s", a->title,
				 action->attrs[i].name);
			check(where, a->object, &action->attrs[i]);
		}
	}
	for (i = 0; ruapi_drivers[i]; i++)
		for (k = 0; k < ruapi_drivers[i]->num_attrs; k++) {
			driver_row = &ruapi_drivers[i]->attrs[k];
			snprintf(where, sizeof(where), "%s %u.%u %s",
				 ruapi_drivers[i]->name, driver_row->object,
				 driver_row->action, driver_row->attr.name);
			check(where, driver_row->object, &driver_row->attr);
		}
}

static void expect(const char *where, int truth, const char *what)
{
	if (!truth)
		fail_msg("%s: %s", where, what);
}

static int good_name(const char *name, size_t max)
{
	size_t i;

	for (i = 0; name[i]; i++)
		if (!islower((unsigned char)name[i]) && name[i] != '_' &&
		    !(i && isdigit((unsigned char)name[i])))
			return 0;
	return i > 0 && i < max;
}

static void check_name(const char *where, unsigned int object,
		       const struct ruapi_attr_spec *spec)
{
	(void)object;
	expect(where, good_name(spec->name,
				sizeof(((struct ruapi_desc_attr *)0)->name)),
	       "bad name");
}

static void names(void **state)
{
	const struct probe_action *a, *b;
	unsigned int i, k;

	(void)state;
	each_attr(check_name);
	for (a = probe_actions; a->title; a++) {
		expect(a->title, good_name(ruapi_action_name(a->object,
							     a->action), 24),
		       "bad name of the action");
		for (b = a + 1; b->title; b++)
			expect(a->title, strcmp(a->title, b->title), "twice");
	}
	for (i = 1; i < __RUAPI_OBJ_MAX; i++) {
		assert_non_null(ruapi_objects[i]);
		assert_true(good_name(ruapi_objects[i]->name, 24));
		for (k = 1; k < i; k++)
			assert_string_not_equal(ruapi_objects[i]->name,
						ruapi_objects[k]->name);
	}
}

static void attribute_names_are_unique(void **state)
{
	const struct ruapi_action_spec *action;
	const struct probe_action *a;
	unsigned int i, k;

	(void)state;
	for (a = probe_actions; a->title; a++) {
		action = ruapi_action_spec(a->object, a->action);
		for (i = 0; i < action->num_attrs; i++)
			for (k = 0; k < i; k++)
				expect(a->title, !action->attrs[i].name ||
				       !action->attrs[k].name ||
				       strcmp(action->attrs[i].name,
					      action->attrs[k].name),
				       "two attributes of one name");
	}
}

/* The generator derived the enumerator from the name: is it that row's id? */
static void rows_have_their_enumerator(void **state)
{
	const struct probe_row *row;

	(void)state;
	for (row = probe_rows; row->enumerator; row++)
		if (row->value != row->id)
			fail_msg("%s is %u, but row %u has the name %s",
				 row->enumerator, row->value, row->id,
				 row->name);
}

static void enumerators_have_their_row(void **state)
{
	const struct probe_enumerator *e;
	const struct probe_row *row;

	(void)state;
	for (e = probe_enumerators; e->enumerator; e++) {
		for (row = probe_rows; row->enumerator; row++)
			if (!strcmp(row->enumerator, e->enumerator))
				break;
		if (!row->enumerator)
			fail_msg("%s of enum %s has no row", e->enumerator,
				 e->enum_name);
		assert_string_equal(row->enum_name, e->enum_name);
	}
}

static void check_scalar(const char *where, const struct ruapi_attr_spec *spec)
{
	const uint32_t width = ruapi_spec_width(spec);

	expect(where, !spec->min_len && !spec->max_len, "a scalar with a length");
	expect(where, !spec->layout, "a scalar with a layout");
	expect(where, width == 8 || !(spec->known >> (8 * width)),
	       "known does not fit the type");
	if (spec->flags & RUAPI_SPEC_OUT)
		expect(where, !spec->known, "an output with bounds");
	else if (spec->type == RUAPI_T_FLAGS32)
		expect(where, spec->known, "no known bits");
}

static void check_buffer(const char *where, const struct ruapi_attr_spec *spec)
{
	expect(where, !spec->known && !spec->names, "a buffer with values");
	if (spec->type == RUAPI_T_SOCKADDR)
		return;
	expect(where, spec->min_len && spec->max_len, "lengths missing");
	expect(where, spec->min_len <= spec->max_len, "min_len > max_len");
	if (spec->type == RUAPI_T_STRUCT && spec->layout)
		expect(where, spec->max_len == spec->layout->size,
		       "max_len is not the size of the struct");
	if (spec->type == RUAPI_T_ARRAY && spec->layout)
		expect(where, spec->min_len == spec->layout->size,
		       "min_len is not the size of an element");
}

static void check_type(const char *where, unsigned int object,
		       const struct ruapi_attr_spec *spec)
{
	const int objs = spec->type == RUAPI_T_OBJS;
	const int obj = spec->type == RUAPI_T_OBJ || objs;

	expect(where, spec->type >= RUAPI_T_U8 && spec->type <= RUAPI_T_FDS,
	       "unknown type");
	expect(where, obj == (spec->access != 0), "access and type disagree");
	expect(where, spec->access <= RUAPI_ACCESS_NEW, "unknown access");
	expect(where, !objs || (spec->access == RUAPI_ACCESS_READ &&
				spec->min_len == sizeof(struct ruapi_objref)),
	       "an array of objects that are not read, or of something else");
	expect(where, spec->type != RUAPI_T_FDS ||
	       (spec->min_len == sizeof(int) && !(spec->flags & RUAPI_SPEC_OUT)),
	       "an array of fds that is an output, or of something else");
	expect(where, obj || !spec->object, "an object type without an object");
	expect(where, !(obj && spec->flags & RUAPI_SPEC_OUT), "an object OUT");
	if (obj) {
		const unsigned int type = spec->object ? spec->object : object;

		expect(where, type < __RUAPI_OBJ_MAX && ruapi_objects[type] &&
		       ruapi_objects[type]->has_handle, "objects without handles");
	}
	switch (spec->type) {
	case RUAPI_T_STRUCT:
	case RUAPI_T_ARRAY:
	case RUAPI_T_BYTES:
	case RUAPI_T_SOCKADDR:
	case RUAPI_T_OBJS:
	case RUAPI_T_FDS:
		check_buffer(where, spec);
		break;
	case RUAPI_T_OBJ:
	case RUAPI_T_FD:
		expect(where, !spec->known && !spec->min_len &&
		       !spec->max_len && !spec->layout, "bounds of a handle");
		break;
	default:
		check_scalar(where, spec);
	}
}

static void check_flags(const char *where, unsigned int object,
			const struct ruapi_attr_spec *spec)
{
	(void)object;
	expect(where, !(spec->flags & ~(RUAPI_SPEC_GID |
					(RUAPI_SPEC_CHOICE - 1))),
	       "unknown flags");
	if (spec->flags & RUAPI_SPEC_SECRET)
		expect(where, ruapi_spec_wire(spec) == RUAPI_WIRE_BUF_IN,
		       "no input that could be wiped");
	if (spec->flags & RUAPI_SPEC_ON_ERROR)
		expect(where, ruapi_spec_wire(spec) == RUAPI_WIRE_OUT &&
		       spec->flags & RUAPI_SPEC_REQUIRED,
		       "written on errors, and no number that is always there");
	if (spec->flags & (RUAPI_SPEC_PKEY | RUAPI_SPEC_GID |
			   RUAPI_SPEC_DEVICE))
		expect(where, ruapi_spec_wire(spec) == RUAPI_WIRE_IN,
		       "security modules are shown something that is no number");
	if (ruapi_spec_wire(spec) == RUAPI_WIRE_BUF_IN &&
	    (spec->layout == &ruapi_layout_ah_attr ||
	     spec->layout == &ruapi_layout_qp_attr))
		expect(where, spec->flags & RUAPI_SPEC_PORT,
		       "there are ports in it that nobody looks at");
	else if (spec->flags & RUAPI_SPEC_PORT)
		expect(where, ruapi_spec_wire(spec) == RUAPI_WIRE_IN ||
		       ruapi_spec_wire(spec) == RUAPI_WIRE_OBJ_IN,
		       "a port that is neither a number nor of an object");
	if (spec->flags & RUAPI_SPEC_ANY_DEAD)
		expect(where, spec->type == RUAPI_T_OBJ &&
		       spec->access != RUAPI_ACCESS_NEW,
		       "a tombstone of something that is no object");
	if (spec->type == RUAPI_T_OBJ && (spec->access == RUAPI_ACCESS_NEW ||
					  spec->access == RUAPI_ACCESS_DESTROY))
		expect(where, spec->flags & RUAPI_SPEC_REQUIRED,
		       "created or destroyed, but optional");
}

static void types(void **state)
{
	(void)state;
	each_attr(check_type);
	each_attr(check_flags);
}

static void check_groups(const char *title,
			 const struct ruapi_action_spec *action)
{
	unsigned int members[256] = { 0 };
	unsigned int i;

	for (i = 0; i < action->num_attrs; i++) {
		if (!action->attrs[i].name || !action->attrs[i].group)
			continue;
		members[action->attrs[i].group]++;
		expect(title, !(action->attrs[i].flags &
				(RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT)),
		       "a required attribute or an output in a group");
	}
	for (i = 1; i < 256; i++)
		expect(title, members[i] != 1, "a group of one");
}

/* How many attributes have an access. */
static unsigned int count_access(const struct ruapi_action_spec *action,
				 unsigned int access)
{
	unsigned int count = 0;
	unsigned int i;

	for (i = 0; i < action->num_attrs; i++)
		count += action->attrs[i].name &&
			 action->attrs[i].type == RUAPI_T_OBJ &&
			 action->attrs[i].access == access;
	return count;
}

static int creates(const char *name)
{
	static const char *const names[] = {
		"create", "alloc", "reg", "reg_dm", "reg_dmabuf", "join", "open",
	};
	unsigned int i;

	for (i = 0; i < RUAPI_COUNT(names); i++)
		if (!strcmp(names[i], name))
			return 1;
	return 0;
}

static void check_fast(const char *title,
		       const struct ruapi_action_spec *action)
{
	expect(title, action->num_attrs == 2 || action->num_attrs == 3,
	       "class FAST with more attributes than fit");
	expect(title, ruapi_spec_wire(&action->attrs[1]) == RUAPI_WIRE_OBJ_IN &&
	       action->attrs[1].flags & RUAPI_SPEC_REQUIRED,
	       "attribute 1 of class FAST is no required object");
	expect(title, action->num_attrs == 2 ||
	       ruapi_spec_wire(&action->attrs[2]) == RUAPI_WIRE_IN,
	       "attribute 2 of class FAST is no scalar");
	expect(title, !action->flags, "class FAST with a driver's attributes");
}

static int only_reads(const struct ruapi_action_spec *action)
{
	return !count_access(action, RUAPI_ACCESS_NEW) &&
	       !count_access(action, RUAPI_ACCESS_WRITE) &&
	       !count_access(action, RUAPI_ACCESS_DESTROY);
}

/* Where it may stand in a batch is what can be undone of it. */
static void check_place(const char *title,
			const struct ruapi_action_spec *action)
{
	const unsigned int place = ruapi_spec_place(action);
	const int looks = !!(action->flags & RUAPI_ACTION_LOOKS);

	expect(title, !looks || only_reads(action),
	       "what only looks is to change something");
	expect(title, place != RUAPI_PLACE_ANY || looks ||
	       creates(action->name) || !strcmp(action->name, "view"),
	       "it cannot be undone anywhere in a batch");
	if (action->class == RUAPI_CLASS_FAST ||
	    action->flags & RUAPI_ACTION_ALONE)
		expect(title, place == RUAPI_PLACE_NONE, "it stands in a batch");
	else if (count_access(action, RUAPI_ACCESS_DESTROY) ||
		 action->flags & RUAPI_ACTION_ENDS)
		expect(title, place == RUAPI_PLACE_END,
		       "a DESTROY that is not at the end of a batch");
	else if (!strncmp(action->name, "query", 5) ||
		 !strcmp(action->name, "list"))
		expect(title, looks, "it does not only look");
}

static void actions(void **state)
{
	const struct ruapi_action_spec *action;
	const struct probe_action *a;

	(void)state;
	for (a = probe_actions; a->title; a++) {
		action = ruapi_action_spec(a->object, a->action);
		expect(a->title, a->action < RUAPI_ACTION_FIRST ?
		       a->action < __RUAPI_COMMON_MAX : 1, "number reserved");
		expect(a->title, ruapi_action_request(a->object, a->action),
		       "unknown class");
		expect(a->title, !(action->flags & ~(RUAPI_ACTION_UHW |
						     RUAPI_ACTION_LOOKS |
						     RUAPI_ACTION_ALONE |
						     RUAPI_ACTION_ENDS)),
		       "unknown flags");
		check_place(a->title, action);
		expect(a->title, action->num_attrs <= RUAPI_MAX_ATTRS - 2,
		       "more attributes than fit into a call or a word");
		expect(a->title, count_access(action, RUAPI_ACCESS_NEW) ==
		       (unsigned int)creates(action->name),
		       "handles that it creates");
		expect(a->title, count_access(action, RUAPI_ACCESS_DESTROY) ==
		       (a->action == RUAPI_DESTROY), "handles that it destroys");
		check_groups(a->title, action);
		if (action->class == RUAPI_CLASS_FAST)
			check_fast(a->title, action);
	}
}

static void objects(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 1; i < __RUAPI_OBJ_MAX; i++) {
		assert_int_equal(!!ruapi_action_spec(i, RUAPI_DESTROY),
				 ruapi_objects[i]->has_handle);
		assert_non_null(ruapi_action_spec(i, RUAPI_LIST));
		assert_null(ruapi_objects[i]->actions[0].name);
	}
}

static void check_layout(const char *where, const struct ruapi_layout *layout)
{
	const struct ruapi_field *field;
	uint8_t used[8192] = { 0 };
	unsigned int i, k;

	expect(where, layout->size <= sizeof(used), "struct too big to check");
	for (i = 0; i < layout->num_fields; i++) {
		field = &layout->fields[i];
		expect(where, field->size &&
		       field->offset + field->size <= layout->size,
		       "a member outside of its struct");
		for (k = 0; k < field->size; k++)
			expect(where, !used[field->offset + k]++,
			       "members overlap");
		expect(where, (field->show == RUAPI_SHOW_STRUCT) ==
		       !!field->layout, "a struct without layout");
		expect(where, (field->show == RUAPI_SHOW_ENUM ||
			       field->show == RUAPI_SHOW_FLAGS) ==
		       !!field->names, "an enum without names");
		expect(where, field->show != RUAPI_SHOW_GID ||
		       field->size == 16, "a GID has 16 bytes");
		expect(where, field->show != RUAPI_SHOW_GUID ||
		       field->size == 8, "a GUID has 8 bytes");
		if (!field->layout)
			continue;
		expect(where, field->layout->size == field->size,
		       "layout and member differ in size");
		check_layout(field->layout->name, field->layout);
	}
}

static void check_attr_layout(const char *where, unsigned int object,
			      const struct ruapi_attr_spec *spec)
{
	(void)object;
	if (spec->layout)
		check_layout(where, spec->layout);
}

static void check_attr_names(const char *where, unsigned int object,
			     const struct ruapi_attr_spec *spec)
{
	uint64_t bits = 0;
	unsigned int i;

	(void)object;
	if (!spec->names)
		return;
	expect(where, spec->names->count, "no names");
	for (i = 0; i < spec->names->count; i++) {
		bits |= spec->names->list[i].value;
		if (spec->type != RUAPI_T_FLAGS32 && spec->known)
			expect(where, spec->names->list[i].value <=
			       spec->known, "the name of a value too large");
	}
	/* Some bits of an enum are for one action, and some for another one. */
	if (spec->type == RUAPI_T_FLAGS32)
		expect(where, spec->known && !(spec->known & ~bits),
		       "a known bit has no name");
}

static void layouts(void **state)
{
	(void)state;
	each_attr(check_attr_layout);
	each_attr(check_attr_names);
	check_layout("event", &ruapi_layout_event);
	check_layout("cm_param", &ruapi_layout_cm_param);
}

/* Another row about the same. */
static const struct ruapi_driver_attr_spec *
find_other(const struct ruapi_driver_spec *driver,
	   const struct ruapi_driver_attr_spec *row)
{
	const struct ruapi_driver_attr_spec *other;

	for (other = driver->attrs; other < row; other++)
		if (other->object == row->object &&
		    other->action == row->action && other->id == row->id)
			return other;
	return NULL;
}

static void drivers(void **state)
{
	const struct ruapi_driver_attr_spec *row;
	const struct ruapi_action_spec *action;
	unsigned int i, k;

	(void)state;
	for (i = 0; ruapi_drivers[i]; i++) {
		assert_string_equal(ruapi_drivers[i]->name,
				    ruapi_driver_name(ruapi_drivers[i]->driver_id));
		for (k = 0; k < ruapi_drivers[i]->num_attrs; k++) {
			row = &ruapi_drivers[i]->attrs[k];
			assert_int_equal(row->driver_id,
					 ruapi_drivers[i]->driver_id);
			assert_true(row->id == RUAPI_ATTR_UHW_IN ||
				    row->id == RUAPI_ATTR_UHW_OUT);
			assert_int_equal(ruapi_spec_wire(&row->attr),
					 row->id == RUAPI_ATTR_UHW_IN ?
					 RUAPI_WIRE_BUF_IN : RUAPI_WIRE_BUF_OUT);
			action = ruapi_action_spec(row->object, row->action);
			assert_non_null(action);
			assert_true(action->flags & RUAPI_ACTION_UHW);
			assert_true(!row->without ||
				    ruapi_attr_spec(action, row->without));
			assert_null(find_other(ruapi_drivers[i], row));
		}
	}
}

static void header_explains_everything(void **state)
{
	(void)state;
	if (probe_undocumented[0])
		fail_msg("no comment on %s", probe_undocumented[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(attribute_names_are_unique),
		cmocka_unit_test(rows_have_their_enumerator),
		cmocka_unit_test(enumerators_have_their_row),
		cmocka_unit_test(types),
		cmocka_unit_test(actions),
		cmocka_unit_test(objects),
		cmocka_unit_test(layouts),
		cmocka_unit_test(drivers),
		cmocka_unit_test(header_explains_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
