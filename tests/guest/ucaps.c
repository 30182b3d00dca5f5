// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * User capabilities: what a context may do that was opened with fds of their nodes,
 * without, and with stale ones; how fds get to those who may not open the nodes.
 * DEVICE is the only one that has any.
 * usage: ucaps DEVICE BIND-MOUNT-OF-A-NODE
 *        ucaps legacy UVERBS-NODE
 */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>
#include "methods.h"
#include "pass_fd.h"

/* The nodes, and what fdinfo says of a context with the first, and with both. */
static const char *shelf_path = "/dev/infiniband/" RDMASIM_UCAP_SHELF;
static const char *store_path = "/dev/infiniband/" RDMASIM_UCAP_SHELF_STORE;
static const char *shelf_name = RDMASIM_UCAP_SHELF;
static const char *store_name = RDMASIM_UCAP_SHELF_STORE;
static const char *says_one = " ucaps=" RDMASIM_UCAP_SHELF "\n";
static const char *says_both = " ucaps=" RDMASIM_UCAP_SHELF "," RDMASIM_UCAP_SHELF_STORE "\n";

/* Kernels with UCAPs know nodes by their numbers. */
static bool kernels_own;

/* Bits, by the order in which DESCRIBE tells them. */
enum { MAY_READ = 1 << 0, MAY_STORE = 1 << 1, };

enum { STORE_ATTR = RUAPI_ATTR_DRIVER | 1, };

static const char *name;
static int main_fd;
static struct ruapi_device_info info;

static int node(const char *path)
{
	const int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		bail_out("%s: %s", path, strerror(errno));
	return fd;
}

/* ---- calls ----------------------------------------------------------------- */

static int context_open(const int *fds, unsigned int count, uint32_t *handle,
			struct ruapi_error *error)
{
	struct ruapi_context_open_args args = {
		.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX),
		.index = info.index,
		.new_ = !count,
		.ucaps = fds,
		.ucaps_len = count,
	};
	const int ret = ruapi_context_open(main_fd, &args);

	*handle = args.handle;
	if (error)
		*error = args.error;
	return ret;
}

static uint64_t ucaps_of(uint32_t context)
{
	struct ruapi_context_query_args args = { .handle = context, };

	test_ret(ruapi_context_query(main_fd, &args), 0, "context.query");
	return args.ucaps;
}

static struct stack stack_of(uint32_t context)
{
	return (struct stack){
		.ours = true,
		.fd = main_fd,
		.driver_id = info.driver_id,
		.context = context,
	};
}

/* Word 0 of the shelf. */
static int shelf_read(uint32_t context, uint64_t *value)
{
	const struct stack stack = stack_of(context);

	call_begin(&stack, UVERBS_OBJECT_DEVICE, RDMASIM_METHOD_DEVICE_SHELF);
	call_value(RDMASIM_ATTR_DEVICE_SHELF_INDEX, 4, 0);
	call_out(RDMASIM_ATTR_DEVICE_SHELF_VALUE, value, sizeof(*value));
	return call_run();
}

static int shelf_store(uint32_t context, uint64_t value)
{
	const struct stack stack = stack_of(context);

	call_begin(&stack, UVERBS_OBJECT_DEVICE, RDMASIM_METHOD_DEVICE_SHELF);
	call_value(RDMASIM_ATTR_DEVICE_SHELF_INDEX, 4, 0);
	call_value(RDMASIM_ATTR_DEVICE_SHELF_STORE, 8, value);
	return call_run();
}

static int shelf_store_blindly(uint32_t context, uint64_t value)
{
	const struct stack stack = stack_of(context);

	call_begin(&stack, UVERBS_OBJECT_DEVICE, RDMASIM_METHOD_DEVICE_SHELF);
	call_value(RDMASIM_ATTR_DEVICE_SHELF_INDEX, 4, 0);
	call_value(RDMASIM_ATTR_DEVICE_SHELF_STORE, 8, value);
	call_out(RDMASIM_ATTR_DEVICE_SHELF_VALUE, (void *)8, sizeof(value));
	return call_run();
}

