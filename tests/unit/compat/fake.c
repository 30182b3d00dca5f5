// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* The kernel of fake.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <unistd.h>

#include <linux/netlink.h>
#include <rdma/rdma_netlink.h>

#include "../../../lib/compat/sys.h"
#include "../../../uapi/spec.h"
#include "fake.h"

struct fake_file fake_files[4096];
struct ruapi_device_info fake_devices[2];
pid_t fake_pid;
int fake_open_error;
struct fake_call fake_calls[FAKE_MAX_CALLS];
unsigned int fake_num_calls;
unsigned int fake_num_ioctls;
unsigned int fake_num_refused;
bool fake_yes;
long fake_fd_flags, fake_file_flags;
uint64_t fake_netns;
unsigned int fake_proc_asked;
const char *fake_netlink;
bool fake_inside;
unsigned int fake_slept;
unsigned int fake_exit_after;
pid_t fake_exiting;
size_t fake_read_limit;
struct fake_memory fake_memory;
int (*fake_driver)(struct ruapi_hdr *hdr);
unsigned int fake_written;

static struct answer {
	unsigned int object;
	unsigned int action;
	unsigned int id;
	uint64_t value;
	const void *buf;
	size_t len;
} answers[64];
static unsigned int num_answers;

static struct {
	unsigned int object;
	unsigned int action;
	int err;
} failure;

static struct {
	const char *path;
	const char *text;
} sysfs[16];
static unsigned int num_sysfs;

static struct {
	const void *buf;
	ssize_t len;
} reads[8];
static unsigned int num_reads, next_read;

static uint64_t last_ns;
static uint32_t last_handle;

/* What a child of fork() finds empty. */
static struct {
	void *start;
	size_t size;
} wiped[4];

/* Another process, a child of the one before. */
static void fork_it(void)
{
	fake_pid += 100;
	for (int i = 0; i < 4 && wiped[i].start; i++)
		memset(wiped[i].start, 0, wiped[i].size);
}

int fake_setup(void **state)
{
	(void)state;
	fork_it();
	memset(fake_files, 0, sizeof(fake_files));
	for (int i = 0; i < 3; i++)
		fake_files[i].used = true;
	memset(fake_calls, 0, sizeof(fake_calls));
	fake_num_calls = 0;
	fake_num_ioctls = 0;
	fake_open_error = 0;
	fake_num_refused = 0;
	fake_yes = false;
	fake_netns = 7;
	fake_proc_asked = 0;
	fake_netlink = NULL;
	fake_inside = false;
	fake_slept = 0;
	fake_exit_after = 0;
	fake_exiting = 0;
	fake_read_limit = SIZE_MAX;
	fake_driver = NULL;
	fake_written = 0;
	fake_fd_flags = -1;
	fake_file_flags = -1;
	num_answers = 0;
	num_sysfs = 0;
	num_reads = 0;
	next_read = 0;
	failure.err = 0;
	fake_reason = RUAPI_REASON_NONE;
	last_handle = 100;
	memset(fake_devices, 0, sizeof(fake_devices));
	for (uint32_t i = 0; i < 2; i++) {
		fake_devices[i].index = i ? 42 : 1;
		fake_devices[i].driver_id = i ? 16 : 14;
		strcpy(fake_devices[i].name, i ? "rxe1" : "rxe0");
	}
	fake_sysfs("/sys/class/infiniband_verbs/uverbs0/dev", "231:192\n");
	fake_sysfs("/sys/class/infiniband_verbs/uverbs0/ibdev", "rxe0\n");
	fake_sysfs("/sys/class/infiniband_verbs/uverbs7/dev", "231:199\n");
	fake_sysfs("/sys/class/infiniband_verbs/uverbs7/ibdev", "rxe1\n");
	fake_sysfs("/sys/class/misc/rdma_cm/dev", "10:122\n");
	return 0;
}

void fake_sysfs(const char *path, const char *text)
{
	if (!path) {
		num_sysfs = 0;
		return;
	}
	sysfs[num_sysfs].path = path;
	sysfs[num_sysfs++].text = text;
}

unsigned int fake_reason;

void fake_fail(unsigned int object, unsigned int action, int err)
{
	failure.object = object;
	failure.action = action;
	failure.err = err;
}

void fake_answer(unsigned int object, unsigned int action, unsigned int id,
		 uint64_t value)
{
	answers[num_answers++] = (struct answer) {
		.object = object,
		.action = action,
		.id = id,
		.value = value,
	};
}

