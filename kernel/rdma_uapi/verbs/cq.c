// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* CQ: completion queues. */
#include <rdma/ib_user_verbs.h>
#include <rdma/uverbs_std_types.h>

#include "../../drivers/added.h"
#include "core/kcov.h"
#include "verbs/compat.h"
#include "verbs/verbs.h"

static void cq_completion(struct ib_cq *ib, void *cq_context)
{
	struct ruapi_cq *cq = cq_context;

	CLASS(ruapi_kcov, section)(cq->obj.ns);
	ruapi_event_post(&cq->comp, 0);
}

static void cq_async_event(struct ib_event *event, void *cq_context)
{
	struct ruapi_cq *cq = cq_context;

	CLASS(ruapi_kcov, section)(cq->obj.ns);
	ruapi_event_post(&cq->async, event->event);
}

static void cq_stop_events(struct ruapi_cq *cq)
{
	ruapi_event_stop(&cq->comp);
	ruapi_event_stop(&cq->async);
}

static int cq_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata)
{
	struct ruapi_cq *cq = container_of(obj, struct ruapi_cq, obj);
	int ret;

	ret = ib_destroy_cq_user(cq->ib, ruapi_udata(udata));
	if (ret)
		return ret;
	ruapi_event_stop(&cq->comp);
	ruapi_event_end(&cq->async, IB_EVENT_CQ_ERR);
	return 0;
}

static void cq_stop(struct ruapi_obj *obj)
{
	cq_stop_events(container_of(obj, struct ruapi_cq, obj));
}

static void cq_init_events(struct ruapi_call *call, struct ruapi_cq *cq)
{
	struct ruapi_queue *comp, *async;

	comp = ruapi_call_queue(call, RUAPI_CQ_CREATE_QUEUE, call->ns->queue);
	async = ruapi_call_queue(call, RUAPI_CQ_CREATE_ASYNC_QUEUE,
				 ruapi_context_queue(call->ctx));
	ruapi_event_init(&cq->comp, &cq->obj, comp, RUAPI_EVENT_CQ);
	ruapi_event_init(&cq->async, &cq->obj, async, RUAPI_EVENT_ASYNC);
	cq->obj.uobj.user_handle = attr_u64(call, RUAPI_CQ_CREATE_USER_DATA);
}

static int cq_create_ib(struct ruapi_call *call, struct ruapi_cq *cq,
			const struct ib_cq_init_attr *attr)
{
	struct ib_device *ibdev = call->dev->ibdev;
	struct ib_cq *ib = rdma_zalloc_drv_obj(ibdev, ib_cq);
	int ret;

	if (!ib)
		return -ENOMEM;
	ib->device = ibdev;
	/* Its first member, all that anybody looks at, is an ib_uobject. */
	ib->uobject = (struct ib_ucq_object *)&cq->obj.uobj;
	ib->comp_handler = cq_completion;
	ib->event_handler = cq_async_event;
	ib->cq_context = cq;
	atomic_set(&ib->usecnt, 0);
	rdma_restrack_new(&ib->res, RDMA_RESTRACK_CQ);
	rdma_restrack_set_name(&ib->res, NULL);
	ret = ruapi_compat_create_cq(ib, attr, call_udata(call));
	if (ret) {
		rdma_restrack_put(&ib->res);
		kfree(ib);
		return ret;
	}
	rdma_restrack_add(&ib->res);
	cq->ib = ib;
	cq->obj.uobj.object = ib;
	cq->obj.hw = true;
	return 0;
}

/* Where the driver finds the memory that the program has for it. */
static int cq_put_buf(struct ruapi_call *call)
{
	const u64 length = attr_u64(call, RUAPI_CQ_CREATE_BUF_LENGTH);
	const u64 addr = attr_u64(call, RUAPI_CQ_CREATE_BUF_ADDR);
	const bool of_fd = attr_given(call, RUAPI_CQ_CREATE_BUF_FD);
	/* Drivers take 8 bytes with a sign. */
	const s64 fd = (int)attr_u32(call, RUAPI_CQ_CREATE_BUF_FD);

	if (!ruapi_compat_takes_cq_buf(call->dev->ibdev))
		return call_bad_attr(call, RUAPI_CQ_CREATE_BUF_ADDR,
				     RUAPI_REASON_NONE, -EOPNOTSUPP);
	return ruapi_added_core(call, of_fd ? RUAPI_COMPAT_CQ_BUF_OFFSET :
					      RUAPI_COMPAT_CQ_BUF_VA, addr) ?:
	       ruapi_added_core(call, RUAPI_COMPAT_CQ_BUF_LENGTH, length) ?:
	       (of_fd ? ruapi_added_core(call, RUAPI_COMPAT_CQ_BUF_FD, fd) : 0);
}

/* Nothing of it is good for something alone. */
static int cq_check_buf(struct ruapi_call *call)
{
	const bool addr = attr_given(call, RUAPI_CQ_CREATE_BUF_ADDR);
	const bool length = attr_given(call, RUAPI_CQ_CREATE_BUF_LENGTH);

	if (!addr && (length || attr_given(call, RUAPI_CQ_CREATE_BUF_FD)))
		return call_bad_attr(call, RUAPI_CQ_CREATE_BUF_ADDR,
				     RUAPI_REASON_MISSING, -EINVAL);
	if (addr && !length)
		return call_bad_attr(call, RUAPI_CQ_CREATE_BUF_LENGTH,
				     RUAPI_REASON_MISSING, -EINVAL);
	return addr ? cq_put_buf(call) : 0;
}

