/*
 * Decoder of the ioctls of /dev/rdma_uapi.  They say what they are: no state
 * of the file descriptor is needed.
 *
 * Copyright (c) 2026 The strace developers.
 * All rights reserved.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "defs.h"

#include <linux/ioctl.h>
#include <rdma/rdma_uapi.h>

#include "rdma_uapi.h"
#include "rdma_uapi_tables.h"

/* Whatever the kernel would refuse to look at is not looked at either. */
#define MAX_ATTRS RUAPI_MAX_ATTRS

#define MAX_CALLS RUAPI_BATCH_MAX_CALLS

/* What entering tells exiting: see rdma_uapi_call. */
enum {
	HAS_ATTRS = 1 << 0,
	HAS_PRINTED = 1 << 1,
	HAS_BROKEN = 1 << 2,
};

/* A call and what is known about it. */
struct call {
	struct ruapi_hdr hdr;
	kernel_ulong_t attrs;
	unsigned int nattrs;
	const struct rdma_uapi_object *object;
	const struct rdma_uapi_action *action;
	uint64_t given;		/* a bit for each attribute of the action */
};

static const struct rdma_uapi_object *
find_object(const unsigned int object)
{
	if (object >= ARRAY_SIZE(rdma_uapi_objects)
	    || !rdma_uapi_objects[object].name)
		return NULL;
	return &rdma_uapi_objects[object];
}

static const struct rdma_uapi_action *
find_action(const struct rdma_uapi_object *const object,
	    const unsigned int action)
{
	if (!object || action >= object->nactions
	    || !object->actions[action].class_nr)
		return NULL;
	return &object->actions[action];
}

const struct rdma_uapi_method_name *
rdma_uapi_find_method_name(const uint32_t driver_id, const unsigned int object,
			   const unsigned int action, const unsigned int id)
{
	for (size_t i = 0; i < ARRAY_SIZE(rdma_uapi_method_names); ++i) {
		const struct rdma_uapi_method_name *const name =
			&rdma_uapi_method_names[i];

		if (name->driver_id == driver_id && name->object == object
		    && name->action == action && name->id == id)
			return name;
	}
	return NULL;
}

static const struct rdma_uapi_driver_attr *
find_driver_attr(const struct call *const call, const unsigned int id)
{
	for (size_t i = 0; i < ARRAY_SIZE(rdma_uapi_driver_attrs); ++i) {
		const struct rdma_uapi_driver_attr *const attr =
			&rdma_uapi_driver_attrs[i];

		if (attr->id == id
		    && attr->driver_id == call->hdr.driver_id
		    && attr->object == call->hdr.object
		    && attr->action == call->hdr.action
		    && !(attr->without && (call->given >> attr->without & 1)))
			return attr;
	}
	return NULL;
}

static const struct rdma_uapi_attr *
find_attr(const struct call *const call, const unsigned int id)
{
	const struct rdma_uapi_action *const action = call->action;

	if (id >= RUAPI_ATTR_DRIVER) {
		const struct rdma_uapi_driver_attr *const attr =
			find_driver_attr(call, id);

		return attr ? &attr->attr : NULL;
	}
	if (!action || id >= action->nattrs
	    || action->attrs[id].kind == RDMA_UAPI_NONE)
		return NULL;
	return &action->attrs[id];
}

static void
print_object_type(const uint32_t driver_id, const unsigned int object)
{
	const struct rdma_uapi_method_name *const name =
		rdma_uapi_find_method_name(driver_id, object, 0, 0);

	if (name)
		print_xlat_ex(object, name->name, XLAT_STYLE_DEFAULT);
	else
		rdma_print_name(object, &rdma_uapi_object_names);
}

