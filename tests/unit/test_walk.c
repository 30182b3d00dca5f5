// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Calls describe themselves: a walker without any table
 * - copies calls of every action, with random valid attributes, into one piece
 *   that the kernel would accept and that holds the same
 * - gives outcomes back to the caller
 * - prints calls
 * - survives lies: lengths, counts, wire types, addresses, garbage
 */
#include "test.h"
#include "probe.h"
#include "walk.h"

/* Memory of the caller: one range that can be read, everything else faults. */
static struct {
	uint8_t bytes[16384];
	uint32_t used;
} remote;

#define REMOTE_BASE UINT64_C(0x7f0000000000)

static int remote_read(void *priv, __u64 addr, void *to, size_t len)
{
	(void)priv;
	if (addr < REMOTE_BASE || len > sizeof(remote.bytes) ||
	    addr - REMOTE_BASE > sizeof(remote.bytes) - len)
		return -EFAULT;
	memcpy(to, remote.bytes + (addr - REMOTE_BASE), len);
	return 0;
}

static int remote_write(void *priv, __u64 addr, const void *from, size_t len)
{
	(void)priv;
	if (addr < REMOTE_BASE || len > sizeof(remote.bytes) ||
	    addr - REMOTE_BASE > sizeof(remote.bytes) - len)
		return -EFAULT;
	memcpy(remote.bytes + (addr - REMOTE_BASE), from, len);
	return 0;
}

/* A buffer of the caller with random content. */
static __u64 remote_alloc(struct random *rnd, uint32_t len)
{
	const __u64 addr = REMOTE_BASE + remote.used;
	uint32_t i;

	assert_true(remote.used + len <= sizeof(remote.bytes));
	for (i = 0; i < len; i++)
		remote.bytes[remote.used + i] = random_below(rnd, 256);
	remote.used += len;
	return addr;
}

static struct ruapi_walk walk_of(struct ruapi_msg *msg)
{
	return (struct ruapi_walk) {
		.arg = ruapi_msg_hdr(msg),
		.len = ruapi_msg_hdr(msg)->length,
		.read = remote_read,
		.write = remote_write,
	};
}

/* Which optional attributes of a group are given: the one that comes up. */
static int gives(struct random *rnd, const struct ruapi_action_spec *action,
		 unsigned int id)
{
	const struct ruapi_attr_spec *spec = &action->attrs[id];
	unsigned int i;

	if (spec->flags & RUAPI_SPEC_REQUIRED)
		return 1;
	if (!spec->group)
		return random_below(rnd, 2);
	for (i = 0; i < id; i++)
		if (action->attrs[i].group == spec->group)
			return 0;
	return 1;
}

static void add_attr(struct ruapi_msg *msg, struct random *rnd,
		     const struct ruapi_attr_spec *spec, unsigned int object,
		     unsigned int id)
{
	const unsigned int type = spec->object ? spec->object : object;
	const uint8_t wire = ruapi_spec_wire(spec);
	uint32_t len = ruapi_spec_width(spec);
	__u64 value = 0;

	switch (wire) {
	case RUAPI_WIRE_IN:
	case RUAPI_WIRE_FD_IN:
		value = spec_value(spec, random_below(rnd, 1000));
		break;
	case RUAPI_WIRE_BUF_IN:
	case RUAPI_WIRE_BUF_OUT:
	case RUAPI_WIRE_OBJS_IN:
	case RUAPI_WIRE_FDS_IN:
		len = spec_bytes(spec);
		value = remote_alloc(rnd, len);
		break;
	case RUAPI_WIRE_OBJ_IN:
	case RUAPI_WIRE_OBJ_DESTROY:
	case RUAPI_WIRE_OBJ_NEW:
		value = (__u64)type << 32;
		if (wire != RUAPI_WIRE_OBJ_NEW)
			value |= spec_value(spec, random_below(rnd, 1000));
		break;
	}
	assert_non_null(ruapi_msg_add(msg, id, wire, len, value));
}

static void build(struct ruapi_msg *msg, struct random *rnd,
		  unsigned int object, unsigned int number)
{
	const struct ruapi_action_spec *action;
	unsigned int id;

	action = ruapi_action_spec(object, number);
	remote.used = 0;
	ruapi_msg_init(msg, object, number);
	ruapi_msg_driver(msg, random_below(rnd, 20));
	for (id = 0; id < action->num_attrs; id++)
		if (action->attrs[id].name && gives(rnd, action, id))
			add_attr(msg, rnd, &action->attrs[id], object, id);
	if (action->flags & RUAPI_ACTION_UHW) {
		ruapi_msg_add(msg, RUAPI_ATTR_UHW_IN, RUAPI_WIRE_BUF_IN, 20,
			      remote_alloc(rnd, 20));
		ruapi_msg_add(msg, RUAPI_ATTR_UHW_OUT, RUAPI_WIRE_BUF_OUT, 12,
			      remote_alloc(rnd, 12));
	}
}

