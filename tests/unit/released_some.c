// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * A release that had less: behind what it had are attributes of every kind that can
 * be optional.
 */
#include <stddef.h>
#include <rdma/rdma_uapi.h>
#include "released.h"

const struct released released_actions[] = {
	{ "CONTEXT.OPEN", RUAPI_CONTEXT_OPEN_CM_ID },
	{ "CONTEXT.QUERY", RUAPI_CONTEXT_QUERY_HANDLE },
	{ "MR.REG", RUAPI_MR_REG_ACCESS },
	{ "QP.CREATE", RUAPI_QP_CREATE_USER_DATA },
	{ "NAMESPACE.DESCRIBE", 0 },
	{ NULL, 0 },
};
