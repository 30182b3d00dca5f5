// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * RDMA_VERBS_IOCTL on an uverbs view: headers, attributes, outputs, and the way to
 * the methods in ioctl_*.c.
 */
#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/uio.h>

#include "ioctl.h"
#include "memory.h"

/* What lists can be at most. */
#define MAX_LIST (1u << 24)

/* Entries of one copy by the kernel: outputs, and zeroes in pieces behind them. */
#define MAX_IOVS 64
#define ZEROES 4096

static const uint8_t zeroes[ZEROES];

/* ---- attributes in ---------------------------------------------------------- */

int ioctl_read(void *to, const void *from, size_t len)
{
	if (memory_is_there(from, len)) {
		memcpy(to, from, len);
		return 0;
	}
	return sys_copy_in(to, from, len);
}

static void *user_ptr(const struct ib_uverbs_attr *attr)
{
	return (void *)(uintptr_t)attr->data;
}

int in_len(const struct ioctl_cmd *cmd, int i)
{
	return cmd->attrs[i] ? cmd->attrs[i]->len : -ENOENT;
}

int in_copy(const struct ioctl_cmd *cmd, int i, void *to, size_t size)
{
	const struct ib_uverbs_attr *attr = cmd->attrs[i];
	size_t len;

	if (!attr)
		return -ENOENT;
	len = attr->len < size ? attr->len : size;
	memset((uint8_t *)to + len, 0, size - len);
	if (attr->len > sizeof(attr->data))
		return ioctl_read(to, user_ptr(attr), len);
	memcpy(to, &attr->data, len);
	return 0;
}

int in_const(const struct ioctl_cmd *cmd, int i, uint64_t max, uint64_t *to)
{
	if (!cmd->attrs[i])
		return -ENOENT;
	*to = cmd->attrs[i]->data;
	return *to > max ? -EINVAL : 0;
}

int in_flags(const struct ioctl_cmd *cmd, int i, uint64_t known, uint32_t *to)
{
	const struct ib_uverbs_attr *attr = cmd->attrs[i];
	uint64_t flags;

	*to = 0;
	if (!attr)
		return 0;
	if (attr->len != 4 && attr->len != 8)
		return -EINVAL;
	flags = attr->len == 4 ? (uint32_t)attr->data : attr->data;
	if (flags & ~known || flags > UINT32_MAX)
		return -EINVAL;
	*to = (uint32_t)flags;
	return 0;
}

/* ---- and out ------------------------------------------------------------------ */

void out_bytes(struct ioctl_cmd *cmd, void *to, const void *from, size_t len)
{
	if (len)
		cmd->outs[cmd->num_outs++] = (struct ioctl_out) {
			.to = to,
			.from = from,
			.len = len,
		};
}

static const void *keep(struct ioctl_cmd *cmd, const void *value, size_t size)
{
	void *at = &cmd->room[cmd->used];

	cmd->used += (unsigned int)(size + 7) / 8;
	memcpy(at, value, size);
	return at;
}

void out_valid(struct ioctl_cmd *cmd, int i)
{
	struct ib_uverbs_attr *attr = cmd->attrs[i];

	if (!attr || attr->flags & UVERBS_ATTR_F_VALID_OUTPUT)
		return;
	attr->flags |= UVERBS_ATTR_F_VALID_OUTPUT;
	out_bytes(cmd, &cmd->user[i]->flags, &attr->flags, sizeof(attr->flags));
}

int out_copy(struct ioctl_cmd *cmd, int i, const void *value, size_t size)
{
	const struct ib_uverbs_attr *attr = cmd->attrs[i];
	size_t len;

	if (!attr)
		return -ENOENT;
	len = attr->len < size ? attr->len : size;
	out_bytes(cmd, user_ptr(attr), keep(cmd, value, len), len);
	out_valid(cmd, i);
	return 0;
}

