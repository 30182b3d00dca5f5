// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* DEVICE: the HCAs that the namespace may use; nothing here opens one. */
#include "../spec.h"

static const struct ruapi_field device_info_fields[] = {
	RUAPI_FIELD(ruapi_device_info, index),
	RUAPI_FIELD(ruapi_device_info, driver_id, .show = RUAPI_SHOW_ENUM,
		    .names = &ruapi_names_driver_id),
	RUAPI_FIELD(ruapi_device_info, node_type),
	RUAPI_FIELD(ruapi_device_info, num_ports),
	RUAPI_FIELD(ruapi_device_info, flags, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_device_info, node_guid, .show = RUAPI_SHOW_GUID),
	RUAPI_FIELD(ruapi_device_info, name, .show = RUAPI_SHOW_STRING),
};

static const struct ruapi_layout device_info_layout =
	RUAPI_LAYOUT(ruapi_device_info, device_info_fields);

static const struct ruapi_field device_attr_fields[] = {
	RUAPI_FIELD(ruapi_device_attr, fw_ver, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_device_attr, node_guid, .show = RUAPI_SHOW_GUID),
	RUAPI_FIELD(ruapi_device_attr, sys_image_guid, .show = RUAPI_SHOW_GUID),
	RUAPI_FIELD(ruapi_device_attr, max_mr_size, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_device_attr, page_size_cap, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_device_attr, device_cap_flags, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_device_attr, hca_core_clock),
	RUAPI_FIELD(ruapi_device_attr, timestamp_mask, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_device_attr, vendor_id, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_device_attr, vendor_part_id),
	RUAPI_FIELD(ruapi_device_attr, hw_ver, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_device_attr, max_qp),
	RUAPI_FIELD(ruapi_device_attr, max_qp_wr),
	RUAPI_FIELD(ruapi_device_attr, max_send_sge),
	RUAPI_FIELD(ruapi_device_attr, max_recv_sge),
	RUAPI_FIELD(ruapi_device_attr, max_sge_rd),
	RUAPI_FIELD(ruapi_device_attr, max_cq),
	RUAPI_FIELD(ruapi_device_attr, max_cqe),
	RUAPI_FIELD(ruapi_device_attr, max_mr),
	RUAPI_FIELD(ruapi_device_attr, max_pd),
	RUAPI_FIELD(ruapi_device_attr, max_qp_rd_atom),
	RUAPI_FIELD(ruapi_device_attr, max_res_rd_atom),
	RUAPI_FIELD(ruapi_device_attr, max_qp_init_rd_atom),
	RUAPI_FIELD(ruapi_device_attr, atomic_cap),
	RUAPI_FIELD(ruapi_device_attr, max_mw),
	RUAPI_FIELD(ruapi_device_attr, max_raw_ethy_qp),
	RUAPI_FIELD(ruapi_device_attr, max_mcast_grp),
	RUAPI_FIELD(ruapi_device_attr, max_mcast_qp_attach),
	RUAPI_FIELD(ruapi_device_attr, max_total_mcast_qp_attach),
	RUAPI_FIELD(ruapi_device_attr, max_ah),
	RUAPI_FIELD(ruapi_device_attr, max_srq),
	RUAPI_FIELD(ruapi_device_attr, max_srq_wr),
	RUAPI_FIELD(ruapi_device_attr, max_srq_sge),
	RUAPI_FIELD(ruapi_device_attr, max_wq_type_rq),
	RUAPI_FIELD(ruapi_device_attr, raw_packet_caps, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_device_attr, num_comp_vectors),
	RUAPI_FIELD(ruapi_device_attr, max_pkeys),
	RUAPI_FIELD(ruapi_device_attr, local_ca_ack_delay),
	RUAPI_FIELD(ruapi_device_attr, phys_port_cnt),
	RUAPI_FIELD(ruapi_device_attr, max_dm_size),
	RUAPI_FIELD(ruapi_device_attr, rss_qp_types, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_device_attr, max_rwq_tables),
	RUAPI_FIELD(ruapi_device_attr, max_rwq_table_size),
	RUAPI_FIELD(ruapi_device_attr, odp_caps, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_device_attr, odp_rc_caps, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_device_attr, odp_uc_caps, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_device_attr, odp_ud_caps, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_device_attr, odp_xrc_caps, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_device_attr, tm_max_rndv_hdr_size),
	RUAPI_FIELD(ruapi_device_attr, tm_max_num_tags),
	RUAPI_FIELD(ruapi_device_attr, tm_flags, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_device_attr, tm_max_ops),
	RUAPI_FIELD(ruapi_device_attr, tm_max_sge),
	RUAPI_FIELD(ruapi_device_attr, max_cq_moderation_count),
	RUAPI_FIELD(ruapi_device_attr, max_cq_moderation_period),
	RUAPI_FIELD(ruapi_device_attr, masked_atomic_cap),
	RUAPI_FIELD(ruapi_device_attr, max_raw_ipv6_qp),
	RUAPI_FIELD(ruapi_device_attr, max_ee),
	RUAPI_FIELD(ruapi_device_attr, max_rdd),
	RUAPI_FIELD(ruapi_device_attr, max_ee_rd_atom),
	RUAPI_FIELD(ruapi_device_attr, max_ee_init_rd_atom),
	RUAPI_FIELD(ruapi_device_attr, max_fast_reg_pages),
	RUAPI_FIELD(ruapi_device_attr, max_pi_fast_reg_pages),
	RUAPI_FIELD(ruapi_device_attr, max_sgl_rd),
	RUAPI_FIELD(ruapi_device_attr, sig_prot_cap, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_device_attr, sig_guard_cap, .show = RUAPI_SHOW_HEX),
};

