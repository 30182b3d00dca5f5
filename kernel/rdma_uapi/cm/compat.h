/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What rdma_cm of newer kernels can do, told by what headers have. */
#ifndef RUAPI_CM_COMPAT_H
#define RUAPI_CM_COMPAT_H

#include <linux/string.h>
#include <rdma/ib_sa.h>
#include <rdma/rdma_cm.h>

#include "ruapi.h"

#ifdef RUAPI_HAVE_IB_SERVICE
#define RUAPI_COMPAT_IB_SERVICE true

static_assert((int)RDMA_CM_EVENT_ADDRINFO_RESOLVED ==
	      (int)RUAPI_CM_EVENT_ADDRINFO_RESOLVED);
static_assert((int)RDMA_CM_EVENT_ADDRINFO_ERROR ==
	      (int)RUAPI_CM_EVENT_ADDRINFO_ERROR);
static_assert((int)RDMA_CM_EVENT_USER == (int)RUAPI_CM_EVENT_USER);
static_assert((int)RDMA_CM_EVENT_INTERNAL == (int)RUAPI_CM_EVENT_INTERNAL);
static_assert(sizeof(struct sa_service_rec) == sizeof(struct ruapi_ib_service));

/* By what is not NULL.  The name need not end. */
static inline int ruapi_compat_resolve_ib_service(struct rdma_cm_id *id,
						  const u64 *service_id,
						  const void *name, u32 len)
{
	struct rdma_ucm_ib_service service = {};

	if (service_id) {
		service.flags |= RDMA_USER_CM_IB_SERVICE_FLAG_ID;
		service.service_id = *service_id;
	}
	if (name) {
		service.flags |= RDMA_USER_CM_IB_SERVICE_FLAG_NAME;
		memcpy(service.service_name, name,
		       min_t(u32, len, sizeof(service.service_name)));
	}
	return rdma_resolve_ib_service(id, &service);
}

/* Of an id that has been told of them: they stay as they are. */
static inline u32 ruapi_compat_ib_services(const struct rdma_cm_id *id)
{
	return id->route.num_service_recs;
}

static inline void ruapi_compat_copy_ib_services(const struct rdma_cm_id *id,
						 struct ruapi_ib_service *to,
						 u32 count)
{
	u32 i;

	memcpy(to, id->route.service_recs, count * sizeof(*to));
	/* ib_sa leaves it as it was in memory. */
	for (i = 0; i < count; i++)
		memset(to[i].reserved, 0, sizeof(to[i].reserved));
}
#else
#define RUAPI_COMPAT_IB_SERVICE false

static inline int ruapi_compat_resolve_ib_service(struct rdma_cm_id *id,
						  const u64 *service_id,
						  const void *name, u32 len)
{
	return -EOPNOTSUPP;
}

static inline u32 ruapi_compat_ib_services(const struct rdma_cm_id *id)
{
	return 0;
}

static inline void ruapi_compat_copy_ib_services(const struct rdma_cm_id *id,
						 struct ruapi_ib_service *to,
						 u32 count)
{
}
#endif

#endif /* RUAPI_CM_COMPAT_H */
