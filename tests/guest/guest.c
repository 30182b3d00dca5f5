// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* What the test programs of guests share. */
#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma/ib_user_ioctl_cmds.h>
#include <rdma/rdma_user_rxe.h>
#include <rdma_uapi/msg.h>
#include "../../kernel/drivers/rdmasim/rdmasim-abi.h"
#include "guest.h"

/* ---- TAP ---------------------------------------------------------------- */

static char test_name[256];
static char skip_reason[128];
static unsigned int tests, failed_tests, checks_failed;
static uint64_t test_start;

static void test_end(void)
{
	if (!test_name[0])
		return;
	tests++;
	if (now_ms() - test_start > 1000)
		printf("# %s took %u ms\n", test_name,
		       (unsigned int)(now_ms() - test_start));
	if (checks_failed)
		failed_tests++;
	printf("%sok %u - %s%s%s\n", checks_failed ? "not " : "", tests,
	       test_name, skip_reason[0] ? " # SKIP " : "", skip_reason);
	fflush(stdout);
	test_name[0] = '\0';
	skip_reason[0] = '\0';
	checks_failed = 0;
}

void test_begin(const char *fmt, ...)
{
	va_list ap;

	test_end();
	va_start(ap, fmt);
	vsnprintf(test_name, sizeof(test_name), fmt, ap);
	va_end(ap);
	test_start = now_ms();
}

static void complain(const char *fmt, va_list ap)
{
	/* A test that goes wrong everywhere need not say so everywhere. */
	if (++checks_failed > 20)
		return;
	printf("# %s: ", test_name);
	vprintf(fmt, ap);
	putchar('\n');
	fflush(stdout);
}

bool test_check(bool good, const char *fmt, ...)
{
	va_list ap;

	if (good)
		return true;
	va_start(ap, fmt);
	complain(fmt, ap);
	va_end(ap);
	return false;
}

bool test_ret(int ret, int want, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	if (ret == want)
		return true;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return test_check(false, "%s: %s, wanted %s", text, err_name(ret),
			  err_name(want));
}

void test_skip(const char *reason)
{
	snprintf(skip_reason, sizeof(skip_reason), "%s", reason);
}

int test_done(void)
{
	test_end();
	printf("1..%u\n", tests);
	fflush(stdout);
	return failed_tests > 0;
}

void bail_out(const char *fmt, ...)
{
	va_list ap;

	test_end();
	printf("Bail out! ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
	exit(99);
}

const char *err_name(int err)
{
	const char *name;

	if (!err)
		return "success";
	name = strerrorname_np(abs(err));
	return name ? name : "unknown errno";
}

/* ---- time and text ------------------------------------------------------- */

uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ull + ts.tv_nsec / 1000000;
}

void sleep_ms(unsigned int ms)
{
	const struct timespec ts = {
		.tv_sec = ms / 1000,
		.tv_nsec = ms % 1000 * 1000000l,
	};

	nanosleep(&ts, NULL);
}

static char *slurp(FILE *file)
{
	size_t len = 0, room = 0, n;
	char *text = NULL;

	do {
		room = room ? 2 * room : 4096;
		text = realloc(text, room + 1);
		if (!text)
			abort();
		n = fread(text + len, 1, room - len, file);
		len += n;
	} while (n && len == room);
	text[len] = '\0';
	return text;
}

char *shell(const char *fmt, ...)
{
	char command[512], *text;
	va_list ap;
	FILE *file;

	va_start(ap, fmt);
	vsnprintf(command, sizeof(command), fmt, ap);
	va_end(ap);
	fflush(stdout);
	file = popen(command, "r");
	if (!file)
		bail_out("%s: %s", command, strerror(errno));
	text = slurp(file);
	pclose(file);
	return text;
}

