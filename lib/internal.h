/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Between the files of librdma_uapi and the generated wrappers. */
#ifndef RUAPI_INTERNAL_H
#define RUAPI_INTERNAL_H

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <rdma_uapi/base.h>

struct ruapi_calls;

/* Room for a call with @n attributes, nothing of it initialized. */
#define RUAPI_CALL_ROOM(n) \
	struct { \
		struct ruapi_hdr hdr; \
		struct ruapi_attr attrs[(n) + 1]; \
	}

/**
 * ruapi_ioctl() - the only way into the kernel, beside ruapi_open()
 * @fd: file descriptor
 * @request: RUAPI_IOC_*
 * @arg: argument
 *
 * It has, with ruapi_open(), a file of its own: a test that defines both gets
 * its own ones instead of those in the archive.
 *
 * Return: 0 or negative errno.
 */
int ruapi_ioctl(int fd, unsigned long request, void *arg);

/**
 * ruapi_batch_room() - memory that goes with a batch
 * @calls: the batch, or NULL
 * @size: bytes
 *
 * Return: it, or NULL and ruapi_batch_run() says so.
 */
void *ruapi_batch_room(struct ruapi_calls *calls, size_t size);

struct ruapi_mapping;

/**
 * ruapi_window_place() - ruapi_map() in a window
 * @fd: as for ruapi_map(), and all that follows
 *
 * Return: false if there is no window, or no room in it.
 */
bool ruapi_window_place(int fd, uint32_t slot, struct ruapi_mapping *maps,
			unsigned int count);

/**
 * ruapi_window_has() - whether there is a window where something is
 * @maps: what ruapi_map() was given
 * @count: entries in @maps
 *
 * Return: how many of the first are in one window; 0: the first is in none.
 */
unsigned int ruapi_window_has(const struct ruapi_mapping *maps,
			      unsigned int count);

/* Take so many away, and note that they have been.  Return: 0 or negative errno. */
int ruapi_window_unplace(const struct ruapi_mapping *maps, unsigned int count);
int ruapi_window_unplaced(const struct ruapi_mapping *maps, unsigned int count);

/**
 * ruapi_call_hdr() - make a call whose header is complete
 * @fd: file descriptor
 * @request: RUAPI_IOC_CALL, _CM or _DRIVER
 * @hdr: the call
 * @error: out: why it failed, if it did
 *
 * Return: 0 or negative errno.
 */
int ruapi_call_hdr(int fd, unsigned long request, struct ruapi_hdr *hdr,
		   struct ruapi_error *error);

static inline void ruapi_put_hdr(struct ruapi_hdr *hdr, uint16_t object,
				 uint16_t action, uint32_t driver_id,
				 const struct ruapi_attr *end)
{
	const char *start = (const char *)hdr;

	hdr->length = (const char *)end - start;
	hdr->object = object;
	hdr->action = action;
	hdr->driver_id = driver_id;
	hdr->num_attrs = (hdr->length - sizeof(*hdr)) / sizeof(*end);
	hdr->flags = 0;
	hdr->bad_attr = 0;
	hdr->reason = 0;
	hdr->bad_index = 0;
	hdr->view = 0;
}

static inline void ruapi_put(struct ruapi_attr *attr, uint16_t id, uint8_t wire,
			     uint8_t flags, uint32_t len, uint64_t value)
{
	attr->id = id;
	attr->wire = wire;
	attr->flags = flags;
	attr->len = len;
	attr->value = value;
}

static inline void ruapi_put_in(struct ruapi_attr *attr, uint16_t id,
				uint32_t width, uint64_t value)
{
	ruapi_put(attr, id, RUAPI_WIRE_IN, RUAPI_ATTR_F_MANDATORY, width, value);
}

static inline void ruapi_put_out(struct ruapi_attr *attr, uint16_t id,
				 uint32_t width)
{
	ruapi_put(attr, id, RUAPI_WIRE_OUT, 0, width, 0);
}

