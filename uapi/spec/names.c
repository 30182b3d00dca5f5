// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* Names of enums and layouts of structs that several actions use. */
#include "../spec.h"

static const struct ruapi_name qp_types[] = {
	{ 2, "IBV_QPT_RC" },
	{ 3, "IBV_QPT_UC" },
	{ 4, "IBV_QPT_UD" },
	{ 8, "IBV_QPT_RAW_PACKET" },
	{ 9, "IBV_QPT_XRC_SEND" },
	{ 10, "IBV_QPT_XRC_RECV" },
	{ 255, "IBV_QPT_DRIVER" },
};

const struct ruapi_names ruapi_names_qp_type =
	RUAPI_NAMES("ib_qp_type", qp_types);

static const struct ruapi_name qp_states[] = {
	{ 0, "IBV_QPS_RESET" },
	{ 1, "IBV_QPS_INIT" },
	{ 2, "IBV_QPS_RTR" },
	{ 3, "IBV_QPS_RTS" },
	{ 4, "IBV_QPS_SQD" },
	{ 5, "IBV_QPS_SQE" },
	{ 6, "IBV_QPS_ERR" },
};

const struct ruapi_names ruapi_names_qp_state =
	RUAPI_NAMES("ib_qp_state", qp_states);

static const struct ruapi_name access_flags[] = {
	{ 1 << 0, "IBV_ACCESS_LOCAL_WRITE" },
	{ 1 << 1, "IBV_ACCESS_REMOTE_WRITE" },
	{ 1 << 2, "IBV_ACCESS_REMOTE_READ" },
	{ 1 << 3, "IBV_ACCESS_REMOTE_ATOMIC" },
	{ 1 << 4, "IBV_ACCESS_MW_BIND" },
	{ 1 << 5, "IBV_ACCESS_ZERO_BASED" },
	{ 1 << 6, "IBV_ACCESS_ON_DEMAND" },
	{ 1 << 7, "IBV_ACCESS_HUGETLB" },
	{ 1 << 8, "IBV_ACCESS_FLUSH_GLOBAL" },
	{ 1 << 9, "IBV_ACCESS_FLUSH_PERSISTENT" },
	{ 1 << 20, "IBV_ACCESS_RELAXED_ORDERING" },
};

const struct ruapi_names ruapi_names_access =
	RUAPI_NAMES("ib_access_flags", access_flags);

static const struct ruapi_name qp_mask_bits[] = {
	{ 1 << 0, "IBV_QP_STATE" },
	{ 1 << 1, "IBV_QP_CUR_STATE" },
	{ 1 << 2, "IBV_QP_EN_SQD_ASYNC_NOTIFY" },
	{ 1 << 3, "IBV_QP_ACCESS_FLAGS" },
	{ 1 << 4, "IBV_QP_PKEY_INDEX" },
	{ 1 << 5, "IBV_QP_PORT" },
	{ 1 << 6, "IBV_QP_QKEY" },
	{ 1 << 7, "IBV_QP_AV" },
	{ 1 << 8, "IBV_QP_PATH_MTU" },
	{ 1 << 9, "IBV_QP_TIMEOUT" },
	{ 1 << 10, "IBV_QP_RETRY_CNT" },
	{ 1 << 11, "IBV_QP_RNR_RETRY" },
	{ 1 << 12, "IBV_QP_RQ_PSN" },
	{ 1 << 13, "IBV_QP_MAX_QP_RD_ATOMIC" },
	{ 1 << 14, "IBV_QP_ALT_PATH" },
	{ 1 << 15, "IBV_QP_MIN_RNR_TIMER" },
	{ 1 << 16, "IBV_QP_SQ_PSN" },
	{ 1 << 17, "IBV_QP_MAX_DEST_RD_ATOMIC" },
	{ 1 << 18, "IBV_QP_PATH_MIG_STATE" },
	{ 1 << 19, "IBV_QP_CAP" },
	{ 1 << 20, "IBV_QP_DEST_QPN" },
	{ 1 << 25, "IBV_QP_RATE_LIMIT" },
};

const struct ruapi_names ruapi_names_qp_mask =
	RUAPI_NAMES("ib_qp_attr_mask", qp_mask_bits);

static const struct ruapi_name port_spaces[] = {
	{ 0x0002, "RDMA_PS_IPOIB" },
	{ 0x0106, "RDMA_PS_TCP" },
	{ 0x0111, "RDMA_PS_UDP" },
	{ 0x013f, "RDMA_PS_IB" },
};

const struct ruapi_names ruapi_names_port_space =
	RUAPI_NAMES("rdma_ucm_port_space", port_spaces);

static const struct ruapi_name mtus[] = {
	{ 1, "IBV_MTU_256" },
	{ 2, "IBV_MTU_512" },
	{ 3, "IBV_MTU_1024" },
	{ 4, "IBV_MTU_2048" },
	{ 5, "IBV_MTU_4096" },
};

