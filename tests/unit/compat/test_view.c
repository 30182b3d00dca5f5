// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Paths, views and the one namespace of a process. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "../../../lib/compat/main.h"
#include "fake.h"

#define FORMAT RUAPI_EVENT_QUEUE_CREATE_FORMAT

static enum node_kind find(const char *path, struct place *place)
{
	place->node.kind = NODE_NONE;
	place->path = path;
	if (!path_may_be(path))
		return NODE_NONE;
	return path_find(AT_FDCWD, path, place);
}

static void paths(void **state)
{
	static const struct {
		const char *path;
		enum node_kind kind;
	} cases[] = {
		{ "/dev/infiniband/uverbs0", NODE_UVERBS },
		{ "/dev/infiniband/uverbs123", NODE_UVERBS },
		{ "/dev/infiniband//uverbs1", NODE_UVERBS },
		{ "//dev///infiniband/./uverbs1", NODE_UVERBS },
		{ "/dev/../dev/infiniband/uverbs1", NODE_UVERBS },
		{ "/dev/infiniband/../infiniband/uverbs1", NODE_UVERBS },
		{ "/dev/infiniband/.././infiniband/../infiniband/rdma_cm",
		  NODE_CM },
		{ "/proc/self/root/dev/infiniband/uverbs1", NODE_NONE },
		{ "/dev/infiniband/rdma_cm", NODE_CM },
		{ "/dev/infiniband/rdma_uapi", NODE_CM },
		{ "/dev/infiniband", NODE_DIR },
		{ "/dev/infiniband/", NODE_DIR },
		{ "/dev/infiniband/.", NODE_DIR },
		{ "/dev/infiniband/..", NODE_NONE },
		{ "/dev/infiniband/../null", NODE_NONE },
		{ "/dev/infiniband/uverbs", NODE_NONE },
		{ "/dev/infiniband/uverbs0/", NODE_NONE },
		{ "/dev/infiniband/uverbs0x", NODE_NONE },
		{ "/dev/infiniband/uverbs00", NODE_NONE },
		{ "/dev/infiniband/uverbs01", NODE_NONE },
		{ "/dev/infiniband/uverbs1234567890123", NODE_NONE },
		{ "/dev/infiniband/uverbs../../null", NODE_NONE },
		{ "/dev/infiniband/umad0", NODE_NONE },
		{ "/dev/infiniband/rdma_cm2", NODE_NONE },
		{ "/dev/infinibandx/uverbs0", NODE_NONE },
		{ "/dev/infiniban", NODE_NONE },
		{ "/sys/class/infiniband/uverbs0", NODE_NONE },
		{ "/tmp/infiniband/uverbs0", NODE_NONE },
		{ "dev/infiniband/uverbs0", NODE_NONE },
		{ "uverbs0", NODE_NONE },
		{ "..", NODE_NONE },
		{ "", NODE_NONE },
		{ NULL, NODE_NONE },
	};
	struct place place;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(find(cases[i].path, &place), cases[i].kind);
}

/* As openat() sees them, and through links. */
static void relative_paths(void **state)
{
	const int dev = (int)syscall(SYS_openat, AT_FDCWD, "/dev", O_PATH, 0);
	char link[] = "/tmp/compat-link-XXXXXX";
	struct place place;
	char path[64];

	(void)state;
	assert_true(dev >= 0);
	assert_int_equal(path_find(dev, "infiniband/uverbs7", &place),
			 NODE_UVERBS);
	assert_int_equal(place.node.number, 7);
	assert_string_equal(place.node.name, "uverbs7");
	assert_int_equal(path_find(dev, "./infiniband", &place), NODE_DIR);
	assert_int_equal(path_find(dev, "uverbs7", &place), NODE_NONE);
	assert_int_equal(path_find(dev, "infiniband/../null", &place),
			 NODE_NONE);
	assert_string_equal(place.path, "/dev/null");
	close(dev);

	close(mkstemp(link));
	unlink(link);
	assert_int_equal(symlink("/dev", link), 0);
	snprintf(path, sizeof(path), "%s/infiniband/uverbs7", link);
	assert_int_equal(find(path, &place), NODE_UVERBS);
	unlink(link);
}

