// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * RDMA_VERBS_IOCTL: what makes queues and queue pairs.  Each is a command that can
 * be written as well, with what a method has besides: queues of events.
 */
#include <errno.h>
#include <string.h>

#include "ioctl.h"
#include "newer.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Of rdma/ib_verbs.h, and the same in the enums of the ABI. */
#define QPT_RC 2
#define QPT_UC 3
#define QPT_UD 4
#define QPT_RAW_PACKET 8
#define QPT_XRC_INI 9
#define QPT_XRC_TGT 10
#define QPT_DRIVER 0xff
#define SRQT_XRC 1
#define SRQT_TM 2
#define CREATE_SCATTER_FCS (1u << 8)
#define CREATE_CVLAN_STRIPPING (1u << 9)
#define CREATE_SIG_ALL (1u << 12)
#define QP_FLAGS (1u << 1 | CREATE_SCATTER_FCS | CREATE_CVLAN_STRIPPING | \
		  1u << 11 | CREATE_SIG_ALL)
#define WQ_FLAGS 0xfu
#define CQ_FLAGS 3u

/* ---- completion queues --------------------------------------------------------- */

enum {
	CQ_HANDLE, CQ_CQE, CQ_USER_HANDLE, CQ_CHANNEL, CQ_VECTOR, CQ_FLAGS_IN,
	CQ_RESP_CQE, CQ_EVENT_FD, CQ_BUF_VA, CQ_BUF_LENGTH, CQ_BUF_FD,
	CQ_BUF_OFFSET, CQ_BUF_UMEM, CQ_UHW_IN, CQ_UHW_OUT,
};

/* A descriptor of memory.  Return: 0, -ENOENT if there is none, or another errno. */
static int get_desc(const struct ioctl_cmd *cmd, int i, struct buffer_desc *desc)
{
	const int ret = in_copy(cmd, i, desc, sizeof(*desc));

	if (ret)
		return ret;
	return desc->flags || desc->type > BUFFER_TYPE_VA ? -EINVAL : 0;
}

static int get_umem(const struct ioctl_cmd *cmd, int i, struct verbs_buf *buf)
{
	struct buffer_desc desc;
	const int ret = get_desc(cmd, i, &desc);

	if (ret)
		return ret;
	*buf = (struct verbs_buf) {
		.addr = desc.addr,
		.length = desc.length,
		.fd = desc.fd,
		.of_fd = desc.type == BUFFER_TYPE_DMABUF,
	};
	return 0;
}

/*
 * The same by attributes of its own, which CQs have had before; -ENODATA: there are none,
 * -ENOENT: some are missing, which for ib_core is as if there were no memory at all.
 */
static int get_cq_attrs(const struct ioctl_cmd *cmd, struct verbs_buf *buf)
{
	const bool of_va = in_given(cmd, CQ_BUF_VA);
	const bool of_fd = in_given(cmd, CQ_BUF_FD);
	const int at = of_va ? CQ_BUF_VA : CQ_BUF_OFFSET;

	if (!of_va && !of_fd)
		return in_given(cmd, CQ_BUF_OFFSET) ||
		       in_given(cmd, CQ_BUF_LENGTH) ? -EINVAL : -ENODATA;
	*buf = (struct verbs_buf) { .of_fd = of_fd };
	if (in_copy(cmd, at, &buf->addr, sizeof(buf->addr)) ||
	    in_copy(cmd, CQ_BUF_LENGTH, &buf->length, sizeof(buf->length)))
		return -ENOENT;
	if (of_va && (of_fd || in_given(cmd, CQ_BUF_OFFSET)))
		return -EINVAL;
	if (of_fd)
		buf->fd = (int)*in_fd(cmd, CQ_BUF_FD);
	return 0;
}

