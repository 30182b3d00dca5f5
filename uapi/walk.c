// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* Copying, relocating and printing calls that one knows nothing about. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "walk.h"

#define PRINTF_LIKE(f, args) __attribute((format(printf, f, args)))

/* Bytes of a buffer that are shown. */
#define SHOWN 32

static int is_buffer(const struct ruapi_attr *attr)
{
	return attr->wire == RUAPI_WIRE_BUF_IN ||
	       attr->wire == RUAPI_WIRE_BUF_OUT ||
	       attr->wire == RUAPI_WIRE_OBJS_IN ||
	       attr->wire == RUAPI_WIRE_FDS_IN;
}

static int is_read(const struct ruapi_attr *attr)
{
	return attr->wire == RUAPI_WIRE_BUF_IN ||
	       attr->wire == RUAPI_WIRE_OBJS_IN ||
	       attr->wire == RUAPI_WIRE_FDS_IN;
}

static __u64 align8(__u64 n)
{
	return (n + 7) & ~7ULL;
}

int ruapi_walk_check(const struct ruapi_walk *walk)
{
	const struct ruapi_hdr *hdr = walk->arg;
	unsigned int i;

	if ((uintptr_t)walk->arg % 8 || walk->len < sizeof(*hdr) ||
	    hdr->num_attrs > RUAPI_MAX_ATTRS || hdr->length > walk->len ||
	    hdr->length != sizeof(*hdr) +
			   hdr->num_attrs * sizeof(hdr->attrs[0]))
		return -EINVAL;
	for (i = 0; i < hdr->num_attrs; i++)
		if (!hdr->attrs[i].wire ||
		    hdr->attrs[i].wire > RUAPI_WIRE_FDS_IN)
			return -EINVAL;
	return hdr->num_attrs;
}

int ruapi_walk_size(const struct ruapi_walk *walk, __u64 *size)
{
	const struct ruapi_hdr *hdr = walk->arg;
	const int count = ruapi_walk_check(walk);
	int i;

	if (count < 0)
		return count;
	*size = hdr->length;
	for (i = 0; i < count; i++)
		if (is_buffer(&hdr->attrs[i]))
			*size += align8(hdr->attrs[i].len);
	return 0;
}

/* Fills the place of a buffer in the copy and makes the copy point to it. */
static int copy_buffer(const struct ruapi_walk *walk, struct ruapi_attr *attr,
		       char *place)
{
	const __u64 from = attr->ptr;
	const __u64 room = align8(attr->len);

	attr->ptr = (uintptr_t)place;
	memset(place, 0, room);
	if (!is_read(attr) || !attr->len)
		return 0;
	return walk->read(walk->priv, from, place, attr->len);
}

int ruapi_walk_copy(const struct ruapi_walk *walk, void *flat, size_t room)
{
	struct ruapi_hdr *hdr = flat;
	__u64 size;
	char *place;
	int ret, i;

	ret = ruapi_walk_size(walk, &size);
	if (ret)
		return ret;
	if (size > room)
		return -ENOSPC;
	memcpy(hdr, walk->arg, ((struct ruapi_hdr *)walk->arg)->length);
	place = (char *)flat + hdr->length;
	for (i = 0; i < hdr->num_attrs; i++) {
		if (!is_buffer(&hdr->attrs[i]))
			continue;
		ret = copy_buffer(walk, &hdr->attrs[i], place);
		if (ret)
			return ret;
		place += align8(hdr->attrs[i].len);
	}
	return 0;
}

/* One attribute's outcome; its address stays what the caller knows. */
static int finish_attr(const struct ruapi_walk *walk, struct ruapi_attr *to,
		       const struct ruapi_attr *from)
{
	const __u64 ptr = to->ptr;
	const __u32 room = to->len;
	const char *data;

	to->flags = from->flags;
	to->len = from->len;
	if (!is_buffer(from)) {
		to->value = from->value;
		return 0;
	}
	if (from->wire != RUAPI_WIRE_BUF_OUT ||
	    !(from->flags & RUAPI_ATTR_F_VALID) || !from->len)
		return 0;
	if (from->len > room)
		return 0;
	data = (const char *)(uintptr_t)from->ptr;
	return walk->write(walk->priv, ptr, data, from->len);
}