/* The program has changed into the folder, which is another one in fact. */
static void inside(void **state)
{
	struct place place;

	(void)state;
	fake_inside = true;
	assert_int_equal(find("uverbs7", &place), NODE_UVERBS);
	assert_int_equal(find("./rdma_cm", &place), NODE_CM);
	assert_int_equal(find("../infiniband/uverbs7", &place), NODE_UVERBS);
	assert_int_equal(find("../null", &place), NODE_NONE);
	assert_string_equal(place.path, "/dev/null");
	assert_int_equal(find("..", &place), NODE_NONE);
	assert_string_equal(place.path, "/dev");
	assert_int_equal(find("other", &place), NODE_NONE);
	assert_string_equal(place.path, "other");
}

static const char *seen(const char *path, struct place *place)
{
	find(path, place);
	return path_seen(AT_FDCWD, place);
}

/* What the kernel is told instead. */
static void stand_ins(void **state)
{
	struct place place;

	(void)state;
	assert_string_equal(seen("/dev/infiniband", &place),
			    "/sys/module/rdma_uapi/holders");
	assert_string_equal(seen("/dev/infiniband/uverbs7", &place),
			    RUAPI_DEVICE_PATH);
	assert_string_equal(seen("/dev/infiniband/uverbs6", &place),
			    "/dev/infiniband/uverbs6");
	assert_string_equal(seen("/dev/infiniband/../null", &place),
			    "/dev/null");
	assert_true(folder_is_stand_in("/sys/module/rdma_uapi/holders"));
	assert_false(folder_is_stand_in("/dev"));
	/* Without the device there is nothing to show. */
	fake_open_error = -ENOENT;
	assert_string_equal(seen("/dev/infiniband", &place),
			    "/dev/infiniband");
}

static struct node match(const char *path)
{
	struct place place;

	assert_int_not_equal(find(path, &place), NODE_NONE);
	return place.node;
}

static int open_path(const char *path, int flags)
{
	struct node node = match(path);

	return view_open(&node, flags);
}

static void numbers(void **state)
{
	char ibdev[NODE_IBDEV_SIZE];
	struct node_info info;
	struct node node;

	(void)state;
	node = match("/dev/infiniband/uverbs7");
	assert_int_equal(node_info(&node, &info), 0);
	assert_true(info.rdev == makedev(231, 199));
	assert_int_equal(node_ibdev(&node, ibdev), 0);
	assert_string_equal(ibdev, "rxe1");

	node = match("/dev/infiniband/uverbs1");
	assert_int_equal(node_info(&node, &info), -ENOENT);

	/* From the 33rd on the number is what was free. */
	node = match("/dev/infiniband/uverbs40");
	fake_sysfs("/sys/class/infiniband_verbs/uverbs40/dev", "511:8\n");
	assert_int_equal(node_info(&node, &info), 0);
	assert_true(info.rdev == makedev(511, 8));

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
	static const char *const texts[] = {
		"", "\n", "231", "x:y\n", ":1\n", "231:\n",
		"99999999999999999999:1\n",
	};
	struct node node = match("/dev/infiniband/uverbs33");
	struct node_info info;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		fake_sysfs(NULL, NULL);
		fake_sysfs("/sys/class/infiniband_verbs/uverbs33/dev",
			   texts[i]);
		assert_int_equal(node_info(&node, &info), -ENOENT);
	}
}

/* /sys is not mounted, or hidden: RDMA netlink knows as much. */
static void numbers_by_netlink(void **state)
{
	struct node node = match("/dev/infiniband/uverbs7");
	struct node_info info;

	(void)state;
	fake_sysfs(NULL, NULL);
	assert_int_equal(node_info(&node, &info), -ENOENT);
	fake_netlink = "1:uverbs0:231:192 42:uverbs7:231:199 "
		       "9:rdma_cm:10:122 ";
	assert_int_equal(node_info(&node, &info), 0);
	assert_true(info.rdev == makedev(231, 199));
	assert_true(info.has_device);
	assert_int_equal(info.device, 42);
	node = match("/dev/infiniband/uverbs1");
	assert_int_equal(node_info(&node, &info), -ENOENT);
	node = match("/dev/infiniband/rdma_cm");
	assert_int_equal(node_info(&node, &info), 0);
	assert_true(info.rdev == makedev(10, 122));
}

static int note(const struct node *node, void *arg)
{
	strcat(arg, node->name);
	strcat(arg, " ");
	return 0;
}