void fake_answer_buf(unsigned int object, unsigned int action, unsigned int id,
		     const void *buf, size_t len)
{
	answers[num_answers++] = (struct answer) {
		.object = object,
		.action = action,
		.id = id,
		.buf = buf,
		.len = len,
	};
}

void fake_read(const void *buf, ssize_t len)
{
	reads[num_reads].buf = buf;
	reads[num_reads++].len = len;
}

/* ---- looking at calls ---------------------------------------------- */

const struct fake_call *fake_call(int index, unsigned int object,
				  unsigned int action)
{
	const struct fake_call *call;

	assert_true(fake_num_calls > 0);
	call = &fake_calls[index < 0 ? (int)fake_num_calls - 1 : index];
	assert_int_equal(call->hdr.object, object);
	assert_int_equal(call->hdr.action, action);
	return call;
}

static int find(const struct fake_call *call, unsigned int id)
{
	for (int i = 0; i < call->hdr.num_attrs; i++)
		if (call->attrs[i].id == id)
			return i;
	return -1;
}

bool fake_has(const struct fake_call *call, unsigned int id)
{
	return find(call, id) >= 0;
}

const struct ruapi_attr *fake_attr(const struct fake_call *call,
				   unsigned int id)
{
	const int i = find(call, id);

	assert_true(i >= 0);
	return &call->attrs[i];
}

const void *fake_buf(const struct fake_call *call, unsigned int id,
		     uint32_t len)
{
	const int i = find(call, id);

	assert_true(i >= 0);
	assert_true(call->attrs[i].wire == RUAPI_WIRE_BUF_IN ||
		    call->attrs[i].wire == RUAPI_WIRE_OBJS_IN ||
		    call->attrs[i].wire == RUAPI_WIRE_FDS_IN);
	assert_int_equal(call->attrs[i].len, len);
	return call->bufs[i];
}

void fake_is_obj(const struct fake_call *call, unsigned int id,
		 unsigned int object, uint32_t handle)
{
	const struct ruapi_attr *attr = fake_attr(call, id);

	assert_int_equal(attr->obj.object, object);
	assert_int_equal(attr->obj.handle, handle);
}

/* ---- what the specification says ----------------------------------- */

static void check_len(const struct ruapi_attr_spec *spec,
		      const struct ruapi_attr *attr)
{
	const bool out = spec->flags & RUAPI_SPEC_OUT;

	switch (spec->type) {
	case RUAPI_T_STRUCT:
		assert_true(attr->len >= spec->min_len);
		assert_true(attr->len <= spec->max_len);
		break;
	case RUAPI_T_ARRAY:
	case RUAPI_T_OBJS:
	case RUAPI_T_FDS:
		if (!out)
			assert_true(attr->len && attr->len <= spec->max_len &&
				    attr->len % spec->min_len == 0);
		break;
	case RUAPI_T_BYTES:
		assert_true(attr->len >= spec->min_len &&
			    attr->len <= spec->max_len);
		break;
	case RUAPI_T_SOCKADDR:
		assert_true(attr->len >= 16 && attr->len <= 128);
		break;
	default:
		assert_int_equal(attr->len, ruapi_spec_width(spec));
		break;
	}
}

/* A queue that is named by the fd which reads it. */
static bool is_queue_fd(const struct ruapi_attr_spec *spec,
			const struct ruapi_attr *attr)
{
	return attr->wire == RUAPI_WIRE_FD_IN && spec->type == RUAPI_T_OBJ &&
	       spec->object == RUAPI_OBJ_EVENT_QUEUE &&
	       spec->access == RUAPI_ACCESS_READ;
}

static void check_attr(unsigned int object,
		       const struct ruapi_attr_spec *spec,
		       const struct ruapi_attr *attr)
{
	if (is_queue_fd(spec, attr)) {
		assert_int_equal(attr->len, 4);
		return;
	}
	assert_int_equal(attr->wire, ruapi_spec_wire(spec));
	check_len(spec, attr);
	if (spec->type == RUAPI_T_OBJ)
		assert_int_equal(attr->obj.object,
				 spec->object ? spec->object : object);
	if (attr->wire != RUAPI_WIRE_IN)
		return;
	if (spec->type == RUAPI_T_FLAGS32)
		assert_false(attr->value & ~spec->known);
	else if (spec->known)
		assert_true(attr->value <= spec->known);
	if (attr->len < 8)
		assert_false(attr->value >> (attr->len * 8));
}

