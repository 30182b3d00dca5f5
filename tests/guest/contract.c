// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The errno contract, by specification: every action that the running module
 * describes is called in every wrong way that its rows can tell.  Each must
 * fail as rdma_uapi.h says, name the attribute and the reason, and leave nothing.
 *
 * usage: contract DEVICE OTHER-DEVICE
 */
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "guest.h"
#include "spec.h"

#define ROOM 65536
#define NEVER 0x7ffffff0u
#define MAX_ATTRS (RUAPI_MAX_ATTRS + 8)
#define NO_INDEX 0xffffffffu

/**
 * struct outcome - what became of a call
 * @ret: 0 or a negative errno
 * @attr: bad_attr
 * @reason: enum ruapi_reason
 * @index: bad_index
 */
struct outcome {
	int ret;
	uint16_t attr;
	uint16_t reason;
	uint32_t index;
};

/**
 * struct call - a call that is to go wrong
 * @action: what it calls
 * @hdr: its header
 * @attr: its attributes
 * @count: how many; the header may lie about it
 */
struct call {
	const struct ruapi_desc_action *action;
	struct ruapi_hdr hdr;
	struct ruapi_attr attr[MAX_ATTRS];
	unsigned int count;
};

enum handles {
	REAL,
	STALE,
};

static struct ruapi_description desc;
static struct set ours, others;
static int fd, foreign_fd;
static uint32_t foreign[__RUAPI_OBJ_MAX], stale[__RUAPI_OBJ_MAX];
static char *room[MAX_ATTRS];
static char *arg_page, *bad_page;
static struct ruapi_list_entry before[64];
static uint32_t num_before;
static unsigned int fds_before;
static char *fdinfo_before, *resources_before;

/* ---- values that make a call good ---------------------------------------- */

/* What a row does not tell: a value that the handler takes. */
static const struct {
	const char *name;
	uint64_t value;
} values[] = {
	{ "port", 1 },
	{ "cqe", 16 },
	{ "type", 2 },
	{ "port_space", 0x106 },
	{ "qp_type", 2 },
	{ "access", 1 },
	{ "length", 4096 },
	{ "timeout", 1000 },
	{ "state", 1 },
};

static uint64_t scalar_value(const struct ruapi_desc_attr *attr)
{
	unsigned int i;

	if (attr->flags & RUAPI_SPEC_DEVICE)
		return ours.device;
	if (!strcmp(attr->name, "addr") || !strcmp(attr->name, "iova"))
		return (uintptr_t)ours.buf;
	for (i = 0; i < COUNT(values); i++)
		if (!strcmp(attr->name, values[i].name))
			return values[i].value;
	return 0;
}

/* Structs that make something; all others are zeroes. */
static const struct {
	const char *object;
	const char *attr;
	uint32_t words[8];
} structs[] = {
	{ "qp", "cap", { 1, 1, 1, 1 } },
	{ "srq", "attr", { 4, 1 } },
};

/* A path to the device itself. */
static void fill_path(char *buf)
{
	struct ruapi_gid_entry gid = {};
	struct ruapi_device_query_gid_args query = {
		.index = ours.device,
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_GID_INDEX),
		.port = 1,
		.gid_index = 1,
		.entry = &gid,
	};
	struct ruapi_ah_attr path = {
		.sgid_index = 1,
		.is_global = 1,
		.hop_limit = 1,
		.port_num = 1,
	};

	if (ruapi_device_query_gid(fd, &query))
		return;
	memcpy(path.dgid, gid.gid, sizeof(path.dgid));
	memcpy(buf, &path, sizeof(path));
}

static void fill_buffer(const struct ruapi_desc_attr *attr, char *buf)
{
	const char *object = ruapi_object_name(attr->object);
	unsigned int i;

	memset(buf, 0, ROOM);
	if (attr->type == RUAPI_T_SOCKADDR)
		buf[0] = 2; /* AF_INET */
	if (attr->type != RUAPI_T_STRUCT || !object)
		return;
	if (!strcmp(object, "ah") && attr->wire == RUAPI_WIRE_BUF_IN)
		fill_path(buf);
	for (i = 0; i < COUNT(structs); i++)
		if (!strcmp(object, structs[i].object) &&
		    !strcmp(attr->name, structs[i].attr))
			memcpy(buf, structs[i].words, sizeof(structs[i].words));
}

