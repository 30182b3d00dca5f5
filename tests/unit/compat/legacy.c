// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Does things to /dev/infiniband/uverbsN and rdma_cm as libibverbs, librdmacm
 * and less polite programs do, and prints what comes of it.  Not a unit test:
 * a guest runs it on the stock stack and over the interposer, and compares.
 * usage: legacy uverbsN ADDRESS
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <rdma/ib_user_verbs.h>
#include <rdma/rdma_user_cm.h>

#include "../../guest/sockaddr_ib.h"

static char node[64];
static const char cm_node[] = "/dev/infiniband/rdma_cm";
static struct sockaddr_in address = { .sin_family = AF_INET };

/* A result: 0 and more as it is if it matters, an error by its name. */
static void say(const char *what, long ret, int shown)
{
	if (ret < 0)
		printf("%s: %s\n", what, strerrorname_np(errno));
	else if (shown)
		printf("%s: %ld\n", what, ret);
	else
		printf("%s: ok\n", what);
	fflush(stdout);
}

static int open_or_die(const char *path, int flags)
{
	const int fd = open(path, flags);

	if (fd < 0) {
		perror(path);
		exit(1);
	}
	return fd;
}

/* ---- files ------------------------------------------------------------- */

static void nodes(void)
{
	const char *const missing = "/dev/infiniband/uverbs99";
	struct stat st, fst;
	struct statx stx;
	int fd;

	say("stat", stat(node, &st), 0);
	printf("character device: %d\n", S_ISCHR(st.st_mode));
	say("lstat", lstat(node, &st), 0);
	say("stat of a missing node", stat(missing, &st), 0);
	say("access", access(node, R_OK | W_OK), 0);
	say("access of a missing node", access(missing, F_OK), 0);
	say("open of a missing node", open(missing, O_RDWR), 0);
	say("open O_EXCL", open(node, O_RDWR | O_CREAT | O_EXCL, 0600), 0);
	say("open O_DIRECTORY", open(node, O_RDONLY | O_DIRECTORY), 0);

	stat(node, &st);
	fd = open_or_die(node, O_RDWR | O_CLOEXEC);
	say("fstat", fstat(fd, &fst), 0);
	printf("the same device: %d %d\n", S_ISCHR(fst.st_mode),
	       fst.st_rdev == st.st_rdev);
	say("statx", statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &stx), 0);
	printf("the same device: %d\n", S_ISCHR(stx.stx_mode));
	printf("close-on-exec: %d\n", fcntl(fd, F_GETFD));
	close(fd);
	fd = open_or_die(cm_node, O_RDWR | O_NONBLOCK);
	printf("close-on-exec: %d, non-blocking: %d\n", fcntl(fd, F_GETFD),
	       !!(fcntl(fd, F_GETFL) & O_NONBLOCK));
	close(fd);
}

/* What had been a device's fd is a pipe now. */
static void reused_number(void)
{
	char back[16] = "";
	int fd, pipes[2];

	if (pipe(pipes))
		return;
	fd = open_or_die(node, O_RDWR);
	say("write of rubbish", write(fd, "rubbish is this", 16), 1);
	dup2(pipes[1], fd);
	say("write into the pipe", write(fd, "\4\0\0\0\3\0\0\0\1\0\0", 12), 1);
	say("read from the pipe", read(pipes[0], back, sizeof(back)), 1);
	printf("contents: %d %d %d\n", back[0], back[4], back[8]);
	close(pipes[0]);
	close(pipes[1]);
	close(fd);
}

/* ---- uverbs ------------------------------------------------------------ */

static long verbs(int fd, uint32_t command, void *req, size_t req_len,
		  size_t resp_len)
{
	_Alignas(8) uint8_t buf[256];
	const struct ib_uverbs_cmd_hdr hdr = {
		.command = command,
		.in_words = (uint16_t)((8 + req_len) / 4),
		.out_words = (uint16_t)(resp_len / 4),
	};

	memcpy(buf, &hdr, 8);
	memcpy(buf + 8, req, req_len);
	return write(fd, buf, 8 + req_len);
}

