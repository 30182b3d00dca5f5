// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The interposed functions themselves, which this program has linked in: what
 * is not ours is done once and unchanged, and nobody asks anybody.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define VALGRIND_MAKE_MEM_DEFINED(addr, len)
#define RUNNING_ON_VALGRIND 0
#endif

/* A tool is before libc, with frames of its own, and says what the kernel is to say. */
#ifdef __SANITIZE_ADDRESS__
#define IS_WATCHED true
#else
#define IS_WATCHED (RUNNING_ON_VALGRIND != 0)
#endif

#include <rdma/ib_user_ioctl_cmds.h>
#include <rdma/ib_user_verbs.h>
#include <rdma/rdma_user_cm.h>
#include <rdma/rdma_user_ioctl_cmds.h>

#include "../../../lib/compat/compat.h"
#include "fake.h"

/* Index 42 and driver 16; as the tables of README.md say. */
#define TAG_UVERBS (1ULL << 63 | 1ULL << 61 | 231ULL << 52 | 199ULL << 40 | \
		    16ULL << 32 | 42)
#define TAG_CM (1ULL << 63 | 2ULL << 61 | 10ULL << 20 | 122)

/*
 * A real file that refuses write() with EINVAL, as a view does, and has no type
 * either: an epoll instance.
 */
static int new_view(enum view_kind kind)
{
	const int fd = (int)syscall(SYS_epoll_create1, 0);
	static uint64_t number = 1ull << 62;

	assert_true(fd >= 0);
	fake_files[fd] = (struct fake_file) {
		.used = true,
		.ns = 5,
		.tag = kind == VIEW_CM ? TAG_CM : TAG_UVERBS,
		.owner = fake_pid,
		.number = ++number,
		.context = kind == VIEW_CM ? 0 : 77,
		.queue = 55,
	};
	view_hint_clear(fd);
	return fd;
}

static void close_view(int fd)
{
	close(fd);
	fake_files[fd].used = false;
	view_hint_clear(fd);
}

static void other_files(void **state)
{
	char name[] = "/tmp/compat-XXXXXX";
	const int fd = mkstemp(name);
	uint32_t buf[64], back[64];
	uint32_t seed = 1;

	(void)state;
	assert_true(fd >= 0);
	fake_num_ioctls = 0;
	for (int round = 0; round < 2000; round++) {
		size_t len;

		for (int i = 0; i < 64; i++) {
			seed = seed * 1664525 + 1013904223;
			buf[i] = seed >> (round % 3 * 12);
		}
		len = seed >> 24;
		/* As like a command as can be. */
		buf[0] = (uint32_t)round % 64;
		buf[1] = (uint32_t)(len / 4) | 8u << 16;
		if (round & 1)
			buf[1] = (uint32_t)(len - 8) | 64u << 16;
		assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
		assert_int_equal(write(fd, buf, len), (ssize_t)len);
		assert_int_equal(lseek(fd, 0, SEEK_CUR), (off_t)len);
		assert_int_equal(pread(fd, back, len, 0), (ssize_t)len);
		assert_memory_equal(buf, back, len);
	}
	assert_int_equal(fake_num_ioctls, 0);
	close(fd);
	unlink(name);
}