/* The names of common actions lack the object's part of the prefix. */
static void
print_action(const uint32_t driver_id, const unsigned int object_id,
	     const unsigned int action)
{
	const struct rdma_uapi_object *const object = find_object(object_id);
	const struct rdma_uapi_method_name *const name =
		rdma_uapi_find_method_name(driver_id, object_id, action, 0);

	if (action && name) {
		print_xlat_ex(action, name->name, XLAT_STYLE_DEFAULT);
		return;
	}
	if (!object) {
		print_xlat_ex(action, "RUAPI_???", PXF_DEFAULT_STR);
		return;
	}

	struct rdma_names names = object->names;
	const char *const str = xlookup(names.xlat, action);

	if (str && strncmp(str, names.prefix, strlen(names.prefix)))
		names.prefix = "RUAPI_";
	rdma_print_name(action, &names);
}

static void
print_driver_attr_id(const struct call *const call, const unsigned int id)
{
	const struct rdma_uapi_driver_attr *const attr =
		find_driver_attr(call, id);

	const struct rdma_uapi_method_name *const name =
		rdma_uapi_find_method_name(call->hdr.driver_id,
					   call->hdr.object,
					   call->hdr.action, id);

	if (attr)
		print_xlat_ex(id, attr->name, XLAT_STYLE_DEFAULT);
	else if (name)
		print_xlat_ex(id, name->name, XLAT_STYLE_DEFAULT);
	else if ((call->hdr.object | call->hdr.action) & RUAPI_DRIVER_NS)
		print_xlat_ex(id, "RUAPI_ATTR_???", PXF_DEFAULT_STR);
	else
		rdma_print_name(id, &rdma_uapi_driver_attr_names);
}

static void
print_attr_id(const struct call *const call, const unsigned int id)
{
	if (id >= RUAPI_ATTR_DRIVER)
		print_driver_attr_id(call, id);
	else if (id == RUAPI_ATTR_CONTEXT)
		print_xlat_ex(id, xlat_verbose(xlat_verbosity) == XLAT_STYLE_ABBREV
				  ? "CONTEXT" : "RUAPI_ATTR_CONTEXT",
			      XLAT_STYLE_DEFAULT);
	else if (call->action)
		rdma_print_name(id, &call->action->names);
	else
		PRINT_VAL_X(id);
}

/* "qp#12", or what it stands for; in a batch "qp@0": what call 0 makes. */
static void
print_handle(const uint32_t driver_id, const uint32_t handle,
	     const uint32_t object_id)
{
	const bool result = object_id & RUAPI_OBJ_RESULT;
	const uint32_t type = object_id & ~RUAPI_OBJ_RESULT;
	const struct rdma_uapi_object *const object = find_object(type);
	const struct rdma_uapi_method_name *const name =
		rdma_uapi_find_method_name(driver_id, type, 0, 0);
	const char *const str = object ? object->name
				       : name ? name->handle : NULL;

	if (str && xlat_verbose(xlat_verbosity) == XLAT_STYLE_ABBREV) {
		tprintf_string("%s%c%u", str, result ? '@' : '#', handle);
		return;
	}
	tprint_struct_begin();
	tprints_field_name(result ? "call" : "handle");
	PRINT_VAL_U(handle);
	tprint_struct_next();
	tprints_field_name("object");
	print_object_type(driver_id, type);
	tprint_struct_end();
}

static bool
print_objref_array_member(struct tcb *const tcp, void *const elem_buf,
			  const size_t elem_size, void *const data)
{
	const struct ruapi_objref *const ref = elem_buf;
	const uint32_t *const driver_id = data;

	print_handle(*driver_id, ref->handle, ref->object);
	return true;
}

static void
decode_objrefs(struct tcb *const tcp, uint32_t driver_id,
	       const struct ruapi_attr *const attr)
{
	struct ruapi_objref ref;

	print_array(tcp, attr->ptr, attr->len / sizeof(ref), &ref, sizeof(ref),
		    tfetch_mem, print_objref_array_member, &driver_id);
}

static bool
print_fd_member(struct tcb *const tcp, void *const elem_buf,
		const size_t elem_size, void *const data)
{
	printfd(tcp, *(int *) elem_buf);
	return true;
}

