// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* The policy that the kernel has: loading, reading, judging and watching. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "complain.h"
#include "policy_bpf.skel.h"
#include "policy_fill.h"
#include "policy_folder.h"
#include "policy_live.h"
#include "text.h"

/* How long policy_live_watch() waits. */
#define WATCH_MS 500

/* ---- loading ---------------------------------------------------------------------- */

static int pin_maps(struct policy_bpf *bpf, unsigned long number)
{
	struct bpf_map *map;
	char *path;
	int ret = 0;

	bpf_object__for_each_map(map, bpf->obj) {
		if (strchr(bpf_map__name(map), '.'))
			continue;
		path = xprintf(POLICY_FOLDER "/%lu/%s", number, bpf_map__name(map));
		ret = bpf_map__pin(map, path);
		free(path);
		if (ret)
			break;
	}
	return ret;
}

/* Attached, but it does not hold yet; complete before it is pinned. */
static int attach(struct policy_bpf *bpf, unsigned long number)
{
	char *path = xprintf(POLICY_FOLDER "/%lu", number);
	int ret = mkdir(path, 0700) ? -errno : 0;

	if (!ret)
		ret = pin_maps(bpf, number);
	if (!ret)
		ret = policy_bpf__attach(bpf);
	free(path);
	if (ret)
		return ret;
	path = xprintf(POLICY_FOLDER "/%lu/" POLICY_LINK, number);
	ret = bpf_link__pin(bpf->links.rdma_uapi, path);
	free(path);
	return ret;
}

/* What libbpf has to say, if it comes to that. */
static char last_words[1024];

static int keep_words(enum libbpf_print_level level, const char *fmt, va_list args)
{
	if (level == LIBBPF_WARN && !*last_words)
		vsnprintf(last_words, sizeof(last_words), fmt, args);
	return 0;
}

/* The kernel has to ask BPF programs at all. */
static int asks_bpf(void)
{
	FILE *in = fopen("/sys/kernel/security/lsm", "r");
	char list[256] = "";
	char *save, *word;
	int found = !in;

	if (in) {
		if (!fgets(list, sizeof(list), in))
			*list = '\0';
		fclose(in);
	}
	for (word = strtok_r(list, ",\n", &save); word && !found;
	     word = strtok_r(NULL, ",\n", &save))
		found = !strcmp(word, "bpf");
	if (!found)
		complain("policy: the kernel does not ask BPF programs: it takes 'bpf' in lsm= of its command line (see /sys/kernel/security/lsm)");
	return found;
}

static int load_into(int folder, struct policy_bpf *bpf,
		     const struct policy_file *file,
		     const struct policy_tables *tables, const char *name,
		     const char *text)
{
	unsigned int count;
	unsigned long number;
	int ret;

	policy_fill_sizes(bpf, file, tables, text);
	ret = policy_bpf__load(bpf);
	if (!ret)
		ret = policy_fill(bpf, file, tables, name, text);
	if (ret)
		return ret;
	/* What a load that was killed has left. */
	number = policy_folder_newest(folder, &count);
	policy_folder_drop_others(folder, number);
	ret = attach(bpf, number + 1);
	if (!ret)
		ret = policy_set_on(bpf_map__fd(bpf->maps.on), 1);
	if (ret) {
		policy_folder_drop(folder, number + 1);
		return ret;
	}
	return policy_folder_drop_others(folder, number + 1);
}

int policy_live_load(const struct policy_file *file,
		     const struct policy_tables *tables, const char *name,
		     const char *text)
{
	struct policy_bpf *bpf;
	int folder, ret;

	if (!asks_bpf())
		return -EOPNOTSUPP;
	folder = policy_folder_open(1);
	if (folder < 0)
		return folder;
	libbpf_set_print(keep_words);
	bpf = policy_bpf__open();
	ret = bpf ? load_into(folder, bpf, file, tables, name, text) : -errno;
	if (ret)
		complain("policy: the kernel does not take it: %s%s%s",
			 strerror(-ret), *last_words ? "; " : "",
			 printable(last_words));
	policy_bpf__destroy(bpf);
	close(folder);
	return ret;
}

int policy_live_remove(void)
{
	int folder = policy_folder_open(0);
	unsigned int count;

	if (folder < 0)
		return folder;
	flock(folder, LOCK_EX);
	policy_folder_newest(folder, &count);
	policy_folder_drop_others(folder, 0);
	close(folder);
	rmdir(POLICY_FOLDER);
	return count ? 0 : -ENOENT;
}

/* ---- reading ------------------------------------------------------------------------ */

static int read_map(unsigned long number, const char *name, void *values,
		    size_t size, unsigned int count)
{
	const int fd = policy_folder_get(number, name);
	char *at = values;
	int ret = fd < 0 ? fd : 0;
	uint32_t i;

	for (i = 0; !ret && i < count; i++, at += size)
		ret = bpf_map_lookup_elem(fd, &i, at);
	if (fd >= 0)
		close(fd);
	return ret;
}