/* Bad pointers belong to the kernel: they are never looked at here. */
static void bad_buffers(void **state)
{
	void *const bad = mmap(NULL, 4096, PROT_NONE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const int epoll = (int)syscall(SYS_epoll_create1, 0);
	int pipes[2];

	(void)state;
	/* It is the very point of this test. */
	VALGRIND_MAKE_MEM_DEFINED(bad, 4096);
	assert_int_equal(pipe(pipes), 0);
	errno = 0;
	assert_int_equal(write(pipes[1], bad, 32), -1);
	assert_int_equal(errno, EFAULT);
	assert_int_equal(write(pipes[0], bad, 32), -1);
	assert_int_equal(errno, EBADF);
	assert_int_equal(write(-1, bad, 32), -1);
	assert_int_equal(errno, EBADF);
	assert_int_equal(write(epoll, bad, 32), -1);
	assert_int_equal(errno, EINVAL);
	assert_int_equal(fake_num_calls, 0);
	close(pipes[0]);
	close(pipes[1]);
	close(epoll);
	munmap(bad, 4096);
}

/*
 * Nor in a view, whether or not it is known as one: there it is EFAULT.  And nor in
 * what has been one: the kernel looks, or not.
 */
static void bad_commands(void **state)
{
	/* The compiler would look, too. */
	static uint8_t *volatile hole = fake_hole;
	static uint8_t *volatile edge = fake_memory.edge;
	static void *volatile nowhere = (void *)8;
	const int fd = new_view(VIEW_UVERBS);
	int pipes[2];

	(void)state;
	for (int i = 0; i < 3; i++) {
		errno = 0;
		assert_int_equal(write(fd, hole, 24), -1);
		assert_int_equal(errno, EFAULT);
		/* The rest of it is not there. */
		errno = 0;
		assert_int_equal(write(fd, edge, 24), -1);
		assert_int_equal(errno, EFAULT);
		if (!i)
			view_hint_set(fd);
		else
			view_remember(&(struct view){ .fd = fd,
						      .kind = VIEW_UVERBS,
						      .number = 1,
						      .owner = fake_pid });
	}
	assert_int_equal(fake_num_calls, 0);
	close_view(fd);

	assert_int_equal(pipe(pipes), 0);
	view_hint_set(pipes[1]);
	errno = 0;
	assert_int_equal(write(pipes[1], nowhere, 24), -1);
	assert_int_equal(errno, EFAULT);
	view_hint_clear(pipes[1]);
	close(pipes[0]);
	close(pipes[1]);
}

/* What headers declare nonnull programs pass all the same. */
static void null_pointers(void **state)
{
	int (*volatile const close_dir)(DIR *dir) = closedir;
	int (*volatile const stat_at)(int dir, const char *path,
				      struct stat *st, int flags) = fstatat;
	const int fd = open("/", O_PATH);
	struct stat st;
	int ret;

	(void)state;
	assert_true(fd >= 0);
	errno = 0;
	assert_int_equal(close_dir(NULL), -1);
	assert_int_equal(errno, EINVAL);
	/* Since Linux 6.11 that is the empty path. */
	errno = 0;
	ret = stat_at(fd, NULL, &st, AT_EMPTY_PATH);
	assert_true(ret ? errno == EFAULT : S_ISDIR(st.st_mode));
	close(fd);
}

/* ---- little stack -------------------------------------------------- */

/* What a handler has beside the frame that the kernel makes for it. */
#define HANDLER_ROOM 2048

#define STACK_MAX (1u << 17)

static volatile uintptr_t handler_frame;
static volatile bool handler_looks;
static volatile bool handler_saw;

static void look(void)
{
	static char path[256];

	handler_saw = readlink("/proc/self/exe", path, sizeof(path)) > 0 &&
		      readlinkat(AT_FDCWD, "/proc/self/exe", path,
				 sizeof(path)) > 0 &&
		      !chdir(".");
}

static void handle(int signal)
{
	(void)signal;
	handler_frame = (uintptr_t)__builtin_frame_address(0);
	if (handler_looks)
		look();
}

static void handle_on(void *stack, size_t size)
{
	const stack_t there = { .ss_sp = stack, .ss_size = size };

	if (sigaltstack(&there, NULL))
		_exit(2);
	raise(SIGUSR1);
}

/* Above a page that is not there. */
static void handle_with_little(void)
{
	const struct sigaction action = {
		.sa_handler = handle,
		.sa_flags = SA_ONSTACK,
	};
	uint8_t *const stack = mmap(NULL, STACK_MAX, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (stack == MAP_FAILED || mprotect(stack, 4096, PROT_NONE) ||
	    sigaction(SIGUSR1, &action, NULL))
		_exit(3);
	/* All symbols bound, as in the library. */
	look();
	handle_on(stack + 4096, STACK_MAX - 4096);
	handler_saw = false;
	handler_looks = true;
	handle_on(stack + 4096, (uintptr_t)stack + STACK_MAX - handler_frame +
		  HANDLER_ROOM);
	_exit(handler_saw ? 0 : 4);
}

/*
 * What is safe in a handler is so on a stack of its own, too, if it does not lead into
 * the folder: what a path of ours takes of the stack others must not.
 */
static void little_stack(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		handle_with_little();
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* ---- write, and ioctl ---------------------------------------------- */

static const struct {
	struct rdma_ucm_cmd_hdr hdr;
	struct rdma_ucm_disconnect req;
} disconnect = {
	.hdr = {
		.cmd = RDMA_USER_CM_CMD_DISCONNECT,
		.in = sizeof(struct rdma_ucm_disconnect),
	},
	.req.id = 9,
};

static void commands(void **state)
{
	const struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_dealloc_pd req;
	} dealloc_pd = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_DEALLOC_PD,
			.in_words = 3,
		},
		.req.pd_handle = 8,
	};
	int fd;

	(void)state;
	fd = new_view(VIEW_UVERBS);
	errno = 1234;
	assert_int_equal(write(fd, &dealloc_pd, 12), 12);
	fake_call(-1, RUAPI_OBJ_PD, RUAPI_DESTROY);
	fake_fail(RUAPI_OBJ_PD, RUAPI_DESTROY, -EBUSY);
	assert_int_equal(write(fd, &dealloc_pd, 12), -1);
	assert_int_equal(errno, EBUSY);
	assert_int_equal(write(fd, &dealloc_pd, 7), -1);
	assert_int_equal(errno, EINVAL);
	close_view(fd);

	fd = new_view(VIEW_CM);
	assert_int_equal(write(fd, &disconnect, 12), 12);
	fake_call(-1, RUAPI_OBJ_CM_ID, RUAPI_CM_ID_DISCONNECT);
	assert_true(view_hint(fd));
	errno = 1234;
	assert_int_equal(write(fd, &disconnect, 12), 12);
	assert_int_equal(errno, 1234);
	close_view(fd);
}

