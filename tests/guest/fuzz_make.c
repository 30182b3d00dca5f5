// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Makes sequences from what the running module says about itself, and from the
 * names of values and members in the specification; and changes sequences.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <unistd.h>
#include "guest.h"
#include "fuzz.h"
#include "spec.h"

static struct ruapi_description desc;
static unsigned int num_devices;

/* What is offered for some devices only, by the name of one. */
static bool has_sim;

/* By object and action: where its attributes are in the description. */
static const struct ruapi_desc_attr *specs[__RUAPI_OBJ_MAX][64][RUAPI_MAX_ATTRS];

/* Methods of drivers, and attributes of theirs, also of actions of the core. */
static struct ruapi_description extra[FZ_MAX_DEVICES];

/* Where fds of user capabilities are, so that they are the same in each run. */
enum { FIRST_UCAP = 100, LAST_UCAP = 107, };

/* Whoever opens a context may have these, good or, when the device was gone, stale. */
static void open_ucaps(const struct ruapi_description *of)
{
	char path[128];
	uint32_t i;
	int fd;

	for (i = 0; i < of->num_ucaps; i++) {
		if (of->ucaps[i].object)
			continue;
		snprintf(path, sizeof(path), "/dev/infiniband/%s", of->ucaps[i].name);
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			continue;
		fcntl(fd, F_DUPFD_CLOEXEC, FIRST_UCAP);
		close(fd);
	}
}

static void learn_devices(int fd, const struct fz_device *devices)
{
	unsigned int i;

	for (i = 0; i < num_devices; i++) {
		if (ruapi_describe_device(fd, devices[i].index, &extra[i]))
			continue;
		open_ucaps(&extra[i]);
		has_sim |= is_sim(devices[i].driver);
	}
}

void fz_make_init(int fd, const struct fz_device *devices, unsigned int count)
{
	const struct ruapi_desc_attr *attr;
	uint32_t i;
	int ret;

	num_devices = count;
	ret = fd < 0 ? ruapi_describe_spec(&desc) :
		       ruapi_describe_module(fd, &desc);
	if (ret)
		bail_out("DESCRIBE: %s", err_name(ret));
	for (i = 0; i < desc.num_attrs; i++) {
		attr = &desc.attrs[i];
		if (!attr->driver_id && attr->object < __RUAPI_OBJ_MAX &&
		    attr->action < 64 && attr->id < RUAPI_MAX_ATTRS)
			specs[attr->object][attr->action][attr->id] = attr;
	}
	if (fd >= 0)
		learn_devices(fd, devices);
}

bool fz_is_method(unsigned int object, unsigned int action)
{
	return (object | action) & RUAPI_DRIVER_NS;
}

/* The @n-th attribute that drivers give the action, which may be refused. */
static const struct ruapi_desc_attr *extra_attr(unsigned int object, unsigned int action,
						unsigned int n)
{
	const struct ruapi_desc_attr *attr;
	unsigned int i;
	uint32_t k;

	for (i = 0; i < num_devices; i++)
		for (k = 0; k < extra[i].num_attrs; k++) {
			attr = &extra[i].attrs[k];
			if (attr->object == object && attr->action == action && !n--)
				return attr;
		}
	return NULL;
}

static const struct ruapi_desc_attr *extra_spec(unsigned int object, unsigned int action,
						unsigned int id)
{
	const struct ruapi_desc_attr *attr;
	unsigned int n;

	for (n = 0; (attr = extra_attr(object, action, n)); n++)
		if (attr->id == id)
			return attr;
	return NULL;
}

const struct ruapi_desc_attr *fz_spec(unsigned int object, unsigned int action,
				      unsigned int id)
{
	if (object >= __RUAPI_OBJ_MAX || action >= 64 || id >= RUAPI_MAX_ATTRS)
		return extra_spec(object, action, id);
	return specs[object][action][id];
}

/* ---- values ------------------------------------------------------------------- */

static uint64_t any_number(struct fz_random *random)
{
	switch (fz_random(random, 8)) {
	case 0 ... 4:
		return fz_random(random, 5);
	case 5:
		return (1ull << fz_random(random, 33)) -
		       fz_random(random, 2);
	case 6:
		return UINT64_MAX >> fz_random(random, 40);
	default:
		return (uint64_t)fz_random(random, 0) << 32 |
		       fz_random(random, 0);
	}
}

