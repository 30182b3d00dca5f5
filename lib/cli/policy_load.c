// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* From the text of a policy to the kernel; and the sections of containers in it. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#include "complain.h"
#include "policy_live.h"
#include "policy_load.h"
#include "text.h"

/* Who changes the policy that there is holds it meanwhile. */
#define LOCK "/run/rdma_uapi.policy.lock"

static void complain_error(const char *name, const struct policy_error *error)
{
	if (*error->word)
		complain("%s:%u: '%s': %s", name, error->line, error->word,
			 error->text);
	else
		complain("%s:%u: %s", name, error->line, error->text);
}

int policy_load_text(const char *name, const char *text, int check_only)
{
	struct policy_error error = { .line = 0 };
	struct policy_tables tables = { .num_heads = 0 };
	struct policy_file file;
	int ret;

	ret = policy_parse(&file, text, &error);
	if (!ret)
		ret = policy_compile(&tables, &file, &error);
	if (ret)
		complain_error(name, &error);
	else if (!check_only)
		ret = policy_live_load(&file, &tables, name, text);
	policy_tables_free(&tables);
	policy_free(&file);
	return ret;
}

/* ---- containers: a section each, between two lines that say whose it is ----------- */

/* @text without what is from @begin up to and with @end; to be freed. */
static char *without(const char *text, const char *begin, const char *end)
{
	const char *from = strstr(text, begin);
	const char *to = from ? strstr(from, end) : NULL;

	if (!to)
		return xprintf("%s", text);
	return xprintf("%.*s%s", (int)(from - text), text, to + strlen(end));
}

/* @text with @line before @end, which is in a new section if it is not there. */
static char *with_line(const char *text, const char *begin, const char *end,
		       const char *cgroup, const char *line)
{
	const char *at = strstr(text, begin);
	const char *to = at ? strstr(at, end) : NULL;

	if (to)
		return xprintf("%.*s\t%s\n%s", (int)(to - text), text, line, to);
	at = *text && text[strlen(text) - 1] != '\n' ? "\n" : "";
	return xprintf("%s%s%scgroup %s\n\t%s\n%s", text, at, begin, cgroup,
		       line, end);
}

/* The sections of all containers in @text; to be freed. */
static char *all_containers(const char *text)
{
	static const char begin[] = "# container ", end[] = "# end of container ";
	char *found = xprintf("%s", ""), *old;
	int inside = 0;
	size_t len;

	for (; *text; text += len) {
		len = strcspn(text, "\n");
		len += text[len] == '\n';
		inside |= !strncmp(text, begin, strlen(begin));
		if (!inside)
			continue;
		old = found;
		found = xprintf("%s%.*s", old, (int)len, text);
		free(old);
		inside = strncmp(text, end, strlen(end));
	}
	return found;
}

/* Containers that are there keep theirs, whoever writes the rest. */
static int load_around(const char *name, const char *text)
{
	struct policy_live live;
	char *containers, *all;
	int ret = policy_live_open(&live);

	if (ret == -ENOENT)
		return policy_load_text(name, text, 0);
	if (ret)
		return ret;
	containers = all_containers(live.text);
	all = xprintf("%s%s%s", text,
		      *text && text[strlen(text) - 1] != '\n' ? "\n" : "",
		      containers);
	ret = policy_load_text(name, all, 0);
	free(all);
	free(containers);
	policy_live_close(&live);
	return ret;
}

static int change_live(const char *id, const char *cgroup, const char *line)
{
	char *begin = xprintf("# container %s\n", id);
	char *end = xprintf("# end of container %s\n", id);
	struct policy_live live;
	char *text = NULL;
	int ret = policy_live_open(&live);

	if (!ret || (ret == -ENOENT && line)) {
		const char *now = ret ? "" : live.text;
		const char *name = ret ? "containers" : live.info.file;

		text = line ? with_line(now, begin, end, cgroup, line) :
			      without(now, begin, end);
		ret = *text ? policy_load_text(name, text, 0) :
			      policy_live_remove();
		policy_live_close(&live);
	} else if (ret == -ENOENT) {
		ret = 0;
	}
	free(text);
	free(begin);
	free(end);
	return ret;
}

/* Nobody else changes the policy until it is closed. */
static int lock_policy(void)
{
	const int lock = open(LOCK, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	int ret;

	if (lock >= 0 && !flock(lock, LOCK_EX))
		return lock;
	ret = -errno;
	complain("%s: %s", LOCK, strerror(errno));
	if (lock >= 0)
		close(lock);
	return ret;
}

int policy_load_file(const char *name, const char *text)
{
	const int lock = lock_policy();
	int ret;

	if (lock < 0)
		return lock;
	ret = load_around(name, text);
	close(lock);
	return ret;
}

int policy_load_container(const char *id, const char *cgroup, const char *line)
{
	const int lock = lock_policy();
	int ret;

	if (lock < 0)
		return lock;
	ret = change_live(id, cgroup, line);
	close(lock);
	return ret;
}