int shell_run(const char *fmt, ...)
{
	char command[512];
	va_list ap;
	int status;

	va_start(ap, fmt);
	vsnprintf(command, sizeof(command), fmt, ap);
	va_end(ap);
	fflush(stdout);
	status = system(command);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

static const char calls_line[] = "ruapi-calls:\t";

static char *whole_fdinfo(int fd)
{
	char path[64], *text;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	file = fopen(path, "re");
	if (!file)
		return strdup("");
	text = slurp(file);
	fclose(file);
	return text;
}

char *fdinfo(int fd)
{
	char *text = whole_fdinfo(fd);
	char *line = strstr(text, calls_line), *next;

	if (line) {
		next = line + strcspn(line, "\n");
		next += *next == '\n';
		memmove(line, next, strlen(next) + 1);
	}
	return text;
}

uint64_t fdinfo_calls(int fd)
{
	char *text = whole_fdinfo(fd);
	const char *line = strstr(text, calls_line);
	const uint64_t calls = line ? strtoull(line + strlen(calls_line), NULL, 10) :
				      UINT64_MAX;

	free(text);
	return calls;
}

void *close_run(void *fd)
{
	close((intptr_t)fd);
	return NULL;
}

bool ends_soon(pthread_t thread, void **ret)
{
	struct timespec limit;

	clock_gettime(CLOCK_REALTIME, &limit);
	limit.tv_sec += patience(5);
	return !pthread_timedjoin_np(thread, ret, &limit);
}

unsigned int open_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int count = 0;

	while (dir && readdir(dir))
		count++;
	if (dir)
		closedir(dir);
	/* Without ".", ".." and the directory itself. */
	return count - 3;
}

unsigned int resource_count(const char *ibdev, const char *what)
{
	char *text = shell("rdma resource show %s 2>/dev/null", ibdev);
	char word[32], *at;
	unsigned int count = 0;

	snprintf(word, sizeof(word), " %s ", what);
	at = strstr(text, word);
	if (at)
		count = strtoul(at + strlen(word), NULL, 10);
	free(text);
	return count;
}

/* ---- objects -------------------------------------------------------------- */

int open_namespace(void)
{
	const int fd = ruapi_open();

	if (fd < 0)
		bail_out("open of " RUAPI_DEVICE_PATH ": %s", err_name(fd));
	return fd;
}

int device_find(int fd, const char *name, struct ruapi_device_info *info)
{
	struct ruapi_device_info *devices;
	uint32_t count, i;
	int ret = ruapi_device_list_all(fd, &devices, &count);

	if (ret)
		return ret;
	ret = -ENODEV;
	for (i = 0; i < count; i++) {
		if (!strcmp(devices[i].name, name)) {
			*info = devices[i];
			ret = 0;
		}
	}
	free(devices);
	return ret;
}

/* The driver's answer to the last call. */
static __thread char uhw_out[256] __attribute__((aligned(8)));

struct ruapi_uhw uhw_room(uint32_t driver, unsigned int object,
			  unsigned int action)
{
	static __thread char in[256];
	static struct ruapi_description desc;
	struct ruapi_uhw uhw = {};
	const struct ruapi_desc_attr *attr;
	uint32_t i;

	if (!desc.attrs && ruapi_describe_spec(&desc))
		bail_out("no memory");
	memset(in, 0, sizeof(in));
	for (i = 0; i < desc.num_attrs; i++) {
		attr = &desc.attrs[i];
		if (!attr->driver_id || attr->driver_id != driver ||
		    attr->object != object || attr->action != action)
			continue;
		uhw.driver_id = driver;
		if (attr->id == RUAPI_ATTR_UHW_IN) {
			uhw.in = in;
			uhw.in_len = attr->max_len;
		} else if (attr->id == RUAPI_ATTR_UHW_OUT) {
			uhw.out = uhw_out;
			uhw.out_max = attr->max_len;
		}
	}
	return uhw;
}

