// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What a policy allows, worked out before anybody asks: the same question that the
 * program asks of each line (policy_applies()), for all ports of all classes of devices.
 * What is not known for sure, as it depends on the very P_Key, user capability or
 * method, or is limited, is left to the program.
 */
#include <stdlib.h>
#include <string.h>
#include "policy_quick.h"
#include "text.h"

/**
 * struct chain - the heads that must all allow an action
 * @heads: of the section, and of those above it
 * @count: entries of @heads
 * @tests: what is looked at by any of them
 */
struct chain {
	struct policy_head heads[POLICY_NESTED];
	unsigned int count;
	uint8_t tests;
};

/**
 * struct known - actions of a section that are treated alike
 * @chain: their heads
 * @value: what is known of them
 */
struct known {
	struct chain chain;
	uint32_t value;
};

/* ---- what devices are told apart by -------------------------------------------- */

static void add_name(struct policy_tables *t, const uint64_t *name)
{
	unsigned int i;

	for (i = 0; i < t->num_names; i++)
		if (!memcmp(t->names[i], name, sizeof(t->names[i])))
			return;
	t->names = xgrow(t->names, t->num_names, sizeof(*t->names));
	memcpy(t->names[t->num_names++], name, sizeof(*t->names));
}

static void add_driver(struct policy_tables *t, uint32_t driver)
{
	unsigned int i;

	for (i = 0; i < t->num_drivers; i++)
		if (t->drivers[i] == driver)
			return;
	t->drivers = xgrow(t->drivers, t->num_drivers, sizeof(*t->drivers));
	t->drivers[t->num_drivers++] = driver;
}

static void find_classes(struct policy_tables *t)
{
	unsigned int i;

	for (i = 0; i < t->num_matches; i++) {
		if (t->matches[i].tests & POLICY_DEVICE)
			add_name(t, (const uint64_t *)t->matches[i].name);
		if (t->matches[i].tests & POLICY_DRIVER)
			add_driver(t, t->matches[i].driver);
	}
}

/* A request of each class; what is in none of the lists is like nothing in them. */
static struct policy_request request_of(const struct policy_tables *t,
					unsigned int class)
{
	struct policy_request req = { .device = POLICY_NO_DEVICE };
	unsigned int name, driver;

	if (class == POLICY_NO_CLASS)
		return req;
	req.device = 0;
	name = (class - 1) / (t->num_drivers + 1);
	driver = (class - 1) % (t->num_drivers + 1);
	if (name < t->num_names)
		memcpy(req.name, t->names[name], sizeof(req.name));
	req.driver = driver < t->num_drivers ? t->drivers[driver] : UINT32_MAX;
	return req;
}

/* ---- whether it is allowed for sure ----------------------------------------------- */

enum answer { NO, PERHAPS, YES };

/* @open: tests whose outcome nobody knows */
static enum answer applies(const struct policy_match *match,
			   const struct policy_request *req, uint8_t open)
{
	struct policy_match rest = *match;

	rest.tests &= ~open;
	if (!policy_applies(&rest, req))
		return NO;
	return match->tests & open ? PERHAPS : YES;
}

static int head_allows(const struct policy_tables *t,
		       const struct policy_head *head,
		       const struct policy_request *req, uint8_t open)
{
	const struct policy_match *m = t->matches + head->first_limit;
	enum answer answer = NO;
	unsigned int i;

	for (i = 0; i < head->count_limit; i++)
		if (applies(&m[i], req, open) != NO)
			return 0;
	m = t->matches + head->first;
	for (i = 0; i < head->count; i++) {
		answer = applies(&m[i], req, open);
		/* One that allows it perhaps is none that denies it. */
		if (answer != NO && m[i].verdict != POLICY_ALLOW)
			return 0;
		if (answer == YES)
			return 1;
	}
	return head->verdict == POLICY_ALLOW;
}

static int chain_allows(const struct policy_tables *t, const struct chain *chain,
			const struct policy_request *req, uint8_t open)
{
	unsigned int i;

	for (i = 0; i < chain->count; i++)
		if (!head_allows(t, &chain->heads[i], req, open))
			return 0;
	return 1;
}

