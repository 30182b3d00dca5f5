// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * A policy for /dev/rdma_uapi as a BPF LSM program: 'rdma-uapi policy load' fills its
 * maps and pins it.  It is compiled without any kernel's headers: where fields are is
 * found when it is loaded (CO-RE), those of the module's request in the module's own
 * BTF; a module without any is taken by its public header.
 */
#include <stdbool.h>
#include <stddef.h>
#include <linux/bpf.h>
#include <linux/errno.h>
#include <rdma/rdma_uapi.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "policy_map.h"

/* fcntl.h of x86 and arm64; stat.h; the major number of misc devices */
#define O_PATH 010000000
#define S_IFMT 0170000
#define S_IFCHR 0020000
#define MISC_MAJOR 10

struct inode {
	unsigned short i_mode;
	__u32 i_rdev;
} __attribute__((preserve_access_index));

struct file {
	unsigned int f_flags;
	struct inode *f_inode;
} __attribute__((preserve_access_index));

struct kernfs_node {
	const char *name;
} __attribute__((preserve_access_index));

struct cgroup {
	int level;
	struct kernfs_node *kn;
	struct cgroup *ancestors[];
} __attribute__((preserve_access_index));

struct css_set {
	struct cgroup *dfl_cgrp;
} __attribute__((preserve_access_index));

struct task_struct {
	struct css_set *cgroups;
} __attribute__((preserve_access_index));

/* As the running module has them; the part behind "___" is not of their name. */
struct ruapi_lsm_request___module {
	__u16 object;
	__u16 action;
	__u32 driver_id;
	__u32 device;
	__u32 port;
} __attribute__((preserve_access_index));

struct ruapi_lsm_request2___module {
	__u64 name;
	__u64 ucaps;
	__u32 pkey_value;
} __attribute__((preserve_access_index));

#define REQUEST_ROOM 64

/* ---- the policy; the loader gives maps their sizes -------------------------------- */

#define ARRAY(map)						\
	struct {						\
		__uint(type, BPF_MAP_TYPE_ARRAY);		\
		__uint(max_entries, 1);				\
		__type(key, __u32);				\
		__type(value, struct policy_##map);		\
	} map SEC(".maps")

ARRAY(head);
ARRAY(match);
ARRAY(section);
ARRAY(rule);
ARRAY(bucket);
ARRAY(info);

struct text {
	char bytes[POLICY_TEXT];
};

/* The file, for 'policy show'. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct text);
} text SEC(".maps");

struct path {
	char bytes[POLICY_PATH];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct path);
	__type(value, __u32);
} paths SEC(".maps");

/* The section of a cgroup, by its id, which no other cgroup ever has. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, __u32);
} nearest SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} denials SEC(".maps");

/* Room for the path of a cgroup: no other task writes to it. */
struct scratch {
	char path[POLICY_PATH];
	char room[POLICY_PATH];
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct scratch);
} scratches SEC(".maps");

/* Any section but 0. */
const volatile bool has_sections;

/* Not 0: the policy holds.  So it begins and ends for all CPUs at once. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} on SEC(".maps");

/* ---- what is asked ----------------------------------------------------------------- */