static void
decode_fds(struct tcb *const tcp, const struct ruapi_attr *const attr)
{
	int fd;

	print_array(tcp, attr->ptr, attr->len / sizeof(fd), &fd, sizeof(fd),
		    tfetch_mem, print_fd_member, NULL);
}

static void
decode_buffer(struct tcb *const tcp, const struct ruapi_attr *const attr,
	      const struct rdma_uapi_attr *const spec)
{
	switch (spec ? spec->kind : RDMA_UAPI_BYTES) {
	case RDMA_UAPI_STRUCT:
		rdma_decode_struct(tcp, attr->ptr, attr->len, spec->layout);
		break;
	case RDMA_UAPI_ARRAY:
		rdma_decode_array(tcp, attr->ptr, attr->len, spec->layout);
		break;
	case RDMA_UAPI_SOCKADDR:
		decode_sockaddr(tcp, attr->ptr, attr->len);
		break;
	default:
		printstr_ex(tcp, attr->ptr, attr->len, QUOTE_FORCE_HEX);
	}
}

static void
decode_value(struct tcb *const tcp, const uint32_t driver_id,
	     const struct ruapi_attr *const attr,
	     const struct rdma_uapi_attr *const spec)
{
	switch (attr->wire) {
	case RUAPI_WIRE_IN:
	case RUAPI_WIRE_OUT:
		if (spec)
			rdma_print_number(attr->value, spec->show, spec->names);
		else
			PRINT_VAL_X(attr->value);
		break;
	case RUAPI_WIRE_BUF_IN:
	case RUAPI_WIRE_BUF_OUT:
		decode_buffer(tcp, attr, spec);
		break;
	case RUAPI_WIRE_OBJ_IN:
	case RUAPI_WIRE_OBJ_NEW:
	case RUAPI_WIRE_OBJ_DESTROY:
		print_handle(driver_id, attr->obj.handle, attr->obj.object);
		break;
	case RUAPI_WIRE_OBJS_IN:
		decode_objrefs(tcp, driver_id, attr);
		break;
	case RUAPI_WIRE_FDS_IN:
		decode_fds(tcp, attr);
		break;
	case RUAPI_WIRE_FD_IN:
	case RUAPI_WIRE_FD_NEW:
		printfd(tcp, attr->fd);
		break;
	default:
		PRINT_VAL_X(attr->value);
	}
}

static bool
is_output(const struct ruapi_attr *const attr)
{
	return attr->wire == RUAPI_WIRE_OUT
	       || attr->wire == RUAPI_WIRE_BUF_OUT
	       || attr->wire == RUAPI_WIRE_OBJ_NEW
	       || attr->wire == RUAPI_WIRE_FD_NEW;
}

/* Flags that are worth a word: those which everybody has are not. */
static void
print_attr_flags(struct tcb *const tcp, const struct ruapi_attr *const attr)
{
	const unsigned int usual =
		RUAPI_ATTR_F_MANDATORY | RUAPI_ATTR_F_VALID;

	if (abbrev(tcp) && !(attr->flags & ~usual))
		return;
	if (!attr->flags)
		return;
	tprint_struct_next();
	tprints_field_name("flags");
	rdma_print_number(attr->flags, RDMA_SHOW_FLAGS,
			  &rdma_uapi_attr_flag_names);
}

/* The room that an output has, or what it takes. */
static void
print_room(const struct ruapi_attr *const attr)
{
	if (attr->wire != RUAPI_WIRE_BUF_OUT)
		return;
	tprint_struct_next();
	tprints_field_name("len");
	PRINT_VAL_U(attr->len);
	tprint_struct_next();
	tprints_field_name("ptr");
	printaddr64(attr->ptr);
}

/* Of a method of a driver, and it has a name: what else is there can be seen. */
static bool
is_named(const struct call *const call, const unsigned int id)
{
	return id == RUAPI_ATTR_CONTEXT
	       || rdma_uapi_find_method_name(call->hdr.driver_id, call->hdr.object,
				   call->hdr.action, id);
}

