// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Batches of fuzz_call: good calls that name one another's results, some of them bent,
 * in a vector that may be bent as well.
 */
#include "fuzz_call.h"

#define MAX_CALLS 6

/* Where buffers start: behind all calls. */
#define BATCH_BUFFERS 12288

/**
 * struct vector - a batch as it was given
 * @hdr: its header
 * @nr: number of the ioctl
 * @at: where each call was put, from the header on
 * @calls: header of each
 * @count: calls that were put there
 */
struct vector {
	struct ruapi_batch hdr;
	unsigned int nr;
	u32 at[MAX_CALLS];
	struct ruapi_hdr calls[MAX_CALLS];
	unsigned int count;
};

/* The type of what a call makes, 0: nothing. */
static u16 made_by(const struct ruapi_hdr *hdr)
{
	const struct ruapi_action_spec *spec =
		ruapi_action_spec(hdr->object, hdr->action);
	u16 id;

	for (id = 0; spec && id < spec->num_attrs; id++)
		if (spec->attrs[id].name &&
		    ruapi_spec_wire(&spec->attrs[id]) == RUAPI_WIRE_OBJ_NEW)
			return spec->attrs[id].object ?: hdr->object;
	return 0;
}

/* The newest earlier call that makes such an object; its own number: none. */
static unsigned int maker_of(const struct vector *vector, u32 object)
{
	unsigned int i;

	for (i = vector->count; i--;)
		if (made_by(&vector->calls[i]) == object)
			return i;
	return vector->count;
}

/* Most objects are those that an earlier call is to make, if there is one. */
static void name_results(struct run *run, const struct vector *vector)
{
	struct ruapi_hdr *hdr = &run->claim.before;
	unsigned int maker;
	u32 i;

	for (i = 0; i < hdr->num_attrs; i++) {
		struct ruapi_attr *attr = &run->claim.attrs[i];
		const u8 what = input_u8(&run->in);

		if (attr->wire != RUAPI_WIRE_OBJ_IN && what < 253)
			continue;
		maker = maker_of(vector, attr->obj.object);
		if (what < 253 && (maker == vector->count || what % 4 == 3))
			continue;
		attr->obj.object |= RUAPI_OBJ_RESULT;
		attr->obj.handle = what < 253 ? maker : input_u8(&run->in) % 8;
	}
}

/* The n-th action that may stand anywhere, or any. */
static void choose_action(struct run *run, bool last, u16 *object, u16 *action)
{
	const u8 n = input_u8(&run->in);
	u8 i = n;

	do {
		nth_action(i++, object, action);
	} while (!last && n < 240 && i != n &&
		 ruapi_spec_place(ruapi_action_spec(*object, *action)) !=
			 RUAPI_PLACE_ANY);
}

static void add_call(struct run *run, struct vector *vector)
{
	struct ruapi_hdr *hdr = &run->claim.before;
	const struct ruapi_action_spec *spec;
	u16 object, action;
	u8 driver;

	choose_action(run, vector->count + 1 == vector->hdr.num_calls, &object,
		      &action);
	spec = ruapi_action_spec(object, action);
	memset(run->claim.attrs, 0, sizeof(run->claim.attrs));
	driver = input_u8(&run->in) % (STUB_DEVICES + 1);
	*hdr = (struct ruapi_hdr){
		.length = sizeof(*hdr),
		.object = object,
		.action = action,
		.driver_id = driver ? stub_devices[driver - 1].driver_id : 0,
	};
	build_good(run, spec);
	name_results(run, vector);
	if (input_u8(&run->in) % 16 == 15)
		bend(run);
	vector->at[vector->count] = vector->hdr.length;
	vector->calls[vector->count++] = *hdr;
	memcpy(user.bytes + vector->hdr.length, hdr, sizeof(*hdr));
	memcpy(user.bytes + vector->hdr.length + sizeof(*hdr), run->claim.attrs,
	       sizeof(run->claim.attrs));
	vector->hdr.length += sizeof(*hdr) +
			      min(hdr->num_attrs, (u16)RUAPI_MAX_ATTRS) *
			      sizeof(struct ruapi_attr);
}

static void bend_vector(struct run *run, struct vector *vector)
{
	switch (input_u8(&run->in)) {
	case 1:
		vector->hdr.length += (s32)(input_u8(&run->in) % 65) - 32;
		break;
	case 2:
		vector->hdr.length = input_u32(&run->in);
		break;
	case 3:
		vector->hdr.num_calls = input_u16(&run->in);
		break;
	case 4:
		vector->hdr.num_calls += (s32)(input_u8(&run->in) % 3) - 1;
		break;
	case 5:
		vector->hdr.flags = input_u8(&run->in);
		vector->hdr.view = input_u8(&run->in) % 2 ? STUB_VIEW : 1;
		break;
	case 6:
		vector->hdr.view = input_u8(&run->in);
		break;
	}
}

static void allow_outputs(const struct ruapi_attr *attrs, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++)
		if (attrs[i].wire == RUAPI_WIRE_BUF_OUT)
			user_set_writable(attrs[i].ptr, attrs[i].len, true);
}

