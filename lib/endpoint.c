// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* All that a connection takes, by one batch. */
#include <rdma_uapi/batch.h>
#include "internal.h"

/* Which call makes what. */
struct endpoint {
	unsigned int pd, cq, qp, cm_id;
};

static void add_uhw(struct ruapi_msg *msg, const struct ruapi_uhw *uhw)
{
	if (uhw->in_len)
		ruapi_msg_buf_in(msg, RUAPI_ATTR_UHW_IN, uhw->in, uhw->in_len);
	if (uhw->out_max)
		ruapi_msg_buf_out(msg, RUAPI_ATTR_UHW_OUT, uhw->out,
				  uhw->out_max);
	if (uhw->in_len || uhw->out_max)
		ruapi_msg_driver(msg, uhw->driver_id);
}

static unsigned int add_pd(struct ruapi_calls *calls,
			   const struct ruapi_endpoint_args *args)
{
	struct ruapi_msg msg;

	ruapi_msg_init(&msg, RUAPI_OBJ_PD, RUAPI_PD_ALLOC);
	ruapi_msg_obj_new(&msg, RUAPI_PD_ALLOC_HANDLE, RUAPI_OBJ_PD);
	ruapi_msg_obj(&msg, RUAPI_PD_ALLOC_CONTEXT, RUAPI_OBJ_CONTEXT,
		      args->context);
	add_uhw(&msg, &args->pd_uhw);
	return ruapi_batch_add(calls, &msg);
}

static unsigned int add_cq(struct ruapi_calls *calls,
			   const struct ruapi_endpoint_args *args)
{
	struct ruapi_msg msg;

	ruapi_msg_init(&msg, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE);
	ruapi_msg_obj_new(&msg, RUAPI_CQ_CREATE_HANDLE, RUAPI_OBJ_CQ);
	ruapi_msg_obj(&msg, RUAPI_CQ_CREATE_CONTEXT, RUAPI_OBJ_CONTEXT,
		      args->context);
	ruapi_msg_in(&msg, RUAPI_CQ_CREATE_CQE, 4, args->cqe);
	ruapi_msg_out(&msg, RUAPI_CQ_CREATE_ACTUAL_CQE, 4);
	if (args->comp_vector)
		ruapi_msg_in(&msg, RUAPI_CQ_CREATE_COMP_VECTOR, 4,
			     args->comp_vector);
	if (args->queue)
		ruapi_msg_obj(&msg, RUAPI_CQ_CREATE_QUEUE,
			      RUAPI_OBJ_EVENT_QUEUE, args->queue);
	if (args->user_data)
		ruapi_msg_in(&msg, RUAPI_CQ_CREATE_USER_DATA, 8,
			     args->user_data);
	add_uhw(&msg, &args->cq_uhw);
	return ruapi_batch_add(calls, &msg);
}

static unsigned int add_qp(struct ruapi_calls *calls,
			   const struct ruapi_endpoint_args *args,
			   const struct endpoint *made)
{
	struct ruapi_msg msg;

	ruapi_msg_init(&msg, RUAPI_OBJ_QP, RUAPI_QP_CREATE);
	ruapi_msg_obj_new(&msg, RUAPI_QP_CREATE_HANDLE, RUAPI_OBJ_QP);
	ruapi_msg_result(&msg, RUAPI_QP_CREATE_PD, RUAPI_OBJ_PD, made->pd);
	ruapi_msg_result(&msg, RUAPI_QP_CREATE_SEND_CQ, RUAPI_OBJ_CQ, made->cq);
	ruapi_msg_result(&msg, RUAPI_QP_CREATE_RECV_CQ, RUAPI_OBJ_CQ, made->cq);
	ruapi_msg_in(&msg, RUAPI_QP_CREATE_TYPE, 1, args->type);
	ruapi_msg_buf_in(&msg, RUAPI_QP_CREATE_CAP, args->cap,
			 sizeof(*args->cap));
	ruapi_msg_out(&msg, RUAPI_QP_CREATE_QP_NUM, 4);
	if (args->sig_all)
		ruapi_msg_in(&msg, RUAPI_QP_CREATE_SIG_ALL, 1, args->sig_all);
	if (args->user_data)
		ruapi_msg_in(&msg, RUAPI_QP_CREATE_USER_DATA, 8,
			     args->user_data);
	if (args->actual_cap)
		ruapi_msg_buf_out(&msg, RUAPI_QP_CREATE_ACTUAL_CAP,
				  args->actual_cap, sizeof(*args->actual_cap));
	add_uhw(&msg, &args->qp_uhw);
	return ruapi_batch_add(calls, &msg);
}

