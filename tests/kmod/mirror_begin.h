/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Modules that have ib_core compared with a wrong mirror, and must not load.
 * Macros change udata.h for that, so what it includes comes before them.
 */
#include <linux/build_bug.h>
#include <linux/module.h>
#include <rdma/ib_verbs.h>
#include <rdma/uverbs_ioctl.h>