/* The file is another one than the last time: nothing may remember that. */
static void stale_hint(void **state)
{
	char back[12];
	int pipes[2];
	int fd;

	(void)state;
	fd = new_view(VIEW_CM);
	assert_int_equal(write(fd, &disconnect, 12), 12);
	assert_int_equal(fake_num_calls, 1);
	assert_true(view_hint(fd));

	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(dup2(pipes[1], fd), fd);
	fake_files[fd].ns = 0;
	assert_int_equal(write(fd, &disconnect, 12), 12);
	assert_int_equal(read(pipes[0], back, 12), 12);
	assert_memory_equal(back, &disconnect, 12);
	assert_int_equal(fake_num_calls, 1);
	assert_false(view_hint(fd));
	close(pipes[0]);
	close(pipes[1]);
	close_view(fd);
}

/* Once the kernel has said what the fd is, a command is one call. */
static void one_call(void **state)
{
	int fd;

	(void)state;
	fd = new_view(VIEW_CM);
	assert_int_equal(write(fd, &disconnect, 12), 12);
	for (int i = 0; i < 3; i++)
		assert_int_equal(write(fd, &disconnect, 12), 12);
	fake_num_ioctls = 0;
	assert_int_equal(write(fd, &disconnect, 12), 12);
	assert_int_equal(fake_num_ioctls, 1);
	fake_fail(RUAPI_OBJ_CM_ID, RUAPI_CM_ID_DISCONNECT, -EINVAL);
	assert_int_equal(write(fd, &disconnect, 12), -1);
	assert_int_equal(errno, EINVAL);
	assert_int_equal(fake_num_ioctls, 2);
	assert_int_equal(fake_num_refused, 0);
	close_view(fd);
}

