// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* What a call is told: outputs, and which attribute made it fail. */
#include <linux/pagemap.h>
#include <linux/sizes.h>

#include "core/call_steps.h"
#include "core/words.h"
#include "ruapi.h"

/**
 * call_bad_attr() - say which attribute made a call fail, and why
 * @call: the call
 * @id: attribute id, 0: the header
 * @reason: enum ruapi_reason
 * @err: negative errno
 *
 * Return: @err.
 */
int call_bad_attr(struct ruapi_call *call, u16 id, u16 reason, int err)
{
	unsigned int i;

	call->hdr.bad_attr = id;
	call->hdr.reason = reason;
	call->hdr.bad_index = U32_MAX;
	for (i = 0; id && i < call->hdr.num_attrs; i++) {
		if (call->attrs[i].id == id) {
			call->hdr.bad_index = i;
			break;
		}
	}
	return err;
}

/* As call_bad_attr(), of an attribute whose place is known: duplicates. */
int call_bad_index(struct ruapi_call *call, u32 index, u16 reason, int err)
{
	call->hdr.bad_attr = call->attrs[index].id;
	call->hdr.reason = reason;
	call->hdr.bad_index = index;
	return err;
}

/**
 * attr_put_struct() - output struct: as much of it as the caller has room for
 * @call: the call
 * @id: attribute id; nothing happens if the caller did not ask for it
 * @src: the struct
 * @size: its size
 */
void attr_put_struct(struct ruapi_call *call, u16 id, const void *src, u32 size)
{
	struct ruapi_attr *attr = attr_raw(call, id);
	u32 n;

	if (!attr || call->err)
		return;
	n = min(attr->len, size);
	if (copy_to_user(u64_to_user_ptr(attr->ptr), src, n) ||
	    (attr->len > n &&
	     clear_user(u64_to_user_ptr(attr->ptr + n), attr->len - n)))
		call->err = call_bad_attr(call, id, RUAPI_REASON_POINTER,
					  -EFAULT);
	attr->len = n;
	call->put |= BIT_ULL(id);
}

/**
 * attr_room() - how much an output array has room for
 * @call: the call
 * @id: attribute id
 *
 * Return: bytes.
 */
u32 attr_room(struct ruapi_call *call, u16 id)
{
	const struct ruapi_attr *attr = attr_raw(call, id);

	return attr ? attr->len : 0;
}

/**
 * attr_touch() - find out whether output can be written, before there is any
 * @call: the call
 * @id: attribute id
 * @at: where in it
 * @size: bytes, which it has
 *
 * Only who takes the memory away from itself meanwhile can make attr_put_part()
 * fail then.
 *
 * Return: 0, or -EFAULT and the caller is told so.
 */
int attr_touch(struct ruapi_call *call, u16 id, u32 at, u32 size)
{
	const struct ruapi_attr *attr = attr_raw(call, id);

	if (!fault_in_writeable(u64_to_user_ptr(attr->ptr + at), size))
		return 0;
	return call_bad_attr(call, id, RUAPI_REASON_POINTER, -EFAULT);
}

/**
 * attr_put_part() - some elements of an output array
 * @call: the call
 * @id: attribute id
 * @at: where in it, in bytes
 * @src: the elements
 * @size: bytes, which it has
 *
 * Return: 0, or -EFAULT and the caller is told so.
 */
int attr_put_part(struct ruapi_call *call, u16 id, u32 at, const void *src,
		  u32 size)
{
	const struct ruapi_attr *attr = attr_raw(call, id);

	if (!copy_to_user(u64_to_user_ptr(attr->ptr + at), src, size))
		return 0;
	return call_bad_attr(call, id, RUAPI_REASON_POINTER, -EFAULT);
}

/**
 * attr_end_parts() - an output array is what parts were put into it
 * @call: the call
 * @id: attribute id
 * @size: bytes of all parts
 */
void attr_end_parts(struct ruapi_call *call, u16 id, u32 size)
{
	attr_raw(call, id)->len = size;
	call->put |= BIT_ULL(id);
}

/* Bytes that are copied in one go. */
#define COPY_STRIDE SZ_64K

static int copy_array(u64 dst, const void *src, u64 size)
{
	u64 at, n;

	for (at = 0; at < size; at += n) {
		n = min_t(u64, size - at, COPY_STRIDE);
		if (copy_to_user(u64_to_user_ptr(dst + at), src + at, n))
			return -EFAULT;
		cond_resched();
	}
	return 0;
}

/**
 * attr_put_array() - output array: all of it, or ENOSPC and its length
 * @call: the call
 * @id: attribute id; nothing happens if the caller did not ask for it
 * @src: the elements
 * @size: bytes of all elements
 */
void attr_put_array(struct ruapi_call *call, u16 id, const void *src, u64 size)
{
	struct ruapi_attr *attr = attr_raw(call, id);

	if (!attr || call->err)
		return;
	if (size > attr->len) {
		call->err = call_bad_attr(call, id, RUAPI_REASON_LENGTH,
					  -ENOSPC);
		call->keep_attrs = true;
	} else if (copy_array(attr->ptr, src, size)) {
		call->err = call_bad_attr(call, id, RUAPI_REASON_POINTER,
					  -EFAULT);
	}
	attr->len = min_t(u64, size, U32_MAX);
	call->put |= BIT_ULL(id);
}

static inline int copy_attrs(struct ruapi_call *call)
{
	return ruapi_put_words(call->uhdr->attrs, call->attrs,
			       call->hdr.num_attrs *
				       RUAPI_WORDS(*call->attrs));
}

/* Return: -EFAULT if the caller's memory cannot be written. */
int call_copy_attrs(struct ruapi_call *call)
{
	return copy_attrs(call);
}

/**
 * call_copy_attrs_out() - tell the caller what the handler has put
 * @call: call that has been run
 *
 * Return: -EFAULT if the caller's memory cannot be written.
 */
static int call_copy_attrs_out(struct ruapi_call *call)
{
	u64 left;

	for (left = call->bufs_out; left; left &= left - 1) {
		struct ruapi_attr *attr = &call->attrs[__ffs64(left)];

		if (!(call->put & BIT_ULL(attr->id)))
			attr->len = 0;
	}
	return copy_attrs(call);
}

/**
 * call_copy_error_out() - tell the caller which attribute and why, and some
 *	attributes
 * @call: call that has failed
 */
static void call_copy_error_out(struct ruapi_call *call)
{
	const size_t from = offsetof(struct ruapi_hdr, bad_attr);
	const size_t to = offsetof(struct ruapi_hdr, view);

	/* EFAULT here adds nothing to the error that is returned anyway. */
	if (copy_to_user((u8 __user *)call->uhdr + from,
			 (u8 *)&call->hdr + from, to - from))
		return;
	if (call->keep_attrs)
		call_copy_attrs_out(call);
}
