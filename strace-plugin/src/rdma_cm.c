/*
 * Decoder of what is written to /dev/infiniband/rdma_cm.
 *
 * Copyright (c) 2026 The strace developers.
 * All rights reserved.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "defs.h"

#include "rdma_cm.h"
#include "rdma_events.h"
#include "rdma_layout.h"

#include "xlat/rdma_ucm_cmds.h"
#include "xlat/rdma_ucm_ib_options.h"
#include "xlat/rdma_ucm_id_options.h"
#include "xlat/rdma_ucm_option_levels.h"
#include "xlat/rdma_ucm_query_options.h"

#define UCM_PATH "/dev/infiniband/rdma_cm"

/* The structures are those of <rdma/rdma_user_cm.h>.  */
struct ucm_hdr {
	uint32_t cmd;
	uint16_t in;
	uint16_t out;
};

static const struct rdma_names ucm_event_names = {
	rdma_cm_event_types, NULL, "RDMA_CM_EVENT_???"
};

static const struct rdma_names ucm_query_names = {
	rdma_ucm_query_options, NULL, "RDMA_USER_CM_QUERY_???"
};

#define U(name_, offset_, size_)					\
	{ .name = name_, .offset = offset_, .size = size_, .show = RDMA_SHOW_U }
#define X(name_, offset_, size_)					\
	{ .name = name_, .offset = offset_, .size = size_, .show = RDMA_SHOW_X }
#define XVAL(name_, offset_, size_, names_)				\
	{								\
		.name = name_, .offset = offset_, .size = size_,	\
		.show = RDMA_SHOW_XVAL, .names = &names_		\
	}
#define STRUCT(name_, offset_, size_, layout_)				\
	{								\
		.name = name_, .offset = offset_, .size = size_,	\
		.show = RDMA_SHOW_STRUCT, .layout = &layout_		\
	}
#define BYTES(name_, offset_, size_, len_offset_)			\
	{								\
		.name = name_, .offset = offset_, .size = size_,	\
		.show = RDMA_SHOW_BYTES,				\
		.len_offset = len_offset_, .len_size = 1		\
	}
#define SOCKADDR(name_, offset_, size_)					\
	{								\
		.name = name_, .offset = offset_, .size = size_,	\
		.show = RDMA_SHOW_SOCKADDR				\
	}
#define SOCKADDR_LEN(name_, offset_, len_offset_)			\
	{								\
		.name = name_, .offset = offset_, .size = 128,		\
		.show = RDMA_SHOW_SOCKADDR,				\
		.len_offset = len_offset_, .len_size = 2		\
	}
#define UCM(name_, size_, ...)						\
	static const struct rdma_field fields_ucm_##name_[] = {		\
		__VA_ARGS__						\
	};								\
	static const struct rdma_layout layout_ucm_##name_ = {		\
		.fields = fields_ucm_##name_,				\
		.nfields = ARRAY_SIZE(fields_ucm_##name_),		\
		.size = size_,						\
	}

UCM(conn_param, 272,
    X("qp_num", 0, 4), X("qkey", 4, 4), BYTES("private_data", 8, 256, 264),
    U("private_data_len", 264, 1), U("srq", 265, 1),
    U("responder_resources", 266, 1), U("initiator_depth", 267, 1),
    U("flow_control", 268, 1), U("retry_count", 269, 1),
    U("rnr_retry_count", 270, 1), U("valid", 271, 1));

UCM(ece, 8, X("vendor_id", 0, 4), X("attr_mod", 4, 4));

UCM(create_id, 24,
    X("uid", 0, 8), X("response", 8, 8),
    XVAL("ps", 16, 2, names_rdma_ucm_port_space),
    XVAL("qp_type", 18, 1, names_ib_qp_type));
UCM(id_resp, 4, U("id", 0, 4));
UCM(events_resp, 4, U("events_reported", 0, 4));
UCM(destroy_id, 16, X("response", 0, 8), U("id", 8, 4));
UCM(bind_ip, 40,
    X("response", 0, 8), SOCKADDR("addr", 8, 28), U("id", 36, 4));
UCM(resolve_ip, 64,
    SOCKADDR("src_addr", 0, 28), SOCKADDR("dst_addr", 28, 28),
    U("id", 56, 4), U("timeout_ms", 60, 4));
UCM(resolve_route, 8, U("id", 0, 4), U("timeout_ms", 4, 4));
UCM(query, 16,
    X("response", 0, 8), U("id", 8, 4),
    XVAL("option", 12, 4, ucm_query_names));
UCM(connect, 288,
    STRUCT("conn_param", 0, 272, layout_ucm_conn_param), U("id", 272, 4),
    STRUCT("ece", 280, 8, layout_ucm_ece));