static void listing(void **state)
{
	char names[256] = "";

	(void)state;
	fake_sysfs("/sys/class/infiniband_verbs/abi_version", "6\n");
	assert_int_equal(node_list(note, names), 0);
	assert_string_equal(names, "uverbs0 uverbs7 rdma_cm ");
	fake_sysfs(NULL, NULL);
	fake_netlink = "1:uverbs0:231:192 42:uverbs9:231:199 ";
	*names = '\0';
	assert_int_equal(node_list(note, names), 0);
	assert_string_equal(names, "uverbs0 uverbs9 rdma_cm ");
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
	/* Not visible to this namespace; what is known is not asked again. */
	fake_sysfs("/sys/class/infiniband_verbs/uverbs8/ibdev", "hidden\n");
	assert_int_equal(open_path("/dev/infiniband/uverbs8", O_RDWR), -EPERM);
	fake_fail(RUAPI_OBJ_EVENT_QUEUE, RUAPI_EVENT_QUEUE_CREATE, -EMFILE);
	assert_int_equal(open_path("/dev/infiniband/rdma_cm", O_RDWR), -EMFILE);
}

/* Metadata needs no access, and tells it as it is. */
static void no_access(void **state)
{
	struct node node = match("/dev/infiniband/uverbs0");
	struct node_info info;

	(void)state;
	fake_open_error = -EACCES;
	fake_num_ioctls = 0;
	assert_int_equal(node_info(&node, &info), 0);
	assert_int_equal(fake_num_ioctls, 0);
	assert_int_equal(open_path("/dev/infiniband/uverbs0", O_RDWR),
			 -EACCES);
}

/* What sysfs is asked for instead. */
static const char *in_sysfs(const char *path)
{
	static struct place place;

	return sysfs_seen(path, &place);
}

static void ports_in_sysfs(void **state)
{
	static const char *const same[] = {
		"/sys/class/infiniband/rxe1/ports/1/state",
		"/sys/class/infiniband/rxe1/ports/1/gids/0",
		"/sys/class/infiniband/rxe1/ports/1/gids/0/more",
		"/sys/class/infiniband/rxe1/ports",
		"/sys/class/infiniband/rxe1/ports/x",
		"/sys/class/infiniband/rxe1/node_guid",
		"/sys/class/infiniband_verbs/uverbs0/ibdev",
		"/tmp/infiniband/rxe1/ports/1/state",
	};
	static const char *const one = "/sys/class/infiniband/rxe1/ports/0";

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		assert_ptr_equal(in_sysfs(same[i]), same[i]);
	assert_string_equal(in_sysfs("/sys/class/infiniband/mlx5_9/ports/1/lid"),
			    "/sys/class/infiniband/mlx5_9/ports/0");
	/* An entry of others, and there is none that is empty. */
	fake_reason = RUAPI_REASON_NETNS;
	fake_fail(RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_GID, -EACCES);
	assert_string_equal(in_sysfs(same[1]), one);
	assert_ptr_equal(in_sysfs(same[0]), same[0]);
	fake_fail(RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_PORT, -EACCES);
	assert_string_equal(in_sysfs(same[0]), one);
	/* It is a security module that says no. */
	fake_reason = RUAPI_REASON_LSM;
	assert_ptr_equal(in_sysfs(same[0]), same[0]);
	fake_open_error = -EACCES;
	assert_ptr_equal(in_sysfs(same[0]), same[0]);
}

/* Whoever may not open the device sees what mode its nodes have. */
static void stat_without_rights(void **state)
{
	const struct node node = match("/dev/infiniband/uverbs7");
	struct stat st;

	(void)state;
	assert_int_equal(node.kind, NODE_UVERBS);
	fake_open_error = -EACCES;
	assert_int_equal(view_node_stat(&node, &st), 0);
	assert_int_equal(st.st_mode, S_IFCHR | 0640);
	fake_open_error = 0;
	assert_int_equal(view_node_stat(&node, &st), 0);
	assert_int_equal(st.st_mode, S_IFCHR | 0640);
}

