// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Paths, views and the one namespace of a process. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "../../../lib/compat/compat.h"
#include "fake.h"

#define FORMAT RUAPI_EVENT_QUEUE_CREATE_FORMAT

static void paths(void **state)
{
	static const struct {
		const char *path;
		enum node_kind kind;
	} cases[] = {
		{ "/dev/infiniband/uverbs0", NODE_UVERBS },
		{ "/dev/infiniband/uverbs123", NODE_UVERBS },
		{ "/dev/infiniband//uverbs1", NODE_UVERBS },
		{ "/dev/infiniband/rdma_cm", NODE_CM },
		{ "/dev/infiniband/rdma_uapi", NODE_CM },
		{ "/dev/infiniband", NODE_DIR },
		{ "/dev/infiniband/", NODE_DIR },
		{ "/dev/infiniband/uverbs", NODE_NONE },
		{ "/dev/infiniband/uverbs0/", NODE_NONE },
		{ "/dev/infiniband/uverbs0x", NODE_NONE },
		{ "/dev/infiniband/uverbs1234567890123", NODE_NONE },
		{ "/dev/infiniband/uverbs../../null", NODE_NONE },
		{ "/dev/infiniband/umad0", NODE_NONE },
		{ "/dev/infiniband/rdma_cm2", NODE_NONE },
		{ "/dev/infinibandx/uverbs0", NODE_NONE },
		{ "/dev/infiniban", NODE_NONE },
		{ "dev/infiniband/uverbs0", NODE_NONE },
		{ "uverbs0", NODE_NONE },
		{ "", NODE_NONE },
		{ NULL, NODE_NONE },
	};
	struct node node;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(node_match(cases[i].path, &node),
				 cases[i].kind);
}

static struct node match(const char *path)
{
	struct node node;

	assert_int_not_equal(node_match(path, &node), NODE_NONE);
	return node;
}

static void numbers(void **state)
{
	struct node_info info;
	struct node node;

	(void)state;
	node = match("/dev/infiniband/uverbs7");
	assert_int_equal(node_info(&node, &info), 0);
	assert_true(info.rdev == makedev(231, 199));
	assert_string_equal(info.ibdev, "rxe1");

	node = match("/dev/infiniband/uverbs1");
	assert_int_equal(node_info(&node, &info), -ENOENT);

	node = match("/dev/infiniband/rdma_cm");
	assert_int_equal(node_info(&node, &info), 0);
	assert_true(info.rdev == makedev(10, 122));
}

/* Without rdma_ucm.ko librdmacm does not compare the number, or has ours. */
static void numbers_without_rdma_ucm(void **state)
{
	struct node node = match("/dev/infiniband/rdma_cm");
	struct node_info info;

	(void)state;
	fake_sysfs(NULL, NULL);
	assert_int_equal(node_info(&node, &info), 0);
	assert_true(info.rdev == 0);
	fake_sysfs("/sys/class/misc/rdma_uapi/dev", "10:124\n");
	assert_int_equal(node_info(&node, &info), 0);
	assert_true(info.rdev == makedev(10, 124));
	node = match("/dev/infiniband/rdma_uapi");
	assert_int_equal(node_info(&node, &info), 0);
	assert_true(info.rdev == makedev(10, 124));
}

static void broken_sysfs(void **state)
{
	static const char *const texts[] = { "", "\n", "231", "x:y\n", ":1\n" };
	struct node node = match("/dev/infiniband/uverbs3");
	struct node_info info;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		fake_sysfs(NULL, NULL);
		fake_sysfs("/sys/class/infiniband_verbs/uverbs3/dev", texts[i]);
		assert_int_equal(node_info(&node, &info), -ENOENT);
	}
	fake_sysfs(NULL, NULL);
	fake_sysfs("/sys/class/infiniband_verbs/uverbs3/dev", "231:195\n");
	assert_int_equal(node_info(&node, &info), -ENOENT);
}