static void check_presence(const struct ruapi_action_spec *action,
			   const struct fake_call *call)
{
	unsigned int groups[8] = {}, exist[8] = {};

	for (unsigned int id = 1; id < action->num_attrs; id++) {
		const struct ruapi_attr_spec *spec =
			ruapi_attr_spec(action, id);

		if (!spec)
			continue;
		if (spec->flags & RUAPI_SPEC_REQUIRED)
			assert_true(fake_has(call, id));
		if (spec->group) {
			exist[spec->group] = 1;
			groups[spec->group] += fake_has(call, id);
		}
	}
	for (int i = 1; i < 8; i++)
		assert_true(!exist[i] || groups[i] == 1);
}

static void check_call(const struct fake_call *call)
{
	const struct ruapi_hdr *hdr = &call->hdr;
	const struct ruapi_action_spec *action =
		ruapi_action_spec(hdr->object, hdr->action);

	assert_non_null(action);
	assert_int_equal(action->class, _IOC_NR(call->nr));
	assert_int_equal(hdr->length, sizeof(*hdr) + hdr->num_attrs *
			 sizeof(struct ruapi_attr));
	assert_int_equal(hdr->flags, 0);
	assert_int_equal(hdr->view, 0);
	for (int i = 0; i < hdr->num_attrs; i++) {
		const struct ruapi_attr *attr = &call->attrs[i];

		assert_false(attr->flags & ~RUAPI_ATTR_F_MANDATORY);
		for (int j = 0; j < i; j++)
			assert_int_not_equal(call->attrs[j].id, attr->id);
		if (attr->id & RUAPI_ATTR_DRIVER) {
			assert_true(attr->id >= RUAPI_ATTR_ADDED ||
				    action->flags & RUAPI_ACTION_UHW);
			assert_true(hdr->driver_id);
			continue;
		}
		assert_non_null(ruapi_attr_spec(action, attr->id));
		check_attr(hdr->object, ruapi_attr_spec(action, attr->id),
			   attr);
	}
	check_presence(action, call);
}

/* ---- answering ----------------------------------------------------- */

static struct fake_file *file_of(int fd)
{
	if (fd < 0 || fd >= 4096 || !fake_files[fd].used)
		return NULL;
	return &fake_files[fd];
}

static int new_fd(int from)
{
	while (fake_files[from].used)
		from++;
	memset(&fake_files[from], 0, sizeof(fake_files[from]));
	fake_files[from].used = true;
	return from;
}

static struct ruapi_attr *out(struct ruapi_hdr *hdr, unsigned int id)
{
	for (int i = 0; i < hdr->num_attrs; i++)
		if (hdr->attrs[i].id == id)
			return &hdr->attrs[i];
	return NULL;
}

static void put(struct ruapi_hdr *hdr, unsigned int id, uint64_t value)
{
	struct ruapi_attr *attr = out(hdr, id);

	if (attr)
		attr->value = value;
}

static void put_buf(struct ruapi_attr *attr, const void *buf, size_t len)
{
	const size_t n = len < attr->len ? len : attr->len;

	memcpy((void *)(uintptr_t)attr->ptr, buf, n);
	attr->len = (uint32_t)n;
}

static void put_all(struct ruapi_hdr *hdr)
{
	for (int i = 0; i < hdr->num_attrs; i++) {
		struct ruapi_attr *attr = &hdr->attrs[i];

		attr->flags |= RUAPI_ATTR_F_VALID;
		if (fake_written && attr->id == fake_written)
			attr->flags |= RUAPI_ATTR_F_WRITTEN;
		if (attr->wire == RUAPI_WIRE_OUT)
			attr->value = 0;
		if (attr->wire == RUAPI_WIRE_OBJ_NEW)
			attr->obj.handle = ++last_handle;
		for (unsigned int j = 0; j < num_answers; j++) {
			const struct answer *a = &answers[j];

			if (a->object != hdr->object ||
			    a->action != hdr->action || a->id != attr->id)
				continue;
			if (a->buf)
				put_buf(attr, a->buf, a->len);
			else
				attr->value = a->value;
		}
	}
}

/* The handler fails: what is said nevertheless comes, and all that is known is marked. */
static void put_failed(struct ruapi_hdr *hdr)
{
	const struct ruapi_action_spec *action =
		ruapi_action_spec(hdr->object, hdr->action);
	bool keeps = false;

	for (int i = 0; i < hdr->num_attrs; i++)
		keeps |= !(hdr->attrs[i].id & RUAPI_ATTR_DRIVER) &&
			 ruapi_attr_spec(action, hdr->attrs[i].id)->flags &
				 RUAPI_SPEC_ON_ERROR;
	for (int i = 0; keeps && i < hdr->num_attrs; i++)
		hdr->attrs[i].flags |= RUAPI_ATTR_F_VALID;
}