static void test_denied(int ret, uint16_t attr, const char *what)
{
	test_ret(ret, -EPERM, "%s", what);
	test_check(call_hdr()->reason == RUAPI_REASON_UCAP &&
		   call_hdr()->bad_attr == attr, "%s: reason %u, attribute %#x",
		   what, call_hdr()->reason, call_hdr()->bad_attr);
}

/* ---- who has what ------------------------------------------------------------ */

static void test_without(void)
{
	uint32_t context, shared;
	uint64_t value;

	test_begin("without");
	test_ret(context_open(NULL, 0, &context, NULL), 0, "open");
	test_check(!ucaps_of(context), "none");
	test_denied(shelf_read(context, &value), 0, "the method");
	test_ret(destroy(main_fd, RUAPI_OBJ_CONTEXT, context), 0, "destroy");
	test_ret(make_context(main_fd, &info, false, 0, &shared, NULL), 0,
		 "one for everybody");
	test_denied(shelf_read(shared, &value), 0, "the method there");
	test_ret(destroy(main_fd, RUAPI_OBJ_CONTEXT, shared), 0, "destroy");
}

static void test_with(void)
{
	const int fds[] = { node(shelf_path), node(store_path), };
	const int twice[] = { fds[1], fds[0], fds[1], fds[0], fds[0], };
	uint32_t reads, stores, both, other;
	uint64_t value;
	char *text;

	test_begin("with one, the other, both, and both twice");
	test_ret(context_open(fds, 1, &reads, NULL), 0, "open with one");
	test_check(ucaps_of(reads) == MAY_READ, "it has one");
	value = 1;
	test_ret(shelf_read(reads, &value), 0, "the method");
	test_check(!value, "there is nothing yet");
	test_denied(shelf_store(reads, 5), STORE_ATTR, "its attribute");
	test_ret(context_open(fds + 1, 1, &stores, NULL), 0, "open with the other");
	test_check(ucaps_of(stores) == MAY_STORE, "it has that");
	test_denied(shelf_store(stores, 5), 0, "the method");
	test_ret(context_open(fds, 2, &both, NULL), 0, "open with both");
	test_check(ucaps_of(both) == (MAY_READ | MAY_STORE), "it has both");
	test_ret(shelf_store(both, 5), 0, "the attribute");
	test_ret(shelf_store_blindly(both, 6), -EFAULT, "an answer to nowhere");
	test_ret(shelf_read(reads, &value), 0, "the method");
	test_check(value == 5, "is %" PRIu64, value);
	test_ret(context_open(twice, COUNT(twice), &other, NULL), 0, "open with both, twice");
	test_check(other != both && ucaps_of(other) == (MAY_READ | MAY_STORE),
		   "a context of its own");

	test_begin("what a context has is its own, and told by fdinfo");
	test_ret(make_context(main_fd, &info, false, 0, &other, NULL), 0,
		 "one for everybody");
	test_check(other != reads && other != both && !ucaps_of(other),
		   "it is none of these");
	text = fdinfo(main_fd);
	test_check(strstr(text, says_one), "one: %s", text);
	test_check(strstr(text, says_both), "both: %s", text);
	free(text);

	test_begin("closing the fds takes nothing back");
	close(fds[0]);
	close(fds[1]);
	test_ret(shelf_store(both, 6), 0, "store");
	close(main_fd);
	main_fd = open_namespace();
}

static void test_bad(int fd, int want, const char *what)
{
	const int good = node(shelf_path);
	const int fds[] = { good, fd, };
	struct ruapi_error error;
	uint32_t context;

	test_ret(context_open(fds, 2, &context, &error), want, "%s", what);
	test_check(error.bad_attr == RUAPI_CONTEXT_OPEN_UCAPS &&
		   error.reason == RUAPI_REASON_FD, "%s: reason %u, attribute %u",
		   what, error.reason, error.bad_attr);
	test_check(!count_objects(main_fd), "%s: objects are left", what);
	close(good);
}

