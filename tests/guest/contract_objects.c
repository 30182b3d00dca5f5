// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Attacks of the contract on handles, memory, drivers and class FAST. */
#include <sys/ioctl.h>
#include <sys/mman.h>
#include "contract.h"

/* ---- handles ------------------------------------------------------------- */

static uint32_t context_of(uint32_t handle)
{
	uint32_t i;

	for (i = 0; i < num_before; i++)
		if (before[i].handle == handle)
			return before[i].object == RUAPI_OBJ_CONTEXT ?
				       handle : before[i].context;
	return 0;
}

/* The first object of a call that is of another context than those before. */
static uint16_t context_conflict(const struct call *call)
{
	uint32_t first = 0, context;
	unsigned int i;

	for (i = 0; i < call->count; i++) {
		if (call->attr[i].wire != RUAPI_WIRE_OBJ_IN)
			continue;
		context = context_of(call->attr[i].obj.handle);
		if (context && first && context != first)
			return call->attr[i].id;
		first = first ? first : context;
	}
	return 0;
}

static void attack_handle(const struct ruapi_desc_action *action,
			  const struct ruapi_desc_attr *attr)
{
	const uint32_t handles[] = {
		0, NEVER, 0xffffffff, stale[attr->ref_object],
		foreign[attr->ref_object],
	};
	const struct set *const sets[] = { &others, &twin };
	struct ruapi_attr *at;
	struct call call;
	uint16_t bad;
	uint32_t type, i;

	build(&call, action, attr, REAL);
	/* That is named instead. */
	if (!has_named(&call, attr->id))
		return;
	at = find(&call, attr->id);
	for (i = 0; i < COUNT(handles); i++) {
		at->obj.handle = handles[i];
		expect(&call, label(attr, "handle %#llx", handles[i]), -ENOENT,
		       attr->id, RUAPI_REASON_HANDLE);
	}
	for (type = 0; type < __RUAPI_OBJ_MAX; type++) {
		if (type == attr->ref_object || !ours.handle[type])
			continue;
		at->obj.handle = ours.handle[type];
		expect(&call, label(attr, "handle of an object of type %llu",
				    type),
		       -ENOENT, attr->id, RUAPI_REASON_TYPE);
	}
	for (i = 0; i < COUNT(sets); i++) {
		at->obj.handle = sets[i]->handle[attr->ref_object];
		bad = context_conflict(&call);
		if (bad)
			expect(&call, label(attr, "of another context, %llu", i),
			       -EINVAL, bad, RUAPI_REASON_CONTEXT);
	}
}

/* An array of objects: the last of two is bad, if there is a good one. */
static void attack_array(const struct ruapi_desc_action *action,
			 const struct ruapi_desc_attr *attr)
{
	const uint32_t type = attr->ref_object;
	const unsigned int last = ours.handle[type] ? 1 : 0;
	const uint32_t handles[] = {
		0, NEVER, 0xffffffff, stale[type], foreign[type],
	};
	const struct set *const sets[] = { &others, &twin };
	struct ruapi_objref *refs;
	struct ruapi_attr *at;
	struct call call;
	uint32_t i;

	build(&call, action, attr, REAL);
	at = find(&call, attr->id);
	refs = (void *)(uintptr_t)at->ptr;
	at->len = (last + 1) * sizeof(*refs);
	refs[last].object = type;
	for (i = 0; i < COUNT(handles); i++) {
		refs[last].handle = handles[i];
		expect(&call, label(attr, "handle %#llx", handles[i]), -ENOENT,
		       attr->id, RUAPI_REASON_HANDLE);
	}
	refs[last].handle = ours.handle[RUAPI_OBJ_CONTEXT];
	expect(&call, label(attr, "handle of a context", 0), -ENOENT, attr->id,
	       RUAPI_REASON_TYPE);
	for (i = 0; i <= __RUAPI_OBJ_MAX; i++) {
		if (i == type)
			continue;
		refs[last].object = i;
		expect(&call, label(attr, "object type %llu", i), -ENOENT,
		       attr->id, RUAPI_REASON_TYPE);
	}
	refs[last].object = type;
	/* Those of any context are good for it. */
	if (action->object == RUAPI_OBJ_MR && action->action == RUAPI_MR_REG_EACH)
		return;
	for (i = 0; i < COUNT(sets); i++) {
		refs[last].handle = sets[i]->handle[type];
		if (refs[last].handle)
			expect(&call, label(attr, "of another context, %llu", i),
			       -EINVAL, attr->id, RUAPI_REASON_CONTEXT);
	}
}