static bool is_running(pid_t pid)
{
	return pid != fake_exiting || fake_slept < fake_exit_after;
}

static void namespace_query(struct ruapi_hdr *hdr, const struct fake_file *file)
{
	put(hdr, RUAPI_NAMESPACE_QUERY_ID, file->ns);
	put(hdr, RUAPI_NAMESPACE_QUERY_NETNS, file->netns);
	put(hdr, RUAPI_NAMESPACE_QUERY_CALLER_NETNS, fake_netns);
	put(hdr, RUAPI_NAMESPACE_QUERY_VIEW_TAG, file->tag);
	put(hdr, RUAPI_NAMESPACE_QUERY_VIEW_OWNER,
	    is_running(file->owner) ? (uint64_t)file->owner : 0);
	put(hdr, RUAPI_NAMESPACE_QUERY_VIEW_NUMBER, file->number);
	put(hdr, RUAPI_NAMESPACE_QUERY_VIEW_CONTEXT, file->context);
	put(hdr, RUAPI_NAMESPACE_QUERY_VIEW_QUEUE, file->queue);
}

static struct fake_file *new_view(struct ruapi_hdr *hdr, unsigned int fd_id,
				  unsigned int tag_id,
				  const struct fake_file *from)
{
	const struct ruapi_attr *tag = out(hdr, tag_id);
	const int fd = new_fd(3);
	static uint64_t last_number = 1ull << 62;

	out(hdr, fd_id)->fd = fd;
	fake_files[fd].number = ++last_number;
	fake_files[fd].ns = from->ns;
	fake_files[fd].netns = from->netns;
	fake_files[fd].tag = tag ? tag->value : 0;
	fake_files[fd].owner = fake_pid;
	return &fake_files[fd];
}

#define IS(hdr, o, a) ((hdr)->object == (o) && (hdr)->action == (a))

static const struct ruapi_device_info *device_info(const struct ruapi_attr *index)
{
	for (int i = 0; i < 2; i++)
		if (fake_devices[i].index == index->value)
			return &fake_devices[i];
	return NULL;
}

static void device_query(struct ruapi_hdr *hdr)
{
	struct ruapi_attr *attr = out(hdr, RUAPI_DEVICE_QUERY_ATTR);
	bool is_answered = false;

	put_buf(out(hdr, RUAPI_DEVICE_QUERY_INFO),
		device_info(out(hdr, RUAPI_DEVICE_QUERY_INDEX)),
		sizeof(fake_devices[0]));
	for (unsigned int i = 0; i < num_answers; i++)
		is_answered |= answers[i].object == RUAPI_OBJ_DEVICE &&
			       answers[i].action == RUAPI_QUERY &&
			       answers[i].id == RUAPI_DEVICE_QUERY_ATTR;
	if (attr && !is_answered)
		attr->len = 0;
}

/* What changes files.  Return: whether the test wants to see the call, too. */
static bool act(struct ruapi_hdr *hdr, struct fake_file *file)
{
	const struct ruapi_attr *handle;
	struct fake_file *view;
	uint32_t index;

	if (IS(hdr, RUAPI_OBJ_NAMESPACE, RUAPI_QUERY)) {
		namespace_query(hdr, file);
		return false;
	}
	if (IS(hdr, RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_VIEW)) {
		view = new_view(hdr, RUAPI_NAMESPACE_VIEW_FD,
				RUAPI_NAMESPACE_VIEW_TAG, file);
		view->is_device = out(hdr, RUAPI_NAMESPACE_VIEW_DEVICE);
		if (view->is_device)
			view->device = (uint32_t)
				out(hdr, RUAPI_NAMESPACE_VIEW_DEVICE)->value;
	}
	if (IS(hdr, RUAPI_OBJ_EVENT_QUEUE, RUAPI_EVENT_QUEUE_CREATE)) {
		view = new_view(hdr, RUAPI_EVENT_QUEUE_CREATE_FD,
				RUAPI_EVENT_QUEUE_CREATE_TAG, file);
		handle = out(hdr, RUAPI_EVENT_QUEUE_CREATE_HANDLE);
		view->queue = handle->obj.handle;
	}
	if (IS(hdr, RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN)) {
		index = (uint32_t)out(hdr, RUAPI_CONTEXT_OPEN_INDEX)->value;
		assert_true(file->is_device);
		assert_int_equal(index, file->device);
		file->context = out(hdr, RUAPI_CONTEXT_OPEN_HANDLE)->obj.handle;
	}
	if (IS(hdr, RUAPI_OBJ_DEVICE, RUAPI_QUERY) &&
	    out(hdr, RUAPI_DEVICE_QUERY_INFO)) {
		device_query(hdr);
		return false;
	}
	if (IS(hdr, RUAPI_OBJ_DEVICE, RUAPI_LIST)) {
		put_buf(out(hdr, RUAPI_DEVICE_LIST_DEVICES), fake_devices,
			sizeof(fake_devices));
		return false;
	}
	return true;
}