int make_context(int fd, const struct ruapi_device_info *info, bool fresh,
		 uint32_t queue, uint32_t *handle, uint32_t *slot)
{
	struct ruapi_context_open_args args = {
		.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX),
		.uhw = uhw_room(info->driver_id, RUAPI_OBJ_CONTEXT,
				RUAPI_CONTEXT_OPEN),
		.index = info->index,
		.new_ = fresh,
		.queue = queue,
	};
	int ret = ruapi_context_open(fd, &args);

	*handle = args.handle;
	if (slot)
		*slot = args.slot;
	return ret;
}

int make_queue(int fd, uint8_t format, uint32_t flags, uint32_t *handle,
	       int *queue_fd)
{
	struct ruapi_event_queue_create_args args = {
		.format = format,
		.flags = flags,
		.tag = 0x7a67,
	};
	int ret = ruapi_event_queue_create(fd, &args);

	*handle = args.handle;
	*queue_fd = ret ? -1 : args.fd;
	return ret;
}

int make_pd(int fd, uint32_t driver, uint32_t context, uint32_t *handle)
{
	struct ruapi_pd_alloc_args args = {
		.uhw = uhw_room(driver, RUAPI_OBJ_PD, RUAPI_PD_ALLOC),
		.context = context,
	};
	int ret = ruapi_pd_alloc(fd, &args);

	*handle = args.handle;
	return ret;
}

int make_mr(int fd, uint32_t driver, uint32_t pd, void *buf, size_t len,
	    uint32_t *handle)
{
	struct ruapi_mr_reg_args args = {
		.uhw = uhw_room(driver, RUAPI_OBJ_MR, RUAPI_MR_REG),
		.pd = pd,
		.addr = (uintptr_t)buf,
		.length = len,
		.access = 1,
	};
	int ret = ruapi_mr_reg(fd, &args);

	*handle = args.handle;
	return ret;
}

int make_cq(int fd, uint32_t driver, uint32_t context, uint32_t queue,
	    uint64_t user_data, uint32_t *handle)
{
	struct ruapi_cq_create_args args = {
		.uhw = uhw_room(driver, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE),
		.context = context,
		.cqe = 16,
		.queue = queue,
		.user_data = user_data,
	};
	int ret = ruapi_cq_create(fd, &args);

	*handle = args.handle;
	return ret;
}

int make_qp(int fd, uint32_t driver, uint32_t pd, uint32_t cq,
	    uint64_t user_data, uint32_t *handle)
{
	const struct ruapi_qp_cap cap = {
		.max_send_wr = 4,
		.max_recv_wr = 4,
		.max_send_sge = 1,
		.max_recv_sge = 1,
	};
	struct ruapi_qp_create_args args = {
		.uhw = uhw_room(driver, RUAPI_OBJ_QP, RUAPI_QP_CREATE),
		.pd = pd,
		.type = 2,
		.send_cq = cq,
		.recv_cq = cq,
		.cap = &cap,
		.user_data = user_data,
	};
	int ret = ruapi_qp_create(fd, &args);

	*handle = args.handle;
	return ret;
}

int make_cm_id(int fd, uint32_t queue, uint64_t user_data, uint32_t *handle)
{
	struct ruapi_cm_id_create_args args = {
		.port_space = 0x106,
		.queue = queue,
		.user_data = user_data,
	};
	int ret = ruapi_cm_id_create(fd, &args);

	*handle = args.handle;
	return ret;
}

