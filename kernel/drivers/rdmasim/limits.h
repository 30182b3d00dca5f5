/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What there can be of everything; kinds of ports; what they count. */
#ifndef RDMASIM_LIMITS_H
#define RDMASIM_LIMITS_H

#include <linux/sizes.h>

/* "RS", locally administered, as GUIDs begin. */
#define SIM_VENDOR		0x025253

#define SIM_MAX_PORTS		8

/* The number of an instance is part of its GUIDs. */
#define SIM_MAX_ID		4095

#define SIM_PKEYS		16
#define SIM_GIDS		32
#define SIM_MAX_SGE		32
#define SIM_MAX_INLINE		256
#define SIM_MAX_QP_WR		16384
#define SIM_MAX_QPS		16384
#define SIM_MAX_CQE		65535
#define SIM_MAX_RD_ATOMIC	16
#define SIM_MAX_FAST_PAGES	512
#define SIM_MAX_MSG		0x80000000U
#define SIM_MAX_DM		SZ_1M
#define SIM_MAX_RWQ_TABLE	128
#define SIM_MAX_TAGS		64
#define SIM_GRH			40

/* LID of the subnet administrator, which is no port. */
#define SIM_SA_LID		1

enum sim_kind {
	SIM_IB,
	SIM_ROCE,
};

enum sim_stat {
	SIM_TX_MESSAGES,
	SIM_TX_BYTES,
	SIM_RX_MESSAGES,
	SIM_RX_BYTES,
	SIM_LOST_MESSAGES,
	SIM_RX_DROPPED,
	SIM_RETRIES,
	SIM_RNR_NAKS,
	SIM_PKEY_VIOLATIONS,
	SIM_QKEY_VIOLATIONS,
	SIM_STATS,
};

#endif