static uint64_t named_number(struct fz_random *random,
			     const struct ruapi_names *names, bool flags)
{
	uint64_t value = 0;
	unsigned int i;

	if (!flags)
		return names->list[fz_random(random, names->count)].value;
	for (i = 0; i < names->count; i++)
		if (!fz_random(random, 3))
			value |= names->list[i].value;
	return value;
}

/* Addresses that the devices have, and some that they have not. */
static unsigned int any_sockaddr(struct fz_random *random, uint8_t *bytes)
{
	static const char *const addresses[] = {
		"10.1.0.1", "10.1.0.1", "10.2.0.1", "10.2.0.1", "10.1.0.2",
		"10.2.0.2", "0.0.0.0", "127.0.0.1", "10.9.9.9",
	};
	struct sockaddr_in sin = {
		.sin_family = AF_INET,
		.sin_port = htons(7100 + fz_random(random, 4)),
	};
	struct sockaddr_in6 sin6 = {
		.sin6_family = AF_INET6,
		.sin6_port = sin.sin_port,
	};
	const char *address = addresses[fz_random(random, COUNT(addresses))];

	inet_pton(AF_INET, address, &sin.sin_addr);
	if (fz_random(random, 6)) {
		memcpy(bytes, &sin, sizeof(sin));
		return sizeof(sin);
	}
	/* As IPv6, mapped or not; or of a family that is not its own. */
	sin6.sin6_addr.s6_addr[fz_random(random, 16)] = 0xff;
	memcpy(&sin6.sin6_addr.s6_addr[12], &sin.sin_addr, 4);
	if (!fz_random(random, 4))
		sin6.sin6_family = fz_random(random, 32);
	memcpy(bytes, &sin6, sizeof(sin6));
	return sizeof(sin6);
}

/* A number that means what its name says is seldom just any number. */
static uint64_t likely_number(struct fz_random *random, const char *name)
{
	if (!strcmp(name, "port_num") || !strcmp(name, "port") ||
	    !strcmp(name, "path_mtu"))
		return 1 + !fz_random(random, 8);
	if (strstr(name, "cqe"))
		return 1 + fz_random(random, 64);
	if (strstr(name, "timeout"))
		return 1 + fz_random(random, 200);
	if (!strcmp(name, "length"))
		return 1 << fz_random(random, 18);
	if (strstr(name, "max_") || strstr(name, "_wr") || strstr(name, "sge"))
		return fz_random(random, 20) ? fz_random(random, 17) :
					       fz_random(random, 0);
	return any_number(random);
}

static void fill_field(struct fz_random *random, uint8_t *bytes,
		       const struct ruapi_field *field);

static void fill_struct(struct fz_random *random, uint8_t *bytes,
			const struct ruapi_layout *layout)
{
	unsigned int i;

	for (i = 0; i < layout->num_fields; i++)
		fill_field(random, bytes, &layout->fields[i]);
}

static void fill_field(struct fz_random *random, uint8_t *bytes,
		       const struct ruapi_field *field)
{
	uint8_t *at = bytes + field->offset;
	uint64_t value;
	unsigned int i;

	switch (field->show) {
	case RUAPI_SHOW_STRUCT:
		fill_struct(random, at, field->layout);
		return;
	case RUAPI_SHOW_GID:
		/* ::ffff:10.1.0.1 */
		memcpy(at, "\0\0\0\0\0\0\0\0\0\0\xff\xff\x0a\1\0\1", 16);
		at[13] = 1 + fz_random(random, 2);
		return;
	case RUAPI_SHOW_BYTES:
	case RUAPI_SHOW_STRING:
		for (i = 0; i < field->size; i++)
			at[i] = fz_random(random, 4);
		return;
	case RUAPI_SHOW_ENUM:
	case RUAPI_SHOW_FLAGS:
		value = named_number(random, field->names,
				     field->show == RUAPI_SHOW_FLAGS);
		break;
	default:
		value = likely_number(random, field->name);
	}
	memcpy(at, &value, field->size < 8 ? field->size : 8);
}

/* ---- attributes ------------------------------------------------------------------ */