int out_struct(struct ioctl_cmd *cmd, int i, const void *value, size_t size)
{
	const struct ib_uverbs_attr *attr = cmd->attrs[i];

	if (attr && attr->len > size)
		out_bytes(cmd, (uint8_t *)user_ptr(attr) + size, NULL,
			  attr->len - size);
	return out_copy(cmd, i, value, size);
}

void out_made(struct ioctl_cmd *cmd, int i, enum ruapi_object object,
	      uint32_t handle)
{
	cmd->made = object;
	cmd->handle = handle;
	cmd->attrs[i]->data = handle;
	out_bytes(cmd, &cmd->user[i]->data, &cmd->attrs[i]->data,
		  sizeof(cmd->attrs[i]->data));
}

void *ioctl_pages(struct ioctl_cmd *cmd, size_t size)
{
	cmd->pages = sys_pages(size);
	cmd->pages_size = size;
	return cmd->pages;
}

/* Bytes, or zeroes, in as many pieces as it takes. */
static unsigned int add_iovs(struct iovec *from, struct iovec *to,
			     unsigned int n, const struct ioctl_out *out)
{
	size_t at = 0, len;

	for (; at < out->len && n < MAX_IOVS; at += len, n++) {
		len = out->len - at;
		if (!out->from && len > ZEROES)
			len = ZEROES;
		from[n].iov_base = (void *)(out->from ? out->from : zeroes);
		from[n].iov_len = len;
		to[n].iov_base = (uint8_t *)out->to + at;
		to[n].iov_len = len;
	}
	return n;
}

int out_now(struct ioctl_cmd *cmd)
{
	struct iovec from[MAX_IOVS], to[MAX_IOVS];
	unsigned int n = 0;

	for (unsigned int i = 0; i < cmd->num_outs; i++) {
		const struct ioctl_out *out = &cmd->outs[i];

		if (!memory_is_there(out->to, out->len))
			n = add_iovs(from, to, n, out);
		else if (out->from)
			memcpy(out->to, out->from, out->len);
		else
			memset(out->to, 0, out->len);
	}
	cmd->num_outs = 0;
	return n ? sys_copy_out(to, from, n) : 0;
}

/* ---- calls --------------------------------------------------------------------- */

static int result(const struct call *call, bool adds, int ret)
{
	return ret == -EOPNOTSUPP && !call->room.hdr.bad_attr && !adds ?
	       -EPROTONOSUPPORT : ret;
}

int ioctl_run(struct call *call, const struct ioctl_cmd *cmd)
{
	const int ret = verbs_run_on(call, cmd->view);

	return result(call, driver_adds(cmd), ret);
}

int ioctl_destroy(const struct view *view, enum ruapi_object object,
		  uint32_t handle)
{
	struct call call;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, object, RUAPI_DESTROY);
	call_destroy(&call, object, handle);
	ret = verbs_run_destroy(&call, view);
	return result(&call, view->added && view->added->forms.num_specs, ret);
}

int ioctl_list(const struct ioctl_cmd *cmd, uint16_t object,
	       struct ruapi_list_entry **entries, uint32_t *size,
	       uint32_t *count)
{
	const struct ruapi_attr *out, *total;
	struct call call;
	int ret;

	for (*size = 65536; *size <= MAX_LIST; *size *= 2) {
		*entries = sys_pages(*size);
		if (!*entries)
			return -ENOMEM;
		call_init(&call, RUAPI_IOC_CALL, object, RUAPI_LIST);
		out = call_want_buf(&call, RUAPI_LIST_ENTRIES, *entries, *size);
		total = call_want(&call, RUAPI_LIST_COUNT, 4);
		ret = verbs_run_on(&call, cmd->view);
		*count = out->len / (uint32_t)sizeof(**entries);
		if (!ret && total->value <= *count)
			return 0;
		sys_pages_free(*entries, *size);
		if (ret && ret != -ENOSPC)
			return ret;
	}
	return -ENOMEM;
}