const struct ruapi_layout ruapi_layout_device_attr =
	RUAPI_LAYOUT(ruapi_device_attr, device_attr_fields);

static const struct ruapi_field port_attr_fields[] = {
	RUAPI_FIELD(ruapi_port_attr, port_cap_flags, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_port_attr, max_msg_sz),
	RUAPI_FIELD(ruapi_port_attr, bad_pkey_cntr),
	RUAPI_FIELD(ruapi_port_attr, qkey_viol_cntr),
	RUAPI_FIELD(ruapi_port_attr, gid_tbl_len),
	RUAPI_FIELD(ruapi_port_attr, pkey_tbl_len),
	RUAPI_FIELD(ruapi_port_attr, port_cap_flags2, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_port_attr, lid, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_port_attr, sm_lid, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_port_attr, active_speed, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_port_attr, state),
	RUAPI_FIELD(ruapi_port_attr, phys_state),
	RUAPI_FIELD(ruapi_port_attr, max_mtu, .show = RUAPI_SHOW_ENUM,
		    .names = &ruapi_names_mtu),
	RUAPI_FIELD(ruapi_port_attr, active_mtu, .show = RUAPI_SHOW_ENUM,
		    .names = &ruapi_names_mtu),
	RUAPI_FIELD(ruapi_port_attr, active_width),
	RUAPI_FIELD(ruapi_port_attr, lmc),
	RUAPI_FIELD(ruapi_port_attr, max_vl_num),
	RUAPI_FIELD(ruapi_port_attr, sm_sl),
	RUAPI_FIELD(ruapi_port_attr, subnet_timeout),
	RUAPI_FIELD(ruapi_port_attr, init_type_reply),
	RUAPI_FIELD(ruapi_port_attr, link_layer),
	RUAPI_FIELD(ruapi_port_attr, flags, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_port_attr, netdev),
};

static const struct ruapi_layout port_attr_layout =
	RUAPI_LAYOUT(ruapi_port_attr, port_attr_fields);

static const struct ruapi_field gid_entry_fields[] = {
	RUAPI_FIELD(ruapi_gid_entry, gid, .show = RUAPI_SHOW_GID),
	RUAPI_FIELD(ruapi_gid_entry, gid_index),
	RUAPI_FIELD(ruapi_gid_entry, port_num),
	RUAPI_FIELD(ruapi_gid_entry, gid_type),
	RUAPI_FIELD(ruapi_gid_entry, netdev),
};

static const struct ruapi_layout gid_entry_layout =
	RUAPI_LAYOUT(ruapi_gid_entry, gid_entry_fields);

static const struct ruapi_field device_port_fields[] = {
	RUAPI_FIELD(ruapi_device_port, device),
	RUAPI_FIELD(ruapi_device_port, port_num),
	RUAPI_FIELD(ruapi_device_port, netdev),
	RUAPI_FIELD(ruapi_device_port, link_layer),
};

static const struct ruapi_layout device_port_layout =
	RUAPI_LAYOUT(ruapi_device_port, device_port_fields);

static const struct ruapi_attr_spec query_attrs[] = {
	[RUAPI_DEVICE_QUERY_INDEX] = {
		.name = "index",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_DEVICE,
	},
	[RUAPI_DEVICE_QUERY_INFO] = {
		.name = "info",
		.type = RUAPI_T_STRUCT,
		.flags = RUAPI_SPEC_OUT,
		.min_len = 1,
		.max_len = sizeof(struct ruapi_device_info),
		.layout = &device_info_layout,
	},
	[RUAPI_DEVICE_QUERY_ATTR] = {
		.name = "attr",
		.type = RUAPI_T_STRUCT,
		.flags = RUAPI_SPEC_OUT,
		.min_len = 1,
		.max_len = sizeof(struct ruapi_device_attr),
		.layout = &ruapi_layout_device_attr,
	},
};

