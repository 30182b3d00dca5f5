// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Policies without a kernel: the file, the tables made of it, and what these say.
 * - each condition, with requests that meet it, do not, or name no such thing
 * - the order of lines, defaults, sections below sections
 * - methods of drivers, numbers that this tool does not know
 * - what is worked out before is what the lines say, and is known where it should be
 * - everything that can be wrong with a file, by line and word
 */
#include "test.h"
#include "policy_tables.h"
#include "policy_words.h"

/**
 * struct judge - a policy that requests are held against
 * @file: as it was read
 * @tables: as the kernel has them
 */
struct judge {
	struct policy_file file;
	struct policy_tables tables;
};

static void judge_start(struct judge *j, const char *text)
{
	struct policy_error error = {};

	if (policy_parse(&j->file, text, &error) ||
	    policy_compile(&j->tables, &j->file, &error))
		fail_msg("line %u: '%s': %s", error.line, error.word,
			 error.text);
}

static void judge_end(struct judge *j)
{
	policy_tables_free(&j->tables);
	policy_free(&j->file);
}

/* What the program does: the line that decides, negative if it denies, 0: none does. */
static int decide(const struct judge *j, const struct policy_request *req,
		  uint32_t section, int *allowed)
{
	const struct policy_head *head =
		&j->tables.heads[section * POLICY_HEADS + policy_head_of(req)];
	const struct policy_match *m = j->tables.matches + head->first;
	unsigned int i;

	for (i = 0; i < head->count; i++)
		if (policy_applies(&m[i], req)) {
			*allowed = m[i].verdict == POLICY_ALLOW;
			return j->tables.rules[m[i].rule].line;
		}
	*allowed = head->verdict == POLICY_ALLOW;
	return 0;
}

static uint32_t class_of(const struct policy_tables *t,
			 const struct policy_request *req)
{
	uint32_t name = 0, driver = 0;

	if (req->device == POLICY_NO_DEVICE)
		return POLICY_NO_CLASS;
	while (name < t->num_names &&
	       memcmp(t->names[name], req->name, sizeof(req->name)))
		name++;
	while (driver < t->num_drivers && t->drivers[driver] != req->driver)
		driver++;
	return policy_class_of(name, driver, t->num_drivers);
}

/* What the program does first: is it known that it is allowed? */
static int known_allowed(const struct judge *j, const struct policy_request *req,
			 uint32_t section)
{
	const struct policy_tables *t = &j->tables;
	const uint32_t value =
		t->quick[section * POLICY_HEADS + policy_head_of(req)];

	if (value == POLICY_WALK || value == POLICY_ALWAYS)
		return value == POLICY_ALWAYS;
	assert_true(value + class_of(t, req) < t->num_cells);
	return policy_cell_allows(&t->cells[value + class_of(t, req)], req->port,
				  req->pkey, req->ucaps);
}

/* Whether a limit of a section is about it. */
static int limited(const struct judge *j, const struct policy_request *req,
		   uint32_t section)
{
	const struct policy_head *head =
		&j->tables.heads[section * POLICY_HEADS + policy_head_of(req)];
	unsigned int i;

	for (i = 0; i < head->count_limit; i++)
		if (policy_applies(&j->tables.matches[head->first_limit + i],
				   req))
			return 1;
	return 0;
}

/* Whether all sections of a cgroup allow it; @line: which line decided. */
static int allowed(const struct judge *j, const struct policy_request *req,
		   const char *cgroup, int *line)
{
	uint32_t at = policy_section_of(j->file.sections, j->file.num_sections,
					cgroup);
	const int known = known_allowed(j, req, at);
	int yes = 0;

	for (; at != POLICY_NO_SECTION; at = j->file.sections[at].parent) {
		*line = decide(j, req, at, &yes);
		if (known && (!yes || limited(j, req, at)))
			fail_msg("0x%x.0x%x: it is known to be allowed, and the lines say no",
				 req->object, req->action);
		if (!yes)
			break;
	}
	return yes;
}

static struct policy_request request(uint16_t object, uint16_t action,
				     const char *device, uint32_t driver)
{
	struct policy_request req = {
		.object = object,
		.action = action,
		.driver = driver,
		.device = device ? 3 : POLICY_NO_DEVICE,
	};

	if (device)
		memcpy(req.name, device, strlen(device));
	return req;
}

