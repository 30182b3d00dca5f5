/*
 * Layouts of structures of <rdma/ib_user_verbs.h>, and what they are made with.
 *
 * Copyright (c) 2026 The strace developers.
 * All rights reserved.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef STRACE_RDMA_LAYOUT_H
# define STRACE_RDMA_LAYOUT_H

# include "rdma_ib_tables.h"

# define FIELD(type_, field_, show_, ...)				\
	{								\
		.name = #field_,					\
		.offset = offsetof(struct type_, field_),		\
		.size = sizeof(((struct type_ *) 0)->field_),		\
		.show = RDMA_SHOW_##show_,				\
		##__VA_ARGS__						\
	}

# define LAYOUT(name_, size_)						\
	static const struct rdma_layout layout_##name_ = {		\
		.fields = fields_##name_,				\
		.nfields = ARRAY_SIZE(fields_##name_),			\
		.size = (size_),					\
	}

# define WHEN(type_, field_, mask_)					\
	.when_offset = offsetof(struct type_, field_),			\
	.when_size = sizeof(((struct type_ *) 0)->field_),		\
	.when_mask = (mask_)

static const struct rdma_field fields_ah_attr[] = {
	FIELD(ib_uverbs_ah_attr, grh.dgid, GID,
	      WHEN(ib_uverbs_ah_attr, is_global, 0xff)),
	FIELD(ib_uverbs_ah_attr, grh.flow_label, X,
	      WHEN(ib_uverbs_ah_attr, is_global, 0xff)),
	FIELD(ib_uverbs_ah_attr, grh.sgid_index, U,
	      WHEN(ib_uverbs_ah_attr, is_global, 0xff)),
	FIELD(ib_uverbs_ah_attr, grh.hop_limit, U,
	      WHEN(ib_uverbs_ah_attr, is_global, 0xff)),
	FIELD(ib_uverbs_ah_attr, grh.traffic_class, U,
	      WHEN(ib_uverbs_ah_attr, is_global, 0xff)),
	FIELD(ib_uverbs_ah_attr, dlid, X),
	FIELD(ib_uverbs_ah_attr, sl, U),
	FIELD(ib_uverbs_ah_attr, src_path_bits, U),
	FIELD(ib_uverbs_ah_attr, static_rate, U),
	FIELD(ib_uverbs_ah_attr, is_global, U),
	FIELD(ib_uverbs_ah_attr, port_num, U),
};
LAYOUT(ah_attr, sizeof(struct ib_uverbs_ah_attr));

#endif /* !STRACE_RDMA_LAYOUT_H */