static uint64_t find_ports(const struct policy_tables *t,
			   const struct chain *chain, struct policy_request *req,
			   uint8_t open)
{
	uint64_t ports = 0;

	req->port = 0;
	if (!(chain->tests & POLICY_PORT))
		return chain_allows(t, chain, req, open) ? UINT64_MAX : 0;
	for (; req->port < 64; req->port++)
		if (chain_allows(t, chain, req, open))
			ports |= UINT64_C(1) << req->port;
	return ports;
}

static void fill_cell(const struct policy_tables *t, const struct chain *chain,
		      unsigned int class, struct policy_cell *cell)
{
	const uint8_t always = POLICY_OBJECT | POLICY_ACTION;
	struct policy_request req = request_of(t, class);
	unsigned int i;
	uint8_t open;

	for (i = 0; i < 4; i++) {
		open = (i & 1 ? POLICY_PKEY : 0) | (i & 2 ? POLICY_UCAP : 0);
		/* It makes no difference. */
		if (i && !(chain->tests & open))
			cell->ports[i] = cell->ports[0];
		else
			cell->ports[i] = find_ports(t, chain, &req,
						    always | open);
	}
}

/* ---- all of it --------------------------------------------------------------------- */

static uint32_t add_cells(struct policy_tables *t, const struct chain *chain,
			  uint32_t classes)
{
	const uint32_t first = t->num_cells;
	uint32_t class;

	if (classes > POLICY_CELLS || first > POLICY_CELLS - classes)
		return POLICY_WALK;
	for (class = 0; class < classes; class++) {
		t->cells = xgrow(t->cells, t->num_cells, sizeof(*t->cells));
		fill_cell(t, chain, class, &t->cells[t->num_cells++]);
	}
	return first;
}

static uint32_t work_out(struct policy_tables *t, const struct chain *chain)
{
	const uint32_t classes =
		policy_class_of(t->num_names, t->num_drivers, t->num_drivers) + 1;
	const struct policy_request any = { .device = 0 };
	unsigned int i;

	if (chain_allows(t, chain, &any, UINT8_MAX))
		return POLICY_ALWAYS;
	/* Who denies or limits all of it needs no cells. */
	for (i = 0; i < chain->count; i++)
		if (!chain->heads[i].tests &&
		    !head_allows(t, &chain->heads[i], &any, 0))
			return POLICY_WALK;
	return add_cells(t, chain, classes);
}

static void find_chain(const struct policy_tables *t,
		       const struct policy_file *file, uint32_t section,
		       uint32_t number, struct chain *chain)
{
	const struct policy_head *head;

	memset(chain, 0, sizeof(*chain));
	for (; section != POLICY_NO_SECTION;
	     section = file->sections[section].parent) {
		head = &t->heads[section * POLICY_HEADS + number];
		chain->heads[chain->count++] = *head;
		chain->tests |= head->tests;
	}
}

static void work_out_section(struct policy_tables *t,
			     const struct policy_file *file, uint32_t section)
{
	struct known *known = NULL;
	unsigned int count = 0, i;
	struct chain chain;
	uint32_t number;

	for (number = 0; number < POLICY_HEADS; number++) {
		find_chain(t, file, section, number, &chain);
		for (i = 0; i < count; i++)
			if (!memcmp(&known[i].chain, &chain, sizeof(chain)))
				break;
		if (i == count) {
			known = xgrow(known, count, sizeof(*known));
			known[count].chain = chain;
			known[count++].value = work_out(t, &chain);
		}
		t->quick[section * POLICY_HEADS + number] = known[i].value;
	}
	free(known);
}

void policy_quick_compile(struct policy_tables *tables,
			  const struct policy_file *file)
{
	uint32_t section;

	find_classes(tables);
	tables->quick = xalloc(tables->num_heads * sizeof(*tables->quick));
	/* Numbers of cells begin behind POLICY_ALWAYS. */
	tables->num_cells = POLICY_ALWAYS + 1;
	tables->cells = xalloc(tables->num_cells * sizeof(*tables->cells));
	for (section = 0; section < file->num_sections; section++)
		work_out_section(tables, file, section);
}
