// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * XRC domains, SRQs and target QPs that several openers share, on a simulated HCA.
 * Who sends to them is a program of the stock stack, on the other port.
 * usage: xrc IBDEV		all but the following
 *	  xrc IBDEV gone	the device is removed
 */
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../../kernel/drivers/rdmasim/rdmasim-abi.h"
#include "xrc_opener.h"

static struct ibv_device *ibv;
static char dir[] = "/tmp/xrc.XXXXXX";
static char file[64];

/* ---- domains ------------------------------------------------------------------------- */

/* The line that fdinfo has for a domain. */
static void is_told(const struct opener *o, uint32_t xrcd, bool shared)
{
	char want[128], inode[64] = "-", *text = fdinfo(o->set.fd);
	struct stat st;

	if (fstat(file_fd, &st))
		bail_out("stat: %s", strerror(errno));
	if (shared)
		snprintf(inode, sizeof(inode), "%u:%u:%lu", major(st.st_dev),
			 minor(st.st_dev), (unsigned long)st.st_ino);
	snprintf(want, sizeof(want), "ruapi-xrcd:\t%u %u %s\n", xrcd,
		 o->set.handle[RUAPI_OBJ_CONTEXT], inode);
	test_check(text && strstr(text, want), "not %s# but\n%s", want, text);
	free(text);
}

static void test_domains(void)
{
	struct opener a, b;
	uint32_t other;
	int path_fd;

	test_begin("XRCD.OPEN: a domain is that of an inode, or nobody else's");
	opener_start(&a);
	opener_start(&b);
	test_ret(xrcd_open_private(&a, &a.xrcd), 0, "private");
	test_ret(xrcd_open_private(&a, &other), 0, "another");
	test_ret(obj_end(&a, RUAPI_OBJ_XRCD, a.xrcd), 0, "destroy");
	test_ret(obj_end(&a, RUAPI_OBJ_XRCD, other), 0, "destroy");
	test_ret(xrcd_open(&a, 0), -EAGAIN, "nobody has made it");
	test_check(why.bad_attr == RUAPI_XRCD_OPEN_FLAGS && why.reason == RUAPI_REASON_STATE,
		   "attribute %u, reason %u", why.bad_attr, why.reason);
	test_ret(xrcd_open(&a, EXCL), -EAGAIN, "nor may it be there");
	test_ret(xrcd_open(&a, CREATE | EXCL), 0, "made");
	test_ret(xrcd_open(&b, CREATE | EXCL), -EINVAL, "it is there");
	test_ret(xrcd_open(&b, EXCL), -EINVAL, "it is there");
	test_ret(xrcd_open(&b, 0), 0, "opened");
	test_ret(xrcd_open_file(&b, file_fd, CREATE, &other), 0, "and again");
	test_ret(obj_end(&b, RUAPI_OBJ_XRCD, other), 0, "destroy");
	test_ret(obj_end(&a, RUAPI_OBJ_XRCD, a.xrcd), 0, "destroy");
	test_ret(xrcd_open(&a, 0), 0, "it lives as long as somebody has it");
	test_ret(obj_end(&b, RUAPI_OBJ_XRCD, b.xrcd), 0, "destroy");
	test_ret(obj_end(&a, RUAPI_OBJ_XRCD, a.xrcd), 0, "destroy, the last");
	test_ret(xrcd_open(&a, 0), -EAGAIN, "it is gone");

	test_begin("XRCD: fdinfo tells of which inode a domain is");
	test_ret(xrcd_open_private(&a, &other), 0, "private");
	is_told(&a, other, false);
	test_ret(obj_end(&a, RUAPI_OBJ_XRCD, other), 0, "destroy");
	test_ret(xrcd_open(&a, CREATE), 0, "shared");
	is_told(&a, a.xrcd, true);
	test_ret(obj_end(&a, RUAPI_OBJ_XRCD, a.xrcd), 0, "destroy");

	test_begin("XRCD.OPEN: what is no file, and what it may not ask for");
	test_ret(xrcd_open_file(&a, -1, CREATE, &other), -EBADF, "-1");
	test_check(why.bad_attr == RUAPI_XRCD_OPEN_FD && why.reason == RUAPI_REASON_FD,
		   "attribute %u, reason %u", why.bad_attr, why.reason);
	test_ret(xrcd_open_file(&a, 9999, CREATE, &other), -EBADF, "9999");
	path_fd = open(file, O_PATH | O_CLOEXEC);
	test_ret(xrcd_open_file(&a, path_fd, CREATE, &other), -EBADF, "O_PATH");
	close(path_fd);
	test_ret(xrcd_open(&a, 4), -EINVAL, "unknown flag");
	test_ret(xrcd_open_file(&a, a.set.fd, CREATE, &other), 0, "the node itself");
	test_ret(obj_end(&a, RUAPI_OBJ_XRCD, other), 0, "destroy");
	opener_end(&a);
	opener_end(&b);
}