static void test_wrong(void)
{
	const int path = open(shelf_path, O_PATH | O_CLOEXEC);
	const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	const int wrong = kernels_own ? -EBADF : -EINVAL;
	int ends[2];

	test_begin("what is no fd of such a node");
	if (pipe(ends))
		bail_out("pipe: %s", strerror(errno));
	test_bad(-1, -EBADF, "-1");
	test_bad(1023, -EBADF, "an fd that is not open");
	test_bad(path, -EBADF, "one that only names the node");
	test_bad(null, wrong, "another node");
	test_bad(ends[0], wrong, "a pipe");
	test_bad(main_fd, wrong, "the namespace itself");
	close(path);
	close(null);
	close(ends[0]);
	close(ends[1]);
}

/* ---- how fds get about ---------------------------------------------------------- */

/* Nobody in particular, who is sent an fd.  Return: exit status. */
static int stranger(int sock)
{
	uint64_t value;
	uint32_t context;
	char byte;
	int fd;

	if (setgid(65534) || setuid(65534))
		return 2;
	if (open(shelf_path, O_RDWR) >= 0 || errno != EACCES)
		return 3;
	main_fd = open_namespace();
	fd = receive_fd(sock, &byte, 1);
	if (context_open(&fd, 1, &context, NULL))
		return 4;
	return shelf_read(context, &value) || value != 6 ? 5 : 0;
}

static void test_passed(void)
{
	const int fd = node(shelf_path);
	int socks[2], status = -1;
	pid_t pid;

	test_begin("who may not open the node is sent an fd");
	if (!pass_fds(socks))
		bail_out("socketpair: %s", strerror(errno));
	fflush(stdout);
	pid = fork();
	if (!pid)
		_exit(stranger(socks[1]));
	test_check(send_fd(socks[0], fd, "", 1), "send it");
	waitpid(pid, &status, 0);
	test_check(WIFEXITED(status) && !WEXITSTATUS(status), "status %#x", status);
	close(fd);
	close(socks[0]);
	close(socks[1]);
}

static void test_mounted(const char *mounted)
{
	const int fd = node(mounted);
	uint32_t context;
	uint64_t value;

	test_begin("a node that is mounted elsewhere");
	test_ret(context_open(&fd, 1, &context, NULL), 0, "open");
	test_ret(shelf_read(context, &value), 0, "the method");
	test_ret(destroy(main_fd, RUAPI_OBJ_CONTEXT, context), 0, "destroy");
	close(fd);
}

/* ---- devices that come and go ------------------------------------------------------ */

static void device_goes(void)
{
	test_check(!shell_run("echo %s >/sys/bus/rdmasim/del_device", name + 7), "it goes");
}

static void device_comes(void)
{
	test_check(!shell_run("echo '%s 1 ib' >/sys/bus/rdmasim/new_device", name + 7),
		   "it comes");
	if (device_find(main_fd, name, &info))
		bail_out("there is no %s any more", name);
}

/* The number is the same. */
static void test_revived(int fd, const char *what)
{
	uint32_t context;

	test_ret(context_open(&fd, 1, &context, NULL), 0, "%s", what);
	test_ret(destroy(main_fd, RUAPI_OBJ_CONTEXT, context), 0, "destroy");
}

/* A work removes it; until then it opens nothing. */
static bool goes(const char *path)
{
	const uint64_t limit = now_ms() + patience(5000);
	struct stat st;

	while (!stat(path, &st)) {
		if (open(path, O_RDWR) >= 0 || now_ms() > limit)
			return false;
		sleep_ms(10);
	}
	return errno == ENOENT;
}

