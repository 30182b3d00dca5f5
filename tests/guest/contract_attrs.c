// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Attacks of the contract on headers and attributes. */
#include "contract.h"

/* ---- attacks on the header ----------------------------------------------- */

static void attack_length(struct call *call, const char *what, int64_t delta)
{
	finish(call);
	call->hdr.length += delta;
	expect(call, what, -EINVAL, 0, RUAPI_REASON_HEADER);
	finish(call);
}

static void attack_num_attrs(struct call *call, const char *what,
			     unsigned int num, unsigned int told)
{
	const unsigned int count = call->count;

	call->hdr.num_attrs = num;
	call->hdr.length = sizeof(call->hdr) +
			   told * sizeof(call->attr[0]);
	expect(call, what, -EINVAL, 0, RUAPI_REASON_HEADER);
	call->count = count;
	finish(call);
}

static void attack_class(struct call *call)
{
	unsigned int nr;

	for (nr = RUAPI_CLASS_CALL; nr <= RUAPI_CLASS_DRIVER; nr++) {
		if (nr == call->action->ioc_nr)
			continue;
		put_call(call, arg_page);
		check_outcome("wrong ioctl class",
			      transmit(call, _IOWR(RUAPI_IOC_TYPE, nr,
						   struct ruapi_hdr), arg_page),
			      -EPROTONOSUPPORT, 0, RUAPI_REASON_NONE, NO_INDEX);
	}
}

/* The lowest attribute or group that an empty call misses. */
static uint16_t first_missing(const struct ruapi_desc_action *action)
{
	const struct ruapi_desc_attr *attr;

	for_each_attr(attr, action)
		if (attr->flags & RUAPI_SPEC_REQUIRED)
			return attr->id;
	for_each_attr(attr, action)
		if (attr->group)
			return attr->id;
	return 0;
}

void attack_header(const struct ruapi_desc_action *action)
{
	const uint16_t missing = first_missing(action);
	struct call call;
	unsigned int bit;

	build(&call, action, NULL, STALE);
	for (bit = 0; bit < 16; bit++) {
		call.hdr.flags = 1u << bit;
		/* No view has the number 0. */
		if (call.hdr.flags == RUAPI_HDR_F_VIEW)
			expect(&call, "another view", -ESTALE, 0,
			       RUAPI_REASON_VIEW);
		else
			expect(&call, "header flags", -EINVAL, 0,
			       RUAPI_REASON_HEADER);
	}
	call.hdr.flags = 0;
	for (bit = 0; bit < 64; bit += 7) {
		call.hdr.view = 1ull << bit;
		expect(&call, "header view without its flag", -EINVAL, 0,
		       RUAPI_REASON_HEADER);
	}
	call.hdr.view = 0;
	attack_length(&call, "length one too long", 1);
	attack_length(&call, "length one too short", -1);
	attack_length(&call, "length one attribute too long", 16);
	attack_length(&call, "length of nothing", -(int64_t)call.hdr.length);
	attack_length(&call, "length of the header less one",
		      31 - (int64_t)call.hdr.length);
	attack_length(&call, "length huge",
		      0xffffffffll - (int64_t)call.hdr.length);
	attack_num_attrs(&call, "one attribute more than the length says",
			 call.count + 1, call.count);
	if (call.count)
		attack_num_attrs(&call,
				 "one attribute less than the length says",
				 call.count - 1, call.count);
	attack_num_attrs(&call, "65 attributes", 65, 65);
	attack_num_attrs(&call, "65535 attributes", 65535, 65535);
	attack_num_attrs(&call, "65535 attributes, length of few", 65535,
			 call.count);
	attack_class(&call);

	build_good(&call, action, NULL);
	call.count = 0;
	finish(&call);
	if (missing)
		expect(&call, "no attributes", -EINVAL, missing,
		       RUAPI_REASON_MISSING);
}

/* ---- attacks on one attribute -------------------------------------------- */