static uint32_t buffer_len(const struct ruapi_desc_attr *attr)
{
	switch (attr->type) {
	case RUAPI_T_STRUCT:
		return attr->max_len;
	case RUAPI_T_ARRAY:
		if (attr->wire == RUAPI_WIRE_BUF_IN)
			return attr->min_len;
		return attr->max_len < ROOM / 2 ? attr->max_len : ROOM / 2;
	case RUAPI_T_SOCKADDR:
		return attr->wire == RUAPI_WIRE_BUF_IN ? 16 : 128;
	default:
		return attr->max_len < 256 ? attr->max_len : 256;
	}
}

static uint32_t inline_width(const struct ruapi_desc_attr *attr)
{
	const struct ruapi_attr_spec spec = { .type = attr->type };

	return ruapi_spec_width(&spec);
}

static bool is_object(const struct ruapi_desc_attr *attr)
{
	return attr->wire == RUAPI_WIRE_OBJ_IN ||
	       attr->wire == RUAPI_WIRE_OBJ_DESTROY;
}

static bool is_buffer(const struct ruapi_desc_attr *attr)
{
	return attr->wire == RUAPI_WIRE_BUF_IN ||
	       attr->wire == RUAPI_WIRE_BUF_OUT;
}

/* ---- calls ---------------------------------------------------------------- */

static const struct ruapi_desc_attr *
next_attr(const struct ruapi_desc_action *action, uint32_t driver,
	  const struct ruapi_desc_attr *attr)
{
	const struct ruapi_desc_attr *end = desc.attrs + desc.num_attrs;

	for (attr = attr ? attr + 1 : desc.attrs; attr < end; attr++)
		if (attr->object == action->object &&
		    attr->action == action->action &&
		    attr->driver_id == driver)
			return attr;
	return NULL;
}

#define for_each_attr(attr, action) \
	for (attr = next_attr(action, 0, NULL); attr; \
	     attr = next_attr(action, 0, attr))

static struct ruapi_attr *add(struct call *call,
			      const struct ruapi_desc_attr *attr,
			      enum handles handles)
{
	struct ruapi_attr *to = &call->attr[call->count];

	*to = (struct ruapi_attr) { .id = attr->id, .wire = attr->wire };
	if (attr->wire != RUAPI_WIRE_OUT && attr->wire != RUAPI_WIRE_BUF_OUT)
		to->flags = RUAPI_ATTR_F_MANDATORY;
	if (is_buffer(attr)) {
		to->len = buffer_len(attr);
		to->ptr = (uintptr_t)room[call->count];
		fill_buffer(attr, room[call->count]);
	} else {
		to->len = inline_width(attr);
	}
	if (attr->wire == RUAPI_WIRE_IN)
		to->value = scalar_value(attr);
	if (attr->type == RUAPI_T_OBJ)
		to->obj.object = attr->ref_object;
	if (is_object(attr))
		to->obj.handle = handles == REAL ?
					 ours.handle[attr->ref_object] :
					 stale[attr->ref_object];
	call->count++;
	return to;
}

static struct ruapi_attr *find(struct call *call, uint16_t id)
{
	unsigned int i;

	for (i = 0; i < call->count; i++)
		if (call->attr[i].id == id)
			return &call->attr[i];
	return NULL;
}

static void finish(struct call *call)
{
	call->hdr.num_attrs = call->count;
	call->hdr.length = sizeof(call->hdr) +
			   call->count * sizeof(call->attr[0]);
}

/*
 * A call with all that is required, all outputs, and the attribute @with.  Of
 * the members of a group only one is there.
 */
