// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What a call says, taken from its caller and held against the specification of
 * its action: nothing is looked up yet, and nothing is locked.
 */
#include "../../drivers/added.h"
#include "../../drivers/driver.h"
#include "core/batch.h"
#include "core/call_steps.h"
#include "core/words.h"
#include "ruapi.h"
#include "trace.h"

/* They are copied by two words at a time. */
static_assert(sizeof(struct ruapi_hdr) % (2 * sizeof(u64)) == 0);
static_assert(sizeof(struct ruapi_attr) % (2 * sizeof(u64)) == 0);
static_assert(sizeof(struct ruapi_fast) % (2 * sizeof(u64)) == 0);

/*
 * The caller remembers what the fd was, and acts on that: to be told before
 * anything of the call is looked at.  That it was told it sees by its flag.
 */
static int call_check_view(struct ruapi_call *call)
{
	if (!ruapi_view_is(call->view, call->hdr.view)) {
		call->hdr.reason = RUAPI_REASON_VIEW;
		call->hdr.num_attrs = 0;
		return -ESTALE;
	}
	call->hdr.flags = 0;
	call->hdr.view = 0;
	/* Both: a call that a signal interrupts may be made again as it is. */
	if (put_user(0, &call->uhdr->flags) || put_user(0, &call->uhdr->view))
		return -EFAULT;
	return 0;
}

/**
 * call_copy_in() - take header and attributes from the caller, and find the action
 * @call: new call
 * @nr: class that it was made in
 *
 * Return: 0 or a negative errno.
 */
static int call_copy_in(struct ruapi_call *call, unsigned int nr)
{
	struct ruapi_hdr *hdr = &call->hdr;
	size_t size;
	int ret;

	if (ruapi_get_words(hdr, call->uhdr, RUAPI_WORDS(*hdr))) {
		memset(hdr, 0, sizeof(*hdr));
		return -EFAULT;
	}
	call_trace_enter(call, nr);

	hdr->bad_attr = 0;
	hdr->reason = RUAPI_REASON_NONE;
	hdr->bad_index = U32_MAX;
	if (hdr->flags == RUAPI_HDR_F_VIEW) {
		ret = call_check_view(call);
		if (ret)
			return ret;
	}
	size = array_size(hdr->num_attrs, sizeof(*call->attrs));
	if (hdr->num_attrs > RUAPI_MAX_ATTRS || hdr->flags || hdr->view ||
	    hdr->length != sizeof(*hdr) + size) {
		hdr->reason = RUAPI_REASON_HEADER;
		hdr->num_attrs = 0;
		return -EINVAL;
	}

	/* Those of class DRIVER are known when their device is. */
	if (nr != RUAPI_CLASS_DRIVER ||
	    !((hdr->object | hdr->action) & RUAPI_DRIVER_NS)) {
		call->action = ruapi_action(hdr->object, hdr->action);
		if (!call->action || call->action->class != nr) {
			hdr->num_attrs = 0;
			return -EPROTONOSUPPORT;
		}
		call->handler = call->action->handler;
	}

	if (!size)
		return 0;
	if (hdr->num_attrs > RUAPI_CALL_INLINE_ATTRS) {
		call->own_attrs = kmalloc(size, GFP_KERNEL_ACCOUNT);
		if (!call->own_attrs) {
			hdr->num_attrs = 0;
			return -ENOMEM;
		}
		call->attrs = call->own_attrs;
	}
	if (ruapi_get_words(call->attrs, call->uhdr->attrs,
			    size / sizeof(u64))) {
		hdr->num_attrs = 0;
		hdr->reason = RUAPI_REASON_POINTER;
		return -EFAULT;
	}
	return 0;
}

static bool rule_fits(const struct ruapi_rule *rule, u32 len)
{
	return len >= rule->len_from && len <= rule->len_to &&
	       (rule->len_unit <= 1 || !(len % rule->len_unit));
}