#define VERBS(fd, cmd, req, resp_len) \
	verbs(fd, IB_USER_VERBS_CMD_##cmd, &(req), sizeof(req), resp_len)

static void contexts(void)
{
	struct ib_uverbs_get_context_resp ctx_resp, second_resp;
	struct ib_uverbs_get_context ctx = { .response = (uintptr_t)&ctx_resp };
	struct ib_uverbs_alloc_pd_resp pd_resp;
	struct ib_uverbs_alloc_pd pd = { .response = (uintptr_t)&pd_resp };
	struct ib_uverbs_query_device_resp dev_resp;
	struct ib_uverbs_query_device dev = {
		.response = (uintptr_t)&dev_resp,
	};
	struct ib_uverbs_query_port_resp port_resp;
	struct ib_uverbs_query_port port = {
		.response = (uintptr_t)&port_resp,
	};
	struct ib_uverbs_dealloc_pd no_pd;
	const int fd = open_or_die(node, O_RDWR);
	uint32_t hdr[2] = { 200, 2 };

	say("query_device before get_context",
	    VERBS(fd, QUERY_DEVICE, dev, sizeof(dev_resp)), 1);
	say("alloc_pd before get_context",
	    VERBS(fd, ALLOC_PD, pd, sizeof(pd_resp)), 1);
	say("get_context without room",
	    VERBS(fd, GET_CONTEXT, ctx, sizeof(ctx_resp) - 4), 1);
	say("get_context", VERBS(fd, GET_CONTEXT, ctx, sizeof(ctx_resp)), 1);
	ctx.response = (uintptr_t)&second_resp;
	say("get_context again",
	    VERBS(fd, GET_CONTEXT, ctx, sizeof(second_resp)), 1);
	say("async fd", fcntl((int)ctx_resp.async_fd, F_GETFD), 1);
	printf("completion vectors: %u\n", ctx_resp.num_comp_vectors);

	say("query_device", VERBS(fd, QUERY_DEVICE, dev, sizeof(dev_resp)), 1);
	printf("max_qp %u, max_cqe %u, max_sge %u, ports %u, flags %x\n",
	       dev_resp.max_qp, dev_resp.max_cqe, dev_resp.max_sge,
	       dev_resp.phys_port_cnt, dev_resp.device_cap_flags);
	port.port_num = 1;
	say("query_port", VERBS(fd, QUERY_PORT, port, sizeof(port_resp)), 1);
	printf("state %u, mtu %u/%u, gids %u, link layer %u, flags %u\n",
	       port_resp.state, port_resp.active_mtu, port_resp.max_mtu,
	       port_resp.gid_tbl_len, port_resp.link_layer, port_resp.flags);
	port.port_num = 99;
	say("query_port of port 99",
	    VERBS(fd, QUERY_PORT, port, sizeof(port_resp)), 1);

	say("alloc_pd", VERBS(fd, ALLOC_PD, pd, sizeof(pd_resp)), 1);
	no_pd.pd_handle = 0x7ffffff0;
	say("dealloc_pd of no pd", VERBS(fd, DEALLOC_PD, no_pd, 0), 1);
	no_pd.pd_handle = pd_resp.pd_handle;
	say("dealloc_pd", VERBS(fd, DEALLOC_PD, no_pd, 0), 1);
	say("dealloc_pd again", VERBS(fd, DEALLOC_PD, no_pd, 0), 1);
	say("unknown command", write(fd, hdr, 8), 1);
	say("four bytes", write(fd, hdr, 4), 1);
	say("nothing", write(fd, hdr, 0), 1);
	hdr[0] = IB_USER_VERBS_CMD_DEALLOC_PD;
	say("short command", write(fd, hdr, 8), 1);
	hdr[0] = 0x40000000;
	say("unknown flag", write(fd, hdr, 8), 1);
	close((int)ctx_resp.async_fd);
	close(fd);
}

static void completion_channels(void)
{
	struct ib_uverbs_get_context_resp ctx_resp;
	struct ib_uverbs_get_context ctx = { .response = (uintptr_t)&ctx_resp };
	struct ib_uverbs_create_comp_channel_resp ch_resp;
	struct ib_uverbs_create_comp_channel ch = {
		.response = (uintptr_t)&ch_resp,
	};
	struct {
		struct ib_uverbs_create_cq_resp core;
		uint8_t driver[32];
	} cq_resp;
	struct ib_uverbs_create_cq cq = {
		.response = (uintptr_t)&cq_resp,
		.cqe = 10,
		.comp_channel = 99,
	};
	struct ib_uverbs_destroy_cq_resp end_resp;
	struct ib_uverbs_destroy_cq end = { .response = (uintptr_t)&end_resp };
	const int fd = open_or_die(node, O_RDWR);
	struct pollfd poller = { .events = POLLIN };
	uint64_t event;

	VERBS(fd, GET_CONTEXT, ctx, sizeof(ctx_resp));
	say("create_comp_channel",
	    VERBS(fd, CREATE_COMP_CHANNEL, ch, sizeof(ch_resp)), 1);
	poller.fd = (int)ch_resp.fd;
	say("poll", poll(&poller, 1, 0), 1);
	fcntl(poller.fd, F_SETFL, O_NONBLOCK);
	say("read", read(poller.fd, &event, sizeof(event)), 1);
	say("create_cq on no channel",
	    VERBS(fd, CREATE_CQ, cq, sizeof(cq_resp)), 1);
	cq.comp_channel = fd;
	say("create_cq on a device",
	    VERBS(fd, CREATE_CQ, cq, sizeof(cq_resp)), 1);
	cq.comp_channel = poller.fd;
	cq.comp_vector = 1000;
	say("create_cq with vector 1000",
	    VERBS(fd, CREATE_CQ, cq, sizeof(cq_resp)), 1);
	cq.comp_vector = 0;
	say("create_cq", VERBS(fd, CREATE_CQ, cq, sizeof(cq_resp)), 1);
	printf("entries: %u\n", cq_resp.core.cqe);
	end.cq_handle = cq_resp.core.cq_handle;
	say("destroy_cq", VERBS(fd, DESTROY_CQ, end, sizeof(end_resp)), 1);
	printf("events: %u %u\n", end_resp.comp_events_reported,
	       end_resp.async_events_reported);
	close(poller.fd);
	close(fd);
}

/* ---- rdma_cm ----------------------------------------------------------- */

static long cm(int fd, uint32_t command, void *req, size_t req_len,
	       size_t resp_len)
{
	_Alignas(8) uint8_t buf[1024];
	const struct rdma_ucm_cmd_hdr hdr = {
		.cmd = command,
		.in = (uint16_t)req_len,
		.out = (uint16_t)resp_len,
	};

	memcpy(buf, &hdr, 8);
	memcpy(buf + 8, req, req_len);
	return write(fd, buf, 8 + req_len);
}

#define CM(fd, cmd, req, resp_len) \
	cm(fd, RDMA_USER_CM_CMD_##cmd, &(req), sizeof(req), resp_len)

static long create_id(int fd, uint16_t ps, uint64_t uid, uint32_t *id)
{
	struct rdma_ucm_create_id_resp resp = {};
	struct rdma_ucm_create_id req = {
		.uid = uid,
		.response = (uintptr_t)&resp,
		.ps = ps,
		.qp_type = 2,
	};
	const long ret = CM(fd, CREATE_ID, req, sizeof(resp));

	*id = resp.id;
	return ret;
}

static long destroy_id(int fd, uint32_t id, uint32_t *events)
{
	struct rdma_ucm_destroy_id_resp resp = {};
	struct rdma_ucm_destroy_id req = {
		.response = (uintptr_t)&resp,
		.id = id,
	};
	const long ret = CM(fd, DESTROY_ID, req, sizeof(resp));

	*events = resp.events_reported;
	return ret;
}

static long get_event(int fd, struct rdma_ucm_event_resp *resp)
{
	struct rdma_ucm_get_event req = { .response = (uintptr_t)resp };

	memset(resp, 0, sizeof(*resp));
	return CM(fd, GET_EVENT, req, sizeof(*resp));
}

static long bind_port(int fd, uint32_t id, uint16_t port)
{
	struct rdma_ucm_bind req = { .id = id, .addr_size = sizeof(address) };

	address.sin_port = htons(port);
	memcpy(&req.addr, &address, sizeof(address));
	address.sin_port = 0;
	return CM(fd, BIND, req, 0);
}

static long listen_on(int fd, uint32_t id)
{
	struct rdma_ucm_listen req = { .id = id, .backlog = 3 };

	return CM(fd, LISTEN, req, 0);
}

/* Makes one event, ADDR_RESOLVED. */
static long resolve(int fd, uint32_t id)
{
	struct rdma_ucm_resolve_addr req = {
		.id = id,
		.timeout_ms = 2000,
		.dst_size = sizeof(address),
	};

	memcpy(&req.dst_addr, &address, sizeof(address));
	return CM(fd, RESOLVE_ADDR, req, 0);
}

static void ids(void)
{
	struct rdma_ucm_init_qp_attr init = { .qp_state = 9 };
	struct rdma_ucm_connect connect = {};
	struct rdma_ucm_disconnect disconnect;
	struct rdma_ucm_query_addr_resp addr;
	struct rdma_ucm_query query = { .response = (uintptr_t)&addr };
	struct ib_uverbs_qp_attr attr;
	const int fd = open_or_die(cm_node, O_RDWR);
	uint32_t id, events, hdr[2] = { 99, 0 };

	say("create_id in no port space", create_id(fd, 1, 5, &id), 1);
	say("create_id", create_id(fd, RDMA_PS_TCP, 5, &id), 1);
	query.id = id;
	say("query of an unbound id",
	    CM(fd, QUERY, query, sizeof(addr)), 1);
	printf("sizes %u %u, device %d, port %u\n", addr.src_size,
	       addr.dst_size, !!addr.node_guid, addr.port_num);
	query.option = RDMA_USER_CM_QUERY_GID;
	say("query_gid of an unbound id",
	    CM(fd, QUERY, query, sizeof(addr)), 1);
	printf("sizes %u %u\n", addr.src_size, addr.dst_size);
	query.option = 7;
	say("unknown query", CM(fd, QUERY, query, sizeof(addr)), 1);
	init.id = id;
	init.response = (uintptr_t)&attr;
	say("init_qp_attr for state 9",
	    CM(fd, INIT_QP_ATTR, init, sizeof(attr)), 1);
	connect.id = id;
	say("connect without parameters", CM(fd, CONNECT, connect, 0), 1);
	disconnect.id = id;
	say("disconnect of an unbound id",
	    CM(fd, DISCONNECT, disconnect, 0), 1);
	say("bind", bind_port(fd, id, 7777), 1);
	say("bind again", bind_port(fd, id, 7778), 1);
	query.option = RDMA_USER_CM_QUERY_ADDR;
	say("query of a bound id", CM(fd, QUERY, query, sizeof(addr)), 1);
	printf("sizes %u %u, device %d, port %u\n", addr.src_size,
	       addr.dst_size, !!addr.node_guid, addr.port_num);
	say("listen", listen_on(fd, id), 1);
	say("destroy_id", destroy_id(fd, id, &events), 1);
	printf("events: %u\n", events);
	say("destroy_id again", destroy_id(fd, id, &events), 1);
	say("bind of no id", bind_port(fd, 0x7ffffff0, 7777), 1);
	say("unknown command", write(fd, hdr, 8), 1);
	hdr[0] = RDMA_USER_CM_CMD_GET_OPTION;
	say("command that never was", write(fd, hdr, 8), 1);
	hdr[0] = RDMA_USER_CM_CMD_CREATE_ID;
	hdr[1] = 8;
	say("cut off command", write(fd, hdr, 8), 1);
	close(fd);
}

static void released_with_the_channel(void)
{
	const int a = open_or_die(cm_node, O_RDWR);
	const int b = open_or_die(cm_node, O_RDWR);
	uint32_t id, events;

	create_id(a, RDMA_PS_TCP, 5, &id);
	bind_port(a, id, 7779);
	listen_on(a, id);
	create_id(b, RDMA_PS_TCP, 6, &id);
	say("bind while somebody listens", bind_port(b, id, 7779), 1);
	close(a);
	say("bind after his channel was closed", bind_port(b, id, 7779), 1);
	destroy_id(b, id, &events);
	close(b);
}

static void events(void)
{
	struct rdma_ucm_migrate_resp moved = {};
	struct rdma_ucm_migrate_id migrate = { .response = (uintptr_t)&moved };
	struct rdma_ucm_event_resp event;
	const int fd = open_or_die(cm_node, O_RDWR);
	const int other = open_or_die(cm_node, O_RDWR);
	const int epoll = epoll_create1(0);
	struct epoll_event ready = { .events = EPOLLIN };
	struct pollfd poller = { .fd = fd, .events = POLLIN };
	uint32_t id, reported;

	create_id(fd, RDMA_PS_TCP, 0xfeed, &id);
	epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &ready);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	say("poll before", poll(&poller, 1, 0), 1);
	say("get_event before", get_event(fd, &event), 1);
	say("resolve", resolve(fd, id), 1);
	say("poll", poll(&poller, 1, 5000), 1);
	say("epoll", epoll_wait(epoll, &ready, 1, 5000), 1);
	say("get_event", get_event(fd, &event), 1);
	printf("uid %llx, event %u, status %d, the id: %d\n",
	       (unsigned long long)event.uid, event.event, (int)event.status,
	       event.id == id);
	say("get_event after", get_event(fd, &event), 1);

	migrate.id = id;
	migrate.fd = 1;
	say("migrate from no channel",
	    CM(other, MIGRATE_ID, migrate, sizeof(moved)), 1);
	migrate.fd = 999;
	say("migrate from no file",
	    CM(other, MIGRATE_ID, migrate, sizeof(moved)), 1);
	migrate.fd = (uint32_t)fd;
	say("migrate", CM(other, MIGRATE_ID, migrate, sizeof(moved)), 1);
	printf("events: %u\n", moved.events_reported);
	say("destroy_id", destroy_id(other, id, &reported), 1);
	printf("events: %u\n", reported);
	close(epoll);
	close(fd);
	close(other);
}

/* ---- ids in use -------------------------------------------------------- */

static _Atomic uint32_t contended_id;
static atomic_bool contended_end;

/* Sets an option of whatever id there is just now. */
static void *set_options(void *arg)
{
	const uint8_t tos = 8;
	struct rdma_ucm_set_option req = {
		.optval = (uintptr_t)&tos,
		.level = RDMA_OPTION_ID,
		.optname = RDMA_OPTION_ID_TOS,
		.optlen = sizeof(tos),
	};

	while (!contended_end) {
		req.id = contended_id;
		CM(*(int *)arg, SET_OPTION, req, 0);
	}
	return NULL;
}

/* Whoever destroys an id does not have to know who is in a call on it. */
static void contended(void)
{
	int fd = open_or_die(cm_node, O_RDWR);
	pthread_t threads[2];
	int failed = 0, error = 0;
	uint32_t id, events;

	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, set_options, &fd);
	for (int round = 0; round < 200; round++) {
		create_id(fd, RDMA_PS_TCP, 5, &id);
		contended_id = id;
		usleep(300 + (unsigned int)round * 37 % 500);
		while (destroy_id(fd, id, &events) < 0 && errno != ENOENT) {
			error = errno;
			failed++;
		}
	}
	contended_end = true;
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	errno = error;
	say("destroy_id while others call", failed ? -1 : 0, 0);
	close(fd);
}