static const struct ruapi_attr_spec *table_of(const struct ruapi_desc_attr *attr)
{
	const struct ruapi_action_spec *action =
		ruapi_action_spec(attr->object, attr->action);

	return action ? ruapi_attr_spec(action, attr->id) : NULL;
}

static void make_scalar(struct fz_attr *attr, struct fz_random *random,
			const struct ruapi_desc_attr *spec)
{
	const struct ruapi_attr_spec *table = table_of(spec);
	const bool flags = spec->type == RUAPI_T_FLAGS32;

	if (spec->flags & RUAPI_SPEC_DEVICE) {
		attr->kind = FZ_DEVICE;
		attr->index = fz_random(random, num_devices);
		return;
	}
	if (!strcmp(spec->name, "addr") || !strcmp(spec->name, "iova")) {
		attr->kind = FZ_MEM;
		attr->value = (uint64_t)fz_random(random, 256) << 12;
		return;
	}
	if (table && table->names && table->names->count)
		attr->value = named_number(random, table->names, flags);
	else
		attr->value = likely_number(random, spec->name);
	if (flags)
		attr->value &= spec->known;
	else if (spec->known && attr->value > spec->known)
		attr->value %= spec->known + 1;
	if (attr->len < 8)
		attr->value &= (1ull << 8 * attr->len) - 1;
}

static uint32_t any_objects(struct fz_random *random, uint8_t *bytes,
			    const struct ruapi_desc_attr *spec)
{
	const uint32_t count = 1 + fz_random(random, 3);
	struct ruapi_objref ref;
	uint32_t i;

	for (i = 0; i < count; i++) {
		ref.handle = 1 + fz_random(random, 40);
		ref.object = fz_random(random, 16) ? spec->ref_object :
						     fz_random(random, 20);
		memcpy(bytes + i * sizeof(ref), &ref, sizeof(ref));
	}
	return count * sizeof(ref);
}

static uint32_t any_fds(struct fz_random *random, uint8_t *bytes)
{
	const uint32_t count = 1 + fz_random(random, 3);
	uint32_t i;
	int fd;

	for (i = 0; i < count; i++) {
		fd = fz_random(random, 4) ?
		     FIRST_UCAP + (int)fz_random(random, LAST_UCAP - FIRST_UCAP + 1) :
		     (int)fz_random(random, 12);
		memcpy(bytes + i * sizeof(fd), &fd, sizeof(fd));
	}
	return count * sizeof(fd);
}

static void make_data(struct fz_seq *seq, struct fz_attr *attr,
		      struct fz_random *random,
		      const struct ruapi_desc_attr *spec)
{
	const struct ruapi_attr_spec *table = table_of(spec);
	uint32_t len = spec->max_len, at;
	uint8_t bytes[4096] = {};
	int data;

	if (spec->type == RUAPI_T_SOCKADDR) {
		len = any_sockaddr(random, bytes);
	} else if (spec->type == RUAPI_T_STRUCT) {
		if (table && table->layout)
			fill_struct(random, bytes, table->layout);
		/* Longer, with a tail of zeroes; or an older one. */
		if (!fz_random(random, 8))
			len = fz_random(random, 2) ? len + 8 : spec->min_len;
	} else if (spec->type == RUAPI_T_OBJS) {
		/* Numbers that may be handles. */
		len = any_objects(random, bytes, spec);
	} else if (spec->type == RUAPI_T_FDS) {
		len = any_fds(random, bytes);
	} else if (spec->type == RUAPI_T_ARRAY) {
		len = spec->min_len * (1 + fz_random(random, 3));
		for (at = 0; at < len && table && table->layout;
		     at += spec->min_len)
			fill_struct(random, bytes + at, table->layout);
	} else {
		len = spec->min_len + fz_random(random, 16);
		if (len > spec->max_len)
			len = spec->max_len;
	}
	if (len > sizeof(bytes))
		len = sizeof(bytes);
	data = fz_seq_data(seq, bytes, len);
	attr->kind = FZ_DATA;
	attr->data = data < 0 ? 0 : data;
	attr->data_len = data < 0 ? 0 : len;
	attr->len = attr->data_len;
}