struct verbs_cmd ioctl_write(const struct ioctl_cmd *cmd, const void *req,
			     size_t req_len, void *resp, size_t resp_len,
			     int uhw_in, int uhw_out)
{
	const struct ib_uverbs_attr *in = cmd->attrs[uhw_in];
	const struct ib_uverbs_attr *out = cmd->attrs[uhw_out];
	struct verbs_cmd write = {
		.view = cmd->view,
		.req = req,
		.req_len = req_len,
		.resp = resp,
		.resp_len = resp_len,
		.by_method = true,
	};

	if (in) {
		write.uhw_in = in->len > sizeof(in->data) ? user_ptr(in) :
							     &in->data;
		write.uhw_in_len = in->len;
	}
	if (out) {
		write.uhw_out = user_ptr(out);
		write.uhw_out_len = out->len < MAX_UHW ? out->len : MAX_UHW;
	}
	return write;
}

/* ---- checks -------------------------------------------------------------------- */

static bool is_zero(const uint8_t *bytes, size_t len)
{
	while (len--)
		if (*bytes++)
			return false;
	return true;
}

bool in_tail_is_zero(const struct ib_uverbs_attr *attr, size_t max)
{
	uint8_t bytes[256];
	size_t at = max, len;

	if (attr->len <= sizeof(attr->data))
		return is_zero((const uint8_t *)&attr->data + at,
			       attr->len - at);
	for (; at < attr->len; at += len) {
		len = attr->len - at;
		if (len > sizeof(bytes))
			len = sizeof(bytes);
		if (ioctl_read(bytes, (uint8_t *)user_ptr(attr) + at, len) ||
		    !is_zero(bytes, len))
			return false;
	}
	return true;
}

/* The kernel reads it, or we do later: its ends tell whether there is any. */
static int check_copied(const struct ib_uverbs_attr *attr)
{
	const uint8_t *at = user_ptr(attr);
	uint8_t byte;

	if (attr->len <= sizeof(attr->data))
		return 0;
	return ioctl_read(&byte, at, 1) || ioctl_read(&byte, at + attr->len - 1, 1) ?
	       -EFAULT : 0;
}

static int check_bytes(const struct attr_spec *spec,
		       const struct ib_uverbs_attr *attr)
{
	const uint8_t choice = attr->attr_data.enum_data.elem_id;
	struct attr_choice is = {
		.zero_tail = spec->zero_tail,
		.min = spec->min,
		.max = spec->max,
	};

	if (spec->num_choices) {
		if (choice >= spec->num_choices)
			return -EOPNOTSUPP;
		if (attr->attr_data.enum_data.reserved)
			return -EINVAL;
		is = spec->choices[choice];
	}
	if (spec->kind == ATTR_IN && attr->len > is.max && is.zero_tail &&
	    !in_tail_is_zero(attr, is.max))
		return -EOPNOTSUPP;
	if (attr->len < is.min || (!is.zero_tail && attr->len > is.max))
		return -EINVAL;
	if (!spec->num_choices && attr->attr_data.reserved)
		return -EINVAL;
	return spec->copied ? check_copied(attr) : 0;
}

/* Whether it reads a queue the module finds out. */
static int check_fd(const struct ib_uverbs_attr *attr)
{
	return attr->data_s64 == (int)attr->data_s64 ? 0 : -EINVAL;
}

static int check_attr(const struct attr_spec *spec, struct ib_uverbs_attr *attr,
		      const struct view *view)
{
	if (spec->kind == ATTR_IN || spec->kind == ATTR_OUT)
		return check_bytes(spec, attr);
	if (attr->attr_data.reserved || attr->len)
		return -EINVAL;
	switch (spec->kind) {
	case ATTR_OBJ:
		if (attr->data_s64 < 0)
			return -EINVAL;
		/* No handle is that large, and there are none without a context. */
		return attr->data > UINT32_MAX || !view->context ? -ENOENT : 0;
	case ATTR_FD:
		return check_fd(attr);
	default:
		return view->context ? 0 : -EINVAL;
	}
}

