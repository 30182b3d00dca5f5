/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Modules that have ib_core compared with a wrong mirror, and must not load.
 * Macros change udata.h for that, so what it includes comes before them.
 */
#include <linux/build_bug.h>
#include <linux/module.h>
#include <rdma/ib_verbs.h>
#include <rdma/uverbs_ioctl.h>

#ifdef RUAPI_HAVE_UFILE
/* They have the struct itself: a wrong one needs another name. */
#undef RUAPI_HAVE_UFILE
#undef RUAPI_HAVE_UFILE_LOCK
#define ib_uverbs_file wrong_uverbs_file
#endif
