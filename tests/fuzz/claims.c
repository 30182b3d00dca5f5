// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Whether the kernel told the truth: a call that succeeded had no fault, and
 * one that failed has the fault that its reason names, in the attribute that
 * it names.  Read from the specification tables alone, and not from what the
 * module compiles them to.
 */
#include "claims.h"

static const struct ruapi_action_spec *action_of(const struct claim *claim)
{
	return ruapi_action_spec(claim->before.object, claim->before.action);
}

static bool header_is_good(const struct ruapi_hdr *hdr)
{
	const bool view = hdr->flags == RUAPI_HDR_F_VIEW &&
			  hdr->view == STUB_VIEW;

	return hdr->num_attrs <= RUAPI_MAX_ATTRS &&
	       (view || (!hdr->flags && !hdr->view)) &&
	       hdr->length == sizeof(*hdr) +
			      hdr->num_attrs * sizeof(struct ruapi_attr);
}

/* The specification of an attribute, NULL: unknown or of the driver. */
static const struct ruapi_attr_spec *spec_of(const struct claim *claim, u16 id)
{
	return id & RUAPI_ATTR_DRIVER ? NULL :
					ruapi_attr_spec(action_of(claim), id);
}

static bool is_uhw(const struct claim *claim, u16 id)
{
	return action_of(claim)->flags & RUAPI_ACTION_UHW &&
	       (id == RUAPI_ATTR_UHW_IN || id == RUAPI_ATTR_UHW_OUT);
}

static bool is_known(const struct claim *claim, u16 id)
{
	return spec_of(claim, id) || is_uhw(claim, id);
}

static bool is_duplicate(const struct claim *claim, u32 index)
{
	u32 i;

	for (i = 0; i < index; i++)
		if (claim->attrs[i].id == claim->attrs[index].id)
			return is_known(claim, claim->attrs[index].id);
	return false;
}

/* The fd that reads a queue, in place of its handle. */
static bool is_queue_fd(const struct claim *claim,
			const struct ruapi_attr *attr)
{
	const struct ruapi_attr_spec *spec = spec_of(claim, attr->id);

	return spec && attr->wire == RUAPI_WIRE_FD_IN &&
	       ruapi_spec_wire(spec) == RUAPI_WIRE_OBJ_IN &&
	       spec->object == RUAPI_OBJ_EVENT_QUEUE &&
	       spec->access == RUAPI_ACCESS_READ;
}

static bool wire_is_good(const struct claim *claim,
			 const struct ruapi_attr *attr)
{
	if (attr->id == RUAPI_ATTR_UHW_IN)
		return attr->wire == RUAPI_WIRE_BUF_IN;
	if (attr->id == RUAPI_ATTR_UHW_OUT)
		return attr->wire == RUAPI_WIRE_BUF_OUT;
	return attr->wire == ruapi_spec_wire(spec_of(claim, attr->id)) ||
	       is_queue_fd(claim, attr);
}

static bool length_is_good(const struct claim *claim,
			   const struct ruapi_attr *attr)
{
	const struct ruapi_attr_spec *spec = spec_of(claim, attr->id);

	if (!spec)
		return attr->len <= PAGE_SIZE;
	if (is_queue_fd(claim, attr))
		return attr->len == 4;
	switch (spec->type) {
	case RUAPI_T_STRUCT:
		return attr->len >= spec->min_len && attr->len <= PAGE_SIZE;
	case RUAPI_T_ARRAY:
	case RUAPI_T_OBJS:
	case RUAPI_T_FDS:
		return spec->flags & RUAPI_SPEC_OUT ||
		       (attr->len >= spec->min_len &&
			attr->len <= spec->max_len &&
			!(attr->len % spec->min_len));
	case RUAPI_T_BYTES:
		return attr->len >= spec->min_len && attr->len <= spec->max_len;
	case RUAPI_T_SOCKADDR:
		return attr->len >= sizeof(struct sockaddr) &&
		       attr->len <= sizeof(struct __kernel_sockaddr_storage);
	default:
		return attr->len == ruapi_spec_width(spec);
	}
}

static bool value_is_good(const struct claim *claim,
			  const struct ruapi_attr *attr)
{
	const struct ruapi_attr_spec *spec = spec_of(claim, attr->id);
	const u32 width = ruapi_spec_width(spec);

	if (ruapi_spec_wire(spec) == RUAPI_WIRE_FD_IN ||
	    is_queue_fd(claim, attr))
		return attr->fd == (s32)attr->fd;
	if (ruapi_spec_wire(spec) != RUAPI_WIRE_IN)
		return true;
	if (width < 8 && attr->value >> (8 * width))
		return false;
	if (spec->type == RUAPI_T_FLAGS32)
		return !(attr->value & ~spec->known);
	return !spec->known || attr->value <= spec->known;
}

