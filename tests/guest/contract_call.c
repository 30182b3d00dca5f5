// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* The calls of the contract: good ones, and what must become of bad ones. */
#include <sys/ioctl.h>
#include <unistd.h>
#include "contract.h"

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
	{ "event", RUAPI_CM_EVENT_USER },
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

static void fill_objects(const struct ruapi_desc_attr *attr, char *buf,
			 enum handles handles)
{
	const struct ruapi_objref ref = {
		.handle = handles == REAL ? ours.handle[attr->ref_object] :
					    stale[attr->ref_object],
		.object = attr->ref_object,
	};

	memcpy(buf, &ref, sizeof(ref));
}

uint32_t buffer_len(const struct ruapi_desc_attr *attr)
{
	switch (attr->type) {
	case RUAPI_T_STRUCT:
		return attr->max_len;
	case RUAPI_T_OBJS:
	case RUAPI_T_FDS:
		return attr->min_len;
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

uint32_t inline_width(const struct ruapi_desc_attr *attr)
{
	const struct ruapi_attr_spec spec = { .type = attr->type };

	return ruapi_spec_width(&spec);
}

bool is_object(const struct ruapi_desc_attr *attr)
{
	return attr->wire == RUAPI_WIRE_OBJ_IN ||
	       attr->wire == RUAPI_WIRE_OBJ_DESTROY;
}

bool is_buffer(const struct ruapi_desc_attr *attr)
{
	return attr->wire == RUAPI_WIRE_BUF_IN ||
	       attr->wire == RUAPI_WIRE_OBJS_IN ||
	       attr->wire == RUAPI_WIRE_FDS_IN ||
	       attr->wire == RUAPI_WIRE_BUF_OUT;
}

/* ---- calls --------------------------------------------------------------- */

const struct ruapi_desc_attr *
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

struct ruapi_attr *add(struct call *call,
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
		if (attr->type == RUAPI_T_OBJS)
			fill_objects(attr, room[call->count], handles);
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

struct ruapi_attr *find(struct call *call, uint16_t id)
{
	unsigned int i;

	for (i = 0; i < call->count; i++)
		if (call->attr[i].id == id)
			return &call->attr[i];
	return NULL;
}

void finish(struct call *call)
{
	call->hdr.num_attrs = call->count;
	call->hdr.length = sizeof(call->hdr) +
			   call->count * sizeof(call->attr[0]);
}

/* What the table does not require, as it is not required of every type. */
static bool most_need(const struct ruapi_desc_attr *attr)
{
	return attr->object == RUAPI_OBJ_QP && attr->action == RUAPI_QP_CREATE &&
	       (attr->id == RUAPI_QP_CREATE_SEND_CQ ||
		attr->id == RUAPI_QP_CREATE_RECV_CQ);
}

/*
 * A call with all that is required, all outputs, and the attribute @with.  Of
 * the members of a group only one is there.
 */
void build(struct call *call, const struct ruapi_desc_action *action,
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
		if (attr == with || attr->group || most_need(attr) ||
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

unsigned long request_of(const struct ruapi_desc_action *action)
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

struct outcome transmit(struct call *call, unsigned long request,
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

void put_call(const struct call *call, char *arg)
{
	memcpy(arg, &call->hdr, sizeof(call->hdr));
	memcpy(arg + sizeof(call->hdr), call->attr,
	       call->count * sizeof(call->attr[0]));
}

struct outcome make_call(struct call *call)
{
	put_call(call, arg_page);
	return transmit(call, request_of(call->action), arg_page);
}

int fast(uint16_t object, uint16_t action, uint32_t handle, uint64_t arg)
{
	const struct ruapi_fast argument = {
		.object = object,
		.action = action,
		.handle = handle,
		.arg = arg,
	};

	return ioctl(fd, RUAPI_IOC_FAST, &argument) ? -errno : 0;
}

/* ---- what is left -------------------------------------------------------- */

uint32_t list_objects(struct ruapi_list_entry *entries)
{
	struct ruapi_namespace_list_args args = {
		.entries = entries,
		.entries_max = COUNT(before),
	};

	int ret;

	memset(entries, 0, sizeof(before));
	ret = ruapi_namespace_list(fd, &args);
	/* Else nothing would be compared with nothing. */
	if (ret)
		bail_out("the list of objects: %s", strerror(-ret));
	return args.count;
}

void check_list(const char *what)
{
	struct ruapi_list_entry now[COUNT(before)];
	const uint32_t count = list_objects(now);

	test_check(count == num_before && !memcmp(now, before, sizeof(now)),
		   "%s: objects are not as before: %u, not %u", what, count,
		   num_before);
}

char *resources(void)
{
	/* The names of the processes that ask come and go. */
	return shell("rdma resource show 2>/dev/null");
}

void check_left(const char *what, bool all)
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

/* ---- expectations -------------------------------------------------------- */

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

void check_outcome(const char *what, struct outcome got, int ret,
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
void expect(struct call *call, const char *what, int ret, uint16_t id,
	    uint16_t reason)
{
	const bool header = reason == RUAPI_REASON_HEADER ||
			    reason == RUAPI_REASON_DRIVER;
	const uint32_t index =
		header ? NO_INDEX :
			 index_of(call, id, reason == RUAPI_REASON_DUPLICATE);

	check_outcome(what, make_call(call), ret, id, reason, index);
	if (ret && fits_batch(call))
		check_outcome(what, make_in_batch(call), ret, id, reason,
			      index);
}

/* A call that must end as the one without the change did. */
void expect_same(struct call *call, const char *what,
		 struct outcome want)
{
	check_outcome(what, make_call(call), want.ret, want.attr, want.reason,
		      want.index);
}

/* "send_cq: wrong wire type 3" */
const char *label(const struct ruapi_desc_attr *attr, const char *fmt,
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

/* ---- which calls may succeed --------------------------------------------- */

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
bool harmless(const struct ruapi_desc_action *action)
{
	const struct ruapi_desc_attr *attr;

	/* It makes what nobody would destroy. */
	if (action->object == RUAPI_OBJ_MR && action->action == RUAPI_MR_REG_EACH)
		return false;
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
		if ((is_object(attr) || attr->type == RUAPI_T_OBJS) &&
		    attr->flags & RUAPI_SPEC_REQUIRED)
			return true;
	return false;
}

/* Calls that get through to the handler must be harmless. */
bool build_good(struct call *call,
		const struct ruapi_desc_action *action,
		const struct ruapi_desc_attr *with)
{
	build(call, action, with, harmless(action) ? REAL : STALE);
	return harmless(action) || has_objects(action);
}

/* The device has the objects that a call names, but for attribute @but. */
bool has_named(const struct call *call, uint16_t but)
{
	unsigned int i;

	for (i = 0; i < call->count; i++)
		if ((call->attr[i].wire == RUAPI_WIRE_OBJ_IN ||
		     call->attr[i].wire == RUAPI_WIRE_OBJ_DESTROY) &&
		    call->attr[i].id != but && !call->attr[i].obj.handle)
			return false;
	return true;
}

/* All objects that the action needs are there. */
bool has_makers(const struct ruapi_desc_action *action)
{
	struct call call;

	build(&call, action, NULL, REAL);
	return has_named(&call, 0);
}