/* Indices are never used again, and there is room for all. */
static void large_index(void **state)
{
	struct view view;
	int fd;

	(void)state;
	fake_sysfs("/sys/class/infiniband_verbs/uverbs9/ibdev", "rxe1\n");
	fake_devices[1].index = 0xfffffffe;
	fake_devices[1].driver_id = 0xff;
	fd = open_path("/dev/infiniband/uverbs9", O_RDWR);
	assert_true(fd > 0);
	assert_int_equal(view_get(fd, &view), 0);
	assert_int_equal(view.device, 0xfffffffe);
	assert_int_equal(view.driver_id, 0xff);
	assert_true(view.rdev == makedev(231, 201));
	fake_sysfs("/sys/class/infiniband_verbs/uverbs1000/ibdev", "rxe1\n");
	fake_sysfs("/sys/class/infiniband_verbs/uverbs1000/dev", "511:967\n");
	fd = open_path("/dev/infiniband/uverbs1000", O_RDWR);
	assert_true(fd > 0);
	assert_int_equal(view_get(fd, &view), 0);
	assert_true(view.rdev == makedev(511, 967));
	assert_int_equal(view.device, 0xfffffffe);
}

/* A second open of a node asks nothing that cannot have changed. */
static void known_node(void **state)
{
	unsigned int first;

	(void)state;
	fake_sysfs("/sys/class/infiniband_verbs/uverbs10/ibdev", "rxe0\n");
	assert_true(open_path("/dev/infiniband/uverbs10", O_RDWR) > 0);
	fake_num_ioctls = 0;
	strcpy(fake_devices[0].name, "renamed");
	assert_true(open_path("/dev/infiniband/uverbs10", O_RDWR) > 0);
	first = fake_num_ioctls;
	assert_int_equal(first, 2);
	assert_int_equal(fake_proc_asked, 1);
	fake_sysfs(NULL, NULL);
	assert_true(open_path("/dev/infiniband/uverbs10", O_RDWR) > 0);
}

/* The device with the number of the node is asked first, and whether it is the one. */
static void guessed_device(void **state)
{
	struct view view;
	int fd;

	(void)state;
	assert_true(open_path("/dev/infiniband/uverbs7", O_RDWR) > 0);
	fake_devices[0].index = 13;
	fake_devices[1].index = 14;
	fake_sysfs("/sys/class/infiniband_verbs/uverbs13/ibdev", "rxe0\n");
	fake_num_ioctls = 0;
	fd = open_path("/dev/infiniband/uverbs13", O_RDWR);
	assert_true(fd > 0);
	/* What it is, which device, and a view: no list. */
	assert_int_equal(fake_num_ioctls, 3);
	assert_int_equal(view_get(fd, &view), 0);
	assert_int_equal(view.device, 13);
	assert_int_equal(view.driver_id, 14);

	fake_sysfs("/sys/class/infiniband_verbs/uverbs14/ibdev", "rxe0\n");
	fd = open_path("/dev/infiniband/uverbs14", O_RDWR);
	assert_true(fd > 0);
	assert_int_equal(view_get(fd, &view), 0);
	assert_int_equal(view.device, 13);
}

/* Another device has the node now: the index of the old one is nobody's. */
static void node_of_another_device(void **state)
{
	struct view view;
	int fd;

	(void)state;
	fake_sysfs("/sys/class/infiniband_verbs/uverbs11/ibdev", "rxe0\n");
	assert_true(open_path("/dev/infiniband/uverbs11", O_RDWR) > 0);
	fake_devices[0].index = 77;
	fake_devices[0].driver_id = 3;
	for (int i = 0; i < 2; i++) {
		fd = open_path("/dev/infiniband/uverbs11", O_RDWR);
		assert_true(fd > 0);
		assert_int_equal(view_get(fd, &view), 0);
		assert_int_equal(view.device, 77);
		assert_int_equal(view.driver_id, 3);
	}
	/* And then none. */
	fake_devices[0].index = 78;
	fake_sysfs(NULL, NULL);
	assert_int_equal(open_path("/dev/infiniband/uverbs11", O_RDWR),
			 -ENOENT);
	assert_int_equal(open_path("/dev/infiniband/uverbs11", O_RDWR),
			 -ENOENT);
}

/* It is there, and this network namespace must not see it any more. */
static void known_node_is_hidden(void **state)
{
	(void)state;
	fake_sysfs("/sys/class/infiniband_verbs/uverbs12/ibdev", "rxe0\n");
	assert_true(open_path("/dev/infiniband/uverbs12", O_RDWR) > 0);
	strcpy(fake_devices[0].name, "none");
	fake_fail(RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_VIEW, -EACCES);
	assert_int_equal(open_path("/dev/infiniband/uverbs12", O_RDWR), -EPERM);
}

