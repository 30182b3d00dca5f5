// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* rdma-uapi doctor: what is missing on this machine, and what cures it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cli.h"
#include "doctor.h"
#include "json.h"
#include "table.h"

/* Its options. */
enum { DOCTOR_JSON, DOCTOR_ROOT };

static const struct {
	const char *text;
	enum color color;
} states[] = {
	[FINDING_OK] = { "ok", COLOR_GREEN },
	[FINDING_NOTE] = { "note", COLOR_YELLOW },
	[FINDING_WRONG] = { "wrong", COLOR_RED },
};

static void print_table(const struct findings *found)
{
	static const char *const headings[] = {
		"STATE", "CHECK", "FOUND", NULL,
	};
	const struct finding *f;
	struct table table;

	table_init(&table, headings);
	for (f = found->list; f < found->list + found->count; f++) {
		table_add(&table, "%s", states[f->state].text);
		table_color(&table, states[f->state].color);
		table_add(&table, "%s", f->check);
		table_add(&table, "%s", f->what);
		if (f->cure)
			table_line(&table, "       %s", f->cure);
	}
	table_print(&table);
}

static void print_json(const struct findings *found)
{
	struct json json = { .depth = 0 };
	const struct finding *f;

	json_open(&json, NULL, '[');
	for (f = found->list; f < found->list + found->count; f++) {
		json_open(&json, NULL, '{');
		json_string(&json, "check", f->check);
		json_string(&json, "state", states[f->state].text);
		json_string(&json, "found", f->what);
		json_string(&json, "cure", f->cure);
		json_close(&json, '}');
	}
	json_close(&json, ']');
	json_end(&json);
}

static void examine(struct patient *p)
{
	doctor_kernel(p);
	doctor_module(p);
	doctor_node(p);
	doctor_calls(p);
	doctor_hcas(p);
	doctor_libraries(p);
	doctor_memlock(p);
	doctor_cgroup(p);
	doctor_lsm(p);
}

static int run_doctor(struct args *args)
{
	struct patient p = { .machine.root = "", .fd = -1 };
	int as_json = 0;
	int ret;

	while ((ret = args_next_option(args)) >= 0) {
		if (ret == DOCTOR_JSON)
			as_json = 1;
		else
			p.machine.root = args->value;
	}
	if (ret == ARG_STOP)
		return args->status;
	if (!machine_is_this(&p.machine) && access(p.machine.root, X_OK)) {
		complain("doctor: --root: there is no folder '%s'",
			 p.machine.root);
		return EXIT_FAILED;
	}
	examine(&p);
	if (as_json)
		print_json(&p.found);
	else
		print_table(&p.found);
	ret = p.found.state == FINDING_WRONG ? EXIT_FAILED : EXIT_OK;
	findings_free(&p.found);
	if (p.fd >= 0)
		close(p.fd);
	return finish_output() ? EXIT_FAILED : ret;
}

const struct command doctor_command = {
	.name = "doctor",
	.help = "what is missing on this machine, and what cures it",
	.options = (const struct option[]) {
		[DOCTOR_JSON] = { "--json", NULL, "as JSON, for programs" },
		[DOCTOR_ROOT] = { "--root", "DIR",
				  "read proc, sys, dev and so on below another folder, and try nothing" },
		{ .name = NULL },
	},
	.run = run_doctor,
};