/* ---- addresses that are GIDs ------------------------------------------- */

static long bind_ib(int fd, uint32_t id, const struct ib_address *addr,
		    uint16_t size)
{
	struct rdma_ucm_bind req = { .id = id, .addr_size = size };

	memcpy(&req.addr, addr, sizeof(*addr));
	return CM(fd, BIND, req, 0);
}

static long resolve_ib(int fd, uint32_t id, const struct ib_address *addr)
{
	struct rdma_ucm_resolve_addr req = {
		.id = id,
		.timeout_ms = 2000,
		.dst_size = sizeof(*addr),
	};

	memcpy(&req.dst_addr, addr, sizeof(*addr));
	return CM(fd, RESOLVE_ADDR, req, 0);
}

static void query_ib(int fd, uint32_t id)
{
	struct rdma_ucm_query_addr_resp resp = {};
	struct rdma_ucm_query query = {
		.response = (uintptr_t)&resp,
		.id = id,
	};
	const struct ib_address *dst = (void *)&resp.dst_addr;

	say("query", CM(fd, QUERY, query, sizeof(resp)), 1);
	printf("sizes %u %u, family %u, gid %02x..%02x, device %d, port %u\n",
	       resp.src_size, resp.dst_size, dst->family, dst->gid[10],
	       dst->gid[15], !!resp.node_guid, resp.port_num);
}

