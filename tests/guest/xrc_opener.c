// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Who opens XRC domains through /dev/rdma_uapi. */
#include <unistd.h>
#include "xrc_opener.h"

const char *ibdev;
uint16_t lids[3];
int file_fd;
struct ruapi_error why;

void opener_start(struct opener *o)
{
	memset(o, 0, sizeof(*o));
	if (set_make(&o->set, open_namespace(), ibdev))
		bail_out("no objects on %s", ibdev);
}

void opener_end(struct opener *o)
{
	test_ret(set_destroy(&o->set), 0, "the rest");
	test_check(!count_objects(o->set.fd), "%u objects are left", count_objects(o->set.fd));
	close(o->set.fd);
}

int xrcd_open_file(struct opener *o, int fd, uint32_t flags, uint32_t *xrcd)
{
	struct ruapi_xrcd_open_args args = {
		.set = RUAPI_SET(RUAPI_XRCD_OPEN_FD),
		.context = o->set.handle[RUAPI_OBJ_CONTEXT],
		.fd = fd,
		.flags = flags,
		.user_data = 0x7d,
	};
	const int ret = ruapi_xrcd_open(o->set.fd, &args);

	*xrcd = args.handle;
	why = args.error;
	return ret;
}

int xrcd_open(struct opener *o, uint32_t flags)
{
	return xrcd_open_file(o, file_fd, flags, &o->xrcd);
}

int xrcd_open_private(struct opener *o, uint32_t *xrcd)
{
	struct ruapi_xrcd_open_args args = {
		.context = o->set.handle[RUAPI_OBJ_CONTEXT],
	};
	const int ret = ruapi_xrcd_open(o->set.fd, &args);

	*xrcd = args.handle;
	return ret;
}

int obj_end(struct opener *o, unsigned int type, uint32_t handle)
{
	struct ruapi_xrcd_destroy_args args = { .handle = handle, };
	int ret;

	if (type != RUAPI_OBJ_XRCD)
		return destroy(o->set.fd, type, handle);
	ret = ruapi_xrcd_destroy(o->set.fd, &args);
	why = args.error;
	return ret;
}

static const struct ruapi_srq_attr sizes = { .max_wr = 4, .max_sge = 1, };

int srq_make(struct opener *o, uint8_t type, uint32_t xrcd, uint32_t cq)
{
	struct ruapi_srq_create_args args = {
		.pd = o->set.handle[RUAPI_OBJ_PD],
		.type = type,
		.attr = &sizes,
		.xrcd = xrcd,
		.cq = cq,
	};
	const int ret = ruapi_srq_create(o->set.fd, &args);

	o->srq = args.handle;
	o->srq_num = args.srq_num;
	why = args.error;
	return ret;
}

int srq_make_xrc(struct opener *o)
{
	return srq_make(o, XRC, o->xrcd, o->set.handle[RUAPI_OBJ_CQ]);
}

static const struct ruapi_qp_cap cap = { .max_send_wr = 4, .max_send_sge = 1, };

int qp_make(struct opener *o, struct ruapi_qp_create_args *args)
{
	int ret;

	args->cap = &cap;
	ret = ruapi_qp_create(o->set.fd, args);
	why = args->error;
	return ret;
}

uint32_t tgt_make(struct opener *o)
{
	struct ruapi_qp_create_args args = {
		.type = TGT,
		.xrcd = o->xrcd,
		.user_data = 0x71,
		.queue = o->set.handle[RUAPI_OBJ_EVENT_QUEUE],
	};

	test_ret(qp_make(o, &args), 0, "target QP");
	o->qp = args.handle;
	return args.qp_num;
}

int tgt_open(struct opener *o, uint32_t num)
{
	struct ruapi_qp_open_args args = {
		.xrcd = o->xrcd,
		.qp_num = num,
		.user_data = 0x72,
		.queue = o->set.handle[RUAPI_OBJ_EVENT_QUEUE],
	};
	const int ret = ruapi_qp_open(o->set.fd, &args);

	if (!ret)
		o->qp = args.handle;
	why = args.error;
	return ret;
}

unsigned int tgt_state(struct opener *o)
{
	struct ruapi_qp_attr attr = {};
	struct ruapi_qp_query_args args = { .handle = o->qp, .attr = &attr, };

	return ruapi_qp_query(o->set.fd, &args) ? 99 : attr.qp_state;
}

void tgt_modify(struct opener *o, struct ruapi_qp_attr *attr, const char *what)
{
	struct ruapi_qp_modify_args args = { .handle = o->qp, .attr = attr, };

	test_ret(ruapi_qp_modify(o->set.fd, &args), 0, "%s", what);
}

void tgt_connect(struct opener *o, uint32_t to)
{
	struct ruapi_qp_attr init = {
		.mask = IBV_QP_STATE | IBV_QP_PKEY_INDEX | IBV_QP_PORT | IBV_QP_ACCESS_FLAGS,
		.qp_state = IBV_QPS_INIT,
		.port_num = 2,
		.qp_access_flags = IBV_ACCESS_REMOTE_WRITE,
	}, rtr = {
		.mask = IBV_QP_STATE | IBV_QP_AV | IBV_QP_PATH_MTU | IBV_QP_DEST_QPN |
			IBV_QP_RQ_PSN | IBV_QP_MAX_DEST_RD_ATOMIC | IBV_QP_MIN_RNR_TIMER,
		.qp_state = IBV_QPS_RTR,
		.path_mtu = IBV_MTU_1024,
		.dest_qp_num = to,
		.rq_psn = 5,
		.ah = { .dlid = lids[1], .port_num = 2, },
	};

	tgt_modify(o, &init, "INIT");
	tgt_modify(o, &rtr, "RTR");
}

void opener_mr(struct opener *o)
{
	struct ruapi_mr_reg_args args = {
		.pd = o->set.handle[RUAPI_OBJ_PD],
		.addr = (uintptr_t)o->set.buf,
		.length = 4096,
		.access = ACCESS,
	};

	destroy(o->set.fd, RUAPI_OBJ_MR, o->set.handle[RUAPI_OBJ_MR]);
	test_ret(ruapi_mr_reg(o->set.fd, &args), 0, "mr");
	o->set.handle[RUAPI_OBJ_MR] = args.handle;
	o->rkey = args.rkey;
}

bool turn(const char *name, const char *text)
{
	return !shell_run("echo '%s' >/sys/kernel/debug/rdmasim/%s/%s", text, ibdev, name);
}

int completion(struct side *side)
{
	const uint64_t last = now_ms() + patience(5000);
	struct ibv_wc wc;

	while (now_ms() < last) {
		if (ibv_poll_cq(side->cq, 1, &wc) == 1)
			return wc.status;
		sleep_ms(1);
	}
	return -1;
}