/* Programs give them in order: the first one looked at is what comes after @last. */
static int find_attr(const struct method *method, uint16_t id, int last)
{
	for (int i = last + 1; i < method->num_attrs; i++)
		if (method->attrs[i].id == id)
			return i;
	for (int i = 0; i <= last; i++)
		if (method->attrs[i].id == id)
			return i;
	return -1;
}

/* Whether ib_uverbs of this kernel knows it: 1, 0 or a negative errno. */
static int is_attr_there(const struct ioctl_cmd *cmd, int at)
{
	const struct method *method = cmd->method;

	if (at < 0 || !method->attrs[at].newer)
		return at >= 0;
	return kernel_has_attr(cmd->view, method->ours, method->action,
			       method->attrs[at].newer);
}

static int collect_attr(struct ioctl_cmd *cmd, struct message *msg,
			struct ib_uverbs_attr *user, int i, int *last)
{
	const struct method *method = cmd->method;
	struct ib_uverbs_attr *attr = &msg->attrs[i];
	const int at = find_attr(method, attr->attr_id, *last);
	int ret;

	ret = is_attr_there(cmd, at);
	if (ret < 0)
		return ret;
	if (!ret)
		return driver_add(cmd, attr, i);
	*last = at;
	if (cmd->attrs[at])
		return -EINVAL;
	ret = check_attr(&method->attrs[at], attr, cmd->view);
	if (ret)
		return ret;
	cmd->attrs[at] = attr;
	cmd->user[at] = user;
	return 0;
}

static bool is_complete(const struct ioctl_cmd *cmd)
{
	for (int i = 0; i < cmd->method->num_attrs; i++)
		if (!cmd->attrs[i] && !cmd->method->attrs[i].optional)
			return false;
	return true;
}

static int find_handle(const struct ioctl_cmd *cmd,
		       const struct ruapi_list_entry *entries, uint32_t count,
		       const struct attr_spec *spec, uint32_t handle)
{
	for (uint32_t i = 0; i < count; i++)
		if (entries[i].handle == handle &&
		    entries[i].context == cmd->view->context)
			return entries[i].object == spec->ours ? 0 : -EINVAL;
	return -ENOENT;
}

static int find_handles(const struct ioctl_cmd *cmd,
			const struct ib_uverbs_attr *end,
			const struct ruapi_list_entry *entries, uint32_t count)
{
	const struct ib_uverbs_attr *first = NULL;
	int error = 0;

	/* In the order in which they were given. */
	for (int i = 0; i < cmd->method->num_attrs; i++) {
		const struct ib_uverbs_attr *attr = cmd->attrs[i];
		int ret;

		if (!attr || cmd->method->attrs[i].kind != ATTR_OBJ ||
		    attr >= end || (first && attr > first))
			continue;
		ret = find_handle(cmd, entries, count, &cmd->method->attrs[i],
				  (uint32_t)attr->data);
		if (!ret)
			continue;
		first = attr;
		error = ret;
	}
	return error;
}

/*
 * Something is wrong with the attribute @end; but ib_uverbs looks for the objects of
 * those before it first.
 */
static int refuse(struct ioctl_cmd *cmd, const struct ib_uverbs_attr *end,
		  int error)
{
	struct ruapi_list_entry *entries;
	uint32_t size, count;
	bool any = false;
	int ret;

	for (int i = 0; i < cmd->method->num_attrs; i++)
		any |= cmd->attrs[i] && cmd->method->attrs[i].kind == ATTR_OBJ;
	if (!any || ioctl_list(cmd, RUAPI_OBJ_NAMESPACE, &entries, &size, &count))
		return error;
	ret = find_handles(cmd, end, entries, count);
	sys_pages_free(entries, size);
	return ret ? ret : error;
}

