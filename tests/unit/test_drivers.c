// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What docs/drivers.md says of drivers is what the module does (known.c):
 * - every driver of the table has its number and its verdict, on each kernel
 * - every row of the module is of a driver of the table
 * - every number that has a name is in the table, or of a driver that is gone
 * - who is not let in is told why
 * And what it demands for rdmasim is what that has.
 */
#include <stdlib.h>
#include "test.h"
#include "../../kernel/drivers/known.h"
#include "../../kernel/drivers/rdmasim/rdmasim-abi.h"

#define KERNELS 3

/* What versions of drivers, and the kernel, have there: 6.1, 6.12 and 7.3. */
static const unsigned int kernel_marks[KERNELS] = {
	0,
	RUAPI_MARK_ENTRIES | RUAPI_MARK_DISASSOCIATE,
	RUAPI_MARK_ENTRIES | RUAPI_MARK_DISASSOCIATE,
};

/* RDMA_DRIVER_UNKNOWN, _CXGB3 and _NES, which no kernel has that we run on. */
static const __u32 gone[] = { 0, 3, 8, };

struct row {
	char name[32];
	char number[16];
	char verdict[KERNELS][16];
};

static struct row rows[64];
static unsigned int num_rows;

/* | [name](link) | number | verdict | verdict | verdict | ... */
static int read_row(const char *line, struct row *row)
{
	return sscanf(line, "| [%31[a-z0-9_]](%*[^)]) | %15s | %15s | %15s | %15s |",
		      row->name, row->number, row->verdict[0], row->verdict[1],
		      row->verdict[2]) == 5;
}

static int read_table(void **state)
{
	FILE *file = fopen(DRIVERS_MD, "r");
	char line[4096];

	(void)state;
	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file))
		if (num_rows < sizeof(rows) / sizeof(rows[0]))
			num_rows += read_row(line, &rows[num_rows]);
	fclose(file);
	return 0;
}

static const char *verdict(const struct ruapi_known_driver *known)
{
	if (!known)
		return "unlisted";
	if (known->traits & RUAPI_DRIVER_NEEDS_UVERBS)
		return "uverbs";
	if (known->traits & RUAPI_DRIVER_UNSAFE)
		return "refused";
	return "safe";
}

static void check_row(const struct row *row)
{
	const struct ruapi_known_driver *known;
	unsigned int i;

	for (i = 0; i < KERNELS; i++) {
		known = ruapi_known_driver(row->name, atoi(row->number),
					   kernel_marks[i]);
		/* It is not in that kernel, but its number is known. */
		if (known && !strcmp(row->verdict[i], "–"))
			continue;
		if (strcmp(row->verdict[i], verdict(known)))
			fail_msg("%s, kernel %u: \"%s\" in docs/drivers.md, the module says \"%s\"",
				 row->name, i, row->verdict[i], verdict(known));
		assert_string_equal(known->name, row->name);
		assert_int_equal(known->by_name, !strcmp(row->number, "any"));
	}
}

static void table_is_the_modules(void **state)
{
	unsigned int i;

	(void)state;
	assert_true(num_rows > 15);
	for (i = 0; i < num_rows; i++)
		check_row(&rows[i]);
}

static const struct row *find_row(const char *name)
{
	unsigned int i;

	for (i = 0; i < num_rows; i++)
		if (!strcmp(rows[i].name, name))
			return &rows[i];
	return NULL;
}

static void every_row_is_in_the_table(void **state)
{
	const struct ruapi_known_driver *known;
	unsigned int i;

	(void)state;
	for (i = 0; i < ruapi_num_known_drivers; i++) {
		known = &ruapi_known_drivers[i];
		if (!find_row(known->name))
			fail_msg("%s is not in docs/drivers.md", known->name);
		if (!known->why != !strcmp(verdict(known), "safe"))
			fail_msg("%s is %s, why?", known->name, verdict(known));
	}
}

static void every_number_is_known(void **state)
{
	const struct ruapi_name *name;
	unsigned int i, k;

	(void)state;
	for (i = 0; i < ruapi_names_driver_id.count; i++) {
		name = &ruapi_names_driver_id.list[i];
		for (k = 0; k < sizeof(gone) / sizeof(gone[0]); k++)
			if (gone[k] == name->value)
				break;
		if (k < sizeof(gone) / sizeof(gone[0]))
			continue;
		if (!ruapi_known_driver("", name->value, ~0U) &&
		    !ruapi_known_driver("", name->value, 0))
			fail_msg("nobody has read %s", name->name);
	}
}

/* Numbers that calls have for a driver's. */
static __u16 ours(unsigned int number)
{
	return RUAPI_DRIVER_NS | (number & ~(1U << UVERBS_ID_NS_SHIFT));
}

static const struct ruapi_ucap_demand *
find_demand(const struct ruapi_driver_ucaps *ucaps, __u16 action, __u16 attr)
{
	unsigned int i;

	for (i = 0; i < ucaps->num_demands; i++)
		if (ucaps->demands[i].object == RUAPI_OBJ_DEVICE &&
		    ucaps->demands[i].action == action &&
		    ucaps->demands[i].attr == attr)
			return &ucaps->demands[i];
	fail_msg("nothing demands %#x:%#x", action, attr);
	return NULL;
}

static void rdmasim_demands_what_it_has(void **state)
{
	const struct ruapi_driver_ucaps *ucaps =
		ruapi_known_driver("rdmasim", 0, 0)->ucaps;
	const __u16 shelf = ours(RDMASIM_METHOD_DEVICE_SHELF);
	const struct ruapi_ucap_demand *demand;

	(void)state;
	assert_int_equal(ucaps->num_demands, 2);
	demand = find_demand(ucaps, shelf, 0);
	assert_string_equal(ucaps->names[demand->ucap], RDMASIM_UCAP_SHELF);
	demand = find_demand(ucaps, shelf, ours(RDMASIM_ATTR_DEVICE_SHELF_STORE));
	assert_string_equal(ucaps->names[demand->ucap], RDMASIM_UCAP_SHELF_STORE);
}

/* Nodes of all drivers are in one folder; a context's bits are in one word. */
static void ucaps_are_sound(void **state)
{
	const struct ruapi_driver_ucaps *ucaps;
	unsigned int i, k;

	(void)state;
	for (i = 0; i < ruapi_num_known_drivers; i++) {
		ucaps = ruapi_known_drivers[i].ucaps;
		if (!ucaps)
			continue;
		assert_in_range(ucaps->num_names, 1, 16);
		for (k = 0; k < ucaps->num_names; k++) {
			assert_true(strlen(ucaps->names[k]) <
				    sizeof(((struct ruapi_desc_ucap *)0)->name));
			assert_null(strpbrk(ucaps->names[k], "/, "));
		}
		for (k = 0; k < ucaps->num_demands; k++) {
			assert_in_range(ucaps->demands[k].ucap, 0,
					ucaps->num_names - 1);
			assert_true(ucaps->demands[k].action);
			/* It is asked before there is a context. */
			assert_int_not_equal(ucaps->demands[k].object,
					     RUAPI_OBJ_CONTEXT);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_is_the_modules),
		cmocka_unit_test(every_row_is_in_the_table),
		cmocka_unit_test(every_number_is_known),
		cmocka_unit_test(rdmasim_demands_what_it_has),
		cmocka_unit_test(ucaps_are_sound),
	};

	return cmocka_run_group_tests(tests, read_table, NULL);
}