static uint8_t type_of(unsigned int type)
{
	return type & RUAPI_DRIVER_NS ? FZ_DRIVER_TYPE | (type & 0x7f) : type;
}

static void make_attr(struct fz_seq *seq, struct fz_attr *attr,
		      struct fz_random *random,
		      const struct ruapi_desc_attr *spec)
{
	const unsigned int type = spec->ref_object ? spec->ref_object : spec->object;
	static const uint8_t widths[] = {
		[RUAPI_T_U8] = 1,
		[RUAPI_T_U16] = 2,
		[RUAPI_T_U32] = 4,
		[RUAPI_T_U64] = 8,
		[RUAPI_T_FLAGS32] = 4,
		[RUAPI_T_OBJ] = 8,
		[RUAPI_T_FD] = 4,
	};

	*attr = (struct fz_attr){
		.id = spec->id,
		.wire = spec->wire,
		.flags = RUAPI_ATTR_F_MANDATORY,
		.len = spec->type < COUNT(widths) ? widths[spec->type] : 0,
	};
	switch (spec->wire) {
	case RUAPI_WIRE_IN:
		make_scalar(attr, random, spec);
		break;
	case RUAPI_WIRE_BUF_IN:
	case RUAPI_WIRE_OBJS_IN:
	case RUAPI_WIRE_FDS_IN:
		make_data(seq, attr, random, spec);
		break;
	case RUAPI_WIRE_BUF_OUT:
		attr->kind = FZ_ROOM;
		attr->len = spec->type == RUAPI_T_ARRAY ?
			    spec->min_len * fz_random(random, 40) :
			    spec->max_len;
		break;
	case RUAPI_WIRE_OBJ_NEW:
		attr->kind = FZ_NEW;
		attr->type = type_of(type);
		break;
	case RUAPI_WIRE_OBJ_IN:
	case RUAPI_WIRE_OBJ_DESTROY:
		attr->kind = FZ_OBJ;
		attr->type = type_of(type);
		attr->index = fz_random(random, 3);
		break;
	case RUAPI_WIRE_FD_IN:
		attr->kind = FZ_FD;
		attr->index = fz_random(random, 3);
		break;
	}
}

/* ---- calls ------------------------------------------------------------------------- */

static void add_driver_attrs(struct fz_seq *seq, struct fz_call *call,
			     struct fz_random *random)
{
	static const uint8_t zeroes[64];
	const int data = fz_seq_data(seq, zeroes, sizeof(zeroes));

	if (data >= 0 && fz_random(random, 4) && call->num_attrs < FZ_MAX_ATTRS)
		call->attrs[call->num_attrs++] = (struct fz_attr){
			.id = RUAPI_ATTR_UHW_IN,
			.wire = RUAPI_WIRE_BUF_IN,
			.flags = RUAPI_ATTR_F_MANDATORY,
			.kind = FZ_DATA,
			.data = data,
			.data_len = sizeof(zeroes),
			.len = sizeof(zeroes),
		};
	if (call->num_attrs < FZ_MAX_ATTRS)
		call->attrs[call->num_attrs++] = (struct fz_attr){
			.id = RUAPI_ATTR_UHW_OUT,
			.wire = RUAPI_WIRE_BUF_OUT,
			.flags = RUAPI_ATTR_F_MANDATORY,
			.kind = FZ_ROOM,
			.len = 256,
		};
}

/* Objects that a call can do without are mostly not there. */
static unsigned int optional_odds(const struct ruapi_desc_attr *spec)
{
	return spec->wire == RUAPI_WIRE_OBJ_IN ? 12 : 3;
}

/* What drivers say there is beside. */
static void add_extra_attrs(struct fz_seq *seq, struct fz_call *call,
			    struct fz_random *random)
{
	const struct ruapi_desc_attr *spec;
	unsigned int n;

	if (fz_is_method(call->object, call->action))
		call->attrs[call->num_attrs++] = (struct fz_attr){
			.id = RUAPI_ATTR_CONTEXT,
			.wire = RUAPI_WIRE_OBJ_IN,
			.flags = RUAPI_ATTR_F_MANDATORY,
			.kind = FZ_OBJ,
			.type = RUAPI_OBJ_CONTEXT,
			.len = 8,
		};
	for (n = 0; (spec = extra_attr(call->object, call->action, n)); n++)
		if (call->num_attrs < FZ_MAX_ATTRS &&
		    spec->id != RUAPI_ATTR_CONTEXT &&
		    ((spec->flags & RUAPI_SPEC_REQUIRED && !spec->refusal) ||
		     !fz_random(random, 3)))
			make_attr(seq, &call->attrs[call->num_attrs++], random, spec);
}

