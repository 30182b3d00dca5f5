// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* SRQ: receive queues that QPs share. */
#include <rdma/uverbs_std_types.h>

#include "../../drivers/added.h"
#include "core/kcov.h"
#include "verbs/compat.h"
#include "verbs/verbs.h"

static void srq_async_event(struct ib_event *event, void *srq_context)
{
	struct ruapi_srq *srq = srq_context;

	CLASS(ruapi_kcov, section)(srq->obj.ns);
	ruapi_event_post(&srq->async, event->event);
}

static int srq_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata)
{
	struct ruapi_srq *srq = container_of(obj, struct ruapi_srq, obj);
	int ret;

	ret = ib_destroy_srq_user(srq->ib, ruapi_udata(udata));
	if (ret)
		return ret;
	ruapi_event_end(&srq->async, IB_EVENT_SRQ_ERR);
	ruapi_xrcd_unuse(srq->xrcd);
	return 0;
}

static void srq_stop(struct ruapi_obj *obj)
{
	ruapi_event_stop(&container_of(obj, struct ruapi_srq, obj)->async);
}

/* Which other attributes a type of SRQ has, and must have. */
struct srq_type_attr {
	u8 id;
	bool wanted;
};

static int srq_check_type(struct ruapi_call *call, u8 type)
{
	const struct srq_type_attr attrs[] = {
		{ RUAPI_SRQ_CREATE_XRCD, type == IB_SRQT_XRC, },
		{ RUAPI_SRQ_CREATE_CQ, type != IB_SRQT_BASIC, },
		{ RUAPI_SRQ_CREATE_MAX_NUM_TAGS, type == IB_SRQT_TM, },
	};
	struct ib_device *ibdev = call->dev->ibdev;
	unsigned int i;

	if ((type == IB_SRQT_XRC && !ibdev->ops.alloc_xrcd) ||
	    (type == IB_SRQT_TM && !ibdev->attrs.tm_caps.max_num_tags))
		return call_bad_attr(call, RUAPI_SRQ_CREATE_TYPE,
				     RUAPI_REASON_NONE, -EOPNOTSUPP);
	for (i = 0; i < ARRAY_SIZE(attrs); i++)
		if (attrs[i].wanted != attr_given(call, attrs[i].id))
			return call_bad_attr(call, attrs[i].id,
					     attrs[i].wanted ?
					     RUAPI_REASON_MISSING :
					     RUAPI_REASON_EXCLUSIVE, -EINVAL);
	return 0;
}

/* What a type has beside its sizes. */
static void srq_init_ext(struct ruapi_call *call, struct ib_srq_init_attr *attr)
{
	if (attr->srq_type == IB_SRQT_BASIC)
		return;
	attr->ext.cq = attr_to(cq, call, RUAPI_SRQ_CREATE_CQ)->ib;
	if (attr->srq_type == IB_SRQT_XRC)
		attr->ext.xrc.xrcd =
			attr_to(xrcd, call, RUAPI_SRQ_CREATE_XRCD)->ib;
	else
		attr->ext.tag_matching.max_num_tags =
			attr_u32(call, RUAPI_SRQ_CREATE_MAX_NUM_TAGS);
}

static int srq_create_ib(struct ruapi_call *call, struct ruapi_srq *srq,
			 struct ib_srq_init_attr *attr)
{
	struct ib_pd *pd = attr_to(pd, call, RUAPI_SRQ_CREATE_PD)->ib;
	struct ruapi_queue *queue;

	queue = ruapi_call_queue(call, RUAPI_SRQ_CREATE_QUEUE,
				 ruapi_context_queue(call->ctx));
	ruapi_event_init(&srq->async, &srq->obj, queue, RUAPI_EVENT_ASYNC);
	srq->obj.uobj.user_handle = attr_u64(call, RUAPI_SRQ_CREATE_USER_DATA);
	/* Its first member, all that anybody looks at, is an ib_uobject. */
	srq->ib = ib_create_srq_user(pd, attr,
				     (struct ib_usrq_object *)&srq->obj.uobj,
				     ruapi_udata(call_udata(call)));
	if (IS_ERR(srq->ib)) {
		ruapi_event_stop(&srq->async);
		return PTR_ERR(srq->ib);
	}
	srq->xrcd = ruapi_xrcd_use(attr_obj(call, RUAPI_SRQ_CREATE_XRCD));
	srq->obj.uobj.object = srq->ib;
	srq->obj.hw = true;
	return 0;
}

static void srq_put_attr(struct ruapi_call *call, u16 id,
			 const struct ib_srq_attr *src)
{
	const struct ruapi_srq_attr attr = {
		.max_wr = src->max_wr,
		.max_sge = src->max_sge,
		.srq_limit = src->srq_limit,
	};

	attr_put_struct(call, id, &attr, sizeof(attr));
}