/* The driver makes it. */
static int cq_make(struct ruapi_call *call)
{
	const struct ib_cq_init_attr attr = {
		.cqe = attr_u32(call, RUAPI_CQ_CREATE_CQE),
		.comp_vector = attr_u32(call, RUAPI_CQ_CREATE_COMP_VECTOR),
		.flags = attr_u32(call, RUAPI_CQ_CREATE_FLAGS),
	};
	struct ruapi_cq *cq = attr_new(cq, call);
	int ret;

	cq_init_events(call, cq);
	ret = cq_create_ib(call, cq, &attr);
	if (ret)
		cq_stop_events(cq);
	return ret;
}

static int cq_create(struct ruapi_call *call)
{
	int ret;

	if (!ruapi_compat_can_create_cq(call->dev->ibdev))
		return -EOPNOTSUPP;
	if (!attr_u32(call, RUAPI_CQ_CREATE_CQE))
		return call_bad_attr(call, RUAPI_CQ_CREATE_CQE,
				     RUAPI_REASON_RANGE, -EINVAL);
	if (attr_u32(call, RUAPI_CQ_CREATE_COMP_VECTOR) >=
	    call->dev->ibdev->num_comp_vectors)
		return call_bad_attr(call, RUAPI_CQ_CREATE_COMP_VECTOR,
				     RUAPI_REASON_RANGE, -EINVAL);
	ret = ruapi_call_check_queue(call, RUAPI_CQ_CREATE_QUEUE,
				     RUAPI_EVENT_FORMAT_COMP);
	if (ret)
		return ret;
	ret = ruapi_call_check_queue(call, RUAPI_CQ_CREATE_ASYNC_QUEUE,
				     RUAPI_EVENT_FORMAT_ASYNC);
	if (ret)
		return ret;
	ret = cq_check_buf(call);
	if (ret)
		return ret;
	ret = ruapi_added_ask(call, cq_make);
	if (ret)
		return ret;
	attr_put_u32(call, RUAPI_CQ_CREATE_ACTUAL_CQE,
		     attr_new(cq, call)->ib->cqe);
	return 0;
}

/* Only for drivers that let ib_uverbs do it: others arm from userspace. */
static int cq_arm(struct ruapi_obj *obj, u64 solicited)
{
	struct ib_cq *ib = container_of(obj, struct ruapi_cq, obj)->ib;

	if (!(ib->device->uverbs_cmd_mask &
	      BIT_ULL(IB_USER_VERBS_CMD_REQ_NOTIFY_CQ)))
		return -EOPNOTSUPP;
	return min(ib_req_notify_cq(ib, solicited ? IB_CQ_SOLICITED :
						    IB_CQ_NEXT_COMP), 0);
}

static int cq_resize(struct ruapi_call *call)
{
	struct ib_cq *ib = attr_to(cq, call, RUAPI_CQ_RESIZE_HANDLE)->ib;
	const u32 cqe = attr_u32(call, RUAPI_CQ_RESIZE_CQE);
	int ret;

	/* Drivers take an int, and some do not look for negative ones. */
	if (!cqe || cqe > INT_MAX)
		return call_bad_attr(call, RUAPI_CQ_RESIZE_CQE,
				     RUAPI_REASON_RANGE, -EINVAL);
	ret = ruapi_compat_resize_cq(ib, cqe, ruapi_udata(call_udata(call)));
	if (!ret)
		attr_put_u32(call, RUAPI_CQ_RESIZE_ACTUAL_CQE, ib->cqe);
	return ret;
}

static int cq_modify(struct ruapi_call *call)
{
	struct ib_cq *ib = attr_to(cq, call, RUAPI_CQ_MODIFY_HANDLE)->ib;

	return rdma_set_cq_moderation(ib,
				      attr_u16(call, RUAPI_CQ_MODIFY_COUNT),
				      attr_u16(call, RUAPI_CQ_MODIFY_PERIOD));
}

static const struct ruapi_handler cq_handlers[__RUAPI_CQ_MAX] = {
	[RUAPI_DESTROY] = {
		.run = object_destroy_run,
	},
	[RUAPI_LIST] = {
		.run = object_list_run,
	},
	[RUAPI_CQ_CREATE] = {
		.run = cq_create,
		.missing = RUAPI_MISSING(RUAPI_COMPAT_CQ_BUF,
					 RUAPI_CQ_CREATE_BUF_ADDR) |
			   RUAPI_MISSING(RUAPI_COMPAT_CQ_BUF,
					 RUAPI_CQ_CREATE_BUF_LENGTH) |
			   RUAPI_MISSING(RUAPI_COMPAT_CQ_BUF,
					 RUAPI_CQ_CREATE_BUF_FD),
	},
	[RUAPI_CQ_ARM] = {
		.fast = cq_arm,
	},
	[RUAPI_CQ_RESIZE] = {
		.run = cq_resize,
	},
	[RUAPI_CQ_MODIFY] = {
		.run = cq_modify,
	},
	[RUAPI_CQ_POLL] = {
		.run = cq_poll,
	},
};

static void cq_events(struct ruapi_obj *obj, u32 *events, u32 *async_events)
{
	const struct ruapi_cq *cq = container_of(obj, struct ruapi_cq, obj);

	*events = cq->comp.reported;
	*async_events = cq->async.reported;
}

const struct ruapi_type ruapi_type_cq = {
	.size = sizeof(struct ruapi_cq),
	.uverbs = RUAPI_UVERBS(UVERBS_OBJECT_CQ),
	.handlers = cq_handlers,
	.num_handlers = ARRAY_SIZE(cq_handlers),
	.destroy = cq_destroy,
	.stop = cq_stop,
	.events = cq_events,
};