static const struct ruapi_attr_spec list_attrs[] = {
	[RUAPI_DEVICE_LIST_DEVICES] = {
		.name = "devices",
		.type = RUAPI_T_ARRAY,
		.flags = RUAPI_SPEC_OUT,
		.min_len = sizeof(struct ruapi_device_info),
		.max_len = 1 << 20,
		.layout = &device_info_layout,
	},
	[RUAPI_DEVICE_LIST_COUNT] = {
		.name = "count",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_DEVICE_LIST_PORTS] = {
		.name = "ports",
		.type = RUAPI_T_ARRAY,
		.flags = RUAPI_SPEC_OUT,
		.min_len = sizeof(struct ruapi_device_port),
		.max_len = 1 << 20,
		.layout = &device_port_layout,
	},
	[RUAPI_DEVICE_LIST_NUM_PORTS] = {
		.name = "num_ports",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
};

static const struct ruapi_attr_spec query_port_attrs[] = {
	[RUAPI_DEVICE_QUERY_PORT_INDEX] = {
		.name = "index",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_DEVICE,
	},
	[RUAPI_DEVICE_QUERY_PORT_PORT] = {
		.name = "port",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_PORT,
	},
	[RUAPI_DEVICE_QUERY_PORT_ATTR] = {
		.name = "attr",
		.type = RUAPI_T_STRUCT,
		.flags = RUAPI_SPEC_OUT,
		.min_len = 1,
		.max_len = sizeof(struct ruapi_port_attr),
		.layout = &port_attr_layout,
	},
};

static const struct ruapi_attr_spec query_gid_attrs[] = {
	[RUAPI_DEVICE_QUERY_GID_INDEX] = {
		.name = "index",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_DEVICE,
	},
	[RUAPI_DEVICE_QUERY_GID_PORT] = {
		.name = "port",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_PORT,
	},
	[RUAPI_DEVICE_QUERY_GID_GID_INDEX] = {
		.name = "gid_index",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_GID,
	},
	[RUAPI_DEVICE_QUERY_GID_ENTRY] = {
		.name = "entry",
		.type = RUAPI_T_STRUCT,
		.flags = RUAPI_SPEC_OUT,
		.min_len = 1,
		.max_len = sizeof(struct ruapi_gid_entry),
		.layout = &gid_entry_layout,
	},
};

static const struct ruapi_attr_spec query_gid_table_attrs[] = {
	[RUAPI_DEVICE_QUERY_GID_TABLE_INDEX] = {
		.name = "index",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_DEVICE,
	},
	[RUAPI_DEVICE_QUERY_GID_TABLE_ENTRIES] = {
		.name = "entries",
		.type = RUAPI_T_ARRAY,
		.flags = RUAPI_SPEC_OUT,
		.min_len = sizeof(struct ruapi_gid_entry),
		.max_len = 1 << 20,
		.layout = &gid_entry_layout,
	},
	[RUAPI_DEVICE_QUERY_GID_TABLE_COUNT] = {
		.name = "count",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_DEVICE_QUERY_GID_TABLE_NETDEV] = {
		.name = "netdev",
		.type = RUAPI_T_U32,
	},
};

static const struct ruapi_attr_spec query_pkey_attrs[] = {
	[RUAPI_DEVICE_QUERY_PKEY_INDEX] = {
		.name = "index",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_DEVICE,
	},
	[RUAPI_DEVICE_QUERY_PKEY_PORT] = {
		.name = "port",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_PORT,
	},
	[RUAPI_DEVICE_QUERY_PKEY_PKEY_INDEX] = {
		.name = "pkey_index",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_PKEY,
	},
	[RUAPI_DEVICE_QUERY_PKEY_PKEY] = {
		.name = "pkey",
		.type = RUAPI_T_U16,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_field stat_fields[] = {
	RUAPI_FIELD(ruapi_stat, name, .show = RUAPI_SHOW_STRING),
	RUAPI_FIELD(ruapi_stat, value),
};

static const struct ruapi_layout stat_layout =
	RUAPI_LAYOUT(ruapi_stat, stat_fields);

static const struct ruapi_attr_spec query_stats_attrs[] = {
	[RUAPI_DEVICE_QUERY_STATS_INDEX] = {
		.name = "index",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_DEVICE,
	},
	[RUAPI_DEVICE_QUERY_STATS_PORT] = {
		.name = "port",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_PORT,
	},
	[RUAPI_DEVICE_QUERY_STATS_STATS] = {
		.name = "stats",
		.type = RUAPI_T_ARRAY,
		.flags = RUAPI_SPEC_OUT,
		.min_len = sizeof(struct ruapi_stat),
		.max_len = 1 << 20,
		.layout = &stat_layout,
	},
	[RUAPI_DEVICE_QUERY_STATS_COUNT] = {
		.name = "count",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
};

static const struct ruapi_attr_spec query_port_speed_attrs[] = {
	[RUAPI_DEVICE_QUERY_PORT_SPEED_INDEX] = {
		.name = "index",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_DEVICE,
	},
	[RUAPI_DEVICE_QUERY_PORT_SPEED_PORT] = {
		.name = "port",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_PORT,
	},
	[RUAPI_DEVICE_QUERY_PORT_SPEED_SPEED] = {
		.name = "speed",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_OUT,
	},
};

static const struct ruapi_attr_spec grant_attrs[] = {
	[RUAPI_DEVICE_GRANT_INDEX] = {
		.name = "index",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_DEVICE,
	},
	[RUAPI_DEVICE_GRANT_PORT] = {
		.name = "port",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_PORT,
	},
	[RUAPI_DEVICE_GRANT_NETNS] = {
		.name = "netns",
		.type = RUAPI_T_FD,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_DEVICE_GRANT_PKEY] = {
		.name = "pkey",
		.type = RUAPI_T_U16,
		.flags = RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_attr_spec revoke_attrs[] = {
	[RUAPI_DEVICE_REVOKE_INDEX] = {
		.name = "index",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_DEVICE,
	},
	[RUAPI_DEVICE_REVOKE_PORT] = {
		.name = "port",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_PORT,
	},
	[RUAPI_DEVICE_REVOKE_NETNS] = {
		.name = "netns",
		.type = RUAPI_T_FD,
	},
	[RUAPI_DEVICE_REVOKE_PKEY] = {
		.name = "pkey",
		.type = RUAPI_T_U16,
		.flags = RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_field grant_fields[] = {
	RUAPI_FIELD(ruapi_grant, netns),
	RUAPI_FIELD(ruapi_grant, port_num),
	RUAPI_FIELD(ruapi_grant, pkey, .show = RUAPI_SHOW_HEX),
};

static const struct ruapi_layout grant_layout =
	RUAPI_LAYOUT(ruapi_grant, grant_fields);

static const struct ruapi_attr_spec query_grants_attrs[] = {
	[RUAPI_DEVICE_QUERY_GRANTS_INDEX] = {
		.name = "index",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED | RUAPI_SPEC_DEVICE,
	},
	[RUAPI_DEVICE_QUERY_GRANTS_GRANTS] = {
		.name = "grants",
		.type = RUAPI_T_ARRAY,
		.flags = RUAPI_SPEC_OUT,
		.min_len = sizeof(struct ruapi_grant),
		.max_len = 1 << 20,
		.layout = &grant_layout,
	},
	[RUAPI_DEVICE_QUERY_GRANTS_COUNT] = {
		.name = "count",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
};

static const struct ruapi_action_spec device_actions[] = {
	[RUAPI_QUERY] = {
		.name = "query",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(query_attrs),
	},
	[RUAPI_LIST] = {
		.name = "list",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(list_attrs),
	},
	[RUAPI_DEVICE_QUERY_PORT] = {
		.name = "query_port",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(query_port_attrs),
	},
	[RUAPI_DEVICE_QUERY_GID] = {
		.name = "query_gid",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(query_gid_attrs),
	},
	[RUAPI_DEVICE_QUERY_GID_TABLE] = {
		.name = "query_gid_table",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(query_gid_table_attrs),
	},
	[RUAPI_DEVICE_QUERY_PKEY] = {
		.name = "query_pkey",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(query_pkey_attrs),
	},
	[RUAPI_DEVICE_QUERY_STATS] = {
		.name = "query_stats",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(query_stats_attrs),
	},
	[RUAPI_DEVICE_GRANT] = {
		.name = "grant",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(grant_attrs),
	},
	[RUAPI_DEVICE_REVOKE] = {
		.name = "revoke",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(revoke_attrs),
	},
	[RUAPI_DEVICE_QUERY_GRANTS] = {
		.name = "query_grants",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(query_grants_attrs),
	},
	[RUAPI_DEVICE_QUERY_PORT_SPEED] = {
		.name = "query_port_speed",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(query_port_speed_attrs),
	},
};

const struct ruapi_object_spec ruapi_spec_device = {
	.name = "device",
	.num_actions = RUAPI_COUNT(device_actions),
	.actions = device_actions,
};
