/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * RDMA_VERBS_IOCTL: what ioctl.c does for the methods in ioctl_*.c.
 *
 * Headers and attributes are checked as ib_uverbs does, in the same order, and
 * the accessors below are its own: so a handler is what ib_uverbs' is, with calls
 * where that has driver operations.
 */
#ifndef COMPAT_IOCTL_H
#define COMPAT_IOCTL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rdma/ib_user_ioctl_cmds.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma/rdma_user_ioctl_cmds.h>

#include "driver.h"

/* What ib_uverbs takes, header and attributes together. */
#define IOCTL_MAX_LENGTH 4096

/**
 * struct message - header and attributes
 * @hdr: the header
 * @attrs: the attributes
 */
struct message {
	struct ib_uverbs_ioctl_hdr hdr;
	struct ib_uverbs_attr attrs[];
};

/* Most attributes that a method of ours knows, and outputs that it can have. */
#define IOCTL_MAX_ATTRS 20
#define IOCTL_MAX_OUTS (2 * IOCTL_MAX_ATTRS + 4 + CALL_MAX_ADDED)

/**
 * enum attr_kind - how an attribute travels
 * @ATTR_IN: in: bytes, here if there are at most 8 of them
 * @ATTR_OUT: out: a buffer of the caller
 * @ATTR_OBJ: in: the handle of an object
 * @ATTR_NEW: out: the handle of what the method makes
 * @ATTR_FD: in: an fd that events are read from
 * @ATTR_NEW_FD: out: one that the method makes
 */
enum attr_kind {
	ATTR_IN,
	ATTR_OUT,
	ATTR_OBJ,
	ATTR_NEW,
	ATTR_FD,
	ATTR_NEW_FD,
};

/**
 * struct attr_choice - what an attribute of several kinds can be
 * @zero_tail: more than @max is right, if it is zero
 * @min: shortest
 * @max: longest
 */
struct attr_choice {
	bool zero_tail;
	uint16_t min;
	uint16_t max;
};

/**
 * struct attr_spec - one attribute of a method
 * @id: number
 * @kind: enum attr_kind
 * @optional: may be left out
 * @zero_tail: more than @max is right: ATTR_IN: if it is zero
 * @copied: ATTR_IN: is looked at before the method runs
 * @ours: ATTR_OBJ: enum ruapi_object
 * @newer: attribute of the method's action that drivers of this kernel must know, else
 *	ib_uverbs does not have this one; 0: all have it
 * @num_choices: ATTR_IN: entries in @choices, 0: there is no choice
 * @min: ATTR_IN, ATTR_OUT: shortest
 * @max: longest
 * @choices: what it can be
 */
struct attr_spec {
	uint16_t id;
	uint8_t kind;
	uint8_t ours;
	uint8_t newer;
	uint8_t num_choices;
	bool optional;
	bool zero_tail;
	bool copied;
	uint16_t min;
	uint16_t max;
	const struct attr_choice *choices;
};

struct ioctl_cmd;

/**
 * struct method - a method that can be had here
 * @object: enum uverbs_default_objects
 * @method: number
 * @num_attrs: entries in @attrs
 * @ours: enum ruapi_object that it is about, for handlers of several methods
 * @action: of @ours, to which a driver may add attributes; 0: of none
 * @needs_object: with @needs_action: what drivers of this kernel must have, else
 *	ib_uverbs has no such method; 0: it is in all kernels
 * @needs_action: of @needs_object
 * @no_context: is good for a view that has no context yet
 * @destroys: it does nothing but destroy @ours, by its handle, and tell the counters of
 *	its events if it has any: of both kinds, or of asynchronous ones
 * @attrs: what it takes; handlers name them by their index
 * @run: handler
 */
struct method {
	uint16_t object;
	uint16_t method;
	uint16_t num_attrs;
	uint16_t ours;
	uint16_t action;
	uint16_t needs_object;
	uint16_t needs_action;
	bool no_context;
	bool destroys;
	struct attr_spec attrs[IOCTL_MAX_ATTRS];
	int (*run)(struct ioctl_cmd *cmd);
};

/**
 * struct methods - those of a file
 * @list: they
 * @count: entries in @list
 */
struct methods {
	const struct method *list;
	size_t count;
};