static inline void ruapi_put_buf_in(struct ruapi_attr *attr, uint16_t id,
				    const void *ptr, uint32_t len)
{
	ruapi_put(attr, id, RUAPI_WIRE_BUF_IN, RUAPI_ATTR_F_MANDATORY, len,
		  (uintptr_t)ptr);
}

static inline void ruapi_put_buf_out(struct ruapi_attr *attr, uint16_t id,
				     void *ptr, uint32_t len)
{
	ruapi_put(attr, id, RUAPI_WIRE_BUF_OUT, 0, len, (uintptr_t)ptr);
}

static inline void ruapi_put_obj(struct ruapi_attr *attr, uint16_t id,
				 uint8_t wire, uint32_t object, uint32_t handle)
{
	ruapi_put(attr, id, wire, RUAPI_ATTR_F_MANDATORY, sizeof(attr->obj), 0);
	attr->obj.handle = handle;
	attr->obj.object = object;
}

static inline void ruapi_put_objs(struct ruapi_attr *attr, uint16_t id,
				  const struct ruapi_objref *refs, uint32_t len)
{
	ruapi_put(attr, id, RUAPI_WIRE_OBJS_IN, RUAPI_ATTR_F_MANDATORY, len,
		  (uintptr_t)refs);
}

static inline void ruapi_put_fds(struct ruapi_attr *attr, uint16_t id,
				 const int *fds, uint32_t len)
{
	ruapi_put(attr, id, RUAPI_WIRE_FDS_IN, RUAPI_ATTR_F_MANDATORY, len,
		  (uintptr_t)fds);
}

static inline void ruapi_put_fd(struct ruapi_attr *attr, uint16_t id,
				uint8_t wire, int fd)
{
	ruapi_put(attr, id, wire, RUAPI_ATTR_F_MANDATORY, 4, (int64_t)fd);
}

/* The bit of @valid of an attribute. */
static inline uint64_t ruapi_valid(const struct ruapi_attr *attr, uint16_t id)
{
	return (uint64_t)!!(attr->flags & RUAPI_ATTR_F_VALID) << id;
}

/* The scalar, the handle or the fd that the kernel wrote, or 0. */
static inline uint64_t ruapi_attr_value(const struct ruapi_attr *attr)
{
	if (!(attr->flags & RUAPI_ATTR_F_VALID))
		return 0;
	return attr->wire == RUAPI_WIRE_OBJ_NEW ? attr->obj.handle : attr->value;
}

/* Bytes that an output buffer has, or with ENOSPC would take. */
static inline uint32_t ruapi_out_len(const struct ruapi_attr *attr, int ret)
{
	if (ret == -ENOSPC || (!ret && (attr->flags & RUAPI_ATTR_F_VALID)))
		return attr->len;
	return 0;
}

/* Bytes of an array; more than fits is more than any action takes. */
static inline uint32_t ruapi_bytes(uint32_t count, uint32_t size)
{
	return count > UINT32_MAX / size ? UINT32_MAX : count * size;
}

/* A kernel that knows less of a struct than we do leaves its tail alone. */
static inline void ruapi_clear_tail(void *ptr, uint32_t size,
				    const struct ruapi_attr *attr)
{
	const uint32_t len = ruapi_out_len(attr, 0);

	if (len < size)
		memset((char *)ptr + len, 0, size - len);
}

static inline struct ruapi_attr *ruapi_put_uhw(struct ruapi_attr *at,
					       const struct ruapi_uhw *uhw,
					       struct ruapi_attr **out)
{
	*out = NULL;
	if (uhw->in_len)
		ruapi_put_buf_in(at++, RUAPI_ATTR_UHW_IN, uhw->in, uhw->in_len);
	if (uhw->out_max) {
		*out = at;
		ruapi_put_buf_out(at++, RUAPI_ATTR_UHW_OUT, uhw->out,
				  uhw->out_max);
	}
	return at;
}

#endif /* RUAPI_INTERNAL_H */