/* Has been seen so often that it is guessed. */
static int known_view(enum view_kind kind)
{
	const int fd = new_view(kind);

	for (int i = 0; i < 2; i++)
		assert_int_equal(write(fd, &disconnect, 12), 12);
	fake_num_calls = 0;
	return fd;
}

/*
 * Whatever the fd has become: what is written goes there, once, and nothing happens to
 * what it was.  Commands that are wrong, too: the other file may like them.
 */
static void stale_guess(void **state)
{
	const size_t lengths[] = { 12, 7, 3 };
	char back[12];
	int pipes[2];
	int fd;

	(void)state;
	for (int i = 0; i < 6; i++) {
		const size_t len = lengths[i / 2];

		fd = known_view(VIEW_CM);
		fake_yes = i % 2;
		assert_int_equal(pipe(pipes), 0);
		assert_int_equal(dup2(pipes[1], fd), fd);
		fake_files[fd].ns = 0;
		assert_int_equal(write(fd, &disconnect, len), len);
		assert_int_equal(read(pipes[0], back, 12), len);
		assert_memory_equal(back, &disconnect, len);
		assert_int_equal(fake_num_calls, 0);
		fake_yes = false;
		close(pipes[0]);
		close(pipes[1]);
		close_view(fd);
	}
}

/* Another view has the number now: the command is for that one. */
static void other_view(void **state)
{
	int fd, other;

	(void)state;
	fd = known_view(VIEW_CM);
	other = new_view(VIEW_CM);
	fake_files[fd].number = fake_files[other].number;
	assert_int_equal(write(fd, &disconnect, 12), 12);
	assert_int_equal(fake_num_refused, 1);
	assert_int_equal(fake_num_calls, 1);
	assert_int_equal(write(fd, &disconnect, 12), 12);
	assert_int_equal(fake_num_refused, 1);
	close_view(other);
	close_view(fd);

	/* And here it is of the other kind, where this is no command. */
	fd = known_view(VIEW_CM);
	other = new_view(VIEW_UVERBS);
	fake_files[fd].number = fake_files[other].number;
	fake_files[fd].tag = fake_files[other].tag;
	assert_int_equal(write(fd, &disconnect, 12), -1);
	assert_int_equal(errno, EOPNOTSUPP);
	assert_int_equal(fake_num_calls, 0);
	close_view(other);
	close_view(fd);
}

/* A child of vfork() has its parent's memory, and is another process. */
static void guess_of_another(void **state)
{
	int fd;

	(void)state;
	fd = known_view(VIEW_CM);
	fake_pid++;
	assert_int_equal(write(fd, &disconnect, 12), -1);
	assert_int_equal(errno, EACCES);
	assert_int_equal(fake_num_calls, 0);
	close_view(fd);
}

static void doorbells(void **state)
{
	struct ib_uverbs_post_send_resp resp;
	const struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_post_send req;
	} bell = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_POST_SEND,
			.in_words = 8,
			.out_words = 1,
		},
		.req = {
			.response = (uintptr_t)&resp,
			.qp_handle = 6,
			.wqe_size = 128,
		},
	};
	char back[32];
	int pipes[2];
	int fd;

	(void)state;
	fd = new_view(VIEW_UVERBS);
	view_hint_set(fd);
	fake_num_ioctls = 0;
	assert_int_equal(write(fd, &bell, 32), 32);
	assert_int_equal(fake_num_ioctls, 1);
	assert_int_equal(fake_call(-1, RUAPI_OBJ_QP,
				   RUAPI_QP_DOORBELL)->fast.handle, 6);
	fake_fail(RUAPI_OBJ_QP, RUAPI_QP_DOORBELL, -ENOENT);
	assert_int_equal(write(fd, &bell, 32), -1);
	assert_int_equal(errno, ENOENT);
	close_view(fd);

	/* The same bytes for somebody else. */
	assert_int_equal(pipe(pipes), 0);
	view_hint_set(pipes[1]);
	assert_int_equal(write(pipes[1], &bell, 32), 32);
	assert_int_equal(read(pipes[0], back, 32), 32);
	assert_memory_equal(back, &bell, 32);
	close(pipes[0]);
	close(pipes[1]);
}

