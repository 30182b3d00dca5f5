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

/* fcntl.h of x86 and arm64; the major number of misc devices */
#define O_PATH 010000000
#define MISC_MAJOR 10

struct inode {
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
	__u32 name_id;
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
ARRAY(cell);
ARRAY(info);

/* What is known before, as head is numbered. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} quick SEC(".maps");

/* Devices that lines name, and their drivers, are numbered. */
struct name {
	__u64 words[POLICY_NAME / 8];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct name);
	__type(value, __u32);
} names SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} drivers SEC(".maps");

const volatile __u32 num_names;
const volatile __u32 num_drivers;

/*
 * Classes of devices that were seen, by the name_id of each: one word, so that none is
 * half written.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, POLICY_KNOWN);
	__type(key, __u32);
	__type(value, __u64);
} known SEC(".maps");

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

/* The same for those who asked last, in one word: found without a hash. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1 << POLICY_NEAR_BITS);
	__type(key, __u32);
	__type(value, __u64);
} near SEC(".maps");

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

/**
 * struct asked - of the module's request, what policies look at
 * @name: where the name of the device is, 0: no device
 * @ucaps: user capabilities of the context
 * @driver: driver_id of the device
 * @device: its index, or POLICY_NO_DEVICE
 * @name_id: its, 0: none
 * @port: that the call names, 0: none
 * @pkey: P_Key that the call names, 0: none
 * @object: object
 * @action: action
 */
struct asked {
	__u64 name;
	__u64 ucaps;
	__u32 driver;
	__u32 device;
	__u32 name_id;
	__u32 port;
	__u32 pkey;
	__u16 object;
	__u16 action;
};

/* By the BTF of the module. */
static __always_inline int read_known(struct asked *asked, unsigned long arg)
{
	char buf[REQUEST_ROOM] __attribute__((aligned(8)));
	__u32 size = bpf_core_type_size(struct ruapi_lsm_request___module);

	if (bpf_core_type_exists(struct ruapi_lsm_request2___module))
		size = bpf_core_type_size(struct ruapi_lsm_request2___module);
	if (size > sizeof(buf))
		size = sizeof(buf);
	if (bpf_probe_read_kernel(buf, size, (void *)arg))
		return -EFAULT;
	asked->object = AT(buf, __u16, ruapi_lsm_request, object);
	asked->action = AT(buf, __u16, ruapi_lsm_request, action);
	asked->driver = AT(buf, __u32, ruapi_lsm_request, driver_id);
	asked->device = AT(buf, __u32, ruapi_lsm_request, device);
	asked->port = AT(buf, __u32, ruapi_lsm_request, port);
	if (HAS(pkey_value))
		asked->pkey = AT(buf, __u32, ruapi_lsm_request2, pkey_value);
	if (HAS(ucaps))
		asked->ucaps = AT(buf, __u64, ruapi_lsm_request2, ucaps);
	if (HAS(name))
		asked->name = AT(buf, __u64, ruapi_lsm_request2, name);
	if (HAS(name_id))
		asked->name_id = AT(buf, __u32, ruapi_lsm_request2, name_id);
	return 0;
}

/* By its public header: version 1, and what is behind it in version 2. */
static __always_inline int read_by_header(struct asked *asked, unsigned long arg)
{
	struct ruapi_lsm_request2 seen;

	/* Version 1 ends where kernel memory does not. */
	if (bpf_probe_read_kernel(&seen, sizeof(seen), (void *)arg))
		return -EFAULT;
	asked->object = seen.first.object;
	asked->action = seen.first.action;
	asked->driver = seen.first.driver_id;
	asked->device = seen.first.device;
	asked->port = seen.first.port;
	if (seen.first.version < 2)
		return 0;
	asked->pkey = seen.pkey_value;
	asked->ucaps = seen.ucaps;
	asked->name = seen.name;
	asked->name_id = seen.name_id;
	return 0;
}