/* The copy says what the call says, and points only into itself. */
static void compare(const struct ruapi_hdr *flat, __u64 size,
		    const struct ruapi_hdr *hdr)
{
	const struct ruapi_attr *a, *b;
	const uint8_t *data;
	unsigned int i;

	assert_memory_equal(flat, hdr, sizeof(*hdr));
	for (i = 0; i < hdr->num_attrs; i++) {
		a = &hdr->attrs[i];
		b = &flat->attrs[i];
		assert_memory_equal(a, b, offsetof(struct ruapi_attr, value));
		if (a->wire != RUAPI_WIRE_BUF_IN &&
		    a->wire != RUAPI_WIRE_OBJS_IN &&
		    a->wire != RUAPI_WIRE_FDS_IN &&
		    a->wire != RUAPI_WIRE_BUF_OUT) {
			assert_int_equal(a->value, b->value);
			continue;
		}
		data = (const uint8_t *)(uintptr_t)b->ptr;
		assert_true(data >= (const uint8_t *)flat + hdr->length);
		assert_true(data + b->len <= (const uint8_t *)flat + size);
		if (a->wire != RUAPI_WIRE_BUF_OUT)
			assert_memory_equal(data, remote.bytes +
					    (a->ptr - REMOTE_BASE), a->len);
	}
}

static void copy_one(struct ruapi_msg *msg)
{
	struct ruapi_walk walk = walk_of(msg);
	struct ruapi_hdr *flat;
	__u64 size;

	assert_int_equal(ruapi_walk_size(&walk, &size), 0);
	flat = malloc(size);
	assert_non_null(flat);
	assert_int_equal(ruapi_walk_copy(&walk, flat, size), 0);
	compare(flat, size, walk.arg);
	assert_int_equal(fake_validate(ruapi_action_request(flat->object,
							    flat->action),
				       flat), 0);
	if (size > flat->length)
		assert_int_equal(ruapi_walk_copy(&walk, flat, size - 1),
				 -ENOSPC);
	free(flat);
}

static void every_action(void **state)
{
	const struct probe_action *a;
	struct random rnd = { .state = 1 };
	struct ruapi_msg msg;
	int round;

	(void)state;
	for (a = probe_actions; a->title; a++) {
		if (ruapi_action_request(a->object, a->action) ==
		    RUAPI_IOC_FAST)
			continue;
		for (round = 0; round < 50; round++) {
			build(&msg, &rnd, a->object, a->action);
			copy_one(&msg);
		}
	}
}

/* What a kernel does to a copy. */
static void answer(struct ruapi_hdr *flat)
{
	unsigned int i;

	for (i = 0; i < flat->num_attrs; i++) {
		struct ruapi_attr *attr = &flat->attrs[i];

		attr->flags |= RUAPI_ATTR_F_VALID;
		if (attr->wire == RUAPI_WIRE_OUT)
			attr->value = 0x1234 + i;
		if (attr->wire == RUAPI_WIRE_OBJ_NEW)
			attr->obj.handle = 17;
		if (attr->wire == RUAPI_WIRE_BUF_OUT) {
			attr->len -= 4;
			memset((void *)(uintptr_t)attr->ptr, 0x5a, attr->len);
		}
	}
	flat->reason = RUAPI_REASON_NONE;
}

static void outcomes(void **state)
{
	struct random rnd = { .state = 3 };
	struct ruapi_walk walk;
	__u64 flat[512];
	struct ruapi_msg msg;
	__u64 out;

	(void)state;
	remote.used = 0;
	ruapi_msg_init(&msg, 3, 4);
	ruapi_msg_add(&msg, 1, RUAPI_WIRE_OUT, 4, 0);
	ruapi_msg_add(&msg, 2, RUAPI_WIRE_OBJ_NEW, 8, 0);
	out = remote_alloc(&rnd, 24);
	ruapi_msg_add(&msg, 3, RUAPI_WIRE_BUF_OUT, 24, out);
	walk = walk_of(&msg);
	assert_int_equal(ruapi_walk_copy(&walk, flat, sizeof(flat)), 0);
	answer((struct ruapi_hdr *)flat);
	assert_int_equal(ruapi_walk_finish(&walk, flat), 0);
	assert_int_equal(ruapi_msg_value(&msg, 1), 0x1234);
	assert_int_equal(ruapi_msg_value(&msg, 2), 17);
	assert_int_equal(ruapi_msg_attr(&msg, 3)->ptr, out);
	assert_int_equal(ruapi_msg_attr(&msg, 3)->len, 20);
	assert_int_equal(remote.bytes[19], 0x5a);
	assert_int_not_equal(remote.bytes[20] | remote.bytes[21] << 8 |
			     remote.bytes[22] << 16, 0x5a5a5a);
}

