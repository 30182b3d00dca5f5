// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* From the lines of a policy to the tables of its program. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <rdma/rdma_uapi.h>
#include "policy_quick.h"
#include "policy_tables.h"
#include "policy_words.h"
#include "text.h"

_Static_assert(__RUAPI_OBJ_MAX <= POLICY_OBJECTS, "objects without heads");
_Static_assert(RUAPI_DRIVER_NS == POLICY_DRIVER_NS, "the driver's numbers");

/**
 * struct compiler - tables that are being made
 * @tables: them
 * @file: of what
 * @error: where to say what is wrong
 * @section: about this one
 * @number: its number
 * @keys: which lines each head of the section is made of, a bit each
 * @words: words of a key
 */
struct compiler {
	struct policy_tables *tables;
	const struct policy_file *file;
	struct policy_error *error;
	unsigned int section;
	uint64_t *keys;
	unsigned int words;
};

static int line_is_about(const struct policy_line *line, uint32_t head)
{
	if (head == POLICY_HEAD_METHODS)
		return line->num_methods > 0;
	if (head == POLICY_HEAD_OTHERS)
		return line->others;
	return line->actions[head / POLICY_ACTIONS] >> head % POLICY_ACTIONS & 1;
}

/* What a line asks for beside one of several devices, drivers, P_Keys, methods. */
static struct policy_match match_of(const struct policy_line *line,
				    unsigned int rule, uint32_t bucket)
{
	struct policy_match match = {
		.rule = rule,
		.bucket = bucket,
		.verdict = line->verdict,
		.ports = line->ports,
		.ucaps = line->ucaps,
	};

	if (line->ports)
		match.tests |= POLICY_PORT;
	if (line->ucaps)
		match.tests |= POLICY_UCAP;
	return match;
}

static void match_method(struct policy_match *match,
			 const struct policy_method *method)
{
	if (!method->any_driver) {
		match->tests |= POLICY_DRIVER;
		match->driver = method->driver;
	}
	if (!method->any_driver && !method->any_object) {
		match->tests |= POLICY_OBJECT;
		match->object = method->object;
	}
	if (!method->any_driver && !method->any_object && !method->any_action) {
		match->tests |= POLICY_ACTION;
		match->action = method->action;
	}
}

static void add_match(struct policy_tables *t, const struct policy_match *match)
{
	t->matches = xgrow(t->matches, t->num_matches, sizeof(*t->matches));
	t->matches[t->num_matches++] = *match;
}

/* For one of the methods, or for what is none: every device, driver and P_Key. */
static void expand(struct policy_tables *t, const struct policy_line *line,
		   struct policy_match match)
{
	const struct policy_match plain = match;
	unsigned int device, driver, pkey;

	for (device = 0; !device || device < line->num_devices; device++)
		for (driver = 0; !driver || driver < line->num_drivers; driver++)
			for (pkey = 0; !pkey || pkey < line->num_pkeys; pkey++) {
				match = plain;
				if (line->num_devices) {
					match.tests |= POLICY_DEVICE;
					memcpy(match.name, line->devices[device],
					       sizeof(match.name));
				}
				if (line->num_pkeys) {
					match.tests |= POLICY_PKEY;
					match.pkey = line->pkeys[pkey];
				}
				/* A method of another driver than the line's. */
				if (line->num_drivers &&
				    match.tests & POLICY_DRIVER &&
				    match.driver != line->drivers[driver])
					continue;
				if (line->num_drivers) {
					match.tests |= POLICY_DRIVER;
					match.driver = line->drivers[driver];
				}
				add_match(t, &match);
			}
}

static void add_line(struct compiler *c, unsigned int number, uint32_t head)
{
	const struct policy_line *line = &c->file->lines[number];
	struct policy_match match;
	uint32_t bucket = 0;
	unsigned int i;

	/* Buckets are numbered by the limits before. */
	for (i = 0; i < number; i++)
		bucket += c->file->lines[i].verdict == POLICY_LIMIT;
	if (head != POLICY_HEAD_METHODS) {
		expand(c->tables, line, match_of(line, number + 1, bucket));
		return;
	}
	for (i = 0; i < line->num_methods; i++) {
		match = match_of(line, number + 1, bucket);
		match_method(&match, &line->methods[i]);
		expand(c->tables, line, match);
	}
}