static void test_driver_says_no(void)
{
	struct opener a, b;
	struct side side;

	test_begin("XRCD: the driver says no");
	opener_start(&a);
	opener_start(&b);
	test_check(turn("ops/alloc_xrcd", "nth=1 errno=28"), "knob");
	test_ret(xrcd_open(&a, CREATE), -ENOSPC, "open");
	test_ret(xrcd_open(&a, 0), -EAGAIN, "there is none");
	test_ret(xrcd_open(&a, CREATE), 0, "the next one");
	test_check(turn("ops/dealloc_xrcd", "nth=1 errno=5"), "knob");
	test_ret(obj_end(&a, RUAPI_OBJ_XRCD, a.xrcd), -EIO, "destroy");
	test_ret(xrcd_open(&b, 0), 0, "it is still there, for others too");
	test_ret(obj_end(&a, RUAPI_OBJ_XRCD, a.xrcd), 0, "destroy");
	test_ret(obj_end(&b, RUAPI_OBJ_XRCD, b.xrcd), 0, "destroy");
	test_ret(xrcd_open(&a, 0), -EAGAIN, "it is gone");
	test_ret(xrcd_open_private(&a, &a.xrcd), 0, "a private one");
	test_check(turn("ops/dealloc_xrcd", "nth=1 errno=5"), "knob");
	test_ret(obj_end(&a, RUAPI_OBJ_XRCD, a.xrcd), -EIO, "destroy");
	test_ret(obj_end(&a, RUAPI_OBJ_XRCD, a.xrcd), 0, "destroy");

	test_begin("XRCD: those of ib_uverbs are others");
	side_open(&side, ibv);
	test_ret(xrcd_open(&a, CREATE), 0, "ours");
	test_ret(raw_open_xrcd(&side, file_fd, 0), -EAGAIN, "theirs");
	test_ret(raw_open_xrcd(&side, file_fd, O_CREAT | O_EXCL), 0, "theirs");
	test_ret(obj_end(&a, RUAPI_OBJ_XRCD, a.xrcd), 0, "destroy");
	test_ret(xrcd_open(&a, 0), -EAGAIN, "ours");
	test_ret(raw_close_xrcd(&side), 0, "theirs");
	side_close(&side);
	opener_end(&a);
	opener_end(&b);
}

static int unmount(const char *path)
{
	return umount(path) ? -errno : 0;
}

/* A file on a file system of its own.  Return: its fd. */
static int mounted_file(char *mnt, size_t size)
{
	char path[96];
	int fd;

	snprintf(mnt, size, "%s/mnt", dir);
	snprintf(path, sizeof(path), "%s/file", mnt);
	mkdir(mnt, 0700);
	if (mount("xrc", mnt, "tmpfs", 0, NULL))
		bail_out("tmpfs: %s", err_name(errno));
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		bail_out("%s: %s", path, err_name(errno));
	return fd;
}

static void test_mount(void)
{
	struct opener a;
	char mnt[64];
	int fd;

	test_begin("XRCD: what the inode is on stays mounted, as for a file that is open");
	opener_start(&a);
	fd = mounted_file(mnt, sizeof(mnt));
	test_ret(xrcd_open_file(&a, fd, CREATE, &a.xrcd), 0, "open");
	close(fd);
	test_ret(unmount(mnt), -EBUSY, "umount");
	test_ret(obj_end(&a, RUAPI_OBJ_XRCD, a.xrcd), 0, "destroy");
	test_ret(unmount(mnt), 0, "umount");
	fd = mounted_file(mnt, sizeof(mnt));
	test_ret(xrcd_open_file(&a, fd, CREATE, &a.xrcd), 0, "open");
	close(fd);
	/* With all that is in it. */
	close(a.set.queue_fd);
	close(a.set.fd);
	test_ret(unmount(mnt), 0, "umount, when its fd is closed");
	rmdir(mnt);
}

