// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The call path of the module (call.c, call_*.c, action.c, object.c, handle.c, access.c,
 * event.c, attr.h), compiled as it is, with calls that the input describes:
 * valid ones by the specification, then bent; with allocations and copies that
 * fail, handlers that fail, devices that go away, events that come.
 */
#include "fuzz_call.h"

/* Calls, events and reads in one input. */
#define MAX_STEPS 40
#define MAX_OBJECTS 64

/* ---- objects ---------------------------------------------------------------- */

/* The n-th object of a type, 0: of any; NULL: there is none. */
struct ruapi_obj *pick(struct ruapi_ns *ns, u16 type, u8 n)
{
	struct ruapi_obj *obj, *found[MAX_OBJECTS];
	unsigned int count = 0;
	u32 slot;

	for_each_object(ns, slot, obj)
		if ((!type || obj->type == type) && count < MAX_OBJECTS)
			found[count++] = obj;
	return count ? found[n % count] : NULL;
}

/* ---- calls --------------------------------------------------------------------- */

static struct ruapi_attr *add_attr(struct run *run)
{
	struct ruapi_hdr *hdr = &run->claim.before;

	if (hdr->num_attrs == RUAPI_MAX_ATTRS)
		return NULL;
	hdr->length += sizeof(struct ruapi_attr);
	return &run->claim.attrs[hdr->num_attrs++];
}

/* Room in the user's memory, filled with a byte. */
static u64 add_buffer(struct run *run, u32 len, u8 fill)
{
	const u32 at = run->next;

	if (len > USER_SIZE - at)
		return USER_BASE + USER_SIZE - 1;
	memset(&user.bytes[at], fill, len);
	run->next += (len + 7) & ~7u;
	return USER_BASE + at;
}

static u32 good_length(struct run *run, const struct ruapi_attr_spec *spec)
{
	const u8 more = input_u8(&run->in);

	switch (spec->type) {
	case RUAPI_T_STRUCT:
		if (spec->flags & RUAPI_SPEC_OUT || !(more & 1))
			return spec->max_len + (more >> 4);
		return spec->min_len;
	case RUAPI_T_ARRAY:
	case RUAPI_T_OBJS:
	case RUAPI_T_FDS:
		if (spec->flags & RUAPI_SPEC_OUT)
			return more * 8;
		return min(spec->min_len * (1u + more % 8), spec->max_len);
	case RUAPI_T_BYTES:
		return min(spec->min_len + more, spec->max_len);
	case RUAPI_T_SOCKADDR:
		return more & 1 ? 16 : 28;
	default:
		return ruapi_spec_width(spec);
	}
}

static u64 good_value(struct run *run, const struct ruapi_attr_spec *spec)
{
	const u8 what = input_u8(&run->in);

	if (spec->type == RUAPI_T_FLAGS32)
		return what & spec->known;
	if (spec->names && spec->names->count)
		return spec->names->list[what % spec->names->count].value;
	if (spec->known)
		return what == 255 ? spec->known : what % (spec->known + 1);
	return what;
}

static void good_object(struct run *run, struct ruapi_attr *attr,
			const struct ruapi_attr_spec *spec)
{
	struct ruapi_obj *obj;

	attr->obj.object = spec->object ?: run->claim.before.object;
	if (spec->access == RUAPI_ACCESS_NEW)
		return;
	obj = pick(run->claim.ns, attr->obj.object, input_u8(&run->in));
	attr->obj.handle = obj ? object_handle(obj) : 0;
}

static void good_objects(struct run *run, struct ruapi_attr *attr,
			 const struct ruapi_attr_spec *spec)
{
	struct ruapi_attr one;
	u32 i;

	attr->ptr = add_buffer(run, attr->len, 0);
	for (i = 0; i < attr->len && user_has(attr->ptr, attr->len);
	     i += sizeof(one.obj)) {
		good_object(run, &one, spec);
		memcpy(user_at(attr->ptr + i), &one.obj, sizeof(one.obj));
	}
}