static unsigned int object_type(const struct claim *claim,
				const struct ruapi_attr_spec *spec)
{
	return spec->object ?: claim->before.object;
}

static bool is_given(const struct claim *claim, u16 id)
{
	u32 i;

	for (i = 0; i < claim->before.num_attrs; i++)
		if (claim->attrs[i].id == id)
			return true;
	return false;
}

/* How many attributes of a group are given. */
static unsigned int group_given(const struct claim *claim, u8 group)
{
	const struct ruapi_action_spec *action = action_of(claim);
	unsigned int count = 0;
	u16 id;

	for (id = 0; id < action->num_attrs; id++)
		if (action->attrs[id].name && action->attrs[id].group == group)
			count += is_given(claim, id);
	return count;
}

static bool is_missing(const struct claim *claim, u16 id)
{
	const struct ruapi_attr_spec *spec = spec_of(claim, id);

	/* What a driver requires is in the driver's tables. */
	if (!spec)
		return is_uhw(claim, id) && !is_given(claim, id);
	if (spec->flags & RUAPI_SPEC_REQUIRED)
		return !is_given(claim, id);
	return spec->group && !group_given(claim, spec->group);
}

static bool tail_is_dirty(const struct claim *claim,
			  const struct ruapi_attr *attr)
{
	const struct ruapi_attr_spec *spec = spec_of(claim, attr->id);
	u32 i;

	if (!spec || spec->type != RUAPI_T_STRUCT ||
	    !user_has(attr->ptr, attr->len))
		return false;
	for (i = spec->max_len; i < attr->len; i++)
		if (*(u8 *)user_at(attr->ptr + i))
			return true;
	return false;
}

/* One of an array has another type, or there is none. */
static bool has_bad_object(const struct claim *claim,
			   const struct ruapi_attr *attr,
			   const struct ruapi_attr_spec *spec)
{
	struct ruapi_objref ref;
	struct ruapi_obj *obj;
	bool good = true;
	u32 i;

	for (i = 0; i < attr->len && good; i += sizeof(ref)) {
		memcpy(&ref, user_at(attr->ptr + i), sizeof(ref));
		obj = ruapi_object_get(claim->ns, ref.handle);
		good = obj && ref.object == object_type(claim, spec) &&
		       obj->type == ref.object;
		if (obj)
			ruapi_object_put(obj);
	}
	return !good;
}

/* Reasons that name an attribute which was given. */
static bool attr_claim_is_true(const struct claim *claim, u32 index)
{
	const struct ruapi_attr *attr = &claim->attrs[index];
	const struct ruapi_attr_spec *spec = spec_of(claim, attr->id);
	struct ruapi_obj *obj;

	switch (claim->after.reason) {
	case RUAPI_REASON_UNKNOWN:
		return !is_known(claim, attr->id) &&
		       attr->flags & RUAPI_ATTR_F_MANDATORY;
	case RUAPI_REASON_DUPLICATE:
		return is_duplicate(claim, index);
	case RUAPI_REASON_WIRE:
		return !wire_is_good(claim, attr);
	case RUAPI_REASON_FLAGS:
		return attr->flags &
		       ~(RUAPI_ATTR_F_MANDATORY | RUAPI_ATTR_F_VALID);
	case RUAPI_REASON_LENGTH:
		/* With ENOSPC: of an output; a driver may want more. */
		return !length_is_good(claim, attr) || stub.ran || !spec;
	case RUAPI_REASON_BITS:
		return spec->type == RUAPI_T_FLAGS32 &&
		       !value_is_good(claim, attr);
	case RUAPI_REASON_RANGE:
		return !value_is_good(claim, attr) ||
		       (spec->flags & RUAPI_SPEC_DEVICE &&
			attr->value >= STUB_DEVICES);
	case RUAPI_REASON_TAIL:
		return tail_is_dirty(claim, attr);
	case RUAPI_REASON_EXCLUSIVE:
		return spec->group && group_given(claim, spec->group) > 1;
	case RUAPI_REASON_POINTER:
		return shim.failed || !user_has(attr->ptr, attr->len);
	case RUAPI_REASON_HANDLE:
	case RUAPI_REASON_TYPE:
		if (spec->type == RUAPI_T_OBJS)
			return has_bad_object(claim, attr, spec);
		if (attr->obj.object != object_type(claim, spec))
			return true;
		obj = ruapi_object_get(claim->ns, attr->obj.handle);
		if (!obj)
			return claim->after.reason == RUAPI_REASON_HANDLE;
		ruapi_object_put(obj);
		return obj->type != object_type(claim, spec);
	default:
		/* Other objects, devices and policy have a say in it. */
		return spec || is_uhw(claim, attr->id);
	}
}