/* The index is what netlink says, the device one that may be seen. */
static void open_by_netlink(void **state)
{
	struct view view;
	int fd;

	(void)state;
	fake_sysfs(NULL, NULL);
	fake_netlink = "42:uverbs7:231:199 43:uverbs8:231:200 ";
	fd = open_path("/dev/infiniband/uverbs7", O_RDWR);
	assert_true(fd > 0);
	assert_int_equal(view_get(fd, &view), 0);
	assert_int_equal(view.device, 42);
	assert_int_equal(view.driver_id, 16);
	assert_int_equal(open_path("/dev/infiniband/uverbs8", O_RDWR), -EPERM);
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
	assert_true(fake_files[MAIN_FD_FIRST].used);
	assert_true(ns_of(MAIN_FD_FIRST) == ns_of(a));
}

/* Or ids that a child takes over could not go to channels that it makes. */
static void fork_shares_it(void **state)
{
	int a, b;

	(void)state;
	a = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	fake_pid++;
	b = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	assert_true(a > 0 && b > 0);
	assert_true(ns_of(a) == ns_of(b));
	assert_int_not_equal(fake_files[a].owner, fake_files[b].owner);
	/* And both go on to do so. */
	fake_pid--;
	b = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	assert_true(b > 0);
	assert_true(ns_of(a) == ns_of(b));
}

/* Each open asks for the rights there are now. */
static void rights_are_lost(void **state)
{
	static const int errors[] = { -EACCES, -ENOENT };

	(void)state;
	assert_true(open_path("/dev/infiniband/rdma_cm", O_RDWR) > 0);
	for (size_t i = 0; i < 2; i++) {
		fake_open_error = errors[i];
		assert_int_equal(open_path("/dev/infiniband/rdma_cm", O_RDWR),
				 errors[i]);
		assert_int_equal(open_path("/dev/infiniband/uverbs0", O_RDWR),
				 errors[i]);
	}
	fake_open_error = 0;
	assert_true(open_path("/dev/infiniband/rdma_cm", O_RDWR) > 0);
}

static void main_fd_closed(void **state)
{
	uint64_t ns;
	int a, b;

	(void)state;
	a = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	ns = ns_of(a);
	fake_files[MAIN_FD_FIRST].used = false;
	fake_files[a].used = false;
	b = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	assert_true(a > 0 && b > 0);
	assert_false(ns == ns_of(b));
}

/* A channel of the namespace is left: others go on to be in it. */
static void main_fd_recovered(void **state)
{
	int a, b;

	(void)state;
	a = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	for (int fd = MAIN_FD_FIRST; fd < MAIN_FD_FIRST + 10; fd++)
		fake_files[fd].used = false;
	b = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	assert_true(a > 0 && b > 0);
	assert_true(ns_of(a) == ns_of(b));
	/* It has a main fd again, which is no view of ours. */
	assert_true(fake_files[MAIN_FD_FIRST].used);
	assert_true(ns_of(MAIN_FD_FIRST) == ns_of(a));
	assert_true(fake_files[MAIN_FD_FIRST].tag == 0);
}

/* Each network namespace has its own, and finds it again. */
static void network_namespaces(void **state)
{
	uint64_t ns[100];
	int fd;

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 8; i++) {
			fake_netns = 4026531840u + (unsigned int)i * 64;
			fake_num_calls = 0;
			fd = open_path("/dev/infiniband/rdma_cm", O_RDWR);
			assert_true(fd > 0);
			assert_true(!round || ns_of(fd) == ns[i]);
			ns[i] = ns_of(fd);
			for (int j = 0; j < i; j++)
				assert_false(ns[i] == ns[j]);
		}
	}
	/* All places are taken: it works, but each open for itself. */
	fake_netns = 4026531840u + 8 * 64;
	fake_num_ioctls = 0;
	fd = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	assert_true(fd > 0);
	for (int i = 0; i < 8; i++)
		assert_false(ns_of(fd) == ns[i]);
	for (int i = MAIN_FD_FIRST; i < 1200; i++)
		assert_true(!fake_files[i].used || ns_of(i) != ns_of(fd));
	/* Without /proc the first one does. */
	fake_netns = 0;
	fd = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	assert_true(fd > 0);
}

static int check_owner(int fd)
{
	struct view view;

	assert_int_equal(view_get(fd, &view), 0);
	return view_check_owner(&view);
}