/* The index of a device that there is not. */
static bool names_no_device(struct ruapi_hdr *hdr)
{
	const struct ruapi_attr *device = NULL;

	if (IS(hdr, RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_VIEW))
		device = out(hdr, RUAPI_NAMESPACE_VIEW_DEVICE);
	else if (IS(hdr, RUAPI_OBJ_DEVICE, RUAPI_QUERY) &&
		 out(hdr, RUAPI_DEVICE_QUERY_INFO))
		device = out(hdr, RUAPI_DEVICE_QUERY_INDEX);
	return device && !device_info(device);
}

static void record(struct fake_call *call, int fd, unsigned long nr,
		   const struct ruapi_hdr *hdr)
{
	assert_true(hdr->num_attrs <= RUAPI_MAX_ATTRS);
	memset(call, 0, sizeof(*call));
	call->fd = fd;
	call->nr = nr;
	call->hdr = *hdr;
	for (int i = 0; i < hdr->num_attrs; i++) {
		const struct ruapi_attr *attr = &hdr->attrs[i];

		call->attrs[i] = *attr;
		if (attr->wire != RUAPI_WIRE_BUF_IN &&
		    attr->wire != RUAPI_WIRE_OBJS_IN &&
		    attr->wire != RUAPI_WIRE_FDS_IN)
			continue;
		/* Of drivers' calls the beginning will do. */
		if (nr != RUAPI_IOC_DRIVER)
			assert_true(attr->len <= FAKE_MAX_BUF);
		memcpy(call->bufs[i], (const void *)(uintptr_t)attr->ptr,
		       attr->len < FAKE_MAX_BUF ? attr->len : FAKE_MAX_BUF);
	}
}

static int fast(int fd, unsigned long nr, const struct ruapi_fast *arg)
{
	const struct ruapi_action_spec *action =
		ruapi_action_spec(arg->object, arg->action);
	struct fake_call *call = &fake_calls[fake_num_calls++];

	assert_non_null(action);
	assert_int_equal(action->class, RUAPI_CLASS_FAST);
	memset(call, 0, sizeof(*call));
	call->fd = fd;
	call->nr = nr;
	call->fast = *arg;
	call->hdr.object = arg->object;
	call->hdr.action = arg->action;
	if (failure.err && IS(&call->hdr, failure.object, failure.action))
		return failure.err;
	return 0;
}

/* Is the fd what the caller takes it for? */
static int check_view(struct ruapi_hdr *hdr, const struct fake_file *file)
{
	assert_int_equal(hdr->flags, RUAPI_HDR_F_VIEW);
	if (!file->number || hdr->view != file->number ||
	    file->owner != fake_pid) {
		hdr->reason = RUAPI_REASON_VIEW;
		fake_num_refused++;
		return -ESTALE;
	}
	hdr->flags = 0;
	hdr->view = 0;
	return 0;
}

/* Tests are shown the handle. */
static int find_queues(struct fake_call *call, const struct fake_file *file)
{
	const struct ruapi_action_spec *action =
		ruapi_action_spec(call->hdr.object, call->hdr.action);

	for (int i = 0; i < call->hdr.num_attrs; i++) {
		struct ruapi_attr *attr = &call->attrs[i];
		const struct fake_file *queue;

		if (attr->id & RUAPI_ATTR_DRIVER ||
		    !is_queue_fd(ruapi_attr_spec(action, attr->id), attr))
			continue;
		queue = file_of((int)attr->fd);
		if (!queue || queue->ns != file->ns || !queue->queue)
			return -EBADF;
		attr->wire = RUAPI_WIRE_OBJ_IN;
		attr->len = sizeof(attr->obj);
		attr->obj.object = RUAPI_OBJ_EVENT_QUEUE;
		attr->obj.handle = queue->queue;
	}
	return 0;
}