/* Whether there is any; what is wrong with it drivers say that ask. */
static bool cq_get_buf(const struct ioctl_cmd *cmd, struct verbs_buf *buf)
{
	struct verbs_buf attrs = {};
	int by_umem, by_attrs;

	by_umem = get_umem(cmd, CQ_BUF_UMEM, buf);
	by_attrs = get_cq_attrs(cmd, &attrs);
	if (by_umem && by_umem != -ENOENT)
		*buf = (struct verbs_buf) { .error = by_umem };
	else if (by_attrs == -ENOENT || (by_attrs == -ENODATA && by_umem))
		return false;
	else if (by_attrs && by_attrs != -ENODATA)
		*buf = (struct verbs_buf) { .error = by_attrs };
	else if (!by_attrs)
		*buf = by_umem ? attrs : (struct verbs_buf) { .error = -EINVAL };
	return true;
}

static int cq_create(struct ioctl_cmd *cmd)
{
	struct ib_uverbs_ex_create_cq_resp resp = {};
	struct ib_uverbs_ex_create_cq req = { .comp_channel = -1 };
	struct verbs_buf buf = {};
	struct verbs_cmd write;
	int ret;

	in_copy(cmd, CQ_VECTOR, &req.comp_vector, sizeof(req.comp_vector));
	in_copy(cmd, CQ_CQE, &req.cqe, sizeof(req.cqe));
	in_copy(cmd, CQ_USER_HANDLE, &req.user_handle, sizeof(req.user_handle));
	ret = in_flags(cmd, CQ_FLAGS_IN, CQ_FLAGS, &req.flags);
	if (ret)
		return ret;
	write = ioctl_write(cmd, &req, sizeof(req), &resp, sizeof(resp),
			    CQ_UHW_IN, CQ_UHW_OUT);
	write.comp_fd = in_fd(cmd, CQ_CHANNEL);
	write.async_fd = in_fd(cmd, CQ_EVENT_FD);
	if (cq_get_buf(cmd, &buf))
		write.buf = &buf;
	ret = cmd_ex_create_cq(&write);
	if (ret)
		return ret;
	out_made(cmd, CQ_HANDLE, RUAPI_OBJ_CQ, resp.base.cq_handle);
	out_copy(cmd, CQ_RESP_CQE, &resp.base.cqe, sizeof(resp.base.cqe));
	out_valid(cmd, CQ_UHW_OUT);
	return 0;
}

/* ---- memory for other queues ------------------------------------------------------ */

/*
 * What is wrong with it the driver says if it asks.  So who asks for what is no
 * memory at all finds none; and others make what they were to make, as without.
 */
static void get_memory(const struct ioctl_cmd *cmd, int i, uint16_t id,
		       struct verbs_memory *memory)
{
	struct buffer_desc desc;
	uint64_t end;
	int ret;

	*memory = (struct verbs_memory) { .desc.type = RUAPI_BUFFER_VA };
	ret = get_desc(cmd, i, &desc);
	if (ret == -ENOENT)
		return;
	memory->id = id;
	if (!ret && __builtin_add_overflow(desc.addr, desc.length, &end))
		ret = -EINVAL;
	memory->error = ret;
	if (!ret)
		memory->desc = (struct ruapi_buffer) {
			.type = desc.type,
			.fd = desc.fd,
			.optional_flags = desc.optional_flags,
			.addr = desc.addr,
			.length = desc.length,
		};
}

/* ---- queue pairs ------------------------------------------------------------------ */

enum {
	QP_HANDLE, QP_XRCD, QP_PD, QP_SRQ, QP_SEND_CQ, QP_RECV_CQ, QP_TABLE,
	QP_USER_HANDLE, QP_CAP, QP_TYPE, QP_FLAGS_IN, QP_SOURCE_QPN,
	QP_EVENT_FD, QP_RESP_CAP, QP_RESP_QP_NUM, QP_BUF, QP_RQ_BUF, QP_SQ_BUF,
	QP_UHW_IN, QP_UHW_OUT,
};

