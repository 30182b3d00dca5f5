// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* A kernel that is not there: takes the place of lib/ioctl.c. */
#include "test.h"
#include "internal.h"

int (*fake_ioctl)(int fd, unsigned long request, void *arg);

int ruapi_open(void)
{
	return TEST_FD;
}

int ruapi_ioctl(int fd, unsigned long request, void *arg)
{
	assert_non_null(fake_ioctl);
	return fake_ioctl(fd, request, arg);
}

static int bad(struct ruapi_hdr *hdr, unsigned int id, unsigned int reason,
	       int err)
{
	hdr->bad_attr = id;
	hdr->reason = reason;
	return err;
}

static int check_scalar(struct ruapi_hdr *hdr, const struct ruapi_attr *attr,
			const struct ruapi_attr_spec *spec)
{
	const uint32_t width = ruapi_spec_width(spec);

	if (attr->len != width)
		return bad(hdr, attr->id, RUAPI_REASON_LENGTH, -EINVAL);
	if (attr->wire != RUAPI_WIRE_IN)
		return 0;
	if (width < 8 && attr->value >> (8 * width))
		return bad(hdr, attr->id, RUAPI_REASON_RANGE, -EINVAL);
	if (spec->type == RUAPI_T_FLAGS32 && attr->value & ~spec->known)
		return bad(hdr, attr->id, RUAPI_REASON_BITS, -EINVAL);
	if (spec->type != RUAPI_T_FLAGS32 && spec->known &&
	    attr->value > spec->known)
		return bad(hdr, attr->id, RUAPI_REASON_RANGE, -EINVAL);
	return 0;
}

static int check_attr(struct ruapi_hdr *hdr, const struct ruapi_attr *attr,
		      const struct ruapi_attr_spec *spec, unsigned int object)
{
	const int out = !!(spec->flags & RUAPI_SPEC_OUT);

	if (attr->flags & ~RUAPI_ATTR_F_MANDATORY)
		return bad(hdr, attr->id, RUAPI_REASON_FLAGS, -EINVAL);
	if (attr->wire != ruapi_spec_wire(spec))
		return bad(hdr, attr->id, RUAPI_REASON_WIRE, -EINVAL);
	if (ruapi_spec_width(spec) && check_scalar(hdr, attr, spec))
		return -EINVAL;
	if (spec->type == RUAPI_T_OBJ && attr->obj.object !=
	    (spec->object ? spec->object : object))
		return bad(hdr, attr->id, RUAPI_REASON_TYPE, -ENOENT);
	if (ruapi_spec_width(spec))
		return 0;
	if ((spec->type == RUAPI_T_ARRAY || spec->type == RUAPI_T_OBJS ||
	     spec->type == RUAPI_T_FDS) &&
	    attr->len % spec->min_len && !out)
		return bad(hdr, attr->id, RUAPI_REASON_LENGTH, -EINVAL);
	if (!out && (attr->len < spec->min_len ||
		     (spec->max_len && attr->len > spec->max_len)))
		return bad(hdr, attr->id, RUAPI_REASON_LENGTH, -EINVAL);
	return 0;
}

/* Required attributes, and exactly one of every group. */
static int check_presence(struct ruapi_hdr *hdr,
			  const struct ruapi_action_spec *action, uint64_t seen)
{
	const struct ruapi_attr_spec *spec;
	unsigned int groups[256] = { 0 };
	unsigned int id;

	for (id = 0; id < action->num_attrs; id++) {
		spec = ruapi_attr_spec(action, id);
		if (!spec)
			continue;
		if (spec->flags & RUAPI_SPEC_REQUIRED && !(seen >> id & 1))
			return bad(hdr, id, RUAPI_REASON_MISSING, -EINVAL);
		if (spec->group && seen >> id & 1 && groups[spec->group]++)
			return bad(hdr, id, RUAPI_REASON_EXCLUSIVE, -EINVAL);
	}
	for (id = 0; id < action->num_attrs; id++) {
		spec = ruapi_attr_spec(action, id);
		if (spec && spec->group && !groups[spec->group])
			return bad(hdr, id, RUAPI_REASON_MISSING, -EINVAL);
	}
	return 0;
}

static int check_header(unsigned long request, struct ruapi_hdr *hdr)
{
	if (hdr->length != sizeof(*hdr) + hdr->num_attrs *
	    sizeof(hdr->attrs[0]) || hdr->num_attrs > RUAPI_MAX_ATTRS ||
	    hdr->flags || hdr->view || hdr->bad_attr || hdr->reason)
		return bad(hdr, 0, RUAPI_REASON_HEADER, -EINVAL);
	if (ruapi_action_request(hdr->object, hdr->action) != request)
		return -EPROTONOSUPPORT;
	return 0;
}

int fake_validate(unsigned long request, struct ruapi_hdr *hdr)
{
	const struct ruapi_action_spec *action;
	const struct ruapi_attr_spec *spec;
	const struct ruapi_attr *attr;
	uint64_t seen = 0;
	unsigned int i;
	int ret;

	ret = check_header(request, hdr);
	if (ret)
		return ret;
	action = ruapi_action_spec(hdr->object, hdr->action);
	for (i = 0; i < hdr->num_attrs; i++) {
		attr = &hdr->attrs[i];
		spec = ruapi_attr_spec(action, attr->id);
		if (!spec && attr->id >= RUAPI_ATTR_DRIVER &&
		    action->flags & RUAPI_ACTION_UHW)
			continue;
		if (!spec && attr->flags & RUAPI_ATTR_F_MANDATORY)
			return bad(hdr, attr->id, RUAPI_REASON_UNKNOWN, -EPROTO);
		if (!spec)
			continue;
		if (seen >> attr->id & 1)
			return bad(hdr, attr->id, RUAPI_REASON_DUPLICATE, -EINVAL);
		seen |= RUAPI_SET(attr->id);
		ret = check_attr(hdr, attr, spec, hdr->object);
		if (ret)
			return ret;
	}
	return check_presence(hdr, action, seen);
}

/* xorshift64* */
uint64_t random_below(struct random *rnd, uint64_t limit)
{
	uint64_t x = rnd->state ? rnd->state : 88172645463325252;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	rnd->state = x;
	return limit ? x * 2685821657736338717 % limit : 0;
}

uint64_t spec_value(const struct ruapi_attr_spec *spec, uint64_t seed)
{
	struct random rnd = { .state = seed * 2654435761 + 1 };
	const uint32_t width = ruapi_spec_width(spec);
	uint64_t value = random_below(&rnd, UINT64_MAX);

	if (spec->type == RUAPI_T_OBJ || spec->type == RUAPI_T_FD)
		return 1 + value % 100000;
	if (spec->type == RUAPI_T_FLAGS32)
		return value & spec->known;
	if (spec->known && !(spec->flags & RUAPI_SPEC_OUT))
		return value % (spec->known + 1);
	return value & (UINT64_MAX >> (64 - 8 * width));
}

uint32_t spec_bytes(const struct ruapi_attr_spec *spec)
{
	switch (spec->type) {
	case RUAPI_T_STRUCT:
		return spec->max_len;
	case RUAPI_T_ARRAY:
	case RUAPI_T_OBJS:
	case RUAPI_T_FDS:
		return 2 * spec->min_len;
	case RUAPI_T_BYTES:
		return spec->min_len + 16 < spec->max_len ? spec->min_len + 16 :
							    spec->max_len;
	case RUAPI_T_SOCKADDR:
		return 28;
	default:
		return 0;
	}
}
