/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* librdma_uapi: a typed C function per action of /dev/rdma_uapi. */
#ifndef RDMA_UAPI_H
#define RDMA_UAPI_H

#include <rdma_uapi/base.h>
#include <rdma_uapi/actions.h>
#include <rdma_uapi/msg.h>
#include <rdma_uapi/batch.h>
#include <rdma_uapi/event.h>
#include <rdma_uapi/list.h>
#include <rdma_uapi/map.h>
#include <rdma_uapi/names.h>

#endif /* RDMA_UAPI_H */