/* An attribute that is not what its specification says tells its own story. */
static void
print_wire(struct tcb *const tcp, const struct call *const call,
	   const struct ruapi_attr *const attr,
	   const struct rdma_uapi_attr *const spec)
{
	if (!spec && abbrev(tcp) && is_named(call, attr->id))
		return;
	if (!spec) {
		tprint_struct_next();
		tprints_field_name("wire");
		rdma_print_name(attr->wire, &rdma_uapi_wire_names);
	}
	if (spec ? spec->width && attr->len != spec->width
		 : !is_output(attr)) {
		tprint_struct_next();
		tprints_field_name("len");
		PRINT_VAL_U(attr->len);
	}
}

static void
print_attr(struct tcb *const tcp, const struct call *const call,
	   const struct ruapi_attr *const attr)
{
	const struct rdma_uapi_attr *spec = find_attr(call, attr->id);
	const bool written =
		is_output(attr) && !syserror(tcp)
		&& (attr->flags & RUAPI_ATTR_F_VALID);

	if (spec && spec->wire != attr->wire)
		spec = NULL;
	tprint_struct_begin();
	print_attr_id(call, attr->id);
	print_attr_flags(tcp, attr);
	print_wire(tcp, call, attr, spec);
	if (written) {
		tprint_value_changed();
		decode_value(tcp, call->hdr.driver_id, attr, spec);
	} else if (is_output(attr)) {
		print_room(attr);
	} else {
		tprint_struct_next();
		decode_value(tcp, call->hdr.driver_id, attr, spec);
	}
	tprint_struct_end();
}

/*
 * The inputs of a call, or its outputs: the former are there before the call,
 * the latter only after it.  Returns the state with what was printed.
 */
static unsigned int
print_attrs(struct tcb *const tcp, const struct call *const call,
	    const bool outputs, unsigned int state)
{
	for (unsigned int i = 0; i < call->nattrs; ++i) {
		struct ruapi_attr attr;
		const kernel_ulong_t addr = call->attrs + i * sizeof(attr);

		if (umove(tcp, addr, &attr) < 0) {
			if (state & HAS_PRINTED)
				tprint_array_next();
			tprint_more_data_follows();
			printaddr_comment(addr);
			return state | HAS_PRINTED | HAS_BROKEN;
		}
		if (is_output(&attr) != outputs)
			continue;
		if (state & HAS_PRINTED)
			tprint_array_next();
		print_attr(tcp, call, &attr);
		state |= HAS_PRINTED;
	}
	return state;
}

/* Which attributes there are, where the form of a driver's depends on it. */
static void
init_given(struct tcb *const tcp, struct call *const call)
{
	call->given = 0;
	if (!call->hdr.driver_id)
		return;
	for (unsigned int i = 0; i < call->nattrs; ++i) {
		struct ruapi_attr attr;

		if (umove(tcp, call->attrs + i * sizeof(attr), &attr) < 0)
			return;
		if (attr.id < 64)
			call->given |= 1ULL << attr.id;
	}
}

/* How many attributes there are: what the kernel would agree to. */
static void
init_call(struct tcb *const tcp, struct call *const call,
	  const kernel_ulong_t arg)
{
	call->attrs = arg + sizeof(call->hdr);
	call->nattrs = MIN(call->hdr.num_attrs, MAX_ATTRS);
	call->object = find_object(call->hdr.object);
	call->action = find_action(call->object, call->hdr.action);
	init_given(tcp, call);
}