/* What is called per message is one system call, and is not made twice. */
static void messages(void **state)
{
	struct ib_uverbs_post_recv_resp resp = {};
	const struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_post_recv req;
		struct ib_uverbs_recv_wr wr;
	} cmd = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_POST_RECV,
			.in_words = sizeof(cmd) / 4,
			.out_words = 1,
		},
		.req = {
			.response = (uintptr_t)&resp,
			.qp_handle = 6,
			.wr_count = 1,
			.wqe_size = sizeof(cmd.wr),
		},
	};
	char back[sizeof(cmd)];
	int pipes[2];
	int fd;

	(void)state;
	fd = new_view(VIEW_UVERBS);
	view_hint_set(fd);
	fake_num_ioctls = 0;
	assert_int_equal(write(fd, &cmd, sizeof(cmd)), sizeof(cmd));
	assert_int_equal(fake_num_ioctls, 1);
	fake_call(-1, RUAPI_OBJ_QP, RUAPI_QP_POST_RECV);
	fake_fail(RUAPI_OBJ_QP, RUAPI_QP_POST_RECV, -ENOMEM);
	assert_int_equal(write(fd, &cmd, sizeof(cmd)), -1);
	assert_int_equal(errno, ENOMEM);
	assert_int_equal(resp.bad_wr, 1);
	assert_int_equal(fake_num_calls, 2);
	close_view(fd);

	/* The same bytes for somebody else: they do not say where to write. */
	resp.bad_wr = 77;
	assert_int_equal(pipe(pipes), 0);
	view_hint_set(pipes[1]);
	assert_int_equal(write(pipes[1], &cmd, sizeof(cmd)), sizeof(cmd));
	assert_int_equal(resp.bad_wr, 77);
	assert_int_equal(read(pipes[0], back, sizeof(back)), sizeof(back));
	assert_memory_equal(back, &cmd, sizeof(cmd));
	close(pipes[0]);
	close(pipes[1]);
}

/* A program that uses /dev/rdma_uapi itself gets what the kernel says. */
static void native_files(void **state)
{
	const int fd = new_view(VIEW_CM);

	(void)state;
	fake_files[fd].tag = 0;
	assert_int_equal(write(fd, &disconnect, 12), -1);
	assert_int_equal(errno, EINVAL);
	assert_int_equal(fake_num_calls, 0);
	close_view(fd);
}

/* Of the request 32 bits count, which an int of the program has extended by its sign. */
static void extended_request(void **state)
{
	struct {
		struct ib_uverbs_ioctl_hdr hdr;
		struct ib_uverbs_attr attrs[2];
	} msg = {
		.hdr = {
			.length = sizeof(msg),
			.object_id = UVERBS_OBJECT_DEVICE,
			.method_id = UVERBS_METHOD_INVOKE_WRITE,
			.num_attrs = 2,
			.driver_id = 16,
		},
		.attrs[0] = {
			.attr_id = UVERBS_ATTR_WRITE_CMD,
			.len = 8,
			.data = IB_USER_VERBS_CMD_DEALLOC_PD,
		},
		.attrs[1] = {
			.attr_id = UVERBS_ATTR_CORE_IN,
			.len = 4,
			.data = 8,
		},
	};
	const int request = (int)RDMA_VERBS_IOCTL;
	const int fd = new_view(VIEW_UVERBS);

	(void)state;
	assert_true(request < 0);
	/* What the real file says of it is not what a view does. */
	view_hint_set(fd);
	for (unsigned int i = 1; i <= 2; i++) {
		assert_int_equal(ioctl(fd, (unsigned long)request, &msg), 0);
		fake_is_obj(fake_call(-1, RUAPI_OBJ_PD, RUAPI_DESTROY),
			    RUAPI_DESTROY_HANDLE, RUAPI_OBJ_PD, 8);
		assert_int_equal(fake_num_calls, i);
	}
	close_view(fd);
}

