// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* rdma-uapi doctor: what else can be in the way. */
#include <inttypes.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <gnu/libc-version.h>
#include "doctor.h"
#include "interposer.h"
#include "text.h"

/* What is enough for rping, and what is enough for most programs. */
#define LITTLE_MEMORY (1ULL << 20)
#define ENOUGH_MEMORY (1ULL << 30)

void doctor_memlock(struct patient *p)
{
	char *limits = machine_read(&p->machine, "/proc/self/limits");
	char *line = machine_line(limits, "Max locked memory");
	const int unlimited = line && !strncmp(line, "unlimited", 9);
	const unsigned long long bytes = line ? strtoull(line, NULL, 10) : 0;

	if (!line) {
		findings_add(&p->found, FINDING_NOTE, "memlock",
			     "/proc/self/limits does not say how much memory may be locked");
	} else if (unlimited || doctor_capable(p, CAP_IPC_LOCK)) {
		findings_add(&p->found, FINDING_OK, "memlock",
			     "memory may be locked without limit");
	} else if (bytes >= ENOUGH_MEMORY) {
		findings_add(&p->found, FINDING_OK, "memlock",
			     "%llu MiB may be locked", bytes >> 20);
	} else {
		findings_add(&p->found, bytes < LITTLE_MEMORY ? FINDING_WRONG :
				     FINDING_NOTE, "memlock",
			     "only %llu KiB may be locked: regions that are registered count",
			     bytes >> 10);
		findings_cure(&p->found, "echo '* - memlock unlimited' >/etc/security/limits.d/rdma.conf   # log in again; services: LimitMEMLOCK=infinity, docker: --ulimit memlock=-1");
	}
	free(line);
	free(limits);
}

/* The number behind "NAME=" in a line of rdma.max or rdma.current; -1: none. */
static long long limit_of(const char *line, const char *name)
{
	char *key = xprintf(" %s=", name);
	const char *at = line ? strstr(line, key) : NULL;
	long long n = -1;

	if (at && strncmp(at + strlen(key), "max", 3))
		n = strtoll(at + strlen(key), NULL, 10);
	free(key);
	return n;
}

/* "rxe0 hca_handle=2 hca_object=max" */
static void check_limits(struct patient *p, const char *group, const char *line,
			 const char *current)
{
	static const char *const names[] = { "hca_handle", "hca_object" };
	char *device = xprintf("%.*s", (int)strcspn(line, " "), line);
	char *key = xprintf("%s ", device);
	char *used = machine_line(current, key);
	char *use = xprintf(" %s", used ? used : "");
	long long limit, now;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		limit = limit_of(line, names[i]);
		if (limit < 0)
			continue;
		now = limit_of(use, names[i]);
		now = now < 0 ? 0 : now;
		findings_add(&p->found, now >= limit ? FINDING_WRONG :
				     FINDING_NOTE, "cgroup",
			     "%s lets %s have %lld %s, of which %lld are used",
			     group, device, limit, names[i], now);
		findings_cure(&p->found, "echo '%s %s=max' >%s/rdma.max", device,
			      names[i], group);
	}
	free(use);
	free(used);
	free(key);
	free(device);
}

static void check_cgroup(struct patient *p, const char *group)
{
	char *max = machine_read(&p->machine, "%s/rdma.max", group);
	char *current = machine_read(&p->machine, "%s/rdma.current", group);
	char *line, *save;

	for (line = max ? strtok_r(max, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save))
		check_limits(p, group, line, current);
	free(current);
	free(max);
}

/* All groups from the process's own up to the root, which has no limits. */
void doctor_cgroup(struct patient *p)
{
	char *groups = machine_read(&p->machine, "/proc/self/cgroup");
	char *path = machine_line(groups, "0::");
	const unsigned int before = p->found.count;
	char *slash, *group;

	while (path && *path && strcmp(path, "/")) {
		group = xprintf("/sys/fs/cgroup%s", path);
		check_cgroup(p, group);
		free(group);
		slash = strrchr(path, '/');
		if (slash)
			*slash = '\0';
		else
			break;
	}
	if (p->found.count == before)
		findings_add(&p->found, FINDING_OK, "cgroup",
			     "no limits of the rdma controller");
	free(path);
	free(groups);
}

void doctor_lsm(struct patient *p)
{
	const struct machine *m = &p->machine;
	char *enforce = machine_read(m, "/sys/fs/selinux/enforce");
	char *label = machine_read(m, "/proc/self/attr/current");
	char *lsm = machine_read(m, "/sys/kernel/security/lsm");

	if (enforce && *enforce == '1') {
		findings_add(&p->found, FINDING_NOTE, "lsm",
			     "SELinux is enforcing; this process is %s: its policy says which calls are allowed",
			     label ? label : "?");
		findings_cure(&p->found, "ausearch -m avc -ts recent   # if calls fail with EACCES");
	} else if (label && *label && lsm && strstr(lsm, "apparmor") &&
		   strncmp(label, "unconfined", 10)) {
		findings_add(&p->found, FINDING_NOTE, "lsm",
			     "AppArmor confines this process: %s must have '/dev/rdma_uapi rw,'",
			     label);
	} else {
		findings_add(&p->found, FINDING_OK, "lsm", "%s",
			     lsm ? lsm : "no security modules to be seen");
	}
	free(lsm);
	free(label);
	free(enforce);
}

/* The libraries of unmodified programs, and what is put in front of them. */
static void check_library(struct patient *p, const char *name,
			  const char *package)
{
	char *here = xprintf("/usr/lib/*/%s", name);
	char *there = xprintf("/usr/lib*/%s", name);
	char *old = xprintf("/lib/*/%s", name);

	if (machine_matches(&p->machine, here) ||
	    machine_matches(&p->machine, there) ||
	    machine_matches(&p->machine, old)) {
		findings_add(&p->found, FINDING_OK, "library", "%s is there",
			     name);
	} else {
		findings_add(&p->found, FINDING_NOTE, "library",
			     "there is no %s: programs that are linked with it cannot run",
			     name);
		findings_cure(&p->found, "apt-get install %s", package);
	}
	free(old);
	free(there);
	free(here);
}

void doctor_libraries(struct patient *p)
{
	char *why, *path;

	check_library(p, "libibverbs.so.1", "libibverbs1");
	check_library(p, "librdmacm.so.1", "librdmacm1");
	if (!machine_is_this(&p->machine))
		return;
	path = interposer_find(&why);
	if (path)
		why = interposer_check(path);
	if (why) {
		findings_add(&p->found, FINDING_WRONG, "interposer", "%s", why);
		findings_cure(&p->found, "apt-get install --reinstall rdma-uapi-tools");
	} else {
		findings_add(&p->found, FINDING_OK, "interposer",
			     "%s can be loaded, with glibc %s", path,
			     gnu_get_libc_version());
	}
	free(why);
	free(path);
}