static void
print_header(struct tcb *const tcp, const struct call *const call)
{
	const struct ruapi_hdr *const hdr = &call->hdr;
	const bool odd_length =
		hdr->num_attrs > MAX_ATTRS
		|| hdr->length != sizeof(*hdr)
				  + hdr->num_attrs * sizeof(hdr->attrs[0]);

	tprint_struct_begin();
	if (odd_length || !abbrev(tcp)) {
		PRINT_FIELD_U(*hdr, length);
		tprint_struct_next();
	}
	tprints_field_name("object");
	print_object_type(hdr->driver_id, hdr->object);
	tprint_struct_next();
	tprints_field_name("action");
	print_action(hdr->driver_id, hdr->object, hdr->action);
	if (hdr->driver_id || !abbrev(tcp)) {
		tprint_struct_next();
		tprints_field_name("driver_id");
		rdma_print_name(hdr->driver_id, &rdma_uapi_driver_names);
	}
	if (odd_length || !abbrev(tcp)) {
		tprint_struct_next();
		PRINT_FIELD_U(*hdr, num_attrs);
	}
	/* Who says which view it is, says so each time. */
	if (hdr->flags && (hdr->flags != RUAPI_HDR_F_VIEW || !abbrev(tcp))) {
		tprint_struct_next();
		tprints_field_name("flags");
		rdma_print_number(hdr->flags, RDMA_SHOW_FLAGS,
				  &rdma_uapi_hdr_flag_names);
	}
	if (hdr->view && (hdr->flags != RUAPI_HDR_F_VIEW || !abbrev(tcp))) {
		tprint_struct_next();
		PRINT_FIELD_X(*hdr, view);
	}
}

/*
 * What the kernel says about a call that failed.  A file that is no
 * /dev/rdma_uapi does not know this ioctl, and says nothing.
 */
static void
print_failure(struct tcb *const tcp, const struct call *const call)
{
	const struct ruapi_hdr *const hdr = &call->hdr;

	if (!syserror(tcp) || tcp->u_error == ENOTTY || tcp->u_error == EBADF)
		return;
	if (hdr->bad_attr) {
		tprint_struct_next();
		tprints_field_name("bad_attr");
		print_attr_id(call, hdr->bad_attr);
	}
	if (hdr->reason) {
		tprint_struct_next();
		tprints_field_name("reason");
		rdma_print_name(hdr->reason, &rdma_uapi_reason_names);
	}
	if ((hdr->bad_attr || hdr->reason) && !abbrev(tcp)) {
		tprint_struct_next();
		tprints_field_name("bad_index");
		rdma_print_number(hdr->bad_index, RDMA_SHOW_ID, NULL);
	}
}

/* The header and the inputs on entering, the outputs on exiting. */
static int
rdma_uapi_call(struct tcb *const tcp, const kernel_ulong_t arg)
{
	struct call call = { .nattrs = 0 };
	unsigned int state;

	if (entering(tcp)) {
		tprints_arg_next_name("argp");
		if (umove_or_printaddr(tcp, arg, &call.hdr))
			return RVAL_IOCTL_DECODED;
		init_call(tcp, &call, arg);
		print_header(tcp, &call);
		state = 0;
		if (call.nattrs) {
			tprint_struct_next();
			tprints_field_name("attrs");
			tprint_array_begin();
			state |= HAS_ATTRS;
			state = print_attrs(tcp, &call, false, state);
		}
		set_tcb_priv_ulong(tcp, state);
		return 0;
	}

	state = get_tcb_priv_ulong(tcp);
	const bool readable = umove(tcp, arg, &call.hdr) == 0;

	if (readable)
		init_call(tcp, &call, arg);
	if (state & HAS_ATTRS) {
		if (readable && !(state & HAS_BROKEN))
			state = print_attrs(tcp, &call, true, state);
		if (call.hdr.num_attrs > MAX_ATTRS) {
			tprint_array_next();
			tprint_more_data_follows();
		}
		tprint_array_end();
	}
	if (readable)
		print_failure(tcp, &call);
	tprint_struct_end();
	return RVAL_IOCTL_DECODED;
}

