// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Part of rdma_uapi where its coverage is measured: says where the counters are. */
#include <linux/export.h>

#include "gcov.h"

const struct ruapi_gcov ruapi_gcov = {
	.start = __start_gcov_info,
	.stop = __stop_gcov_info,
};
EXPORT_SYMBOL_GPL(ruapi_gcov);

void __gcov_merge_add(u64 *counters, unsigned int count)
{
}