static int open_path(const char *path, int flags)
{
	struct node node = match(path);

	return view_open(&node, flags);
}

static void open_uverbs(void **state)
{
	const struct fake_call *call;
	struct view view;
	int fd;

	(void)state;
	fd = open_path("/dev/infiniband/uverbs7", O_RDWR | O_CLOEXEC);
	assert_int_equal(fd, 3);
	call = fake_call(-1, RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_VIEW);
	assert_int_equal(fake_attr(call, RUAPI_NAMESPACE_VIEW_DEVICE)->value,
			 42);
	assert_int_equal(fake_fd_flags, -1);
	assert_int_equal(fake_file_flags, -1);
	assert_true(view_hint(fd));

	assert_int_equal(view_get(fd, &view), 0);
	assert_int_equal(view.kind, VIEW_UVERBS);
	assert_true(view.rdev == makedev(231, 199));
	assert_int_equal(view.device, 42);
	assert_int_equal(view.driver_id, 16);
	assert_int_equal(view.context, 0);
}

static void open_cm(void **state)
{
	const struct fake_call *call;
	struct view view;
	int fd;

	(void)state;
	fd = open_path("/dev/infiniband/rdma_cm", O_RDWR | O_NONBLOCK);
	assert_int_equal(fd, 3);
	call = fake_call(-1, RUAPI_OBJ_EVENT_QUEUE, RUAPI_EVENT_QUEUE_CREATE);
	assert_int_equal(fake_attr(call, FORMAT)->value,
			 RUAPI_EVENT_FORMAT_RECORDS);
	assert_int_equal(fake_attr(call, RUAPI_EVENT_QUEUE_CREATE_FLAGS)->value,
			 RUAPI_EVENT_QUEUE_F_OWNS_IDS);
	assert_int_equal(fake_fd_flags, 0);
	assert_int_equal(fake_file_flags, O_RDWR | O_NONBLOCK);

	assert_int_equal(view_get(fd, &view), 0);
	assert_int_equal(view.kind, VIEW_CM);
	assert_true(view.rdev == makedev(10, 122));
	assert_int_equal(view.queue, fake_files[fd].queue);
	assert_true(view.queue > 0);
}

static void open_errors(void **state)
{
	(void)state;
	assert_int_equal(open_path("/dev/infiniband/uverbs5", O_RDWR), -ENOENT);
	assert_int_equal(open_path("/dev/infiniband/uverbs0",
				   O_RDWR | O_CREAT | O_EXCL), -EEXIST);
	assert_int_equal(open_path("/dev/infiniband/uverbs0",
				   O_RDONLY | O_DIRECTORY), -ENOTDIR);
	fake_open_error = -EACCES;
	assert_int_equal(open_path("/dev/infiniband/uverbs0", O_RDWR),
			 -EACCES);
	fake_open_error = 0;
	/* Not visible to this namespace. */
	strcpy(fake_devices[0].name, "other");
	assert_int_equal(open_path("/dev/infiniband/uverbs0", O_RDWR), -ENXIO);
	fake_devices[1].index = 1 << 16;
	assert_int_equal(open_path("/dev/infiniband/uverbs7", O_RDWR),
			 -EOVERFLOW);
	fake_fail(RUAPI_OBJ_EVENT_QUEUE, RUAPI_EVENT_QUEUE_CREATE, -EMFILE);
	assert_int_equal(open_path("/dev/infiniband/rdma_cm", O_RDWR), -EMFILE);
}

static void access_asks_the_kernel(void **state)
{
	struct node node = match("/dev/infiniband/uverbs0");
	struct node_info info;

	(void)state;
	assert_int_equal(view_access(&node, &info), 0);
	assert_true(info.rdev == makedev(231, 192));
	strcpy(fake_devices[0].name, "other");
	assert_int_equal(view_access(&node, &info), -ENOENT);
}

static uint64_t ns_of(int fd)
{
	return fake_files[fd].ns;
}