/* By a table of work queues, which receives for it. */
static int qp_check_table(const struct ioctl_cmd *cmd,
			  const struct ib_uverbs_qp_cap *cap)
{
	if (cap->max_recv_wr || cap->max_recv_sge || in_given(cmd, QP_RECV_CQ) ||
	    in_given(cmd, QP_SRQ))
		return -EINVAL;
	return cap->max_send_wr && !in_given(cmd, QP_SEND_CQ) ? -ENOENT : 0;
}

/* What a type needs, and what it must not have. */
static int qp_check_parts(const struct ioctl_cmd *cmd, uint64_t type,
			  const struct ib_uverbs_qp_cap *cap)
{
	switch (type) {
	case QPT_XRC_TGT:
		if (in_given(cmd, QP_RECV_CQ) || in_given(cmd, QP_SEND_CQ) ||
		    in_given(cmd, QP_PD) || in_given(cmd, QP_TABLE))
			return -EINVAL;
		return in_given(cmd, QP_XRCD) ? 0 : -ENOENT;
	case QPT_RC:
	case QPT_UC:
	case QPT_UD:
	case QPT_RAW_PACKET:
	case QPT_XRC_INI:
	case QPT_DRIVER:
		break;
	default:
		return -EINVAL;
	}
	if (in_given(cmd, QP_XRCD) ||
	    (in_given(cmd, QP_SRQ) && type == QPT_XRC_INI))
		return -EINVAL;
	if (!in_given(cmd, QP_PD))
		return -ENOENT;
	if (in_given(cmd, QP_TABLE))
		return qp_check_table(cmd, cap);
	if (!in_given(cmd, QP_SEND_CQ))
		return -ENOENT;
	return type == QPT_XRC_INI || in_given(cmd, QP_RECV_CQ) ? 0 : -ENOENT;
}

static int qp_check_flags(uint64_t type, uint32_t flags)
{
	flags &= ~CREATE_SIG_ALL;
	if (!flags || type == QPT_DRIVER || type == QPT_RAW_PACKET)
		return 0;
	if (type != QPT_UD ||
	    flags & (CREATE_SCATTER_FCS | CREATE_CVLAN_STRIPPING))
		return -EINVAL;
	return 0;
}

static void qp_put_parts(const struct ioctl_cmd *cmd,
			 struct ib_uverbs_ex_create_qp *req)
{
	req->pd_handle = in_handle(cmd, req->qp_type == QPT_XRC_TGT ? QP_XRCD :
								     QP_PD);
	req->send_cq_handle = in_handle(cmd, QP_SEND_CQ);
	req->recv_cq_handle = in_handle(cmd, QP_RECV_CQ);
	req->srq_handle = in_handle(cmd, QP_SRQ);
	req->is_srq = in_given(cmd, QP_SRQ);
	if (!in_given(cmd, QP_TABLE))
		return;
	req->comp_mask = IB_UVERBS_CREATE_QP_MASK_IND_TABLE;
	req->rwq_ind_tbl_handle = in_handle(cmd, QP_TABLE);
}

static int qp_request(const struct ioctl_cmd *cmd,
		      struct ib_uverbs_ex_create_qp *req)
{
	struct ib_uverbs_qp_cap cap;
	uint32_t flags;
	uint64_t type;
	int ret;