int make_endpoint(const struct set *set, struct ruapi_endpoint_args *args)
{
	static const struct ruapi_qp_cap cap = { 4, 4, 1, 1, 0, 0 };
	/* Each has an answer of its own. */
	static __thread char answers[3][sizeof(uhw_out)]
		__attribute__((aligned(8)));

	*args = (struct ruapi_endpoint_args) {
		.context = set->handle[RUAPI_OBJ_CONTEXT],
		.pd_uhw = uhw_room(set->driver, RUAPI_OBJ_PD, RUAPI_PD_ALLOC),
		.cq_uhw = uhw_room(set->driver, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE),
		.qp_uhw = uhw_room(set->driver, RUAPI_OBJ_QP, RUAPI_QP_CREATE),
		.queue = set->handle[RUAPI_OBJ_EVENT_QUEUE],
		.user_data = 0xe0d,
		.cqe = 16,
		.type = 2,
		.port_space = 0x106,
		.cap = &cap,
	};
	args->pd_uhw.out = answers[0];
	args->cq_uhw.out = answers[1];
	args->qp_uhw.out = answers[2];
	return ruapi_endpoint_create(set->fd, args);
}

int drop_endpoint(const struct set *set, struct ruapi_endpoint_args *args)
{
	const struct ruapi_objref made[] = {
		{ args->cm_id, RUAPI_OBJ_CM_ID },
		{ args->qp, RUAPI_OBJ_QP },
		{ args->cq, RUAPI_OBJ_CQ },
		{ args->pd, RUAPI_OBJ_PD },
	};
	unsigned int i;
	int ret = 0;

	for (i = 0; i < COUNT(made); i++) {
		const int err = made[i].handle ?
			destroy(set->fd, made[i].object, made[i].handle) : 0;

		ret = ret ? ret : err;
	}
	return ret;
}

static void begin_method(struct ruapi_msg *msg, uint32_t driver,
			 uint32_t context, uint16_t object)
{
	const uint16_t create = RUAPI_DRIVER_NS;

	ruapi_msg_init(msg, RUAPI_DRIVER_NS | (object & 0xfff), create);
	ruapi_msg_driver(msg, driver);
	ruapi_msg_obj(msg, RUAPI_ATTR_CONTEXT, RUAPI_OBJ_CONTEXT, context);
}

static uint16_t method_attr(uint16_t id)
{
	return RUAPI_ATTR_DRIVER | (id & 0xfff);
}

int make_driver_object(int fd, uint32_t driver, uint32_t context, uint32_t pd,
		       uint32_t *handle)
{
	static const char content[32] = "too long for an attribute";
	struct ruapi_attr *attr;
	struct ruapi_msg msg;
	int ret;

	*handle = 0;
	if (!is_sim(driver))
		return -EOPNOTSUPP;
	begin_method(&msg, driver, context, RDMASIM_OBJECT_BOX);
	attr = ruapi_msg_obj_new(&msg, method_attr(RDMASIM_ATTR_BOX_CREATE_HANDLE),
				 RUAPI_DRIVER_NS | (RDMASIM_OBJECT_BOX & 0xfff));
	ruapi_msg_in(&msg, method_attr(RDMASIM_ATTR_BOX_CREATE_SIZE), 4, 64);
	ruapi_msg_buf_in(&msg, method_attr(RDMASIM_ATTR_BOX_CREATE_CONTENT),
			 content, sizeof(content));
	ruapi_msg_obj(&msg, method_attr(RDMASIM_ATTR_BOX_CREATE_PD),
		      RUAPI_OBJ_PD, pd);
	ret = ruapi_msg_call(fd, &msg);
	*handle = attr->obj.handle;
	return ret;
}

int make_driver_file(int fd, uint32_t driver, uint32_t context, int *file)
{
	struct ruapi_attr *attr;
	struct ruapi_msg msg;
	int ret;

	*file = -1;
	if (!is_sim(driver))
		return -EOPNOTSUPP;
	begin_method(&msg, driver, context, RDMASIM_OBJECT_BELL);
	attr = ruapi_msg_add(&msg, method_attr(RDMASIM_ATTR_BELL_CREATE_FD),
			     RUAPI_WIRE_FD_NEW, sizeof(int), 0);
	ret = ruapi_msg_call(fd, &msg);
	if (!ret)
		*file = attr->fd;
	return ret;
}