/* One line after "default allow" or "default deny", for one request. */
static int meets(const char *line, const struct policy_request *req)
{
	const int denies = !strncmp(line, "deny", 4);
	char text[512];
	struct judge j;
	int yes, by;

	snprintf(text, sizeof(text), "default %s\n%s\n",
		 denies ? "allow" : "deny", line);
	judge_start(&j, text);
	yes = allowed(&j, req, "/", &by);
	judge_end(&j);
	assert_int_equal(by ? 2 : 0, by);
	assert_int_equal(!!by, denies ? !yes : yes);
	return yes;
}

#define CREATE RUAPI_OBJ_QP, RUAPI_QP_CREATE

static void conditions(void **state)
{
	const char *longer = "a_device_with_a_long_name_indeed";
	struct policy_request qp = request(CREATE, "rxe0", 14);
	struct policy_request none = request(CREATE, NULL, 0);
	struct policy_request other = request(CREATE, longer, 1);

	(void)state;
	assert_true(meets("allow action qp.create", &qp));
	assert_true(meets("allow action QP.*", &qp));
	assert_true(meets("allow action *.create", &qp));
	assert_true(meets("allow action *", &qp));
	assert_true(meets("allow", &qp));
	assert_false(meets("allow action qp.modify, pd.*", &qp));
	assert_false(meets("deny action qp.create", &qp));

	assert_true(meets("allow device siw0 rxe0", &qp));
	assert_false(meets("allow device rxe", &qp));
	assert_false(meets("allow device rxe00", &qp));
	assert_true(meets("allow device a_device_with_a_long_name_indeed", &other));
	assert_false(meets("allow device a_device_with_a_long_name_inDeed", &other));
	assert_false(meets("allow device a_device_with_a_", &other));
	assert_true(meets("allow driver siw, rxe", &qp));
	assert_false(meets("allow driver siw", &qp));
	/* No device is no wrong one. */
	assert_true(meets("allow device rxe0", &none));
	assert_true(meets("deny device rxe0", &none));
	assert_true(meets("deny driver rxe", &none));

	assert_true(meets("allow port 1", &qp));
	assert_true(meets("deny port 1", &qp));
	qp.port = 2;
	assert_false(meets("allow port 1 3", &qp));
	assert_true(meets("allow port 1, 2", &qp));
	assert_false(meets("deny port 2 device rxe0", &qp));
	assert_true(meets("deny port 2 device siw0", &qp));
	qp.port = 66;
	assert_false(meets("allow port 2", &qp));

	assert_true(meets("allow pkey 0x8001", &qp));
	assert_true(meets("deny pkey 0x8001", &qp));
	qp.pkey = 1;
	assert_true(meets("allow pkey 0x8001", &qp));
	assert_false(meets("deny pkey 2, 0x8001", &qp));
	qp.pkey = 3;
	assert_false(meets("allow pkey 0x8001", &qp));
}

static void order(void **state)
{
	const struct policy_request rxe = request(CREATE, "rxe0", 14);
	const struct policy_request siw = request(CREATE, "siw0", 18);
	struct judge j;
	int line;

	(void)state;
	judge_start(&j, "deny device siw0\nallow action qp.create\n"
		    "deny\ndefault allow\nlimit rate 1/s\n");
	assert_true(allowed(&j, &rxe, "/a", &line));
	assert_int_equal(line, 2);
	assert_false(allowed(&j, &siw, "/a", &line));
	assert_int_equal(line, 1);
	judge_end(&j);

	/* Without a default, and with nothing at all. */
	judge_start(&j, "cgroup /a/b/ # c\n\n");
	assert_true(allowed(&j, &rxe, "/a", &line));
	assert_false(allowed(&j, &rxe, "/a/b", &line));
	assert_false(allowed(&j, &rxe, "/a/b/c", &line));
	assert_true(allowed(&j, &rxe, "/a/bc", &line));
	judge_end(&j);
}