const struct ruapi_names ruapi_names_mtu = RUAPI_NAMES("ib_mtu", mtus);

static const struct ruapi_name driver_ids[] = {
	{ 0, "UNKNOWN" },
	{ 1, "MLX5" },
	{ 2, "MLX4" },
	{ 3, "CXGB3" },
	{ 4, "CXGB4" },
	{ 5, "MTHCA" },
	{ 6, "BNXT_RE" },
	{ 7, "OCRDMA" },
	{ 8, "NES" },
	{ 9, "I40IW" },
	{ 10, "VMW_PVRDMA" },
	{ 11, "QEDR" },
	{ 12, "HNS" },
	{ 13, "USNIC" },
	{ 14, "RXE" },
	{ 15, "HFI1" },
	{ 16, "QIB" },
	{ 17, "EFA" },
	{ 18, "SIW" },
	{ 19, "ERDMA" },
	{ 20, "MANA" },
	{ 21, "IONIC" },
};

const struct ruapi_names ruapi_names_driver_id =
	RUAPI_NAMES("rdma_driver_id", driver_ids);

static const struct ruapi_field ah_attr_fields[] = {
	RUAPI_FIELD(ruapi_ah_attr, dgid, .show = RUAPI_SHOW_GID),
	RUAPI_FIELD(ruapi_ah_attr, flow_label, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_ah_attr, dlid, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_ah_attr, sgid_index),
	RUAPI_FIELD(ruapi_ah_attr, hop_limit),
	RUAPI_FIELD(ruapi_ah_attr, traffic_class),
	RUAPI_FIELD(ruapi_ah_attr, sl),
	RUAPI_FIELD(ruapi_ah_attr, src_path_bits),
	RUAPI_FIELD(ruapi_ah_attr, static_rate),
	RUAPI_FIELD(ruapi_ah_attr, is_global),
	RUAPI_FIELD(ruapi_ah_attr, port_num),
};

const struct ruapi_layout ruapi_layout_ah_attr =
	RUAPI_LAYOUT(ruapi_ah_attr, ah_attr_fields);

static const struct ruapi_field qp_cap_fields[] = {
	RUAPI_FIELD(ruapi_qp_cap, max_send_wr),
	RUAPI_FIELD(ruapi_qp_cap, max_recv_wr),
	RUAPI_FIELD(ruapi_qp_cap, max_send_sge),
	RUAPI_FIELD(ruapi_qp_cap, max_recv_sge),
	RUAPI_FIELD(ruapi_qp_cap, max_inline_data),
};

const struct ruapi_layout ruapi_layout_qp_cap =
	RUAPI_LAYOUT(ruapi_qp_cap, qp_cap_fields);

static const struct ruapi_field qp_attr_fields[] = {
	RUAPI_FIELD(ruapi_qp_attr, mask, .show = RUAPI_SHOW_FLAGS,
		    .names = &ruapi_names_qp_mask),
	RUAPI_FIELD(ruapi_qp_attr, qp_state, .show = RUAPI_SHOW_ENUM,
		    .names = &ruapi_names_qp_state),
	RUAPI_FIELD(ruapi_qp_attr, cur_qp_state, .show = RUAPI_SHOW_ENUM,
		    .names = &ruapi_names_qp_state),
	RUAPI_FIELD(ruapi_qp_attr, path_mtu, .show = RUAPI_SHOW_ENUM,
		    .names = &ruapi_names_mtu),
	RUAPI_FIELD(ruapi_qp_attr, path_mig_state),
	RUAPI_FIELD(ruapi_qp_attr, qkey, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_qp_attr, rq_psn, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_qp_attr, sq_psn, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_qp_attr, dest_qp_num, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_qp_attr, qp_access_flags, .show = RUAPI_SHOW_FLAGS,
		    .names = &ruapi_names_access),
	RUAPI_FIELD(ruapi_qp_attr, rate_limit),
	RUAPI_FIELD(ruapi_qp_attr, ah, .show = RUAPI_SHOW_STRUCT,
		    .layout = &ruapi_layout_ah_attr),
	RUAPI_FIELD(ruapi_qp_attr, alt_ah, .show = RUAPI_SHOW_STRUCT,
		    .layout = &ruapi_layout_ah_attr),
	RUAPI_FIELD(ruapi_qp_attr, cap, .show = RUAPI_SHOW_STRUCT,
		    .layout = &ruapi_layout_qp_cap),
	RUAPI_FIELD(ruapi_qp_attr, pkey_index),
	RUAPI_FIELD(ruapi_qp_attr, alt_pkey_index),
	RUAPI_FIELD(ruapi_qp_attr, en_sqd_async_notify),
	RUAPI_FIELD(ruapi_qp_attr, sq_draining),
	RUAPI_FIELD(ruapi_qp_attr, max_rd_atomic),
	RUAPI_FIELD(ruapi_qp_attr, max_dest_rd_atomic),
	RUAPI_FIELD(ruapi_qp_attr, min_rnr_timer),
	RUAPI_FIELD(ruapi_qp_attr, port_num),
	RUAPI_FIELD(ruapi_qp_attr, timeout),
	RUAPI_FIELD(ruapi_qp_attr, retry_cnt),
	RUAPI_FIELD(ruapi_qp_attr, rnr_retry),
	RUAPI_FIELD(ruapi_qp_attr, alt_port_num),
	RUAPI_FIELD(ruapi_qp_attr, alt_timeout),
};