static void test_stale(const char *mounted)
{
	const char *copy = "/run/ucaps-copy";
	int old = node(shelf_path), new, alias;
	uint32_t context;
	struct stat st;
	uint64_t value;

	test_begin("nodes go with the last device, and fds of them are stale");
	if (fstat(old, &st) || mknod(copy, S_IFCHR | 0600, st.st_rdev))
		bail_out("%s: %s", copy, strerror(errno));
	alias = node(copy);
	test_ret(context_open(&alias, 1, &context, NULL), 0, "a node of one's own");
	test_ret(shelf_read(context, &value), 0, "the method");
	device_goes();
	test_ret(shelf_read(context, &value), -ENODEV, "the method, without a device");
	test_check(goes(shelf_path), "%s", shelf_path);
	test_check(goes(store_path), "%s", store_path);
	/* The kernel's own lives as long as there is an fd of it. */
	test_check(kernels_own ||
			   (open(mounted, O_RDWR) < 0 && errno == ENXIO),
		   "the mounted one: %s", strerror(errno));
	test_ret(destroy(main_fd, RUAPI_OBJ_CONTEXT, context), 0, "destroy");
	device_comes();
	test_check(!stat(shelf_path, &st) && (st.st_mode & 07777) == 0600 && !st.st_uid,
		   "its node is made with mode %o", st.st_mode & 07777);
	if (kernels_own) {
		test_revived(old, "an fd of the old node");
		test_revived(alias, "an fd of the copy");
	} else {
		test_bad(old, -EINVAL, "an fd of the old node");
		test_bad(alias, -EINVAL, "an fd of the copy");
		test_check(open(copy, O_RDWR) < 0 && errno == ENXIO,
			   "the copy leads to the old node: %s", strerror(errno));
	}
	new = node(shelf_path);
	test_ret(context_open(&new, 1, &context, NULL), 0, "open with a new one");
	value = 1;
	test_ret(shelf_read(context, &value), 0, "the method");
	test_check(!value, "another device, another shelf");
	test_ret(destroy(main_fd, RUAPI_OBJ_CONTEXT, context), 0, "destroy");
	close(new);
	close(old);
	close(alias);
	new = node(copy);
	test_ret(context_open(&new, 1, &context, NULL), 0, "then to the new one");
	test_ret(destroy(main_fd, RUAPI_OBJ_CONTEXT, context), 0, "destroy");
	close(new);
	unlink(copy);
}

/* ---- what is told -------------------------------------------------------------------- */

static bool is_told(const struct ruapi_desc_ucap *desc, uint16_t object, uint16_t action,
		    uint16_t attr, uint16_t bit, const char *ucap)
{
	return desc->object == object && desc->action == action && desc->attr == attr &&
	       desc->bit == bit && !strcmp(desc->name, ucap);
}

static void test_describe(void)
{
	const uint16_t method = RUAPI_DRIVER_NS | 4;
	struct ruapi_description desc;

	test_begin("DESCRIBE says what there is, and what demands it");
	test_ret(ruapi_describe_device(main_fd, info.index, &desc), 0, "describe");
	if (!test_check(desc.num_ucaps == 4, "%u entries", desc.num_ucaps))
		return;
	test_check(is_told(&desc.ucaps[0], 0, 0, 0, 0, shelf_name), "the first");
	test_check(is_told(&desc.ucaps[1], 0, 0, 0, 1, store_name), "the second");
	test_check(is_told(&desc.ucaps[2], RUAPI_OBJ_DEVICE, method, 0, 0, shelf_name),
		   "the method");
	test_check(is_told(&desc.ucaps[3], RUAPI_OBJ_DEVICE, method, STORE_ATTR, 1, store_name),
		   "the attribute");
	ruapi_describe_free(&desc);
	test_ret(ruapi_describe_module(main_fd, &desc), 0, "of no device");
	test_check(!desc.num_ucaps, "none");
	ruapi_describe_free(&desc);
}