static void build(struct call *call, const struct ruapi_desc_action *action,
		  const struct ruapi_desc_attr *with, enum handles handles)
{
	const struct ruapi_desc_attr *attr;
	uint32_t groups = 0;

	memset(call, 0, sizeof(*call));
	call->action = action;
	call->hdr.object = action->object;
	call->hdr.action = action->action;
	if (with && with->group)
		groups |= 1u << with->group;
	for_each_attr(attr, action) {
		if (attr != with && attr->group && groups & 1u << attr->group)
			continue;
		groups |= attr->group ? 1u << attr->group : 0;
		if (attr == with || attr->group ||
		    attr->flags & (RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT))
			add(call, attr, handles);
	}
	if (action->flags & RUAPI_ACTION_UHW)
		for (attr = next_attr(action, ours.driver, NULL); attr;
		     attr = next_attr(action, ours.driver, attr)) {
			add(call, attr, handles);
			call->hdr.driver_id = ours.driver;
		}
	finish(call);
}

static unsigned long request_of(const struct ruapi_desc_action *action)
{
	return _IOWR(RUAPI_IOC_TYPE, action->ioc_nr, struct ruapi_hdr);
}

/* Objects and files of a call that succeeded after all. */
static void undo(struct call *call)
{
	unsigned int i;

	for (i = 0; i < call->count; i++) {
		const struct ruapi_attr *attr = &call->attr[i];

		if (!(attr->flags & RUAPI_ATTR_F_VALID))
			continue;
		if (attr->wire == RUAPI_WIRE_FD_NEW)
			close(attr->fd);
		else if (attr->wire == RUAPI_WIRE_OBJ_NEW)
			destroy(fd, attr->obj.object, attr->obj.handle);
	}
}

static struct outcome transmit(struct call *call, unsigned long request,
			       void *arg)
{
	struct ruapi_hdr *hdr = arg;
	struct outcome out = {};
	size_t i;

	out.ret = ioctl(fd, request, arg) ? -errno : 0;
	out.attr = hdr->bad_attr;
	out.reason = hdr->reason;
	out.index = hdr->bad_index;
	if (!out.ret) {
		for (i = 0; i < call->count; i++)
			memcpy(&call->attr[i],
			       (char *)arg + sizeof(*hdr) +
			       i * sizeof(call->attr[0]),
			       sizeof(call->attr[0]));
		undo(call);
	}
	return out;
}

static void put_call(const struct call *call, char *arg)
{
	memcpy(arg, &call->hdr, sizeof(call->hdr));
	memcpy(arg + sizeof(call->hdr), call->attr,
	       call->count * sizeof(call->attr[0]));
}

static struct outcome make_call(struct call *call)
{
	put_call(call, arg_page);
	return transmit(call, request_of(call->action), arg_page);
}

/* ---- what is left ---------------------------------------------------------- */

static uint32_t list(struct ruapi_list_entry *entries)
{
	struct ruapi_namespace_list_args args = {
		.entries = entries,
		.entries_max = COUNT(before),
	};

	memset(entries, 0, sizeof(before));
	if (ruapi_namespace_list(fd, &args))
		return 0;
	return args.count;
}

static void check_list(const char *what)
{
	struct ruapi_list_entry now[COUNT(before)];
	const uint32_t count = list(now);

	test_check(count == num_before && !memcmp(now, before, sizeof(now)),
		   "%s: objects are not as before: %u, not %u", what, count,
		   num_before);
}

static char *resources(void)
{
	/* The names of the processes that ask come and go. */
	return shell("rdma resource show 2>/dev/null");
}

static void check_left(const char *what, bool all)
{
	char *text = fdinfo(fd);

	check_list(what);
	test_check(!strcmp(text, fdinfo_before),
		   "%s: fdinfo is not as before:\n%s# not:\n%s", what, text,
		   fdinfo_before);
	free(text);
	test_check(open_fds() == fds_before, "%s: %u files are open, not %u",
		   what, open_fds(), fds_before);
	if (!all)
		return;
	text = resources();
	test_check(!strcmp(text, resources_before),
		   "%s: rdma resource show is not as before:\n%s# not:\n%s",
		   what, text, resources_before);
	free(text);
}

/* ---- expectations ----------------------------------------------------------- */

static const char *reason_name(uint16_t reason)
{
	const char *name = ruapi_reason_name(reason);

	return name ? name : "?";
}

static uint32_t index_of(const struct call *call, uint16_t id, bool last)
{
	uint32_t found = NO_INDEX;
	unsigned int i;

	for (i = 0; i < call->count; i++) {
		if (call->attr[i].id != id)
			continue;
		if (last || found == NO_INDEX)
			found = i;
	}
	return found;
}

