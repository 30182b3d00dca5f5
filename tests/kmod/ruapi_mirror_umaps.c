// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* In this mirror umaps is elsewhere. */
#include "mirror_begin.h"

#define umaps padding, umaps

#include "../kernel/drivers/udata.h"
#undef umaps

#include "mirror_end.h"