int sys_ioctl(int fd, unsigned long nr, void *arg)
{
	struct fake_file *file = file_of(fd);
	struct fake_call *call = &fake_calls[fake_num_calls];
	struct ruapi_hdr *hdr = arg;

	fake_num_ioctls++;
	if (!file)
		return -EBADF;
	if (!file->ns)
		return fake_yes ? 0 : -ENOTTY;
	if (nr == RUAPI_IOC_FAST)
		return fast(fd, nr, arg);
	if (hdr->flags && check_view(hdr, file))
		return -ESTALE;
	record(call, fd, nr, hdr);
	if (nr == RUAPI_IOC_DRIVER) {
		assert_non_null(fake_driver);
		assert_true(++fake_num_calls < FAKE_MAX_CALLS);
		return fake_driver(hdr);
	}
	check_call(call);
	if (find_queues(call, file))
		return -EBADF;
	if (failure.err && IS(hdr, failure.object, failure.action)) {
		hdr->reason = fake_reason;
		put_failed(hdr);
		fake_num_calls++;
		return failure.err;
	}
	if (names_no_device(hdr))
		return -ENODEV;
	put_all(hdr);
	if (act(hdr, file))
		fake_num_calls++;
	assert_true(fake_num_calls < FAKE_MAX_CALLS);
	return 0;
}

/* A part of the path of some file of sysfs. */
static bool is_folder(const char *path)
{
	const size_t len = strlen(path);

	for (unsigned int i = 0; i < num_sysfs; i++)
		if (!strncmp(sysfs[i].path, path, len) &&
		    (!sysfs[i].path[len] || sysfs[i].path[len] == '/'))
			return true;
	return false;
}

static uint64_t hash(const char *text)
{
	uint64_t h = 1469598103934665603ull;

	while (*text)
		h = (h ^ (uint8_t)*text++) * 1099511628211ull;
	return h | 2;
}

static const char stand_in[] = "/sys/module/rdma_uapi/holders";

/* Of files that the fake knows; others are what they are. */
int sys_stat(int dir, const char *path, struct stat *st, int flags)
{
	const struct fake_file *file = *path ? NULL : file_of(dir);

	memset(st, 0, sizeof(*st));
	st->st_dev = 999;
	if (file && file->ns) {
		st->st_mode = file->tag ? 0600 : S_IFCHR | 0640;
		return 0;
	}
	if (dir == AT_FDCWD && !strcmp(path, ".") && fake_inside)
		path = stand_in;
	st->st_ino = hash(path);
	st->st_mode = S_IFDIR | 0755;
	if (!strcmp(path, "/proc/thread-self/ns/net")) {
		fake_proc_asked++;
		st->st_ino = fake_netns;
		return fake_netns ? 0 : -ENOENT;
	}
	if (!strcmp(path, RUAPI_DEVICE_PATH)) {
		st->st_mode = S_IFCHR | 0640;
		return fake_open_error == -ENOENT ? -ENOENT : 0;
	}
	if (!strcmp(path, stand_in))
		return 0;
	if (!strncmp(path, "/dev/infiniband", 15))
		return -ENOENT;
	if (!strncmp(path, "/sys/", 5) || !strncmp(path, "/proc/", 6))
		return is_folder(path) ? 0 : -ENOENT;
	return syscall(SYS_newfstatat, dir, path, st, flags) ? -errno : 0;
}

int sys_open(const char *path, int flags)
{
	int fd;

	assert_true(flags & O_CLOEXEC);
	if (!strcmp(path, RUAPI_DEVICE_PATH)) {
		if (fake_open_error)
			return fake_open_error;
		fd = new_fd(3);
		fake_files[fd].ns = ++last_ns;
		fake_files[fd].netns = fake_netns;
		return fd;
	}
	if (flags & O_DIRECTORY && is_folder(path)) {
		fd = new_fd(3);
		fake_files[fd].folder = path;
		return fd;
	}
	for (unsigned int i = 0; i < num_sysfs; i++) {
		if (strcmp(path, sysfs[i].path))
			continue;
		fd = new_fd(3);
		fake_files[fd].text = sysfs[i].text;
		return fd;
	}
	return -ENOENT;
}

int sys_access(const char *path, int mode, int flags)
{
	(void)flags;
	assert_string_equal(path, RUAPI_DEVICE_PATH);
	if (fake_open_error == -ENOENT)
		return -ENOENT;
	if (mode & X_OK || fake_open_error)
		return -EACCES;
	return 0;
}