/* A field of the request, where the module has it. */
#define AT(buf, type, where, field) \
	(*(type *)((buf) + bpf_core_field_offset(struct where##___module, field)))
#define HAS(field) \
	bpf_core_field_exists(struct ruapi_lsm_request2___module, field)

/* By the BTF of the module. */
static __always_inline int read_known(struct policy_request *req,
				      unsigned long arg, __u64 *name)
{
	char buf[REQUEST_ROOM] __attribute__((aligned(8)));
	__u32 size = bpf_core_type_size(struct ruapi_lsm_request___module);

	if (bpf_core_type_exists(struct ruapi_lsm_request2___module))
		size = bpf_core_type_size(struct ruapi_lsm_request2___module);
	if (size > sizeof(buf))
		size = sizeof(buf);
	if (bpf_probe_read_kernel(buf, size, (void *)arg))
		return -EFAULT;
	req->object = AT(buf, __u16, ruapi_lsm_request, object);
	req->action = AT(buf, __u16, ruapi_lsm_request, action);
	req->driver = AT(buf, __u32, ruapi_lsm_request, driver_id);
	req->device = AT(buf, __u32, ruapi_lsm_request, device);
	req->port = AT(buf, __u32, ruapi_lsm_request, port);
	if (HAS(pkey_value))
		req->pkey = AT(buf, __u32, ruapi_lsm_request2, pkey_value);
	if (HAS(ucaps))
		req->ucaps = AT(buf, __u64, ruapi_lsm_request2, ucaps);
	if (HAS(name))
		*name = AT(buf, __u64, ruapi_lsm_request2, name);
	return 0;
}

/* By its public header: version 1, and what is behind it in version 2. */
static __always_inline int read_by_header(struct policy_request *req,
					  unsigned long arg, __u64 *name)
{
	struct ruapi_lsm_request2 seen = {};

	if (bpf_probe_read_kernel(&seen.first, sizeof(seen.first), (void *)arg))
		return -EFAULT;
	if (seen.first.version > 1 &&
	    bpf_probe_read_kernel(&seen, sizeof(seen), (void *)arg))
		return -EFAULT;
	req->object = seen.first.object;
	req->action = seen.first.action;
	req->driver = seen.first.driver_id;
	req->device = seen.first.device;
	req->port = seen.first.port;
	req->pkey = seen.pkey_value;
	req->ucaps = seen.ucaps;
	*name = seen.name;
	return 0;
}

/* Which bytes of a word stand before its first zero byte; none is zero: all. */
static __always_inline __u64 text_mask(__u64 word)
{
	const __u64 ones = 0x0101010101010101ULL;
	const __u64 zero = (word - ones) & ~word & (ones << 7);

	return zero ? ((zero & -zero) >> 7) - 1 : ~0ULL;
}

/*
 * The name of the device, padded with zeroes: what is behind its end may be the rest of
 * a name that it had.  Most are shorter than 16 characters, and that is quicker.
 */
static __always_inline void read_name(struct policy_request *req, __u64 name)
{
	__u64 mask;

	if (!name || bpf_probe_read_kernel(req->name, 16, (void *)name))
		return;
	mask = text_mask(req->name[0]);
	req->name[0] &= mask;
	mask = ~mask ? 0 : text_mask(req->name[1]);
	req->name[1] &= mask;
	if (!~mask)
		bpf_probe_read_kernel_str(req->name, sizeof(req->name),
					  (void *)name);
}

/* Copies the request. */
static __always_inline int read_request(struct policy_request *req,
					unsigned int cmd, unsigned long arg,
					__u64 *name)
{
	int ret;

	if (bpf_core_type_exists(struct ruapi_lsm_request___module))
		ret = read_known(req, arg, name);
	else
		ret = read_by_header(req, arg, name);
	if (ret || cmd != RUAPI_LSM_CMD(req->object, req->action))
		return -EINVAL;
	return 0;
}

/* ---- whose it is -------------------------------------------------------------------- */

/* The section of the nearest cgroup that has one, by name: it may be a new cgroup. */
static __noinline __u32 find_section(__u64 id)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct scratch *scratch;
	struct cgroup *cgroup, *level;
	__u32 found = 0, *section;
	int depth, i;
	long len, at = 0;

	scratch = bpf_task_storage_get(&scratches, task, NULL,
				       BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!scratch)
		return POLICY_NO_SECTION;
	__builtin_memset(scratch, 0, sizeof(*scratch));
	cgroup = BPF_CORE_READ(task, cgroups, dfl_cgrp);
	depth = BPF_CORE_READ(cgroup, level);
	for (i = 1; i <= POLICY_DEPTH && i <= depth; i++) {
		if (bpf_core_read(&level, sizeof(level), &cgroup->ancestors[i]))
			break;
		if (at < 0 || at >= POLICY_PATH - 1)
			break;
		scratch->path[at++] = '/';
		len = bpf_probe_read_kernel_str(scratch->path + at, POLICY_PATH,
						BPF_CORE_READ(level, kn, name));
		if (len < 1)
			return POLICY_NO_SECTION;
		at += len - 1;
		/* Longer ones have no section. */
		if (at >= POLICY_PATH)
			break;
		section = bpf_map_lookup_elem(&paths, scratch->path);
		if (section)
			found = *section;
	}
	bpf_map_update_elem(&nearest, &id, &found, BPF_ANY);
	return found;
}

static __always_inline __u32 my_section(void)
{
	__u32 *section;
	__u64 id;

	if (!has_sections)
		return 0;
	id = bpf_get_current_cgroup_id();
	section = bpf_map_lookup_elem(&nearest, &id);
	return section ? *section : find_section(id);
}

/* ---- the verdict ---------------------------------------------------------------------- */

/* By the first match that applies. */
__noinline int verdict(struct policy_request *req, __u32 first,
			      __u32 count, int otherwise)
{
	const struct policy_match *m;
	__u32 i, at;

	if (!req)
		return POLICY_DENY;
	for (i = 0; i < POLICY_LIST && i < count; i++) {
		at = first + i;
		m = bpf_map_lookup_elem(&match, &at);
		if (!m)
			break;
		if (policy_applies(m, req)) {
			req->rule = m->rule;
			return m->verdict;
		}
	}
	req->rule = 0;
	return otherwise;
}

/*
 * Takes a token.  The bucket is the time at which it will be full again: one word,
 * so that no lock is needed.
 */
__noinline int take(__u32 at)
{
	const __u64 now = bpf_ktime_get_ns();
	struct policy_bucket *b = bpf_map_lookup_elem(&bucket, &at);
	__u64 seen, next;
	int i;

	if (!b)
		return 0;
	for (i = 0; i < 16; i++) {
		seen = *(volatile __u64 *)&b->next;
		next = (seen > now ? seen : now) + b->interval;
		if (next > now + b->window)
			return 0;
		if (__sync_val_compare_and_swap(&b->next, seen, next) == seen)
			return 1;
	}
	return 0;
}

/* From all buckets of limits that apply. */
__noinline int take_all(struct policy_request *req, __u32 first,
			       __u32 count)
{
	const struct policy_match *m;
	__u32 i, at, last = 0;

	if (!req)
		return 0;
	for (i = 0; i < POLICY_LIST && i < count; i++) {
		at = first + i;
		m = bpf_map_lookup_elem(&match, &at);
		if (!m)
			break;
		/* A line is several matches when it names several devices. */
		if (m->rule == last || !policy_applies(m, req))
			continue;
		last = m->rule;
		if (!take(m->bucket)) {
			req->rule = m->rule;
			return 0;
		}
	}
	return 1;
}

static __always_inline const struct policy_head *
head_of(const struct policy_request *req, __u32 number)
{
	__u32 at = number * POLICY_HEADS + policy_head_of(req);

	return bpf_map_lookup_elem(&head, &at);
}

static void count_denial(const struct policy_request *req)
{
	struct policy_section *s;
	struct policy_rule *r;

	if (req->rule) {
		r = bpf_map_lookup_elem(&rule, &req->rule);
		if (r)
			__sync_fetch_and_add(&r->denied, 1);
		return;
	}
	s = bpf_map_lookup_elem(&section, &req->section);
	if (s)
		__sync_fetch_and_add(&s->denied, 1);
}

static __noinline int deny(struct policy_request *req, __u64 name, bool limit)
{
	struct policy_denial *denial;
	struct policy_info *whole;
	__u32 zero = 0;

	count_denial(req);
	read_name(req, name);
	denial = bpf_ringbuf_reserve(&denials, sizeof(*denial), 0);
	if (denial) {
		denial->request = *req;
		denial->time = bpf_ktime_get_boot_ns();
		denial->cgroup = bpf_get_current_cgroup_id();
		denial->pid = bpf_get_current_pid_tgid() >> 32;
		denial->limit = limit;
		bpf_get_current_comm(denial->comm, sizeof(denial->comm));
		bpf_ringbuf_submit(denial, 0);
	} else {
		whole = bpf_map_lookup_elem(&info, &zero);
		if (whole)
			__sync_fetch_and_add(&whole->lost, 1);
	}
	return limit ? -EAGAIN : -EACCES;
}

static __noinline int deny_broken(void)
{
	struct policy_info *whole;
	__u32 zero = 0;

	whole = bpf_map_lookup_elem(&info, &zero);
	if (whole)
		__sync_fetch_and_add(&whole->broken, 1);
	return -EACCES;
}

SEC("lsm/file_ioctl")
int BPF_PROG(rdma_uapi, struct file *file, unsigned int cmd, unsigned long arg)
{
	struct policy_request req = {};
	const struct policy_head *h;
	const struct policy_section *s;
	__u32 mine, number, zero = 0, *holds;
	__u64 name = 0;
	bool named = false;
	bool limited = false;
	int i;

	/*
	 * The module asks about the node with O_PATH.  No ioctl() of userspace comes
	 * here with that, so what is read below is the kernel's own.
	 */
	if (!(file->f_flags & O_PATH))
		return 0;
	if ((file->f_inode->i_mode & S_IFMT) != S_IFCHR ||
	    file->f_inode->i_rdev >> 20 != MISC_MAJOR)
		return 0;
	holds = bpf_map_lookup_elem(&on, &zero);
	if (!holds || !*(volatile __u32 *)holds)
		return 0;
	if (read_request(&req, cmd, arg, &name))
		return deny_broken();
	mine = my_section();
	if (mine == POLICY_NO_SECTION)
		return deny_broken();

	/* Whoever is in several must be allowed by all. */
	for (i = 0, number = mine; i < POLICY_NESTED; i++) {
		h = head_of(&req, number);
		if (!h)
			return deny_broken();
		if (h->tests & POLICY_DEVICE && !named) {
			named = true;
			read_name(&req, name);
		}
		req.section = number;
		if (verdict(&req, h->first, h->count, h->verdict) !=
		    POLICY_ALLOW)
			return deny(&req, name, false);
		limited |= h->count_limit;
		if (!number)
			break;
		s = bpf_map_lookup_elem(&section, &number);
		if (!s)
			return deny_broken();
		number = s->parent;
		if (number == POLICY_NO_SECTION)
			break;
	}
	if (!limited)
		return 0;
	for (i = 0, number = mine; i < POLICY_NESTED; i++) {
		h = head_of(&req, number);
		if (!h)
			return deny_broken();
		req.section = number;
		if (!take_all(&req, h->first_limit, h->count_limit))
			return deny(&req, name, true);
		if (!number)
			break;
		s = bpf_map_lookup_elem(&section, &number);
		if (!s)
			return deny_broken();
		number = s->parent;
		if (number == POLICY_NO_SECTION)
			break;
	}
	return 0;
}

char _license[] SEC("license") = "Dual BSD/GPL";