static void attack_presence(struct call *call,
			    const struct ruapi_desc_action *action,
			    const struct ruapi_desc_attr *attr)
{
	const struct ruapi_desc_attr *other;
	struct ruapi_attr copy;
	unsigned int at;

	build(call, action, attr, STALE);
	copy = *find(call, attr->id);
	call->attr[call->count++] = copy;
	finish(call);
	expect(call, label(attr, "twice", 0), -EINVAL, attr->id,
	       RUAPI_REASON_DUPLICATE);

	if (attr->flags & RUAPI_SPEC_REQUIRED) {
		build(call, action, attr, STALE);
		at = find(call, attr->id) - call->attr;
		memmove(&call->attr[at], &call->attr[at + 1],
			(call->count - at - 1) * sizeof(call->attr[0]));
		call->count--;
		finish(call);
		expect(call, label(attr, "left out", 0), -EINVAL, attr->id,
		       RUAPI_REASON_MISSING);
	}
	if (!attr->group)
		return;
	for_each_attr(other, action) {
		if (other->group != attr->group || other->id <= attr->id)
			continue;
		build(call, action, attr, STALE);
		add(call, other, STALE);
		finish(call);
		expect(call, label(attr, "with attribute %llu of its group",
				   other->id),
		       -EINVAL, other->id, RUAPI_REASON_EXCLUSIVE);
	}
}

/* A queue, for which the fd that reads it is as good as its handle. */
static bool takes_fd(const struct ruapi_desc_attr *attr)
{
	return attr->wire == RUAPI_WIRE_OBJ_IN &&
	       attr->access == RUAPI_ACCESS_READ &&
	       attr->ref_object == RUAPI_OBJ_EVENT_QUEUE;
}

static void attack_queue_fd(struct call *call, struct ruapi_attr *at,
			    const struct ruapi_desc_attr *attr)
{
	const struct ruapi_attr good = *at;

	at->wire = RUAPI_WIRE_FD_IN;
	at->fd = 0;
	at->len = sizeof(at->obj);
	expect(call, label(attr, "fd, %llu bytes", at->len), -EINVAL, attr->id,
	       RUAPI_REASON_LENGTH);
	at->len = 4;
	at->fd = 1ll << 32;
	expect(call, label(attr, "fd %#llx", (unsigned long long)at->fd), -EINVAL,
	       attr->id, RUAPI_REASON_RANGE);
	*at = good;
}

static void attack_wire(struct call *call, struct ruapi_attr *at,
			const struct ruapi_desc_attr *attr)
{
	static const uint8_t wires[] = {
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 127, 255,
	};
	unsigned int i, bit;

	for (i = 0; i < COUNT(wires); i++) {
		if (wires[i] == attr->wire ||
		    (wires[i] == RUAPI_WIRE_FD_IN && takes_fd(attr)))
			continue;
		at->wire = wires[i];
		expect(call, label(attr, "wire type %llu", wires[i]), -EINVAL,
		       attr->id, RUAPI_REASON_WIRE);
	}
	at->wire = attr->wire;
	if (takes_fd(attr))
		attack_queue_fd(call, at, attr);
	for (bit = 1; bit < 7; bit++) {
		at->flags |= 1u << bit;
		expect(call, label(attr, "flags %#llx", 1u << bit), -EINVAL,
		       attr->id, RUAPI_REASON_FLAGS);
		at->flags &= ~(1u << bit);
	}
}

static void attack_len(struct call *call, struct ruapi_attr *at,
		       const struct ruapi_desc_attr *attr)
{
	const uint32_t good = at->len, width = inline_width(attr);
	uint32_t lens[8];
	unsigned int n = 0, i;

	if (width) {
		lens[n++] = 0;
		lens[n++] = width - 1;
		lens[n++] = width + 1;
		lens[n++] = width * 2;
	} else if (attr->type == RUAPI_T_STRUCT) {
		lens[n++] = 0;
		if (attr->min_len)
			lens[n++] = attr->min_len - 1;
		lens[n++] = 4097;
		lens[n++] = 0x80000000;
	} else if (attr->type == RUAPI_T_BYTES) {
		if (attr->min_len)
			lens[n++] = attr->min_len - 1;
		lens[n++] = attr->max_len + 1;
	} else if (attr->type == RUAPI_T_SOCKADDR) {
		lens[n++] = 0;
		lens[n++] = 15;
		lens[n++] = 129;
	} else if (attr->wire == RUAPI_WIRE_BUF_IN ||
		   attr->wire == RUAPI_WIRE_OBJS_IN ||
		   attr->wire == RUAPI_WIRE_FDS_IN) {
		lens[n++] = 0;
		lens[n++] = attr->min_len - 1;
		lens[n++] = attr->min_len + 1;
		lens[n++] = attr->max_len + attr->min_len;
	}
	if (n)
		lens[n++] = 0xffffffff;
	for (i = 0; i < n; i++) {
		at->len = lens[i];
		expect(call, label(attr, "length %llu", lens[i]), -EINVAL,
		       attr->id, RUAPI_REASON_LENGTH);
	}
	at->len = good;
}