void attack_handles(const struct ruapi_desc_action *action)
{
	const struct ruapi_desc_attr *attr;

	for_each_attr(attr, action) {
		if (is_object(attr))
			attack_handle(action, attr);
		if (attr->type == RUAPI_T_OBJS)
			attack_array(action, attr);
	}
}

/* ---- pointers ------------------------------------------------------------ */

static void attack_pointer(const struct ruapi_desc_action *action,
			   const struct ruapi_desc_attr *attr)
{
	const bool in = attr->wire != RUAPI_WIRE_BUF_OUT;
	const uint64_t pointers[] = {
		0, 1, (uintptr_t)bad_page, 0x7fffffffffffull,
		0xffff888000000000ull, 0xffffffffffffff00ull,
		/* The last byte is out. */
		(uintptr_t)bad_page + 1 - buffer_len(attr),
	};
	const unsigned int num = COUNT(pointers) - !in;
	struct outcome base, got;
	struct ruapi_attr *at;
	struct call call;
	bool written;
	uint32_t i;

	if (!in && !harmless(action))
		return;
	build_good(&call, action, attr);
	base = make_call(&call);
	at = find(&call, attr->id);
	written = !base.ret && at->len;
	for (i = 0; i < num; i++) {
		build_good(&call, action, attr);
		at = find(&call, attr->id);
		at->ptr = pointers[i];
		if (in || written) {
			expect(&call, label(attr, "pointer %#llx", pointers[i]),
			       -EFAULT, attr->id, RUAPI_REASON_POINTER);
			continue;
		}
		/* It does not get there, or has nothing to write. */
		got = make_call(&call);
		if (got.ret != -EFAULT)
			test_ret(got.ret, base.ret, "%s",
				 label(attr, "pointer %#llx", pointers[i]));
		check_list(attr->name);
	}
	if (in || !written)
		return;
	build_good(&call, action, attr);
	at = find(&call, attr->id);
	at->ptr = (uintptr_t)arg_page + 2 * ROOM;
	expect(&call, label(attr, "read-only memory", 0), -EFAULT, attr->id,
	       RUAPI_REASON_POINTER);
}

/* The call ends where nothing is mapped, or cannot be written. */
/*
 * Whether a call that succeeds writes to its memory: outputs, and whether an attribute is
 * known that need not be.
 */
static bool is_answered(const struct ruapi_desc_action *action,
			const struct call *call)
{
	const struct ruapi_desc_attr *attr;
	unsigned int required = 0;

	for_each_attr(attr, action) {
		if (attr->flags & RUAPI_SPEC_OUT ||
		    attr->wire == RUAPI_WIRE_OBJ_NEW)
			return true;
		required += !!(attr->flags & RUAPI_SPEC_REQUIRED);
	}
	return call->count > required;
}

static void attack_argument(const struct ruapi_desc_action *action)
{
	const unsigned long request = request_of(action);
	char *read_only = arg_page + 2 * ROOM;
	struct outcome base, got;
	struct call call;
	size_t bytes;
	char *at;

	build(&call, action, NULL, STALE);
	test_ret(ioctl(fd, request, NULL) ? -errno : 0, -EFAULT,
		 "argument: NULL");
	test_ret(ioctl(fd, request, bad_page) ? -errno : 0, -EFAULT,
		 "argument: not mapped");
	test_ret(ioctl(fd, request, -64l) ? -errno : 0, -EFAULT,
		 "argument: of the kernel");
	test_ret(ioctl(fd, request, bad_page - sizeof(call.hdr) + 1) ? -errno : 0, -EFAULT,
		 "argument: last byte of the header not mapped");
	bytes = call.count * sizeof(call.attr[0]);
	if (bytes) {
		at = bad_page - sizeof(call.hdr) - bytes + 1;
		memcpy(at, &call.hdr, sizeof(call.hdr));
		memcpy(at + sizeof(call.hdr), call.attr, bytes - 1);
		check_outcome("argument: last byte of the attributes not mapped",
			      transmit(&call, request, at), -EFAULT, 0,
			      RUAPI_REASON_POINTER, NO_INDEX);
	}
	if (!build_good(&call, action, NULL))
		return;
	base = make_call(&call);
	build_good(&call, action, NULL);
	at = arg_page + 3;
	put_call(&call, at);
	got = transmit(&call, request, at);
	test_ret(got.ret, base.ret, "argument: not aligned");
	check_list("argument: not aligned");

	build_good(&call, action, NULL);
	mprotect(read_only, ROOM, PROT_READ | PROT_WRITE);
	put_call(&call, read_only);
	mprotect(read_only, ROOM, PROT_READ);
	got.ret = ioctl(fd, request, read_only) ? -errno : 0;
	/* With nothing to write it is as good as any; which of two errors? */
	if (!base.ret || got.ret != -EFAULT)
		test_ret(got.ret, base.ret ? base.ret :
			 is_answered(action, &call) ? -EFAULT : 0,
			 "argument: read-only");
	check_list("argument: read-only");
}

