/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Commands of uverbsN: what verbs.c does for the handlers in verbs_*.c.
 *
 * Structs are those of rdma/ib_user_verbs.h.  Legacy handles are our handles
 * and legacy user_handles our user_data.  Response pointers are the caller's
 * own: a bad one faults here.
 */
#ifndef COMPAT_VERBS_H
#define COMPAT_VERBS_H

#include <string.h>

#include <rdma/ib_user_verbs.h>

#include "call.h"
#include "compat.h"

/**
 * struct verbs_buf - memory of a program, for a driver that asks for it
 * @addr: where, or the offset in a dma-buf
 * @length: bytes
 * @fd: the dma-buf
 * @of_fd: it is one
 * @error: what is wrong with it, which only a driver that asks is told
 */
struct verbs_buf {
	uint64_t addr;
	uint64_t length;
	int fd;
	bool of_fd;
	int error;
};

/* Queues of a QP for which a program may have memory; an SRQ has the first. */
#define VERBS_MEMORIES 3

/**
 * struct verbs_memory - memory of a program for a queue, for a driver that asks for it
 * @id: the attribute of the action that names it, 0: there is none
 * @desc: what it is
 * @error: what is wrong with it, which only a driver that asks is told; it is
 *	none at all then
 */
struct verbs_memory {
	uint16_t id;
	struct ruapi_buffer desc;
	int error;
};

/**
 * struct verbs_cmd - one legacy command as written
 * @view: where
 * @req: core request
 * @req_len: bytes of it
 * @resp: core response of the caller, or a copy of it
 * @resp_len: bytes of it
 * @resp_to: where @resp is in the program: itself, or what it is a copy of
 * @uhw_in: request of the provider library
 * @uhw_in_len: bytes of it
 * @uhw_out: response of the driver, in the caller
 * @uhw_out_len: bytes of it
 * @by_method: it is a method of RDMA_VERBS_IOCTL
 * @comp_fd: that such a method names for completions, NULL: none
 * @async_fd: ditto, for asynchronous events
 * @buf: memory that such a method names for what is to be made, NULL: none
 * @memory: VERBS_MEMORIES of a QP or SRQ, NULL: none
 */
struct verbs_cmd {
	const struct view *view;
	const void *req;
	size_t req_len;
	void *resp;
	size_t resp_len;
	void *resp_to;
	const void *uhw_in;
	uint32_t uhw_in_len;
	void *uhw_out;
	uint32_t uhw_out_len;
	bool by_method;
	const int64_t *comp_fd;
	const int64_t *async_fd;
	const struct verbs_buf *buf;
	const struct verbs_memory *memory;
};

/* The request.  A shorter one is filled up with zeros, a longer one must have
 * a zero tail: -EOPNOTSUPP.
 */
int verbs_request_any(const struct verbs_cmd *cmd, void *req, size_t size);

/* Mostly it is just as long; and who looks at what comes behind alone has no room. */
static inline int verbs_request(const struct verbs_cmd *cmd, void *req,
				size_t size)
{
	if (!size || cmd->req_len != size)
		return verbs_request_any(cmd, req, size);
	memcpy(req, cmd->req, size);
	return 0;
}

/* The response, as much of it as the caller has room for; the rest of the room
 * is zeroed.  Returns 0.
 */
int verbs_response_any(const struct verbs_cmd *cmd, const void *resp, size_t size);

static inline int verbs_response(const struct verbs_cmd *cmd, const void *resp,
				 size_t size)
{
	if (!cmd->resp || cmd->resp_len != size)
		return verbs_response_any(cmd, resp, size);
	memcpy(cmd->resp, resp, size);
	return 0;
}

/* What extended commands say in response_length. */
uint32_t verbs_resp_len(const struct verbs_cmd *cmd, size_t size);

/* Adds what provider library and driver say to each other. */
void verbs_uhw(struct call *call, const struct verbs_cmd *cmd);

/* Makes the call; 0, or the errno that ib_uverbs would return. */
int verbs_run_on(struct call *call, const struct view *view);

/* Has it failed because the port, P_Key or GID is another network namespace's? */
bool verbs_is_elsewhere(const struct call *call, int ret);
int verbs_run(struct call *call, const struct verbs_cmd *cmd);
int verbs_fast(const struct verbs_cmd *cmd, enum ruapi_object object,
	       uint16_t action, uint32_t handle, uint64_t arg);

/* The command of a number of enum ib_user_verbs_write_cmds, whatever carried it. */
int verbs_invoke(uint64_t number, const struct verbs_cmd *cmd, bool *answers);

/* Adds the queue for asynchronous events, if there is one. */
void verbs_put_queue(struct call *call, uint16_t id,
		     const struct verbs_cmd *cmd);

/*
 * Opens the context of a view; @queue: for its events, 0: the main one; @ucaps: fds of
 * user capabilities, @ucaps_len bytes of them.
 */
int verbs_open_context(const struct verbs_cmd *cmd, uint32_t queue,
		       const int *ucaps, uint32_t ucaps_len, uint32_t *handle);
int verbs_comp_vectors(const struct view *view, uint32_t *vectors);