const struct ruapi_layout ruapi_layout_qp_attr =
	RUAPI_LAYOUT(ruapi_qp_attr, qp_attr_fields);

static const struct ruapi_field sge_fields[] = {
	RUAPI_FIELD(ruapi_sge, addr, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_sge, length),
	RUAPI_FIELD(ruapi_sge, lkey, .show = RUAPI_SHOW_HEX),
};

const struct ruapi_layout ruapi_layout_sge =
	RUAPI_LAYOUT(ruapi_sge, sge_fields);

static const struct ruapi_name buffer_types[] = {
	{ RUAPI_BUFFER_DMABUF, "IB_UVERBS_BUFFER_TYPE_DMABUF" },
	{ RUAPI_BUFFER_VA, "IB_UVERBS_BUFFER_TYPE_VA" },
};

static const struct ruapi_names buffer_type_names =
	RUAPI_NAMES("ib_uverbs_buffer_type", buffer_types);

static const struct ruapi_field buffer_fields[] = {
	RUAPI_FIELD(ruapi_buffer, type, .show = RUAPI_SHOW_ENUM,
		    .names = &buffer_type_names),
	RUAPI_FIELD(ruapi_buffer, fd),
	RUAPI_FIELD(ruapi_buffer, flags, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_buffer, optional_flags, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_buffer, addr, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_buffer, length),
};

const struct ruapi_layout ruapi_layout_buffer =
	RUAPI_LAYOUT(ruapi_buffer, buffer_fields);

static const struct ruapi_field recv_wr_fields[] = {
	RUAPI_FIELD(ruapi_recv_wr, wr_id, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_recv_wr, num_sge),
};

const struct ruapi_layout ruapi_layout_recv_wr =
	RUAPI_LAYOUT(ruapi_recv_wr, recv_wr_fields);

static const struct ruapi_field cm_param_fields[] = {
	RUAPI_FIELD(ruapi_cm_param, qp_num, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_cm_param, qkey, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_cm_param, responder_resources),
	RUAPI_FIELD(ruapi_cm_param, initiator_depth),
	RUAPI_FIELD(ruapi_cm_param, flow_control),
	RUAPI_FIELD(ruapi_cm_param, retry_count),
	RUAPI_FIELD(ruapi_cm_param, rnr_retry_count),
	RUAPI_FIELD(ruapi_cm_param, srq),
	RUAPI_FIELD(ruapi_cm_param, private_data_len),
	RUAPI_FIELD(ruapi_cm_param, has_ah),
	RUAPI_FIELD(ruapi_cm_param, ece_vendor_id, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_cm_param, ece_attr_mod, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_cm_param, ah, .show = RUAPI_SHOW_STRUCT,
		    .layout = &ruapi_layout_ah_attr),
	RUAPI_FIELD(ruapi_cm_param, private_data, .show = RUAPI_SHOW_BYTES),
};

const struct ruapi_layout ruapi_layout_cm_param =
	RUAPI_LAYOUT(ruapi_cm_param, cm_param_fields);

static const struct ruapi_name event_types[] = {
	{ RUAPI_EVENT_CQ, "RUAPI_EVENT_CQ" },
	{ RUAPI_EVENT_ASYNC, "RUAPI_EVENT_ASYNC" },
	{ RUAPI_EVENT_CM, "RUAPI_EVENT_CM" },
	{ RUAPI_EVENT_DEVICE_ADDED, "RUAPI_EVENT_DEVICE_ADDED" },
	{ RUAPI_EVENT_DEVICE_REMOVED, "RUAPI_EVENT_DEVICE_REMOVED" },
	{ RUAPI_EVENT_OVERFLOW, "RUAPI_EVENT_OVERFLOW" },
};

static const struct ruapi_names event_type_names =
	RUAPI_NAMES("ruapi_event_type", event_types);

static const struct ruapi_field event_fields[] = {
	RUAPI_FIELD(ruapi_event, length),
	RUAPI_FIELD(ruapi_event, type, .show = RUAPI_SHOW_ENUM,
		    .names = &event_type_names),
	RUAPI_FIELD(ruapi_event, handle),
	RUAPI_FIELD(ruapi_event, context),
	RUAPI_FIELD(ruapi_event, user_data, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_event, code),
	RUAPI_FIELD(ruapi_event, count),
};

const struct ruapi_layout ruapi_layout_event =
	RUAPI_LAYOUT(ruapi_event, event_fields);