static void ib_addresses(void)
{
	struct ib_address own = {
		.family = AF_IB,
		.pkey = htons(0xffff),
		.gid = { [10] = 0xff, [11] = 0xff },
		.sid = htobe64(0x1060000ull | 7790),
		.sid_mask = htobe64(UINT64_MAX),
	};
	struct rdma_ucm_resolve_route route = { .timeout_ms = 2000 };
	const int fd = open_or_die(cm_node, O_RDWR);
	struct rdma_ucm_event_resp event;
	struct ib_address any, far;
	uint32_t id, events;

	memcpy(own.gid + 12, &address.sin_addr, 4);
	any = far = own;
	memset(any.gid, 0, sizeof(any.gid));
	memset(far.gid, 0x5a, sizeof(far.gid));
	create_id(fd, RDMA_PS_TCP, 5, &id);
	say("bind to a GID, short", bind_ib(fd, id, &own, 47), 1);
	say("bind to a GID", bind_ib(fd, id, &own, sizeof(own)), 1);
	say("bind to any GID", bind_ib(fd, id, &any, sizeof(any)), 1);
	query_ib(fd, id);
	say("listen", listen_on(fd, id), 1);
	destroy_id(fd, id, &events);

	create_id(fd, RDMA_PS_TCP, 5, &id);
	say("resolve a GID that is far", resolve_ib(fd, id, &far), 1);
	destroy_id(fd, id, &events);
	create_id(fd, RDMA_PS_TCP, 5, &id);
	say("resolve a GID", resolve_ib(fd, id, &own), 1);
	say("get_event", get_event(fd, &event), 1);
	printf("event %u\n", event.event);
	query_ib(fd, id);
	route.id = id;
	say("resolve_route", CM(fd, RESOLVE_ROUTE, route, 0), 1);
	destroy_id(fd, id, &events);
	printf("events: %u\n", events);
	close(fd);
}

