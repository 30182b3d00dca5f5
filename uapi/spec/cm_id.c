// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/* CM_ID: connection manager ids. */
#include "../spec.h"

static const struct ruapi_name states[] = {
	{ RUAPI_CM_ID_IDLE, "IDLE" },
	{ RUAPI_CM_ID_BOUND, "BOUND" },
	{ RUAPI_CM_ID_LISTENING, "LISTENING" },
	{ RUAPI_CM_ID_CONNECTING, "CONNECTING" },
	{ RUAPI_CM_ID_CONNECTED, "CONNECTED" },
	{ RUAPI_CM_ID_CLOSED, "CLOSED" },
};

static const struct ruapi_names state_names =
	RUAPI_NAMES("ruapi_cm_id_state", states);

static const struct ruapi_name flags[] = {
	{ RUAPI_CM_F_STEPS, "STEPS" },
	{ RUAPI_CM_F_FOLLOW, "FOLLOW" },
};

static const struct ruapi_names flag_names =
	RUAPI_NAMES("ruapi_cm_flags", flags);

static const struct ruapi_name events[] = {
	{ RUAPI_CM_EVENT_ADDRINFO_RESOLVED, "ADDRINFO_RESOLVED" },
	{ RUAPI_CM_EVENT_ADDRINFO_ERROR, "ADDRINFO_ERROR" },
	{ RUAPI_CM_EVENT_USER, "USER" },
	{ RUAPI_CM_EVENT_INTERNAL, "INTERNAL" },
};

static const struct ruapi_names event_names =
	RUAPI_NAMES("ruapi_cm_event", events);

static const struct ruapi_field ib_service_fields[] = {
	RUAPI_FIELD(ruapi_ib_service, service_id, .show = RUAPI_SHOW_GUID),
	RUAPI_FIELD(ruapi_ib_service, gid, .show = RUAPI_SHOW_GID),
	RUAPI_FIELD(ruapi_ib_service, pkey, .show = RUAPI_SHOW_BYTES),
	RUAPI_FIELD(ruapi_ib_service, lease, .show = RUAPI_SHOW_BYTES),
	RUAPI_FIELD(ruapi_ib_service, key, .show = RUAPI_SHOW_BYTES),
	RUAPI_FIELD(ruapi_ib_service, name, .show = RUAPI_SHOW_STRING),
	RUAPI_FIELD(ruapi_ib_service, data8, .show = RUAPI_SHOW_BYTES),
	RUAPI_FIELD(ruapi_ib_service, data16, .show = RUAPI_SHOW_BYTES),
	RUAPI_FIELD(ruapi_ib_service, data32, .show = RUAPI_SHOW_BYTES),
	RUAPI_FIELD(ruapi_ib_service, data64, .show = RUAPI_SHOW_BYTES),
};

static const struct ruapi_layout ib_service_layout =
	RUAPI_LAYOUT(ruapi_ib_service, ib_service_fields);

