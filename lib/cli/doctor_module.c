// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* rdma-uapi doctor: kernel, module, node, and whether it takes calls. */
#include <errno.h>
#include <inttypes.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include <rdma_uapi/rdma_uapi.h>
#include "device.h"
#include "doctor.h"
#include "text.h"

#define RULE "90-rdma-uapi.rules"
#define RETRIGGER "udevadm control --reload && udevadm trigger --settle /sys/class/misc/rdma_uapi"

int doctor_capable(const struct patient *p, unsigned int cap)
{
	char *status = machine_read(&p->machine, "/proc/self/status");
	char *line = machine_line(status, "CapEff:");
	const int ret = line && strtoull(line, NULL, 16) >> cap & 1;

	free(line);
	free(status);
	return ret;
}

/* Empty if it cannot be told; to be freed. */
static char *kernel_release(const struct patient *p)
{
	char *release = machine_read(&p->machine, "/proc/sys/kernel/osrelease");

	return release ? release : xprintf("%s", "");
}

void doctor_kernel(struct patient *p)
{
	char *release = kernel_release(p);
	unsigned int major, minor;

	if (sscanf(release, "%u.%u", &major, &minor) != 2)
		findings_add(&p->found, FINDING_NOTE, "kernel",
			     "/proc does not say which one it is");
	else if (major < 6 || (major == 6 && minor < 1))
		findings_add(&p->found, FINDING_WRONG, "kernel",
			     "Linux %s: the module needs 6.1 or newer", release);
	else
		findings_add(&p->found, FINDING_OK, "kernel", "Linux %s",
			     release);
	free(release);
}

/* Containers have no modules of their own. */
static int is_container(const struct machine *m)
{
	return machine_has(m, "/.dockerenv") ||
	       machine_has(m, "/run/.containerenv") ||
	       machine_has(m, "/run/systemd/container");
}

/* Is there a module for this kernel? */
static int is_installed(const struct machine *m, const char *release)
{
	char *dep = machine_path(m, "/lib/modules/%s/modules.dep", release);
	FILE *in = fopen(dep, "re");
	char *line = NULL;
	size_t size = 0;
	int found = 0;

	while (in && !found && getline(&line, &size, in) > 0) {
		line[strcspn(line, ":")] = '\0';
		found = !!strstr(line, "/rdma_uapi.ko");
	}
	free(line);
	if (in)
		fclose(in);
	free(dep);
	return found;
}

/* It is there for other kernels, perhaps. */
static void cure_missing(struct patient *p, const char *release)
{
	const struct machine *m = &p->machine;

	if (!machine_matches(m, "/usr/src/rdma-uapi-*/dkms.conf"))
		findings_cure(&p->found, "apt-get install rdma-uapi-dkms linux-headers-%s",
			      release);
	else if (!machine_has(m, "/lib/modules/%s/build/Makefile", release))
		findings_cure(&p->found, "apt-get install linux-headers-%s && dkms autoinstall -k %s",
			      release, release);
	else
		findings_cure(&p->found, "dkms autoinstall -k %s   # and see what it says",
			      release);
}

void doctor_module(struct patient *p)
{
	char *release = kernel_release(p);
	char *locked = machine_read(&p->machine, "/sys/kernel/security/lockdown");

	p->module = machine_has(&p->machine, "/sys/module/rdma_uapi");
	if (p->module) {
		findings_add(&p->found, FINDING_OK, "module", "rdma_uapi is loaded");
	} else if (is_container(&p->machine)) {
		findings_add(&p->found, FINDING_WRONG, "module",
			     "rdma_uapi is not loaded, which is for the host of this container to do");
	} else if (!is_installed(&p->machine, release)) {
		findings_add(&p->found, FINDING_WRONG, "module",
			     "there is no rdma_uapi for Linux %s", release);
		cure_missing(p, release);
	} else {
		findings_add(&p->found, FINDING_WRONG, "module",
			     "rdma_uapi is not loaded%s",
			     locked && !strstr(locked, "[none]") ?
			     "; this kernel takes signed modules only: docs/install.md says how to sign" :
			     "");
		findings_cure(&p->found, "modprobe rdma_uapi");
	}
	free(locked);
	free(release);
}