/* Makes a call that destroys; calls of others on the object are waited for. */
int verbs_run_destroy(struct call *call, const struct view *view);

/* DESTROY, and the events of the object that have been read; @events may be NULL. */
int verbs_destroy(const struct verbs_cmd *cmd, enum ruapi_object object,
		  uint32_t handle, uint32_t *events, uint32_t *async_events);

/* A whole command: DESTROY of what has no events; the request is its handle. */
int verbs_destroy_quiet(const struct verbs_cmd *cmd, enum ruapi_object object);

/* Access rights without those that need not be known. */
uint32_t verbs_known_access(uint32_t flags);

/* A new event queue and its fd. */
int verbs_queue(const struct verbs_cmd *cmd, enum ruapi_event_format format,
		int *fd, uint32_t *handle);

/* Adds what memory there is for queues. */
void verbs_put_memory(struct call *call, const struct verbs_cmd *cmd);

/* What a driver that wanted such memory is to say, if @ret is that it cannot be had. */
int verbs_memory_error(const struct call *call, const struct verbs_cmd *cmd, int ret);

/* Makes a call that names a domain: ib_uverbs says EINVAL if there is none. */
int verbs_run_xrc(struct call *call, const struct verbs_cmd *cmd,
		  uint16_t xrcd_attr);

/* What a device can do. */
int verbs_device(const struct view *view, struct ruapi_device_attr *attr);

/* State of a port, in both ABIs. */
int verbs_port(const struct view *view, uint32_t port,
	       struct ruapi_port_attr *attr);
struct ib_uverbs_query_port_resp
verbs_port_resp(const struct ruapi_port_attr *attr);

/* ---- handlers, by their names in enum ib_uverbs_write_cmds ------------- */

int cmd_get_context(const struct verbs_cmd *cmd);
int cmd_query_device(const struct verbs_cmd *cmd);
int cmd_ex_query_device(const struct verbs_cmd *cmd);
int cmd_query_port(const struct verbs_cmd *cmd);

int cmd_alloc_pd(const struct verbs_cmd *cmd);
int cmd_dealloc_pd(const struct verbs_cmd *cmd);
int cmd_reg_mr(const struct verbs_cmd *cmd);
int cmd_rereg_mr(const struct verbs_cmd *cmd);
int cmd_dereg_mr(const struct verbs_cmd *cmd);
int cmd_alloc_mw(const struct verbs_cmd *cmd);
int cmd_dealloc_mw(const struct verbs_cmd *cmd);

int cmd_create_comp_channel(const struct verbs_cmd *cmd);
int cmd_create_cq(const struct verbs_cmd *cmd);
int cmd_ex_create_cq(const struct verbs_cmd *cmd);
int cmd_ex_modify_cq(const struct verbs_cmd *cmd);
int cmd_resize_cq(const struct verbs_cmd *cmd);
int cmd_req_notify_cq(const struct verbs_cmd *cmd);
int cmd_destroy_cq(const struct verbs_cmd *cmd);

int cmd_create_qp(const struct verbs_cmd *cmd);
int cmd_ex_create_qp(const struct verbs_cmd *cmd);
int cmd_modify_qp(const struct verbs_cmd *cmd);
int cmd_ex_modify_qp(const struct verbs_cmd *cmd);
int cmd_query_qp(const struct verbs_cmd *cmd);
int cmd_destroy_qp(const struct verbs_cmd *cmd);
int cmd_create_ah(const struct verbs_cmd *cmd);
int cmd_destroy_ah(const struct verbs_cmd *cmd);
int cmd_attach_mcast(const struct verbs_cmd *cmd);
int cmd_detach_mcast(const struct verbs_cmd *cmd);

int cmd_create_srq(const struct verbs_cmd *cmd);
int cmd_create_xsrq(const struct verbs_cmd *cmd);
int cmd_modify_srq(const struct verbs_cmd *cmd);
int cmd_query_srq(const struct verbs_cmd *cmd);
int cmd_destroy_srq(const struct verbs_cmd *cmd);

int cmd_post_send(const struct verbs_cmd *cmd);
int cmd_post_recv(const struct verbs_cmd *cmd);
int cmd_post_srq_recv(const struct verbs_cmd *cmd);
int cmd_poll_cq(const struct verbs_cmd *cmd);
int cmd_ex_create_wq(const struct verbs_cmd *cmd);
int cmd_ex_modify_wq(const struct verbs_cmd *cmd);
int cmd_ex_destroy_wq(const struct verbs_cmd *cmd);
int cmd_ex_create_rwq_ind_table(const struct verbs_cmd *cmd);
int cmd_ex_destroy_rwq_ind_table(const struct verbs_cmd *cmd);

int cmd_ex_create_flow(const struct verbs_cmd *cmd);
int cmd_ex_destroy_flow(const struct verbs_cmd *cmd);

int cmd_open_xrcd(const struct verbs_cmd *cmd);
int cmd_close_xrcd(const struct verbs_cmd *cmd);
int cmd_open_qp(const struct verbs_cmd *cmd);

#endif /* COMPAT_VERBS_H */