/* The call at an address of a batch.  Returns where the next one is, or 0. */
static kernel_ulong_t
fetch_call(struct tcb *const tcp, struct call *const call,
	   const kernel_ulong_t addr)
{
	if (umove(tcp, addr, &call->hdr) < 0
	    || call->hdr.num_attrs > MAX_ATTRS
	    || call->hdr.length != sizeof(call->hdr)
				   + call->hdr.num_attrs
				     * sizeof(call->hdr.attrs[0]))
		return 0;
	init_call(tcp, call, addr);
	return addr + call->hdr.length;
}

/* All calls with their inputs; false if some are not to be understood. */
static bool
print_calls(struct tcb *const tcp, const struct ruapi_batch *const batch,
	    kernel_ulong_t addr)
{
	for (unsigned int i = 0; i < batch->num_calls; ++i) {
		struct call call = { .nattrs = 0 };
		const kernel_ulong_t next =
			i < MAX_CALLS ? fetch_call(tcp, &call, addr) : 0;

		if (i)
			tprint_array_next();
		if (!next) {
			tprint_more_data_follows();
			printaddr_comment(addr);
			return false;
		}
		print_header(tcp, &call);
		if (call.nattrs) {
			tprint_struct_next();
			tprints_field_name("attrs");
			tprint_array_begin();
			print_attrs(tcp, &call, false, 0);
			tprint_array_end();
		}
		tprint_struct_end();
		addr = next;
	}
	return true;
}

static bool
has_outputs(struct tcb *const tcp, const struct call *const call)
{
	for (unsigned int i = 0; i < call->nattrs; ++i) {
		struct ruapi_attr attr;

		if (umove(tcp, call->attrs + i * sizeof(attr), &attr) < 0)
			return false;
		if (is_output(&attr))
			return true;
	}
	return false;
}

/* What became of those calls that say something. */
static void
print_results(struct tcb *const tcp, const struct ruapi_batch *const batch,
	      kernel_ulong_t addr)
{
	bool any = false;

	for (unsigned int i = 0; addr && i < batch->num_calls; ++i) {
		struct call call = { .nattrs = 0 };
		const kernel_ulong_t next = fetch_call(tcp, &call, addr);

		addr = next;
		if (!next || !has_outputs(tcp, &call))
			continue;
		if (any) {
			tprint_array_next();
		} else {
			tprint_struct_next();
			tprints_field_name("results");
			tprint_array_begin();
		}
		any = true;
		tprint_struct_begin();
		tprints_field_name("call");
		PRINT_VAL_U(i);
		tprint_struct_next();
		tprints_field_name("attrs");
		tprint_array_begin();
		print_attrs(tcp, &call, true, 0);
		tprint_array_end();
		tprint_struct_end();
	}
	if (any)
		tprint_array_end();
}

/* The call that has failed, or of a batch that ends with DESTROYs was refused. */
static void
print_bad_call(struct tcb *const tcp, const struct ruapi_batch *const batch,
	       kernel_ulong_t addr)
{
	struct call call = { .nattrs = 0 };

	for (unsigned int i = 0; addr && i <= batch->bad_call; ++i)
		addr = i < MAX_CALLS ? fetch_call(tcp, &call, addr) : 0;
	if (batch->bad_call != -1U) {
		tprint_struct_next();
		PRINT_FIELD_U(*batch, bad_call);
	}
	if (batch->bad_attr) {
		tprint_struct_next();
		tprints_field_name("bad_attr");
		if (addr)
			print_attr_id(&call, batch->bad_attr);
		else
			PRINT_VAL_X(batch->bad_attr);
	}
	if (batch->reason) {
		tprint_struct_next();
		tprints_field_name("reason");
		rdma_print_name(batch->reason, &rdma_uapi_reason_names);
	}
	if (batch->bad_errno) {
		tprint_struct_next();
		tprints_field_name("bad_errno");
		print_err(-(int64_t) batch->bad_errno, true);
	}
}

