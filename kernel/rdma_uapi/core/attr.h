/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * How handlers read and write attributes.  Everything was validated before, so
 * nothing here can fail: an attribute that was not given reads as 0 or NULL,
 * and errors of writing are remembered in call->err for call_run() to act on.
 */
#ifndef RUAPI_ATTR_H
#define RUAPI_ATTR_H

#include "core/call.h"

/**
 * attr_given() - was an attribute given?
 * @call: the call
 * @id: attribute id
 */
static inline bool attr_given(const struct ruapi_call *call, u16 id)
{
	return call->given & BIT_ULL(id);
}

static inline struct ruapi_attr *attr_raw(struct ruapi_call *call, u16 id)
{
	return attr_given(call, id) ? &call->attrs[call->slot[id]] : NULL;
}

/**
 * attr_u64() - scalar of any width
 * @call: the call
 * @id: attribute id
 *
 * Return: its value, 0 if it was not given.
 */
static inline u64 attr_u64(struct ruapi_call *call, u16 id)
{
	const struct ruapi_attr *attr = attr_raw(call, id);

	return attr ? attr->value : 0;
}

static inline u32 attr_u32(struct ruapi_call *call, u16 id)
{
	return attr_u64(call, id);
}

static inline u16 attr_u16(struct ruapi_call *call, u16 id)
{
	return attr_u64(call, id);
}

static inline u8 attr_u8(struct ruapi_call *call, u16 id)
{
	return attr_u64(call, id);
}

/**
 * attr_obj() - object of a handle, locked as the specification says
 * @call: the call
 * @id: attribute id
 *
 * Return: the object, NULL if the attribute was not given.
 */
static inline struct ruapi_obj *attr_obj(struct ruapi_call *call, u16 id)
{
	unsigned int i;

	for (i = 0; i < call->num_refs; i++)
		if (call->refs[i].id == id)
			return call->refs[i].obj;
	return NULL;
}

/* The typed object of a handle that must be there, e.g. attr_to(pd, ...). */
#define attr_to(type, call, id) \
	container_of(attr_obj(call, id), struct ruapi_##type, obj)

/* The same, or NULL if the attribute was not given. */
#define attr_to_optional(type, call, id) ({ \
	struct ruapi_obj *__obj = attr_obj(call, id); \
	__obj ? container_of(__obj, struct ruapi_##type, obj) : NULL; \
})

/* The object that the call creates, e.g. attr_new(pd, call). */
#define attr_new(type, call) \
	container_of((call)->new_obj, struct ruapi_##type, obj)

static inline struct ruapi_buf *call_buf(struct ruapi_call *call, u16 id)
{
	unsigned int i;

	for (i = 0; i < call->num_bufs; i++)
		if (call->bufs[i].id == id)
			return &call->bufs[i];
	return NULL;
}

/**
 * attr_objs() - objects of an array of handles, each locked for READ
 * @call: the call
 * @id: attribute id
 * @count: how many there are, 0: the attribute was not given
 *
 * Return: pointers to them, valid until the call ends.
 */
static inline struct ruapi_obj **attr_objs(struct ruapi_call *call, u16 id,
					   u32 *count)
{
	const struct ruapi_buf *buf = call_buf(call, id);

	*count = buf ? buf->num_objs : 0;
	return buf ? buf->data : NULL;
}

/**
 * attr_buf() - input struct, array, address or bytes, in kernel memory
 * @call: the call
 * @id: attribute id
 * @len: how many bytes there are; may be NULL.  A struct has at least the size
 *	this kernel knows, zero-filled if the caller's was shorter
 *
 * Return: the bytes, valid until the call ends; NULL if they were not given.
 */
static inline void *attr_buf(struct ruapi_call *call, u16 id, u32 *len)
{
	const struct ruapi_buf *buf = call_buf(call, id);

	if (buf && len)
		*len = buf->len;
	return buf ? buf->data : NULL;
}

/**
 * attr_put_u64() - output scalar of any width
 * @call: the call
 * @id: attribute id; nothing happens if the caller did not ask for it
 * @value: the value
 */
static inline void attr_put_u64(struct ruapi_call *call, u16 id, u64 value)
{
	struct ruapi_attr *attr = attr_raw(call, id);

	if (attr)
		attr->value = value;
}

static inline void attr_put_u32(struct ruapi_call *call, u16 id, u32 value)
{
	attr_put_u64(call, id, value);
}

void attr_put_struct(struct ruapi_call *call, u16 id, const void *src,
		     u32 size);
u32 attr_room(struct ruapi_call *call, u16 id);
int attr_touch(struct ruapi_call *call, u16 id, u32 at, u32 size);
int attr_put_part(struct ruapi_call *call, u16 id, u32 at, const void *src,
		  u32 size);
void attr_end_parts(struct ruapi_call *call, u16 id, u32 size);
void attr_put_array(struct ruapi_call *call, u16 id, const void *src, u64 size);

#endif /* RUAPI_ATTR_H */