	ret = in_copy(cmd, QP_CAP, &cap, sizeof(cap));
	if (!ret)
		ret = in_const(cmd, QP_TYPE, UINT32_MAX, &type);
	if (!ret)
		ret = qp_check_parts(cmd, type, &cap);
	if (!ret)
		ret = in_flags(cmd, QP_FLAGS_IN, QP_FLAGS, &flags);
	if (!ret)
		ret = qp_check_flags(type, flags);
	if (ret)
		return ret;
	*req = (struct ib_uverbs_ex_create_qp) {
		.max_send_wr = cap.max_send_wr,
		.max_recv_wr = cap.max_recv_wr,
		.max_send_sge = cap.max_send_sge,
		.max_recv_sge = cap.max_recv_sge,
		.max_inline_data = cap.max_inline_data,
		.sq_sig_all = !!(flags & CREATE_SIG_ALL),
		.qp_type = (uint8_t)type,
		.create_flags = flags & ~CREATE_SIG_ALL,
	};
	in_copy(cmd, QP_USER_HANDLE, &req->user_handle,
		sizeof(req->user_handle));
	if (in_given(cmd, QP_SOURCE_QPN))
		in_copy(cmd, QP_SOURCE_QPN, &req->source_qpn,
			sizeof(req->source_qpn));
	qp_put_parts(cmd, req);
	return 0;
}

static int qp_create(struct ioctl_cmd *cmd)
{
	struct ib_uverbs_ex_create_qp_resp resp = {};
	struct verbs_memory memory[VERBS_MEMORIES];
	struct ib_uverbs_ex_create_qp req;
	struct ib_uverbs_qp_cap cap;
	struct verbs_cmd write;
	int ret;

	ret = qp_request(cmd, &req);
	if (ret)
		return ret;
	write = ioctl_write(cmd, &req, sizeof(req), &resp, sizeof(resp),
			    QP_UHW_IN, QP_UHW_OUT);
	write.async_fd = in_fd(cmd, QP_EVENT_FD);
	get_memory(cmd, QP_BUF, RUAPI_QP_CREATE_BUF, &memory[0]);
	get_memory(cmd, QP_RQ_BUF, RUAPI_QP_CREATE_RQ_BUF, &memory[1]);
	get_memory(cmd, QP_SQ_BUF, RUAPI_QP_CREATE_SQ_BUF, &memory[2]);
	write.memory = memory;
	ret = cmd_ex_create_qp(&write);
	if (ret)
		return ret;
	cap = (struct ib_uverbs_qp_cap) {
		.max_send_wr = resp.base.max_send_wr,
		.max_recv_wr = resp.base.max_recv_wr,
		.max_send_sge = resp.base.max_send_sge,
		.max_recv_sge = resp.base.max_recv_sge,
		.max_inline_data = resp.base.max_inline_data,
	};
	out_made(cmd, QP_HANDLE, RUAPI_OBJ_QP, resp.base.qp_handle);
	out_struct(cmd, QP_RESP_CAP, &cap, sizeof(cap));
	out_copy(cmd, QP_RESP_QP_NUM, &resp.base.qpn, sizeof(resp.base.qpn));
	out_valid(cmd, QP_UHW_OUT);
	return 0;
}

/* ---- shared receive queues ---------------------------------------------------------- */

enum {
	SRQ_HANDLE, SRQ_PD, SRQ_TYPE, SRQ_USER_HANDLE, SRQ_MAX_WR, SRQ_MAX_SGE,
	SRQ_LIMIT, SRQ_XRCD, SRQ_CQ, SRQ_TAGS, SRQ_EVENT_FD, SRQ_RESP_MAX_WR,
	SRQ_RESP_MAX_SGE, SRQ_RESP_NUM, SRQ_BUF, SRQ_UHW_IN, SRQ_UHW_OUT,
};

static int srq_check_parts(const struct ioctl_cmd *cmd, uint64_t type)
{
	if (type > SRQT_TM)
		return -EINVAL;
	if (type && !in_given(cmd, SRQ_CQ))
		return -ENOENT;
	if (type == SRQT_XRC &&
	    (!in_given(cmd, SRQ_XRCD) || !in_given(cmd, SRQ_RESP_NUM)))
		return -ENOENT;
	return type == SRQT_TM && !in_given(cmd, SRQ_TAGS) ? -ENOENT : 0;
}

