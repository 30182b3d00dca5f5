// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Names, sentences, and arrays that grow:
 * - lookups both ways, out of range
 * - explanations of every reason, cut anywhere
 * - lists that need more room, that shrink, that never fit
 * - descriptions from the tables and from the module
 */
#include "test.h"

static void lookups(void **state)
{
	(void)state;
	assert_string_equal(ruapi_object_name(RUAPI_OBJ_CM_ID), "cm_id");
	assert_null(ruapi_object_name(0));
	assert_null(ruapi_object_name(4000));
	assert_int_equal(ruapi_object_by_name("Qp"), RUAPI_OBJ_QP);
	assert_int_equal(ruapi_object_by_name("nothing"), 0);
	assert_string_equal(ruapi_action_name(RUAPI_OBJ_QP, RUAPI_QP_MODIFY),
			    "modify");
	assert_null(ruapi_action_name(RUAPI_OBJ_QP, 4));
	assert_null(ruapi_action_name(RUAPI_OBJ_QP, 4000));
	assert_int_equal(ruapi_action_by_name(RUAPI_OBJ_QP, "CREATE"),
			 RUAPI_QP_CREATE);
	assert_int_equal(ruapi_action_by_name(RUAPI_OBJ_QP, "fly"), 0);
	assert_int_equal(ruapi_action_by_name(4000, "create"), 0);
	assert_string_equal(ruapi_attr_name(RUAPI_OBJ_QP, RUAPI_QP_CREATE, 4),
			    "send_cq");
	assert_string_equal(ruapi_attr_name(RUAPI_OBJ_QP, RUAPI_QP_CREATE,
					    0x8000), "uhw_in");
	assert_null(ruapi_attr_name(RUAPI_OBJ_QP, RUAPI_QP_CREATE, 99));
	assert_null(ruapi_attr_name(99, 99, 1));
	assert_string_equal(ruapi_class_name(0x91), "CM");
	assert_string_equal(ruapi_class_name(0x94), "BATCH");
	assert_null(ruapi_class_name(0x96));
	assert_string_equal(ruapi_wire_name(RUAPI_WIRE_FD_NEW), "fd_new");
	assert_string_equal(ruapi_wire_name(RUAPI_WIRE_FDS_IN), "fds_in");
	assert_null(ruapi_wire_name(12));
	assert_string_equal(ruapi_driver_name(14), "rxe");
	assert_null(ruapi_driver_name(UINT32_MAX));
}

static void sentences(void **state)
{
	const struct ruapi_error error = {
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.bad_attr = RUAPI_QP_CREATE_SEND_CQ,
		.reason = RUAPI_REASON_TYPE,
		.err = -ENOENT,
	};
	char buf[300];

	(void)state;
	assert_string_equal(ruapi_strerror_call(buf, sizeof(buf), &error),
			    "QP.CREATE: attribute send_cq: the handle names an object of another type (ENOENT: No such file or directory)");
	assert_string_equal(ruapi_explain(buf, sizeof(buf), RUAPI_OBJ_PD,
					  RUAPI_LIST, 0, 0, EBADF),
			    "PD.LIST: EBADF: Bad file descriptor");
	assert_string_equal(ruapi_explain(buf, sizeof(buf), 77, 88, 0x8002, 99,
					  12345),
			    "77.88: attribute 0x8002: reason 99 (errno 12345)");
}

static void sentences_are_cut(void **state)
{
	const struct ruapi_memlock memlock = { 64 << 10, 0, 1 << 20 };
	char whole[300], part[300];
	unsigned int reason;
	size_t len;

	(void)state;
	for (reason = 0; reason < __RUAPI_REASON_MAX; reason++) {
		assert_non_null(ruapi_reason_name(reason));
		assert_non_null(ruapi_reason_text(reason));
		ruapi_explain(whole, sizeof(whole), RUAPI_OBJ_MR, RUAPI_MR_REG,
			      1, reason, -EINVAL);
		assert_true(strlen(whole) < 250);
		for (len = 0; len < strlen(whole); len++) {
			memset(part, 'x', sizeof(part));
			ruapi_explain(part, len, RUAPI_OBJ_MR, RUAPI_MR_REG, 1,
				      reason, -EINVAL);
			assert_int_equal(part[len], 'x');
			if (len)
				assert_memory_equal(part, whole, len - 1);
		}
	}
	assert_null(ruapi_reason_name(__RUAPI_REASON_MAX));
	assert_string_equal(ruapi_explain_memlock(whole, sizeof(whole), &memlock),
			    "64 KiB may be locked (RLIMIT_MEMLOCK), 0 bytes are, and 1 MiB more are needed");
	assert_null(ruapi_reason_text(UINT32_MAX));
}

/* A namespace with some objects, of which more may come between two calls. */
static struct {
	uint32_t objects;
	uint32_t grows;
	uint32_t calls;
} space;

static int list(int fd, unsigned long request, void *arg)
{
	struct ruapi_list_entry *entries;
	struct ruapi_hdr *hdr = arg;
	struct ruapi_attr *attr = hdr->attrs;
	uint32_t need, i;

	(void)fd;
	assert_int_equal(fake_validate(request, hdr), 0);
	while (attr->wire != RUAPI_WIRE_BUF_OUT)
		attr++;
	need = space.objects * sizeof(*entries);
	space.objects += space.grows;
	space.calls++;
	attr->flags |= RUAPI_ATTR_F_VALID;
	if (attr->len < need) {
		attr->len = need;
		hdr->bad_attr = attr->id;
		hdr->reason = RUAPI_REASON_LENGTH;
		return -ENOSPC;
	}
	attr->len = need;
	entries = (void *)(uintptr_t)attr->ptr;
	for (i = 0; i < need / sizeof(*entries); i++)
		entries[i] = (struct ruapi_list_entry) { .handle = i + 1 };
	return 0;
}