static void add_good_attr(struct run *run, u16 id,
			  const struct ruapi_attr_spec *spec)
{
	struct ruapi_attr *attr = add_attr(run);

	if (!attr)
		return;
	*attr = (struct ruapi_attr){
		.id = id,
		.wire = ruapi_spec_wire(spec),
		.flags = RUAPI_ATTR_F_MANDATORY,
		.len = good_length(run, spec),
	};
	switch (attr->wire) {
	case RUAPI_WIRE_IN:
		attr->value = good_value(run, spec);
		break;
	case RUAPI_WIRE_BUF_IN:
	case RUAPI_WIRE_FDS_IN:
	case RUAPI_WIRE_BUF_OUT:
		attr->ptr = add_buffer(run, attr->len, 0);
		if (attr->wire != RUAPI_WIRE_BUF_OUT)
			memset(user_at(attr->ptr), input_u8(&run->in),
			       min(attr->len, spec->max_len));
		break;
	case RUAPI_WIRE_OBJS_IN:
		good_objects(run, attr, spec);
		break;
	case RUAPI_WIRE_OBJ_IN:
	case RUAPI_WIRE_OBJ_DESTROY:
	case RUAPI_WIRE_OBJ_NEW:
		good_object(run, attr, spec);
		break;
	}
}

static void add_driver_attr(struct run *run, u16 id, u8 wire)
{
	const u8 len = input_u8(&run->in);
	struct ruapi_attr *attr;

	if (!len)
		return;
	attr = add_attr(run);
	if (attr)
		*attr = (struct ruapi_attr){
			.id = id,
			.wire = wire,
			.flags = RUAPI_ATTR_F_MANDATORY,
			.len = len,
			.ptr = add_buffer(run, len, len),
		};
}

/* All that an action requires, and of the rest what the input says. */
void build_good(struct run *run, const struct ruapi_action_spec *spec)
{
	const u32 wanted = input_u16(&run->in);
	unsigned int chosen[256] = {}, group, id;
	const struct ruapi_attr_spec *attr;

	for (id = 0; id < spec->num_attrs; id++) {
		attr = ruapi_attr_spec(spec, id);
		if (!attr)
			continue;
		group = attr->group;
		/* Of a group the first, the second, or, seldom, both. */
		if (group ? chosen[group]++ != (wanted & 1) &&
				    wanted >> 12 != 15 :
			    !(attr->flags & RUAPI_SPEC_REQUIRED) &&
				    !(wanted >> (id % 16) & 1))
			continue;
		add_good_attr(run, id, attr);
	}
	if (spec->flags & RUAPI_ACTION_UHW) {
		add_driver_attr(run, RUAPI_ATTR_UHW_IN, RUAPI_WIRE_BUF_IN);
		add_driver_attr(run, RUAPI_ATTR_UHW_OUT, RUAPI_WIRE_BUF_OUT);
	}
}

static void bend_attr(struct run *run, struct ruapi_attr *attr, u8 how)
{
	struct ruapi_hdr *hdr = &run->claim.before;
	struct ruapi_obj *obj;
	struct ruapi_attr *copy;

	switch (how % 11) {
	case 0:
		attr->id = input_u16(&run->in);
		break;
	case 1:
		attr->wire = input_u8(&run->in);
		break;
	case 2:
		attr->flags = input_u8(&run->in);
		break;
	case 3:
		attr->len = input_u32(&run->in);
		break;
	case 4:
		attr->len += (s32)(input_u8(&run->in) % 9) - 4;
		break;
	case 5:
		attr->value = input_u64(&run->in);
		break;
	case 6:
		/* Just before, just behind, or across the end of memory. */
		attr->ptr = USER_BASE + USER_SIZE - input_u8(&run->in);
		break;
	case 7:
		obj = pick(&run->ns[input_u8(&run->in) % 2], 0,
			   input_u8(&run->in));
		attr->obj.handle = obj ? object_handle(obj) : 1;
		break;
	case 8:
		copy = add_attr(run);
		if (copy)
			*copy = *attr;
		break;
	case 9:
		attr->ptr += 1;
		break;
	case 10:
		hdr->num_attrs--;
		hdr->length -= sizeof(*attr);
		*attr = run->claim.attrs[hdr->num_attrs];
		break;
	}
}