/* ---- nodes --------------------------------------------------------- */

static void open_nodes(void **state)
{
	const char *const node = "/dev/infiniband/uverbs7";
	int fd;

	(void)state;
	for (int i = 3; i < 900; i++)
		fake_files[i].used = false;
	fd = open(node, O_RDWR | O_CLOEXEC);
	assert_int_equal(fd, 3);
	assert_int_equal(openat(AT_FDCWD, node, O_RDWR), 4);
	assert_int_equal(open64(node, O_RDWR), 5);
	assert_int_equal(openat64(99, "/dev/infiniband/rdma_cm", O_RDWR), 6);
	errno = 0;
	assert_int_equal(open("/dev/infiniband/uverbs3", O_RDWR), -1);
	assert_int_equal(errno, ENOENT);
}

static void open_others(void **state)
{
	char name[] = "/tmp/compat-XXXXXX";
	struct stat st;
	int dir, fd;

	(void)state;
	/* What the numbers were in other tests. */
	for (fd = 0; fd < 64; fd++)
		view_hint_clear(fd);
	close(mkstemp(name));
	unlink(name);
	errno = 0;
	assert_int_equal(open(name, O_RDONLY), -1);
	assert_int_equal(errno, ENOENT);
	fd = open(name, O_RDWR | O_CREAT | O_EXCL, 0640);
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode, S_IFREG | 0640);
	assert_int_equal(close(fd), 0);

	dir = open("/tmp", O_RDONLY | O_DIRECTORY);
	assert_true(dir >= 0);
	fd = openat(dir, name + 5, O_RDONLY);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(fstatat(dir, name + 5, &st, 0), 0);
	assert_int_equal(faccessat(dir, name + 5, R_OK, 0), 0);
	close(dir);
	unlink(name);
	assert_int_equal(fake_num_ioctls, 0);
}

static void check_node(int ret, const struct stat *st)
{
	assert_int_equal(ret, 0);
	assert_true(S_ISCHR(st->st_mode));
	assert_true(st->st_rdev == makedev(231, 199));
}