void attack_pointers(const struct ruapi_desc_action *action)
{
	const struct ruapi_desc_attr *attr;

	attack_argument(action);
	for_each_attr(attr, action)
		if (is_buffer(attr))
			attack_pointer(action, attr);
}

/* ---- the driver's attributes --------------------------------------------- */

/* Devices that have no objects for a list cannot be known by them. */
static bool has_objects(const struct ruapi_desc_action *action)
{
	const struct ruapi_desc_attr *attr;

	for_each_attr(attr, action)
		if (attr->type == RUAPI_T_OBJS &&
		    attr->flags & RUAPI_SPEC_REQUIRED &&
		    !driver_has(ours.driver, attr->ref_object))
			return false;
	return true;
}

static void attack_uhw(const struct ruapi_desc_action *action, uint16_t id)
{
	const uint8_t wire = id == RUAPI_ATTR_UHW_IN ? RUAPI_WIRE_BUF_IN :
						       RUAPI_WIRE_BUF_OUT;
	const char *name = id == RUAPI_ATTR_UHW_IN ? "uhw_in" : "uhw_out";
	struct ruapi_attr *at;
	struct call call;
	char what[64];

	build(&call, action, NULL, STALE);
	call.hdr.driver_id = ours.driver;
	at = find(&call, id);
	if (!at) {
		at = &call.attr[call.count];
		*at = (struct ruapi_attr) {
			.id = id,
			.wire = wire,
			.len = 16,
			.ptr = (uintptr_t)room[call.count],
		};
		call.count++;
		finish(&call);
	}
	at->wire = RUAPI_WIRE_IN;
	snprintf(what, sizeof(what), "%s: wire type", name);
	expect(&call, what, -EINVAL, id, RUAPI_REASON_WIRE);
	at->wire = wire == RUAPI_WIRE_BUF_IN ? RUAPI_WIRE_BUF_OUT :
					       RUAPI_WIRE_BUF_IN;
	expect(&call, what, -EINVAL, id, RUAPI_REASON_WIRE);
	at->wire = wire;
	at->flags = 2;
	snprintf(what, sizeof(what), "%s: flags", name);
	expect(&call, what, -EINVAL, id, RUAPI_REASON_FLAGS);
	at->flags = RUAPI_ATTR_F_MANDATORY;
	at->len = 4097;
	snprintf(what, sizeof(what), "%s: longer than a page", name);
	expect(&call, what, -EINVAL, id, RUAPI_REASON_LENGTH);
	at->len = 16;
	call.attr[call.count++] = *at;
	finish(&call);
	snprintf(what, sizeof(what), "%s: twice", name);
	expect(&call, what, -EINVAL, id, RUAPI_REASON_DUPLICATE);
	call.count--;
	finish(&call);

	/* With real objects the device is known. */
	if (!has_objects(action))
		return;
	build(&call, action, NULL, REAL);
	if (!find(&call, id)) {
		at = &call.attr[call.count++];
		*at = (struct ruapi_attr) {
			.id = id,
			.wire = wire,
			.len = 16,
			.ptr = (uintptr_t)room[call.count],
		};
		finish(&call);
	}
	snprintf(what, sizeof(what), "%s: without a driver_id", name);
	call.hdr.driver_id = 0;
	expect(&call, what, -EINVAL, 0, RUAPI_REASON_DRIVER);
	snprintf(what, sizeof(what), "%s: of another driver", name);
	call.hdr.driver_id = ours.driver + 1;
	expect(&call, what, -EINVAL, 0, RUAPI_REASON_DRIVER);
}