/* ---- a program of ib_uverbs --------------------------------------------------------- */

/* The interposer keeps the namespace where programs do not look. */
static bool own_fdinfo_says(const char *what)
{
	DIR *dir = opendir("/proc/self/fdinfo");
	struct dirent *entry;
	bool found = false;
	char *text;

	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		text = fdinfo(atoi(entry->d_name));
		found |= text && strstr(text, what);
		free(text);
	}
	if (dir)
		closedir(dir);
	return found;
}

static int legacy_open(struct stack *stack, const char *uverbs, const int *fds, size_t size)
{
	enum { FD_ARR = 2, };
	uint32_t vectors;

	if (stack->fd >= 0)
		close(stack->fd);
	stack->fd = open(uverbs, O_RDWR | O_CLOEXEC);
	if (stack->fd < 0)
		bail_out("%s: %s", uverbs, strerror(errno));
	call_begin(stack, UVERBS_OBJECT_DEVICE, UVERBS_METHOD_GET_CONTEXT);
	call_out(UVERBS_ATTR_GET_CONTEXT_NUM_COMP_VECTORS, &vectors, sizeof(vectors));
	call_in(FD_ARR, fds, size);
	return call_run();
}

static int legacy(const char *uverbs)
{
	const int fds[] = { node(shelf_path), node(store_path), node(shelf_path), };
	const int wrong[] = { fds[0], 0, };
	const int closed[] = { fds[0], 1023, };
	struct stack stack = { .fd = -1, .driver_id = RDMA_DRIVER_HFI1, };

	test_begin("GET_CONTEXT with fds");
	test_ret(legacy_open(&stack, uverbs, fds, 4), 0, "one");
	test_check(own_fdinfo_says(says_one), "it has one");
	test_ret(legacy_open(&stack, uverbs, fds, 12), 0, "three");
	test_check(own_fdinfo_says(says_both), "it has both");
	test_ret(legacy_open(&stack, uverbs, wrong, 8), kernels_own ? -EBADF : -EINVAL,
		 "of another file");
	test_ret(legacy_open(&stack, uverbs, closed, 8), -EBADF, "not open");
	test_ret(legacy_open(&stack, uverbs, fds, 6), -EINVAL, "one and a half");
	test_check(!own_fdinfo_says("ucaps="), "they have none");
	return test_done();
}

/* Which nodes there are. */
static void find_nodes(void)
{
	static const char shelf[] = "/dev/infiniband/" RDMASIM_KERNEL_UCAP_SHELF;

	kernels_own = !access(shelf, F_OK);
	if (!kernels_own)
		return;
	shelf_path = shelf;
	store_path = "/dev/infiniband/" RDMASIM_KERNEL_UCAP_SHELF_STORE;
	shelf_name = RDMASIM_KERNEL_UCAP_SHELF;
	store_name = RDMASIM_KERNEL_UCAP_SHELF_STORE;
	says_one = " ucaps=" RDMASIM_KERNEL_UCAP_SHELF "\n";
	says_both = " ucaps=" RDMASIM_KERNEL_UCAP_SHELF "," RDMASIM_KERNEL_UCAP_SHELF_STORE "\n";
}

int main(int argc, char **argv)
{
	find_nodes();
	if (argc == 3 && !strcmp(argv[1], "legacy"))
		return legacy(argv[2]);
	if (argc != 3 || strncmp(argv[1], "rdmasim", 7))
		bail_out("usage: ucaps DEVICE BIND-MOUNT-OF-A-NODE | ucaps legacy UVERBS-NODE");
	name = argv[1];
	main_fd = open_namespace();
	if (device_find(main_fd, name, &info))
		bail_out("there is no %s", name);
	test_describe();
	test_without();
	test_with();
	test_wrong();
	test_passed();
	test_mounted(argv[2]);
	test_stale(argv[2]);
	return test_done();
}
