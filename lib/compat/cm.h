/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Commands of rdma_cm: what cm.c does for the handlers in cm_*.c.
 *
 * Structs are those of rdma/rdma_user_cm.h; lengths and errors are checked as
 * rdma_ucm does.  Legacy ids are our handles and legacy uids our user_data.
 */
#ifndef COMPAT_CM_H
#define COMPAT_CM_H

#include <stdint.h>
#include <sys/socket.h>

#include <rdma/rdma_user_cm.h>

#include "call.h"
#include "compat.h"

/* sockaddr_ib, which no header of userspace declares. */
struct sockaddr_ib {
	uint16_t family;
	uint16_t pkey;
	uint32_t flowinfo;
	uint8_t gid[16];
	uint64_t sid;
	uint64_t sid_mask;
	uint64_t scope_id;
};

/**
 * struct cm_cmd - one legacy command as written
 * @view: the channel
 * @req: request
 * @req_len: bytes of it
 * @resp_len: room that the caller has for a response
 */
struct cm_cmd {
	const struct view *view;
	const void *req;
	size_t req_len;
	size_t resp_len;
};

/* The request.  A shorter one is filled up with zeros: new members mean
 * nothing then.
 */
void cm_request(const struct cm_cmd *cmd, void *req, size_t size);

/* The response, as much of it as the caller has room for. */
int cm_response(const struct cm_cmd *cmd, uint64_t to, const void *resp,
		size_t size);

/* Begins a call of an action of CM_ID; makes any call. */
void cm_call(struct call *call, uint16_t action, uint32_t id);
int cm_run(struct call *call, const struct cm_cmd *cmd);

/* An action of CM_ID whose only other attribute is a number. */
int cm_run_u32(const struct cm_cmd *cmd, uint16_t action, uint32_t id,
	       uint16_t attr, uint32_t value);

/* Length that follows from the family, 0 if the family is not known. */
uint16_t cm_addr_size(const void *addr);

/* ---- handlers, by their names in rdma/rdma_user_cm.h ------------------- */

int cm_create_id(const struct cm_cmd *cmd);
int cm_destroy_id(const struct cm_cmd *cmd);
int cm_migrate_id(const struct cm_cmd *cmd);
int cm_bind_ip(const struct cm_cmd *cmd);
int cm_bind(const struct cm_cmd *cmd);
int cm_resolve_ip(const struct cm_cmd *cmd);
int cm_resolve_addr(const struct cm_cmd *cmd);
int cm_resolve_route(const struct cm_cmd *cmd);
int cm_connect(const struct cm_cmd *cmd);
int cm_listen(const struct cm_cmd *cmd);
int cm_accept(const struct cm_cmd *cmd);
int cm_reject(const struct cm_cmd *cmd);
int cm_disconnect(const struct cm_cmd *cmd);
int cm_notify(const struct cm_cmd *cmd);
int cm_join_ip_mcast(const struct cm_cmd *cmd);
int cm_join_mcast(const struct cm_cmd *cmd);
int cm_leave_mcast(const struct cm_cmd *cmd);
int cm_set_option(const struct cm_cmd *cmd);

int cm_query(const struct cm_cmd *cmd);
int cm_query_route(const struct cm_cmd *cmd);
int cm_init_qp_attr(const struct cm_cmd *cmd);

int cm_get_event(const struct cm_cmd *cmd);

/* What only newer kernels have; whether this one is: 1, 0 or a negative errno. */
int cm_is_newer(const struct view *view);
int cm_resolve_ib_service(const struct cm_cmd *cmd);
int cm_query_ib_service(const struct cm_cmd *cmd,
			const struct rdma_ucm_query *req);
int cm_write_event(const struct cm_cmd *cmd);

#endif /* COMPAT_CM_H */
