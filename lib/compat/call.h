/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Building, making and reading one call, on top of the library's inline half.
 * Its other half stays outside: a preloaded library should bring no symbols,
 * and sys.h leaves errno alone.
 */
#ifndef COMPAT_CALL_H
#define COMPAT_CALL_H

#include <stdbool.h>

#include "../internal.h"
#include "compat.h"
#include "sys.h"

/* Most attributes of a call, and of a driver's that come with it. */
#define CALL_MAX_ATTRS 20
#define CALL_MAX_ADDED 12

/**
 * struct call - a call being built
 * @ioc: the ioctl that carries it
 * @room: header and attributes
 */
struct call {
	unsigned long ioc;
	RUAPI_CALL_ROOM(CALL_MAX_ATTRS + CALL_MAX_ADDED) room;
};

static inline void call_init(struct call *call, unsigned long ioc,
			     enum ruapi_object object, uint16_t action)
{
	struct ruapi_hdr *hdr = &call->room.hdr;

	call->ioc = ioc;
	ruapi_put_hdr(hdr, object, action, 0, hdr->attrs);
}

static inline struct ruapi_attr *call_next(struct call *call)
{
	return &call->room.attrs[call->room.hdr.num_attrs++];
}

/* ---- what goes in ------------------------------------------------------ */

static inline void call_u8(struct call *call, uint16_t id, uint8_t value)
{
	ruapi_put_in(call_next(call), id, 1, value);
}

static inline void call_u16(struct call *call, uint16_t id, uint16_t value)
{
	ruapi_put_in(call_next(call), id, 2, value);
}

static inline void call_u32(struct call *call, uint16_t id, uint32_t value)
{
	ruapi_put_in(call_next(call), id, 4, value);
}

static inline void call_u64(struct call *call, uint16_t id, uint64_t value)
{
	ruapi_put_in(call_next(call), id, 8, value);
}

static inline void call_buf(struct call *call, uint16_t id, const void *buf,
			    uint32_t len)
{
	ruapi_put_buf_in(call_next(call), id, buf, len);
}

static inline void call_obj(struct call *call, uint16_t id,
			    enum ruapi_object object, uint32_t handle)
{
	ruapi_put_obj(call_next(call), id, RUAPI_WIRE_OBJ_IN, object, handle);
}

static inline void call_fd(struct call *call, uint16_t id, int fd)
{
	ruapi_put_fd(call_next(call), id, RUAPI_WIRE_FD_IN, fd);
}

static inline void call_destroy(struct call *call, enum ruapi_object object,
				uint32_t handle)
{
	ruapi_put_obj(call_next(call), RUAPI_DESTROY_HANDLE,
		      RUAPI_WIRE_OBJ_DESTROY, object, handle);
}

/*
 * Calls of other threads on what is destroyed are waited for, as the legacy commands
 * do.  Where a driver has no part in it, ids of connections, that comes when the kernel has
 * said EBUSY: mostly there are none, and a call without it is cheaper.
 */
static inline void call_wait(struct call *call)
{
	ruapi_put(call_next(call), RUAPI_DESTROY_WAIT, RUAPI_WIRE_IN, 0, 1, 1);
}

/* ---- what comes out: to be read after the call -------------------------- */

static inline const struct ruapi_attr *
call_want(struct call *call, uint16_t id, uint32_t width)
{
	struct ruapi_attr *attr = call_next(call);

	ruapi_put_out(attr, id, width);
	return attr;
}

static inline const struct ruapi_attr *
call_want_buf(struct call *call, uint16_t id, void *buf, uint32_t len)
{
	struct ruapi_attr *attr = call_next(call);

	ruapi_put_buf_out(attr, id, buf, len);
	return attr;
}

static inline const struct ruapi_attr *
call_want_new(struct call *call, uint16_t id, enum ruapi_object object)
{
	struct ruapi_attr *attr = call_next(call);

	ruapi_put_obj(attr, id, RUAPI_WIRE_OBJ_NEW, object, 0);
	return attr;
}

static inline const struct ruapi_attr *
call_want_fd(struct call *call, uint16_t id)
{
	struct ruapi_attr *attr = call_next(call);

	ruapi_put_fd(attr, id, RUAPI_WIRE_FD_NEW, 0);
	return attr;
}

static inline bool attr_valid(const struct ruapi_attr *attr)
{
	return attr->flags & RUAPI_ATTR_F_VALID;
}

/* ---- making it ---------------------------------------------------------- */

static inline int call_run(struct call *call, int fd)
{
	struct ruapi_hdr *hdr = &call->room.hdr;

	hdr->length = sizeof(*hdr) + hdr->num_attrs * sizeof(hdr->attrs[0]);
	return sys_ioctl(fd, call->ioc, hdr);
}

/*
 * On what may no longer be this view: then nothing happens.  Every call of a command
 * goes this way, or it would be made twice.
 */
static inline int view_ioctl(const struct view *view, unsigned long ioc,
			     struct ruapi_hdr *hdr)
{
	int ret;

	if (!view_is_unsure(view))
		return sys_ioctl(view->fd, ioc, hdr);
	hdr->flags = RUAPI_HDR_F_VIEW;
	hdr->view = view->number;
	ret = sys_ioctl(view->fd, ioc, hdr);
	/* Some drivers say yes to every ioctl. */
	if (hdr->flags)
		return ret ? ret : -ENOTTY;
	*view->unsure = false;
	return ret;
}

static inline int view_run(struct call *call, const struct view *view)
{
	struct ruapi_hdr *hdr = &call->room.hdr;

	hdr->length = sizeof(*hdr) + hdr->num_attrs * sizeof(hdr->attrs[0]);
	return view_ioctl(view, call->ioc, hdr);
}

/*
 * On this view, whatever was known a moment ago: another thread may have closed its fd
 * since, and be given the number again for another one.
 */
static inline int view_run_named(struct call *call, const struct view *view)
{
	struct ruapi_hdr *hdr = &call->room.hdr;

	hdr->flags = RUAPI_HDR_F_VIEW;
	hdr->view = view->number;
	return call_run(call, view->fd);
}

/* kernel.c: whether this kernel can have an action: 1, 0 or a negative errno. */
int kernel_has(const struct view *view, uint16_t object, uint16_t action);
/* Ditto, an attribute of one: those that kernel.c keeps. */
int kernel_has_attr(const struct view *view, uint16_t object, uint16_t action,
		    uint16_t id);

static inline int call_fast(int fd, struct ruapi_fast *fast)
{
	return sys_ioctl(fd, RUAPI_IOC_FAST, fast);
}

#endif /* COMPAT_CALL_H */