/* The device number that the module has, as "10:124", or NULL. */
static char *module_number(const struct patient *p)
{
	return machine_read(&p->machine, "/sys/class/misc/rdma_uapi/dev");
}

static void cure_container(struct patient *p, const char *otherwise)
{
	if (is_container(&p->machine))
		findings_cure(&p->found, "docker run --device /dev/rdma_uapi ...   # or as your runtime has it");
	else
		findings_cure(&p->found, "%s", otherwise);
}

/* Is it a node, and that of the module? */
static int check_node(struct patient *p, const struct stat *st, int err)
{
	char *number = module_number(p);
	char *is = xprintf("%u:%u", major(st->st_rdev), minor(st->st_rdev));
	int ret = 0;

	if (err) {
		findings_add(&p->found, FINDING_WRONG, "node", "%s: %s%s",
			     RUAPI_DEVICE_PATH, strerror(-err),
			     p->module ? "" : ": it comes with the module");
		if (p->module)
			cure_container(p, RETRIGGER);
	} else if (!S_ISCHR(st->st_mode)) {
		findings_add(&p->found, FINDING_WRONG, "node",
			     "%s is no character device", RUAPI_DEVICE_PATH);
		cure_container(p, "rm " RUAPI_DEVICE_PATH "; modprobe -r rdma_uapi; modprobe rdma_uapi");
	} else if (number && strcmp(number, is)) {
		findings_add(&p->found, FINDING_WRONG, "node",
			     "%s is %s, the module has %s: it was given to this container, or made, before the module was loaded again",
			     RUAPI_DEVICE_PATH, is, number);
		cure_container(p, "rm " RUAPI_DEVICE_PATH "; modprobe -r rdma_uapi; modprobe rdma_uapi");
	} else {
		ret = 1;
	}
	free(is);
	free(number);
	return ret;
}

/* Is a number among those that stand in a line of /proc/self/status? */
static int in_line(const char *status, const char *key, unsigned int id)
{
	char *line = machine_line(status, key);
	char *word, *save;
	int found = 0;

	for (word = line ? strtok_r(line, " \t", &save) : NULL; word;
	     word = strtok_r(NULL, " \t", &save))
		found |= strtoul(word, NULL, 10) == id;
	free(line);
	return found;
}

/* Which three bits of the mode count for whoever runs the tool. */
static unsigned int rights(const struct patient *p, const struct stat *st)
{
	char *status = machine_read(&p->machine, "/proc/self/status");
	unsigned int shift = 0;

	if (doctor_capable(p, CAP_DAC_OVERRIDE)) {
		free(status);
		return 6;
	}
	if (in_line(status, "Uid:", st->st_uid))
		shift = 6;
	else if (in_line(status, "Gid:", st->st_gid) ||
		 in_line(status, "Groups:", st->st_gid))
		shift = 3;
	free(status);
	return st->st_mode >> shift & 7;
}

/* The name of a number in passwd or group, or the number; to be freed. */
static char *name_of(const struct patient *p, const char *file, unsigned int id)
{
	char *text = machine_read(&p->machine, "/etc/%s", file);
	char *line, *save, *name = NULL;
	char *at = text;
	unsigned int number;
	char found[64];

	for (line = at ? strtok_r(at, "\n", &save) : NULL; line && !name;
	     line = strtok_r(NULL, "\n", &save))
		if (sscanf(line, "%63[^:]:%*[^:]:%u:", found, &number) == 2 &&
		    number == id)
			name = xprintf("%s", found);
	free(text);
	return name ? name : xprintf("%u", id);
}

static unsigned int uid_of(const struct patient *p)
{
	char *status = machine_read(&p->machine, "/proc/self/status");
	char *line = machine_line(status, "Uid:");
	const unsigned int uid = line ? strtoul(line, NULL, 10) : 0;

	free(line);
	free(status);
	return uid;
}