static void make_call(struct fz_seq *seq, struct fz_call *call,
		      struct fz_random *random, unsigned int object,
		      unsigned int action)
{
	const struct ruapi_action_spec *table = ruapi_action_spec(object, action);
	unsigned int groups[256] = {}, id, pick = !fz_random(random, 6);
	const struct ruapi_desc_attr *spec;
	bool wanted;

	memset(call, 0, sizeof(*call));
	call->object = object;
	call->action = action;
	call->driver = FZ_DRIVER_AUTO;
	if (table && table->class == RUAPI_CLASS_FAST)
		call->op = FZ_FAST;
	for (id = 1; id < RUAPI_MAX_ATTRS; id++) {
		spec = fz_spec(object, action, id);
		if (!spec || call->num_attrs == FZ_MAX_ATTRS)
			continue;
		if (spec->group)
			wanted = groups[spec->group]++ == pick;
		else
			wanted = spec->flags & RUAPI_SPEC_REQUIRED ||
				 !fz_random(random, optional_odds(spec));
		if (wanted)
			make_attr(seq, &call->attrs[call->num_attrs++], random,
				  spec);
	}
	add_extra_attrs(seq, call, random);
	if (call->op == FZ_FAST)
		call->arg = fz_random(random, 2);
	if (table && table->flags & RUAPI_ACTION_UHW)
		add_driver_attrs(seq, call, random);
}

/* Of the core, or of the driver of a device. */
static const struct ruapi_desc_action *any_action(struct fz_random *random)
{
	const struct ruapi_description *from = &extra[fz_random(random, num_devices)];

	if (!from->num_actions || fz_random(random, 8))
		from = &desc;
	return &from->actions[fz_random(random, from->num_actions)];
}

static void make_any(struct fz_seq *seq, struct fz_call *call,
		     struct fz_random *random)
{
	const struct ruapi_desc_action *action;

	memset(call, 0, sizeof(*call));
	call->driver = FZ_DRIVER_AUTO;
	switch (fz_random(random, 40)) {
	case 0 ... 1:
		call->op = FZ_READ;
		call->fd = fz_random(random, 2);
		call->arg = fz_random(random, 2) ? 4096 : fz_random(random, 600);
		call->wait = fz_random(random, 4);
		call->lie = !fz_random(random, 8);
		return;
	case 2:
		call->op = FZ_MMAP;
		call->fd = fz_random(random, 3) / 2;
		call->arg = fz_random(random, FZ_MAX_MAPS);
		call->reserved = fz_random(random, 4) ? 0 : any_number(random) << 12;
		call->flags = fz_random(random, 8);
		call->lie = !fz_random(random, 20);
		return;
	case 3:
		call->op = FZ_INFO;
		return;
	case 4:
		call->op = FZ_CLOSE;
		call->fd = 1 + fz_random(random, 2);
		return;
	case 5:
		call->op = fz_random(random, 3) ? FZ_UNPLUG : FZ_FLAP;
		call->arg = fz_random(random, num_devices);
		return;
	}
	action = any_action(random);
	make_call(seq, call, random, action->object, action->action);
	if (!fz_random(random, 16))
		call->fd = 1 + fz_random(random, 2);
}

/* What most calls need, in the order in which they need one another. */
struct action {
	uint16_t object;
	uint16_t action;
};

static const struct action basis[] = {
	{ RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN },
	{ RUAPI_OBJ_PD, RUAPI_PD_ALLOC },
	{ RUAPI_OBJ_CQ, RUAPI_CQ_CREATE },
	{ RUAPI_OBJ_MR, RUAPI_MR_REG },
	{ RUAPI_OBJ_SRQ, RUAPI_SRQ_CREATE },
	{ RUAPI_OBJ_QP, RUAPI_QP_CREATE },
	{ RUAPI_OBJ_CM_ID, RUAPI_CM_ID_CREATE },
	{ RUAPI_OBJ_EVENT_QUEUE, RUAPI_EVENT_QUEUE_CREATE },
};

