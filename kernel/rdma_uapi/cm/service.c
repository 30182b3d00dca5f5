// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * CM_ID: services that are registered with a subnet administrator, and events that a
 * program writes itself.
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include "cm/cm.h"
#include "cm/compat.h"

int cm_id_resolve_ib_service(struct ruapi_call *call)
{
	const u64 service_id =
		attr_u64(call, RUAPI_CM_ID_RESOLVE_IB_SERVICE_SERVICE_ID);
	const bool has_id =
		attr_given(call, RUAPI_CM_ID_RESOLVE_IB_SERVICE_SERVICE_ID);
	struct ruapi_cm_id *cm;
	const void *name;
	u32 len = 0;
	int ret;

	name = attr_buf(call, RUAPI_CM_ID_RESOLVE_IB_SERVICE_NAME, &len);
	cm = cm_lock_bound(call);
	if (IS_ERR(cm))
		return PTR_ERR(cm);
	/* Its event comes under this lock, and after the state. */
	rdma_lock_handler(cm->id);
	ret = ruapi_compat_resolve_ib_service(cm->id,
					      has_id ? &service_id : NULL, name,
					      len);
	if (!ret)
		xchg(&cm->state, RUAPI_CM_ID_CONNECTING);
	rdma_unlock_handler(cm->id);
	cm_unlock(cm);
	return ret;
}

/* Until its event has come, rdma_cm is writing. */
static bool cm_has_services(struct ruapi_cm_id *cm)
{
	bool ret;

	rdma_lock_handler(cm->id);
	ret = cm->services;
	rdma_unlock_handler(cm->id);
	return ret;
}

/* As many as the caller has room for.  The mutex is held. */
static struct ruapi_ib_service *cm_copy_services(struct ruapi_call *call,
						 struct ruapi_cm_id *cm,
						 u32 count)
{
	struct ruapi_ib_service *services;

	if (!count || attr_room(call, RUAPI_CM_ID_QUERY_IB_SERVICE_SERVICES) <
			      count * sizeof(*services))
		return NULL;
	services = kvmalloc_array(count, sizeof(*services), GFP_KERNEL_ACCOUNT);
	if (!services)
		return ERR_PTR(-ENOMEM);
	ruapi_compat_copy_ib_services(cm->id, services, count);
	return services;
}

int cm_id_query_ib_service(struct ruapi_call *call)
{
	struct ruapi_ib_service *services;
	struct ruapi_cm_id *cm;
	u32 count;

	cm = cm_lock(call);
	if (IS_ERR(cm))
		return PTR_ERR(cm);
	if (!cm_has_services(cm)) {
		cm_unlock(cm);
		return call_bad_attr(call, CM_HANDLE, RUAPI_REASON_STATE,
				     -ENODATA);
	}
	count = ruapi_compat_ib_services(cm->id);
	services = cm_copy_services(call, cm, count);
	cm_unlock(cm);
	if (IS_ERR(services))
		return PTR_ERR(services);

	attr_put_array(call, RUAPI_CM_ID_QUERY_IB_SERVICE_SERVICES, services,
		       (u64)count * sizeof(*services));
	attr_put_u32(call, RUAPI_CM_ID_QUERY_IB_SERVICE_COUNT, count);
	kvfree(services);
	return 0;
}

static int cm_write_event(struct ruapi_call *call, struct ruapi_cm_id *cm)
{
	const struct rdma_cm_event event = {
		.event = attr_u32(call, RUAPI_CM_ID_WRITE_EVENT_EVENT),
		.status = attr_u32(call, RUAPI_CM_ID_WRITE_EVENT_STATUS),
	};
	struct cm_event *entry;
	const void *data;
	u32 len = 0;

	if (cm->quiet)
		return call_bad_attr(call, CM_HANDLE, RUAPI_REASON_STATE,
				     -EINVAL);
	entry = cm_event_alloc(cm, cm->id, &event);
	if (!entry)
		return -ENOMEM;
	data = attr_buf(call, RUAPI_CM_ID_WRITE_EVENT_PRIVATE_DATA, &len);
	entry->rec.param = (struct ruapi_cm_param){ .private_data_len = len };
	if (data)
		memcpy(entry->rec.param.private_data, data, len);
	cm_post_entry(cm, entry);
	return 0;
}

int cm_id_write_event(struct ruapi_call *call)
{
	const u32 event = attr_u32(call, RUAPI_CM_ID_WRITE_EVENT_EVENT);
	struct ruapi_cm_id *cm;
	int ret;

	if (event != RUAPI_CM_EVENT_USER && event != RUAPI_CM_EVENT_INTERNAL)
		return call_bad_attr(call, RUAPI_CM_ID_WRITE_EVENT_EVENT,
				     RUAPI_REASON_RANGE, -EINVAL);
	cm = cm_lock(call);
	if (IS_ERR(cm))
		return PTR_ERR(cm);
	/* ACCEPT writes the user data that events carry. */
	rdma_lock_handler(cm->id);
	ret = cm_write_event(call, cm);
	rdma_unlock_handler(cm->id);
	cm_unlock(cm);
	return ret;
}