/* Copies what is looked at of the request, whose command says what it is about, too. */
static __always_inline int read_request(struct asked *asked, unsigned int cmd,
					unsigned long arg)
{
	int ret;

	*asked = (struct asked){};
	if (bpf_core_type_exists(struct ruapi_lsm_request___module))
		ret = read_known(asked, arg);
	else
		ret = read_by_header(asked, arg);
	if (ret || cmd != RUAPI_LSM_CMD(asked->object, asked->action))
		return -EINVAL;
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

/*
 * A number of cgroups is multiplied by an odd one, which keeps them apart: the upper bits
 * say where in near it is, and the others stand there, before the section.
 */
#define NEAR_FACTOR 0x9e3779b97f4a7c15ULL
#define NEAR_SHIFT (64 - POLICY_NEAR_BITS)
#define NEAR_MASK ((1ULL << POLICY_NEAR_BITS) - 1)

/* As a word of near; sections are numbered from 1 on in there. */
static __always_inline __u64 near_word(__u64 mixed, __u32 section)
{
	return mixed << POLICY_NEAR_BITS | (section + 1);
}

static __noinline __u32 find_near(__u64 id)
{
	const __u64 mixed = id * NEAR_FACTOR;
	__u32 at = mixed >> NEAR_SHIFT, number;
	__u32 *section = bpf_map_lookup_elem(&nearest, &id);
	__u64 *word;

	number = section ? *section : find_section(id);
	word = bpf_map_lookup_elem(&near, &at);
	if (word && number < NEAR_MASK)
		*(volatile __u64 *)word = near_word(mixed, number);
	return number;
}

static __always_inline __u32 my_section(void)
{
	__u64 id, mixed, seen, *word;
	__u32 at;

	if (!has_sections)
		return 0;
	id = bpf_get_current_cgroup_id();
	mixed = id * NEAR_FACTOR;
	at = mixed >> NEAR_SHIFT;
	word = bpf_map_lookup_elem(&near, &at);
	if (word) {
		seen = *(volatile __u64 *)word;
		if ((seen & ~NEAR_MASK) == mixed << POLICY_NEAR_BITS &&
		    seen & NEAR_MASK)
			return (seen & NEAR_MASK) - 1;
	}
	return find_near(id);
}

/* ---- what is known before -------------------------------------------------------------- */

/* The head that a command is about: numbers of drivers have their upper bit set. */
static __always_inline __u32 head_of_command(unsigned int cmd)
{
	const __u32 object = cmd >> 8 & 0xff, action = cmd & 0xff;

	if ((object | action) & 0x80)
		return POLICY_HEAD_METHODS;
	if (object >= POLICY_OBJECTS || action >= POLICY_ACTIONS)
		return POLICY_HEAD_OTHERS;
	return object * POLICY_ACTIONS + action;
}

/* What is known of an action, whoever is asked for what. */
static __always_inline __u32 known_of(__u32 section, unsigned int cmd)
{
	__u32 at = section * POLICY_HEADS + head_of_command(cmd);
	__u32 *value = bpf_map_lookup_elem(&quick, &at);

	return value ? *value : POLICY_WALK;
}

/* The class of a device, if it has been found out; or else POLICY_NO_DEVICE. */
static __always_inline __u32 class_of(const struct asked *asked)
{
	__u32 at = asked->name_id & (POLICY_KNOWN - 1);
	__u64 *word, seen;

	if (asked->device == POLICY_NO_DEVICE)
		return POLICY_NO_CLASS;
	word = bpf_map_lookup_elem(&known, &at);
	if (!word)
		return POLICY_NO_DEVICE;
	seen = *(volatile __u64 *)word;
	if (seen >> 32 != asked->name_id || !(__u32)seen)
		return POLICY_NO_DEVICE;
	return seen;
}

/* Found out by the name, which @asked->name_id stands for from now on. */
static __always_inline void learn_class(const struct policy_request *req,
					__u32 name_id)
{
	__u32 at = name_id & (POLICY_KNOWN - 1);
	__u32 *name = bpf_map_lookup_elem(&names, req->name);
	__u32 *driver = bpf_map_lookup_elem(&drivers, &req->driver);
	__u64 *word = bpf_map_lookup_elem(&known, &at);
	__u32 class;

	class = policy_class_of(name ? *name : num_names,
				driver ? *driver : num_drivers, num_drivers);
	if (word)
		*(volatile __u64 *)word = (__u64)name_id << 32 | class;
}

static __always_inline bool cell_allows(__u32 first, const struct asked *asked)
{
	const __u32 class = class_of(asked);
	struct policy_cell *c;
	__u32 at = first + class;

	if (class == POLICY_NO_DEVICE)
		return false;
	c = bpf_map_lookup_elem(&cell, &at);
	return c && policy_cell_allows(c, asked->port, asked->pkey,
				       asked->ucaps);
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

/* By each line, as is said why, and what is limited is counted. */
static __noinline int walk(unsigned int cmd, unsigned long arg, __u32 mine)
{
	struct policy_request req = {};
	const struct policy_section *s;
	const struct policy_head *h;
	struct asked asked;
	bool named = false;
	bool limited = false;
	__u32 number;
	int i;

	/* Kernel memory, which does not change meanwhile. */
	if (read_request(&asked, cmd, arg))
		return deny_broken();
	req.ucaps = asked.ucaps;
	req.device = asked.device;
	req.driver = asked.driver;
	req.port = asked.port;
	req.pkey = asked.pkey;
	req.object = asked.object;
	req.action = asked.action;
	if (asked.name_id && class_of(&asked) == POLICY_NO_DEVICE) {
		named = true;
		read_name(&req, asked.name);
		learn_class(&req, asked.name_id);
	}

	/* Whoever is in several must be allowed by all. */
	for (i = 0, number = mine; i < POLICY_NESTED; i++) {
		h = head_of(&req, number);
		if (!h)
			return deny_broken();
		if (h->tests & POLICY_DEVICE && !named) {
			named = true;
			read_name(&req, asked.name);
		}
		req.section = number;
		if (verdict(&req, h->first, h->count, h->verdict) !=
		    POLICY_ALLOW)
			return deny(&req, asked.name, false);
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
			return deny(&req, asked.name, true);
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

SEC("lsm/file_ioctl")
int BPF_PROG(rdma_uapi, struct file *file, unsigned int cmd, unsigned long arg)
{
	__u32 mine, value, zero = 0, *holds;
	struct asked asked;

	/*
	 * The module asks about the node with O_PATH.  No ioctl() of userspace comes
	 * here with that, so what is read below is the kernel's own.
	 */
	if (!(file->f_flags & O_PATH) || file->f_inode->i_rdev >> 20 != MISC_MAJOR)
		return 0;
	holds = bpf_map_lookup_elem(&on, &zero);
	if (!holds || !*(volatile __u32 *)holds)
		return 0;
	mine = my_section();
	if (mine == POLICY_NO_SECTION)
		return deny_broken();
	value = known_of(mine, cmd);
	if (value == POLICY_ALWAYS)
		return 0;
	if (value == POLICY_WALK)
		return walk(cmd, arg, mine);
	if (read_request(&asked, cmd, arg))
		return deny_broken();
	return cell_allows(value, &asked) ? 0 : walk(cmd, arg, mine);
}

char _license[] SEC("license") = "Dual BSD/GPL";