/* And what only the simulated HCA has. */
static const struct action sim_basis[] = {
	{ RUAPI_OBJ_XRCD, RUAPI_XRCD_OPEN },
	{ RUAPI_OBJ_COUNTERS, RUAPI_COUNTERS_CREATE },
	{ RUAPI_OBJ_DM, RUAPI_DM_ALLOC },
	{ RUAPI_OBJ_DMAH, RUAPI_DMAH_ALLOC },
	{ RUAPI_OBJ_COMP_CNTR, RUAPI_COMP_CNTR_CREATE },
	{ RUAPI_OBJ_WQ, RUAPI_WQ_CREATE },
	{ RUAPI_OBJ_RWQ_TABLE, RUAPI_RWQ_TABLE_CREATE },
	{ RUAPI_OBJ_FLOW_ACTION, RUAPI_FLOW_ACTION_CREATE },
	{ RUAPI_OBJ_FLOW, RUAPI_FLOW_CREATE },
};

static void make_some(struct fz_seq *seq, struct fz_random *random,
		      const struct action *actions, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		make_call(seq, &seq->calls[seq->num_calls++], random,
			  actions[i].object, actions[i].action);
}

void fz_make(struct fz_seq *seq, struct fz_random *random)
{
	const unsigned int wanted = fz_random(random, COUNT(basis) + 1);
	const unsigned int more = 1 + fz_random(random, 12);
	unsigned int i;

	seq->num_calls = 0;
	seq->used = 0;
	make_some(seq, random, basis, wanted);
	if (has_sim && wanted > COUNT(basis) / 2)
		make_some(seq, random, sim_basis, fz_random(random, COUNT(sim_basis) + 1));
	for (i = 0; i < more; i++)
		make_any(seq, &seq->calls[seq->num_calls++], random);
}

/* ---- changes ------------------------------------------------------------------------- */

static void mutate_attr(struct fz_seq *seq, struct fz_call *call,
			struct fz_attr *attr, struct fz_random *random)
{
	const struct ruapi_desc_attr *spec =
		fz_spec(call->object, call->action, attr->id);

	switch (fz_random(random, 14)) {
	case 0:
		attr->id = fz_random(random, 24);
		break;
	case 1:
		attr->wire = fz_random(random, 12);
		break;
	case 2:
		attr->flags ^= 1 << fz_random(random, 8);
		break;
	case 3:
		attr->len = any_number(random);
		break;
	case 4:
		attr->len += (int32_t)fz_random(random, 17) - 8;
		break;
	case 5:
		/* Not mapped, of the kernel, misaligned, read-only. */
		attr->kind = FZ_VALUE;
		attr->value = any_number(random);
		break;
	case 6:
		attr->kind = FZ_MEM;
		attr->value = fz_random(random, 1 << 20);
		break;
	case 7:
		attr->index = fz_random(random, 8);
		break;
	case 8:
		attr->type = fz_random(random, __RUAPI_OBJ_MAX + 1);
		break;
	case 9 ... 11:
		if (attr->kind == FZ_DATA && attr->data_len)
			seq->data[attr->data + fz_random(random, attr->data_len)] =
				any_number(random);
		else
			attr->value = any_number(random);
		break;
	default:
		if (spec)
			make_attr(seq, attr, random, spec);
	}
}

static void mutate_header(struct fz_call *call, struct fz_random *random)
{
	switch (fz_random(random, 10)) {
	case 9:
		call->plain ^= true;
		break;
	case 0:
		call->lie = any_number(random);
		break;
	case 1:
		call->num_lie = any_number(random);
		break;
	case 2:
		call->flags = any_number(random);
		break;
	case 3:
		call->reserved = any_number(random);
		break;
	case 4:
		call->nr = 0x8f + fz_random(random, 6);
		break;
	case 5:
		call->driver = fz_random(random, 20);
		break;
	case 6:
		call->action = any_number(random);
		break;
	case 7:
		call->object = fz_random(random, __RUAPI_OBJ_MAX + 2);
		break;
	case 8:
		call->fd = fz_random(random, 3);
		break;
	}
}