/* ---- SRQs and QPs -------------------------------------------------------------------- */

static void says(int ret, int want, unsigned int attr, unsigned int reason, const char *what)
{
	test_ret(ret, want, "%s", what);
	test_check(why.bad_attr == attr && why.reason == reason, "%s: attribute %u, reason %u",
		   what, why.bad_attr, why.reason);
}

static void test_srq(void)
{
	struct opener a;
	uint32_t first, cq;

	test_begin("SRQ.CREATE: what each type takes");
	opener_start(&a);
	cq = a.set.handle[RUAPI_OBJ_CQ];
	test_ret(xrcd_open(&a, CREATE), 0, "domain");
	says(srq_make(&a, XRC, 0, cq), -EINVAL, RUAPI_SRQ_CREATE_XRCD, RUAPI_REASON_MISSING,
	     "without a domain");
	says(srq_make(&a, XRC, a.xrcd, 0), -EINVAL, RUAPI_SRQ_CREATE_CQ, RUAPI_REASON_MISSING,
	     "without a CQ");
	says(srq_make(&a, BASIC, a.xrcd, 0), -EINVAL, RUAPI_SRQ_CREATE_XRCD,
	     RUAPI_REASON_EXCLUSIVE, "basic, with a domain");
	says(srq_make(&a, BASIC, 0, cq), -EINVAL, RUAPI_SRQ_CREATE_CQ, RUAPI_REASON_EXCLUSIVE,
	     "basic, with a CQ");
	says(srq_make(&a, TM, 0, cq), -EINVAL, RUAPI_SRQ_CREATE_MAX_NUM_TAGS,
	     RUAPI_REASON_MISSING, "tag matching");
	test_ret(srq_make_xrc(&a), 0, "create");
	test_check(a.srq_num, "no number");
	first = a.srq;
	says(obj_end(&a, RUAPI_OBJ_XRCD, a.xrcd), -EBUSY, RUAPI_DESTROY_HANDLE, RUAPI_REASON_BUSY,
	     "the domain is in use");
	test_ret(destroy(a.set.fd, RUAPI_OBJ_CQ, cq), -EBUSY, "the CQ is in use");
	test_check(turn("ops/create_srq", "nth=1"), "knob");
	test_ret(srq_make_xrc(&a), -ENOMEM, "the driver says no");
	test_ret(obj_end(&a, RUAPI_OBJ_SRQ, first), 0, "destroy");
	test_ret(obj_end(&a, RUAPI_OBJ_XRCD, a.xrcd), 0, "destroy");
	opener_end(&a);
}