int destroy(int fd, unsigned int object, uint32_t handle)
{
	struct ruapi_msg msg;

	ruapi_msg_init(&msg, object, RUAPI_DESTROY);
	ruapi_msg_obj_destroy(&msg, RUAPI_DESTROY_HANDLE, object, handle);
	return ruapi_msg_call(fd, &msg);
}

static void set_note_cq(struct set *set)
{
	struct rxe_create_cq_resp resp;

	if (set->driver != RDMA_DRIVER_RXE)
		return;
	memcpy(&resp, uhw_out, sizeof(resp));
	set->cq_offset = ((off_t)set->slot << RUAPI_MMAP_SLOT_SHIFT) |
			 resp.mi.offset;
	set->cq_size = resp.mi.size;
}

void *set_map_cq(const struct set *set)
{
	if (!set->cq_size)
		return MAP_FAILED;
	return mmap(NULL, set->cq_size, PROT_READ | PROT_WRITE, MAP_SHARED,
		    set->fd, set->cq_offset);
}

static int set_note_qp(struct set *set)
{
	struct ruapi_qp_query_args args = {
		.handle = set->handle[RUAPI_OBJ_QP],
	};
	int ret = ruapi_qp_query(set->fd, &args);

	set->qp_num = args.qp_num;
	return ret;
}

int set_make(struct set *set, int fd, const char *ibdev)
{
	struct ruapi_device_info info;
	uint32_t *h = set->handle;
	int ret;

	memset(set, 0, sizeof(*set));
	set->fd = fd;
	set->queue_fd = -1;
	snprintf(set->name, sizeof(set->name), "%s", ibdev);
	ret = device_find(fd, ibdev, &info);
	if (ret)
		return ret;
	set->device = info.index;
	set->driver = info.driver_id;
	set->buf = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ret = make_queue(fd, RUAPI_EVENT_FORMAT_RECORDS, 0,
			 &h[RUAPI_OBJ_EVENT_QUEUE], &set->queue_fd);
	if (!ret)
		ret = make_context(fd, &info, true, 0, &h[RUAPI_OBJ_CONTEXT],
				   &set->slot);
	if (!ret)
		ret = make_pd(fd, info.driver_id, h[RUAPI_OBJ_CONTEXT],
			      &h[RUAPI_OBJ_PD]);
	if (!ret)
		ret = make_mr(fd, info.driver_id, h[RUAPI_OBJ_PD], set->buf,
			      4096, &h[RUAPI_OBJ_MR]);
	if (!ret)
		ret = make_cq(fd, info.driver_id, h[RUAPI_OBJ_CONTEXT], 0, 0,
			      &h[RUAPI_OBJ_CQ]);
	if (!ret)
		set_note_cq(set);
	if (!ret)
		ret = make_qp(fd, info.driver_id, h[RUAPI_OBJ_PD],
			      h[RUAPI_OBJ_CQ], 0, &h[RUAPI_OBJ_QP]);
	if (!ret)
		ret = set_note_qp(set);
	if (!ret)
		ret = make_cm_id(fd, 0, 0, &h[RUAPI_OBJ_CM_ID]);
	return ret;
}

int set_destroy(struct set *set)
{
	static const uint16_t order[] = {
		RUAPI_OBJ_CM_ID, RUAPI_OBJ_QP, RUAPI_OBJ_CQ, RUAPI_OBJ_MR,
		RUAPI_OBJ_PD, RUAPI_OBJ_CONTEXT, RUAPI_OBJ_EVENT_QUEUE,
	};
	unsigned int i;
	int first = 0, ret;

	for (i = 0; i < COUNT(order); i++) {
		if (!set->handle[order[i]])
			continue;
		ret = destroy(set->fd, order[i], set->handle[order[i]]);
		if (ret && !first)
			first = ret;
		set->handle[order[i]] = 0;
	}
	if (set->queue_fd >= 0)
		close(set->queue_fd);
	if (set->buf)
		munmap(set->buf, 4096);
	set->queue_fd = -1;
	set->buf = NULL;
	return first;
}