static void lists(void **state)
{
	struct ruapi_list_entry *entries;
	uint32_t count;

	(void)state;
	fake_ioctl = list;
	space.objects = 0;
	space.grows = 0;
	assert_int_equal(ruapi_list_all(TEST_FD, RUAPI_OBJ_NAMESPACE, &entries,
					&count), 0);
	assert_null(entries);
	assert_int_equal(count, 0);
	space.objects = 5000;
	space.grows = 1;
	space.calls = 0;
	assert_int_equal(ruapi_list_all(TEST_FD, RUAPI_OBJ_CM_ID, &entries,
					&count), -ENOSPC);
	assert_null(entries);
	assert_int_equal(space.calls, 16);
	space.grows = 0;
	assert_int_equal(ruapi_list_all(TEST_FD, RUAPI_OBJ_CM_ID, &entries,
					&count), 0);
	assert_true(count >= 5000);
	assert_int_equal(entries[count - 1].handle, count);
	free(entries);
}

static int liar(int fd, unsigned long request, void *arg)
{
	struct ruapi_hdr *hdr = arg;
	unsigned int i;

	(void)fd;
	(void)request;
	for (i = 0; i < hdr->num_attrs; i++)
		if (hdr->attrs[i].wire == RUAPI_WIRE_BUF_OUT) {
			hdr->attrs[i].len = UINT32_MAX;
			hdr->attrs[i].flags |= RUAPI_ATTR_F_VALID;
		}
	return 0;
}

static int broken(int fd, unsigned long request, void *arg)
{
	(void)fd;
	(void)request;
	(void)arg;
	return -EIO;
}

static void bad_kernels(void **state)
{
	struct ruapi_device_info *devices;
	struct ruapi_gid_entry *gids;
	struct ruapi_description desc;
	uint32_t count;

	(void)state;
	fake_ioctl = liar;
	assert_int_equal(ruapi_device_list_all(TEST_FD, &devices, &count), 0);
	assert_null(devices);
	assert_int_equal(count, 0);
	fake_ioctl = broken;
	assert_int_equal(ruapi_device_list_all(TEST_FD, &devices, &count), -EIO);
	assert_int_equal(ruapi_device_gid_table_all(TEST_FD, 1, &gids, &count),
			 -EIO);
	assert_null(gids);
	assert_int_equal(ruapi_describe_module(TEST_FD, &desc), -EIO);
	assert_null(desc.actions);
}

/* A module that was built with the same tables. */
static int describe(int fd, unsigned long request, void *arg)
{
	struct ruapi_description desc;
	struct ruapi_hdr *hdr = arg;
	struct ruapi_attr *attr = hdr->attrs;
	const void *from;
	uint32_t need;
	int ret = 0;

	(void)fd;
	assert_int_equal(fake_validate(request, hdr), 0);
	assert_int_equal(ruapi_describe_spec(&desc), 0);
	from = desc.actions;
	need = desc.num_actions * sizeof(*desc.actions);
	if (attr->id == RUAPI_NAMESPACE_DESCRIBE_ATTRS) {
		from = desc.attrs;
		need = desc.num_attrs * sizeof(*desc.attrs);
	}
	if (attr->len < need)
		ret = -ENOSPC;
	else
		memcpy((void *)(uintptr_t)attr->ptr, from, need);
	attr->len = need;
	attr->flags |= RUAPI_ATTR_F_VALID;
	ruapi_describe_free(&desc);
	return ret;
}

static void descriptions(void **state)
{
	struct ruapi_description spec, module;
	uint32_t i;
	int found = 0;

	(void)state;
	fake_ioctl = describe;
	assert_int_equal(ruapi_describe_spec(&spec), 0);
	assert_int_equal(ruapi_describe_module(TEST_FD, &module), 0);
	assert_int_equal(spec.num_actions, module.num_actions);
	assert_int_equal(spec.num_attrs, module.num_attrs);
	assert_memory_equal(spec.actions, module.actions,
			    spec.num_actions * sizeof(*spec.actions));
	assert_memory_equal(spec.attrs, module.attrs,
			    spec.num_attrs * sizeof(*spec.attrs));
	for (i = 0; i < spec.num_attrs; i++)
		if (spec.attrs[i].object == RUAPI_OBJ_QP &&
		    spec.attrs[i].action == RUAPI_QP_CREATE &&
		    !spec.attrs[i].driver_id &&
		    spec.attrs[i].id == RUAPI_QP_CREATE_SEND_CQ) {
			found++;
			assert_string_equal(spec.attrs[i].name, "send_cq");
			assert_int_equal(spec.attrs[i].ref_object,
					 RUAPI_OBJ_CQ);
			assert_int_equal(spec.attrs[i].wire,
					 RUAPI_WIRE_OBJ_IN);
		}
	assert_int_equal(found, 1);
	ruapi_describe_free(&spec);
	ruapi_describe_free(&module);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lookups),
		cmocka_unit_test(sentences),
		cmocka_unit_test(sentences_are_cut),
		cmocka_unit_test(lists),
		cmocka_unit_test(bad_kernels),
		cmocka_unit_test(descriptions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