/* The driver makes it. */
static int srq_make(struct ruapi_call *call)
{
	const struct ruapi_srq_attr *user =
		attr_buf(call, RUAPI_SRQ_CREATE_ATTR, NULL);
	struct ruapi_srq *srq = attr_new(srq, call);
	struct ib_srq_init_attr attr = {
		.event_handler = srq_async_event,
		.srq_context = srq,
		.srq_type = attr_u8(call, RUAPI_SRQ_CREATE_TYPE),
		.attr = {
			.max_wr = user->max_wr,
			.max_sge = user->max_sge,
			.srq_limit = user->srq_limit,
		},
	};
	int ret;

	srq_init_ext(call, &attr);
	ret = srq_create_ib(call, srq, &attr);
	if (ret)
		return ret;
	srq_put_attr(call, RUAPI_SRQ_CREATE_ACTUAL_ATTR, &attr.attr);
	if (attr.srq_type == IB_SRQT_XRC)
		attr_put_u32(call, RUAPI_SRQ_CREATE_SRQ_NUM,
			     srq->ib->ext.xrc.srq_num);
	return 0;
}

static int srq_create(struct ruapi_call *call)
{
	const struct ruapi_srq_attr *user =
		attr_buf(call, RUAPI_SRQ_CREATE_ATTR, NULL);
	int ret;

	if (user->reserved)
		return call_bad_attr(call, RUAPI_SRQ_CREATE_ATTR,
				     RUAPI_REASON_BITS, -EINVAL);
	if (!call->dev->ibdev->ops.create_srq)
		return -EOPNOTSUPP;
	ret = srq_check_type(call, attr_u8(call, RUAPI_SRQ_CREATE_TYPE));
	if (ret)
		return ret;
	ret = ruapi_call_check_queue(call, RUAPI_SRQ_CREATE_QUEUE,
				     RUAPI_EVENT_FORMAT_ASYNC);
	if (ret)
		return ret;
	ret = ruapi_buffer_give(call, RUAPI_SRQ_CREATE_BUF,
				RUAPI_COMPAT_SRQ_BUF_ALL);
	return ret ?: ruapi_added_ask(call, srq_make);
}

static int srq_modify(struct ruapi_call *call)
{
	struct ib_srq *srq = attr_to(srq, call, RUAPI_SRQ_MODIFY_HANDLE)->ib;
	struct ib_srq_attr attr = {
		.max_wr = attr_u32(call, RUAPI_SRQ_MODIFY_MAX_WR),
		.srq_limit = attr_u32(call, RUAPI_SRQ_MODIFY_SRQ_LIMIT),
	};
	int mask = 0;

	if (attr_given(call, RUAPI_SRQ_MODIFY_MAX_WR))
		mask |= IB_SRQ_MAX_WR;
	if (attr_given(call, RUAPI_SRQ_MODIFY_SRQ_LIMIT))
		mask |= IB_SRQ_LIMIT;
	if (!mask)
		return call_bad_attr(call, RUAPI_SRQ_MODIFY_MAX_WR,
				     RUAPI_REASON_MISSING, -EINVAL);
	if (!srq->device->ops.modify_srq)
		return -EOPNOTSUPP;
	return srq->device->ops.modify_srq(srq, &attr, mask,
					   ruapi_udata(call_udata(call)));
}

static int srq_query(struct ruapi_call *call)
{
	struct ib_srq *srq = attr_to(srq, call, RUAPI_SRQ_QUERY_HANDLE)->ib;
	struct ib_srq_attr attr = {};
	int ret;

	ret = ib_query_srq(srq, &attr);
	if (!ret)
		srq_put_attr(call, RUAPI_SRQ_QUERY_ATTR, &attr);
	return ret;
}

static const struct ruapi_handler srq_handlers[__RUAPI_SRQ_MAX] = {
	[RUAPI_DESTROY] = {
		.run = object_destroy_run,
	},
	[RUAPI_QUERY] = {
		.run = srq_query,
	},
	[RUAPI_LIST] = {
		.run = object_list_run,
	},
	[RUAPI_SRQ_CREATE] = {
		.run = srq_create,
		.missing = RUAPI_MISSING(RUAPI_COMPAT_SRQ_BUF,
					 RUAPI_SRQ_CREATE_BUF),
	},
	[RUAPI_SRQ_MODIFY] = {
		.run = srq_modify,
	},
	[RUAPI_SRQ_POST_RECV] = {
		.run = srq_post_recv,
	},
};

static void srq_events(struct ruapi_obj *obj, u32 *events, u32 *async_events)
{
	*async_events = container_of(obj, struct ruapi_srq, obj)->async.reported;
}

const struct ruapi_type ruapi_type_srq = {
	.size = sizeof(struct ruapi_srq),
	.uverbs = RUAPI_UVERBS(UVERBS_OBJECT_SRQ),
	.handlers = srq_handlers,
	.num_handlers = ARRAY_SIZE(srq_handlers),
	.destroy = srq_destroy,
	.stop = srq_stop,
	.events = srq_events,
};