int ruapi_walk_finish(const struct ruapi_walk *walk, const void *flat)
{
	const struct ruapi_hdr *from = flat;
	struct ruapi_hdr *to = walk->arg;
	const int count = ruapi_walk_check(walk);
	int ret = 0;
	int i;

	if (count < 0)
		return count;
	if (count != from->num_attrs)
		return -EINVAL;
	for (i = 0; i < count && !ret; i++) {
		if (to->attrs[i].wire != from->attrs[i].wire)
			return -EINVAL;
		ret = finish_attr(walk, &to->attrs[i], &from->attrs[i]);
	}
	to->bad_attr = from->bad_attr;
	to->reason = from->reason;
	to->bad_index = from->bad_index;
	return ret;
}

/* Text that grows in a buffer of limited size, and counts what is cut. */
struct text {
	char *buf;
	size_t size;
	size_t used;
};

static void add(struct text *t, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void add(struct text *t, const char *fmt, ...)
{
	const size_t room = t->used < t->size ? t->size - t->used : 0;
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(room ? t->buf + t->used : NULL, room, fmt, args);
	va_end(args);
	if (n > 0)
		t->used += n;
}

/* "5#12", or of a batch "5@0": what call 0 makes. */
static void add_ref(struct text *t, const struct ruapi_objref *ref)
{
	const int result = !!(ref->object & RUAPI_OBJ_RESULT);

	add(t, "%u%c%u", ref->object & ~RUAPI_OBJ_RESULT, result ? '@' : '#',
	    ref->handle);
}

static void add_objs(struct text *t, const void *data, __u32 len)
{
	struct ruapi_objref ref;
	__u32 i;

	add(t, " [");
	for (i = 0; i + sizeof(ref) <= len; i += sizeof(ref)) {
		memcpy(&ref, (const char *)data + i, sizeof(ref));
		add(t, i ? ", " : "");
		add_ref(t, &ref);
	}
	add(t, "]");
}

static void add_fds(struct text *t, const void *data, __u32 len)
{
	__u32 i;
	int fd;

	add(t, " [");
	for (i = 0; i + sizeof(fd) <= len; i += sizeof(fd)) {
		memcpy(&fd, (const char *)data + i, sizeof(fd));
		add(t, "%s%d", i ? ", " : "", fd);
	}
	add(t, "]");
}

/* The start of a buffer: its bytes, or the objects or fds in it. */
static void add_data(struct text *t, const struct ruapi_walk *walk,
		     const struct ruapi_attr *attr)
{
	const __u32 len = attr->len < SHOWN ? attr->len : SHOWN;
	unsigned char data[SHOWN];
	__u32 i;

	if (!walk->read || !len || walk->read(walk->priv, attr->ptr, data, len)) {
		add(t, " at 0x%llx", (unsigned long long)attr->ptr);
		return;
	}
	if (attr->wire == RUAPI_WIRE_OBJS_IN) {
		add_objs(t, data, len);
	} else if (attr->wire == RUAPI_WIRE_FDS_IN) {
		add_fds(t, data, len);
	} else {
		add(t, " ");
		for (i = 0; i < len; i++)
			add(t, "%02x", data[i]);
	}
	if (len < attr->len)
		add(t, "...");
}

static void add_attr(struct text *t, const struct ruapi_walk *walk,
		     const struct ruapi_attr *attr)
{
	const int valid = !!(attr->flags & RUAPI_ATTR_F_VALID);

	add(t, attr->id < RUAPI_ATTR_DRIVER ? "{%u: " : "{0x%x: ", attr->id);
	switch (attr->wire) {
	case RUAPI_WIRE_IN:
		add(t, "in 0x%llx", (unsigned long long)attr->value);
		break;
	case RUAPI_WIRE_OUT:
		add(t, valid ? "out 0x%llx" : "out", (unsigned long long)attr->value);
		break;
	case RUAPI_WIRE_BUF_IN:
	case RUAPI_WIRE_OBJS_IN:
	case RUAPI_WIRE_FDS_IN:
		add(t, attr->wire == RUAPI_WIRE_BUF_IN ? "in %u bytes" :
		    attr->wire == RUAPI_WIRE_OBJS_IN ? "objs %u bytes" :
		    "fds %u bytes", attr->len);
		add_data(t, walk, attr);
		break;
	case RUAPI_WIRE_BUF_OUT:
		add(t, "out %u bytes", attr->len);
		if (valid)
			add_data(t, walk, attr);
		else
			add(t, " at 0x%llx", (unsigned long long)attr->ptr);
		break;
	case RUAPI_WIRE_OBJ_IN:
	case RUAPI_WIRE_OBJ_DESTROY:
		add(t, attr->wire == RUAPI_WIRE_OBJ_IN ? "obj " :
							 "destroy obj ");
		add_ref(t, &attr->obj);
		break;
	case RUAPI_WIRE_OBJ_NEW:
		add(t, valid ? "new obj %u#%u" : "new obj",
		    attr->obj.object, attr->obj.handle);
		break;
	case RUAPI_WIRE_FD_IN:
		add(t, "fd %lld", (long long)attr->fd);
		break;
	case RUAPI_WIRE_FD_NEW:
		add(t, valid ? "new fd %lld" : "new fd", (long long)attr->fd);
		break;
	}
	add(t, "}");
}

int ruapi_walk_print(const struct ruapi_walk *walk, char *buf, size_t size)
{
	const struct ruapi_hdr *hdr = walk->arg;
	const int count = ruapi_walk_check(walk);
	struct text t = { .buf = buf, .size = size };
	int i;

	if (count < 0)
		return count;
	add(&t, "{object=%u, action=%u, driver_id=%u, attrs=[",
	    hdr->object, hdr->action, hdr->driver_id);
	for (i = 0; i < count; i++) {
		if (i)
			add(&t, ", ");
		add_attr(&t, walk, &hdr->attrs[i]);
	}
	add(&t, "]");
	if (hdr->bad_attr || hdr->reason)
		add(&t, ", bad_attr=%u, reason=%u", hdr->bad_attr, hdr->reason);
	add(&t, "}");
	return t.used;
}

int ruapi_walk_next(const struct ruapi_walk *batch, size_t *at,
		    struct ruapi_walk *call)
{
	const struct ruapi_batch *head = batch->arg;
	const struct ruapi_hdr *hdr;

	if ((uintptr_t)batch->arg % 8 || batch->len < sizeof(*head) ||
	    head->length > batch->len || head->length < sizeof(*head) ||
	    *at > head->length)
		return -EINVAL;
	if (!*at)
		*at = sizeof(*head);
	if (*at == head->length)
		return 0;
	*call = *batch;
	call->arg = (char *)batch->arg + *at;
	call->len = head->length - *at;
	if (ruapi_walk_check(call) < 0)
		return -EINVAL;
	hdr = call->arg;
	*at += hdr->length;
	return 1;
}

int ruapi_walk_print_batch(const struct ruapi_walk *batch, char *buf,
			   size_t size)
{
	const struct ruapi_batch *head = batch->arg;
	struct text t = { .buf = buf, .size = size };
	struct ruapi_walk call;
	size_t at = 0;
	int ret;

	add(&t, "{calls=[");
	while ((ret = ruapi_walk_next(batch, &at, &call)) > 0) {
		add(&t, call.arg == head + 1 ? "" : ", ");
		ret = ruapi_walk_print(&call, t.used < size ? buf + t.used : NULL,
				       t.used < size ? size - t.used : 0);
		t.used += ret;
	}
	if (ret)
		return ret;
	add(&t, "]");
	if (head->bad_attr || head->reason)
		add(&t, ", bad_call=%u, bad_attr=%u, reason=%u",
		    head->bad_call, head->bad_attr, head->reason);
	add(&t, "}");
	return t.used;
}

int ruapi_walk_print_fast(const struct ruapi_fast *fast, char *buf,
			  size_t size)
{
	struct text t = { .buf = buf, .size = size };

	add(&t, "{object=%u, action=%u, handle=%u, arg=0x%llx}", fast->object,
	    fast->action, fast->handle,
	    (unsigned long long)fast->arg);
	return t.used;
}