static void test_qp_types(void)
{
	struct ruapi_qp_create_args args;
	struct opener a;
	uint32_t pd, cq;

	test_begin("QP.CREATE: what each type takes");
	opener_start(&a);
	pd = a.set.handle[RUAPI_OBJ_PD];
	cq = a.set.handle[RUAPI_OBJ_CQ];
	test_ret(xrcd_open(&a, CREATE), 0, "domain");
	test_ret(srq_make_xrc(&a), 0, "srq");
	args = (struct ruapi_qp_create_args){ .type = TGT, .pd = pd, };
	says(qp_make(&a, &args), -EINVAL, RUAPI_QP_CREATE_XRCD, RUAPI_REASON_MISSING,
	     "target without a domain");
	args = (struct ruapi_qp_create_args){ .type = TGT, .pd = pd, .xrcd = a.xrcd, };
	says(qp_make(&a, &args), -EINVAL, RUAPI_QP_CREATE_XRCD, RUAPI_REASON_EXCLUSIVE,
	     "target with a PD");
	args = (struct ruapi_qp_create_args){ .type = TGT, .xrcd = a.xrcd, .send_cq = cq, };
	says(qp_make(&a, &args), -EINVAL, RUAPI_QP_CREATE_SEND_CQ, RUAPI_REASON_EXCLUSIVE,
	     "target with a CQ");
	args = (struct ruapi_qp_create_args){ .type = TGT, .xrcd = a.xrcd, .srq = a.srq, };
	says(qp_make(&a, &args), -EINVAL, RUAPI_QP_CREATE_SRQ, RUAPI_REASON_EXCLUSIVE,
	     "target with an SRQ");
	args = (struct ruapi_qp_create_args){ .type = INI, .pd = pd, };
	says(qp_make(&a, &args), -EINVAL, RUAPI_QP_CREATE_SEND_CQ, RUAPI_REASON_MISSING,
	     "initiator without a CQ");
	args = (struct ruapi_qp_create_args){
		.type = INI, .pd = pd, .send_cq = cq, .recv_cq = cq,
	};
	says(qp_make(&a, &args), -EINVAL, RUAPI_QP_CREATE_RECV_CQ, RUAPI_REASON_EXCLUSIVE,
	     "initiator that receives");
	args = (struct ruapi_qp_create_args){ .type = RC, .xrcd = a.xrcd, };
	says(qp_make(&a, &args), -EINVAL, RUAPI_QP_CREATE_PD, RUAPI_REASON_MISSING,
	     "rc in a domain");
	args = (struct ruapi_qp_create_args){ .type = RC, .pd = pd, .send_cq = cq, };
	says(qp_make(&a, &args), -EINVAL, RUAPI_QP_CREATE_RECV_CQ, RUAPI_REASON_MISSING,
	     "rc without a CQ");
	args = (struct ruapi_qp_create_args){
		.type = RC, .pd = pd, .send_cq = cq, .recv_cq = cq, .srq = a.srq,
	};
	says(qp_make(&a, &args), -EINVAL, RUAPI_QP_CREATE_SRQ, RUAPI_REASON_STATE,
	     "rc with an SRQ of XRC");
	args = (struct ruapi_qp_create_args){ .type = INI, .pd = pd, .send_cq = cq, };
	test_ret(qp_make(&a, &args), 0, "initiator");
	test_ret(obj_end(&a, RUAPI_OBJ_QP, args.handle), 0, "destroy");
	test_check(turn("ops/create_qp", "nth=1"), "knob");
	args = (struct ruapi_qp_create_args){ .type = TGT, .xrcd = a.xrcd, };
	test_ret(qp_make(&a, &args), -ENOMEM, "the driver says no");
	test_ret(obj_end(&a, RUAPI_OBJ_SRQ, a.srq), 0, "destroy");
	test_ret(obj_end(&a, RUAPI_OBJ_XRCD, a.xrcd), 0, "nothing is left of it");
	opener_end(&a);
}

static void test_shared_qp(void)
{
	struct ruapi_event_cm event;
	struct opener a, b;
	char text[64];
	uint32_t num;

	test_begin("QP.OPEN: a target QP is one, and tells all who have it");
	opener_start(&a);
	opener_start(&b);
	test_ret(xrcd_open(&a, CREATE), 0, "domain");
	test_ret(xrcd_open(&b, 0), 0, "its other opener");
	num = tgt_make(&a);
	says(tgt_open(&b, num ^ 1), -EINVAL, RUAPI_QP_OPEN_QP_NUM, RUAPI_REASON_RANGE,
	     "another number");
	test_ret(tgt_open(&b, num), 0, "open");
	test_ret(tgt_state(&b), IBV_QPS_RESET, "state");
	says(obj_end(&b, RUAPI_OBJ_XRCD, b.xrcd), -EBUSY, RUAPI_DESTROY_HANDLE, RUAPI_REASON_BUSY,
	     "the domain is in use here");
	snprintf(text, sizeof(text), "comm_est %u", num);
	test_check(turn("event", text), "knob");
	test_ret(event_wait(a.set.queue_fd, RUAPI_EVENT_ASYNC, IBV_EVENT_COMM_EST, &event, 5000),
		 0, "an event for the one");
	test_check(event.hdr.handle == a.qp && event.hdr.user_data == 0x71, "of handle %u",
		   event.hdr.handle);
	test_ret(event_wait(b.set.queue_fd, RUAPI_EVENT_ASYNC, IBV_EVENT_COMM_EST, &event, 5000),
		 0, "and for the other");
	test_check(event.hdr.handle == b.qp && event.hdr.user_data == 0x72, "of handle %u",
		   event.hdr.handle);
	test_ret(obj_end(&a, RUAPI_OBJ_QP, a.qp), 0, "its maker lets go");
	test_ret(obj_end(&a, RUAPI_OBJ_XRCD, a.xrcd), 0, "of the domain, too");
	test_ret(tgt_state(&b), IBV_QPS_RESET, "it is there");
	test_check(turn("event", text), "knob");
	test_ret(event_wait(b.set.queue_fd, RUAPI_EVENT_ASYNC, IBV_EVENT_COMM_EST, &event, 5000),
		 0, "and has events");
	test_ret(obj_end(&b, RUAPI_OBJ_QP, b.qp), 0, "the last one lets go");
	test_ret(tgt_open(&b, num), -EINVAL, "it is gone");
	test_ret(obj_end(&b, RUAPI_OBJ_XRCD, b.xrcd), 0, "destroy");
	opener_end(&a);
	opener_end(&b);
}