static int collect(struct ioctl_cmd *cmd, struct message *msg, void *user)
{
	struct ib_uverbs_attr *user_attrs = ((struct message *)user)->attrs;
	int last = -1;
	int ret;

	for (int i = 0; i < msg->hdr.num_attrs; i++) {
		ret = collect_attr(cmd, msg, &user_attrs[i], i, &last);
		if (ret)
			return refuse(cmd, &msg->attrs[i], ret);
	}
	ret = is_complete(cmd) ? driver_complete(cmd) : -EINVAL;
	return ret ? refuse(cmd, &msg->attrs[msg->hdr.num_attrs], ret) : 0;
}

/* ---- methods ------------------------------------------------------------------- */

static const struct method *find_in(const struct methods *methods,
				    const struct ib_uverbs_ioctl_hdr *hdr)
{
	for (size_t i = 0; i < methods->count; i++)
		if (methods->list[i].object == hdr->object_id &&
		    methods->list[i].method == hdr->method_id)
			return &methods->list[i];
	return NULL;
}

/* Of a method, in 8 bits: which list, and which of it. */
#define LIST_SHIFT 5
#define LIST_MASK 31

static const struct methods *const lists[] = {
	&ioctl_device_methods,
	&ioctl_object_methods,
	&ioctl_create_methods,
	&ioctl_flow_action_methods,
	&ioctl_dmah_methods,
	&ioctl_comp_cntr_methods,
};

static const struct method *search_method(const struct ib_uverbs_ioctl_hdr *hdr,
					  uint8_t *where)
{
	const struct method *method = NULL;
	size_t i;

	for (i = 0; !method && i < sizeof(lists) / sizeof(lists[0]); i++)
		method = find_in(lists[i], hdr);
	/* Of those for which there are no bits nothing is kept. */
	if (method && method - lists[i - 1]->list <= LIST_MASK)
		*where = (uint8_t)(i << LIST_SHIFT |
				   (method - lists[i - 1]->list));
	return method;
}

/*
 * Those that have been looked for once, by object and method: the number of the list,
 * from 1 on, and of the method in it.  Small, as it is memory that is touched.
 */
#define KNOWN_OBJECTS 32
#define KNOWN_METHODS 16

const struct method *ioctl_method(const struct ib_uverbs_ioctl_hdr *hdr)
{
	static _Atomic uint8_t known[KNOWN_OBJECTS][KNOWN_METHODS];
	const struct method *method;
	_Atomic uint8_t *at;
	uint8_t where = 0;

	if (hdr->object_id >= KNOWN_OBJECTS || hdr->method_id >= KNOWN_METHODS)
		return search_method(hdr, &where);
	at = &known[hdr->object_id][hdr->method_id];
	where = atomic_load_explicit(at, memory_order_relaxed);
	if (where)
		return &lists[(where >> LIST_SHIFT) - 1]->list[where & LIST_MASK];
	method = search_method(hdr, &where);
	atomic_store_explicit(at, where, memory_order_relaxed);
	return method;
}

/* The caller cannot be told of what has been made. */
static void undo(const struct ioctl_cmd *cmd)
{
	struct call call;

	if (cmd->fd >= 0)
		sys_close(cmd->fd);
	if (!cmd->made)
		return;
	call_init(&call, RUAPI_IOC_CALL, cmd->made, RUAPI_DESTROY);
	call_destroy(&call, cmd->made, cmd->handle);
	call_wait(&call);
	/* Of another's view, which it may use after fork(), the kernel takes no name. */
	if (cmd->view->owner == sys_getpid())
		view_run_named(&call, cmd->view);
	else
		call_run(&call, cmd->view->fd);
}

static int run(struct ioctl_cmd *cmd, struct message *msg, void *user)
{
	int ret;

	ret = collect(cmd, msg, user);
	if (ret)
		return ret;
	if (!cmd->view->context && !cmd->method->no_context)
		return -EINVAL;
	ret = cmd->method->run(cmd);
	if (ret)
		cmd->num_outs = 0;
	if (cmd->has_added)
		driver_mark_added(cmd, msg, user);
	if (!ret)
		return out_now(cmd);
	/* Of a call that has failed only what the driver has written before. */
	out_now(cmd);
	return ret;
}