static void sections(void **state)
{
	const struct policy_request rxe = request(CREATE, "rxe0", 14);
	const struct policy_request siw = request(CREATE, "siw0", 18);
	struct judge j;
	int line;

	(void)state;
	judge_start(&j, "default deny\n"
		    "cgroup /a/b/c\n default allow\n deny device rxe0\n"
		    "cgroup /sys/fs/cgroup/a\n allow device rxe0\n"
		    "cgroup /d\n default allow\n");
	assert_true(allowed(&j, &rxe, "/a", &line));
	assert_int_equal(line, 6);
	assert_false(allowed(&j, &siw, "/a", &line));
	assert_true(allowed(&j, &rxe, "/a/b", &line));
	assert_false(allowed(&j, &rxe, "/a/b/c/d", &line));
	assert_int_equal(line, 4);
	/* More than those above have, nobody has. */
	assert_false(allowed(&j, &siw, "/a/b/c", &line));
	assert_int_equal(line, 0);
	assert_true(allowed(&j, &siw, "/d", &line));
	assert_false(allowed(&j, &siw, "/", &line));
	judge_end(&j);
}

static void methods(void **state)
{
	const struct policy_request create = request(CREATE, "mlx5_0", 1);
	struct policy_request devx = request(0, 0, "mlx5_0", 1);
	struct policy_method method;
	char *text;

	(void)state;
	assert_null(policy_word_method(&method, "mlx5:devx_obj.create"));
	devx.object = method.object;
	devx.action = method.action;
	text = policy_action_text(1, devx.object, devx.action);
	assert_string_equal(text, "mlx5:devx_obj.create");
	free(text);
	assert_true(meets("allow method mlx5:devx_obj.create", &devx));
	assert_true(meets("allow method mlx5:devx_obj.*", &devx));
	assert_true(meets("allow method mlx5:*", &devx));
	assert_true(meets("allow method *", &devx));
	assert_true(meets("allow", &devx));
	assert_true(meets("allow device mlx5_0", &devx));
	assert_false(meets("allow action *", &devx));
	assert_false(meets("allow method mlx5:devx_obj.destroy", &devx));
	assert_false(meets("allow method rdmasim:*", &devx));
	assert_false(meets("allow method mlx5:* device mlx5_1", &devx));
	assert_false(meets("allow method mlx5:* driver rxe", &devx));
	assert_false(meets("deny method mlx5:devx_obj.create", &devx));
	assert_false(meets("allow method *", &create));
	/* Actions of a newer module: what is said about all. */
	devx.object = POLICY_OBJECTS + 1;
	devx.action = 1;
	assert_true(meets("allow action *", &devx));
	assert_false(meets("allow method *", &devx));
	assert_false(meets("allow action *.create", &devx));
}

/* Every action has a number that lines can name, also the last ones of CM_ID. */
static void every_action(void **state)
{
	struct policy_request event = {
		.object = RUAPI_OBJ_CM_ID,
		.action = RUAPI_CM_ID_WRITE_EVENT,
		.device = POLICY_NO_DEVICE,
	};
	unsigned int object, action;

	(void)state;
	for (object = 0; object < __RUAPI_OBJ_MAX; object++)
		for (action = 0; action < 0x80; action++)
			if (ruapi_action_name(object, action))
				assert_true(object < POLICY_OBJECTS &&
					    action < POLICY_ACTIONS);
	assert_true(meets("allow action cm_id.write_event", &event));
	assert_true(meets("allow action cm_id.*", &event));
	assert_false(meets("allow action cm_id.query, cm_id.create", &event));
}

static void limits(void **state)
{
	const struct policy_head *head;
	struct judge j;

	(void)state;
	judge_start(&j, "limit action qp.create rate 100/s burst 7\n"
		    "limit action pd.* rate 6/min\nlimit rate 1/h\n");
	assert_int_equal(j.tables.num_buckets, 3);
	assert_int_equal(j.tables.buckets[0].interval, 10000000);
	assert_int_equal(j.tables.buckets[0].window, 70000000);
	assert_int_equal(j.tables.buckets[1].interval, 10000000000);
	assert_int_equal(j.tables.buckets[1].window, 10000000000);
	head = &j.tables.heads[RUAPI_OBJ_QP * POLICY_ACTIONS + RUAPI_QP_CREATE];
	assert_int_equal(head->count, 0);
	assert_int_equal(head->count_limit, 2);
	assert_int_equal(j.tables.matches[head->first_limit].bucket, 0);
	assert_int_equal(j.tables.matches[head->first_limit + 1].bucket, 2);
	judge_end(&j);
}

/* Whether it is known of a request in /a. */
static int knows(const char *text, const struct policy_request *req)
{
	struct judge j;
	int known, line;

	judge_start(&j, text);
	known = known_allowed(&j, req,
			      policy_section_of(j.file.sections,
						j.file.num_sections, "/a"));
	if (known)
		assert_true(allowed(&j, req, "/a", &line));
	judge_end(&j);
	return known;
}

