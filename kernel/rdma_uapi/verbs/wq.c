// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* WQ: receive work queues, which only tables of them (RWQ_TABLE) use. */
#include <rdma/uverbs_std_types.h>

#include "core/kcov.h"
#include "verbs/verbs.h"

static void wq_async_event(struct ib_event *event, void *wq_context)
{
	struct ruapi_wq *wq = wq_context;

	CLASS(ruapi_kcov, section)(wq->obj.ns);
	ruapi_event_post(&wq->async, event->event);
}

static int wq_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata)
{
	struct ruapi_wq *wq = container_of(obj, struct ruapi_wq, obj);
	int ret;

	ret = ib_destroy_wq_user(wq->ib, ruapi_udata(udata));
	if (!ret)
		ruapi_event_end(&wq->async, IB_EVENT_WQ_FATAL);
	return ret;
}

static void wq_stop(struct ruapi_obj *obj)
{
	ruapi_event_stop(&container_of(obj, struct ruapi_wq, obj)->async);
}

/*
 * What ib_uverbs fills in after the driver, and the handler, which it leaves to
 * the driver: not all do that.
 */
static void wq_fill(struct ruapi_wq *wq, struct ib_wq *ib, struct ib_pd *pd,
		    const struct ib_wq_init_attr *attr)
{
	/* Its first member, all that anybody looks at, is an ib_uobject. */
	ib->uobject = (struct ib_uwq_object *)&wq->obj.uobj;
	ib->device = pd->device;
	ib->wq_context = wq;
	ib->event_handler = wq_async_event;
	ib->wq_type = attr->wq_type;
	ib->pd = pd;
	ib->cq = attr->cq;
	atomic_set(&ib->usecnt, 0);
	atomic_inc(&pd->usecnt);
	atomic_inc(&attr->cq->usecnt);
	wq->ib = ib;
	wq->obj.uobj.object = ib;
	wq->obj.hw = true;
}

static int wq_create_ib(struct ruapi_call *call, struct ib_wq_init_attr *attr)
{
	struct ib_pd *pd = attr_to(pd, call, RUAPI_WQ_CREATE_PD)->ib;
	struct ruapi_wq *wq = attr_new(wq, call);
	struct ruapi_queue *queue;
	struct ib_wq *ib;

	queue = ruapi_call_queue(call, RUAPI_WQ_CREATE_QUEUE,
				 ruapi_context_queue(call->ctx));
	ruapi_event_init(&wq->async, &wq->obj, queue, RUAPI_EVENT_ASYNC);
	wq->obj.uobj.user_handle = attr_u64(call, RUAPI_WQ_CREATE_USER_DATA);
	ib = pd->device->ops.create_wq(pd, attr, ruapi_udata(call_udata(call)));
	if (IS_ERR(ib)) {
		ruapi_event_stop(&wq->async);
		return PTR_ERR(ib);
	}
	wq_fill(wq, ib, pd, attr);
	return 0;
}

static int wq_create(struct ruapi_call *call)
{
	const struct ib_device_ops *ops = &call->dev->ibdev->ops;
	struct ib_wq_init_attr attr = {
		.wq_context = attr_new(wq, call),
		.wq_type = attr_u32(call, RUAPI_WQ_CREATE_TYPE),
		.max_wr = attr_u32(call, RUAPI_WQ_CREATE_MAX_WR),
		.max_sge = attr_u32(call, RUAPI_WQ_CREATE_MAX_SGE),
		.cq = attr_to(cq, call, RUAPI_WQ_CREATE_CQ)->ib,
		.event_handler = wq_async_event,
		.create_flags = attr_u32(call, RUAPI_WQ_CREATE_FLAGS),
	};
	int ret;

	if (!ops->create_wq || !ops->destroy_wq)
		return -EOPNOTSUPP;
	if (attr.wq_type != IB_WQT_RQ)
		return call_bad_attr(call, RUAPI_WQ_CREATE_TYPE,
				     RUAPI_REASON_RANGE, -EINVAL);
	ret = ruapi_call_check_queue(call, RUAPI_WQ_CREATE_QUEUE,
				     RUAPI_EVENT_FORMAT_ASYNC);
	if (ret)
		return ret;
	ret = wq_create_ib(call, &attr);
	if (ret)
		return ret;
	attr_put_u32(call, RUAPI_WQ_CREATE_WQ_NUM,
		     attr_new(wq, call)->ib->wq_num);
	attr_put_u32(call, RUAPI_WQ_CREATE_ACTUAL_MAX_WR, attr.max_wr);
	attr_put_u32(call, RUAPI_WQ_CREATE_ACTUAL_MAX_SGE, attr.max_sge);
	return 0;
}