uint32_t count_objects(int fd)
{
	struct ruapi_namespace_list_args args = {};

	return ruapi_namespace_list(fd, &args) ? UINT32_MAX : args.count;
}

/* ---- events ---------------------------------------------------------------- */

unsigned int tool_ms(void)
{
	const uint64_t start = now_ms();

	shell_run("rdma link show >/dev/null");
	return now_ms() - start;
}

bool kernel_since(unsigned int major, unsigned int minor)
{
	unsigned int here = 0, minor_here = 0;
	struct utsname name;

	uname(&name);
	sscanf(name.release, "%u.%u", &here, &minor_here);
	return here > major || (here == major && minor_here >= minor);
}

unsigned int patience(unsigned int ms)
{
	const char *kernel = getenv("KERNEL");

	return kernel && !strcmp(kernel, "debug") ? 10 * ms : ms;
}

/* Without waiting: who destroys an id takes back what poll() has promised. */
static ssize_t read_now(int fd, void *to, size_t len)
{
	const struct iovec iov = { .iov_base = to, .iov_len = len };

	return preadv2(fd, &iov, 1, -1, RWF_NOWAIT);
}

int event_wait(int fd, unsigned int type, int code,
	       struct ruapi_event_cm *event, unsigned int timeout_ms)
{
	const uint64_t end = now_ms() + patience(timeout_ms);
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	uint64_t now;
	ssize_t len;
	int ready;

	for (;;) {
		now = now_ms();
		if (now >= end)
			return -ETIMEDOUT;
		/* Which may be hit by a fault that is meant for a call. */
		ready = poll(&pfd, 1, end - now);
		if (ready <= 0)
			return ready ? -errno : -ETIMEDOUT;
		/* Room for just one, whatever it is. */
		memset(event, 0, sizeof(*event));
		len = read_now(fd, event, sizeof(event->hdr));
		if (len < 0 && errno == EINVAL)
			len = read_now(fd, event, sizeof(*event));
		if (len < 0 && errno == EAGAIN) {
			usleep(1000);
			continue;
		}
		if (len < 0)
			return -errno;
		if (!len)
			return -EPIPE;
		if ((!type || event->hdr.type == type) &&
		    (code < 0 || event->hdr.code == (unsigned int)code))
			return 0;
	}
}

/* ---- connections ------------------------------------------------------------ */

static struct sockaddr_in inet_addr_of(const char *addr, uint16_t port)
{
	struct sockaddr_in sin = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
	};

	if (inet_pton(AF_INET, addr, &sin.sin_addr) != 1)
		bail_out("%s is not an address", addr);
	return sin;
}

int cm_bind(int fd, uint32_t id, const char *addr, uint16_t port)
{
	const struct sockaddr_in sin = inet_addr_of(addr, port);
	struct ruapi_cm_id_bind_addr_args args = {
		.handle = id,
		.addr = (const struct sockaddr *)&sin,
		.addr_len = sizeof(sin),
	};

	return ruapi_cm_id_bind_addr(fd, &args);
}

int cm_listen(int fd, uint32_t id, uint32_t backlog)
{
	struct ruapi_cm_id_listen_args args = {
		.handle = id,
		.backlog = backlog,
	};

	return ruapi_cm_id_listen(fd, &args);
}

static struct ruapi_cm_param cm_param(uint32_t qp_num, const void *data,
				      uint8_t len)
{
	struct ruapi_cm_param param = {
		.qp_num = qp_num,
		.responder_resources = 1,
		.initiator_depth = 1,
		.retry_count = 7,
		.rnr_retry_count = 7,
		.private_data_len = len,
	};

	memcpy(param.private_data, data, len);
	return param;
}

