// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What 'rdma-uapi hook' is told of a container:
 * - states as runtimes write them
 * - what is none, and names that could lead elsewhere
 */
#include "test.h"
#include "oci_state.h"

static void states(void **state)
{
	struct oci_state s;

	(void)state;
	assert_int_equal(oci_state_parse(&s, "{\"ociVersion\":\"1.0.2\",\"id\":\"web-1\",\"status\":\"created\",\"pid\":4242,\"bundle\":\"/b\"}"), 0);
	assert_string_equal(s.id, "web-1");
	assert_int_equal(s.pid, 4242);
	/* Members of others have the same names. */
	assert_int_equal(oci_state_parse(&s, " {\n \"annotations\" : { \"id\": \"no\", \"a\": [1, {\"pid\": 3}, \"}]\"] },\n"
					 "\"x\": \"\\\"pid\\\": 5\", \"pid\": 7 , \"t\": true, \"id\": \"a\"\n}\n"), 0);
	assert_string_equal(s.id, "a");
	assert_int_equal(s.pid, 7);
	assert_int_equal(oci_state_parse(&s, "{\"id\":\"gone\"}"), 0);
	assert_int_equal(s.pid, 0);
}

static void no_states(void **state)
{
	static const char *const texts[] = {
		"", "{", "{}", "[]", "null", "{\"pid\":1}", "{\"id\":\"a\"",
		"{\"id\":\"\"}", "{\"id\":\"a/b\"}", "{\"id\":\"..\"}",
		"{\"id\":\".a\"}", "{\"id\":\"a\\u002f\"}", "{\"id\":5}",
		"{\"id\":\"a\",\"pid\":-1}", "{\"id\":\"a\",\"pid\":\"x\"}",
		"{\"id\":\"a\",\"pid\":99999999999}", "{\"id\" \"a\"}",
		"{\"id\":\"a\",\"b\":[1", "{\"id\":\"a\",\"b\":\"\\", "{\"id\":\"a\",\"b\":{\"c\"",
		"{\"id\":\"a\nb\"}",
	};
	struct oci_state s;
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!oci_state_parse(&s, texts[i]))
			fail_msg("'%s' is taken", texts[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(states),
		cmocka_unit_test(no_states),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
