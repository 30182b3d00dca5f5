/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Addresses and QP attributes, between the structs of both ABIs.  The legacy
 * ABI has three structs for an address and four for a QP; members of the same
 * meaning have the same name nearly everywhere.
 */
#ifndef COMPAT_ATTR_H
#define COMPAT_ATTR_H

#include <string.h>

#include <rdma/ib_user_verbs.h>
#include <rdma/rdma_uapi.h>

#define AH_MEMBERS(from)						\
	.dlid = (from)->dlid,						\
	.sl = (from)->sl,						\
	.src_path_bits = (from)->src_path_bits,				\
	.static_rate = (from)->static_rate,				\
	.is_global = !!(from)->is_global,				\
	.port_num = (from)->port_num

#define GRH_MEMBERS(from)						\
	.flow_label = (from)->flow_label,				\
	.sgid_index = (from)->sgid_index,				\
	.hop_limit = (from)->hop_limit,					\
	.traffic_class = (from)->traffic_class

#define QP_MEMBERS(from)						\
	.qp_state = (from)->qp_state,					\
	.cur_qp_state = (from)->cur_qp_state,				\
	.path_mtu = (from)->path_mtu,					\
	.path_mig_state = (from)->path_mig_state,			\
	.qkey = (from)->qkey,						\
	.rq_psn = (from)->rq_psn,					\
	.sq_psn = (from)->sq_psn,					\
	.dest_qp_num = (from)->dest_qp_num,				\
	.qp_access_flags = (from)->qp_access_flags,			\
	.pkey_index = (from)->pkey_index,				\
	.alt_pkey_index = (from)->alt_pkey_index,			\
	.max_rd_atomic = (from)->max_rd_atomic,				\
	.max_dest_rd_atomic = (from)->max_dest_rd_atomic,		\
	.min_rnr_timer = (from)->min_rnr_timer,				\
	.port_num = (from)->port_num,					\
	.timeout = (from)->timeout,					\
	.retry_cnt = (from)->retry_cnt,					\
	.rnr_retry = (from)->rnr_retry,					\
	.alt_port_num = (from)->alt_port_num,				\
	.alt_timeout = (from)->alt_timeout

#define CAP_MEMBERS(from)						\
	.max_send_wr = (from)->max_send_wr,				\
	.max_recv_wr = (from)->max_recv_wr,				\
	.max_send_sge = (from)->max_send_sge,				\
	.max_recv_sge = (from)->max_recv_sge,				\
	.max_inline_data = (from)->max_inline_data

static inline struct ruapi_ah_attr
ah_from_legacy(const struct ib_uverbs_ah_attr *attr)
{
	struct ruapi_ah_attr ah = { AH_MEMBERS(attr), GRH_MEMBERS(&attr->grh) };

	memcpy(ah.dgid, attr->grh.dgid, sizeof(ah.dgid));
	return ah;
}

/* Without a GRH its members mean nothing: they are zero. */
static inline struct ib_uverbs_ah_attr
ah_to_legacy(const struct ruapi_ah_attr *ah)
{
	struct ib_uverbs_ah_attr attr = { AH_MEMBERS(ah) };

	if (!ah->is_global)
		return attr;
	attr.grh = (struct ib_uverbs_global_route) { GRH_MEMBERS(ah) };
	memcpy(attr.grh.dgid, ah->dgid, sizeof(attr.grh.dgid));
	return attr;
}

static inline struct ruapi_ah_attr
ah_from_dest(const struct ib_uverbs_qp_dest *dest)
{
	struct ruapi_ah_attr ah = { AH_MEMBERS(dest), GRH_MEMBERS(dest) };

	memcpy(ah.dgid, dest->dgid, sizeof(ah.dgid));
	return ah;
}

static inline struct ib_uverbs_qp_dest
ah_to_dest(const struct ruapi_ah_attr *ah)
{
	struct ib_uverbs_qp_dest dest = { AH_MEMBERS(ah), GRH_MEMBERS(ah) };

	if (!ah->is_global)
		return (struct ib_uverbs_qp_dest) { AH_MEMBERS(ah) };
	memcpy(dest.dgid, ah->dgid, sizeof(dest.dgid));
	return dest;
}

#endif /* COMPAT_ATTR_H */