static int has_rule(const struct machine *m)
{
	static const char *const folders[] = {
		"/etc/udev/rules.d", "/run/udev/rules.d", "/usr/lib/udev/rules.d",
		"/lib/udev/rules.d", "/usr/local/lib/udev/rules.d",
	};
	unsigned int i;

	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (machine_has(m, "%s/" RULE, folders[i]))
			return 1;
	return 0;
}

static void add_forbidden(struct patient *p, const struct stat *st,
			  const char *user, const char *group)
{
	findings_add(&p->found, FINDING_WRONG, "access",
		     "%s has mode %04o, group %s: %s may not open it",
		     RUAPI_DEVICE_PATH, st->st_mode & 07777, group, user);
	if (is_container(&p->machine))
		return;
	if ((st->st_mode & 060) == 060 && st->st_gid)
		findings_cure(&p->found, "usermod -aG %s %s   # as root; then log in again",
			      group, user);
	else if (has_rule(&p->machine))
		findings_cure(&p->found, RETRIGGER "   # as root: " RULE " is there");
	else
		findings_cure(&p->found, "echo 'KERNEL==\"rdma_uapi\", SUBSYSTEM==\"misc\", MODE=\"0660\", GROUP=\"rdma\"' >/etc/udev/rules.d/" RULE " && " RETRIGGER);
}

void doctor_node(struct patient *p)
{
	struct stat st = { .st_mode = 0 };
	const int err = machine_stat(&p->machine, RUAPI_DEVICE_PATH, &st);
	char *group, *user;

	if (!check_node(p, &st, err))
		return;
	group = name_of(p, "group", st.st_gid);
	user = name_of(p, "passwd", uid_of(p));
	findings_add(&p->found, FINDING_OK, "node", "%s has mode %04o, group %s",
		     RUAPI_DEVICE_PATH, st.st_mode & 07777, group);
	p->node = (rights(p, &st) & 6) == 6;
	if (p->node)
		findings_add(&p->found, FINDING_OK, "access",
			     "%s may open it", user);
	else
		add_forbidden(p, &st, user, group);
	free(user);
	free(group);
}

/* The mode of the node allows it. */
static void add_not_opened(struct patient *p, int err)
{
	findings_add(&p->found, FINDING_WRONG, "calls",
		     "%s cannot be opened, although its mode allows it: %s",
		     RUAPI_DEVICE_PATH, strerror(-err));
	if (err == -EPERM)
		cure_container(p, "systemctl edit SERVICE   # DeviceAllow=/dev/rdma_uapi rw: a device cgroup forbids it");
	else if (err == -EACCES)
		findings_cure(&p->found, "journalctl -k -g 'avc|apparmor'   # a security module forbids it");
}

static void add_no_calls(struct patient *p, int err)
{
	switch (err) {
	case -EPROTONOSUPPORT:
		findings_add(&p->found, FINDING_WRONG, "calls",
			     "the module is of another version than this tool");
		findings_cure(&p->found, "modprobe -r rdma_uapi; modprobe rdma_uapi");
		break;
	case -EPERM:
	case -EACCES:
		findings_add(&p->found, FINDING_WRONG, "calls",
			     "seccomp or a security module forbids them: %s",
			     strerror(-err));
		break;
	default:
		findings_add(&p->found, FINDING_WRONG, "calls",
			     "%s is not that of the module: %s",
			     RUAPI_DEVICE_PATH, strerror(-err));
	}
}

/* What files say may be right, and still something forbids it. */
void doctor_calls(struct patient *p)
{
	struct ruapi_namespace_nop_args nop = {};
	int ret;

	if (!machine_is_this(&p->machine) || !p->node)
		return;
	p->fd = ruapi_open();
	if (p->fd < 0) {
		add_not_opened(p, p->fd);
		return;
	}
	ret = ruapi_namespace_nop(p->fd, &nop);
	if (!ret) {
		findings_add(&p->found, FINDING_OK, "calls",
			     "the module takes them");
		return;
	}
	add_no_calls(p, ret);
	close(p->fd);
	p->fd = -1;
}