static void known(void **state)
{
	struct policy_request qp = request(CREATE, "rxe0", 14);
	const struct policy_request none = request(CREATE, NULL, 0);
	const struct policy_request siw = request(CREATE, "siw0", 18);

	(void)state;
	assert_true(knows("", &qp));
	assert_false(knows("default deny", &qp));
	assert_false(knows("limit rate 1/s", &qp));
	assert_true(knows("limit action pd.* rate 1/s", &qp));
	assert_true(knows("limit device siw0 rate 1/s", &qp));
	assert_true(knows("limit device siw0 rate 1/s", &none));
	assert_true(knows("cgroup /a\nallow device rxe0 port 1", &qp));
	assert_true(knows("cgroup /a\nallow device rxe0 port 1", &none));
	assert_false(knows("cgroup /a\nallow device rxe0 port 1", &siw));
	assert_true(knows("cgroup /a\nallow driver rxe siw", &siw));
	assert_false(knows("cgroup /a\ndefault allow\ndeny driver siw", &siw));
	assert_true(knows("cgroup /a\ndefault allow\ndeny driver siw", &qp));
	qp.port = 2;
	assert_false(knows("cgroup /a\nallow port 1", &qp));
	assert_true(knows("cgroup /a\nallow port 1\nallow port 2", &qp));
	assert_true(knows("deny port 1", &qp));
	qp.port = 64;
	assert_false(knows("deny port 1", &qp));
	qp.port = 0;
	/* It depends on which. */
	qp.pkey = 0x8001;
	assert_false(knows("deny pkey 2", &qp));
	assert_true(knows("deny pkey 2 device siw0", &qp));
	assert_true(knows("allow pkey 2", &qp));
	qp.pkey = 0;
	assert_true(knows("deny pkey 2", &qp));
	qp.object = RUAPI_OBJ_PD;
	qp.action = POLICY_DRIVER_NS + 1;
	assert_true(knows("deny action pd.*", &qp));
	assert_false(knows("deny method rxe:1.*", &qp));
	assert_true(knows("deny method mlx5:*", &qp));
}

/* Whatever is drawn: what is known is what the lines say (allowed()). */
static void known_of_any(void **state)
{
	static const char *const verdicts[] = { "allow", "deny", "limit rate 1/s" };
	static const char *const conditions[] = {
		"", "action qp.*", "action *.create", "method mlx5:*", "device a",
		"device b c", "driver rxe", "driver siw mlx5", "port 1", "port 2 63",
		"pkey 1", "pkey 2 3",
	};
	static const char *const devices[] = { NULL, "a", "b", "c", "d" };
	static const uint32_t ports[] = { 0, 1, 2, 63, 64 };
	static const uint32_t numbers[] = { 1, 14, 18, 19 };
	char text[2048];
	unsigned int round, i, at, found = 0;
	struct policy_request req;
	struct judge j;
	int line;

	(void)state;
	srandom(1);
	for (round = 0; round < 60; round++) {
		at = 0;
		for (i = 0; i < 9; i++) {
			if (i == 3 || i == 6)
				at += sprintf(text + at, "cgroup %s\n%s",
					      i == 3 ? "/a" : "/a/b",
					      random() % 2 ? "default allow\n" : "");
			at += sprintf(text + at, "%s %s %s\n",
				      verdicts[random() % 8 % 3],
				      conditions[random() % 12],
				      conditions[random() % 12]);
		}
		judge_start(&j, text);
		for (i = 0; i < 300; i++) {
			req = request(random() % 2 ? RUAPI_OBJ_QP : RUAPI_OBJ_PD,
				      16 + random() % 2, devices[random() % 5],
				      numbers[random() % 4]);
			req.port = ports[random() % 5];
			req.pkey = random() % 4;
			if (!(random() % 4))
				req.action += POLICY_DRIVER_NS;
			allowed(&j, &req, (const char *[]){ "/", "/a", "/a/b" }[i % 3],
				&line);
			found += known_allowed(&j, &req, i % 3);
		}
		judge_end(&j);
	}
	/* And it is worth it. */
	assert_true(found > 1000);
}