static bool claim_is_true(const struct claim *claim)
{
	const struct ruapi_hdr *after = &claim->after;

	if (after->reason == RUAPI_REASON_HEADER)
		return !header_is_good(&claim->before) && !after->bad_attr;
	if (after->reason == RUAPI_REASON_VIEW)
		return claim->before.flags == RUAPI_HDR_F_VIEW &&
		       claim->before.view != STUB_VIEW &&
		       claim->ret == -ESTALE && !after->bad_attr;
	if (after->reason == RUAPI_REASON_NONE)
		return stub.failed || shim.failed || claim->ret == -EFAULT ||
		       claim->ret == -EPROTONOSUPPORT || claim->ret == -EMFILE;
	if (after->reason == RUAPI_REASON_MISSING)
		return is_missing(claim, after->bad_attr) &&
		       after->bad_index == U32_MAX;
	if (after->bad_index >= claim->before.num_attrs)
		return after->bad_index == U32_MAX &&
		       (!after->bad_attr || after->reason == RUAPI_REASON_NETNS);
	if (claim->attrs[after->bad_index].id != after->bad_attr)
		return false;
	return attr_claim_is_true(claim, after->bad_index);
}

/* The contract's errno of every reason. */
static bool errno_fits(const struct claim *claim)
{
	switch (claim->after.reason) {
	case RUAPI_REASON_HEADER:
	case RUAPI_REASON_DUPLICATE:
	case RUAPI_REASON_WIRE:
	case RUAPI_REASON_FLAGS:
	case RUAPI_REASON_BITS:
	case RUAPI_REASON_MISSING:
	case RUAPI_REASON_EXCLUSIVE:
	case RUAPI_REASON_CONTEXT:
	case RUAPI_REASON_DRIVER:
		return claim->ret == -EINVAL;
	case RUAPI_REASON_LENGTH:
		return claim->ret == -EINVAL || claim->ret == -ENOSPC;
	case RUAPI_REASON_RANGE:
		return claim->ret == -EINVAL || claim->ret == -ENODEV;
	case RUAPI_REASON_UNKNOWN:
		return claim->ret == -EPROTO;
	case RUAPI_REASON_TAIL:
		return claim->ret == -E2BIG;
	case RUAPI_REASON_HANDLE:
	case RUAPI_REASON_TYPE:
		return claim->ret == -ENOENT;
	case RUAPI_REASON_BUSY:
		return claim->ret == -EBUSY;
	case RUAPI_REASON_DEAD:
		return claim->ret == -ENODEV;
	case RUAPI_REASON_POINTER:
		return claim->ret == -EFAULT;
	case RUAPI_REASON_NETNS:
		return claim->ret == -EACCES;
	case RUAPI_REASON_CAPABILITY:
		return claim->ret == -EPERM;
	default:
		return true;
	}
}

/* A call that succeeds, or that reaches its handler, had no fault. */
static void check_faultless(const struct claim *claim)
{
	const struct ruapi_attr *attr;
	u32 i;

	shim_assert(header_is_good(&claim->before));
	shim_assert(action_of(claim) && action_of(claim)->class == claim->nr);
	for (i = 0; i < claim->before.num_attrs; i++) {
		attr = &claim->attrs[i];
		shim_assert(!(attr->flags & ~(RUAPI_ATTR_F_MANDATORY |
					      RUAPI_ATTR_F_VALID)));
		if (!is_known(claim, attr->id)) {
			shim_assert(!(attr->flags & RUAPI_ATTR_F_MANDATORY));
			continue;
		}
		shim_assert(!is_duplicate(claim, i));
		shim_assert(wire_is_good(claim, attr));
		shim_assert(length_is_good(claim, attr));
		if (spec_of(claim, attr->id))
			shim_assert(value_is_good(claim, attr));
	}
}

