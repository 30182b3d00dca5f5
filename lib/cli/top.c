// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* rdma-uapi top: who uses how much, live. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#ifdef RDMA_UAPI_NCURSES
#include <ncurses.h>
#endif
#include "cli.h"
#include "fdinfo.h"
#include "json.h"

/**
 * struct row - a process, in one namespace of objects
 * @ns: number of the namespace
 * @pid: the process
 * @comm: its name
 * @container: or the last part of its cgroup
 * @devices: names, with commas
 * @contexts: how many it has open
 * @qps: QPs
 * @mrs: memory regions
 * @ids: ids of the connection manager
 * @objects: all objects
 * @pinned: bytes of memory registered
 * @calls: made since its fd was opened
 * @rate: calls, a second
 * @change: objects that came or went, a second
 */
struct row {
	uint64_t ns;
	pid_t pid;
	char comm[32];
	char container[64];
	char devices[64];
	unsigned int contexts;
	unsigned int qps;
	unsigned int mrs;
	unsigned int ids;
	unsigned int objects;
	uint64_t pinned;
	uint64_t calls;
	double rate;
	double change;
};

/**
 * struct sample - how things are
 * @rows: processes
 * @count: entries of @rows
 * @hidden: processes that may not be looked at
 * @time: seconds, of a clock that only goes on
 */
struct sample {
	struct row *rows;
	unsigned int count;
	unsigned int hidden;
	double time;
};

/* ---- a sample ---------------------------------------------------------------- */

/* "qp" of "context=1 qp=2"; NULL: all of them. */
static unsigned int count_of(const char *objects, const char *what)
{
	const size_t len = what ? strlen(what) : 0;
	unsigned int count = 0;
	const char *equal;

	while ((equal = strchr(objects, '='))) {
		if (!what || ((size_t)(equal - objects) == len &&
			      !strncmp(objects, what, len)))
			count += strtoul(equal + 1, NULL, 10);
		objects = equal + strcspn(equal, " ");
		objects += strspn(objects, " ");
	}
	return count;
}

static void name_devices(struct row *row, const struct fdinfo_ns *ns)
{
	size_t at = 0;
	unsigned int i;

	for (i = 0; i < ns->num_contexts && at < sizeof(row->devices); i++)
		at += snprintf(row->devices + at, sizeof(row->devices) - at,
			       "%s%s%s", at ? "," : "", ns->contexts[i].device,
			       ns->contexts[i].dead ? "!" : "");
}

static const struct fdinfo_ns *find_ns(const struct fdinfo_all *all, uint64_t id)
{
	unsigned int i;

	for (i = 0; i < all->num_ns; i++)
		if (all->ns[i].id == id)
			return &all->ns[i];
	return NULL;
}

static void add_row(struct sample *s, const struct fdinfo_fd *fd,
		    const struct fdinfo_ns *ns)
{
	struct row *row;

	s->rows = xgrow(s->rows, s->count, sizeof(*s->rows));
	row = &s->rows[s->count++];
	*row = (struct row) {
		.ns = ns->id,
		.pid = fd->pid,
		.contexts = count_of(ns->objects, "context"),
		.qps = count_of(ns->objects, "qp"),
		.mrs = count_of(ns->objects, "mr"),
		.ids = count_of(ns->objects, "cm_id"),
		.objects = count_of(ns->objects, NULL),
		.pinned = ns->pinned,
		.calls = ns->calls,
	};
	snprintf(row->comm, sizeof(row->comm), "%s", fd->comm);
	fdinfo_container(fd->cgroup, row->container, sizeof(row->container));
	name_devices(row, ns);
}

static int take_sample(struct sample *s, const char *proc)
{
	struct fdinfo_all all;
	struct timespec now;
	unsigned int i;
	int ret;

	*s = (struct sample) { .count = 0 };
	clock_gettime(CLOCK_MONOTONIC, &now);
	s->time = now.tv_sec + now.tv_nsec / 1e9;
	ret = fdinfo_scan(&all, proc);
	if (ret)
		return ret;
	s->hidden = all.hidden;
	for (i = 0; i < all.num_fds; i++) {
		const struct fdinfo_fd *fd = &all.fds[i];
		const struct fdinfo_ns *ns = find_ns(&all, fd->ns_id);

		if (ns && (!i || fd[-1].pid != fd->pid ||
			   fd[-1].ns_id != fd->ns_id))
			add_row(s, fd, ns);
	}
	fdinfo_free(&all);
	return 0;
}

/* How much has changed since @before. */
static void compare(struct sample *now, const struct sample *before)
{
	const double seconds = now->time - before->time;
	unsigned int i, j;

	for (i = 0; i < now->count; i++)
		for (j = 0; seconds > 0 && j < before->count; j++) {
			if (now->rows[i].ns != before->rows[j].ns ||
			    now->rows[i].pid != before->rows[j].pid)
				continue;
			now->rows[i].change =
				((double)now->rows[i].objects -
				 before->rows[j].objects) / seconds;
			if (now->rows[i].calls > before->rows[j].calls)
				now->rows[i].rate = (now->rows[i].calls -
						     before->rows[j].calls) /
						    seconds;
			break;
		}
}