extern const struct methods ioctl_device_methods;
extern const struct methods ioctl_object_methods;
extern const struct methods ioctl_create_methods;
extern const struct methods ioctl_flow_action_methods;
extern const struct methods ioctl_dmah_methods;
extern const struct methods ioctl_comp_cntr_methods;

/* The method that a message is for, or NULL. */
const struct method *ioctl_method(const struct ib_uverbs_ioctl_hdr *hdr);

/**
 * struct ioctl_out - bytes that the caller gets when all has gone well
 * @to: where
 * @from: which
 * @len: how many
 */
struct ioctl_out {
	void *to;
	const void *from;
	size_t len;
};

/**
 * struct ioctl_cmd - a method that is being called
 * @view: where
 * @method: which
 * @attrs: a copy of the attributes given, in the order of the specification, or NULL
 * @num_outs: entries in @outs
 * @used: words of @room
 * @pages: for those that are longer, or NULL
 * @pages_size: of @pages
 * @made: enum ruapi_object of what has been made, 0: nothing
 * @handle: of that
 * @fd: that has been made, or -1
 * @has_added: there are some in @added
 * @user: where @attrs came from; this and what follows is not zeroed
 * @outs: what goes out
 * @own_view: @view with @added
 * @room: for the values of @outs
 * @more: for what the method needs besides
 * @added: what the driver adds to the method
 */
struct ioctl_cmd {
	const struct view *view;
	const struct method *method;
	struct ib_uverbs_attr *attrs[IOCTL_MAX_ATTRS];
	unsigned int num_outs;
	unsigned int used;
	void *pages;
	size_t pages_size;
	uint32_t made;
	uint32_t handle;
	int fd;
	bool has_added;
	struct ib_uverbs_attr *user[IOCTL_MAX_ATTRS];
	struct ioctl_out outs[IOCTL_MAX_OUTS];
	struct view own_view;
	uint64_t room[64];
	uint64_t more[256];
	struct driver_added added;
};

/* ---- attributes in -------------------------------------------------------- */

static inline bool in_given(const struct ioctl_cmd *cmd, int i)
{
	return cmd->attrs[i];
}

/* Of an object; 0 if it was not given. */
static inline uint32_t in_handle(const struct ioctl_cmd *cmd, int i)
{
	return cmd->attrs[i] ? (uint32_t)cmd->attrs[i]->data : 0;
}

/* That reads a queue; NULL if it was not given. */
static inline const int64_t *in_fd(const struct ioctl_cmd *cmd, int i)
{
	return cmd->attrs[i] ? (const int64_t *)&cmd->attrs[i]->data_s64 : NULL;
}

/* Bytes of it; -ENOENT. */
int in_len(const struct ioctl_cmd *cmd, int i);
/* Bytes of the caller; -EFAULT. */
int ioctl_read(void *to, const void *from, size_t len);
/* Whether it can be read, and is zero, from @max bytes on. */
bool in_tail_is_zero(const struct ib_uverbs_attr *attr, size_t max);
/* All of it, and zeroes behind; -ENOENT, -EFAULT. */
int in_copy(const struct ioctl_cmd *cmd, int i, void *to, size_t size);
/* A number up to @max; -ENOENT, -EINVAL. */
int in_const(const struct ioctl_cmd *cmd, int i, uint64_t max, uint64_t *to);
/* Bits of @known, none if it was not given; -EINVAL. */
int in_flags(const struct ioctl_cmd *cmd, int i, uint64_t known, uint32_t *to);

/* ---- and out -------------------------------------------------------------- */

/* As much of it as there is room for; -ENOENT. */
int out_copy(struct ioctl_cmd *cmd, int i, const void *value, size_t size);
/* Ditto, and zeroes behind. */
int out_struct(struct ioctl_cmd *cmd, int i, const void *value, size_t size);
/* Bytes that stay where they are until the end. */
void out_bytes(struct ioctl_cmd *cmd, void *to, const void *from, size_t len);
/* What there is so far, before anything else happens; -EFAULT. */
int out_now(struct ioctl_cmd *cmd);
/* The caller has it already. */
void out_valid(struct ioctl_cmd *cmd, int i);
/* An object has been made, which goes if the caller cannot be told. */
void out_made(struct ioctl_cmd *cmd, int i, enum ruapi_object object,
	      uint32_t handle);