static void prints(void **state)
{
	const struct ruapi_objref refs[2] = { { 3, 5 }, { 4, 6 } };
	const struct ruapi_fast fast = { 7, 17, 12, 1 };
	struct ruapi_walk walk;
	const int fds[] = { -1, 7 };
	struct ruapi_msg msg;
	char text[500];
	int n;

	(void)state;
	memcpy(remote.bytes, "\x01\x02\x03", 3);
	memcpy(remote.bytes + 8, refs, sizeof(refs));
	ruapi_msg_init(&msg, 8, 16);
	ruapi_msg_driver(&msg, 14);
	ruapi_msg_add(&msg, 1, RUAPI_WIRE_OBJ_NEW, 8, 0);
	ruapi_msg_obj(&msg, 2, 5, 3);
	ruapi_msg_in(&msg, 3, 1, 2);
	ruapi_msg_buf_in(&msg, 6, (void *)(uintptr_t)REMOTE_BASE, 3);
	ruapi_msg_add(&msg, 7, RUAPI_WIRE_OBJS_IN, 16, REMOTE_BASE + 8);
	ruapi_msg_add(&msg, 0x8001, RUAPI_WIRE_BUF_OUT, 8, 0x1000);
	ruapi_msg_fd(&msg, 9, -1);
	memcpy(remote.bytes + 24, fds, sizeof(fds));
	ruapi_msg_fds(&msg, 10, (void *)(uintptr_t)(REMOTE_BASE + 24), 2);
	walk = walk_of(&msg);
	n = ruapi_walk_print(&walk, text, sizeof(text));
	assert_string_equal(text, "{object=8, action=16, driver_id=14, attrs=[{1: new obj}, {2: obj 5#3}, {3: in 0x2}, {6: in 3 bytes 010203}, {7: objs 16 bytes [5#3, 6#4]}, {0x8001: out 8 bytes at 0x1000}, {9: fd -1}, {10: fds 8 bytes [-1, 7]}]}");
	assert_int_equal(n, strlen(text));
	assert_int_equal(ruapi_walk_print(&walk, text, 10), n);
	assert_string_equal(text, "{object=8");
	assert_int_equal(ruapi_walk_print(&walk, NULL, 0), n);
	ruapi_walk_print_fast(&fast, text, sizeof(text));
	assert_string_equal(text, "{object=7, action=17, handle=12, arg=0x1}");
}

static void batches(void **state)
{
	struct {
		struct ruapi_batch head;
		uint64_t room[24];
	} b = {};
	struct ruapi_hdr *pd = (void *)b.room, *mw = (void *)&b.room[8];
	struct ruapi_walk walk = { .arg = &b, .len = sizeof(b) }, call;
	char text[300];
	size_t at = 0;
	int n;

	(void)state;
	*pd = (struct ruapi_hdr) { .length = 64, .object = 4, .num_attrs = 2 };
	pd->attrs[0] = (struct ruapi_attr) { .id = 1, .wire = RUAPI_WIRE_OBJ_NEW };
	pd->attrs[1] = (struct ruapi_attr) { .id = 2, .wire = RUAPI_WIRE_OBJ_IN,
		.obj = { 9, 3 } };
	*mw = (struct ruapi_hdr) { .length = 48, .object = 11, .num_attrs = 1 };
	mw->attrs[0] = (struct ruapi_attr) { .id = 1, .wire = RUAPI_WIRE_OBJ_IN,
		.obj = { 0, 4 | RUAPI_OBJ_RESULT } };
	b.head.length = 32 + 64 + 48;
	assert_int_equal(ruapi_walk_next(&walk, &at, &call), 1);
	assert_ptr_equal(call.arg, pd);
	assert_int_equal(ruapi_walk_next(&walk, &at, &call), 1);
	assert_ptr_equal(call.arg, mw);
	assert_int_equal(ruapi_walk_next(&walk, &at, &call), 0);
	n = ruapi_walk_print_batch(&walk, text, sizeof(text));
	assert_string_equal(text, "{calls=[{object=4, action=0, driver_id=0, attrs=[{1: new obj}, {2: obj 3#9}]}, {object=11, action=0, driver_id=0, attrs=[{1: obj 4@0}]}]}");
	assert_int_equal(n, strlen(text));
	assert_int_equal(ruapi_walk_print_batch(&walk, text, 12), n);
	assert_string_equal(text, "{calls=[{ob");
	assert_int_equal(ruapi_walk_print_batch(&walk, NULL, 0), n);

	/* What contradicts itself. */
	mw->length = 64;
	at = 32 + 64;
	assert_int_equal(ruapi_walk_next(&walk, &at, &call), -EINVAL);
	assert_int_equal(ruapi_walk_print_batch(&walk, text, sizeof(text)),
			 -EINVAL);
	b.head.length = 31;
	at = 0;
	assert_int_equal(ruapi_walk_next(&walk, &at, &call), -EINVAL);
	b.head.length = sizeof(b) + 1;
	assert_int_equal(ruapi_walk_next(&walk, &at, &call), -EINVAL);
	walk.len = 31;
	assert_int_equal(ruapi_walk_next(&walk, &at, &call), -EINVAL);
}