int cm_connect(int fd, uint32_t id, uint32_t qp_num, const void *data,
	       uint8_t len)
{
	const struct ruapi_cm_param param = cm_param(qp_num, data, len);
	struct ruapi_cm_id_connect_args args = {
		.handle = id,
		.param = &param,
	};

	return ruapi_cm_id_connect(fd, &args);
}

int cm_accept(int fd, uint32_t id, uint32_t qp_num, const void *data,
	      uint8_t len)
{
	const struct ruapi_cm_param param = cm_param(qp_num, data, len);
	struct ruapi_cm_id_accept_args args = {
		.handle = id,
		.param = &param,
	};

	return ruapi_cm_id_accept(fd, &args);
}

int cm_accept_plain(int fd, uint32_t id)
{
	struct ruapi_cm_id_accept_args args = { .handle = id };

	return ruapi_cm_id_accept(fd, &args);
}

int cm_disconnect(int fd, uint32_t id)
{
	struct ruapi_cm_id_disconnect_args args = { .handle = id };

	return ruapi_cm_id_disconnect(fd, &args);
}

int cm_bind_qp(int fd, uint32_t id, uint32_t qp)
{
	struct ruapi_cm_id_bind_qp_args args = { .handle = id, .qp = qp };

	return ruapi_cm_id_bind_qp(fd, &args);
}

unsigned int cm_state(int fd, uint32_t id)
{
	struct ruapi_cm_id_query_args args = { .handle = id };

	return ruapi_cm_id_query(fd, &args) ? 255 : args.state;
}

int cm_resolve(int fd, uint32_t id, const char *addr, uint16_t port)
{
	const struct sockaddr_in sin = inet_addr_of(addr, port);
	struct ruapi_cm_id_resolve_addr_args addr_args = {
		.handle = id,
		.dst = (const struct sockaddr *)&sin,
		.dst_len = sizeof(sin),
		.timeout = 5000,
	};
	struct ruapi_cm_id_resolve_route_args route_args = {
		.handle = id,
		.timeout = 5000,
	};
	struct ruapi_event_cm event;
	int ret;

	ret = ruapi_cm_id_resolve_addr(fd, &addr_args);
	if (!ret)
		ret = event_wait(fd, RUAPI_EVENT_CM, ADDR_RESOLVED, &event,
				 CM_WAIT_MS);
	if (!ret)
		ret = ruapi_cm_id_resolve_route(fd, &route_args);
	if (!ret)
		ret = event_wait(fd, RUAPI_EVENT_CM, ROUTE_RESOLVED, &event,
				 CM_WAIT_MS);
	return ret;
}

/* A listener, and an id that knows the way to it. */
static int connection_begin(struct connection *c, int fd, const char *addr,
			    uint16_t port)
{
	int ret;

	memset(c, 0, sizeof(*c));
	ret = make_cm_id(fd, 0, 1, &c->listener);
	if (!ret)
		ret = cm_bind(fd, c->listener, addr, port);
	if (!ret)
		ret = cm_listen(fd, c->listener, 4);
	if (!ret)
		ret = make_cm_id(fd, 0, 2, &c->client);
	if (!ret)
		ret = cm_resolve(fd, c->client, addr, port);
	return ret;
}

int connection_make(struct connection *c, const struct set *client,
		    const struct set *server, const char *addr, uint16_t port)
{
	const int fd = client->fd;
	struct ruapi_event_cm event;
	int ret;

	ret = connection_begin(c, fd, addr, port);
	if (!ret)
		ret = cm_connect(fd, c->client, client->qp_num, "", 0);
	if (!ret)
		ret = event_wait(fd, RUAPI_EVENT_CM, CONNECT_REQUEST, &event,
				 CM_WAIT_MS);
	if (ret)
		return ret;
	c->server = event.new_id;
	ret = cm_accept(fd, c->server, server->qp_num, "", 0);
	if (!ret && client->driver != RDMA_DRIVER_SIW)
		ret = event_wait(fd, RUAPI_EVENT_CM, CONNECT_RESPONSE, &event,
				 CM_WAIT_MS);
	if (!ret && client->driver != RDMA_DRIVER_SIW)
		ret = cm_accept_plain(fd, c->client);
	if (!ret)
		ret = event_wait(fd, RUAPI_EVENT_CM, ESTABLISHED, &event,
				 CM_WAIT_MS);
	return ret;
}