/* ---- blocking ---------------------------------------------------------- */

static void on_alarm(int sig)
{
	(void)sig;
}

static void alarm_in(int ms, int flags)
{
	const struct sigaction action = {
		.sa_handler = on_alarm,
		.sa_flags = flags,
	};
	const struct itimerval timer = { .it_value.tv_usec = ms * 1000 };

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
}

struct later {
	int fd;
	uint32_t id;
};

static void *resolve_later(void *arg)
{
	const struct later *later = arg;
	sigset_t all;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, NULL);
	usleep(600000);
	resolve(later->fd, later->id);
	return NULL;
}

static void *wait_for_event(void *arg)
{
	const struct later *later = arg;
	struct rdma_ucm_event_resp event;

	get_event(later->fd, &event);
	return NULL;
}

static void blocking(void)
{
	struct later later = { .fd = open_or_die(cm_node, O_RDWR) };
	struct rdma_ucm_event_resp event;
	uint32_t reported;
	pthread_t thread;
	void *result;

	create_id(later.fd, RDMA_PS_TCP, 5, &later.id);
	alarm_in(200, 0);
	say("interrupted", get_event(later.fd, &event), 1);
	pthread_create(&thread, NULL, resolve_later, &later);
	alarm_in(200, SA_RESTART);
	say("restarted", get_event(later.fd, &event), 1);
	pthread_join(thread, NULL);

	pthread_create(&thread, NULL, wait_for_event, &later);
	usleep(200000);
	pthread_cancel(thread);
	pthread_join(thread, &result);
	printf("cancelled: %d\n", result == PTHREAD_CANCELED);
	say("destroy_id", destroy_id(later.fd, later.id, &reported), 1);
	printf("events: %u\n", reported);
	close(later.fd);
}

