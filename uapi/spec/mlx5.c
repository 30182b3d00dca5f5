// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/*
 * Attributes that mlx5 and its provider library exchange, as <rdma/mlx5-abi.h>
 * has them.  Written by uapi/bindings/generate.pl; do not edit.
 */
#include "../spec.h"

#ifndef __KERNEL__
static const struct ruapi_field mlx5_ib_alloc_ucontext_req_v2_fields[] = {
	RUAPI_AT(total_num_bfregs, 0, 4),
	RUAPI_AT(num_low_latency_bfregs, 4, 4),
	RUAPI_AT(flags, 8, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(comp_mask, 12, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(max_cqe_version, 16, 1),
	RUAPI_AT(lib_caps, 24, 8),
};

static const struct ruapi_layout mlx5_ib_alloc_ucontext_req_v2_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_alloc_ucontext_req_v2,
			mlx5_ib_alloc_ucontext_req_v2_fields, 32);

static const struct ruapi_field mlx5_ib_alloc_ucontext_resp_fields[] = {
	RUAPI_AT(qp_tab_size, 0, 4),
	RUAPI_AT(bf_reg_size, 4, 4),
	RUAPI_AT(tot_bfregs, 8, 4),
	RUAPI_AT(cache_line_size, 12, 4),
	RUAPI_AT(max_sq_desc_sz, 16, 2),
	RUAPI_AT(max_rq_desc_sz, 18, 2),
	RUAPI_AT(max_send_wqebb, 20, 4),
	RUAPI_AT(max_recv_wr, 24, 4),
	RUAPI_AT(max_srq_recv_wr, 28, 4),
	RUAPI_AT(num_ports, 32, 2),
	RUAPI_AT(flow_action_flags, 34, 2, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(comp_mask, 36, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(response_length, 40, 4),
	RUAPI_AT(cqe_version, 44, 1),
	RUAPI_AT(cmds_supp_uhw, 45, 1),
	RUAPI_AT(eth_min_inline, 46, 1),
	RUAPI_AT(clock_info_versions, 47, 1),
	RUAPI_AT(hca_core_clock_offset, 48, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(log_uar_size, 56, 4),
	RUAPI_AT(num_uars_per_page, 60, 4),
	RUAPI_AT(num_dyn_bfregs, 64, 4),
	RUAPI_AT(dump_fill_mkey, 68, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout mlx5_ib_alloc_ucontext_resp_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_alloc_ucontext_resp,
			mlx5_ib_alloc_ucontext_resp_fields, 72);

static const struct ruapi_field mlx5_ib_tso_caps_fields[] = {
	RUAPI_AT(max_tso, 0, 4),
	RUAPI_AT(supported_qpts, 4, 4),
};

static const struct ruapi_layout mlx5_ib_tso_caps_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_tso_caps,
			mlx5_ib_tso_caps_fields, 8);

static const struct ruapi_field mlx5_ib_rss_caps_fields[] = {
	RUAPI_AT(rx_hash_fields_mask, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(rx_hash_function, 8, 1),
};

static const struct ruapi_layout mlx5_ib_rss_caps_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_rss_caps,
			mlx5_ib_rss_caps_fields, 16);

static const struct ruapi_field mlx5_ib_cqe_comp_caps_fields[] = {
	RUAPI_AT(max_num, 0, 4),
	RUAPI_AT(supported_format, 4, 4),
};

static const struct ruapi_layout mlx5_ib_cqe_comp_caps_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_cqe_comp_caps,
			mlx5_ib_cqe_comp_caps_fields, 8);

static const struct ruapi_field mlx5_packet_pacing_caps_fields[] = {
	RUAPI_AT(qp_rate_limit_min, 0, 4),
	RUAPI_AT(qp_rate_limit_max, 4, 4),
	RUAPI_AT(supported_qpts, 8, 4),
	RUAPI_AT(cap_flags, 12, 1, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout mlx5_packet_pacing_caps_layout =
	RUAPI_LAYOUT_AT(mlx5_packet_pacing_caps,
			mlx5_packet_pacing_caps_fields, 16);

static const struct ruapi_field mlx5_ib_sw_parsing_caps_fields[] = {
	RUAPI_AT(sw_parsing_offloads, 0, 4),
	RUAPI_AT(supported_qpts, 4, 4),
};

static const struct ruapi_layout mlx5_ib_sw_parsing_caps_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_sw_parsing_caps,
			mlx5_ib_sw_parsing_caps_fields, 8);

static const struct ruapi_field mlx5_ib_striding_rq_caps_fields[] = {
	RUAPI_AT(min_single_stride_log_num_of_bytes, 0, 4),
	RUAPI_AT(max_single_stride_log_num_of_bytes, 4, 4),
	RUAPI_AT(min_single_wqe_log_num_of_strides, 8, 4),
	RUAPI_AT(max_single_wqe_log_num_of_strides, 12, 4),
	RUAPI_AT(supported_qpts, 16, 4),
};

static const struct ruapi_layout mlx5_ib_striding_rq_caps_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_striding_rq_caps,
			mlx5_ib_striding_rq_caps_fields, 24);

static const struct ruapi_field mlx5_ib_dci_streams_caps_fields[] = {
	RUAPI_AT(max_log_num_concurent, 0, 1),
	RUAPI_AT(max_log_num_errored, 1, 1),
};

static const struct ruapi_layout mlx5_ib_dci_streams_caps_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_dci_streams_caps,
			mlx5_ib_dci_streams_caps_fields, 2);

static const struct ruapi_field mlx5_ib_uapi_reg_fields[] = {
	RUAPI_AT(value, 0, 4),
	RUAPI_AT(mask, 4, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout mlx5_ib_uapi_reg_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_uapi_reg,
			mlx5_ib_uapi_reg_fields, 8);

static const struct ruapi_field mlx5_ib_query_device_resp_fields[] = {
	RUAPI_AT(comp_mask, 0, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(response_length, 4, 4),
	RUAPI_AT(tso_caps, 8, 8, .show = RUAPI_SHOW_STRUCT,
		 .layout = &mlx5_ib_tso_caps_layout),
	RUAPI_AT(rss_caps, 16, 16, .show = RUAPI_SHOW_STRUCT,
		 .layout = &mlx5_ib_rss_caps_layout),
	RUAPI_AT(cqe_comp_caps, 32, 8, .show = RUAPI_SHOW_STRUCT,
		 .layout = &mlx5_ib_cqe_comp_caps_layout),
	RUAPI_AT(packet_pacing_caps, 40, 16, .show = RUAPI_SHOW_STRUCT,
		 .layout = &mlx5_packet_pacing_caps_layout),
	RUAPI_AT(mlx5_ib_support_multi_pkt_send_wqes, 56, 4),
	RUAPI_AT(flags, 60, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(sw_parsing_caps, 64, 8, .show = RUAPI_SHOW_STRUCT,
		 .layout = &mlx5_ib_sw_parsing_caps_layout),
	RUAPI_AT(striding_rq_caps, 72, 24, .show = RUAPI_SHOW_STRUCT,
		 .layout = &mlx5_ib_striding_rq_caps_layout),
	RUAPI_AT(tunnel_offloads_caps, 96, 4),
	RUAPI_AT(dci_streams_caps, 100, 2, .show = RUAPI_SHOW_STRUCT,
		 .layout = &mlx5_ib_dci_streams_caps_layout),
	RUAPI_AT(reg_c0, 104, 8, .show = RUAPI_SHOW_STRUCT,
		 .layout = &mlx5_ib_uapi_reg_layout),
};

static const struct ruapi_layout mlx5_ib_query_device_resp_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_query_device_resp,
			mlx5_ib_query_device_resp_fields, 112);

static const struct ruapi_field mlx5_ib_alloc_pd_resp_fields[] = {
	RUAPI_AT(pdn, 0, 4),
};

static const struct ruapi_layout mlx5_ib_alloc_pd_resp_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_alloc_pd_resp,
			mlx5_ib_alloc_pd_resp_fields, 4);

static const struct ruapi_field mlx5_ib_create_cq_fields[] = {
	RUAPI_AT(buf_addr, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(db_addr, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(cqe_size, 16, 4),
	RUAPI_AT(cqe_comp_en, 20, 1),
	RUAPI_AT(cqe_comp_res_format, 21, 1),
	RUAPI_AT(flags, 22, 2, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(uar_page_index, 24, 2),
};

static const struct ruapi_layout mlx5_ib_create_cq_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_create_cq,
			mlx5_ib_create_cq_fields, 32);

static const struct ruapi_field mlx5_ib_create_cq_resp_fields[] = {
	RUAPI_AT(cqn, 0, 4),
};

static const struct ruapi_layout mlx5_ib_create_cq_resp_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_create_cq_resp,
			mlx5_ib_create_cq_resp_fields, 8);

static const struct ruapi_field mlx5_ib_resize_cq_fields[] = {
	RUAPI_AT(buf_addr, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(cqe_size, 8, 2),
};

static const struct ruapi_layout mlx5_ib_resize_cq_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_resize_cq,
			mlx5_ib_resize_cq_fields, 16);

static const struct ruapi_field mlx5_ib_create_srq_fields[] = {
	RUAPI_AT(buf_addr, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(db_addr, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(flags, 16, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(uidx, 24, 4),
};

static const struct ruapi_layout mlx5_ib_create_srq_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_create_srq,
			mlx5_ib_create_srq_fields, 32);

static const struct ruapi_field mlx5_ib_create_srq_resp_fields[] = {
	RUAPI_AT(srqn, 0, 4),
};

static const struct ruapi_layout mlx5_ib_create_srq_resp_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_create_srq_resp,
			mlx5_ib_create_srq_resp_fields, 8);

static const struct ruapi_field mlx5_ib_create_qp_dci_streams_fields[] = {
	RUAPI_AT(log_num_concurent, 0, 1),
	RUAPI_AT(log_num_errored, 1, 1),
};

static const struct ruapi_layout mlx5_ib_create_qp_dci_streams_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_create_qp_dci_streams,
			mlx5_ib_create_qp_dci_streams_fields, 2);

static const struct ruapi_field mlx5_ib_create_qp_fields[] = {
	RUAPI_AT(buf_addr, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(db_addr, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(sq_wqe_count, 16, 4),
	RUAPI_AT(rq_wqe_count, 20, 4),
	RUAPI_AT(rq_wqe_shift, 24, 4),
	RUAPI_AT(flags, 28, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(uidx, 32, 4),
	RUAPI_AT(bfreg_index, 36, 4),
	RUAPI_AT(sq_buf_addr, 40, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(ece_options, 48, 4),
	RUAPI_AT(dci_streams, 52, 2, .show = RUAPI_SHOW_STRUCT,
		 .layout = &mlx5_ib_create_qp_dci_streams_layout),
};

static const struct ruapi_layout mlx5_ib_create_qp_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_create_qp,
			mlx5_ib_create_qp_fields, 56);

static const struct ruapi_field mlx5_ib_create_qp_resp_fields[] = {
	RUAPI_AT(bfreg_index, 0, 4),
	RUAPI_AT(ece_options, 4, 4),
	RUAPI_AT(comp_mask, 8, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(tirn, 12, 4),
	RUAPI_AT(tisn, 16, 4),
	RUAPI_AT(rqn, 20, 4),
	RUAPI_AT(sqn, 24, 4),
	RUAPI_AT(tir_icm_addr, 32, 8, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout mlx5_ib_create_qp_resp_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_create_qp_resp,
			mlx5_ib_create_qp_resp_fields, 40);

static const struct ruapi_field mlx5_ib_burst_info_fields[] = {
	RUAPI_AT(max_burst_sz, 0, 4),
	RUAPI_AT(typical_pkt_sz, 4, 2),
};

static const struct ruapi_layout mlx5_ib_burst_info_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_burst_info,
			mlx5_ib_burst_info_fields, 8);

static const struct ruapi_field mlx5_ib_modify_qp_fields[] = {
	RUAPI_AT(comp_mask, 0, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(burst_info, 4, 8, .show = RUAPI_SHOW_STRUCT,
		 .layout = &mlx5_ib_burst_info_layout),
	RUAPI_AT(ece_options, 12, 4),
};

static const struct ruapi_layout mlx5_ib_modify_qp_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_modify_qp,
			mlx5_ib_modify_qp_fields, 16);

static const struct ruapi_field mlx5_ib_modify_qp_resp_fields[] = {
	RUAPI_AT(response_length, 0, 4),
	RUAPI_AT(dctn, 4, 4),
	RUAPI_AT(ece_options, 8, 4),
};

static const struct ruapi_layout mlx5_ib_modify_qp_resp_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_modify_qp_resp,
			mlx5_ib_modify_qp_resp_fields, 16);

static const struct ruapi_field mlx5_ib_alloc_mw_fields[] = {
	RUAPI_AT(comp_mask, 0, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(num_klms, 4, 1),
};

static const struct ruapi_layout mlx5_ib_alloc_mw_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_alloc_mw,
			mlx5_ib_alloc_mw_fields, 8);

static const struct ruapi_field mlx5_ib_create_ah_resp_fields[] = {
	RUAPI_AT(response_length, 0, 4),
	RUAPI_AT(dmac, 4, 6, .show = RUAPI_SHOW_BYTES),
};

static const struct ruapi_layout mlx5_ib_create_ah_resp_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_create_ah_resp,
			mlx5_ib_create_ah_resp_fields, 16);

static const struct ruapi_field mlx5_ib_create_wq_fields[] = {
	RUAPI_AT(buf_addr, 0, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(db_addr, 8, 8, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(rq_wqe_count, 16, 4),
	RUAPI_AT(rq_wqe_shift, 20, 4),
	RUAPI_AT(user_index, 24, 4),
	RUAPI_AT(flags, 28, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(comp_mask, 32, 4, .show = RUAPI_SHOW_HEX),
	RUAPI_AT(single_stride_log_num_of_bytes, 36, 4),
	RUAPI_AT(single_wqe_log_num_of_strides, 40, 4),
	RUAPI_AT(two_byte_shift_en, 44, 4),
};

static const struct ruapi_layout mlx5_ib_create_wq_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_create_wq,
			mlx5_ib_create_wq_fields, 48);

static const struct ruapi_field mlx5_ib_create_wq_resp_fields[] = {
	RUAPI_AT(response_length, 0, 4),
};

static const struct ruapi_layout mlx5_ib_create_wq_resp_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_create_wq_resp,
			mlx5_ib_create_wq_resp_fields, 8);

static const struct ruapi_field mlx5_ib_modify_wq_fields[] = {
	RUAPI_AT(comp_mask, 0, 4, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout mlx5_ib_modify_wq_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_modify_wq,
			mlx5_ib_modify_wq_fields, 8);

static const struct ruapi_field mlx5_ib_create_rwq_ind_tbl_resp_fields[] = {
	RUAPI_AT(response_length, 0, 4),
};

static const struct ruapi_layout mlx5_ib_create_rwq_ind_tbl_resp_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_create_rwq_ind_tbl_resp,
			mlx5_ib_create_rwq_ind_tbl_resp_fields, 8);

static const struct ruapi_field mlx5_ib_create_flow_fields[] = {
	RUAPI_AT(ncounters_data, 0, 4),
};

static const struct ruapi_layout mlx5_ib_create_flow_layout =
	RUAPI_LAYOUT_AT(mlx5_ib_create_flow,
			mlx5_ib_create_flow_fields, 8);
#endif /* __KERNEL__ */

static const struct ruapi_driver_attr_spec mlx5_attrs[] = {
	{
		.driver_id = 1,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 8,
			.max_len = 32,
			.layout = RUAPI_SHOWN(mlx5_ib_alloc_ucontext_req_v2_layout),
		},
	},
	{
		.driver_id = 1,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_OPEN,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 72,
			.layout = RUAPI_SHOWN(mlx5_ib_alloc_ucontext_resp_layout),
		},
	},
	{
		.driver_id = 1,
		.object = RUAPI_OBJ_CONTEXT,
		.action = RUAPI_CONTEXT_QUERY_LIMITS,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 8,
			.max_len = 112,
			.layout = RUAPI_SHOWN(mlx5_ib_query_device_resp_layout),
		},
	},
	{
		.driver_id = 1,
		.object = RUAPI_OBJ_PD,
		.action = RUAPI_PD_ALLOC,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 4,
			.max_len = 4,
			.layout = RUAPI_SHOWN(mlx5_ib_alloc_pd_resp_layout),
		},
	},
	{
		.driver_id = 1,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 22,
			.max_len = 32,
			.layout = RUAPI_SHOWN(mlx5_ib_create_cq_layout),
		},
	},
	{
		.driver_id = 1,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_OUT,
			.min_len = 4,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mlx5_ib_create_cq_resp_layout),
		},
	},
	{
		.driver_id = 1,
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_CQ_RESIZE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 16,
			.max_len = 16,
			.layout = RUAPI_SHOWN(mlx5_ib_resize_cq_layout),
		},
	},
	{
		.driver_id = 1,
		.object = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_REQUIRED,
			.min_len = 20,
			.max_len = 32,
			.layout = RUAPI_SHOWN(mlx5_ib_create_srq_layout),
		},
	},
	{
		.driver_id = 1,
		.object = RUAPI_OBJ_SRQ,
		.action = RUAPI_SRQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mlx5_ib_create_srq_resp_layout),
		},
	},
	{
		.driver_id = 1,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.without = RUAPI_QP_CREATE_RWQ_TABLE,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.min_len = 1,
			.max_len = 56,
			.layout = RUAPI_SHOWN(mlx5_ib_create_qp_layout),
		},
	},
	{
		.driver_id = 1,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 40,
			.layout = RUAPI_SHOWN(mlx5_ib_create_qp_resp_layout),
		},
	},
	{
		.driver_id = 1,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_MODIFY,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.min_len = 1,
			.max_len = 16,
			.layout = RUAPI_SHOWN(mlx5_ib_modify_qp_layout),
		},
	},
	{
		.driver_id = 1,
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_MODIFY,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 16,
			.layout = RUAPI_SHOWN(mlx5_ib_modify_qp_resp_layout),
		},
	},
	{
		.driver_id = 1,
		.object = RUAPI_OBJ_MW,
		.action = RUAPI_MW_ALLOC,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mlx5_ib_alloc_mw_layout),
		},
	},
	{
		.driver_id = 1,
		.object = RUAPI_OBJ_AH,
		.action = RUAPI_AH_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 16,
			.layout = RUAPI_SHOWN(mlx5_ib_create_ah_resp_layout),
		},
	},
	{
		.driver_id = 1,
		.object = RUAPI_OBJ_WQ,
		.action = RUAPI_WQ_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.min_len = 1,
			.max_len = 48,
			.layout = RUAPI_SHOWN(mlx5_ib_create_wq_layout),
		},
	},
	{
		.driver_id = 1,
		.object = RUAPI_OBJ_WQ,
		.action = RUAPI_WQ_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mlx5_ib_create_wq_resp_layout),
		},
	},
	{
		.driver_id = 1,
		.object = RUAPI_OBJ_WQ,
		.action = RUAPI_WQ_MODIFY,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mlx5_ib_modify_wq_layout),
		},
	},
	{
		.driver_id = 1,
		.object = RUAPI_OBJ_RWQ_TABLE,
		.action = RUAPI_RWQ_TABLE_CREATE,
		.id = RUAPI_ATTR_UHW_OUT,
		.attr = {
			.name = "resp",
			.type = RUAPI_T_STRUCT,
			.flags = RUAPI_SPEC_OUT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mlx5_ib_create_rwq_ind_tbl_resp_layout),
		},
	},
	{
		.driver_id = 1,
		.object = RUAPI_OBJ_FLOW,
		.action = RUAPI_FLOW_CREATE,
		.id = RUAPI_ATTR_UHW_IN,
		.attr = {
			.name = "req",
			.type = RUAPI_T_STRUCT,
			.min_len = 1,
			.max_len = 8,
			.layout = RUAPI_SHOWN(mlx5_ib_create_flow_layout),
		},
	},
};

const struct ruapi_driver_spec ruapi_spec_mlx5 = {
	.driver_id = 1,
	.name = "mlx5",
	.attrs = mlx5_attrs,
	.num_attrs = RUAPI_COUNT(mlx5_attrs),
};