/* ---- processes ----------------------------------------------------------------------- */

/* What an opener in another process says when it is ready. */
struct ready {
	uint32_t srq_num;
	uint32_t rkey;
	uint64_t addr;
};

/* In a network namespace of its own: it finds the file by its path. */
static int other_process(int out, int in, uint32_t num)
{
	struct ready ready;
	struct opener o;
	char c;

	file_fd = open(file, O_RDONLY | O_CLOEXEC);
	if (unshare(CLONE_NEWNET))
		return 1;
	opener_start(&o);
	opener_mr(&o);
	if (xrcd_open(&o, 0) || srq_make_xrc(&o) || tgt_open(&o, num))
		return 2;
	ready.srq_num = o.srq_num;
	ready.rkey = o.rkey;
	ready.addr = (uintptr_t)o.set.buf;
	if (write(out, &ready, sizeof(ready)) != sizeof(ready) || read(in, &c, 1) != 1)
		return 3;
	/* Who exits now destroys nothing by itself. */
	return *(volatile uint8_t *)o.set.buf == 0x44 && tgt_state(&o) == IBV_QPS_RTR ? 0 : 4;
}

static int write_to(struct side *from, uint32_t qp, const struct ready *to)
{
	test_ret(raw_post(from, qp, IB_UVERBS_WR_RDMA_WRITE, 8, to->addr, to->rkey), 0, "post");
	return completion(from);
}

static void test_processes(void)
{
	struct ib_uverbs_create_qp_resp ini;
	int out[2], in[2], status;
	struct ready ready;
	struct opener maker;
	struct side from;
	uint32_t num;
	pid_t child;

	test_begin("a process goes on with a domain and a QP whose maker has gone");
	opener_start(&maker);
	side_open(&from, ibv);
	memset(from.buf, 0x44, SIZE);
	test_ret(xrcd_open(&maker, CREATE), 0, "domain");
	num = tgt_make(&maker);
	if (pipe2(out, O_CLOEXEC) || pipe2(in, O_CLOEXEC))
		bail_out("pipe");
	child = fork();
	if (!child)
		_exit(other_process(out[1], in[0], num));
	close(out[1]);
	test_check(read(out[0], &ready, sizeof(ready)) == sizeof(ready), "it is ready");
	test_ret(raw_create_qp(&from, INI, from.pd->handle, &ini), 0, "initiator");
	tgt_connect(&maker, ini.qpn);
	raw_connect_qp(&from, ini.qp_handle, true, 1, num);
	/* The child has its fd as well, so the objects go one by one. */
	test_ret(obj_end(&maker, RUAPI_OBJ_QP, maker.qp), 0, "the maker lets go");
	test_ret(obj_end(&maker, RUAPI_OBJ_XRCD, maker.xrcd), 0, "of the domain, too");
	test_ret(raw_name_srq(&from, ini.qp_handle, ready.srq_num), 0, "its SRQ");
	test_ret(write_to(&from, ini.qp_handle, &ready), IBV_WC_SUCCESS, "write");
	test_check(write(in[1], "", 1) == 1 && waitpid(child, &status, 0) == child, "child");
	test_check(!status, "child: %#x", status);
	test_ret(write_to(&from, ini.qp_handle, &ready), IBV_WC_RETRY_EXC_ERR,
		 "with its last opener the QP is gone");
	test_ret(xrcd_open(&maker, 0), -EAGAIN, "and the domain");
	close(out[0]);
	close(in[0]);
	close(in[1]);
	side_close(&from);
	opener_end(&maker);
}

/* ---- data, without the stock stack --------------------------------------------------- */

