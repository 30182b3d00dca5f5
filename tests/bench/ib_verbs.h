/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Numbers that the native side needs. */
#ifndef BENCH_IB_VERBS_H
#define BENCH_IB_VERBS_H

/* Of rdma/ib_verbs.h, which userspace does not have. */
enum {
	QPT_RC = 2,
	WR_SEND = 2,
	QPS_INIT = 1,
	QPS_RTR = 2,
	QPS_RTS = 3,
	QPS_SQD = 4,
	QPS_ERR = 6,
	QP_STATE = 1 << 0,
	QP_ACCESS_FLAGS = 1 << 3,
	QP_PKEY_INDEX = 1 << 4,
	QP_PORT = 1 << 5,
	QP_AV = 1 << 7,
	QP_PATH_MTU = 1 << 8,
	QP_TIMEOUT = 1 << 9,
	QP_RETRY_CNT = 1 << 10,
	QP_RNR_RETRY = 1 << 11,
	QP_RQ_PSN = 1 << 12,
	QP_MAX_QP_RD_ATOMIC = 1 << 13,
	QP_MIN_RNR_TIMER = 1 << 15,
	QP_SQ_PSN = 1 << 16,
	QP_MAX_DEST_RD_ATOMIC = 1 << 17,
	QP_DEST_QPN = 1 << 20,
	MTU_1024 = 3,
};

#endif /* BENCH_IB_VERBS_H */