static void attack_binding(const struct ruapi_desc_action *action,
			   const struct ruapi_desc_attr *attr)
{
	struct ruapi_attr *at;
	struct call call;
	unsigned int i;

	build(&call, action, NULL, REAL);
	at = find(&call, attr->id);
	if (attr->min_len) {
		at->len = attr->min_len - 1;
		expect(&call, label(attr, "too short for the driver", 0),
		       -EINVAL, attr->id, RUAPI_REASON_LENGTH);
	}
	if (!(attr->flags & RUAPI_SPEC_REQUIRED))
		return;
	build(&call, action, NULL, REAL);
	i = find(&call, attr->id) - call.attr;
	memmove(&call.attr[i], &call.attr[i + 1],
		(call.count - i - 1) * sizeof(call.attr[0]));
	call.count--;
	finish(&call);
	expect(&call, label(attr, "left out, the driver needs it", 0), -EINVAL,
	       attr->id, RUAPI_REASON_MISSING);
}

bool needs_cm_id(const struct ruapi_desc_action *action)
{
	const struct ruapi_desc_attr *attr;

	for_each_attr(attr, action)
		if (is_object(attr) && attr->ref_object == RUAPI_OBJ_CM_ID &&
		    attr->flags & RUAPI_SPEC_REQUIRED)
			return true;
	return false;
}

void attack_driver(const struct ruapi_desc_action *action)
{
	const uint32_t unbound = ours.handle[RUAPI_OBJ_CM_ID];
	const struct ruapi_desc_attr *attr;
	struct call call;

	if (action->flags & RUAPI_ACTION_UHW) {
		attack_uhw(action, RUAPI_ATTR_UHW_IN);
		attack_uhw(action, RUAPI_ATTR_UHW_OUT);
		for (attr = next_attr(action, ours.driver, NULL); attr;
		     attr = next_attr(action, ours.driver, attr))
			attack_binding(action, attr);
	}
	/* A CM id has a device only when it is bound to one. */
	if (action->ioc_nr == RUAPI_CLASS_CM && !needs_cm_id(action))
		return;
	if (!has_objects(action))
		return;
	ours.handle[RUAPI_OBJ_CM_ID] = bound_id;
	build(&call, action, NULL, REAL);
	ours.handle[RUAPI_OBJ_CM_ID] = unbound;
	call.hdr.driver_id = ours.driver + 1;
	expect(&call, "wrong driver_id", -EINVAL, 0, RUAPI_REASON_DRIVER);
}

/* ---- class FAST ---------------------------------------------------------- */

void attack_fast(const struct ruapi_desc_action *action)
{
	const uint16_t object = action->object, number = action->action;
	const struct ruapi_desc_attr *attr, *arg = NULL;
	struct call call;
	uint32_t type;

	test_begin("%s.%s: class FAST", action->object_name,
		   action->action_name);
	for_each_attr(attr, action)
		if (attr->id == 2)
			arg = attr;
	test_ret(fast(object, number, 0, 0), -ENOENT, "handle 0");
	test_ret(fast(object, number, NEVER, 0), -ENOENT, "handle never given");
	test_ret(fast(object, number, stale[object], 0), -ENOENT,
		 "stale handle");
	test_ret(fast(object, number, foreign[object], 0), -ENOENT,
		 "handle of another fd");
	for (type = 0; type < __RUAPI_OBJ_MAX; type++)
		if (type != object && ours.handle[type])
			test_ret(fast(object, number, ours.handle[type], 0),
				 -ENOENT, "handle of an object of type %u",
				 type);
	test_ret(fast(object, number, ours.handle[object],
		      arg && arg->known ? arg->known + 1 : UINT64_MAX),
		 -EINVAL, "argument out of range");
	test_ret(fast(object, number, ours.handle[object], 1ull << 32), -EINVAL,
		 "argument with upper bits");
	test_ret(ioctl(fd, RUAPI_IOC_FAST, NULL) ? -errno : 0, -EFAULT, "NULL");
	test_ret(ioctl(fd, RUAPI_IOC_FAST, bad_page - 15) ? -errno : 0, -EFAULT,
		 "last byte not mapped");
	build(&call, action, NULL, REAL);
	put_call(&call, arg_page);
	check_outcome("by RUAPI_IOC_CALL",
		      transmit(&call, RUAPI_IOC_CALL, arg_page),
		      -EPROTONOSUPPORT, 0, RUAPI_REASON_NONE, NO_INDEX);
	check_left("afterwards", false);
}