static inline void *out_ptr(const struct ioctl_cmd *cmd, int i)
{
	return (void *)(uintptr_t)cmd->attrs[i]->data;
}

/* Memory until the end, for what is too long for the stack. */
void *ioctl_pages(struct ioctl_cmd *cmd, size_t size);

/* ---- calls ---------------------------------------------------------------- */

/*
 * Makes the call.  What a driver has no operation for is no method of the device
 * in ib_uverbs; the module says that without naming an attribute.
 */
int ioctl_run(struct call *call, const struct ioctl_cmd *cmd);
/* DESTROY of what has no events. */
int ioctl_destroy(const struct view *view, enum ruapi_object object,
		  uint32_t handle);

/* Whether the device has completion counters, on a kernel that can have them. */
bool ioctl_has_comp_cntrs(const struct view *view);

/* enum ruapi_object, or the number of a driver's type, for one of ib_uverbs; or 0. */
uint16_t ioctl_object(uint16_t id);
/* Types of objects that methods can name, from 0 on; 0: there are no more. */
uint16_t ioctl_nth_object(uint32_t n);

/* What there is of a type, or of all; to be freed with sys_pages_free(). */
int ioctl_list(const struct ioctl_cmd *cmd, uint16_t object,
	       struct ruapi_list_entry **entries, uint32_t *size,
	       uint32_t *count);

/*
 * Runs a message that needs no looking at, in memory that is there, with what ioctl()
 * is to return in @ret.  False: it is not like that.
 */
bool ioctl_direct(const struct view *view, void *arg, int *ret);

/* What a driver can answer here; none that is known says as much. */
#define MAX_UHW 4096

/* A legacy command in place of a call: request and response of it. */
struct verbs_cmd ioctl_write(const struct ioctl_cmd *cmd, const void *req,
			     size_t req_len, void *resp, size_t resp_len,
			     int uhw_in, int uhw_out);

/* ---- rows ----------------------------------------------------------------- */

#define SPEC(number, what, ...) { \
	.id = (number), \
	.kind = (what), \
	__VA_ARGS__ \
}

#define END_OF(type, member) \
	(offsetof(struct type, member) + sizeof(((struct type *)0)->member))

#define NEEDS(object, action) \
	.needs_object = RUAPI_OBJ_##object, \
	.needs_action = RUAPI_##object##_##action
#define OPTIONAL .optional = true
#define IN(id, bytes, ...) \
	SPEC(id, ATTR_IN, .min = (bytes), .max = (bytes), ##__VA_ARGS__)
#define IN_CONST(id, ...) IN(id, 8, ##__VA_ARGS__)
#define IN_FLAGS(id, ...) \
	SPEC(id, ATTR_IN, .min = 4, .max = 8, ##__VA_ARGS__)
#define IN_STRUCT(id, type, last, ...) \
	SPEC(id, ATTR_IN, .zero_tail = true, .min = END_OF(type, last), \
	     .max = sizeof(struct type), ##__VA_ARGS__)
#define OUT(id, bytes, ...) \
	SPEC(id, ATTR_OUT, .min = (bytes), .max = (bytes), ##__VA_ARGS__)
#define OUT_STRUCT(id, type, last, ...) \
	SPEC(id, ATTR_OUT, .zero_tail = true, .min = END_OF(type, last), \
	     .max = sizeof(struct type), ##__VA_ARGS__)
#define OUT_MIN(id, bytes, ...) \
	SPEC(id, ATTR_OUT, .min = (bytes), .max = UINT16_MAX, ##__VA_ARGS__)
#define IN_CHOICE(id, list, ...) \
	SPEC(id, ATTR_IN, .choices = (list), \
	     .num_choices = sizeof(list) / sizeof((list)[0]), ##__VA_ARGS__)
#define OBJ(id, type, ...) \
	SPEC(id, ATTR_OBJ, .ours = RUAPI_OBJ_##type, ##__VA_ARGS__)
#define NEW(id) SPEC(id, ATTR_NEW)
#define UHW_IN \
	SPEC(UVERBS_ATTR_UHW_IN, ATTR_IN, .max = UINT16_MAX, OPTIONAL)
#define UHW_OUT OUT_MIN(UVERBS_ATTR_UHW_OUT, 0, OPTIONAL)

#endif /* COMPAT_IOCTL_H */