static void stat_nodes(void **state)
{
	unsigned int mains = 0;
	const char *const node = "/dev/infiniband/uverbs7";
	struct statx stx;
	struct stat st;

	(void)state;
	check_node(stat(node, &st), &st);
	check_node(lstat(node, &st), &st);
	check_node(fstatat(AT_FDCWD, node, &st, 0), &st);
	assert_int_equal(statx(AT_FDCWD, node, 0, STATX_ALL, &stx), 0);
	assert_true(S_ISCHR(stx.stx_mode));
	assert_int_equal(stx.stx_rdev_major, 231);
	assert_int_equal(stx.stx_rdev_minor, 199);
	assert_int_equal(access(node, R_OK | W_OK), 0);
	assert_int_equal(faccessat(AT_FDCWD, node, F_OK, 0), 0);
	assert_int_equal(access(node, X_OK), -1);
	assert_int_equal(errno, EACCES);

	errno = 0;
	assert_int_equal(stat("/dev/infiniband/uverbs3", &st), -1);
	assert_int_equal(errno, ENOENT);
	errno = 0;
	assert_int_equal(access("/dev/infiniband/uverbs3", F_OK), -1);
	assert_int_equal(errno, ENOENT);
	/* Metadata does not need access, and says that there is none. */
	fake_open_error = -EACCES;
	check_node(stat(node, &st), &st);
	assert_int_equal(st.st_mode, S_IFCHR | 0640);
	assert_int_equal(access(node, R_OK), -1);
	assert_int_equal(errno, EACCES);
	fake_open_error = -ENOENT;
	assert_int_equal(stat(node, &st), -1);
	assert_int_equal(errno, ENOENT);
	/* A device that this network namespace does not see has no node. */
	fake_open_error = 0;
	fake_sysfs("/sys/class/infiniband_verbs/uverbs5/ibdev", "mlx5_9\n");
	errno = 0;
	assert_int_equal(stat("/dev/infiniband/uverbs5", &st), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(access("/dev/infiniband/uverbs5", F_OK), -1);
	/* All of it asks the same open of the device, by the index if that is known. */
	assert_true(fake_num_calls > 0);
	for (unsigned int i = 0; i < fake_num_calls; i++)
		fake_call((int)i, RUAPI_OBJ_DEVICE, RUAPI_QUERY);
	for (unsigned int fd = 0; fd < 4096; fd++)
		mains += fake_files[fd].used && fake_files[fd].ns;
	assert_int_equal(mains, 1);
}

static void fstat_views(void **state)
{
	struct stat st, named;
	struct statx stx;
	int fd;

	(void)state;
	fd = new_view(VIEW_UVERBS);
	check_node(fstat(fd, &st), &st);
	/* What compares them before and after open() must not be alarmed. */
	stat("/dev/infiniband/uverbs7", &named);
	assert_int_equal(st.st_ino, named.st_ino);
	assert_int_equal(st.st_dev, named.st_dev);
	assert_int_equal(st.st_mode, named.st_mode);
	check_node(fstatat(fd, "", &st, AT_EMPTY_PATH), &st);
	assert_int_equal(statx(fd, "", AT_EMPTY_PATH, STATX_ALL, &stx), 0);
	assert_true(S_ISCHR(stx.stx_mode));
	assert_int_equal(stx.stx_rdev_major, 231);
	assert_int_equal(stx.stx_rdev_minor, 199);
	/* The same epoll instance, no view. */
	fake_files[fd].ns = 0;
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode & S_IFMT, 0);
	close_view(fd);
	errno = 0;
	assert_int_equal(fstat(fd, &st), -1);
	assert_int_equal(errno, EBADF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(other_files, fake_setup),
		cmocka_unit_test_setup(bad_buffers, fake_setup),
		cmocka_unit_test_setup(null_pointers, fake_setup),
		cmocka_unit_test_setup(commands, fake_setup),
		cmocka_unit_test_setup(stale_hint, fake_setup),
		cmocka_unit_test_setup(one_call, fake_setup),
		cmocka_unit_test_setup(stale_guess, fake_setup),
		cmocka_unit_test_setup(other_view, fake_setup),
		cmocka_unit_test_setup(guess_of_another, fake_setup),
		cmocka_unit_test_setup(doorbells, fake_setup),
		cmocka_unit_test_setup(messages, fake_setup),
		cmocka_unit_test_setup(native_files, fake_setup),
		cmocka_unit_test_setup(extended_request, fake_setup),
		cmocka_unit_test_setup(open_nodes, fake_setup),
		cmocka_unit_test_setup(open_others, fake_setup),
		cmocka_unit_test_setup(stat_nodes, fake_setup),
		cmocka_unit_test_setup(fstat_views, fake_setup),
	};
	const struct CMUnitTest unwatched[] = {
		cmocka_unit_test_setup(bad_commands, fake_setup),
		cmocka_unit_test_setup(little_stack, fake_setup),
	};
	int failed;

	failed = cmocka_run_group_tests_name("compat_interpose", tests, NULL,
					     NULL);
	if (IS_WATCHED)
		return failed;
	return failed + cmocka_run_group_tests_name("compat_interpose_unwatched",
						    unwatched, NULL, NULL);
}