UCM(listen, 8, U("id", 0, 4), U("backlog", 4, 4));
UCM(accept, 296,
    X("uid", 0, 8), STRUCT("conn_param", 8, 272, layout_ucm_conn_param),
    U("id", 280, 4), STRUCT("ece", 288, 8, layout_ucm_ece));
UCM(reject, 264,
    U("id", 0, 4), U("private_data_len", 4, 1), U("reason", 5, 1),
    BYTES("private_data", 8, 256, 4));
UCM(disconnect, 4, U("id", 0, 4));
UCM(init_qp_attr, 16,
    X("response", 0, 8), U("id", 8, 4),
    XVAL("qp_state", 12, 4, names_ib_qp_state));
#define QPA(field_, show_, bit_, ...)					\
	FIELD(ib_uverbs_qp_attr, field_, show_,				\
	      WHEN(ib_uverbs_qp_attr, qp_attr_mask, 1U << (bit_)),	\
	      ##__VA_ARGS__)

UCM(qp_attr, sizeof(struct ib_uverbs_qp_attr),
    FIELD(ib_uverbs_qp_attr, qp_attr_mask, FLAGS,
	  .names = &names_ib_qp_attr_mask),
    QPA(qp_state, XVAL, 0, .names = &names_ib_qp_state),
    QPA(cur_qp_state, XVAL, 1, .names = &names_ib_qp_state),
    QPA(path_mtu, XVAL, 8, .names = &names_ib_mtu),
    QPA(path_mig_state, U, 18),
    QPA(qkey, X, 6),
    QPA(rq_psn, X, 12),
    QPA(sq_psn, X, 16),
    QPA(dest_qp_num, X, 20),
    QPA(qp_access_flags, FLAGS, 3, .names = &names_ib_access_flags),
    QPA(ah_attr, STRUCT, 7, .layout = &layout_ah_attr),
    QPA(alt_ah_attr, STRUCT, 14, .layout = &layout_ah_attr),
    QPA(max_send_wr, U, 19),
    QPA(max_recv_wr, U, 19),
    QPA(max_send_sge, U, 19),
    QPA(max_recv_sge, U, 19),
    QPA(max_inline_data, U, 19),
    QPA(pkey_index, U, 4),
    QPA(alt_pkey_index, U, 14),
    QPA(en_sqd_async_notify, U, 2),
    QPA(max_rd_atomic, U, 13),
    QPA(max_dest_rd_atomic, U, 17),
    QPA(min_rnr_timer, U, 15),
    QPA(port_num, U, 5),
    QPA(timeout, U, 9),
    QPA(retry_cnt, U, 10),
    QPA(rnr_retry, U, 11),
    QPA(alt_port_num, U, 14),
    QPA(alt_timeout, U, 14));

UCM(get_event, 8, X("response", 0, 8));
UCM(event_resp, 336,
    X("uid", 0, 8), U("id", 8, 4), XVAL("event", 12, 4, ucm_event_names),
    U("status", 16, 4), STRUCT("param", 20, 272, layout_ucm_conn_param),
    STRUCT("ece", 328, 8, layout_ucm_ece));
UCM(notify, 8, U("id", 0, 4), U("event", 4, 4));
UCM(join_ip_mcast, 48,
    X("response", 0, 8), X("uid", 8, 8), SOCKADDR("addr", 16, 28),
    U("id", 44, 4));
UCM(migrate_id, 16, X("response", 0, 8), U("id", 8, 4), U("fd", 12, 4));
UCM(bind, 136,
    U("id", 0, 4), U("addr_size", 4, 2), SOCKADDR_LEN("addr", 8, 4));
UCM(resolve_addr, 272,
    U("id", 0, 4), U("timeout_ms", 4, 4), U("src_size", 8, 2),
    U("dst_size", 10, 2), SOCKADDR_LEN("src_addr", 16, 8),
    SOCKADDR_LEN("dst_addr", 144, 10));
UCM(join_mcast, 152,
    X("response", 0, 8), X("uid", 8, 8), U("id", 16, 4),
    U("addr_size", 20, 2), U("join_flags", 22, 2),
    SOCKADDR_LEN("addr", 24, 20));
UCM(resolve_ib_service, 88,
    U("id", 0, 4),
    X("service_id", 8, 8),
    { .name = "service_name", .offset = 16, .size = 64,
      .show = RDMA_SHOW_CSTRING },
    X("flags", 80, 4));
UCM(write_cm_event, 288,
    U("id", 0, 4), XVAL("event", 8, 4, ucm_event_names), U("status", 12, 4),
    STRUCT("param", 16, 272, layout_ucm_conn_param));
UCM(query_ib_service_resp, 8, U("num_service_recs", 0, 4));
UCM(query_addr_resp, 280,
    { .name = "node_guid", .size = 8, .show = RDMA_SHOW_GUID },
    U("port_num", 8, 1), X("pkey", 10, 2), U("src_size", 12, 2),
    U("dst_size", 14, 2), SOCKADDR_LEN("src_addr", 16, 12),
    SOCKADDR_LEN("dst_addr", 144, 14), U("ibdev_index", 272, 4));
UCM(query_path_resp, 8, U("num_paths", 0, 4));

/**
 * A command.
 *
 * in        What is written after the header.
 * response  Where in it the address of the response is; -1: there is none.
 * out       What comes in return, NULL: not known.
 */
static const struct {
	const struct rdma_layout *in;
	int response;
	const struct rdma_layout *out;
} ucm_cmds[] = {
	[RDMA_USER_CM_CMD_CREATE_ID] = {
		&layout_ucm_create_id, 8, &layout_ucm_id_resp
	},
	[RDMA_USER_CM_CMD_DESTROY_ID] = {
		&layout_ucm_destroy_id, 0, &layout_ucm_events_resp
	},
	[RDMA_USER_CM_CMD_BIND_IP] = { &layout_ucm_bind_ip, -1, NULL },
	[RDMA_USER_CM_CMD_RESOLVE_IP] = { &layout_ucm_resolve_ip, -1, NULL },
	[RDMA_USER_CM_CMD_RESOLVE_ROUTE] = {
		&layout_ucm_resolve_route, -1, NULL
	},
	[RDMA_USER_CM_CMD_QUERY_ROUTE] = { &layout_ucm_query, 0, NULL },
	[RDMA_USER_CM_CMD_CONNECT] = { &layout_ucm_connect, -1, NULL },
	[RDMA_USER_CM_CMD_LISTEN] = { &layout_ucm_listen, -1, NULL },
	[RDMA_USER_CM_CMD_ACCEPT] = { &layout_ucm_accept, -1, NULL },
	[RDMA_USER_CM_CMD_REJECT] = { &layout_ucm_reject, -1, NULL },
	[RDMA_USER_CM_CMD_DISCONNECT] = { &layout_ucm_disconnect, -1, NULL },
	[RDMA_USER_CM_CMD_INIT_QP_ATTR] = {
		&layout_ucm_init_qp_attr, 0, &layout_ucm_qp_attr
	},
	[RDMA_USER_CM_CMD_GET_EVENT] = {
		&layout_ucm_get_event, 0, &layout_ucm_event_resp
	},
	/* The kernel does not know it any more.  */
	[RDMA_USER_CM_CMD_GET_OPTION] = { NULL, -1, NULL },
	[RDMA_USER_CM_CMD_SET_OPTION] = { NULL, -1, NULL },
	[RDMA_USER_CM_CMD_NOTIFY] = { &layout_ucm_notify, -1, NULL },
	[RDMA_USER_CM_CMD_JOIN_IP_MCAST] = {
		&layout_ucm_join_ip_mcast, 0, &layout_ucm_id_resp
	},
	[RDMA_USER_CM_CMD_LEAVE_MCAST] = {
		&layout_ucm_destroy_id, 0, &layout_ucm_events_resp
	},
	[RDMA_USER_CM_CMD_MIGRATE_ID] = {
		&layout_ucm_migrate_id, 0, &layout_ucm_events_resp
	},
	[RDMA_USER_CM_CMD_QUERY] = { &layout_ucm_query, 0, NULL },
	[RDMA_USER_CM_CMD_BIND] = { &layout_ucm_bind, -1, NULL },
	[RDMA_USER_CM_CMD_RESOLVE_ADDR] = {
		&layout_ucm_resolve_addr, -1, NULL
	},
	[RDMA_USER_CM_CMD_JOIN_MCAST] = {
		&layout_ucm_join_mcast, 0, &layout_ucm_id_resp
	},
	[RDMA_USER_CM_CMD_RESOLVE_IB_SERVICE] = {
		&layout_ucm_resolve_ib_service, -1, NULL
	},
	[RDMA_USER_CM_CMD_WRITE_CM_EVENT] = {
		&layout_ucm_write_cm_event, -1, NULL
	},
};

/*
 * Whether it is a command that is being written.  The path is looked at only
 * if the bytes could be one, and this is rare.
 */
static bool
is_ucm_cmd(struct tcb *const tcp, struct ucm_hdr *const hdr)
{
	const kernel_ulong_t count = tcp->u_arg[2];
	char path[sizeof(UCM_PATH) + 1];

	if (count < sizeof(*hdr) || !verbose(tcp)
	    || umove(tcp, tcp->u_arg[1], hdr) < 0
	    || hdr->cmd >= ARRAY_SIZE(ucm_cmds)
	    || hdr->in != count - sizeof(*hdr))
		return false;
	return getfdpath(tcp, tcp->u_arg[0], path, sizeof(path)) > 0
	       && !strcmp(path, UCM_PATH);
}

/* What the names of options are names of depends on their level. */
static void
print_set_option(struct tcb *const tcp, const kernel_ulong_t addr)
{
	struct {
		uint64_t optval;
		uint32_t id;
		uint32_t level;
		uint32_t optname;
		uint32_t optlen;
	} option;

	if (umove_or_printaddr(tcp, addr, &option))
		return;
	tprint_struct_begin();
	tprints_field_name("optval");
	printstr_ex(tcp, option.optval, option.optlen, QUOTE_FORCE_HEX);
	tprint_struct_next();
	PRINT_FIELD_U(option, id);
	tprint_struct_next();
	PRINT_FIELD_XVAL(option, level, rdma_ucm_option_levels,
			 "RDMA_OPTION_???");
	tprint_struct_next();
	tprints_field_name("optname");
	printxvals(option.optname, "RDMA_OPTION_???",
		   option.level == RDMA_OPTION_ID ? rdma_ucm_id_options :
		   option.level == RDMA_OPTION_IB ? rdma_ucm_ib_options : NULL,
		   NULL);
	tprint_struct_next();
	PRINT_FIELD_U(option, optlen);
	tprint_struct_end();
}

static void
print_ucm_cmd(struct tcb *const tcp, const struct ucm_hdr *const hdr,
	      const kernel_ulong_t addr)
{
	if (hdr->cmd == RDMA_USER_CM_CMD_SET_OPTION && hdr->in == 24)
		print_set_option(tcp, addr);
	else if (ucm_cmds[hdr->cmd].in)
		rdma_decode_struct(tcp, addr, hdr->in, ucm_cmds[hdr->cmd].in);
	else
		printstr_ex(tcp, addr, hdr->in, QUOTE_FORCE_HEX);
}

bool
rdma_cm_write_entering(struct tcb *const tcp)
{
	struct ucm_hdr hdr;

	if (!is_ucm_cmd(tcp, &hdr))
		return false;

	tprint_array_begin();
	tprint_struct_begin();
	PRINT_FIELD_XVAL(hdr, cmd, rdma_ucm_cmds, "RDMA_USER_CM_CMD_???");
	tprint_struct_next();
	PRINT_FIELD_U(hdr, in);
	tprint_struct_next();
	PRINT_FIELD_U(hdr, out);
	tprint_struct_end();
	if (hdr.in) {
		tprint_array_next();
		print_ucm_cmd(tcp, &hdr, tcp->u_arg[1] + sizeof(hdr));
	}
	tprint_array_end();
	return true;
}

/* What a QUERY returns depends on what was asked. */
static const struct rdma_layout *
ucm_out_layout(struct tcb *const tcp, const struct ucm_hdr *const hdr)
{
	uint32_t option;

	if (hdr->cmd != RDMA_USER_CM_CMD_QUERY)
		return ucm_cmds[hdr->cmd].out;
	if (hdr->in < 16
	    || umove(tcp, tcp->u_arg[1] + sizeof(*hdr) + 12, &option) < 0)
		return NULL;
	if (option == RDMA_USER_CM_QUERY_IB_SERVICE)
		return &layout_ucm_query_ib_service_resp;
	return option == RDMA_USER_CM_QUERY_PATH ? &layout_ucm_query_path_resp
						 : &layout_ucm_query_addr_resp;
}

void
rdma_cm_write_exiting(struct tcb *const tcp)
{
	const struct rdma_layout *layout;
	struct ucm_hdr hdr;
	uint64_t response;

	if (syserror(tcp) || umove(tcp, tcp->u_arg[1], &hdr) < 0
	    || hdr.cmd >= ARRAY_SIZE(ucm_cmds)
	    || ucm_cmds[hdr.cmd].response < 0 || !hdr.out
	    || hdr.in < ucm_cmds[hdr.cmd].response + sizeof(response)
	    || umove(tcp, tcp->u_arg[1] + sizeof(hdr)
			  + ucm_cmds[hdr.cmd].response, &response) < 0)
		return;
	tprint_value_changed();
	layout = ucm_out_layout(tcp, &hdr);
	if (layout)
		rdma_decode_struct(tcp, response, MIN(hdr.out, layout->size),
				   layout);
	else
		printstr_ex(tcp, response, hdr.out, QUOTE_FORCE_HEX);
}

#undef U
#undef X
#undef XVAL
#undef STRUCT
#undef BYTES
#undef SOCKADDR
#undef SOCKADDR_LEN
#undef QPA
#undef UCM