/* What the handler put into an output is what the caller finds. */
static void check_output(const struct claim *claim,
			 const struct ruapi_attr *before,
			 const struct ruapi_attr *after)
{
	const struct ruapi_attr_spec *spec = spec_of(claim, before->id);
	struct ruapi_obj *obj;
	u32 i;

	switch (before->wire) {
	case RUAPI_WIRE_OUT:
		/* DESTROY and LIST are the real ones. */
		if (claim->before.action > RUAPI_LIST)
			shim_assert(after->value ==
				    stub_value(before->id, before->len));
		break;
	case RUAPI_WIRE_OBJ_NEW:
		obj = ruapi_object_get(claim->ns, after->obj.handle);
		shim_assert(obj && obj->type == object_type(claim, spec));
		ruapi_object_put(obj);
		break;
	case RUAPI_WIRE_OBJ_DESTROY:
		shim_assert(!ruapi_object_get(claim->ns, before->obj.handle));
		break;
	case RUAPI_WIRE_BUF_OUT:
		shim_assert(after->len <= before->len);
		if (claim->before.action <= RUAPI_LIST &&
		    action_of(claim)->attrs == ruapi_list_attrs)
			break;
		shim_assert(after->len == min(before->len, stub.out_len));
		for (i = 0; i < after->len; i++)
			shim_assert(*(u8 *)user_at(before->ptr + i) ==
				    stub_byte(i));
		break;
	}
}

/* What may not overlap for check_output() to see what was written. */
static bool outputs_overlap(const struct claim *claim)
{
	const struct ruapi_attr *a, *b;
	u32 i, k;

	if (!header_is_good(&claim->before))
		return false;
	for (i = 0; i < claim->before.num_attrs; i++) {
		a = &claim->attrs[i];
		if (a->wire != RUAPI_WIRE_BUF_OUT)
			continue;
		/* The call itself is at the start. */
		if (a->ptr < USER_BASE + sizeof(struct ruapi_hdr) +
			     RUAPI_MAX_ATTRS * sizeof(*a))
			return true;
		for (k = 0; k < i; k++) {
			b = &claim->attrs[k];
			if (b->wire == RUAPI_WIRE_BUF_OUT &&
			    a->ptr < b->ptr + b->len && b->ptr < a->ptr + a->len)
				return true;
		}
	}
	return false;
}

static void check_success(const struct claim *claim)
{
	const struct ruapi_attr *after = user_at(USER_BASE +
						 sizeof(struct ruapi_hdr));
	const bool overlap = outputs_overlap(claim);
	u32 i;

	check_faultless(claim);
	shim_assert(stub.ran && !stub.failed);
	/* EFAULT of an answer that cannot be taken back is not told. */
	if (overlap || shim.failed)
		return;
	for (i = 0; i < claim->before.num_attrs; i++) {
		const struct ruapi_attr *attr = &claim->attrs[i];
		const bool known = is_known(claim, attr->id);

		/* Calls without outputs need not be copied out. */
		if (after[i].flags & RUAPI_ATTR_F_VALID)
			shim_assert(known ||
				    attr->flags & RUAPI_ATTR_F_VALID);
		if (known && spec_of(claim, attr->id))
			check_output(claim, attr, &after[i]);
	}
}

static u32 count_live(struct ruapi_ns *ns)
{
	struct ruapi_obj *obj;
	u32 count = 0, slot;

	for_each_object(ns, slot, obj)
		count++;
	return count;
}

static void complain(const struct claim *claim)
{
	fprintf(stderr, "%u.%u returns %ld, reason %u, attribute %u at %u\n",
		claim->before.object, claim->before.action, claim->ret,
		claim->after.reason, claim->after.bad_attr,
		claim->after.bad_index);
}

/**
 * claim_check() - compare a call's outcome with the call
 * @claim: both
 */
void claim_check(const struct claim *claim)
{
	shim_assert(claim->ret <= 0 && claim->ret > -4096);
	if (!claim->ret) {
		check_success(claim);
		return;
	}
	/* A failed call has no effect; see call_abort() for @kept. */
	if (!stub.kept)
		shim_assert(count_live(claim->ns) == claim->live);
	if (claim->ret == -EPROTONOSUPPORT) {
		shim_assert(!action_of(claim) ||
			    action_of(claim)->class != claim->nr);
		return;
	}
	if (stub.ran)
		check_faultless(claim);
	/* The reason could not be written, or written over. */
	if (shim.failed || outputs_overlap(claim))
		return;
	if (!claim_is_true(claim) || !errno_fits(claim)) {
		complain(claim);
		shim_panic("a reason that is not true");
	}
}