static void ini_connect(struct opener *o, uint32_t qp, uint32_t to)
{
	struct ruapi_qp_attr init = {
		.mask = IBV_QP_STATE | IBV_QP_PKEY_INDEX | IBV_QP_PORT | IBV_QP_ACCESS_FLAGS,
		.qp_state = IBV_QPS_INIT,
		.port_num = 1,
	}, rtr = {
		.mask = IBV_QP_STATE | IBV_QP_AV | IBV_QP_PATH_MTU | IBV_QP_DEST_QPN |
			IBV_QP_RQ_PSN |
			/* Of no use to an initiator: masks are those of RC. */
			IBV_QP_MAX_DEST_RD_ATOMIC | IBV_QP_MIN_RNR_TIMER,
		.qp_state = IBV_QPS_RTR,
		.path_mtu = IBV_MTU_1024,
		.dest_qp_num = to,
		.ah = { .dlid = lids[2], .port_num = 1, },
	}, rts = {
		.mask = IBV_QP_STATE | IBV_QP_SQ_PSN | IBV_QP_TIMEOUT | IBV_QP_RETRY_CNT |
			IBV_QP_RNR_RETRY | IBV_QP_MAX_QP_RD_ATOMIC,
		.qp_state = IBV_QPS_RTS,
		.sq_psn = 5,
		.timeout = 8,
		.retry_cnt = 2,
		.max_rd_atomic = 1,
	};

	o->qp = qp;
	tgt_modify(o, &init, "INIT");
	tgt_modify(o, &rtr, "RTR");
	tgt_modify(o, &rts, "RTS");
}

/* In the driver's part of QP.MODIFY, which changes nothing else. */
static int name_srq(struct opener *o, uint32_t num)
{
	const struct rdmasim_modify_qp_req req = { .remote_srqn = num, };
	const struct ruapi_qp_attr nothing = {};
	struct ruapi_qp_modify_args args = {
		.uhw = {
			.in = &req,
			.in_len = sizeof(req),
			.driver_id = o->set.driver,
		},
		.handle = o->qp,
		.attr = &nothing,
	};

	return ruapi_qp_modify(o->set.fd, &args);
}

static int next(struct opener *o, struct ruapi_wc *wc)
{
	const uint64_t last = now_ms() + patience(5000);
	struct ruapi_cq_poll_args args = {
		.handle = o->set.handle[RUAPI_OBJ_CQ],
		.wcs = wc,
		.wcs_max = 1,
	};

	while (now_ms() < last) {
		if (ruapi_cq_poll(o->set.fd, &args))
			return -2;
		if (args.wcs_len)
			return wc->status;
		sleep_ms(1);
	}
	return -1;
}

static int send_to(struct opener *from, uint32_t opcode, const struct opener *to, uint32_t lkey)
{
	const struct ruapi_sge sge = {
		.addr = (uintptr_t)from->set.buf, .length = 8, .lkey = lkey,
	};
	const struct ruapi_send_wr wr = {
		.wr_id = 1,
		.opcode = opcode,
		.flags = 2,
		.num_sge = 1,
		.remote_addr = (uintptr_t)to->set.buf + 8,
		.rkey = to->rkey,
	};
	struct ruapi_qp_post_send_args args = {
		.handle = from->qp,
		.wrs = &wr,
		.wrs_len = 1,
		.sges = &sge,
		.sges_len = 1,
	};

	return ruapi_qp_post_send(from->set.fd, &args);
}

static int receive(struct opener *o)
{
	const struct ruapi_sge sge = {
		.addr = (uintptr_t)o->set.buf, .length = 8, .lkey = o->rkey,
	};
	const struct ruapi_recv_wr wr = { .wr_id = 77, .num_sge = 1, };
	struct ruapi_srq_post_recv_args args = {
		.handle = o->srq,
		.wrs = &wr,
		.wrs_len = 1,
		.sges = &sge,
		.sges_len = 1,
	};

	return ruapi_srq_post_recv(o->set.fd, &args);
}