static void attack_value(struct call *call, struct ruapi_attr *at,
			 const struct ruapi_desc_attr *attr)
{
	const uint32_t width = inline_width(attr);
	const uint64_t good = at->value;
	const uint64_t type_max = width < 8 ? (1ull << 8 * width) - 1 :
					      UINT64_MAX;
	const uint64_t max = attr->known ? attr->known : type_max;
	unsigned int bit;

	if (attr->wire == RUAPI_WIRE_FD_IN) {
		at->fd = 1ll << 32;
		expect(call, label(attr, "value %#llx", at->value), -EINVAL,
		       attr->id, RUAPI_REASON_RANGE);
		at->fd = UINT32_MAX;
		expect(call, label(attr, "value %#llx", at->value), -EINVAL,
		       attr->id, RUAPI_REASON_RANGE);
		at->value = good;
	}
	if (attr->wire != RUAPI_WIRE_IN)
		return;
	if (attr->type == RUAPI_T_FLAGS32) {
		for (bit = 0; bit < 64; bit++) {
			if (attr->known & 1ull << bit)
				continue;
			at->value = good | 1ull << bit;
			expect(call, label(attr, "bit %llu", bit), -EINVAL,
			       attr->id, RUAPI_REASON_BITS);
		}
	} else if (max < UINT64_MAX) {
		at->value = max + 1;
		expect(call, label(attr, "value %#llx", at->value), -EINVAL,
		       attr->id, RUAPI_REASON_RANGE);
		at->value = good | 1ull << 63;
		expect(call, label(attr, "value %#llx", at->value), -EINVAL,
		       attr->id, RUAPI_REASON_RANGE);
	}
	at->value = good;
}

static void attack_type(struct call *call, struct ruapi_attr *at,
			const struct ruapi_desc_attr *attr)
{
	uint32_t type;

	if (attr->type != RUAPI_T_OBJ)
		return;
	for (type = 0; type <= __RUAPI_OBJ_MAX; type++) {
		if (type == attr->ref_object)
			continue;
		at->obj.object = type;
		expect(call, label(attr, "object type %llu", type), -ENOENT,
		       attr->id, RUAPI_REASON_TYPE);
	}
	at->obj.object = attr->ref_object | 0x10000;
	expect(call, label(attr, "object type %#llx", at->obj.object), -ENOENT,
	       attr->id, RUAPI_REASON_TYPE);
	at->obj.object = attr->ref_object;
}