/* All but what the kernel reads only. */
static void lay_out(const struct vector *vector)
{
	const struct ruapi_hdr *hdr;
	unsigned int i;
	u32 count;
	u64 at;

	memcpy(user.bytes, &vector->hdr, sizeof(vector->hdr));
	memset(user.writable, 0, sizeof(user.writable));
	user_set_writable(USER_BASE + offsetof(struct ruapi_batch, flags),
			  sizeof(vector->hdr.flags), true);
	user_set_writable(USER_BASE + offsetof(struct ruapi_batch, bad_call),
			  sizeof(vector->hdr) -
			  offsetof(struct ruapi_batch, bad_call), true);
	for (i = 0; i < vector->count; i++) {
		hdr = user_at(USER_BASE + vector->at[i]);
		at = USER_BASE + vector->at[i];
		count = min(hdr->num_attrs, (u16)RUAPI_MAX_ATTRS);
		user_set_writable(at + offsetof(struct ruapi_hdr, bad_attr),
				  offsetof(struct ruapi_hdr, view) -
				  offsetof(struct ruapi_hdr, bad_attr), true);
		user_set_writable(at + sizeof(*hdr),
				  count * sizeof(struct ruapi_attr), true);
		allow_outputs(hdr->attrs, count);
	}
}

static bool call_is_good(const struct vector *vector, unsigned int i)
{
	const struct ruapi_hdr *hdr = &vector->calls[i];
	const struct ruapi_action_spec *spec;
	u8 place;

	spec = ruapi_action_spec(hdr->object, hdr->action);
	if (!spec || hdr->flags || hdr->view ||
	    hdr->num_attrs > RUAPI_MAX_ATTRS ||
	    hdr->length != sizeof(*hdr) +
			   hdr->num_attrs * sizeof(struct ruapi_attr))
		return false;
	if (spec->class == RUAPI_CLASS_CM && vector->nr != RUAPI_NR_BATCH_CM)
		return false;
	place = ruapi_spec_place(spec);
	return place == RUAPI_PLACE_ANY || place == RUAPI_PLACE_END ||
	       (place == RUAPI_PLACE_LAST && i + 1 == vector->hdr.num_calls);
}

/* A batch that succeeds was well made: its handles are there, or are gone. */
static void check_success(const struct run *run, const struct vector *vector)
{
	const struct ruapi_batch *after = user_at(USER_BASE);
	const struct ruapi_attr *attr;
	struct ruapi_obj *obj;
	unsigned int i;
	u32 k;

	shim_assert(vector->hdr.num_calls == vector->count);
	for (i = 0; i < vector->count; i++) {
		const struct ruapi_hdr *hdr = user_at(USER_BASE + vector->at[i]);
		const bool done = !after->bad_errno || i < after->bad_call;

		shim_assert(call_is_good(vector, i));
		for (k = 0; k < hdr->num_attrs && !shim.failed && done; k++) {
			attr = &hdr->attrs[k];
			if (!(attr->flags & RUAPI_ATTR_F_VALID))
				continue;
			if (attr->wire != RUAPI_WIRE_OBJ_NEW &&
			    attr->wire != RUAPI_WIRE_OBJ_DESTROY)
				continue;
			obj = ruapi_object_get(run->claim.ns, attr->obj.handle);
			shim_assert(!obj == (attr->wire ==
					     RUAPI_WIRE_OBJ_DESTROY));
			if (obj)
				ruapi_object_put(obj);
		}
	}
}

/* It says which call, and that call says the same. */
static void check_failure(const struct vector *vector)
{
	const struct ruapi_batch *after = user_at(USER_BASE);
	const struct ruapi_hdr *bad;

	if (shim.failed || after->bad_call == U32_MAX)
		return;
	shim_assert(after->bad_call < vector->hdr.num_calls);
	if (after->bad_call >= vector->count)
		return;
	bad = user_at(USER_BASE + vector->at[after->bad_call]);
	shim_assert(bad->reason == after->reason &&
		    bad->bad_attr == after->bad_attr &&
		    bad->bad_index == after->bad_index);
}

/* Outputs that are where the calls are tell nothing. */
static bool overlaps(const struct vector *vector)
{
	const struct ruapi_hdr *hdr;
	unsigned int i;
	u32 k;

	for (i = 0; i < vector->count; i++) {
		hdr = user_at(USER_BASE + vector->at[i]);
		for (k = 0; k < min(hdr->num_attrs, (u16)RUAPI_MAX_ATTRS); k++)
			if (hdr->attrs[k].wire == RUAPI_WIRE_BUF_OUT &&
			    hdr->attrs[k].ptr < USER_BASE + BATCH_BUFFERS)
				return true;
	}
	return false;
}

void step_batch(struct run *run)
{
	const unsigned int wanted = 1 + input_u8(&run->in) % MAX_CALLS;
	struct vector vector = {
		.hdr = {
			.length = sizeof(vector.hdr),
			.num_calls = wanted,
		},
		.nr = input_u8(&run->in) % 4 ? RUAPI_NR_BATCH_CM :
					       RUAPI_NR_BATCH,
	};
	bool overlap;
	u32 live;
	long ret;

	memset(&run->claim, 0, sizeof(run->claim));
	run->claim.ns = &run->ns[0];
	run->next = BATCH_BUFFERS;
	while (vector.count < wanted)
		add_call(run, &vector);
	bend_vector(run, &vector);
	set_weather(run);
	lay_out(&vector);
	overlap = overlaps(&vector);
	live = count_objects(&run->ns[0]);
	ret = ruapi_ioctl_batch(&run->ns[0], NULL,
				_IOC(_IOC_READ | _IOC_WRITE, RUAPI_IOC_TYPE,
				     vector.nr, sizeof(vector.hdr)),
				(void *)(uintptr_t)USER_BASE);
	calm_weather(run);
	shim_assert(ret <= 0 && ret > -4096);
	/* A failed batch has no effect; see call_abort() for @kept. */
	if (ret && !stub.kept)
		shim_assert(count_objects(&run->ns[0]) == live);
	if (overlap)
		return;
	if (ret)
		check_failure(&vector);
	else
		check_success(run, &vector);
}