static void mutate_call(struct fz_seq *seq, struct fz_call *call,
			struct fz_random *random)
{
	const unsigned int n = call->num_attrs;

	switch (fz_random(random, 13)) {
	case 0:
		mutate_header(call, random);
		break;
	case 12:
		call->fault = 1 + fz_random(random, 1 << fz_random(random, 7));
		break;
	case 1:
		/* One attribute less. */
		if (n)
			call->attrs[fz_random(random, n)] =
				call->attrs[--call->num_attrs];
		break;
	case 2:
		/* One attribute twice. */
		if (n && n < FZ_MAX_ATTRS)
			call->attrs[call->num_attrs++] =
				call->attrs[fz_random(random, n)];
		break;
	case 3:
		make_call(seq, call, random, call->object, call->action);
		break;
	default:
		if (n)
			mutate_attr(seq, call, &call->attrs[fz_random(random, n)],
				    random);
		else
			call->arg = any_number(random);
	}
}

static void insert_call(struct fz_seq *seq, struct fz_random *random)
{
	const unsigned int at = fz_random(random, seq->num_calls + 1);

	if (seq->num_calls == FZ_MAX_CALLS)
		return;
	memmove(&seq->calls[at + 1], &seq->calls[at],
		(seq->num_calls - at) * sizeof(seq->calls[0]));
	seq->num_calls++;
	if (at && fz_random(random, 3) == 0)
		seq->calls[at] = seq->calls[fz_random(random, at)];
	else
		make_any(seq, &seq->calls[at], random);
}

static void remove_call(struct fz_seq *seq, struct fz_random *random)
{
	const unsigned int at = fz_random(random, seq->num_calls);

	seq->num_calls--;
	memmove(&seq->calls[at], &seq->calls[at + 1],
		(seq->num_calls - at) * sizeof(seq->calls[0]));
}

/* Calls of another sequence, with their bytes, behind those of this one. */
static void append(struct fz_seq *seq, struct fz_random *random,
		   const struct fz_seq *other)
{
	unsigned int i, k;
	int data;

	i = other->num_calls ? fz_random(random, other->num_calls) : 0;
	for (; i < other->num_calls && seq->num_calls < FZ_MAX_CALLS; i++) {
		struct fz_call *call = &seq->calls[seq->num_calls++];

		*call = other->calls[i];
		for (k = 0; k < call->num_attrs; k++) {
			struct fz_attr *attr = &call->attrs[k];

			if (attr->kind != FZ_DATA)
				continue;
			data = fz_seq_data(seq, other->data + attr->data,
					   attr->data_len);
			attr->data = data < 0 ? 0 : data;
			attr->data_len = data < 0 ? 0 : attr->data_len;
		}
	}
}

/* Drops bytes that no attribute uses any more. */
static void compact(struct fz_seq *seq)
{
	uint8_t old[FZ_MAX_DATA];
	struct fz_attr *attr;
	unsigned int i, k;
	int data;

	memcpy(old, seq->data, seq->used);
	seq->used = 0;
	for (i = 0; i < seq->num_calls; i++) {
		for (k = 0; k < seq->calls[i].num_attrs; k++) {
			attr = &seq->calls[i].attrs[k];
			if (attr->kind != FZ_DATA)
				continue;
			data = fz_seq_data(seq, old + attr->data,
					   attr->data_len);
			attr->data = data < 0 ? 0 : data;
			attr->data_len = data < 0 ? 0 : attr->data_len;
		}
	}
}

void fz_mutate(struct fz_seq *seq, struct fz_random *random,
	       const struct fz_seq *other)
{
	unsigned int times = 1 + fz_random(random, 4);

	if (seq->used > FZ_MAX_DATA / 2)
		compact(seq);
	while (times--) {
		switch (fz_random(random, 12)) {
		case 0 ... 1:
			insert_call(seq, random);
			break;
		case 2:
			if (seq->num_calls > 1)
				remove_call(seq, random);
			break;
		case 3:
			append(seq, random, other);
			break;
		default:
			if (seq->num_calls)
				mutate_call(seq, &seq->calls[fz_random(random, seq->num_calls)],
					    random);
		}
	}
}
