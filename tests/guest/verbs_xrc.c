// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Connections of XRC: an initiator QP here, a target QP there, which ids of the
 * port space IB are for.  Bound to ids, the kernel moves them as it does others.
 * usage: verbs_xrc IBDEV...
 */
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "ids.h"

#define PS_TCP 0x106
#define PS_IB 0x13f
#define PORT 7750

enum { INI = 9, TGT = 10 };

/* enum ib_qp_state */
enum { RESET = 0, INIT = 1, RTS = 3, ERROR = 6 };

static uint32_t make_id(struct set *set, uint8_t type)
{
	struct ruapi_cm_id_create_args args = {
		.port_space = PS_IB,
		.qp_type = type,
	};

	test_ret(ruapi_cm_id_create(set->fd, &args), 0, "id");
	return args.handle;
}

static int make_xrc_qp(struct set *set, uint8_t type, uint32_t *qp)
{
	const struct ruapi_qp_cap sends = { .max_send_wr = 4, .max_send_sge = 1 };
	const struct ruapi_qp_cap none = {};
	struct ruapi_qp_create_args args = {
		.uhw = uhw_room(set->driver, RUAPI_OBJ_QP, RUAPI_QP_CREATE),
		.type = type,
	};
	int ret;

	args.cap = type == TGT ? &none : &sends;
	if (type == TGT) {
		args.xrcd = set->handle[RUAPI_OBJ_XRCD];
	} else {
		args.pd = set->handle[RUAPI_OBJ_PD];
		args.send_cq = set->handle[RUAPI_OBJ_CQ];
	}
	ret = ruapi_qp_create(set->fd, &args);
	*qp = args.handle;
	return ret;
}

static unsigned int state_of(struct set *set, uint32_t qp)
{
	struct ruapi_qp_attr attr = { .qp_state = 99 };
	struct ruapi_qp_query_args args = { .handle = qp, .attr = &attr };

	test_ret(ruapi_qp_query(set->fd, &args), 0, "query");
	return attr.qp_state;
}

static int bind_says(struct set *set, uint32_t id, uint32_t qp, uint16_t *reason)
{
	struct ruapi_cm_id_bind_qp_args args = {
		.set = RUAPI_SET(RUAPI_CM_ID_BIND_QP_QP),
		.handle = id,
		.qp = qp,
	};
	const int ret = ruapi_cm_id_bind_qp(set->fd, &args);

	*reason = args.error.reason;
	return ret;
}

/* Where there are no domains there are no such QPs; ids may be made all the same. */
static void test_none(struct set *set)
{
	struct ruapi_xrcd_open_args args = {
		.context = set->handle[RUAPI_OBJ_CONTEXT],
	};
	uint32_t qp;

	test_begin("%s has no XRC", set->name);
	test_ret(ruapi_xrcd_open(set->fd, &args), -EOPNOTSUPP, "domain");
	test_ret(make_xrc_qp(set, INI, &qp), -EOPNOTSUPP, "initiator");
}

static void test_wrong(struct set *set, uint32_t ini, uint32_t tgt)
{
	uint32_t id[3], i;
	uint16_t reason;

	test_begin("%s: BIND_QP of the other type", set->name);
	id[0] = make_id(set, INI);
	id[1] = make_id(set, TGT);
	id[2] = new_id(set, PS_TCP);
	for (i = 0; i < 3; i++) {
		test_ret(cm_bind(set->fd, id[i], set_address(set), 0), 0, "bind");
		test_ret(bind_says(set, id[i], i ? ini : tgt, &reason), -EINVAL,
			 "id %u", i);
		test_check(reason == RUAPI_REASON_STATE, "id %u: reason %u", i,
			   reason);
		drop(set, id[i]);
	}
	test_check(state_of(set, ini) == RESET &&
		   state_of(set, tgt) == RESET, "they were moved");
}

static void test_connection(struct set *set, uint32_t ini, uint32_t tgt)
{
	uint32_t listener, client, server, i;
	struct ruapi_event_cm event;

	test_begin("%s: BIND_QP of an initiator and of a target", set->name);
	listener = make_id(set, TGT);
	test_ret(cm_bind(set->fd, listener, set_address(set), PORT), 0, "bind");
	test_ret(cm_listen(set->fd, listener, 1), 0, "listen");
	client = make_id(set, INI);
	test_ret(cm_resolve(set->fd, client, set_address(set), PORT), 0, "resolve");
	test_ret(cm_bind_qp(set->fd, client, ini), 0, "the initiator");
	test_check(state_of(set, ini) == INIT, "state %u", state_of(set, ini));
	test_ret(cm_connect(set->fd, client, 0, "xrc", 3), 0, "connect");
	if (!test_ret(wait_cm(set, CONNECT_REQUEST, &event), 0, "request"))
		return;
	server = event.new_id;
	test_ret(cm_bind_qp(set->fd, server, tgt), 0, "the target");
	test_ret(cm_accept(set->fd, server, 0, "", 0), 0, "accept");
	for (i = 0; i < 2; i++)
		test_ret(wait_cm(set, ESTABLISHED, &event), 0, "established");
	test_check(state_of(set, ini) == RTS, "initiator: state %u",
		   state_of(set, ini));
	test_check(state_of(set, tgt) == RTS, "target: state %u",
		   state_of(set, tgt));

	test_begin("%s: they end as others do", set->name);
	test_ret(cm_disconnect(set->fd, client), 0, "disconnect");
	test_ret(wait_cm(set, DISCONNECTED, &event), 0, "disconnected");
	test_check(event.hdr.handle == server, "id %u", event.hdr.handle);
	test_ret(cm_disconnect(set->fd, server), 0, "disconnect, too");
	test_ret(wait_cm(set, DISCONNECTED, &event), 0, "disconnected");
	test_check(event.hdr.handle == client, "id %u", event.hdr.handle);
	test_check(state_of(set, ini) == ERROR, "initiator: state %u",
		   state_of(set, ini));
	test_check(state_of(set, tgt) == ERROR, "target: state %u",
		   state_of(set, tgt));
	drop(set, client);
	drop(set, server);
	drop(set, listener);
}