static int get_hdr(struct ib_uverbs_ioctl_hdr *hdr, const struct view *view,
		   const void *user)
{
	int ret;

	ret = ioctl_read(hdr, user, sizeof(*hdr));
	if (ret)
		return ret;
	if (hdr->length > IOCTL_MAX_LENGTH ||
	    hdr->length != sizeof(*hdr) +
			   hdr->num_attrs * sizeof(struct ib_uverbs_attr))
		return -EINVAL;
	if (hdr->reserved1 || hdr->reserved2)
		return -EPROTONOSUPPORT;
	return hdr->driver_id == view->driver_id ? 0 : -EINVAL;
}

/* Whether ib_uverbs of this kernel, or a driver, has such a method. */
static int is_there_now(const struct ioctl_cmd *cmd,
			const struct ib_uverbs_ioctl_hdr *hdr)
{
	if (!cmd->method)
		return driver_has(hdr);
	if (!cmd->method->needs_object)
		return 1;
	return kernel_has(cmd->view, cmd->method->needs_object,
			  cmd->method->needs_action);
}

__attribute__((noinline)) static int run_in(struct message *msg, const struct view *view, void *arg)
{
	struct ioctl_cmd cmd;
	int ret;

	/* Not what counters, attributes given and marks say the validity of. */
	memset(&cmd, 0, offsetof(struct ioctl_cmd, user));
	cmd.view = view;
	cmd.fd = -1;
	cmd.method = ioctl_method(&msg->hdr);
	ret = is_there_now(&cmd, &msg->hdr);
	if (ret <= 0)
		return ret ? ret : -EPROTONOSUPPORT;
	ret = 0;
	if (msg->hdr.num_attrs)
		ret = ioctl_read(msg->attrs, ((struct message *)arg)->attrs,
				  msg->hdr.num_attrs * sizeof(msg->attrs[0]));
	if (!ret)
		ret = cmd.method ? run(&cmd, msg, arg) :
				   driver_run(&cmd, msg, arg);
	if (ret)
		undo(&cmd);
	if (cmd.pages)
		sys_pages_free(cmd.pages, cmd.pages_size);
	if (cmd.has_added)
		driver_forms_end(&cmd.added.forms);
	if (!ret && cmd.made == RUAPI_OBJ_CONTEXT)
		view_has_context(view, cmd.handle);
	return ret;
}

/* libibverbs has no longer ones, and what of the stack is used first has to be cleared. */
#define FEW_LENGTH 512

/* Frames are large: apart from what can do without. */
__attribute__((noinline)) static int
run_few(const struct ib_uverbs_ioctl_hdr *hdr, const struct view *view, void *arg)
{
	_Alignas(struct message) uint8_t room[FEW_LENGTH];
	struct message *msg = (void *)room;

	msg->hdr = *hdr;
	return run_in(msg, view, arg);
}

__attribute__((noinline)) static int
run_many(const struct ib_uverbs_ioctl_hdr *hdr, const struct view *view, void *arg)
{
	_Alignas(struct message) uint8_t room[IOCTL_MAX_LENGTH];
	struct message *msg = (void *)room;

	msg->hdr = *hdr;
	return run_in(msg, view, arg);
}

static int run_message(const struct view *view, void *arg)
{
	struct ib_uverbs_ioctl_hdr hdr;
	const int ret = get_hdr(&hdr, view, arg);

	if (ret)
		return ret;
	return hdr.length <= FEW_LENGTH ? run_few(&hdr, view, arg) :
					  run_many(&hdr, view, arg);
}

int verbs_ioctl(const struct view *view, void *arg)
{
	int ret;

	return ioctl_direct(view, arg, &ret) ? ret : run_message(view, arg);
}