static const struct ruapi_attr_spec query_attrs[] = {
	[RUAPI_CM_ID_QUERY_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CM_ID_QUERY_SRC] = {
		.name = "src",
		.type = RUAPI_T_SOCKADDR,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_CM_ID_QUERY_DST] = {
		.name = "dst",
		.type = RUAPI_T_SOCKADDR,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_CM_ID_QUERY_DEVICE] = {
		.name = "device",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_CM_ID_QUERY_PORT] = {
		.name = "port",
		.type = RUAPI_T_U8,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_CM_ID_QUERY_PKEY] = {
		.name = "pkey",
		.type = RUAPI_T_U16,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
	[RUAPI_CM_ID_QUERY_NODE_GUID] = {
		.name = "node_guid",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
	[RUAPI_CM_ID_QUERY_STATE] = {
		.name = "state",
		.type = RUAPI_T_U8,
		.flags = RUAPI_SPEC_OUT,
		.names = &state_names,
	},
	[RUAPI_CM_ID_QUERY_BACKLOG] = {
		.name = "backlog",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_CM_ID_QUERY_PORT_SPACE] = {
		.name = "port_space",
		.type = RUAPI_T_U16,
		.flags = RUAPI_SPEC_OUT,
		.names = &ruapi_names_port_space,
	},
};

static const struct ruapi_attr_spec create_attrs[] = {
	[RUAPI_CM_ID_CREATE_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_NEW,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CM_ID_CREATE_PORT_SPACE] = {
		.name = "port_space",
		.type = RUAPI_T_U16,
		.flags = RUAPI_SPEC_REQUIRED,
		.names = &ruapi_names_port_space,
	},
	[RUAPI_CM_ID_CREATE_QP_TYPE] = {
		.name = "qp_type",
		.type = RUAPI_T_U8,
		.names = &ruapi_names_qp_type,
	},
	[RUAPI_CM_ID_CREATE_QUEUE] = {
		.name = "queue",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_EVENT_QUEUE,
	},
	[RUAPI_CM_ID_CREATE_USER_DATA] = {
		.name = "user_data",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_attr_spec bind_addr_attrs[] = {
	[RUAPI_CM_ID_BIND_ADDR_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CM_ID_BIND_ADDR_ADDR] = {
		.name = "addr",
		.type = RUAPI_T_SOCKADDR,
		.flags = RUAPI_SPEC_REQUIRED,
	},
};

static const struct ruapi_attr_spec resolve_addr_attrs[] = {
	[RUAPI_CM_ID_RESOLVE_ADDR_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CM_ID_RESOLVE_ADDR_SRC] = {
		.name = "src",
		.type = RUAPI_T_SOCKADDR,
	},
	[RUAPI_CM_ID_RESOLVE_ADDR_DST] = {
		.name = "dst",
		.type = RUAPI_T_SOCKADDR,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CM_ID_RESOLVE_ADDR_TIMEOUT] = {
		.name = "timeout",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED,
		.known = 0x7fffffff,
	},
};

static const struct ruapi_attr_spec resolve_route_attrs[] = {
	[RUAPI_CM_ID_RESOLVE_ROUTE_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CM_ID_RESOLVE_ROUTE_TIMEOUT] = {
		.name = "timeout",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED,
		.known = 0x7fffffff,
	},
};

static const struct ruapi_attr_spec connect_attrs[] = {
	[RUAPI_CM_ID_CONNECT_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CM_ID_CONNECT_PARAM] = {
		.name = "param",
		.type = RUAPI_T_STRUCT,
		.flags = RUAPI_SPEC_REQUIRED,
		.min_len = sizeof(struct ruapi_cm_param),
		.max_len = sizeof(struct ruapi_cm_param),
		.layout = &ruapi_layout_cm_param,
	},
	[RUAPI_CM_ID_CONNECT_DST] = {
		.name = "dst",
		.type = RUAPI_T_SOCKADDR,
	},
	[RUAPI_CM_ID_CONNECT_SRC] = {
		.name = "src",
		.type = RUAPI_T_SOCKADDR,
	},
	[RUAPI_CM_ID_CONNECT_TIMEOUT] = {
		.name = "timeout",
		.type = RUAPI_T_U32,
		.known = 0x7fffffff,
	},
	[RUAPI_CM_ID_CONNECT_QP] = {
		.name = "qp",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_QP,
	},
	[RUAPI_CM_ID_CONNECT_FLAGS] = {
		.name = "flags",
		.type = RUAPI_T_FLAGS32,
		.known = RUAPI_CM_F_STEPS | RUAPI_CM_F_FOLLOW,
		.names = &flag_names,
	},
};

static const struct ruapi_attr_spec listen_attrs[] = {
	[RUAPI_CM_ID_LISTEN_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CM_ID_LISTEN_BACKLOG] = {
		.name = "backlog",
		.type = RUAPI_T_U32,
	},
};

static const struct ruapi_attr_spec accept_attrs[] = {
	[RUAPI_CM_ID_ACCEPT_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CM_ID_ACCEPT_PARAM] = {
		.name = "param",
		.type = RUAPI_T_STRUCT,
		.min_len = sizeof(struct ruapi_cm_param),
		.max_len = sizeof(struct ruapi_cm_param),
		.layout = &ruapi_layout_cm_param,
	},
	[RUAPI_CM_ID_ACCEPT_USER_DATA] = {
		.name = "user_data",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
	[RUAPI_CM_ID_ACCEPT_QP] = {
		.name = "qp",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_QP,
	},
	[RUAPI_CM_ID_ACCEPT_FLAGS] = {
		.name = "flags",
		.type = RUAPI_T_FLAGS32,
		.known = RUAPI_CM_F_FOLLOW,
		.names = &flag_names,
	},
};

static const struct ruapi_attr_spec reject_attrs[] = {
	[RUAPI_CM_ID_REJECT_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CM_ID_REJECT_REASON] = {
		.name = "reason",
		.type = RUAPI_T_U8,
	},
	[RUAPI_CM_ID_REJECT_PRIVATE_DATA] = {
		.name = "private_data",
		.type = RUAPI_T_BYTES,
		.min_len = 1,
		.max_len = RUAPI_CM_MAX_PRIVATE_DATA - 1,
	},
};

static const struct ruapi_attr_spec disconnect_attrs[] = {
	[RUAPI_CM_ID_DISCONNECT_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
};

static const struct ruapi_attr_spec init_qp_attr_attrs[] = {
	[RUAPI_CM_ID_INIT_QP_ATTR_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CM_ID_INIT_QP_ATTR_STATE] = {
		.name = "state",
		.type = RUAPI_T_U8,
		.flags = RUAPI_SPEC_REQUIRED,
		.known = 6,
		.names = &ruapi_names_qp_state,
	},
	[RUAPI_CM_ID_INIT_QP_ATTR_ATTR] = {
		.name = "attr",
		.type = RUAPI_T_STRUCT,
		.flags = RUAPI_SPEC_OUT,
		.min_len = sizeof(struct ruapi_qp_attr),
		.max_len = sizeof(struct ruapi_qp_attr),
		.layout = &ruapi_layout_qp_attr,
	},
};

static const struct ruapi_attr_spec notify_attrs[] = {
	[RUAPI_CM_ID_NOTIFY_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CM_ID_NOTIFY_EVENT] = {
		.name = "event",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED,
	},
};

static const struct ruapi_attr_spec set_option_attrs[] = {
	[RUAPI_CM_ID_SET_OPTION_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CM_ID_SET_OPTION_TOS] = {
		.name = "tos",
		.type = RUAPI_T_U8,
	},
	[RUAPI_CM_ID_SET_OPTION_REUSEADDR] = {
		.name = "reuseaddr",
		.type = RUAPI_T_U8,
		.known = 1,
	},
	[RUAPI_CM_ID_SET_OPTION_AFONLY] = {
		.name = "afonly",
		.type = RUAPI_T_U8,
		.known = 1,
	},
	[RUAPI_CM_ID_SET_OPTION_ACK_TIMEOUT] = {
		.name = "ack_timeout",
		.type = RUAPI_T_U8,
		.known = 31,
	},
	[RUAPI_CM_ID_SET_OPTION_IB_PATH] = {
		.name = "ib_path",
		.type = RUAPI_T_ARRAY,
		.min_len = 72,
		.max_len = 72 * 6,
	},
	[RUAPI_CM_ID_SET_OPTION_MIN_RNR_TIMER] = {
		.name = "min_rnr_timer",
		.type = RUAPI_T_U8,
		.known = 31,
	},
};

static const struct ruapi_attr_spec query_path_attrs[] = {
	[RUAPI_CM_ID_QUERY_PATH_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CM_ID_QUERY_PATH_PATHS] = {
		.name = "paths",
		.type = RUAPI_T_ARRAY,
		.flags = RUAPI_SPEC_OUT,
		.min_len = 72,
		.max_len = 72 * 6,
	},
	[RUAPI_CM_ID_QUERY_PATH_COUNT] = {
		.name = "count",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
};

static const struct ruapi_attr_spec query_gid_attrs[] = {
	[RUAPI_CM_ID_QUERY_GID_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CM_ID_QUERY_GID_SRC] = {
		.name = "src",
		.type = RUAPI_T_SOCKADDR,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_CM_ID_QUERY_GID_DST] = {
		.name = "dst",
		.type = RUAPI_T_SOCKADDR,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_CM_ID_QUERY_GID_DEVICE] = {
		.name = "device",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_CM_ID_QUERY_GID_PORT] = {
		.name = "port",
		.type = RUAPI_T_U8,
		.flags = RUAPI_SPEC_OUT,
	},
	[RUAPI_CM_ID_QUERY_GID_PKEY] = {
		.name = "pkey",
		.type = RUAPI_T_U16,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
	[RUAPI_CM_ID_QUERY_GID_NODE_GUID] = {
		.name = "node_guid",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_OUT | RUAPI_SPEC_HEX,
	},
};

static const struct ruapi_attr_spec migrate_attrs[] = {
	[RUAPI_CM_ID_MIGRATE_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CM_ID_MIGRATE_QUEUE] = {
		.name = "queue",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_EVENT_QUEUE,
	},
	[RUAPI_CM_ID_MIGRATE_EVENTS] = {
		.name = "events",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
};

static const struct ruapi_attr_spec bind_qp_attrs[] = {
	[RUAPI_CM_ID_BIND_QP_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CM_ID_BIND_QP_QP] = {
		.name = "qp",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.object = RUAPI_OBJ_QP,
	},
};

static const struct ruapi_attr_spec resolve_ib_service_attrs[] = {
	[RUAPI_CM_ID_RESOLVE_IB_SERVICE_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CM_ID_RESOLVE_IB_SERVICE_SERVICE_ID] = {
		.name = "service_id",
		.type = RUAPI_T_U64,
		.flags = RUAPI_SPEC_HEX,
	},
	[RUAPI_CM_ID_RESOLVE_IB_SERVICE_NAME] = {
		.name = "name",
		.type = RUAPI_T_BYTES,
		.min_len = 1,
		.max_len = 64,
	},
};

static const struct ruapi_attr_spec query_ib_service_attrs[] = {
	[RUAPI_CM_ID_QUERY_IB_SERVICE_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CM_ID_QUERY_IB_SERVICE_SERVICES] = {
		.name = "services",
		.type = RUAPI_T_ARRAY,
		.flags = RUAPI_SPEC_OUT,
		.min_len = sizeof(struct ruapi_ib_service),
		.max_len = 1 << 20,
		.layout = &ib_service_layout,
	},
	[RUAPI_CM_ID_QUERY_IB_SERVICE_COUNT] = {
		.name = "count",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_OUT,
	},
};

static const struct ruapi_attr_spec write_event_attrs[] = {
	[RUAPI_CM_ID_WRITE_EVENT_HANDLE] = {
		.name = "handle",
		.type = RUAPI_T_OBJ,
		.access = RUAPI_ACCESS_READ,
		.flags = RUAPI_SPEC_REQUIRED,
	},
	[RUAPI_CM_ID_WRITE_EVENT_EVENT] = {
		.name = "event",
		.type = RUAPI_T_U32,
		.flags = RUAPI_SPEC_REQUIRED,
		.known = RUAPI_CM_EVENT_INTERNAL,
		.names = &event_names,
	},
	[RUAPI_CM_ID_WRITE_EVENT_STATUS] = {
		.name = "status",
		.type = RUAPI_T_U32,
	},
	[RUAPI_CM_ID_WRITE_EVENT_PRIVATE_DATA] = {
		.name = "private_data",
		.type = RUAPI_T_BYTES,
		.min_len = 1,
		.max_len = RUAPI_CM_MAX_PRIVATE_DATA - 1,
	},
};

static const struct ruapi_action_spec cm_id_actions[] = {
	[RUAPI_DESTROY] = {
		.name = "destroy",
		.class = RUAPI_CLASS_CM,
		RUAPI_ATTRS(ruapi_destroy_attrs),
	},
	[RUAPI_QUERY] = {
		.name = "query",
		.class = RUAPI_CLASS_CM,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(query_attrs),
	},
	[RUAPI_LIST] = {
		.name = "list",
		.class = RUAPI_CLASS_CM,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(ruapi_list_attrs),
	},
	[RUAPI_CM_ID_CREATE] = {
		.name = "create",
		.class = RUAPI_CLASS_CM,
		RUAPI_ATTRS(create_attrs),
	},
	[RUAPI_CM_ID_BIND_ADDR] = {
		.name = "bind_addr",
		.class = RUAPI_CLASS_CM,
		RUAPI_ATTRS(bind_addr_attrs),
	},
	[RUAPI_CM_ID_RESOLVE_ADDR] = {
		.name = "resolve_addr",
		.class = RUAPI_CLASS_CM,
		RUAPI_ATTRS(resolve_addr_attrs),
	},
	[RUAPI_CM_ID_RESOLVE_ROUTE] = {
		.name = "resolve_route",
		.class = RUAPI_CLASS_CM,
		RUAPI_ATTRS(resolve_route_attrs),
	},
	[RUAPI_CM_ID_CONNECT] = {
		.name = "connect",
		.class = RUAPI_CLASS_CM,
		RUAPI_ATTRS(connect_attrs),
	},
	[RUAPI_CM_ID_LISTEN] = {
		.name = "listen",
		.class = RUAPI_CLASS_CM,
		RUAPI_ATTRS(listen_attrs),
	},
	[RUAPI_CM_ID_ACCEPT] = {
		.name = "accept",
		.class = RUAPI_CLASS_CM,
		RUAPI_ATTRS(accept_attrs),
	},
	[RUAPI_CM_ID_REJECT] = {
		.name = "reject",
		.class = RUAPI_CLASS_CM,
		RUAPI_ATTRS(reject_attrs),
	},
	[RUAPI_CM_ID_DISCONNECT] = {
		.name = "disconnect",
		.class = RUAPI_CLASS_CM,
		RUAPI_ATTRS(disconnect_attrs),
	},
	[RUAPI_CM_ID_INIT_QP_ATTR] = {
		.name = "init_qp_attr",
		.class = RUAPI_CLASS_CM,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(init_qp_attr_attrs),
	},
	[RUAPI_CM_ID_NOTIFY] = {
		.name = "notify",
		.class = RUAPI_CLASS_CM,
		RUAPI_ATTRS(notify_attrs),
	},
	[RUAPI_CM_ID_SET_OPTION] = {
		.name = "set_option",
		.class = RUAPI_CLASS_CM,
		RUAPI_ATTRS(set_option_attrs),
	},
	[RUAPI_CM_ID_QUERY_PATH] = {
		.name = "query_path",
		.class = RUAPI_CLASS_CM,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(query_path_attrs),
	},
	[RUAPI_CM_ID_QUERY_GID] = {
		.name = "query_gid",
		.class = RUAPI_CLASS_CM,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(query_gid_attrs),
	},
	[RUAPI_CM_ID_MIGRATE] = {
		.name = "migrate",
		.class = RUAPI_CLASS_CM,
		RUAPI_ATTRS(migrate_attrs),
	},
	[RUAPI_CM_ID_BIND_QP] = {
		.name = "bind_qp",
		.class = RUAPI_CLASS_CM,
		RUAPI_ATTRS(bind_qp_attrs),
	},
	[RUAPI_CM_ID_RESOLVE_IB_SERVICE] = {
		.name = "resolve_ib_service",
		.class = RUAPI_CLASS_CM,
		RUAPI_ATTRS(resolve_ib_service_attrs),
	},
	[RUAPI_CM_ID_QUERY_IB_SERVICE] = {
		.name = "query_ib_service",
		.class = RUAPI_CLASS_CM,
		.flags = RUAPI_ACTION_LOOKS,
		RUAPI_ATTRS(query_ib_service_attrs),
	},
	[RUAPI_CM_ID_WRITE_EVENT] = {
		.name = "write_event",
		.class = RUAPI_CLASS_CM,
		RUAPI_ATTRS(write_event_attrs),
	},
};

const struct ruapi_object_spec ruapi_spec_cm_id = {
	.name = "cm_id",
	.has_handle = 1,
	.num_actions = RUAPI_COUNT(cm_id_actions),
	.actions = cm_id_actions,
};