static int read_all(struct policy_live *live, unsigned long number)
{
	unsigned int pages;
	int ret;

	ret = read_map(number, "info", &live->info, sizeof(live->info), 1);
	if (ret)
		return ret;
	pages = live->info.length / POLICY_TEXT + 1;
	live->text = xalloc(pages * POLICY_TEXT + 1);
	live->sections = xalloc(live->info.sections * sizeof(*live->sections));
	live->rules = xalloc(live->info.rules * sizeof(*live->rules));
	ret = read_map(number, "text", live->text, POLICY_TEXT, pages);
	if (!ret)
		ret = read_map(number, "section", live->sections,
			       sizeof(*live->sections), live->info.sections);
	if (!ret)
		ret = read_map(number, "rule", live->rules,
			       sizeof(*live->rules), live->info.rules);
	return ret;
}

int policy_live_open(struct policy_live *live)
{
	const int folder = policy_folder_open(0);
	unsigned long number;
	int ret;

	*live = (struct policy_live) { .text = NULL };
	if (folder < 0)
		return folder;
	number = policy_folder_newest(folder, &live->count);
	ret = number ? read_all(live, number) : -ENOENT;
	close(folder);
	live->number = number;
	if (ret)
		policy_live_close(live);
	if (ret && number)
		complain("policy: %s: %s", POLICY_FOLDER, strerror(-ret));
	return ret;
}

void policy_live_close(struct policy_live *live)
{
	free(live->text);
	free(live->sections);
	free(live->rules);
	live->text = NULL;
	live->sections = NULL;
	live->rules = NULL;
}

char *policy_live_line(const struct policy_live *live, unsigned int number)
{
	const char *at = live->text;
	size_t len;

	for (; number > 1 && *at; number--) {
		at += strcspn(at, "\n");
		at += *at == '\n';
	}
	at += strspn(at, " \t");
	len = strcspn(at, "#\n");
	while (len && strchr(" \t\r", at[len - 1]))
		len--;
	return xprintf("%.*s", (int)len, at);
}

/* ---- judging as the program does ----------------------------------------------------- */

static int head_of(unsigned long number, const struct policy_request *req,
		   struct policy_head *head)
{
	const uint32_t at = req->section * POLICY_HEADS + policy_head_of(req);
	const int fd = policy_folder_get(number, "head");
	int ret;

	if (fd < 0)
		return fd;
	ret = bpf_map_lookup_elem(fd, &at, head);
	close(fd);
	return ret;
}

/* The first of @count matches that applies; 0: none does. */
static int first_match(unsigned long number, const struct policy_request *req,
		       uint32_t first, uint32_t count,
		       struct policy_match *match)
{
	const int fd = policy_folder_get(number, "match");
	int found = 0;
	uint32_t at;

	for (at = first; fd >= 0 && !found && at < first + count; at++)
		found = !bpf_map_lookup_elem(fd, &at, match) &&
			policy_applies(match, req);
	if (fd >= 0)
		close(fd);
	return fd < 0 ? fd : found;
}

int policy_live_judge(const struct policy_live *live,
		      struct policy_request *req, const char *cgroup,
		      struct policy_opinion *opinion)
{
	struct policy_match match;
	struct policy_head head;
	uint32_t at;
	int ret;

	*opinion = (struct policy_opinion) { .verdict = POLICY_DENY };
	at = policy_section_of(live->sections, live->info.sections, cgroup);
	for (; at != POLICY_NO_SECTION; at = live->sections[at].parent) {
		req->section = at;
		ret = head_of(live->number, req, &head);
		if (!ret)
			ret = first_match(live->number, req, head.first,
					  head.count, &match);
		if (ret < 0)
			return ret;
		opinion->section = at;
		opinion->rule = ret ? match.rule : 0;
		opinion->verdict = ret ? match.verdict : head.verdict;
		if (opinion->verdict == POLICY_DENY)
			return 0;
		ret = first_match(live->number, req, head.first_limit,
				  head.count_limit, &match);
		if (ret < 0)
			return ret;
		if (ret && !opinion->limit)
			opinion->limit = match.rule;
	}
	return 0;
}

/* ---- watching -------------------------------------------------------------------------- */

/**
 * struct watcher - who is told of denials
 * @fn: what to call
 * @to: with what
 */
struct watcher {
	policy_denial_fn *fn;
	void *to;
};

static int on_denial(void *ctx, void *data, size_t size)
{
	const struct watcher *w = ctx;

	if (size >= sizeof(struct policy_denial))
		w->fn(w->to, data);
	return 0;
}

static int still_there(const struct policy_live *live)
{
	char *path = xprintf(POLICY_FOLDER "/%lu/" POLICY_LINK, live->number);
	const int there = !access(path, F_OK);

	free(path);
	return there;
}

int policy_live_watch(const struct policy_live *live, policy_denial_fn *fn,
		      void *to)
{
	struct watcher w = { .fn = fn, .to = to };
	const int fd = policy_folder_get(live->number, "denials");
	struct ring_buffer *ring;
	int ret = 0;

	if (fd < 0)
		return fd;
	ring = ring_buffer__new(fd, on_denial, &w, NULL);
	if (!ring) {
		ret = -errno;
		close(fd);
		return ret;
	}
	do {
		ret = ring_buffer__poll(ring, WATCH_MS);
		if (fflush(stdout))
			ret = -EIO;
	} while (ret >= 0 && still_there(live));
	ring_buffer__free(ring);
	close(fd);
	return ret < 0 ? ret : 0;
}