static void lies(void **state)
{
	struct ruapi_msg msg;
	struct ruapi_hdr *hdr = ruapi_msg_hdr(&msg);
	struct ruapi_walk walk;
	__u64 flat[64];
	__u64 size;

	(void)state;
	ruapi_msg_init(&msg, 8, 16);
	ruapi_msg_add(&msg, 1, RUAPI_WIRE_BUF_IN, UINT32_MAX, REMOTE_BASE);
	walk = walk_of(&msg);
	assert_int_equal(ruapi_walk_size(&walk, &size), 0);
	assert_true(size > UINT32_MAX);
	assert_int_equal(ruapi_walk_copy(&walk, flat, sizeof(flat)), -ENOSPC);
	hdr->attrs[0].len = 8;
	hdr->attrs[0].ptr = 0xdeadbeef;
	assert_int_equal(ruapi_walk_copy(&walk, flat, sizeof(flat)), -EFAULT);
	hdr->attrs[0].wire = 0;
	assert_int_equal(ruapi_walk_check(&walk), -EINVAL);
	hdr->attrs[0].wire = RUAPI_WIRE_FDS_IN + 1;
	assert_int_equal(ruapi_walk_check(&walk), -EINVAL);
	hdr->attrs[0].wire = RUAPI_WIRE_IN;
	assert_int_equal(ruapi_walk_check(&walk), 1);
	hdr->num_attrs = 2;
	assert_int_equal(ruapi_walk_check(&walk), -EINVAL);
	hdr->length += 16;
	assert_int_equal(ruapi_walk_check(&walk), -EINVAL);
	hdr->num_attrs = UINT16_MAX;
	hdr->length = 32 + 16 * UINT16_MAX;
	assert_int_equal(ruapi_walk_check(&walk), -EINVAL);
	walk.len = 31;
	assert_int_equal(ruapi_walk_print(&walk, NULL, 0), -EINVAL);
	walk.len = 1 << 30;
	assert_int_equal(ruapi_walk_check(&walk), -EINVAL);
}

/* Any bytes, in a buffer of exactly their length. */
static void garbage(void **state)
{
	struct random rnd = { .state = 99 };
	struct ruapi_walk walk = { .read = remote_read, .write = remote_write };
	struct ruapi_hdr *hdr;
	__u64 flat[1024];
	char text[4000];
	size_t i, n;
	int round;

	(void)state;
	for (round = 0; round < 20000; round++) {
		n = random_below(&rnd, 6);
		walk.len = 32 + 16 * n;
		hdr = malloc(walk.len);
		assert_non_null(hdr);
		for (i = 0; i < walk.len; i++)
			((uint8_t *)hdr)[i] = random_below(&rnd, 256);
		if (random_below(&rnd, 8)) {
			hdr->length = walk.len;
			hdr->num_attrs = n;
		}
		for (i = 0; i < n; i++) {
			hdr->attrs[i].wire = random_below(&rnd, 12);
			hdr->attrs[i].len = random_below(&rnd, 3000);
			hdr->attrs[i].ptr = REMOTE_BASE +
					    random_below(&rnd, 18000);
		}
		walk.arg = hdr;
		ruapi_walk_print(&walk, text, random_below(&rnd, 4000));
		if (!ruapi_walk_copy(&walk, flat, random_below(&rnd, 8192)))
			ruapi_walk_finish(&walk, flat);
		free(hdr);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_action),
		cmocka_unit_test(outcomes),
		cmocka_unit_test(prints),
		cmocka_unit_test(batches),
		cmocka_unit_test(lies),
		cmocka_unit_test(garbage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