static unsigned int add_cm_id(struct ruapi_calls *calls,
			      const struct ruapi_endpoint_args *args)
{
	struct ruapi_msg msg;

	ruapi_msg_init(&msg, RUAPI_OBJ_CM_ID, RUAPI_CM_ID_CREATE);
	ruapi_msg_obj_new(&msg, RUAPI_CM_ID_CREATE_HANDLE, RUAPI_OBJ_CM_ID);
	ruapi_msg_in(&msg, RUAPI_CM_ID_CREATE_PORT_SPACE, 2, args->port_space);
	if (args->queue)
		ruapi_msg_obj(&msg, RUAPI_CM_ID_CREATE_QUEUE,
			      RUAPI_OBJ_EVENT_QUEUE, args->queue);
	if (args->user_data)
		ruapi_msg_in(&msg, RUAPI_CM_ID_CREATE_USER_DATA, 8,
			     args->user_data);
	return ruapi_batch_add(calls, &msg);
}

static void get_uhw(const struct ruapi_calls *calls, unsigned int number,
		    struct ruapi_uhw *uhw)
{
	const struct ruapi_attr *attr =
		ruapi_batch_attr(calls, number, RUAPI_ATTR_UHW_OUT);

	if (attr)
		uhw->out_len = ruapi_out_len(attr, 0);
}

static void get_endpoint(const struct ruapi_calls *calls,
			 const struct endpoint *made,
			 struct ruapi_endpoint_args *args)
{
	const struct ruapi_attr *cap =
		ruapi_batch_attr(calls, made->qp, RUAPI_QP_CREATE_ACTUAL_CAP);

	args->pd = ruapi_batch_value(calls, made->pd, RUAPI_PD_ALLOC_HANDLE);
	args->cq = ruapi_batch_value(calls, made->cq, RUAPI_CQ_CREATE_HANDLE);
	args->qp = ruapi_batch_value(calls, made->qp, RUAPI_QP_CREATE_HANDLE);
	args->cm_id = args->port_space ?
		      ruapi_batch_value(calls, made->cm_id,
					RUAPI_CM_ID_CREATE_HANDLE) : 0;
	args->actual_cqe = ruapi_batch_value(calls, made->cq,
					     RUAPI_CQ_CREATE_ACTUAL_CQE);
	args->qp_num = ruapi_batch_value(calls, made->qp,
					 RUAPI_QP_CREATE_QP_NUM);
	if (cap)
		ruapi_clear_tail(args->actual_cap, sizeof(*args->actual_cap),
				 cap);
	get_uhw(calls, made->pd, &args->pd_uhw);
	get_uhw(calls, made->cq, &args->cq_uhw);
	get_uhw(calls, made->qp, &args->qp_uhw);
}

int ruapi_endpoint_create(int fd, struct ruapi_endpoint_args *args)
{
	struct ruapi_calls *calls = ruapi_batch_begin();
	struct endpoint made = {};
	int ret;

	made.pd = add_pd(calls, args);
	made.cq = add_cq(calls, args);
	made.qp = add_qp(calls, args, &made);
	if (args->port_space)
		made.cm_id = add_cm_id(calls, args);
	ret = ruapi_batch_run(fd, calls);
	if (ret)
		args->error = *ruapi_batch_error(calls, NULL);
	else
		get_endpoint(calls, &made, args);
	ruapi_batch_end(calls);
	return ret;
}
