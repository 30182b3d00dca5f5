// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Every wrapper, against an ioctl that checks the wire format:
 * - required attributes only, all attributes, the other ones of groups
 * - zeroes are sent if asked for
 * - a kernel that knows half of a struct, or no output at all
 * - ENOSPC reports what it takes, other errors report why
 */
#include "test.h"
#include "probe.h"

static struct probe *now;

static const struct ruapi_attr_spec *row(const struct probe *p, unsigned int id)
{
	const struct ruapi_attr_spec *spec;

	spec = ruapi_attr_spec(ruapi_action_spec(p->object, p->action), id);
	assert_non_null(spec);
	return spec;
}

/* Is @id the first, or for LAST the last one, of its group? */
static int is_chosen(const struct probe *p, unsigned int id)
{
	const struct ruapi_action_spec *action;
	const unsigned int group = row(p, id)->group;
	unsigned int chosen = 0;
	unsigned int i;

	action = ruapi_action_spec(p->object, p->action);
	for (i = 0; i < action->num_attrs; i++)
		if (action->attrs[i].name && action->attrs[i].group == group &&
		    (!chosen || p->variant == PROBE_LAST))
			chosen = i;
	return chosen == id;
}

int probe_gives(const struct probe *p, unsigned int id)
{
	const struct ruapi_attr_spec *spec = row(p, id);

	if (spec->flags & RUAPI_SPEC_REQUIRED)
		return 1;
	if (spec->group)
		return is_chosen(p, id);
	return p->variant != PROBE_REQUIRED && p->variant != PROBE_DEAF;
}

uint64_t probe_value(const struct probe *p, unsigned int id)
{
	const struct ruapi_attr_spec *spec = row(p, id);

	if (p->variant == PROBE_ZERO && spec->type != RUAPI_T_OBJ &&
	    !(spec->flags & RUAPI_SPEC_OUT))
		return 0;
	return spec_value(spec, p->object * 1000 + p->action * 32 + id);
}

uint32_t probe_bytes(const struct probe *p, unsigned int id)
{
	const uint32_t bytes = spec_bytes(row(p, id));

	assert_true(bytes && bytes <= PROBE_BYTES);
	return bytes;
}

void probe_fill(const struct probe *p, unsigned int id, void *ptr,
		uint32_t len)
{
	uint8_t *bytes = ptr;
	uint32_t i;

	for (i = 0; i < len; i++)
		bytes[i] = i * 7 + id * 31 + p->action;
}

static void check_fill(const struct probe *p, unsigned int id, const void *ptr,
		       uint32_t len)
{
	uint8_t expected[PROBE_BYTES];

	assert_true(len <= sizeof(expected));
	probe_fill(p, id, expected, len);
	assert_memory_equal(ptr, expected, len);
}

void probe_uhw(struct probe *p, struct ruapi_uhw *uhw)
{
	static const char request[16] = "driver request";

	if (p->variant == PROBE_REQUIRED || p->variant == PROBE_DEAF)
		return;
	*uhw = (struct ruapi_uhw) {
		.in = request,
		.in_len = sizeof(request),
		.out = p->uhw_out,
		.out_max = sizeof(p->uhw_out),
		.driver_id = 14,
	};
}

void probe_uhw_done(const struct probe *p, const struct ruapi_uhw *uhw)
{
	if (!uhw->out_max)
		return;
	assert_int_equal(uhw->out_len, 8);
	check_fill(p, RUAPI_ATTR_UHW_OUT, uhw->out, 8);
}

/* Is it newer than the release that the wrappers were made after? */
static int is_newer(const struct probe *p, unsigned int id)
{
	const struct probe_row *row;

	for (row = probe_rows; row->enumerator; row++)
		if (row->object == p->object && row->action == p->action &&
		    row->id == id)
			return row->newer;
	return 0;
}

static int on_demand(const struct probe *p, unsigned int id,
		     const struct ruapi_attr_spec *spec)
{
	if (is_newer(p, id))
		return 1;
	return p->action == RUAPI_DESTROY &&
	       ruapi_spec_wire(spec) == RUAPI_WIRE_OUT;
}

/* Must the attribute be in the call? */
static int expected(const struct probe *p, unsigned int id)
{
	const struct ruapi_attr_spec *spec = row(p, id);

	if (ruapi_spec_wire(spec) == RUAPI_WIRE_OUT && !on_demand(p, id, spec))
		return 1;
	return probe_gives(p, id);
}