static int srq_create(struct ioctl_cmd *cmd)
{
	struct verbs_memory memory[VERBS_MEMORIES] = {};
	struct ib_uverbs_create_srq_resp resp = {};
	struct ib_uverbs_create_xsrq req = {};
	struct verbs_cmd write;
	uint64_t type;
	int ret;

	ret = in_const(cmd, SRQ_TYPE, UINT32_MAX, &type);
	if (!ret)
		ret = srq_check_parts(cmd, type);
	if (ret)
		return ret;
	in_copy(cmd, SRQ_MAX_SGE, &req.max_sge, sizeof(req.max_sge));
	in_copy(cmd, SRQ_MAX_WR, &req.max_wr, sizeof(req.max_wr));
	in_copy(cmd, SRQ_LIMIT, &req.srq_limit, sizeof(req.srq_limit));
	in_copy(cmd, SRQ_USER_HANDLE, &req.user_handle,
		sizeof(req.user_handle));
	if (in_given(cmd, SRQ_TAGS))
		in_copy(cmd, SRQ_TAGS, &req.max_num_tags,
			sizeof(req.max_num_tags));
	req.srq_type = (uint32_t)type;
	req.pd_handle = in_handle(cmd, SRQ_PD);
	req.xrcd_handle = in_handle(cmd, SRQ_XRCD);
	req.cq_handle = in_handle(cmd, SRQ_CQ);
	write = ioctl_write(cmd, &req, sizeof(req), &resp, sizeof(resp),
			    SRQ_UHW_IN, SRQ_UHW_OUT);
	write.async_fd = in_fd(cmd, SRQ_EVENT_FD);
	get_memory(cmd, SRQ_BUF, RUAPI_SRQ_CREATE_BUF, &memory[0]);
	write.memory = memory;
	ret = cmd_create_xsrq(&write);
	if (ret)
		return ret;
	out_made(cmd, SRQ_HANDLE, RUAPI_OBJ_SRQ, resp.srq_handle);
	out_copy(cmd, SRQ_RESP_MAX_WR, &resp.max_wr, sizeof(resp.max_wr));
	out_copy(cmd, SRQ_RESP_MAX_SGE, &resp.max_sge, sizeof(resp.max_sge));
	if (type == SRQT_XRC)
		out_copy(cmd, SRQ_RESP_NUM, &resp.srqn, sizeof(resp.srqn));
	out_valid(cmd, SRQ_UHW_OUT);
	return 0;
}

/* ---- work queues ---------------------------------------------------------------------- */

enum {
	WQ_HANDLE, WQ_PD, WQ_TYPE, WQ_USER_HANDLE, WQ_MAX_WR, WQ_MAX_SGE,
	WQ_FLAGS_IN, WQ_CQ, WQ_EVENT_FD, WQ_RESP_MAX_WR, WQ_RESP_MAX_SGE,
	WQ_RESP_NUM, WQ_UHW_IN, WQ_UHW_OUT,
};

/* A device without work queues has no such method. */
static int wq_error(const struct ioctl_cmd *cmd, int error)
{
	struct ruapi_device_attr attr;

	if (error != -EOPNOTSUPP || verbs_device(cmd->view, &attr))
		return error;
	return attr.max_wq_type_rq ? error : -EPROTONOSUPPORT;
}