int connection_bound(struct connection *c, int fd, const char *addr,
		     uint16_t port, uint32_t client, uint32_t server)
{
	struct ruapi_event_cm event;
	int ret, i;

	ret = connection_begin(c, fd, addr, port);
	if (!ret)
		ret = cm_bind_qp(fd, c->client, client);
	if (!ret)
		ret = cm_connect(fd, c->client, 0, "", 0);
	if (!ret)
		ret = event_wait(fd, RUAPI_EVENT_CM, CONNECT_REQUEST, &event,
				 CM_WAIT_MS);
	if (ret)
		return ret;
	c->server = event.new_id;
	ret = cm_bind_qp(fd, c->server, server);
	if (!ret)
		ret = cm_accept(fd, c->server, 0, "", 0);
	/* Each id gets one. */
	for (i = 0; i < 2 && !ret; i++)
		ret = event_wait(fd, RUAPI_EVENT_CM, ESTABLISHED, &event,
				 CM_WAIT_MS);
	return ret;
}

int connection_destroy(struct connection *c, int fd)
{
	const uint32_t ids[] = { c->client, c->server, c->listener };
	int first = 0, ret;
	unsigned int i;

	for (i = 0; i < COUNT(ids); i++) {
		ret = ids[i] ? destroy(fd, RUAPI_OBJ_CM_ID, ids[i]) : 0;
		first = first ? first : ret;
	}
	memset(c, 0, sizeof(*c));
	return first;
}

const char *set_address(const struct set *set)
{
	switch (set->driver) {
	case RDMA_DRIVER_RXE:
		return "10.1.0.1";
	case RDMA_DRIVER_SIW:
		return "10.2.0.1";
	default:
		return "10.3.0.1";
	}
}

bool driver_has(uint32_t driver, unsigned int type)
{
	switch (type) {
	case RUAPI_OBJ_AH:
	case RUAPI_OBJ_MULTICAST:
		return driver != RDMA_DRIVER_SIW;
	case RUAPI_OBJ_MW:
		return driver == RDMA_DRIVER_RXE || is_sim(driver);
	case RUAPI_OBJ_COUNTERS:
	case RUAPI_OBJ_DM:
	case RUAPI_OBJ_XRCD:
	case RUAPI_OBJ_WQ:
	case RUAPI_OBJ_RWQ_TABLE:
	case RUAPI_OBJ_FLOW:
	case RUAPI_OBJ_DRIVER_OBJECT:
	case RUAPI_OBJ_FLOW_ACTION:
		return is_sim(driver);
	case RUAPI_OBJ_DMAH:
	case RUAPI_OBJ_COMP_CNTR:
		return is_sim(driver) && kernel_since(7, 0);
	default:
		return true;
	}
}

static bool is_sim_name(const char *name)
{
	return !strncmp(name, "rdmasim", strlen("rdmasim"));
}

int unplug_name(const char *name)
{
	if (is_sim_name(name))
		return shell_run("echo %s >/sys/bus/rdmasim/del_device",
				 name + strlen("rdmasim"));
	return shell_run("rdma link delete %s", name);
}

int unplug_device(const struct set *set)
{
	return unplug_name(set->name);
}

int plug_name(const char *name, const char *netdev)
{
	if (is_sim_name(name))
		return shell_run("echo %s 1 roce >/sys/bus/rdmasim/new_device",
				 name + strlen("rdmasim"));
	return shell_run("rdma link add %s type rxe netdev %s", name, netdev);
}