void probe_scalar(const struct probe *p, unsigned int id, uint64_t value,
		  uint32_t size)
{
	const struct ruapi_attr_spec *spec = row(p, id);
	uint64_t want = 0;

	if (expected(p, id) && p->variant != PROBE_DEAF)
		want = probe_value(p, id);
	assert_int_equal(size < 8 ? value & (UINT64_MAX >> (64 - 8 * size)) :
			 value, want);
	assert_int_equal(p->valid >> id & 1, expected(p, id) &&
			 p->variant != PROBE_DEAF);
	assert_true(size == ruapi_spec_width(spec) || spec->type >= RUAPI_T_OBJ);
}

void probe_buffer(const struct probe *p, unsigned int id, const void *ptr,
		  uint32_t len, uint32_t max)
{
	static const uint8_t zero[PROBE_BYTES];
	uint32_t known = max;

	assert_int_equal(p->valid >> id & 1, expected(p, id) &&
			 p->variant != PROBE_DEAF);
	if (!expected(p, id))
		return;
	if (p->variant == PROBE_OLD && row(p, id)->type == RUAPI_T_STRUCT)
		known = max / 2;
	if (p->variant == PROBE_DEAF)
		known = 0;
	assert_int_equal(len, row(p, id)->type == RUAPI_T_STRUCT ? max : known);
	check_fill(p, id, ptr, known);
	if (row(p, id)->type == RUAPI_T_STRUCT)
		assert_memory_equal((const char *)ptr + known, zero,
				    max - known);
}

static void answer_buffer(struct ruapi_attr *attr)
{
	if (attr->id == RUAPI_ATTR_UHW_OUT)
		attr->len = 8;
	else if (now->variant == PROBE_OLD &&
		 row(now, attr->id)->type == RUAPI_T_STRUCT)
		attr->len /= 2;
	probe_fill(now, attr->id, (void *)(uintptr_t)attr->ptr, attr->len);
}

/* Checks one attribute of a call, and answers it. */
static void take_attr(struct ruapi_attr *attr)
{
	switch (attr->wire) {
	case RUAPI_WIRE_IN:
		assert_int_equal(attr->value, probe_value(now, attr->id));
		break;
	case RUAPI_WIRE_OBJ_IN:
	case RUAPI_WIRE_OBJ_DESTROY:
		assert_int_equal(attr->obj.handle, probe_value(now, attr->id));
		break;
	case RUAPI_WIRE_FD_IN:
		assert_int_equal(attr->fd, probe_value(now, attr->id));
		break;
	case RUAPI_WIRE_BUF_IN:
	case RUAPI_WIRE_OBJS_IN:
	case RUAPI_WIRE_FDS_IN:
		if (attr->id == RUAPI_ATTR_UHW_IN) {
			assert_string_equal((char *)(uintptr_t)attr->ptr,
					    "driver request");
			break;
		}
		assert_int_equal(attr->len, probe_bytes(now, attr->id));
		check_fill(now, attr->id, (void *)(uintptr_t)attr->ptr,
			   attr->len);
		break;
	case RUAPI_WIRE_OUT:
		attr->value = probe_value(now, attr->id);
		break;
	case RUAPI_WIRE_OBJ_NEW:
		attr->obj.handle = probe_value(now, attr->id);
		break;
	case RUAPI_WIRE_FD_NEW:
		attr->fd = probe_value(now, attr->id);
		break;
	case RUAPI_WIRE_BUF_OUT:
		answer_buffer(attr);
		break;
	default:
		fail_msg("wire type %u", attr->wire);
	}
	attr->flags |= RUAPI_ATTR_F_VALID;
}

static int find(const struct ruapi_hdr *hdr, unsigned int id)
{
	unsigned int i;

	for (i = 0; i < hdr->num_attrs; i++)
		if (hdr->attrs[i].id == id)
			return 1;
	return 0;
}