/* ---- netlink --------------------------------------------------------- */

int sys_netlink(int protocol)
{
	assert_int_equal(protocol, NETLINK_RDMA);
	return fake_netlink ? new_fd(3) : -EAFNOSUPPORT;
}

ssize_t sys_write(int fd, const void *buf, size_t size)
{
	struct fake_file *file = file_of(fd);

	assert_non_null(file);
	assert_true(size <= sizeof(file->asked));
	memcpy(file->asked, buf, size);
	return (ssize_t)size;
}

static const void *request_attr(const struct nlmsghdr *req, uint16_t type)
{
	const char *at = (const char *)req + NLMSG_HDRLEN;

	while (at < (const char *)req + req->nlmsg_len) {
		const struct nlattr *attr = (const void *)at;

		if (attr->nla_type == type)
			return at + NLA_HDRLEN;
		at += NLA_ALIGN(attr->nla_len);
	}
	return NULL;
}

static void answer_add(struct nlmsghdr *msg, uint16_t type, const void *value,
		       size_t len)
{
	struct nlattr *attr = (void *)((char *)msg + msg->nlmsg_len);

	attr->nla_type = type;
	attr->nla_len = (uint16_t)(NLA_HDRLEN + len);
	memcpy((char *)attr + NLA_HDRLEN, value, len);
	msg->nlmsg_len += NLA_ALIGN(attr->nla_len);
}

static bool next_chardev(const char **text, uint32_t *index, char name[64],
			 uint64_t *rdev)
{
	unsigned int major, minor;
	int len;

	if (sscanf(*text, "%u:%63[^:]:%u:%u %n", index, name, &major, &minor,
		   &len) != 4)
		return false;
	*rdev = makedev(major, minor);
	*text += len;
	return true;
}

static size_t answer_dump(char *buf)
{
	const char *text = fake_netlink;
	struct nlmsghdr *msg = (void *)buf;
	char name[64];
	uint32_t index;
	uint64_t rdev;

	while (next_chardev(&text, &index, name, &rdev)) {
		msg->nlmsg_len = NLMSG_HDRLEN;
		answer_add(msg, RDMA_NLDEV_ATTR_DEV_INDEX, &index,
			   sizeof(index));
		answer_add(msg, RDMA_NLDEV_ATTR_DEV_NAME, "rxe", 4);
		msg = (void *)((char *)msg + msg->nlmsg_len);
	}
	msg->nlmsg_len = NLMSG_HDRLEN + 4;
	msg->nlmsg_type = NLMSG_DONE;
	return (size_t)((char *)msg - buf) + msg->nlmsg_len;
}

static size_t answer_chardev(const struct nlmsghdr *req, char *buf)
{
	const uint32_t *wanted = request_attr(req, RDMA_NLDEV_ATTR_DEV_INDEX);
	const char *text = fake_netlink;
	struct nlmsghdr *msg = (void *)buf;
	const int error = -ENOENT;
	char name[64];
	uint32_t index;
	uint64_t rdev;

	msg->nlmsg_len = NLMSG_HDRLEN;
	while (next_chardev(&text, &index, name, &rdev)) {
		if (wanted ? index != *wanted : strcmp(name, "rdma_cm"))
			continue;
		answer_add(msg, RDMA_NLDEV_ATTR_CHARDEV_NAME, name,
			   strlen(name) + 1);
		answer_add(msg, RDMA_NLDEV_ATTR_CHARDEV, &rdev, sizeof(rdev));
		return msg->nlmsg_len;
	}
	msg->nlmsg_type = NLMSG_ERROR;
	memcpy(buf + NLMSG_HDRLEN, &error, sizeof(error));
	msg->nlmsg_len += sizeof(struct nlmsgerr);
	return msg->nlmsg_len;
}

static ssize_t answer_netlink(const struct fake_file *file, void *buf,
			      size_t size)
{
	const struct nlmsghdr *req = (const void *)file->asked;
	_Alignas(8) char answer[1024] = "";
	const size_t len = req->nlmsg_flags & NLM_F_DUMP ?
			   answer_dump(answer) : answer_chardev(req, answer);

	assert_true(len <= size);
	memcpy(buf, answer, len);
	return (ssize_t)len;
}

/* What follows the path of the folder in the path of a file, or NULL. */
static const char *below(const char *folder, const char *path)
{
	const size_t len = strlen(folder);

	return strncmp(path, folder, len) || path[len] != '/' ? NULL :
								path + len + 1;
}