/* What the caller wants changed is what it gave. */
static int wq_modify_mask(struct ruapi_call *call)
{
	int mask = 0;

	if (attr_given(call, RUAPI_WQ_MODIFY_STATE))
		mask |= IB_WQ_STATE;
	if (attr_given(call, RUAPI_WQ_MODIFY_CUR_STATE))
		mask |= IB_WQ_CUR_STATE;
	if (attr_given(call, RUAPI_WQ_MODIFY_FLAGS))
		mask |= IB_WQ_FLAGS;
	if (!mask)
		return call_bad_attr(call, RUAPI_WQ_MODIFY_STATE,
				     RUAPI_REASON_MISSING, -EINVAL);
	if (!(mask & IB_WQ_FLAGS) ==
	    attr_given(call, RUAPI_WQ_MODIFY_FLAGS_MASK))
		return call_bad_attr(call, mask & IB_WQ_FLAGS ?
				     RUAPI_WQ_MODIFY_FLAGS_MASK :
				     RUAPI_WQ_MODIFY_FLAGS,
				     RUAPI_REASON_MISSING, -EINVAL);
	return mask;
}

static int wq_modify(struct ruapi_call *call)
{
	struct ib_wq *wq = attr_to(wq, call, RUAPI_WQ_MODIFY_HANDLE)->ib;
	struct ib_wq_attr attr = {
		.flags = attr_u32(call, RUAPI_WQ_MODIFY_FLAGS),
		.flags_mask = attr_u32(call, RUAPI_WQ_MODIFY_FLAGS_MASK),
	};
	int mask;

	mask = wq_modify_mask(call);
	if (mask < 0)
		return mask;
	if (!wq->device->ops.modify_wq)
		return -EOPNOTSUPP;
	attr.curr_wq_state = mask & IB_WQ_CUR_STATE ?
		attr_u32(call, RUAPI_WQ_MODIFY_CUR_STATE) :
		READ_ONCE(wq->state);
	attr.wq_state = mask & IB_WQ_STATE ?
		attr_u32(call, RUAPI_WQ_MODIFY_STATE) : attr.curr_wq_state;
	return wq->device->ops.modify_wq(wq, &attr, mask,
					 ruapi_udata(call_udata(call)));
}

static const struct ruapi_handler wq_handlers[__RUAPI_WQ_MAX] = {
	[RUAPI_DESTROY] = {
		.run = object_destroy_run,
	},
	[RUAPI_LIST] = {
		.run = object_list_run,
	},
	[RUAPI_WQ_CREATE] = {
		.run = wq_create,
	},
	[RUAPI_WQ_MODIFY] = {
		.run = wq_modify,
	},
};

static void wq_events(struct ruapi_obj *obj, u32 *events, u32 *async_events)
{
	*async_events = container_of(obj, struct ruapi_wq, obj)->async.reported;
}

const struct ruapi_type ruapi_type_wq = {
	.size = sizeof(struct ruapi_wq),
	.uverbs = RUAPI_UVERBS(UVERBS_OBJECT_WQ),
	.handlers = wq_handlers,
	.num_handlers = ARRAY_SIZE(wq_handlers),
	.destroy = wq_destroy,
	.stop = wq_stop,
	.events = wq_events,
};