/* ---- two who say where a QP is ------------------------------------------------ */

#define PAGE 4096

/**
 * struct mover - a thread that moves a QP to INIT
 * @set: whose it is
 * @qp: the initiator
 * @request: for its driver, which reads it in the middle; NULL: none
 * @ret: what the call returned
 */
struct mover {
	struct set *set;
	uint32_t qp;
	void *request;
	int ret;
};

static void *move_run(void *arg)
{
	struct mover *mover = arg;
	const struct ruapi_qp_attr attr = {
		/* STATE ACCESS_FLAGS PKEY_INDEX PORT */
		.mask = 1 | 8 | 16 | 32,
		.qp_state = INIT,
		.port_num = 1,
	};
	struct ruapi_qp_modify_args args = {
		.handle = mover->qp,
		.attr = &attr,
	};

	if (mover->request)
		args.uhw = (struct ruapi_uhw) {
			.in = mover->request,
			.in_len = 8,
			.driver_id = mover->set->driver,
		};
	mover->ret = ruapi_qp_modify(mover->set->fd, &args);
	return NULL;
}

/* Memory that comes when it is told to.  Return: userfaultfd, -1: there is none. */
static int slow_page(void **page)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = {
		.mode = UFFDIO_REGISTER_MODE_MISSING,
		.range.len = PAGE,
	};
	const int fd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);

	*page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		     -1, 0);
	range.range.start = (uintptr_t)*page;
	return fd >= 0 && !ioctl(fd, UFFDIO_API, &api) &&
	       !ioctl(fd, UFFDIO_REGISTER, &range) ? fd : -1;
}

/*
 * What the kernel remembers of it, for when its port goes to others, must be what the
 * driver was told last.
 */
static void test_moves(struct set *set, uint32_t ini)
{
	struct mover slow = { .set = set, .qp = ini, };
	struct mover other = { .set = set, .qp = ini, };
	const int fd = slow_page(&slow.request);
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	struct uffdio_zeropage zero = {
		.range.start = (uintptr_t)slow.request,
		.range.len = PAGE,
	};
	struct uffd_msg msg;
	pthread_t thread;

	test_begin("%s: one at a time says where a QP is", set->name);
	if (!test_check(fd >= 0, "userfaultfd: %s", err_name(errno)))
		return;
	pthread_create(&thread, NULL, move_run, &slow);
	if (test_check(poll(&pfd, 1, patience(10000)) == 1 &&
		       read(fd, &msg, sizeof(msg)) == sizeof(msg),
		       "the driver does not read its request")) {
		move_run(&other);
		test_ret(other.ret, -EBUSY, "another one");
	}
	test_check(!ioctl(fd, UFFDIO_ZEROPAGE, &zero), "zeropage: %s", err_name(errno));
	pthread_join(thread, NULL);
	test_ret(slow.ret, 0, "the first one");
	move_run(&other);
	test_ret(other.ret, 0, "another one, afterwards");
	close(fd);
	munmap(slow.request, PAGE);
}

static void test_xrc(struct set *set)
{
	struct ruapi_xrcd_open_args args = {
		.context = set->handle[RUAPI_OBJ_CONTEXT],
	};
	uint32_t ini, tgt, mover;

	test_begin("%s: QPs of XRC", set->name);
	test_ret(ruapi_xrcd_open(set->fd, &args), 0, "domain");
	set->handle[RUAPI_OBJ_XRCD] = args.handle;
	test_ret(make_xrc_qp(set, INI, &ini), 0, "initiator");
	test_ret(make_xrc_qp(set, TGT, &tgt), 0, "target");
	test_wrong(set, ini, tgt);
	test_connection(set, ini, tgt);
	test_begin("%s: another initiator", set->name);
	test_ret(make_xrc_qp(set, INI, &mover), 0, "create");
	test_moves(set, mover);
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, mover), 0, "destroy");
	test_begin("%s: nothing is left of them", set->name);
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, ini), 0, "initiator");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, tgt), 0, "target");
	test_ret(destroy(set->fd, RUAPI_OBJ_XRCD, args.handle), 0, "domain");
	set->handle[RUAPI_OBJ_XRCD] = 0;
}

int main(int argc, char **argv)
{
	struct set set;
	int i;

	for (i = 1; i < argc; i++) {
		if (set_make(&set, open_namespace(), argv[i]))
			bail_out("%s: cannot make objects", argv[i]);
		if (driver_has(set.driver, RUAPI_OBJ_XRCD))
			test_xrc(&set);
		else
			test_none(&set);
		set_end(&set, "connections");
	}
	return test_done();
}