static void one_namespace(void **state)
{
	int a, b;

	(void)state;
	a = open_path("/dev/infiniband/uverbs0", O_RDWR);
	b = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	assert_true(a > 0 && b > 0);
	assert_true(ns_of(a) == ns_of(b));
	/* The main fd is out of the way. */
	assert_true(fake_files[960].used);
	assert_true(ns_of(960) == ns_of(a));
}

static void fork_gets_its_own(void **state)
{
	int a, b;

	(void)state;
	a = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	fake_pid++;
	b = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	assert_true(a > 0 && b > 0);
	assert_false(ns_of(a) == ns_of(b));
	/* And keeps it. */
	a = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	assert_true(ns_of(a) == ns_of(b));
}

static void main_fd_closed(void **state)
{
	int a, b;

	(void)state;
	a = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	fake_files[960].used = false;
	b = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	assert_true(a > 0 && b > 0);
	assert_false(ns_of(a) == ns_of(b));
}

/* Somebody else's file has the number now: it is neither used nor closed. */
static void main_fd_reused(void **state)
{
	int a, b;

	(void)state;
	a = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	fake_files[960] = (struct fake_file) { .used = true };
	b = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	assert_true(a > 0 && b > 0);
	assert_true(fake_files[960].used && !fake_files[960].ns);

	fake_files[961] = (struct fake_file) { .used = true, .ns = 999999 };
	a = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	assert_true(a > 0);
	assert_false(ns_of(a) == 999999);
	assert_true(fake_files[961].used && ns_of(961) == 999999);
}

/* Tags are what the program's own use of the device may have, too. */
static void foreign_views(void **state)
{
	struct view view;

	(void)state;
	fake_files[5] = (struct fake_file) { .used = true };
	assert_int_equal(view_get(5, &view), -ENOTTY);
	assert_int_equal(view_get(6, &view), -EBADF);
	fake_files[5] = (struct fake_file) { .used = true, .ns = 1 };
	assert_int_equal(view_get(5, &view), -ENOTTY);
	fake_files[5].tag = 0x0123456789abcdef;
	assert_int_equal(view_get(5, &view), -ENOTTY);
	fake_files[5].tag = 1ULL << 63;
	assert_int_equal(view_get(5, &view), -ENOTTY);
	fake_files[5].tag = ~0ULL;
	assert_int_equal(view_get(5, &view), -ENOTTY);
}

static void hints(void **state)
{
	static const int fds[] = { 0, 63, 64, 4095 };

	(void)state;
	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
		view_hint_clear(fds[i]);
		assert_false(view_hint(fds[i]));
		view_hint_set(fds[i]);
		assert_true(view_hint(fds[i]));
		view_hint_clear(fds[i]);
		assert_false(view_hint(fds[i]));
	}
	view_hint_set(-1);
	view_hint_set(4096);
	assert_false(view_hint(-1));
	assert_false(view_hint(4096));
	view_hint_clear(-1);
	view_hint_clear(1 << 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(paths, fake_setup),
		cmocka_unit_test_setup(numbers, fake_setup),
		cmocka_unit_test_setup(numbers_without_rdma_ucm, fake_setup),
		cmocka_unit_test_setup(broken_sysfs, fake_setup),
		cmocka_unit_test_setup(open_uverbs, fake_setup),
		cmocka_unit_test_setup(open_cm, fake_setup),
		cmocka_unit_test_setup(open_errors, fake_setup),
		cmocka_unit_test_setup(access_asks_the_kernel, fake_setup),
		cmocka_unit_test_setup(one_namespace, fake_setup),
		cmocka_unit_test_setup(fork_gets_its_own, fake_setup),
		cmocka_unit_test_setup(main_fd_closed, fake_setup),
		cmocka_unit_test_setup(main_fd_reused, fake_setup),
		cmocka_unit_test_setup(foreign_views, fake_setup),
		cmocka_unit_test_setup(hints, fake_setup),
	};

	return cmocka_run_group_tests_name("compat_view", tests, NULL, NULL);
}