static void mistakes(void **state)
{
	static const struct {
		const char *text;
		unsigned int line;
		const char *word;
	} cases[] = {
		{ "permit all", 1, "permit" },
		{ "\n# x\nallow qp.create", 3, "qp.create" },
		{ "allow everything", 1, "everything" },
		{ "allow action", 1, "action" },
		{ "allow action port 1", 1, "action" },
		{ "allow action qp", 1, "qp" },
		{ "allow action qp.crate", 1, "qp.crate" },
		{ "allow action q.create", 1, "q.create" },
		{ "allow action *.fly", 1, "*.fly" },
		{ "allow method devx", 1, "devx" },
		{ "allow method mlx5:devx", 1, "mlx5:devx" },
		{ "allow method mlx5:x.create", 1, "mlx5:x.create" },
		{ "allow method mlx5:devx_obj.x", 1, "mlx5:devx_obj.x" },
		{ "allow method mlx9:*", 1, "mlx9:*" },
		{ "allow driver mlx9", 1, "mlx9" },
		{ "allow port 0", 1, "0" },
		{ "allow port 64", 1, "64" },
		{ "allow port 1x", 1, "1x" },
		{ "allow port -1", 1, "-1" },
		{ "allow pkey 0x10000", 1, "0x10000" },
		{ "allow rate 1/s", 1, "1/s" },
		{ "deny burst 3", 1, "3" },
		{ "limit action qp.create", 1, "limit" },
		{ "limit rate 5", 1, "5" },
		{ "limit rate 5/y", 1, "5/y" },
		{ "limit rate 0/s", 1, "0/s" },
		{ "limit rate 1/s 2/s", 1, "2/s" },
		{ "default", 1, "default" },
		{ "default perhaps", 1, "perhaps" },
		{ "default deny all", 1, "all" },
		{ "default deny\n\ndefault allow", 3, "default" },
		{ "cgroup", 1, "cgroup" },
		{ "cgroup a/b", 1, "a/b" },
		{ "cgroup /", 1, "/" },
		{ "cgroup /a/../b", 1, "/a/../b" },
		{ "cgroup /a//b", 1, "/a//b" },
		{ "cgroup /a deny", 1, "deny" },
		{ "cgroup /1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/7/8/9/0/1/2/3",
		  1, "/1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/7/8/9/0/1/" },
		{ "cgroup /a\ncgroup /a/", 2, "/a" },
		{ "cgroup /1\ncgroup /1/2\ncgroup /1/2/3\ncgroup /1/2/3/4\n"
		  "cgroup /1/2/3/4/5\ncgroup /1/2/3/4/5/6\n"
		  "cgroup /1/2/3/4/5/6/7\ncgroup /1/2/3/4/5/6/7/8\n"
		  "cgroup /1/2/3/4/5/6/7/8/9", 9, "/1/2/3/4/5/6/7/8/9" },
	};
	struct policy_error error;
	struct policy_file file;
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memset(&error, 0, sizeof(error));
		if (!policy_parse(&file, cases[i].text, &error))
			fail_msg("'%s' is taken", cases[i].text);
		policy_free(&file);
		if (error.line != cases[i].line ||
		    strcmp(error.word, cases[i].word) || !*error.text)
			fail_msg("'%s': line %u, '%s': %s", cases[i].text,
				 error.line, error.word, error.text);
	}
}

static void too_much(void **state)
{
	char *text = malloc(65536);
	struct policy_error error = {};
	struct policy_tables tables;
	struct policy_file file;
	unsigned int i, at = 0;

	(void)state;
	for (i = 0; i < POLICY_LIST + 1; i++)
		at += sprintf(text + at, "deny action qp.create device d%u\n",
			      i);
	assert_int_equal(policy_parse(&file, text, &error), 0);
	assert_int_equal(policy_compile(&tables, &file, &error), -EINVAL);
	assert_int_equal(error.line, POLICY_LIST + 1);
	assert_non_null(strstr(error.text, "qp.create"));
	policy_tables_free(&tables);
	policy_free(&file);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conditions),
		cmocka_unit_test(order),
		cmocka_unit_test(sections),
		cmocka_unit_test(methods),
		cmocka_unit_test(every_action),
		cmocka_unit_test(limits),
		cmocka_unit_test(known),
		cmocka_unit_test(known_of_any),
		cmocka_unit_test(mistakes),
		cmocka_unit_test(too_much),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