static void bend_header(struct run *run, struct ruapi_hdr *hdr, u8 how)
{
	switch (how % 8) {
	case 0:
		hdr->length = input_u32(&run->in);
		break;
	case 1:
		hdr->object = input_u16(&run->in);
		break;
	case 2:
		hdr->action = input_u16(&run->in);
		break;
	case 3:
		hdr->driver_id = input_u8(&run->in);
		break;
	case 4:
		hdr->num_attrs = input_u16(&run->in);
		break;
	case 5:
		hdr->flags = input_u8(&run->in);
		if (hdr->flags == RUAPI_HDR_F_VIEW)
			hdr->view = STUB_VIEW + input_u8(&run->in) % 2;
		break;
	case 6:
		hdr->view = input_u8(&run->in);
		break;
	case 7:
		run->claim.nr = 0x90 + input_u8(&run->in) % 4;
		break;
	}
}

void bend(struct run *run)
{
	struct ruapi_hdr *hdr = &run->claim.before;
	unsigned int times = input_u8(&run->in) % 4;
	u8 which, how;

	while (times--) {
		which = input_u8(&run->in);
		how = input_u8(&run->in);
		if (hdr->num_attrs && hdr->num_attrs <= RUAPI_MAX_ATTRS &&
		    which < 192)
			bend_attr(run, &run->claim.attrs[which % hdr->num_attrs],
				  how);
		else
			bend_header(run, hdr, how);
	}
}

/* Whose objects others use; there is one at a time. */
static struct run *holder;

/* The other thread's call ends. */
static void let_go(void)
{
	if (!holder)
		return;
	ruapi_object_unlock(holder->held, holder->held_access);
	ruapi_object_put(holder->held);
	holder->held = NULL;
	holder = NULL;
}

/* Another thread is in the middle of a call with some object. */
static void hold(struct run *run, u8 access)
{
	struct ruapi_obj *obj = pick(&run->ns[0], 0, input_u8(&run->in));

	if (!obj || ruapi_object_lock(obj, access))
		return;
	kref_get(&obj->uobj.ref);
	run->held = obj;
	run->held_access = access;
	holder = run;
	shim.on_sleep = let_go;
}

/* What goes wrong outside of the call. */
void set_weather(struct run *run)
{
	static const u8 errors[] = {
		0, 0, EINVAL, ENOMEM, EBUSY, EOPNOTSUPP, EAGAIN, ENODEV,
	};
	const u8 weather = input_u8(&run->in);

	stub = (struct stub){
		.err = errors[input_u8(&run->in) % ARRAY_SIZE(errors)],
		.out_len = input_u8(&run->in) * 9,
	};
	shim.failed = false;
	shim.fail_alloc = 0;
	shim.fail_copy = 0;
	switch (weather) {
	case 1 ... 6:
		shim.fail_alloc = weather;
		break;
	case 7 ... 14:
		shim.fail_copy = weather - 6;
		break;
	case 15:
		stub.busy = true;
		shim.fail_copy = 3;
		break;
	case 16:
		stub.lsm = -EACCES;
		break;
	case 17:
		stub.cgroup = -EAGAIN;
		break;
	case 18:
		stub.no_cap = true;
		break;
	case 19:
		stub.no_net = true;
		break;
	case 20:
		hold(run, RUAPI_ACCESS_READ);
		break;
	case 21:
		hold(run, RUAPI_ACCESS_WRITE);
		break;
	}
}

void calm_weather(struct run *run)
{
	shim.on_sleep = NULL;
	let_go();
	shim.fail_alloc = 0;
	shim.fail_copy = 0;
	stub.busy = false;
}

/* The user's memory gets the call, and says where the kernel may write. */
static void lay_out(struct run *run)
{
	struct claim *claim = &run->claim;
	const struct ruapi_hdr *hdr = &claim->before;
	u32 i;

	memset(user.writable, 0, sizeof(user.writable));
	memcpy(user.bytes, hdr, sizeof(*hdr));
	memcpy(user.bytes + sizeof(*hdr), claim->attrs, sizeof(claim->attrs));
	user_set_writable(USER_BASE + offsetof(struct ruapi_hdr, bad_attr),
			  offsetof(struct ruapi_hdr, view) -
			  offsetof(struct ruapi_hdr, bad_attr), true);
	user_set_writable(USER_BASE + offsetof(struct ruapi_hdr, flags),
			  sizeof(hdr->flags), true);
	user_set_writable(USER_BASE + offsetof(struct ruapi_hdr, view),
			  sizeof(hdr->view), true);
	if (hdr->num_attrs > RUAPI_MAX_ATTRS)
		return;
	user_set_writable(USER_BASE + sizeof(*hdr),
			  hdr->num_attrs * sizeof(struct ruapi_attr), true);
	for (i = 0; i < hdr->num_attrs; i++)
		if (claim->attrs[i].wire == RUAPI_WIRE_BUF_OUT)
			user_set_writable(claim->attrs[i].ptr,
					  claim->attrs[i].len, true);
}