static size_t put_entry(void *at, const char *name, size_t len, size_t room)
{
	struct {
		uint64_t ino;
		int64_t off;
		uint16_t len;
		uint8_t type;
		char name[];
	} *entry = at;
	const size_t size = (19 + len + 1 + 7) & ~7ull;

	assert_true(size <= room);
	entry->len = (uint16_t)size;
	memcpy(entry->name, name, len);
	entry->name[len] = '\0';
	return size;
}

/* Each name once: files of a folder come one after the other. */
ssize_t sys_list(int fd, void *buf, size_t size)
{
	struct fake_file *file = file_of(fd);
	const char *folder = file->folder, *last = NULL;
	size_t used = 0;

	file->folder = NULL;
	for (unsigned int i = 0; folder && i < num_sysfs; i++) {
		const char *name = below(folder, sysfs[i].path);
		const size_t len = name ? strcspn(name, "/") : 0;

		if (!name || (last && !strncmp(last, name, len) &&
			      last[len] == '/'))
			continue;
		used += put_entry((char *)buf + used, name, len, size - used);
		last = name;
	}
	return (ssize_t)used;
}

ssize_t sys_read(int fd, void *buf, size_t size)
{
	const char *text = file_of(fd)->text;
	size_t len;

	if (!text)
		return answer_netlink(file_of(fd), buf, size);
	len = strlen(text);
	memcpy(buf, text, len < size ? len : size);
	return (ssize_t)(len < size ? len : size);
}

static bool is_fake_fault(const void *at, size_t len)
{
	return (uintptr_t)at < 4096 ||
	       ((const uint8_t *)at < fake_hole + sizeof(fake_hole) &&
		(const uint8_t *)at + len > fake_hole);
}

int sys_copy_in(void *to, const void *from, size_t len)
{
	if (is_fake_fault(from, len))
		return -EFAULT;
	memcpy(to, from, len);
	return 0;
}

int sys_copy_out(const struct iovec *to, const struct iovec *from,
		 unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		assert_int_equal(to[i].iov_len, from[i].iov_len);
		if (is_fake_fault(to[i].iov_base, to[i].iov_len))
			return -EFAULT;
		memcpy(to[i].iov_base, from[i].iov_base, to[i].iov_len);
	}
	return 0;
}

void sys_close(int fd)
{
	assert_non_null(file_of(fd));
	fake_files[fd].used = false;
}

int sys_fcntl(int fd, int cmd, long arg)
{
	struct fake_file *file = file_of(fd);
	int copy;

	assert_non_null(file);
	switch (cmd) {
	case F_DUPFD_CLOEXEC:
		copy = new_fd((int)arg);
		fake_files[copy] = *file;
		return copy;
	case F_SETFD:
		fake_fd_flags = arg;
		return 0;
	case F_SETFL:
		fake_file_flags = arg;
		return 0;
	default:
		return -EINVAL;
	}
}

pid_t sys_getpid(void)
{
	return fake_pid;
}

void sys_sleep_ms(unsigned int ms)
{
	fake_slept += ms;
}

void *sys_pages(size_t size)
{
	return calloc(1, size);
}

void sys_pages_free(void *pages, size_t size)
{
	(void)size;
	free(pages);
}

/* Where it is asked for it stays. */
void *sys_pages_wiped(size_t size)
{
	for (int i = 0; i < 4; i++) {
		if (wiped[i].start)
			continue;
		wiped[i].start = calloc(1, size);
		wiped[i].size = size;
		return wiped[i].start;
	}
	fail_msg("too many pages");
	return NULL;
}

ssize_t sys_wait_pread(int fd, void *buf, size_t size, uint64_t offset)
{
	const struct fake_file *file = file_of(fd);

	fake_num_ioctls++;
	if (!file)
		return -EBADF;
	if (!file->ns)
		return -ESPIPE;
	if (file->number != offset || file->owner != fake_pid)
		return -ESTALE;
	return sys_wait_read(fd, buf, size);
}

ssize_t sys_wait_read(int fd, void *buf, size_t size)
{
	ssize_t len;

	assert_non_null(file_of(fd));
	assert_true(next_read < num_reads);
	assert_true(size < fake_read_limit);
	len = reads[next_read].len;
	if (len > 0) {
		assert_true((size_t)len <= size);
		memcpy(buf, reads[next_read].buf, (size_t)len);
	}
	next_read++;
	return len;
}