static void
print_batch_header(struct tcb *const tcp, const struct ruapi_batch *const batch)
{
	tprint_struct_begin();
	if (!abbrev(tcp)) {
		PRINT_FIELD_U(*batch, length);
		tprint_struct_next();
	}
	PRINT_FIELD_U(*batch, num_calls);
	if (batch->flags && (batch->flags != RUAPI_HDR_F_VIEW || !abbrev(tcp))) {
		tprint_struct_next();
		tprints_field_name("flags");
		rdma_print_number(batch->flags, RDMA_SHOW_FLAGS,
				  &rdma_uapi_hdr_flag_names);
	}
	if (batch->view && (batch->flags != RUAPI_HDR_F_VIEW || !abbrev(tcp))) {
		tprint_struct_next();
		PRINT_FIELD_X(*batch, view);
	}
}

/* All calls with their inputs on entering, their results on exiting. */
static int
rdma_uapi_batch(struct tcb *const tcp, const kernel_ulong_t arg)
{
	const kernel_ulong_t calls = arg + sizeof(struct ruapi_batch);
	struct ruapi_batch batch;

	if (entering(tcp)) {
		tprints_arg_next_name("argp");
		if (umove_or_printaddr(tcp, arg, &batch))
			return RVAL_IOCTL_DECODED;
		print_batch_header(tcp, &batch);
		tprint_struct_next();
		tprints_field_name("calls");
		tprint_array_begin();
		set_tcb_priv_ulong(tcp, print_calls(tcp, &batch, calls)
					? 0 : HAS_BROKEN);
		tprint_array_end();
		return 0;
	}

	if (!umove(tcp, arg, &batch)) {
		if (!syserror(tcp)
		    && !(get_tcb_priv_ulong(tcp) & HAS_BROKEN))
			print_results(tcp, &batch, calls);
		if (syserror(tcp) ? tcp->u_error != ENOTTY
				    && tcp->u_error != EBADF
				  : batch.bad_errno != 0)
			print_bad_call(tcp, &batch, calls);
	}
	tprint_struct_end();
	return RVAL_IOCTL_DECODED;
}

static int
rdma_uapi_fast(struct tcb *const tcp, const kernel_ulong_t arg)
{
	const struct rdma_uapi_object *object;
	const struct rdma_uapi_action *action;
	const struct rdma_uapi_attr *spec = NULL;
	struct ruapi_fast fast;

	tprints_arg_next_name("argp");
	if (umove_or_printaddr(tcp, arg, &fast))
		return RVAL_IOCTL_DECODED;

	object = find_object(fast.object);
	action = find_action(object, fast.action);
	if (action && action->nattrs > 2
	    && action->attrs[2].kind == RDMA_UAPI_NUMBER)
		spec = &action->attrs[2];

	tprint_struct_begin();
	tprints_field_name("object");
	print_object_type(0, fast.object);
	tprint_struct_next();
	tprints_field_name("action");
	print_action(0, fast.object, fast.action);
	tprint_struct_next();
	tprints_field_name("handle");
	print_handle(0, fast.handle, fast.object);
	if (fast.arg || spec || !abbrev(tcp)) {
		tprint_struct_next();
		tprints_field_name("arg");
		if (spec)
			rdma_print_number(fast.arg, spec->show, spec->names);
		else
			PRINT_VAL_X(fast.arg);
	}
	tprint_struct_end();
	return RVAL_IOCTL_DECODED;
}

int
rdma_uapi_ioctl(struct tcb *const tcp, const unsigned int code,
		const kernel_ulong_t arg)
{
	switch (code) {
	case RUAPI_IOC_CALL:
	case RUAPI_IOC_CM:
	case RUAPI_IOC_DRIVER:
		return rdma_uapi_call(tcp, arg);
	case RUAPI_IOC_FAST:
		return rdma_uapi_fast(tcp, arg);
	case RUAPI_IOC_BATCH:
	case RUAPI_IOC_BATCH_CM:
		return rdma_uapi_batch(tcp, arg);
	default:
		return RVAL_DECODED;
	}
}
