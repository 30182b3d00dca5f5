// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Event records: stepping, truncated and hostile ones, their text.  Buffers
 * are exactly as long as they claim, so that sanitizers see a step too far.
 */
#include "test.h"

static void put(char *buf, size_t off, uint32_t length, uint16_t type,
		uint32_t handle)
{
	const struct ruapi_event ev = {
		.length = length,
		.type = type,
		.handle = handle,
		.user_data = 0x10000 + handle,
	};

	memcpy(buf + off, &ev, sizeof(ev));
}

static void steps(void **state)
{
	const size_t cm = sizeof(struct ruapi_event_cm);
	const size_t len = 32 + cm + 40;
	const struct ruapi_event *ev = NULL;
	char *buf = calloc(1, len);
	size_t off = 0;

	(void)state;
	assert_non_null(buf);
	put(buf, 0, 32, RUAPI_EVENT_CQ, 1);
	put(buf, 32, cm, RUAPI_EVENT_CM, 2);
	put(buf, 32 + cm, 40, 99, 3);
	assert_int_equal(ruapi_event_next(buf, len, &off, &ev), 1);
	assert_int_equal(ev->handle, 1);
	assert_null(ruapi_event_cm(ev));
	assert_int_equal(ruapi_event_next(buf, len, &off, &ev), 1);
	assert_int_equal(ev->handle, 2);
	assert_non_null(ruapi_event_cm(ev));
	assert_int_equal(ruapi_event_next(buf, len, &off, &ev), 1);
	assert_int_equal(ev->handle, 3);
	assert_int_equal(off, len);
	assert_int_equal(ruapi_event_next(buf, len, &off, &ev), 0);
	assert_int_equal(off, len);
	free(buf);
}

/* Steps once over a record that claims @length in a buffer of @len. */
static int step(size_t len, uint32_t length, size_t start)
{
	const struct ruapi_event *ev = NULL;
	char *buf = calloc(1, len ? len : 1);
	size_t off = start;
	int ret;

	assert_non_null(buf);
	if (len >= sizeof(length))
		memcpy(buf, &length, sizeof(length));
	ret = ruapi_event_next(buf, len, &off, &ev);
	if (ret != 1) {
		assert_null(ev);
		assert_int_equal(off, start);
	}
	free(buf);
	return ret;
}

static void hostile(void **state)
{
	size_t len;

	(void)state;
	assert_int_equal(step(0, 0, 0), 0);
	for (len = 1; len < 32; len++)
		assert_int_equal(step(len, 32, 0), -EBADMSG);
	assert_int_equal(step(32, 32, 0), 1);
	assert_int_equal(step(32, 0, 0), -EBADMSG);
	assert_int_equal(step(32, 24, 0), -EBADMSG);
	assert_int_equal(step(64, 36, 0), -EBADMSG);
	assert_int_equal(step(64, 72, 0), -EBADMSG);
	assert_int_equal(step(64, UINT32_MAX & ~7U, 0), -EBADMSG);
	assert_int_equal(step(64, UINT32_MAX, 0), -EBADMSG);
	assert_int_equal(step(64, 32, 128), -EBADMSG);
	assert_int_equal(step(64, 32, SIZE_MAX & ~(size_t)7), -EBADMSG);
	assert_int_equal(step(64, 32, 4), -EINVAL);
}

static void misaligned(void **state)
{
	uint64_t room[8] = { 0 };
	const struct ruapi_event *ev;
	size_t off = 0;

	(void)state;
	assert_int_equal(ruapi_event_next((char *)room + 4, 32, &off, &ev),
			 -EINVAL);
}

static void short_cm_event(void **state)
{
	struct ruapi_event_cm cm = {
		.hdr = {
			.length = sizeof(cm) - 8,
			.type = RUAPI_EVENT_CM,
		},
	};
	char text[200];

	(void)state;
	assert_null(ruapi_event_cm(&cm.hdr));
	assert_non_null(strstr(ruapi_event_print(text, sizeof(text), &cm.hdr),
			       "handle 0"));
	cm.hdr.length = sizeof(cm);
	assert_ptr_equal(ruapi_event_cm(&cm.hdr), &cm);
}

static void text(void **state)
{
	struct ruapi_event_cm cm = {
		.hdr = {
			.length = sizeof(cm),
			.type = RUAPI_EVENT_CM,
			.handle = 4,
			.context = 2,
			.code = 4,
		},
		.new_id = 9,
		.param = { .private_data_len = 255 },
	};
	char buf[200];

	(void)state;
	ruapi_event_print(buf, sizeof(buf), &cm.hdr);
	assert_string_equal(buf, "CM CONNECT_REQUEST cm_id 4 status 0 new cm_id 9 private data 255 bytes context 2 user_data 0x0");
	cm.hdr.code = 3;
	cm.hdr.count = RUAPI_CM_STEP_ROUTE;
	cm.status = -110;
	ruapi_event_print(buf, sizeof(buf), &cm.hdr);
	assert_string_equal(buf, "CM ROUTE_ERROR cm_id 4 status -110 new cm_id 9 private data 255 bytes at the route context 2 user_data 0x0");
	cm.hdr.type = RUAPI_EVENT_ASYNC;
	cm.hdr.code = 9;
	cm.hdr.count = 1;
	ruapi_event_print(buf, sizeof(buf), &cm.hdr);
	assert_string_equal(buf, "ASYNC PORT_ACTIVE handle 4 port 1 context 2 user_data 0x0");
	cm.hdr.type = 77;
	ruapi_event_print(buf, 8, &cm.hdr);
	assert_string_equal(buf, "TYPE_77");
	assert_null(ruapi_event_type_name(0));
	assert_null(ruapi_event_type_name(99));
	assert_null(ruapi_event_code_name(RUAPI_EVENT_ASYNC, 4000));
	assert_null(ruapi_event_code_name(RUAPI_EVENT_CQ, 0));
}

/* Any bytes at all, in any length: nothing is read outside. */
static void garbage(void **state)
{
	struct random rnd = { .state = 7 };
	const struct ruapi_event *ev;
	size_t len, off, i;
	char text[300];
	uint8_t *buf;
	int round;

	(void)state;
	for (round = 0; round < 20000; round++) {
		len = random_below(&rnd, 500);
		buf = malloc(len + 1);
		assert_non_null(buf);
		for (i = 0; i < len; i++)
			buf[i] = random_below(&rnd, 256);
		if (len >= 8 && random_below(&rnd, 2)) {
			memset(buf, 0, 8);
			buf[0] = 8 * random_below(&rnd, 32);
			buf[4] = random_below(&rnd, 8);
		}
		for (off = 0; ruapi_event_next(buf, len, &off, &ev) == 1; )
			ruapi_event_print(text, random_below(&rnd, 300), ev);
		free(buf);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps),
		cmocka_unit_test(hostile),
		cmocka_unit_test(misaligned),
		cmocka_unit_test(short_cm_event),
		cmocka_unit_test(text),
		cmocka_unit_test(garbage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