static void test_data(void)
{
	struct ruapi_qp_create_args ini = { .type = INI, };
	struct opener from, to;
	struct ruapi_wc wc;
	uint32_t num;

	test_begin("data by POST_SEND, POST_RECV and POLL, to the SRQ that is named");
	opener_start(&from);
	opener_start(&to);
	opener_mr(&from);
	opener_mr(&to);
	test_ret(xrcd_open(&to, CREATE), 0, "domain");
	test_ret(srq_make_xrc(&to), 0, "srq");
	num = tgt_make(&to);
	ini.pd = from.set.handle[RUAPI_OBJ_PD];
	ini.send_cq = from.set.handle[RUAPI_OBJ_CQ];
	test_ret(qp_make(&from, &ini), 0, "initiator");
	tgt_connect(&to, ini.qp_num);
	ini_connect(&from, ini.handle, num);
	memset(from.set.buf, 0x55, 8);
	test_ret(name_srq(&from, to.srq_num), 0, "name the SRQ");
	test_ret(receive(&to), 0, "receive");
	test_ret(send_to(&from, 2, &to, from.rkey), 0, "send");
	test_ret(next(&from, &wc), 0, "sent");
	test_ret(next(&to, &wc), 0, "received");
	test_check(wc.wr_id == 77 && wc.qp_num == num && wc.src_qp == ini.qp_num &&
		   wc.byte_len == 8, "request %u of QP %u from %u", (unsigned int)wc.wr_id,
		   wc.qp_num, wc.src_qp);
	test_check(!memcmp(from.set.buf, to.set.buf, 8), "data");
	test_ret(send_to(&from, 0, &to, from.rkey), 0, "write");
	test_ret(next(&from, &wc), 0, "written");
	test_check(!memcmp(from.set.buf, (char *)to.set.buf + 8, 8), "data");
	test_ret(obj_end(&to, RUAPI_OBJ_SRQ, to.srq), 0, "the SRQ goes");
	test_ret(send_to(&from, 0, &to, from.rkey), 0, "write");
	test_ret(next(&from, &wc), IBV_WC_REM_INV_REQ_ERR, "it names nothing");
	test_ret(obj_end(&from, RUAPI_OBJ_QP, from.qp), 0, "destroy");
	test_ret(obj_end(&to, RUAPI_OBJ_QP, to.qp), 0, "destroy");
	test_ret(obj_end(&to, RUAPI_OBJ_XRCD, to.xrcd), 0, "destroy");
	opener_end(&from);
	opener_end(&to);
}

/* ---- races --------------------------------------------------------------------------- */

/* Opens and closes, and makes what it finds if it finds nothing. */
static int racer(unsigned int seed)
{
	struct opener o;
	unsigned int i;
	uint32_t num;
	int ret;

	opener_start(&o);
	for (i = 0; i < 300; i++) {
		ret = xrcd_open(&o, i % 3 == seed % 3 ? CREATE | EXCL : i % 5 ? CREATE : 0);
		if (ret == -EAGAIN || ret == -EINVAL)
			continue;
		if (ret)
			return 1;
		if (i % 4 == 0) {
			struct ruapi_qp_create_args args = { .type = TGT, .xrcd = o.xrcd, };

			if (qp_make(&o, &args))
				return 2;
			num = args.qp_num;
			if (obj_end(&o, RUAPI_OBJ_XRCD, o.xrcd) != -EBUSY || tgt_open(&o, num) ||
			    obj_end(&o, RUAPI_OBJ_QP, args.handle) || obj_end(&o, RUAPI_OBJ_QP, o.qp))
				return 3;
		}
		if (obj_end(&o, RUAPI_OBJ_XRCD, o.xrcd))
			return 4;
	}
	return set_destroy(&o.set) ? 5 : 0;
}

static void test_races(void)
{
	enum { RACERS = 4, };
	pid_t child[RACERS];
	struct opener o;
	unsigned int i;
	int status;

	test_begin("processes open, make and close the same domain");
	for (i = 0; i < RACERS; i++) {
		child[i] = fork();
		if (!child[i])
			_exit(racer(i));
	}
	for (i = 0; i < RACERS; i++)
		test_check(waitpid(child[i], &status, 0) == child[i] && !status,
			   "process %u: %#x", i, status);
	opener_start(&o);
	test_ret(xrcd_open(&o, 0), -EAGAIN, "none is left");
	opener_end(&o);
}

/* ---- memory windows ------------------------------------------------------------------- */

static void test_windows(void)
{
	struct ruapi_mw_alloc_args args = {};
	struct opener a;
	uint32_t one;

	test_begin("MW.ALLOC on a simulated HCA");
	opener_start(&a);
	args.pd = a.set.handle[RUAPI_OBJ_PD];
	args.type = 1;
	test_ret(ruapi_mw_alloc(a.set.fd, &args), 0, "type 1");
	one = args.handle;
	test_check(args.rkey, "no key");
	args.type = 2;
	test_ret(ruapi_mw_alloc(a.set.fd, &args), 0, "type 2");
	test_ret(obj_end(&a, RUAPI_OBJ_PD, args.pd), -EBUSY, "they keep the PD");
	test_check(turn("ops/dealloc_mw", "nth=1 errno=5") && turn("ops/alloc_mw", "nth=1"),
		   "knobs");
	test_ret(obj_end(&a, RUAPI_OBJ_MW, one), -EIO, "the driver says no");
	test_ret(obj_end(&a, RUAPI_OBJ_MW, one), 0, "destroy");
	test_ret(obj_end(&a, RUAPI_OBJ_MW, args.handle), 0, "destroy");
	test_ret(ruapi_mw_alloc(a.set.fd, &args), -ENOMEM, "the driver says no");
	opener_end(&a);
}