/* What must be ignored. */
static void attack_nothing(const struct ruapi_desc_action *action,
			   const struct ruapi_desc_attr *attr)
{
	struct ruapi_attr *at;
	struct outcome base;
	struct call call;

	if (!build_good(&call, action, attr))
		return;
	base = make_call(&call);
	check_list(label(attr, "given", 0));

	build_good(&call, action, attr);
	find(&call, attr->id)->flags |= RUAPI_ATTR_F_VALID;
	expect_same(&call, label(attr, "marked VALID before", 0), base);

	build_good(&call, action, attr);
	find(&call, attr->id)->flags ^= RUAPI_ATTR_F_MANDATORY;
	expect_same(&call, label(attr, "MANDATORY the other way", 0), base);

	if (!is_buffer(attr))
		return;
	build_good(&call, action, attr);
	at = find(&call, attr->id);
	if (attr->wire != RUAPI_WIRE_BUF_OUT)
		memmove((void *)(uintptr_t)at->ptr + 1,
			(void *)(uintptr_t)at->ptr, at->len);
	at->ptr++;
	expect_same(&call, label(attr, "not aligned", 0), base);

	if (attr->type != RUAPI_T_STRUCT)
		return;
	build_good(&call, action, attr);
	at = find(&call, attr->id);
	at->len = attr->max_len + 24;
	expect_same(&call, label(attr, "longer, tail of zeroes", 0), base);
	build_good(&call, action, attr);
	at = find(&call, attr->id);
	at->len = 4096;
	expect_same(&call, label(attr, "a page long, tail of zeroes", 0), base);
	if (attr->wire != RUAPI_WIRE_BUF_IN)
		return;
	build_good(&call, action, attr);
	at = find(&call, attr->id);
	at->len = attr->max_len + 24;
	((char *)(uintptr_t)at->ptr)[at->len - 1] = 1;
	expect(&call, label(attr, "longer, last byte not zero", 0), -E2BIG,
	       attr->id, RUAPI_REASON_TAIL);
	at->len = attr->max_len + 1;
	((char *)(uintptr_t)at->ptr)[attr->max_len] = 1;
	expect(&call, label(attr, "longer by a byte that is not zero", 0),
	       -E2BIG, attr->id, RUAPI_REASON_TAIL);
}

void attack_attrs(const struct ruapi_desc_action *action)
{
	const struct ruapi_desc_attr *attr;
	struct ruapi_attr *at;
	struct call call;

	for_each_attr(attr, action) {
		attack_presence(&call, action, attr);
		build(&call, action, attr, STALE);
		at = find(&call, attr->id);
		attack_wire(&call, at, attr);
		attack_len(&call, at, attr);
		attack_value(&call, at, attr);
		attack_type(&call, at, attr);
		attack_nothing(action, attr);
	}
}

/* ---- unknown attributes -------------------------------------------------- */

static void attack_unknown_id(const struct ruapi_desc_action *action,
			      uint16_t id, uint8_t wire)
{
	struct outcome base;
	struct ruapi_attr *at;
	struct call call;
	char what[64];

	snprintf(what, sizeof(what), "unknown attribute %#x, mandatory", id);
	build(&call, action, NULL, STALE);
	if (find(&call, id))
		return;
	at = &call.attr[call.count++];
	*at = (struct ruapi_attr) {
		.id = id,
		.wire = wire,
		.flags = RUAPI_ATTR_F_MANDATORY,
		.len = 8,
	};
	finish(&call);
	expect(&call, what, -EPROTO, id, RUAPI_REASON_UNKNOWN);

	if (!build_good(&call, action, NULL))
		return;
	base = make_call(&call);
	snprintf(what, sizeof(what), "unknown attribute %#x", id);
	build_good(&call, action, NULL);
	at = &call.attr[call.count++];
	*at = (struct ruapi_attr) { .id = id, .wire = wire, .len = 8 };
	finish(&call);
	expect_same(&call, what, base);
	test_check(!(at->flags & RUAPI_ATTR_F_VALID), "%s: marked VALID", what);
}

void attack_unknown(const struct ruapi_desc_action *action)
{
	const struct ruapi_desc_attr *attr;
	uint64_t known = 0;
	uint16_t id, free_id = 0;
	bool uhw = action->flags & RUAPI_ACTION_UHW;

	for_each_attr(attr, action)
		known |= 1ull << attr->id;
	for (id = 0; id < 64; id++)
		if (!(known & 1ull << id)) {
			attack_unknown_id(action, id, RUAPI_WIRE_IN);
			free_id = id;
		}
	attack_unknown_id(action, free_id, 0xee);
	attack_unknown_id(action, 64, RUAPI_WIRE_BUF_IN);
	attack_unknown_id(action, 0x7fff, RUAPI_WIRE_OBJ_NEW);
	attack_unknown_id(action, 0x8002, RUAPI_WIRE_BUF_OUT);
	attack_unknown_id(action, 0xffff, RUAPI_WIRE_OBJ_DESTROY);
	if (!uhw) {
		attack_unknown_id(action, RUAPI_ATTR_UHW_IN, RUAPI_WIRE_BUF_IN);
		attack_unknown_id(action, RUAPI_ATTR_UHW_OUT,
				  RUAPI_WIRE_BUF_OUT);
	}
}