static int wq_create(struct ioctl_cmd *cmd)
{
	struct ib_uverbs_ex_create_wq_resp resp = {};
	struct ib_uverbs_ex_create_wq req = {};
	struct verbs_cmd write;
	uint64_t type;
	int ret;

	ret = in_flags(cmd, WQ_FLAGS_IN, WQ_FLAGS, &req.create_flags);
	if (!ret)
		ret = in_const(cmd, WQ_TYPE, UINT32_MAX, &type);
	if (ret)
		return ret;
	if (type)
		return -EINVAL;
	/* ib_uverbs takes the lack of one for a queue, and the host may fall. */
	if (!in_given(cmd, WQ_CQ) || !in_given(cmd, WQ_RESP_NUM))
		return -ENOENT;
	in_copy(cmd, WQ_MAX_SGE, &req.max_sge, sizeof(req.max_sge));
	in_copy(cmd, WQ_MAX_WR, &req.max_wr, sizeof(req.max_wr));
	in_copy(cmd, WQ_USER_HANDLE, &req.user_handle, sizeof(req.user_handle));
	req.pd_handle = in_handle(cmd, WQ_PD);
	req.cq_handle = in_handle(cmd, WQ_CQ);
	write = ioctl_write(cmd, &req, sizeof(req), &resp, sizeof(resp),
			    WQ_UHW_IN, WQ_UHW_OUT);
	write.async_fd = in_fd(cmd, WQ_EVENT_FD);
	ret = cmd_ex_create_wq(&write);
	if (ret)
		return wq_error(cmd, ret);
	out_made(cmd, WQ_HANDLE, RUAPI_OBJ_WQ, resp.wq_handle);
	out_copy(cmd, WQ_RESP_MAX_WR, &resp.max_wr, sizeof(resp.max_wr));
	out_copy(cmd, WQ_RESP_MAX_SGE, &resp.max_sge, sizeof(resp.max_sge));
	out_copy(cmd, WQ_RESP_NUM, &resp.wqn, sizeof(resp.wqn));
	out_valid(cmd, WQ_UHW_OUT);
	return 0;
}

/* ---- the table ----------------------------------------------------------------------------- */

/* Of kernels whose drivers take memory for it. */
#define CQ_BUF OPTIONAL, .newer = RUAPI_CQ_CREATE_BUF_ADDR
#define BUF_UMEM(id, ours) \
	IN(id, sizeof(struct buffer_desc), OPTIONAL, .newer = (ours))
#define EVENT_FD(id) SPEC(id, ATTR_FD, OPTIONAL)