/* ---- the device goes ------------------------------------------------------------------ */

static void test_gone(void)
{
	struct opener o[2];
	struct ruapi_event_cm event;
	uint32_t num, id, private[2];
	char mnt[64];
	unsigned int i;

	test_begin("the device goes with domains, SRQs and shared QPs in use");
	id = strtoul(ibdev + strlen("rdmasim"), NULL, 10);
	file_fd = mounted_file(mnt, sizeof(mnt));
	for (i = 0; i < 2; i++) {
		opener_start(&o[i]);
		test_ret(xrcd_open(&o[i], CREATE), 0, "domain");
		test_ret(xrcd_open_private(&o[i], &private[i]), 0, "private domain");
		test_ret(srq_make_xrc(&o[i]), 0, "srq");
	}
	num = tgt_make(&o[0]);
	test_ret(tgt_open(&o[1], num), 0, "open");
	close(file_fd);
	test_check(!shell_run("echo %u >/sys/bus/rdmasim/del_device", id), "removal");
	for (i = 0; i < 2; i++) {
		test_ret(event_wait(o[i].set.queue_fd, RUAPI_EVENT_ASYNC, IBV_EVENT_QP_FATAL,
				    &event, 5000), 0, "event for opener %u", i);
		test_check(event.hdr.handle == o[i].qp, "of another handle");
		test_ret(tgt_state(&o[i]), 99, "the QP is gone");
		test_ret(tgt_open(&o[i], num), -ENODEV, "open");
		test_check(why.reason == RUAPI_REASON_DEAD, "reason %u", why.reason);
	}
	test_ret(unmount(mnt), 0, "the file system is not kept");
	/* In any order: they are tombstones. */
	for (i = 0; i < 2; i++) {
		test_ret(obj_end(&o[i], RUAPI_OBJ_XRCD, o[i].xrcd), 0, "domain");
		test_ret(obj_end(&o[i], RUAPI_OBJ_XRCD, private[i]), 0, "private domain");
		test_ret(obj_end(&o[i], RUAPI_OBJ_SRQ, o[i].srq), 0, "srq");
		test_ret(obj_end(&o[i], RUAPI_OBJ_QP, o[i].qp), 0, "qp");
		opener_end(&o[i]);
	}
	rmdir(mnt);
}

static struct ibv_device *device_named(const char *name)
{
	struct ibv_device **list = ibv_get_device_list(NULL);
	unsigned int i;

	for (i = 0; list && list[i]; i++)
		if (!strcmp(ibv_get_device_name(list[i]), name))
			return list[i];
	bail_out("no device %s", name);
}

static void read_lids(void)
{
	struct ibv_context *ctx = ibv_open_device(ibv);
	struct ibv_port_attr attr;
	uint8_t port;

	if (!ctx)
		bail_out("open: %s", err_name(errno));
	for (port = 1; port <= 2; port++) {
		if (ibv_query_port(ctx, port, &attr))
			bail_out("port %u", port);
		lids[port] = attr.lid;
	}
	ibv_close_device(ctx);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		bail_out("usage: xrc IBDEV [gone]");
	ibdev = argv[1];
	if (!mkdtemp(dir))
		bail_out("%s: %s", dir, err_name(errno));
	snprintf(file, sizeof(file), "%s/file", dir);
	file_fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (file_fd < 0)
		bail_out("%s: %s", file, err_name(errno));
	if (argc > 2) {
		test_gone();
	} else {
		ibv = device_named(ibdev);
		read_lids();
		test_domains();
		test_driver_says_no();
		test_mount();
		test_srq();
		test_qp_types();
		test_shared_qp();
		test_processes();
		test_data();
		test_races();
		test_windows();
	}
	unlink(file);
	rmdir(dir);
	return test_done();
}
