// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* RWQ_TABLE: receive work queues by which a QP spreads what it receives. */
#include <linux/log2.h>
#include <linux/mm.h>
#include <rdma/uverbs_std_types.h>

#include "verbs/verbs.h"

static int rwq_table_destroy(struct ruapi_obj *obj, struct ruapi_udata *udata)
{
	struct ruapi_rwq_table *table =
		container_of(obj, struct ruapi_rwq_table, obj);
	struct ib_rwq_ind_table *ib = table->ib;
	u32 i;
	int ret;

	if (atomic_read(&ib->usecnt))
		return -EBUSY;
	ret = ib->device->ops.destroy_rwq_ind_table(ib);
	if (ret)
		return ret;
	for (i = 0; i < table->count; i++)
		atomic_dec(&table->wqs[i]->usecnt);
	kvfree(table->wqs);
	kfree(ib);
	return 0;
}

/*
 * The entries are used from when the driver has said yes: until then the call
 * has them locked, and there is nothing to undo.
 */
static int rwq_table_create_ib(struct ruapi_call *call,
			       struct ruapi_rwq_table *table)
{
	struct ib_device *ibdev = call->dev->ibdev;
	struct ib_rwq_ind_table_init_attr attr = {
		.log_ind_tbl_size = ilog2(table->count),
		.ind_tbl = table->wqs,
	};
	struct ib_rwq_ind_table *ib;
	u32 i;
	int ret;

	ib = rdma_zalloc_drv_obj(ibdev, ib_rwq_ind_table);
	if (!ib)
		return -ENOMEM;
	ib->device = ibdev;
	ib->uobject = &table->obj.uobj;
	ib->ind_tbl = table->wqs;
	ib->log_ind_tbl_size = attr.log_ind_tbl_size;
	atomic_set(&ib->usecnt, 0);
	ret = ibdev->ops.create_rwq_ind_table(ib, &attr,
					      ruapi_udata(call_udata(call)));
	if (ret) {
		kfree(ib);
		return ret;
	}
	for (i = 0; i < table->count; i++)
		atomic_inc(&table->wqs[i]->usecnt);
	table->ib = ib;
	table->obj.uobj.object = ib;
	table->obj.hw = true;
	return 0;
}

static int rwq_table_create(struct ruapi_call *call)
{
	const struct ib_device_ops *ops = &call->dev->ibdev->ops;
	struct ruapi_rwq_table *table = attr_new(rwq_table, call);
	struct ruapi_obj **wqs;
	u32 i;
	int ret;

	if (!ops->create_rwq_ind_table || !ops->destroy_rwq_ind_table)
		return -EOPNOTSUPP;
	wqs = attr_objs(call, RUAPI_RWQ_TABLE_CREATE_WQS, &table->count);
	if (!is_power_of_2(table->count))
		return call_bad_attr(call, RUAPI_RWQ_TABLE_CREATE_WQS,
				     RUAPI_REASON_LENGTH, -EINVAL);
	table->wqs = kvcalloc(table->count, sizeof(*table->wqs),
			      GFP_KERNEL_ACCOUNT);
	if (!table->wqs)
		return -ENOMEM;
	for (i = 0; i < table->count; i++)
		table->wqs[i] = container_of(wqs[i], struct ruapi_wq, obj)->ib;
	table->obj.uobj.user_handle =
		attr_u64(call, RUAPI_RWQ_TABLE_CREATE_USER_DATA);
	ret = rwq_table_create_ib(call, table);
	if (ret) {
		kvfree(table->wqs);
		return ret;
	}
	attr_put_u32(call, RUAPI_RWQ_TABLE_CREATE_TABLE_NUM,
		     table->ib->ind_tbl_num);
	return 0;
}

static const struct ruapi_handler rwq_table_handlers[__RUAPI_RWQ_TABLE_MAX] = {
	[RUAPI_DESTROY] = {
		.run = object_destroy_run,
	},
	[RUAPI_LIST] = {
		.run = object_list_run,
	},
	[RUAPI_RWQ_TABLE_CREATE] = {
		.run = rwq_table_create,
	},
};

const struct ruapi_type ruapi_type_rwq_table = {
	.size = sizeof(struct ruapi_rwq_table),
	.uverbs = RUAPI_UVERBS(UVERBS_OBJECT_RWQ_IND_TBL),
	.handlers = rwq_table_handlers,
	.num_handlers = ARRAY_SIZE(rwq_table_handlers),
	.destroy = rwq_table_destroy,
};
