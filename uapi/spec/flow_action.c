// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* FLOW_ACTION: what a device does with packets of flows: IPsec's ESP. */
#include "../spec.h"

static const struct ruapi_name esp_flags[] = {
	{ 1 << 0, "IB_UVERBS_FLOW_ACTION_ESP_FLAGS_FULL_OFFLOAD" },
	{ 1 << 1, "IB_UVERBS_FLOW_ACTION_ESP_FLAGS_TRANSPORT" },
	{ 1 << 2, "IB_UVERBS_FLOW_ACTION_ESP_FLAGS_ENCRYPT" },
	{ 1 << 3, "IB_UVERBS_FLOW_ACTION_ESP_FLAGS_ESN_NEW_WINDOW" },
};

static const struct ruapi_names esp_flag_names =
	RUAPI_NAMES("ib_uverbs_flow_action_esp_flags", esp_flags);

static const struct ruapi_name replays[] = {
	{ 0, "IB_UVERBS_FLOW_ACTION_ESP_REPLAY_NONE" },
	{ 1, "IB_UVERBS_FLOW_ACTION_ESP_REPLAY_BMP" },
};

static const struct ruapi_names replay_names =
	RUAPI_NAMES("ib_uverbs_flow_action_esp_replay", replays);

static const struct ruapi_field esp_fields[] = {
	RUAPI_FIELD(ruapi_flow_action_esp, spi, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_flow_action_esp, seq),
	RUAPI_FIELD(ruapi_flow_action_esp, tfc_pad),
	RUAPI_FIELD(ruapi_flow_action_esp, flags, .show = RUAPI_SHOW_FLAGS,
		    .names = &esp_flag_names),
	RUAPI_FIELD(ruapi_flow_action_esp, hard_limit_pkts),
};

static const struct ruapi_layout esp_layout =
	RUAPI_LAYOUT(ruapi_flow_action_esp, esp_fields);

static const struct ruapi_field aes_gcm_fields[] = {
	RUAPI_FIELD(ruapi_flow_action_aes_gcm, iv, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_flow_action_aes_gcm, iv_algo),
	RUAPI_FIELD(ruapi_flow_action_aes_gcm, salt, .show = RUAPI_SHOW_HEX),
	RUAPI_FIELD(ruapi_flow_action_aes_gcm, icv_len),
	RUAPI_FIELD(ruapi_flow_action_aes_gcm, key_len),
	RUAPI_FIELD(ruapi_flow_action_aes_gcm, key, .show = RUAPI_SHOW_BYTES),
};

static const struct ruapi_layout aes_gcm_layout =
	RUAPI_LAYOUT(ruapi_flow_action_aes_gcm, aes_gcm_fields);

/* What MODIFY and CREATE have in common. */
#define ESP_ATTRS(action, need) \
	[RUAPI_FLOW_ACTION_##action##_ESP] = { \
		.name = "esp", \
		.type = RUAPI_T_STRUCT, \
		.flags = (need), \
		.min_len = sizeof(struct ruapi_flow_action_esp), \
		.max_len = sizeof(struct ruapi_flow_action_esp), \
		.layout = &esp_layout, \
	}, \
	[RUAPI_FLOW_ACTION_##action##_AES_GCM] = { \
		.name = "aes_gcm", \
		.type = RUAPI_T_STRUCT, \
		.flags = (need) | RUAPI_SPEC_SECRET, \
		.min_len = sizeof(struct ruapi_flow_action_aes_gcm), \
		.max_len = sizeof(struct ruapi_flow_action_aes_gcm), \
		.layout = &aes_gcm_layout, \
	}, \
	[RUAPI_FLOW_ACTION_##action##_ESN] = { \
		.name = "esn", \
		.type = RUAPI_T_U32, \
	}, \
	[RUAPI_FLOW_ACTION_##action##_REPLAY] = { \
		.name = "replay", \
		.type = RUAPI_T_U32, \
		.known = 1, \
		.names = &replay_names, \
	}, \
	[RUAPI_FLOW_ACTION_##action##_REPLAY_SIZE] = { \
		.name = "replay_size", \
		.type = RUAPI_T_U32, \
	}, \
	[RUAPI_FLOW_ACTION_##action##_ENCAP] = { \
		.name = "encap", \
		.type = RUAPI_T_STRUCT, \
		.min_len = sizeof(struct ruapi_flow_spec), \
		.max_len = sizeof(struct ruapi_flow_spec), \
		.layout = &ruapi_layout_flow_spec, \
	}

static const struct ruapi_attr_spec create_attrs[] = {
	[RUAPI_FLOW_ACTION_CREATE_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	ESP_ATTRS(CREATE, RUAPI_SPEC_REQUIRED),
	[RUAPI_FLOW_ACTION_CREATE_CONTEXT] = {
		.name = "context",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_CONTEXT,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_FLOW_ACTION_CREATE_USER_DATA] = {
		.name = "user_data",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_attr_spec modify_attrs[] = {
	[RUAPI_FLOW_ACTION_MODIFY_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_WRITE,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	ESP_ATTRS(MODIFY, 0),
};

static const struct ruapi_action_spec flow_action_actions[] = {
	[RUAPI_DESTROY] = {
		.name = "destroy",
		.class = RUAPI_CLASS_CALL,
		RUAPI_ATTRS(ruapi_destroy_attrs),
	},
	[RUAPI_LIST] = {
		.name = "list",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(ruapi_list_attrs),
	},
	[RUAPI_FLOW_ACTION_CREATE] = {
		.name = "create",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(create_attrs),
	},
	[RUAPI_FLOW_ACTION_MODIFY] = {
		.name = "modify",
		.class = RUAPI_CLASS_CALL,
		.flags = RUAPI_ACTION_UHW,
		RUAPI_ATTRS(modify_attrs),
	},
};

const struct ruapi_object_spec ruapi_spec_flow_action = {
	.name = "flow_action",
	.has_handle = 1,
	.num_actions = RUAPI_COUNT(flow_action_actions),
	.actions = flow_action_actions,
};