static int too_many(struct compiler *c, unsigned int number, uint32_t head)
{
	char *action = head < POLICY_HEAD_METHODS ?
		policy_action_text(0, head / POLICY_ACTIONS,
				   head % POLICY_ACTIONS) :
		xprintf("methods of drivers");

	c->error->line = c->file->lines[number].number;
	*c->error->word = '\0';
	snprintf(c->error->text, sizeof(c->error->text),
		 "too much about %s: more than %d combinations of devices, drivers, P_Keys and methods in this cgroup",
		 action, POLICY_LIST);
	free(action);
	return -EINVAL;
}

/* Lines that limit, or the others.  The first that always applies is the last. */
static int add_lines(struct compiler *c, uint32_t head, const uint64_t *key,
		     int limits, uint8_t *count, uint8_t *tests)
{
	const struct policy_tables *t = c->tables;
	const unsigned int first = t->num_matches;
	unsigned int i, from;

	for (i = 0; i < c->file->num_lines; i++) {
		if (!(key[i / 64] >> i % 64 & 1) ||
		    (c->file->lines[i].verdict == POLICY_LIMIT) != limits)
			continue;
		from = t->num_matches;
		add_line(c, i, head);
		if (t->num_matches - first > POLICY_LIST)
			return too_many(c, i, head);
		for (; from < t->num_matches; from++)
			*tests |= t->matches[from].tests;
		if (!limits && t->num_matches > first &&
		    !t->matches[t->num_matches - 1].tests)
			break;
	}
	*count = t->num_matches - first;
	return 0;
}

static int compile_head(struct compiler *c, uint32_t number)
{
	const unsigned int base = c->section * POLICY_HEADS;
	struct policy_head *head = &c->tables->heads[base + number];
	uint64_t *key = c->keys + (size_t)number * c->words;
	unsigned int i;

	for (i = 0; i < c->file->num_lines; i++)
		if (c->file->lines[i].section == c->section &&
		    line_is_about(&c->file->lines[i], number))
			key[i / 64] |= UINT64_C(1) << i % 64;
	/* Most actions are treated as one before. */
	for (i = 0; number != POLICY_HEAD_METHODS && i < number; i++)
		if (!memcmp(key, c->keys + (size_t)i * c->words,
			    c->words * sizeof(*key))) {
			*head = c->tables->heads[base + i];
			return 0;
		}
	head->verdict = c->file->sections[c->section].verdict;
	head->first = c->tables->num_matches;
	if (add_lines(c, number, key, 0, &head->count, &head->tests))
		return -EINVAL;
	head->first_limit = c->tables->num_matches;
	return add_lines(c, number, key, 1, &head->count_limit, &head->tests);
}

static int compile_section(struct compiler *c)
{
	uint32_t number;
	int ret = 0;

	c->words = c->file->num_lines / 64 + 1;
	c->keys = xalloc((size_t)POLICY_HEADS * c->words * sizeof(*c->keys));
	for (number = 0; !ret && number < POLICY_HEADS; number++)
		ret = compile_head(c, number);
	free(c->keys);
	return ret;
}

static void add_rules(struct policy_tables *t, const struct policy_file *file)
{
	const struct policy_line *line = file->lines;
	unsigned int i;

	t->num_rules = file->num_lines + 1;
	t->rules = xalloc(t->num_rules * sizeof(*t->rules));
	for (i = 0; i < file->num_lines; i++, line++) {
		t->rules[i + 1].line = line->number;
		t->rules[i + 1].section = line->section;
		if (line->verdict != POLICY_LIMIT)
			continue;
		t->buckets = xgrow(t->buckets, t->num_buckets,
				   sizeof(*t->buckets));
		t->buckets[t->num_buckets++] = (struct policy_bucket) {
			.interval = line->interval,
			.window = line->interval * line->burst,
		};
	}
}

int policy_compile(struct policy_tables *tables, const struct policy_file *file,
		   struct policy_error *error)
{
	struct compiler c = { .tables = tables, .file = file, .error = error };
	int ret = 0;

	*tables = (struct policy_tables) {
		.num_heads = file->num_sections * POLICY_HEADS,
	};
	tables->heads = xalloc(tables->num_heads * sizeof(*tables->heads));
	add_rules(tables, file);
	for (; !ret && c.section < file->num_sections; c.section++)
		ret = compile_section(&c);
	if (!ret)
		policy_quick_compile(tables, file);
	return ret;
}

void policy_tables_free(struct policy_tables *tables)
{
	free(tables->heads);
	free(tables->matches);
	free(tables->rules);
	free(tables->buckets);
	free(tables->quick);
	free(tables->cells);
	free(tables->names);
	free(tables->drivers);
	*tables = (struct policy_tables) { .num_heads = 0 };
}
