// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* In this mirror of struct rdma_umap_priv entry is elsewhere. */
#include "mirror_begin.h"

#define entry padding, *entry

#include "../kernel/drivers/udata.h"
#undef entry

#include "mirror_end.h"
