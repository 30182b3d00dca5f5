// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Reading the file of a policy. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "policy_file.h"
#include "policy_words.h"
#include "text.h"

#define SPACE " \t\r,"
#define CGROUP_ROOT "/sys/fs/cgroup"

/**
 * struct parser - a file that is being read
 * @file: what was read
 * @error: where to say what is wrong
 * @number: of the line
 * @at: rest of the line
 * @word: current word
 */
struct parser {
	struct policy_file *file;
	struct policy_error *error;
	unsigned int number;
	char *at;
	char *word;
};

static int wrong(struct parser *p, const char *word, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static int wrong(struct parser *p, const char *word, const char *fmt, ...)
{
	va_list args;

	p->error->line = p->number;
	snprintf(p->error->word, sizeof(p->error->word), "%s", word);
	printable(p->error->word);
	va_start(args, fmt);
	vsnprintf(p->error->text, sizeof(p->error->text), fmt, args);
	va_end(args);
	return -EINVAL;
}

/* The next word of the line; 0: there is none. */
static int next_word(struct parser *p)
{
	p->at += strspn(p->at, SPACE);
	p->word = p->at;
	if (!*p->at)
		return 0;
	p->at += strcspn(p->at, SPACE);
	if (*p->at)
		*p->at++ = '\0';
	return 1;
}

/* The word after, which stays the next one. */
static int peek_is(const struct parser *p, const char *const *words)
{
	const char *at = p->at + strspn(p->at, SPACE);
	const size_t len = strcspn(at, SPACE);

	for (; *words; words++)
		if (strlen(*words) == len && !strncmp(*words, at, len))
			return 1;
	return 0;
}

/* ---- sections ------------------------------------------------------------------ */

/* Whether @path is @above, or below it. */
static int is_below(const char *path, const char *above)
{
	const size_t len = strlen(above);

	return !strncmp(path, above, len) && (!path[len] || path[len] == '/');
}

uint32_t policy_section_of(const struct policy_section *sections,
			   unsigned int count, const char *path)
{
	size_t best = 0, len;
	uint32_t found = 0;
	unsigned int i;

	for (i = 1; i < count; i++) {
		len = strlen(sections[i].path);
		if (len > best && is_below(path, sections[i].path)) {
			best = len;
			found = i;
		}
	}
	return found;
}

static int check_path(struct parser *p, char *path)
{
	size_t len = strlen(path), depth = 0;
	const char *at;

	if (*path != '/')
		return wrong(p, p->word, "the path of a cgroup begins with a slash, as in /proc/PID/cgroup");
	while (len > 1 && path[len - 1] == '/')
		path[--len] = '\0';
	if (len == 1)
		return wrong(p, p->word, "all processes are below the root: what is about those that no cgroup of this file is about stands before the first one");
	if (strstr(path, "//") || strstr(path, "/../") || strstr(path, "/./"))
		return wrong(p, p->word, "the path of a cgroup has no empty parts, '.' or '..'");
	for (at = path; *at; at++)
		depth += *at == '/';
	if (depth > POLICY_DEPTH)
		return wrong(p, p->word, "it is deeper than %d cgroups",
			     POLICY_DEPTH);
	if (len >= POLICY_PATH)
		return wrong(p, p->word, "the path is longer than %d characters",
			     POLICY_PATH - 1);
	return 0;
}

static int parse_cgroup(struct parser *p)
{
	struct policy_file *file = p->file;
	struct policy_section section = {
		.verdict = POLICY_DENY,
		.parent = POLICY_NO_SECTION,
	};
	unsigned int i;
	char *path;

	if (!next_word(p))
		return wrong(p, "cgroup", "its path is missing, e.g. cgroup /machine.slice/web");
	path = p->word;
	if (is_below(path, CGROUP_ROOT) && path[strlen(CGROUP_ROOT)])
		path += strlen(CGROUP_ROOT);
	if (check_path(p, path))
		return -EINVAL;
	for (i = 1; i < file->num_sections; i++)
		if (!strcmp(file->sections[i].path, path))
			return wrong(p, p->word, "this cgroup is in the file already");
	snprintf(section.path, sizeof(section.path), "%s", path);
	file->sections = xgrow(file->sections, file->num_sections,
			       sizeof(*file->sections));
	file->sections[file->num_sections++] = section;
	if (next_word(p))
		return wrong(p, p->word, "nothing may follow the path of a cgroup; its lines come below");
	return 0;
}

static int parse_default(struct parser *p)
{
	struct policy_section *s = &p->file->sections[p->file->num_sections - 1];

	if (s->line)
		return wrong(p, "default", "it is given twice, before in line %u",
			     s->line);
	if (!next_word(p))
		return wrong(p, "default", "allow or deny?");
	if (!strcmp(p->word, "allow"))
		s->verdict = POLICY_ALLOW;
	else if (strcmp(p->word, "deny"))
		return wrong(p, p->word, "a default is allow or deny");
	else
		s->verdict = POLICY_DENY;
	s->line = p->number;
	if (next_word(p))
		return wrong(p, p->word, "nothing may follow");
	return 0;
}

/* Sections that apply together, the nearest of its ancestors after each. */
static int link_sections(struct parser *p)
{
	struct policy_section *s = p->file->sections;
	unsigned int i, j, depth;
	char above[POLICY_PATH];

	for (i = 1; i < p->file->num_sections; i++) {
		snprintf(above, sizeof(above), "%s", s[i].path);
		*strrchr(above, '/') = '\0';
		j = policy_section_of(s, p->file->num_sections, above);
		if (j)
			s[i].parent = j;
	}
	for (i = 1; i < p->file->num_sections; i++) {
		for (j = i, depth = 1; s[j].parent != POLICY_NO_SECTION; depth++)
			j = s[j].parent;
		if (depth > POLICY_NESTED)
			return wrong(p, s[i].path, "more than %d cgroups of this file, one below the other",
				     POLICY_NESTED);
	}
	return 0;
}

/* ---- lines ----------------------------------------------------------------------- */

static const char *word_action(struct policy_line *line, const char *word)
{
	return policy_word_action(line, word);
}

static const char *word_method(struct policy_line *line, const char *word)
{
	line->methods = xgrow(line->methods, line->num_methods,
			      sizeof(*line->methods));
	return policy_word_method(&line->methods[line->num_methods++], word);
}

static const char *word_device(struct policy_line *line, const char *word)
{
	char *name;

	if (strlen(word) >= POLICY_NAME)
		return "names of devices are shorter";
	line->devices = xgrow(line->devices, line->num_devices,
			      sizeof(*line->devices));
	name = line->devices[line->num_devices++];
	memset(name, 0, POLICY_NAME);
	memcpy(name, word, strlen(word));
	return NULL;
}

static const char *word_driver(struct policy_line *line, const char *word)
{
	line->drivers = xgrow(line->drivers, line->num_drivers,
			      sizeof(*line->drivers));
	return policy_word_driver(&line->drivers[line->num_drivers++], word);
}

static const char *word_port(struct policy_line *line, const char *word)
{
	unsigned long port = 0;
	const char *why = policy_word_number(&port, word, 1, 63);

	line->ports |= UINT64_C(1) << (port & 63);
	return why;
}

static const char *word_pkey(struct policy_line *line, const char *word)
{
	unsigned long pkey = 0;
	const char *why = policy_word_number(&pkey, word, 1, UINT16_MAX);

	line->pkeys = xgrow(line->pkeys, line->num_pkeys, sizeof(*line->pkeys));
	line->pkeys[line->num_pkeys++] = pkey;
	return why;
}

static const char *word_ucap(struct policy_line *line, const char *word)
{
	return policy_word_ucap(&line->ucaps, word);
}

static const char *word_rate(struct policy_line *line, const char *word)
{
	unsigned long per = 0;

	if (line->interval)
		return "there is a rate already";
	if (line->verdict != POLICY_LIMIT)
		return "only a line that begins with 'limit' has a rate";
	return policy_word_rate(&line->interval, &per, word);
}

static const char *word_burst(struct policy_line *line, const char *word)
{
	unsigned long burst = 0;
	const char *why = policy_word_number(&burst, word, 1, 1000000);

	if (line->burst)
		return "there is a burst already";
	if (line->verdict != POLICY_LIMIT)
		return "only a line that begins with 'limit' has a burst";
	line->burst = burst;
	return why;
}

static const struct clause {
	const char *name;
	const char *(*take)(struct policy_line *line, const char *word);
} clauses[] = {
	{ "action", word_action },
	{ "method", word_method },
	{ "device", word_device },
	{ "driver", word_driver },
	{ "port", word_port },
	{ "pkey", word_pkey },
	{ "ucap", word_ucap },
	{ "rate", word_rate },
	{ "burst", word_burst },
};

static const char *const clause_names[] = {
	"action", "method", "device", "driver", "port", "pkey", "ucap", "rate",
	"burst", NULL,
};

static const struct clause *find_clause(const char *word)
{
	unsigned int i;

	for (i = 0; i < sizeof(clauses) / sizeof(clauses[0]); i++)
		if (!strcmp(clauses[i].name, word))
			return &clauses[i];
	return NULL;
}

/* "device mlx5_0 mlx5_1" */
static int parse_clause(struct parser *p, struct policy_line *line)
{
	const struct clause *clause = find_clause(p->word);
	const char *why;

	if (!clause && strchr(p->word, '.'))
		return wrong(p, p->word, "a condition begins with what it is about: 'action %s'?",
			     p->word);
	if (!clause)
		return wrong(p, p->word, "no condition begins so; they are action, method, device, driver, port, pkey, ucap, and of limits rate and burst");
	if (!*(p->at + strspn(p->at, SPACE)) || peek_is(p, clause_names))
		return wrong(p, p->word, "what it shall be is missing");
	while (!peek_is(p, clause_names) && next_word(p)) {
		why = clause->take(line, p->word);
		if (why)
			return wrong(p, p->word, "%s: %s", clause->name, why);
	}
	return 0;
}

static void line_free(struct policy_line *line)
{
	free(line->methods);
	free(line->devices);
	free(line->drivers);
	free(line->pkeys);
}

static int parse_line(struct parser *p, enum policy_verdict verdict)
{
	struct policy_file *file = p->file;
	struct policy_line *line;
	const char *what = p->word;

	file->lines = xgrow(file->lines, file->num_lines, sizeof(*file->lines));
	line = &file->lines[file->num_lines++];
	*line = (struct policy_line) {
		.number = p->number,
		.section = file->num_sections - 1,
		.verdict = verdict,
	};
	while (next_word(p))
		if (parse_clause(p, line))
			return -EINVAL;
	if (verdict == POLICY_LIMIT && !line->interval)
		return wrong(p, what, "its rate is missing, e.g. limit action qp.create rate 100/s burst 200");
	if (!line->burst)
		line->burst = 1;
	if (!line->has_actions && !line->num_methods) {
		/* Whatever it is. */
		policy_word_action(line, "*");
		word_method(line, "*");
	}
	return 0;
}

static int parse_words(struct parser *p)
{
	if (!next_word(p))
		return 0;
	if (!strcmp(p->word, "cgroup"))
		return parse_cgroup(p);
	if (!strcmp(p->word, "default"))
		return parse_default(p);
	if (!strcmp(p->word, "allow"))
		return parse_line(p, POLICY_ALLOW);
	if (!strcmp(p->word, "deny"))
		return parse_line(p, POLICY_DENY);
	if (!strcmp(p->word, "limit"))
		return parse_line(p, POLICY_LIMIT);
	return wrong(p, p->word, "a line begins with cgroup, default, allow, deny or limit");
}

int policy_parse(struct policy_file *file, const char *text,
		 struct policy_error *error)
{
	struct parser p = { .file = file, .error = error };
	size_t len;
	char *line;
	int ret = 0;

	*file = (struct policy_file) {
		.sections = xgrow(NULL, 0, sizeof(*file->sections)),
		.num_sections = 1,
	};
	file->sections[0] = (struct policy_section) {
		.verdict = POLICY_ALLOW,
		.parent = POLICY_NO_SECTION,
	};
	for (; !ret && *text; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		p.number++;
		line = xprintf("%.*s", (int)len, text);
		line[strcspn(line, "#")] = '\0';
		p.at = line;
		ret = parse_words(&p);
		free(line);
	}
	return ret ? ret : link_sections(&p);
}

void policy_free(struct policy_file *file)
{
	unsigned int i;

	for (i = 0; i < file->num_lines; i++)
		line_free(&file->lines[i]);
	free(file->lines);
	free(file->sections);
	*file = (struct policy_file) { .num_lines = 0 };
}