/* ---- order --------------------------------------------------------------------- */

static const struct order {
	const char *name;
	char key;
	double (*value)(const struct row *row);
} *order;

static double by_pinned(const struct row *row)
{
	return row->pinned;
}

static double by_objects(const struct row *row)
{
	return row->objects;
}

static double by_qps(const struct row *row)
{
	return row->qps;
}

static double by_calls(const struct row *row)
{
	return row->rate;
}

static double by_change(const struct row *row)
{
	return row->change < 0 ? -row->change : row->change;
}

static double by_pid(const struct row *row)
{
	return -row->pid;
}

static const struct order orders[] = {
	{ "pinned", 'p', by_pinned },
	{ "objects", 'o', by_objects },
	{ "qps", 'q', by_qps },
	{ "calls", 'a', by_calls },
	{ "change", 'c', by_change },
	{ "pid", 'n', by_pid },
};

#define NUM_ORDERS (sizeof(orders) / sizeof(orders[0]))

static int compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	const double left = order->value(x), right = order->value(y);

	if (left != right)
		return left < right ? 1 : -1;
	return x->pid - y->pid;
}

static void sort_rows(struct sample *s)
{
	if (s->count)
		qsort(s->rows, s->count, sizeof(*s->rows), compare_rows);
}

/* ---- output ---------------------------------------------------------------------- */

/* "12.3M", of bytes by 1024, of calls by 1000. */
static const char *short_text(double value, unsigned int unit, char *text,
			      size_t size)
{
	static const char units[] = " KMGTPE";
	unsigned int i;

	for (i = 0; value >= 1000 && units[i + 1]; i++)
		value /= unit;
	if (i)
		snprintf(text, size, "%.1f%c", value, units[i]);
	else
		snprintf(text, size, "%.0f", value);
	return text;
}

/* 80 columns */
static const char heading[] =
	"    PID COMMAND    CONTAINER  DEVICES  CTX    QP    MR   ID  PINNED  +-/S CALL/S";

static void row_text(const struct row *row, char *text, size_t size)
{
	char pinned[16], rate[16];

	snprintf(text, size,
		 "%7d %-10.10s %-10.10s %-8.8s %3u %5u %5u %4u %7s %5.0f %6s",
		 (int)row->pid, row->comm, *row->container ? row->container : "-",
		 *row->devices ? row->devices : "-", row->contexts, row->qps,
		 row->mrs, row->ids,
		 short_text(row->pinned, 1024, pinned, sizeof(pinned)),
		 row->change, short_text(row->rate, 1000, rate, sizeof(rate)));
	printable(text);
}

static void head_text(const struct sample *s, char *text, size_t size)
{
	const time_t now = time(NULL);
	char when[16] = "";
	struct tm tm;

	if (localtime_r(&now, &tm))
		strftime(when, sizeof(when), "%H:%M:%S", &tm);
	snprintf(text, size, "rdma-uapi top  %s  %u processes, by %s%s", when,
		 s->count, order->name,
		 s->hidden ? "; some could not be looked at" : "");
}

static void print_sample(const struct sample *s)
{
	char text[256];
	unsigned int i;

	head_text(s, text, sizeof(text));
	printf("%s\n%s\n", text, heading);
	for (i = 0; i < s->count; i++) {
		row_text(&s->rows[i], text, sizeof(text));
		puts(text);
	}
}

static void print_json(const struct sample *s)
{
	struct json json = { .depth = 0 };
	const struct row *row;

	json_open(&json, NULL, '[');
	for (row = s->rows; row < s->rows + s->count; row++) {
		json_open(&json, NULL, '{');
		json_number(&json, "ns", row->ns);
		json_number(&json, "pid", row->pid);
		json_string(&json, "comm", row->comm);
		json_string(&json, "container",
			    *row->container ? row->container : NULL);
		json_string(&json, "devices", row->devices);
		json_number(&json, "contexts", row->contexts);
		json_number(&json, "qps", row->qps);
		json_number(&json, "mrs", row->mrs);
		json_number(&json, "cm_ids", row->ids);
		json_number(&json, "objects", row->objects);
		json_number(&json, "pinned", row->pinned);
		json_number(&json, "calls", row->calls);
		json_number(&json, "calls_per_second", (uint64_t)row->rate);
		json_close(&json, '}');
	}
	json_close(&json, ']');
	json_end(&json);
}

/* ---- live ----------------------------------------------------------------------------- */

#ifdef RDMA_UAPI_NCURSES