/* ---- processes --------------------------------------------------------- */

/* A child cannot write to what its parent opened, or should not try. */
static void child(void)
{
	struct rdma_ucm_event_resp event;
	const int fd = open_or_die(cm_node, O_RDWR);
	uint32_t id, reported;

	say("child: create_id", create_id(fd, RDMA_PS_TCP, 5, &id), 1);
	say("child: resolve", resolve(fd, id), 1);
	say("child: get_event", get_event(fd, &event), 1);
	say("child: destroy_id", destroy_id(fd, id, &reported), 1);
	exit(0);
}

static void forks(void)
{
	const int fd = open_or_die(cm_node, O_RDWR);
	struct rdma_ucm_event_resp event;
	uint32_t id, reported;
	pid_t pid;

	create_id(fd, RDMA_PS_TCP, 5, &id);
	resolve(fd, id);
	fflush(stdout);
	pid = fork();
	if (!pid)
		child();
	waitpid(pid, NULL, 0);
	say("parent: get_event", get_event(fd, &event), 1);
	say("parent: destroy_id", destroy_id(fd, id, &reported), 1);
	printf("events: %u\n", reported);
	close(fd);
}

int main(int argc, char **argv)
{
	if (argc != 3 || inet_pton(AF_INET, argv[2], &address.sin_addr) != 1) {
		fprintf(stderr, "usage: %s uverbsN ADDRESS\n", argv[0]);
		return 2;
	}
	snprintf(node, sizeof(node), "/dev/infiniband/%s", argv[1]);
	nodes();
	reused_number();
	contexts();
	completion_channels();
	ids();
	released_with_the_channel();
	events();
	contended();
	ib_addresses();
	blocking();
	forks();
	return 0;
}