static const struct method methods[] = {
	{
		.object = UVERBS_OBJECT_CQ,
		.method = UVERBS_METHOD_CQ_CREATE,
		.num_attrs = 15,
		.ours = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.attrs = {
			[CQ_HANDLE] = NEW(UVERBS_ATTR_CREATE_CQ_HANDLE),
			[CQ_CQE] = IN(UVERBS_ATTR_CREATE_CQ_CQE, 4),
			[CQ_USER_HANDLE] =
				IN(UVERBS_ATTR_CREATE_CQ_USER_HANDLE, 8),
			[CQ_CHANNEL] =
				EVENT_FD(UVERBS_ATTR_CREATE_CQ_COMP_CHANNEL),
			[CQ_VECTOR] = IN(UVERBS_ATTR_CREATE_CQ_COMP_VECTOR, 4),
			[CQ_FLAGS_IN] = IN_FLAGS(UVERBS_ATTR_CREATE_CQ_FLAGS,
						 OPTIONAL),
			[CQ_RESP_CQE] = OUT(UVERBS_ATTR_CREATE_CQ_RESP_CQE, 4),
			[CQ_EVENT_FD] = EVENT_FD(UVERBS_ATTR_CREATE_CQ_EVENT_FD),
			[CQ_BUF_VA] = IN(ATTR_CREATE_CQ_BUFFER_VA, 8, CQ_BUF),
			[CQ_BUF_LENGTH] =
				IN(ATTR_CREATE_CQ_BUFFER_LENGTH, 8, CQ_BUF),
			[CQ_BUF_FD] = SPEC(ATTR_CREATE_CQ_BUFFER_FD, ATTR_FD,
					   CQ_BUF),
			[CQ_BUF_OFFSET] =
				IN(ATTR_CREATE_CQ_BUFFER_OFFSET, 8, CQ_BUF),
			[CQ_BUF_UMEM] = IN(ATTR_CREATE_CQ_BUF_UMEM,
					   sizeof(struct buffer_desc), CQ_BUF),
			[CQ_UHW_IN] = UHW_IN,
			[CQ_UHW_OUT] = UHW_OUT,
		},
		.run = cq_create,
	},
	{
		.object = UVERBS_OBJECT_QP,
		.method = UVERBS_METHOD_QP_CREATE,
		.num_attrs = 20,
		.ours = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.attrs = {
			[QP_HANDLE] = NEW(UVERBS_ATTR_CREATE_QP_HANDLE),
			[QP_XRCD] = OBJ(UVERBS_ATTR_CREATE_QP_XRCD_HANDLE, XRCD,
					OPTIONAL),
			[QP_PD] = OBJ(UVERBS_ATTR_CREATE_QP_PD_HANDLE, PD,
					OPTIONAL),
			[QP_SRQ] = OBJ(UVERBS_ATTR_CREATE_QP_SRQ_HANDLE, SRQ,
					OPTIONAL),
			[QP_SEND_CQ] = OBJ(UVERBS_ATTR_CREATE_QP_SEND_CQ_HANDLE, CQ,
					OPTIONAL),
			[QP_RECV_CQ] = OBJ(UVERBS_ATTR_CREATE_QP_RECV_CQ_HANDLE, CQ,
					OPTIONAL),
			[QP_TABLE] = OBJ(UVERBS_ATTR_CREATE_QP_IND_TABLE_HANDLE, RWQ_TABLE,
					OPTIONAL),
			[QP_USER_HANDLE] =
				IN(UVERBS_ATTR_CREATE_QP_USER_HANDLE, 8),
			[QP_CAP] = IN_STRUCT(UVERBS_ATTR_CREATE_QP_CAP,
					     ib_uverbs_qp_cap, max_inline_data),
			[QP_TYPE] = IN_CONST(UVERBS_ATTR_CREATE_QP_TYPE),
			[QP_FLAGS_IN] = IN_FLAGS(UVERBS_ATTR_CREATE_QP_FLAGS,
						 OPTIONAL),
			[QP_SOURCE_QPN] =
				IN(UVERBS_ATTR_CREATE_QP_SOURCE_QPN, 4,
				   OPTIONAL),
			[QP_EVENT_FD] = EVENT_FD(UVERBS_ATTR_CREATE_QP_EVENT_FD),
			[QP_RESP_CAP] =
				OUT_STRUCT(UVERBS_ATTR_CREATE_QP_RESP_CAP,
					   ib_uverbs_qp_cap, max_inline_data),
			[QP_RESP_QP_NUM] =
				OUT(UVERBS_ATTR_CREATE_QP_RESP_QP_NUM, 4),
			[QP_BUF] = BUF_UMEM(ATTR_CREATE_QP_BUF_UMEM,
					    RUAPI_QP_CREATE_BUF),
			[QP_RQ_BUF] = BUF_UMEM(ATTR_CREATE_QP_RQ_BUF_UMEM,
					       RUAPI_QP_CREATE_BUF),
			[QP_SQ_BUF] = BUF_UMEM(ATTR_CREATE_QP_SQ_BUF_UMEM,
					       RUAPI_QP_CREATE_BUF),
			[QP_UHW_IN] = UHW_IN,
			[QP_UHW_OUT] = UHW_OUT,
		},
		.run = qp_create,
	},
	{
		.object = UVERBS_OBJECT_SRQ,
		.method = UVERBS_METHOD_SRQ_CREATE,
		.num_attrs = 17,
		.ours = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_CREATE,
		.attrs = {
			[SRQ_HANDLE] = NEW(UVERBS_ATTR_CREATE_SRQ_HANDLE),
			[SRQ_PD] = OBJ(UVERBS_ATTR_CREATE_SRQ_PD_HANDLE, PD),
			[SRQ_TYPE] = IN_CONST(UVERBS_ATTR_CREATE_SRQ_TYPE),
			[SRQ_USER_HANDLE] =
				IN(UVERBS_ATTR_CREATE_SRQ_USER_HANDLE, 8),
			[SRQ_MAX_WR] = IN(UVERBS_ATTR_CREATE_SRQ_MAX_WR, 4),
			[SRQ_MAX_SGE] = IN(UVERBS_ATTR_CREATE_SRQ_MAX_SGE, 4),
			[SRQ_LIMIT] = IN(UVERBS_ATTR_CREATE_SRQ_LIMIT, 4),
			[SRQ_XRCD] = OBJ(UVERBS_ATTR_CREATE_SRQ_XRCD_HANDLE, XRCD,
					OPTIONAL),
			[SRQ_CQ] = OBJ(UVERBS_ATTR_CREATE_SRQ_CQ_HANDLE, CQ,
					OPTIONAL),
			[SRQ_TAGS] = IN(UVERBS_ATTR_CREATE_SRQ_MAX_NUM_TAGS, 4,
					OPTIONAL),
			[SRQ_EVENT_FD] =
				EVENT_FD(UVERBS_ATTR_CREATE_SRQ_EVENT_FD),
			[SRQ_RESP_MAX_WR] =
				OUT(UVERBS_ATTR_CREATE_SRQ_RESP_MAX_WR, 4),
			[SRQ_RESP_MAX_SGE] =
				OUT(UVERBS_ATTR_CREATE_SRQ_RESP_MAX_SGE, 4),
			[SRQ_RESP_NUM] =
				OUT(UVERBS_ATTR_CREATE_SRQ_RESP_SRQ_NUM, 4,
				    OPTIONAL),
			[SRQ_BUF] = BUF_UMEM(ATTR_CREATE_SRQ_BUF_UMEM,
					     RUAPI_SRQ_CREATE_BUF),
			[SRQ_UHW_IN] = UHW_IN,
			[SRQ_UHW_OUT] = UHW_OUT,
		},
		.run = srq_create,
	},
	{
		.object = UVERBS_OBJECT_WQ,
		.method = UVERBS_METHOD_WQ_CREATE,
		.num_attrs = 14,
		.ours = RUAPI_OBJ_WQ,
		.action = RUAPI_WQ_CREATE,
		.attrs = {
			[WQ_HANDLE] = NEW(UVERBS_ATTR_CREATE_WQ_HANDLE),
			[WQ_PD] = OBJ(UVERBS_ATTR_CREATE_WQ_PD_HANDLE, PD),
			[WQ_TYPE] = IN_CONST(UVERBS_ATTR_CREATE_WQ_TYPE),
			[WQ_USER_HANDLE] =
				IN(UVERBS_ATTR_CREATE_WQ_USER_HANDLE, 8),
			[WQ_MAX_WR] = IN(UVERBS_ATTR_CREATE_WQ_MAX_WR, 4),
			[WQ_MAX_SGE] = IN(UVERBS_ATTR_CREATE_WQ_MAX_SGE, 4),
			[WQ_FLAGS_IN] = IN_FLAGS(UVERBS_ATTR_CREATE_WQ_FLAGS),
			[WQ_CQ] = OBJ(UVERBS_ATTR_CREATE_WQ_CQ_HANDLE, CQ,
					OPTIONAL),
			[WQ_EVENT_FD] = EVENT_FD(UVERBS_ATTR_CREATE_WQ_EVENT_FD),
			[WQ_RESP_MAX_WR] =
				OUT(UVERBS_ATTR_CREATE_WQ_RESP_MAX_WR, 4),
			[WQ_RESP_MAX_SGE] =
				OUT(UVERBS_ATTR_CREATE_WQ_RESP_MAX_SGE, 4),
			[WQ_RESP_NUM] = OUT(UVERBS_ATTR_CREATE_WQ_RESP_WQ_NUM, 4,
					    OPTIONAL),
			[WQ_UHW_IN] = UHW_IN,
			[WQ_UHW_OUT] = UHW_OUT,
		},
		.run = wq_create,
	},
};

const struct methods ioctl_create_methods = {
	.list = methods,
	.count = COUNT(methods),
};