/* A child must leave alone what its parent uses. */
static void child_of_owner(void **state)
{
	int a, b;

	(void)state;
	a = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	b = open_path("/dev/infiniband/uverbs0", O_RDWR);
	assert_int_equal(check_owner(a), 0);
	fake_pid++;
	assert_int_equal(check_owner(a), -EACCES);
	assert_in_range(fake_slept, 20, 200);
	/* It has waited for the parent once, and does not again. */
	fake_slept = 0;
	assert_int_equal(check_owner(a), -EACCES);
	assert_int_equal(check_owner(b), -EACCES);
	assert_int_equal(fake_slept, 0);
}

/*
 * After daemon() the parent exits in a moment, or has: all is the child's.  What
 * it opens before is in the same namespace as what it opens after.
 */
static void daemon_takes_over(void **state)
{
	int a, b, c;

	(void)state;
	a = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	fake_exiting = fake_pid++;
	fake_exit_after = 10;
	b = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	assert_int_equal(check_owner(a), 0);
	assert_in_range(fake_slept, 10, 20);
	c = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	assert_true(a > 0 && b > 0 && c > 0);
	assert_true(ns_of(a) == ns_of(b));
	assert_true(ns_of(a) == ns_of(c));
	assert_int_equal(check_owner(b), 0);
	assert_int_equal(check_owner(c), 0);
}

/* Somebody else's file has the number now: it is neither used nor closed. */
static void main_fd_reused(void **state)
{
	const int other = MAIN_FD_FIRST + 1;
	int a, b;

	(void)state;
	a = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	fake_files[MAIN_FD_FIRST] = (struct fake_file) { .used = true };
	b = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	assert_true(a > 0 && b > 0);
	assert_true(fake_files[MAIN_FD_FIRST].used &&
		    !fake_files[MAIN_FD_FIRST].ns);

	fake_files[other] = (struct fake_file) { .used = true, .ns = 999999 };
	a = open_path("/dev/infiniband/rdma_cm", O_RDWR);
	assert_true(a > 0);
	assert_false(ns_of(a) == 999999);
	assert_true(fake_files[other].used && ns_of(other) == 999999);
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
	static const int fds[] = { 0, 63, 64, 32767 };

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
	view_hint_set(32768);
	assert_false(view_hint(-1));
	assert_false(view_hint(32768));
	view_hint_clear(-1);
	view_hint_clear(1 << 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(paths, fake_setup),
		cmocka_unit_test_setup(relative_paths, fake_setup),
		cmocka_unit_test_setup(inside, fake_setup),
		cmocka_unit_test_setup(stand_ins, fake_setup),
		cmocka_unit_test_setup(numbers, fake_setup),
		cmocka_unit_test_setup(numbers_without_rdma_ucm, fake_setup),
		cmocka_unit_test_setup(broken_sysfs, fake_setup),
		cmocka_unit_test_setup(numbers_by_netlink, fake_setup),
		cmocka_unit_test_setup(listing, fake_setup),
		cmocka_unit_test_setup(open_uverbs, fake_setup),
		cmocka_unit_test_setup(open_cm, fake_setup),
		cmocka_unit_test_setup(open_errors, fake_setup),
		cmocka_unit_test_setup(no_access, fake_setup),
		cmocka_unit_test_setup(ports_in_sysfs, fake_setup),
		cmocka_unit_test_setup(stat_without_rights, fake_setup),
		cmocka_unit_test_setup(large_index, fake_setup),
		cmocka_unit_test_setup(known_node, fake_setup),
		cmocka_unit_test_setup(guessed_device, fake_setup),
		cmocka_unit_test_setup(node_of_another_device, fake_setup),
		cmocka_unit_test_setup(known_node_is_hidden, fake_setup),
		cmocka_unit_test_setup(open_by_netlink, fake_setup),
		cmocka_unit_test_setup(one_namespace, fake_setup),
		cmocka_unit_test_setup(fork_shares_it, fake_setup),
		cmocka_unit_test_setup(rights_are_lost, fake_setup),
		cmocka_unit_test_setup(main_fd_closed, fake_setup),
		cmocka_unit_test_setup(main_fd_recovered, fake_setup),
		cmocka_unit_test_setup(network_namespaces, fake_setup),
		cmocka_unit_test_setup(child_of_owner, fake_setup),
		cmocka_unit_test_setup(daemon_takes_over, fake_setup),
		cmocka_unit_test_setup(main_fd_reused, fake_setup),
		cmocka_unit_test_setup(foreign_views, fake_setup),
		cmocka_unit_test_setup(hints, fake_setup),
	};

	return cmocka_run_group_tests_name("compat_view", tests, NULL, NULL);
}