static int call_check_value(struct ruapi_call *call, u64 value, unsigned int i,
			    const struct ruapi_rule *rule)
{
	if (rule->type == RUAPI_T_FLAGS32 && value & ~rule->max)
		return call_bad_index(call, i, RUAPI_REASON_BITS, -EINVAL);
	if (value > rule->max)
		return call_bad_index(call, i, RUAPI_REASON_RANGE, -EINVAL);
	return 0;
}

/* Sign-extended: no other number is an fd, whatever its low half. */
static bool is_fd(const struct ruapi_attr *attr)
{
	return attr->fd == (s32)attr->fd;
}

/* The fd that reads a queue, in place of its handle. */
static int call_check_queue(struct ruapi_call *call,
			    const struct ruapi_attr *attr, unsigned int i)
{
	if (attr->len != 4)
		return call_bad_index(call, i, RUAPI_REASON_LENGTH, -EINVAL);
	if (!is_fd(attr))
		return call_bad_index(call, i, RUAPI_REASON_RANGE, -EINVAL);
	call->objs |= BIT_ULL(i);
	return 0;
}

static inline int call_check_handle(struct ruapi_call *call,
				    const struct ruapi_attr *attr,
				    unsigned int i,
				    const struct ruapi_rule *rule)
{
	if (rule->wire != RUAPI_WIRE_OBJ_NEW)
		call->objs |= BIT_ULL(i);
	if (attr->obj.object != rule->object &&
	    (rule->wire != RUAPI_WIRE_OBJ_IN ||
	     ruapi_call_ref_type(call, &attr->obj) != rule->object))
		return call_bad_index(call, i, RUAPI_REASON_TYPE, -ENOENT);
	return 0;
}

static int call_check_attr(struct ruapi_call *call, struct ruapi_attr *attr,
			   unsigned int i, const struct ruapi_rule *rule)
{
	if (attr->wire != rule->wire) {
		if (rule->by_fd && attr->wire == RUAPI_WIRE_FD_IN)
			return call_check_queue(call, attr, i);
		return call_bad_index(call, i, RUAPI_REASON_WIRE, -EINVAL);
	}
	if (!rule_fits(rule, attr->len))
		return call_bad_index(call, i, RUAPI_REASON_LENGTH, -EINVAL);

	/* Most are one of these, and a switch asks for others first. */
	if (rule->wire == RUAPI_WIRE_IN)
		return call_check_value(call, attr->value, i, rule);
	if (rule->handle)
		return call_check_handle(call, attr, i, rule);
	switch (rule->wire) {
	case RUAPI_WIRE_FD_IN:
		if (!is_fd(attr))
			return call_bad_index(call, i, RUAPI_REASON_RANGE,
					      -EINVAL);
		break;
	case RUAPI_WIRE_OUT:
		attr->value = 0;
		call->outs = true;
		call->tells = true;
		break;
	case RUAPI_WIRE_OBJS_IN:
		call->arrays |= BIT_ULL(i);
		fallthrough;
	case RUAPI_WIRE_FDS_IN:
	case RUAPI_WIRE_BUF_IN:
		call->bufs_in |= BIT_ULL(i);
		break;
	case RUAPI_WIRE_BUF_OUT:
		call->bufs_out |= BIT_ULL(i);
		call->tells = true;
		break;
	case RUAPI_WIRE_FD_NEW:
		call->tells = true;
		break;
	}
	return 0;
}

/* An attribute of the driver's namespace: typed, if the driver has a binding */
static int call_check_driver_attr(struct ruapi_call *call, unsigned int i)
{
	struct ruapi_attr *attr = &call->attrs[i];
	const bool in = attr->id == RUAPI_ATTR_UHW_IN;
	u8 *slot = in ? &call->uhw_in : &call->uhw_out;

	call->tells = true;
	if (RUAPI_ATTR_IS_ADDED(attr->id) && call->action->takes_added) {
		call->strays |= BIT_ULL(i);
		return 0;
	}
	if (!call->action->takes_uhw ||
	    (!in && attr->id != RUAPI_ATTR_UHW_OUT)) {
		if (attr->flags & RUAPI_ATTR_F_MANDATORY)
			return call_bad_index(call, i, RUAPI_REASON_UNKNOWN,
					      -EPROTO);
		return 0;
	}
	if (*slot)
		return call_bad_index(call, i, RUAPI_REASON_DUPLICATE, -EINVAL);
	if (attr->wire != (in ? RUAPI_WIRE_BUF_IN : RUAPI_WIRE_BUF_OUT))
		return call_bad_index(call, i, RUAPI_REASON_WIRE, -EINVAL);
	if (attr->len > PAGE_SIZE)
		return call_bad_index(call, i, RUAPI_REASON_LENGTH, -EINVAL);
	*slot = i + 1;
	attr->flags |= RUAPI_ATTR_F_VALID;
	return 0;
}