u32 count_objects(struct ruapi_ns *ns)
{
	struct ruapi_obj *obj;
	u32 count = 0, slot;

	for_each_object(ns, slot, obj)
		count++;
	return count;
}

static void step_call(struct run *run, u16 object, u16 action)
{
	const struct ruapi_action_spec *spec = ruapi_action_spec(object, action);
	struct claim *claim = &run->claim;
	const unsigned int which = input_u8(&run->in) % 8 == 7;
	struct ruapi_hdr *hdr = &claim->before;
	u8 driver;

	memset(claim, 0, sizeof(*claim));
	run->next = BUFFERS;
	claim->ns = &run->ns[which];
	claim->nr = spec->class;
	driver = input_u8(&run->in) % (STUB_DEVICES + 1);
	*hdr = (struct ruapi_hdr){
		.length = sizeof(*hdr),
		.object = object,
		.action = action,
		.driver_id = driver ? stub_devices[driver - 1].driver_id : 0,
	};
	build_good(run, spec);
	bend(run);
	set_weather(run);
	lay_out(run);
	claim->live = count_objects(claim->ns);
	claim->ret = ruapi_ioctl_call(claim->ns, NULL,
				      _IOC(_IOC_READ | _IOC_WRITE,
					   RUAPI_IOC_TYPE, claim->nr,
					   sizeof(*hdr)),
				      (void *)(uintptr_t)USER_BASE);
	calm_weather(run);
	memcpy(&claim->after, user.bytes, sizeof(claim->after));
	claim_check(claim);
}

static void step_fast(struct run *run, u16 object, u16 action)
{
	struct ruapi_obj *obj = pick(&run->ns[0], object, input_u8(&run->in));
	const u8 bent = input_u8(&run->in);
	struct ruapi_fast fast = {
		.object = bent == 1 ? input_u16(&run->in) : object,
		.action = bent == 2 ? input_u16(&run->in) : action,
		.handle = obj ? object_handle(obj) : 1,
		.arg = bent == 3 ? input_u64(&run->in) : bent & 1,
	};
	long ret;

	set_weather(run);
	memset(user.writable, 0, sizeof(user.writable));
	memcpy(user.bytes, &fast, sizeof(fast));
	ret = ruapi_ioctl_fast(&run->ns[0], (void *)(uintptr_t)USER_BASE);
	calm_weather(run);
	shim_assert(ret <= 0 && ret > -4096);
	if (!ret)
		shim_assert(stub.ran && obj &&
			    ruapi_action_spec(fast.object, fast.action)->class ==
				    RUAPI_CLASS_FAST);
}

/* ---- events -------------------------------------------------------------------- */

static struct ruapi_event_entry *event_source(struct ruapi_obj *obj, u8 which)
{
	switch (obj->type) {
	case RUAPI_OBJ_CQ:
		return which & 1 ?
			       &container_of(obj, struct ruapi_cq, obj)->comp :
			       &container_of(obj, struct ruapi_cq, obj)->async;
	case RUAPI_OBJ_QP:
		return &container_of(obj, struct ruapi_qp, obj)->async;
	case RUAPI_OBJ_SRQ:
		return &container_of(obj, struct ruapi_srq, obj)->async;
	default:
		return NULL;
	}
}

static void step_event(struct run *run)
{
	struct ruapi_obj *obj = pick(&run->ns[0], 0, input_u8(&run->in));
	struct ruapi_event_entry *entry;
	const u8 code = input_u8(&run->in);

	set_weather(run);
	if (code == 255)
		ruapi_queue_post_device(run->ns[0].queue,
					RUAPI_EVENT_DEVICE_ADDED, code, 0, 0);
	entry = obj ? event_source(obj, code) : NULL;
	if (entry)
		ruapi_event_post(entry, code % 40);
	calm_weather(run);
}