static void check_outcome(const char *what, struct outcome got, int ret,
			  uint16_t attr, uint16_t reason, uint32_t index)
{
	test_check(got.ret == ret && got.attr == attr && got.reason == reason &&
		   got.index == index,
		   "%s: %s, attribute %u, reason %s, index %d; wanted %s, %u, %s, %d",
		   what, err_name(got.ret), got.attr, reason_name(got.reason),
		   (int)got.index, err_name(ret), attr, reason_name(reason),
		   (int)index);
	check_list(what);
}

/* A call that must fail because of the attribute @id. */
static void expect(struct call *call, const char *what, int ret, uint16_t id,
		   uint16_t reason)
{
	const bool header = reason == RUAPI_REASON_HEADER ||
			    reason == RUAPI_REASON_DRIVER;
	const uint32_t index =
		header ? NO_INDEX :
			 index_of(call, id, reason == RUAPI_REASON_DUPLICATE);

	check_outcome(what, make_call(call), ret, id, reason, index);
}

/* A call that must end as the one without the change did. */
static void expect_same(struct call *call, const char *what,
			struct outcome want)
{
	check_outcome(what, make_call(call), want.ret, want.attr, want.reason,
		      want.index);
}

/* "send_cq: wrong wire type 3" */
static const char *label(const struct ruapi_desc_attr *attr, const char *fmt,
			 unsigned long long value)
{
	static char text[128];
	char tail[80];

	/* The format is ours, with at most one number. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(tail, sizeof(tail), fmt, value);
#pragma GCC diagnostic pop
	snprintf(text, sizeof(text), "%s: %s", attr->name, tail);
	return text;
}

/* ---- which calls may succeed ------------------------------------------------- */

static bool creates(const struct ruapi_desc_action *action)
{
	const struct ruapi_desc_attr *attr;

	for_each_attr(attr, action)
		if (attr->wire == RUAPI_WIRE_OBJ_NEW ||
		    attr->wire == RUAPI_WIRE_FD_NEW)
			return true;
	return false;
}

/* It only looks, or what it does can be undone. */
static bool harmless(const struct ruapi_desc_action *action)
{
	const struct ruapi_desc_attr *attr;

	if (creates(action) || !strncmp(action->action_name, "query", 5) ||
	    !strcmp(action->action_name, "list") ||
	    !strcmp(action->action_name, "nop"))
		return true;
	for_each_attr(attr, action)
		if (attr->wire == RUAPI_WIRE_BUF_OUT)
			return true;
	return false;
}

static bool has_objects(const struct ruapi_desc_action *action)
{
	const struct ruapi_desc_attr *attr;

	for_each_attr(attr, action)
		if (is_object(attr) && attr->flags & RUAPI_SPEC_REQUIRED)
			return true;
	return false;
}

/* Calls that get through to the handler must be harmless. */
static bool build_good(struct call *call,
		       const struct ruapi_desc_action *action,
		       const struct ruapi_desc_attr *with)
{
	build(call, action, with, harmless(action) ? REAL : STALE);
	return harmless(action) || has_objects(action);
}

/* ---- attacks on the header ----------------------------------------------------- */

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

static void attack_header(const struct ruapi_desc_action *action)
{
	const uint16_t missing = first_missing(action);
	struct call call;
	unsigned int bit;

	build(&call, action, NULL, STALE);
	for (bit = 0; bit < 16; bit++) {
		call.hdr.flags = 1u << bit;
		expect(&call, "header flags", -EINVAL, 0, RUAPI_REASON_HEADER);
	}
	call.hdr.flags = 0;
	for (bit = 0; bit < 64; bit += 7) {
		call.hdr.reserved = 1ull << bit;
		expect(&call, "header reserved", -EINVAL, 0,
		       RUAPI_REASON_HEADER);
	}
	call.hdr.reserved = 0;
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

/* ---- attacks on one attribute --------------------------------------------------- */

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

static void attack_wire(struct call *call, struct ruapi_attr *at,
			const struct ruapi_desc_attr *attr)
{
	static const uint8_t wires[] = {
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 127, 255,
	};
	unsigned int i, bit;

	for (i = 0; i < COUNT(wires); i++) {
		if (wires[i] == attr->wire)
			continue;
		at->wire = wires[i];
		expect(call, label(attr, "wire type %llu", wires[i]), -EINVAL,
		       attr->id, RUAPI_REASON_WIRE);
	}
	at->wire = attr->wire;
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
	} else if (attr->wire == RUAPI_WIRE_BUF_IN) {
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

/* All objects that the action needs are there. */
static bool has_makers(const struct ruapi_desc_action *action)
{
	const struct ruapi_desc_attr *attr;

	for_each_attr(attr, action)
		if (is_object(attr) && !ours.handle[attr->ref_object])
			return false;
	return true;
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
	if (attr->wire == RUAPI_WIRE_BUF_IN)
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

static void attack_attrs(const struct ruapi_desc_action *action)
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

/* ---- unknown attributes ------------------------------------------------------------ */

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

static void attack_unknown(const struct ruapi_desc_action *action)
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

/* ---- handles -------------------------------------------------------------------------- */

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
	struct ruapi_attr *at;
	struct call call;
	uint16_t bad;
	uint32_t type, i;

	build(&call, action, attr, REAL);
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
	at->obj.handle = others.handle[attr->ref_object];
	bad = context_conflict(&call);
	if (bad)
		expect(&call, label(attr, "of another device", 0), -EINVAL, bad,
		       RUAPI_REASON_CONTEXT);
}

static void attack_handles(const struct ruapi_desc_action *action)
{
	const struct ruapi_desc_attr *attr;

	if (!has_makers(action)) {
		test_skip("an object that it needs cannot be made here");
		return;
	}
	for_each_attr(attr, action)
		if (is_object(attr))
			attack_handle(action, attr);
}

/* ---- pointers --------------------------------------------------------------------------- */

static void attack_pointer(const struct ruapi_desc_action *action,
			   const struct ruapi_desc_attr *attr)
{
	const bool in = attr->wire == RUAPI_WIRE_BUF_IN;
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
		test_ret(got.ret, base.ret ? base.ret : call.count ? -EFAULT : 0,
			 "argument: read-only");
	check_list("argument: read-only");
}

static void attack_pointers(const struct ruapi_desc_action *action)
{
	const struct ruapi_desc_attr *attr;

	attack_argument(action);
	for_each_attr(attr, action)
		if (is_buffer(attr))
			attack_pointer(action, attr);
}

/* ---- the driver's attributes -------------------------------------------------------------- */

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

static void attack_driver(const struct ruapi_desc_action *action)
{
	const struct ruapi_desc_attr *attr;
	struct call call;

	if (!has_makers(action)) {
		test_skip("an object that it needs cannot be made here");
		return;
	}
	if (action->flags & RUAPI_ACTION_UHW) {
		attack_uhw(action, RUAPI_ATTR_UHW_IN);
		attack_uhw(action, RUAPI_ATTR_UHW_OUT);
		for (attr = next_attr(action, ours.driver, NULL); attr;
		     attr = next_attr(action, ours.driver, attr))
			attack_binding(action, attr);
	}
	/* CM ids have a device only when they are bound to one. */
	if (action->ioc_nr == RUAPI_CLASS_CM)
		return;
	build(&call, action, NULL, REAL);
	call.hdr.driver_id = ours.driver + 1;
	expect(&call, "wrong driver_id", -EINVAL, 0, RUAPI_REASON_DRIVER);
}

/* ---- class FAST ------------------------------------------------------------------------------ */

static int fast(uint16_t object, uint16_t action, uint32_t handle, uint64_t arg)
{
	const struct ruapi_fast argument = {
		.object = object,
		.action = action,
		.handle = handle,
		.arg = arg,
	};

	return ioctl(fd, RUAPI_IOC_FAST, &argument) ? -errno : 0;
}

static void attack_fast(const struct ruapi_desc_action *action)
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

/* ---- what belongs to no action ------------------------------------------------------------------ */

static bool known_action(unsigned int object, unsigned int action)
{
	uint32_t i;

	for (i = 0; i < desc.num_actions; i++)
		if (desc.actions[i].object == object &&
		    desc.actions[i].action == action)
			return true;
	return false;
}

static void unknown_actions(void)
{
	static const uint16_t far[] = { 64, 255, 256, 0x7fff, 0x8000, 0xffff };
	unsigned int object, action, nr, i;
	struct ruapi_hdr hdr;
	int ret;

	test_begin("unknown objects and actions");
	for (nr = RUAPI_CLASS_CALL; nr <= RUAPI_CLASS_DRIVER; nr++) {
		for (i = 0; i < 80 * (64 + COUNT(far)); i++) {
			object = i / (64 + COUNT(far));
			action = i % (64 + COUNT(far));
			if (action >= 64)
				action = far[action - 64];
			if (object >= 70)
				object = far[(object - 70) % COUNT(far)];
			if (known_action(object, action))
				continue;
			hdr = (struct ruapi_hdr) {
				.length = sizeof(hdr),
				.object = object,
				.action = action,
			};
			ret = ioctl(fd, _IOWR(RUAPI_IOC_TYPE, nr,
					      struct ruapi_hdr), &hdr) ?
				      -errno : 0;
			test_ret(ret, -EPROTONOSUPPORT,
				 "class %#x object %u action %u", nr, object,
				 action);
		}
	}
	for (object = 0; object < 64; object++)
		for (action = 0; action < 64; action++)
			if (!known_action(object, action))
				test_ret(fast(object, action, 1, 0),
					 -EPROTONOSUPPORT,
					 "FAST object %u action %u", object,
					 action);
	for (i = 0; i < desc.num_actions; i++)
		if (desc.actions[i].ioc_nr != RUAPI_CLASS_FAST)
			test_ret(fast(desc.actions[i].object,
				      desc.actions[i].action, 1, 0),
				 -EPROTONOSUPPORT, "%s.%s as FAST",
				 desc.actions[i].object_name,
				 desc.actions[i].action_name);
}

static void unknown_ioctls(void)
{
	static const unsigned long others[] = {
		0x5401 /* TCGETS */, 0xc0181b01 /* RDMA_VERBS_IOCTL */,
		0, 0xffffffff,
	};
	unsigned int nr, i;

	test_begin("unknown ioctl numbers");
	for (nr = 0; nr < 256; nr++) {
		if (nr != 0x93)
			test_ret(ioctl(fd, _IOW(RUAPI_IOC_TYPE, nr,
						struct ruapi_fast), arg_page) ?
				 -errno : 0, -ENOTTY, "%#x as FAST", nr);
		if (nr < 0x90 || nr > 0x92)
			test_ret(ioctl(fd, _IOWR(RUAPI_IOC_TYPE, nr,
						 struct ruapi_hdr), arg_page) ?
				 -errno : 0, -ENOTTY, "%#x as CALL", nr);
		test_ret(ioctl(fd, _IO(RUAPI_IOC_TYPE, nr), arg_page) ?
			 -errno : 0, -ENOTTY, "%#x without argument", nr);
		test_ret(ioctl(fd, _IOWR(RUAPI_IOC_TYPE, nr, char[48]),
			       arg_page) ? -errno : 0,
			 -ENOTTY, "%#x with another size", nr);
	}
	for (i = 0; i < COUNT(others); i++)
		test_ret(ioctl(fd, others[i], arg_page) ? -errno : 0, -ENOTTY,
			 "%#lx", others[i]);
}

/*
 * An answer that cannot be written: nothing may have happened, also where
 * nothing can be undone.
 */
static void read_only_effects(void)
{
	char *read_only = arg_page + 2 * ROOM;
	struct ruapi_qp_attr attr = {
		.mask = 1 | 8 | 16 | 32, /* STATE ACCESS_FLAGS PKEY_INDEX PORT */
		.qp_state = 1,
		.port_num = 1,
	};
	struct ruapi_qp_query_args query = {
		.handle = ours.handle[RUAPI_OBJ_QP],
	};
	struct ruapi_qp_attr found = {};
	struct ruapi_cm_id_query_args cm = {
		.handle = ours.handle[RUAPI_OBJ_CM_ID],
	};
	const uint16_t any[8] = { 2 };
	struct ruapi_msg msg;
	struct ruapi_hdr *hdr = ruapi_msg_hdr(&msg);
	uint32_t state;
	int ret;

	test_begin("a call whose answer cannot be written has no effect");
	query.attr = &found;
	test_ret(ruapi_qp_query(fd, &query), 0, "qp.query");
	state = found.qp_state;
	ruapi_msg_init(&msg, RUAPI_OBJ_QP, RUAPI_QP_MODIFY);
	ruapi_msg_obj(&msg, RUAPI_QP_MODIFY_HANDLE, RUAPI_OBJ_QP, query.handle);
	ruapi_msg_buf_in(&msg, RUAPI_QP_MODIFY_ATTR, &attr, sizeof(attr));
	mprotect(read_only, ROOM, PROT_READ | PROT_WRITE);
	memcpy(read_only, hdr, hdr->length);
	mprotect(read_only, ROOM, PROT_READ);
	ret = ioctl(fd, RUAPI_IOC_CALL, read_only) ? -errno : 0;
	test_ret(ret, -EFAULT, "qp.modify");
	test_ret(ruapi_qp_query(fd, &query), 0, "qp.query");
	test_check(found.qp_state == state,
		   "qp.modify: the QP went from state %u to %u", state,
		   found.qp_state);

	ruapi_msg_init(&msg, RUAPI_OBJ_CM_ID, RUAPI_CM_ID_BIND_ADDR);
	ruapi_msg_obj(&msg, RUAPI_CM_ID_BIND_ADDR_HANDLE, RUAPI_OBJ_CM_ID,
		      cm.handle);
	ruapi_msg_buf_in(&msg, RUAPI_CM_ID_BIND_ADDR_ADDR, any, sizeof(any));
	mprotect(read_only, ROOM, PROT_READ | PROT_WRITE);
	memcpy(read_only, hdr, hdr->length);
	mprotect(read_only, ROOM, PROT_READ);
	ret = ioctl(fd, RUAPI_IOC_CM, read_only) ? -errno : 0;
	test_ret(ret, -EFAULT, "cm_id.bind_addr");
	test_ret(ruapi_cm_id_query(fd, &cm), 0, "cm_id.query");
	test_check(cm.state == RUAPI_CM_ID_IDLE,
		   "cm_id.bind_addr: the id is in state %u", cm.state);
}

/* ---- the whole ------------------------------------------------------------------------------------ */

static void attack(const struct ruapi_desc_action *action, bool last)
{
	static const struct {
		const char *name;
		void (*run)(const struct ruapi_desc_action *action);
	} families[] = {
		{ "header", attack_header },
		{ "attributes", attack_attrs },
		{ "unknown attributes", attack_unknown },
		{ "handles", attack_handles },
		{ "pointers", attack_pointers },
		{ "driver", attack_driver },
	};
	unsigned int i;

	if (action->ioc_nr == RUAPI_CLASS_FAST) {
		attack_fast(action);
		return;
	}
	for (i = 0; i < COUNT(families); i++) {
		test_begin("%s.%s: %s", action->object_name,
			   action->action_name, families[i].name);
		families[i].run(action);
		/* The rdma tool takes its time: once per object. */
		check_left("afterwards", last && i + 1 == COUNT(families));
	}
}

/*
 * Objects that no maker of ours knows are made as their specification says.
 * Return: false if there was nothing to make any more.
 */
static bool make_more(uint32_t *type)
{
	const struct ruapi_desc_attr *attr;
	struct ruapi_hdr *hdr = (void *)arg_page;
	struct call call;
	uint32_t i, at;

	for (i = 0; i < desc.num_attrs; i++) {
		attr = &desc.attrs[i];
		if (attr->wire != RUAPI_WIRE_OBJ_NEW ||
		    ours.handle[attr->ref_object])
			continue;
		for (at = 0; at < desc.num_actions; at++)
			if (desc.actions[at].object == attr->object &&
			    desc.actions[at].action == attr->action)
				break;
		build(&call, &desc.actions[at], attr, REAL);
		put_call(&call, arg_page);
		if (ioctl(fd, request_of(&desc.actions[at]), arg_page))
			continue;
		at = find(&call, attr->id) - call.attr;
		*type = attr->ref_object;
		ours.handle[*type] = hdr->attrs[at].obj.handle;
		return true;
	}
	return false;
}

static void make_rest(void)
{
	uint32_t type, i;

	while (make_more(&type)) {
		stale[type] = ours.handle[type];
		test_ret(destroy(fd, type, stale[type]), 0,
			 "object of type %u", type);
		ours.handle[type] = 0;
		if (!make_more(&type))
			bail_out("an object of type %u can be made only once",
				 type);
	}
	for (i = 0; i < desc.num_actions; i++)
		if (!has_makers(&desc.actions[i]))
			printf("# %s.%s needs an object that cannot be made here\n",
			       desc.actions[i].object_name,
			       desc.actions[i].action_name);
}

/* Newest first. */
static int destroy_rest(void)
{
	uint32_t type;
	int ret;

	for (type = __RUAPI_OBJ_MAX - 1; type > RUAPI_OBJ_CM_ID; type--) {
		if (!ours.handle[type])
			continue;
		ret = destroy(fd, type, ours.handle[type]);
		ours.handle[type] = 0;
		if (ret)
			return ret;
	}
	return 0;
}

static void make_stale(const char *ibdev)
{
	struct set gone;

	if (set_make(&gone, fd, ibdev))
		bail_out("cannot make objects on %s", ibdev);
	memcpy(stale, gone.handle, sizeof(stale));
	if (set_destroy(&gone))
		bail_out("cannot destroy objects on %s", ibdev);
}

/* Handles so high that nothing of ours has them. */
static void make_foreign(const char *ibdev)
{
	static struct set set;
	unsigned int i;

	foreign_fd = open_namespace();
	for (i = 0; i < 20; i++) {
		if (set_make(&set, foreign_fd, ibdev))
			bail_out("cannot make objects on %s", ibdev);
		if (i < 19)
			set_destroy(&set);
	}
	memcpy(foreign, set.handle, sizeof(foreign));
}

static void make_memory(void)
{
	unsigned int i;
	char *at;

	for (i = 0; i < MAX_ATTRS; i++) {
		room[i] = mmap(NULL, ROOM, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (room[i] == MAP_FAILED)
			bail_out("no memory");
	}
	/* Argument, then memory that ends, then memory that is read-only. */
	at = mmap(NULL, 4 * ROOM, PROT_READ | PROT_WRITE,
		  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED)
		bail_out("no memory");
	arg_page = at;
	bad_page = at + ROOM;
	mprotect(bad_page, ROOM, PROT_NONE);
	mprotect(at + 2 * ROOM, ROOM, PROT_READ);
}

int main(int argc, char **argv)
{
	uint32_t i;
	int ret;

	if (argc != 3)
		bail_out("usage: contract DEVICE OTHER-DEVICE");
	fd = open_namespace();
	make_memory();
	ret = ruapi_describe_module(fd, &desc);
	if (ret)
		bail_out("DESCRIBE: %s", err_name(ret));
	make_stale(argv[1]);
	make_foreign(argv[1]);
	ret = set_make(&ours, fd, argv[1]);
	if (ret)
		bail_out("cannot make objects on %s: %s", argv[1],
			 err_name(ret));
	ret = set_make(&others, fd, argv[2]);
	if (ret)
		bail_out("cannot make objects on %s: %s", argv[2],
			 err_name(ret));
	test_begin("objects can be made as their specification says");
	make_rest();
	num_before = list(before);
	fds_before = open_fds();
	fdinfo_before = fdinfo(fd);
	resources_before = resources();

	unknown_ioctls();
	unknown_actions();
	for (i = 0; i < desc.num_actions; i++)
		attack(&desc.actions[i], i + 1 == desc.num_actions ||
		       desc.actions[i].object != desc.actions[i + 1].object);
	read_only_effects();

	test_begin("after all this nothing is locked, and nothing is left");
	test_ret(destroy_rest(), 0, "objects of newer types");
	test_ret(set_destroy(&ours), 0, "objects on %s", argv[1]);
	test_ret(set_destroy(&others), 0, "objects on %s", argv[2]);
	test_check(!count_objects(fd), "%u objects", count_objects(fd));
	return test_done();
}