static noinline int call_check_groups(struct ruapi_call *call)
{
	const struct ruapi_action *action = call->action;
	unsigned int g;

	for (g = 0; g < ARRAY_SIZE(action->groups); g++) {
		const u64 given = action->groups[g] & call->given;

		if (action->groups[g] && !given)
			return call_bad_attr(call, __ffs64(action->groups[g]),
					     RUAPI_REASON_MISSING, -EINVAL);
		if (given & (given - 1))
			return call_bad_attr(call, fls64(given) - 1,
					     RUAPI_REASON_EXCLUSIVE, -EINVAL);
	}
	return 0;
}

static int call_check_presence(struct ruapi_call *call)
{
	const u64 missing = call->action->required & ~call->given;

	if (missing)
		return call_bad_attr(call, __ffs64(missing),
				     RUAPI_REASON_MISSING, -EINVAL);
	/* Few actions have any. */
	return call->action->has_groups ? call_check_groups(call) : 0;
}

/* What the kernel says of an output of a driver's. */
#define FLAGS_SAID (RUAPI_ATTR_F_VALID | RUAPI_ATTR_F_WRITTEN)

/* One that is the driver's, or that nobody knows. */
static int call_check_other(struct ruapi_call *call, unsigned int i)
{
	struct ruapi_attr *attr = &call->attrs[i];

	/* What may be left over from a call that is tried again. */
	attr->flags &= RUAPI_ATTR_IS_ADDED(attr->id) ? ~FLAGS_SAID :
						       ~RUAPI_ATTR_F_VALID;
	if (attr->flags & ~RUAPI_ATTR_F_MANDATORY)
		return call_bad_index(call, i, RUAPI_REASON_FLAGS, -EINVAL);
	if (attr->id & RUAPI_ATTR_DRIVER)
		return call_check_driver_attr(call, i);
	if (attr->flags & RUAPI_ATTR_F_MANDATORY)
		return call_bad_index(call, i, RUAPI_REASON_UNKNOWN, -EPROTO);
	call->tells = true;
	return 0;
}

/**
 * call_validate() - hold attributes against the specification of the action
 * @call: call that is copied in; not of class DRIVER
 *
 * Return: 0 or a negative errno.
 */
static int call_validate(struct ruapi_call *call)
{
	const struct ruapi_action *action = call->action;
	const unsigned int num_attrs = call->hdr.num_attrs;
	struct ruapi_attr *attr = call->attrs;
	unsigned int i;
	int ret;

	for (i = 0; i < num_attrs; i++, attr++) {
		const u16 id = attr->id;

		if (id >= action->num_rules || !action->rules[id].wire) {
			ret = call_check_other(call, i);
			if (ret)
				return ret;
			continue;
		}
		if (attr->flags & ~(RUAPI_ATTR_F_MANDATORY |
				    RUAPI_ATTR_F_VALID))
			return call_bad_index(call, i, RUAPI_REASON_FLAGS,
					      -EINVAL);
		if (call->given & BIT_ULL(id))
			return call_bad_index(call, i, RUAPI_REASON_DUPLICATE,
					      -EINVAL);
		call->slot[id] = i;
		call->given |= BIT_ULL(id);
		attr->flags |= RUAPI_ATTR_F_VALID;
		ret = call_check_attr(call, attr, i, &action->rules[id]);
		if (ret)
			return ret;
	}
	/* That one which is required is known goes without saying. */
	if (action->creates || call->given & ~action->required)
		call->tells = true;
	return call_check_presence(call);
}