/* Whole records come, no more than there is room for. */
static void check_records(const struct ruapi_queue *queue, long ret)
{
	const struct ruapi_event *event;
	long at = 0;

	while (queue->format == RUAPI_EVENT_FORMAT_RECORDS && at < ret) {
		event = user_at(USER_BASE + BUFFERS + at);
		shim_assert(event->length >= sizeof(*event) &&
			    !(event->length % 8) && event->type &&
			    event->type < __RUAPI_EVENT_MAX);
		at += event->length;
	}
	if (queue->format == RUAPI_EVENT_FORMAT_RECORDS && ret > 0)
		shim_assert(at == ret);
}

static void step_read(struct run *run)
{
	struct ruapi_obj *obj = pick(&run->ns[0], RUAPI_OBJ_EVENT_QUEUE,
				     input_u8(&run->in));
	struct ruapi_queue *queue = run->ns[0].queue;
	struct kiocb iocb = { .ki_filp = &run->files[0] };
	struct iov_iter to = {
		.at = (void *)(uintptr_t)(USER_BASE + BUFFERS),
		.count = input_u8(&run->in) * 4,
	};
	long ret;

	if (obj && input_u8(&run->in) & 1)
		queue = container_of(obj, struct ruapi_event_queue, obj)->queue;
	set_weather(run);
	memset(user.writable, 0, sizeof(user.writable));
	user_set_writable(USER_BASE + BUFFERS, to.count, true);
	ret = ruapi_queue_read(queue, &iocb, &to);
	calm_weather(run);
	if (!shim.failed)
		check_records(queue, ret);
	ruapi_queue_poll(queue, &run->files[0], NULL);
}

/* The device of a context is removed. */
static void step_unplug(struct run *run)
{
	struct ruapi_obj *obj = pick(&run->ns[0], RUAPI_OBJ_CONTEXT,
				     input_u8(&run->in));

	if (obj && !to_context(obj)->dead)
		stub_kill(to_context(obj));
}

/* Many objects come and go, so that old slots are used again. */
static void step_burn(struct run *run)
{
	unsigned int i, count = input_u8(&run->in) * 2;
	struct ruapi_obj *obj;

	for (i = 0; i < count; i++) {
		obj = ruapi_object_alloc(&run->ns[0], RUAPI_OBJ_PD);
		shim_assert(obj && !ruapi_object_reserve(obj));
		shim_assert(object_handle(obj));
		ruapi_object_abort(obj);
	}
}

/* ---- inputs --------------------------------------------------------------------- */

/* The n-th action there is. */
void nth_action(u8 n, u16 *object, u16 *action)
{
	static struct { u16 object, action; } all[256];
	static unsigned int count;
	const bool found = count;
	unsigned int o, a;

	for (o = 0; !found && o < __RUAPI_OBJ_MAX; o++)
		for (a = 0; a < 256; a++)
			if (ruapi_action_spec(o, a)) {
				all[count].object = o;
				all[count++].action = a;
			}
	*object = all[n % count].object;
	*action = all[n % count].action;
}

static void step(struct run *run)
{
	const u8 op = input_u8(&run->in);
	u16 object, action;

	switch (op) {
	case 255:
		step_event(run);
		break;
	case 254:
		step_read(run);
		break;
	case 253:
		step_unplug(run);
		break;
	case 252:
		step_burn(run);
		break;
	case 251:
		step_batch(run);
		break;
	default:
		nth_action(op, &object, &action);
		if (ruapi_action_spec(object, action)->class ==
		    RUAPI_CLASS_FAST)
			step_fast(run, object, action);
		else
			step_call(run, object, action);
	}
	stub_check_idle(&run->ns[0]);
	stub_check_idle(&run->ns[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned int compiled;
	struct run *run;
	unsigned int i, steps;

	if (!compiled) {
		stub_init();
		shim_assert(!ruapi_actions_init());
		compiled = shim.allocated;
	}
	run = calloc(1, sizeof(*run));
	shim_assert(run);
	run->in = (struct input){ .at = data, .left = size };
	user.fds_open = 0;
	stub_ns_open(&run->ns[0], &run->files[0]);
	stub_ns_open(&run->ns[1], &run->files[1]);
	for (steps = 0; steps < MAX_STEPS && run->in.left; steps++)
		step(run);
	stub_ns_close(&run->ns[0]);
	stub_ns_close(&run->ns[1]);
	/* Nothing is left of it. */
	shim_assert(shim.allocated == compiled);
	for (i = 0; i < STUB_DEVICES; i++)
		shim_assert(stub_devices[i].ref.refcount.refs == 1);
	free(run);
	return 0;
}