static void draw(const struct sample *s)
{
	char text[256];
	int i;

	erase();
	head_text(s, text, sizeof(text));
	mvaddnstr(0, 0, text, COLS);
	mvaddnstr(1, 0, "p pinned  o objects  q QPs  a calls  c change  n pid   x end",
		  COLS);
	attron(A_REVERSE);
	mvaddnstr(2, 0, heading, COLS);
	attroff(A_REVERSE);
	for (i = 0; i < (int)s->count && i + 3 < LINES; i++) {
		row_text(&s->rows[i], text, sizeof(text));
		mvaddnstr(i + 3, 0, text, COLS);
	}
	refresh();
}

/* 0: end. */
static int obey(int key)
{
	unsigned int i;

	for (i = 0; i < NUM_ORDERS; i++)
		if (key == orders[i].key)
			order = &orders[i];
	return key != 'x' && key != 'X' && key != 27 && key != 3;
}

static int run_live(const char *proc, unsigned int delay)
{
	struct sample before = { .count = 0 }, now;
	int ret, go_on = 1, key;

	if (!initscr())
		return -ENOTTY;
	cbreak();
	noecho();
	curs_set(0);
	timeout((int)delay * 1000);
	do {
		ret = take_sample(&now, proc);
		if (ret)
			break;
		compare(&now, &before);
		sort_rows(&now);
		draw(&now);
		key = getch();
		if (key != ERR)
			go_on = obey(key);
		free(before.rows);
		before = now;
	} while (go_on);
	free(before.rows);
	endwin();
	return ret;
}

#else

static int run_live(const char *proc, unsigned int delay)
{
	(void)proc;
	(void)delay;
	complain("top: this rdma-uapi was built without ncurses: --batch N?");
	return -EOPNOTSUPP;
}

#endif

/* One after the other, for files and pipes. */
static int run_batch(const char *proc, unsigned int delay, unsigned int count,
		     int as_json)
{
	struct sample before = { .count = 0 }, now;
	int ret = 0;

	for (;;) {
		ret = take_sample(&now, proc);
		if (ret)
			break;
		compare(&now, &before);
		sort_rows(&now);
		if (as_json)
			print_json(&now);
		else
			print_sample(&now);
		free(before.rows);
		before = now;
		if (fflush(stdout) || !--count)
			break;
		sleep(delay);
	}
	free(before.rows);
	return ret;
}

enum { TOP_SORT, TOP_DELAY, TOP_BATCH, TOP_JSON, TOP_PROC };

/* A number of seconds or samples, 0: it is none. */
static unsigned int take_number(const char *text)
{
	char *end;
	const unsigned long number = strtoul(text, &end, 10);

	return *end || *text == '-' || number > 1000000 ? 0 : number;
}

static int set_order(const char *name)
{
	unsigned int i;

	for (i = 0; i < NUM_ORDERS; i++)
		if (!strcmp(orders[i].name, name)) {
			order = &orders[i];
			return 0;
		}
	return -EINVAL;
}

static int run_top(struct args *args)
{
	unsigned int delay = 2, batch = 0;
	const char *proc = "/proc";
	int as_json = 0, ret;

	order = orders;
	while ((ret = args_next_option(args)) >= 0) {
		if (ret == TOP_SORT && set_order(args->value))
			return args_wrong(args, "--sort takes pinned, objects, qps, calls, change or pid");
		if (ret == TOP_DELAY)
			delay = take_number(args->value);
		else if (ret == TOP_BATCH)
			batch = take_number(args->value);
		else if (ret == TOP_JSON)
			as_json = 1;
		else if (ret == TOP_PROC)
			proc = args->value;
		if (!delay || (ret == TOP_BATCH && !batch))
			return args_wrong(args, "that takes a number, from 1 on");
	}
	if (ret == ARG_STOP)
		return args->status;
	if (as_json && !batch)
		batch = 1;
	if (!batch && !isatty(STDOUT_FILENO))
		batch = 1;
	ret = batch ? run_batch(proc, delay, batch, as_json) :
		      run_live(proc, delay);
	if (ret) {
		complain("top: %s: %s", proc, strerror(-ret));
		return EXIT_FAILED;
	}
	return finish_output();
}

const struct command top_command = {
	.name = "top",
	.help = "processes that use most, live",
	.options = (const struct option[]) {
		[TOP_SORT] = { "--sort", "KEY",
			       "by pinned (default), objects, qps, calls, change or pid" },
		[TOP_DELAY] = { "--delay", "SECONDS", "between two looks (2)" },
		[TOP_BATCH] = { "--batch", "N", "print N of them instead" },
		[TOP_JSON] = { "--json", NULL, "as JSON, for programs" },
		[TOP_PROC] = { "--proc", "DIR",
			       "another proc file system than /proc" },
		{ .name = NULL },
	},
	.run = run_top,
};