static int take_call(int fd, unsigned long request, void *arg)
{
	const struct ruapi_action_spec *action;
	struct ruapi_hdr *hdr = arg;
	unsigned int i;

	assert_int_equal(fd, PROBE_FD);
	assert_int_equal(hdr->object, now->object);
	assert_int_equal(hdr->action, now->action);
	assert_int_equal(fake_validate(request, hdr), 0);
	action = ruapi_action_spec(hdr->object, hdr->action);
	for (i = 0; i < action->num_attrs; i++)
		if (action->attrs[i].name)
			assert_int_equal(find(hdr, i), expected(now, i));
	if (now->variant == PROBE_DEAF)
		return 0;
	if (find(hdr, RUAPI_ATTR_UHW_IN))
		assert_int_equal(hdr->driver_id, 14);
	for (i = 0; i < hdr->num_attrs && now->variant != PROBE_SHORT; i++)
		take_attr(&hdr->attrs[i]);
	if (now->variant != PROBE_SHORT)
		return 0;
	hdr->bad_attr = 1;
	hdr->bad_index = 0;
	hdr->reason = RUAPI_REASON_LENGTH;
	return -ENOSPC;
}

static int take_fast(int fd, unsigned long request, void *arg)
{
	const struct ruapi_fast *fast = arg;

	assert_int_equal(fd, PROBE_FD);
	assert_int_equal(request, RUAPI_IOC_FAST);
	assert_int_equal(fast->object, now->object);
	assert_int_equal(fast->action, now->action);
	assert_int_equal(fast->handle, probe_value(now, 1));
	if (ruapi_action_spec(now->object, now->action)->num_attrs > 2)
		assert_int_equal(fast->arg, probe_value(now, 2));
	else
		assert_int_equal(fast->arg, 0);
	return 0;
}

static void run(const struct probe_action *action, enum probe_variant variant)
{
	const int fast = ruapi_action_request(action->object, action->action) ==
			 RUAPI_IOC_FAST;
	struct probe p = {
		.object = action->object,
		.action = action->action,
		.variant = variant,
	};
	int ret;

	now = &p;
	fake_ioctl = fast ? take_fast : take_call;
	ret = action->call(&p);
	if (fast || variant != PROBE_SHORT) {
		assert_int_equal(ret, 0);
		return;
	}
	assert_int_equal(ret, -ENOSPC);
	assert_int_equal(p.error.err, -ENOSPC);
	assert_int_equal(p.error.object, p.object);
	assert_int_equal(p.error.action, p.action);
	assert_int_equal(p.error.bad_attr, 1);
	assert_int_equal(p.error.bad_index, 0);
	assert_int_equal(p.error.reason, RUAPI_REASON_LENGTH);
}

static void all_actions(void **state)
{
	const struct probe_action *action;
	int variant;

	(void)state;
	for (action = probe_actions; action->title; action++)
		for (variant = 0; variant < PROBE_VARIANTS; variant++)
			run(action, variant);
}

static int list_short(int fd, unsigned long request, void *arg)
{
	struct ruapi_hdr *hdr = arg;
	unsigned int i;

	(void)fd;
	(void)request;
	for (i = 0; i < hdr->num_attrs; i++)
		if (hdr->attrs[i].id == RUAPI_LIST_ENTRIES)
			hdr->attrs[i].len =
				9 * sizeof(struct ruapi_list_entry);
	return -ENOSPC;
}

static void enospc_says_how_much(void **state)
{
	struct ruapi_list_entry entries[2];
	struct ruapi_qp_list_args args = {
		.entries = entries,
		.entries_max = 2,
	};

	(void)state;
	fake_ioctl = list_short;
	assert_int_equal(ruapi_qp_list(TEST_FD, &args), -ENOSPC);
	assert_int_equal(args.entries_len, 9);
}

static int huge_length(int fd, unsigned long request, void *arg)
{
	struct ruapi_hdr *hdr = arg;

	(void)fd;
	(void)request;
	assert_int_equal(hdr->attrs[1].id, RUAPI_LIST_ENTRIES);
	assert_int_equal(hdr->attrs[1].len, UINT32_MAX);
	return -EINVAL;
}

static void lengths_do_not_wrap(void **state)
{
	struct ruapi_list_entry entries[1];
	struct ruapi_qp_list_args args = {
		.entries = entries,
		.entries_max = UINT32_MAX / 8,
	};

	(void)state;
	fake_ioctl = huge_length;
	assert_int_equal(ruapi_qp_list(TEST_FD, &args), -EINVAL);
	assert_int_equal(args.entries_len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_actions),
		cmocka_unit_test(enospc_says_how_much),
		cmocka_unit_test(lengths_do_not_wrap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
