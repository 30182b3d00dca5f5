/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Several calls in one system call: all of them or none. */
#ifndef RDMA_UAPI_BATCH_H
#define RDMA_UAPI_BATCH_H

#include <rdma_uapi/base.h>
#include <rdma_uapi/msg.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct ruapi_calls - a batch that is being built, or was run
 *
 * The functions below take NULL for one that has failed for want of memory, and
 * ruapi_batch_run() says so: nobody need check before.
 */
struct ruapi_calls;

/**
 * ruapi_batch_begin() - begin a batch
 *
 * Return: an empty batch, for ruapi_batch_end(); NULL: no memory.
 */
RUAPI_API struct ruapi_calls *ruapi_batch_begin(void);

/**
 * ruapi_batch_add() - add a call, behind those that were added before
 * @calls: the batch
 * @msg: the call, which is copied; what its pointers point to is not
 *
 * Return: its number, for ruapi_msg_result() and ruapi_batch_value().  If there
 * are too many, ruapi_batch_run() fails with -E2BIG.
 */
RUAPI_API unsigned int ruapi_batch_add(struct ruapi_calls *calls,
				       struct ruapi_msg *msg);

/**
 * ruapi_msg_result() - name what an earlier call of the batch makes
 * @msg: a call that is to be added
 * @id: attribute id
 * @object: enum ruapi_object
 * @number: of the earlier call
 *
 * Return: the attribute, or NULL if the call is full.
 */
RUAPI_API struct ruapi_attr *ruapi_msg_result(struct ruapi_msg *msg,
					      uint16_t id, unsigned int object,
					      unsigned int number);

/**
 * ruapi_batch_result() - the same, for an array of objects
 * @object: enum ruapi_object
 * @number: of the earlier call
 */
static inline struct ruapi_objref ruapi_batch_result(unsigned int object,
						     unsigned int number)
{
	struct ruapi_objref ref;

	ref.handle = number;
	ref.object = object | RUAPI_OBJ_RESULT;
	return ref;
}

/**
 * ruapi_batch_run() - make all calls, or none
 * @fd: of the device, or a view of it
 * @calls: the batch.  It can be run again, or added to, as it is
 *
 * Return: 0; negative errno, see ruapi_batch_error(); the number of the first
 * DESTROY, of several at the end, that was not done although those before it were.
 */
RUAPI_API int ruapi_batch_run(int fd, struct ruapi_calls *calls);

/**
 * ruapi_batch_value() - what the kernel wrote
 * @calls: a batch that succeeded
 * @number: of the call
 * @id: attribute id
 *
 * Return: the scalar, the new handle or the new fd; 0 if the kernel did not write the
 * attribute.
 */
RUAPI_API uint64_t ruapi_batch_value(const struct ruapi_calls *calls,
				     unsigned int number, uint16_t id);

/**
 * ruapi_batch_attr() - find an attribute of a call
 * @calls: the batch
 * @number: of the call
 * @id: attribute id
 *
 * Return: the attribute, valid until another call is added; NULL if there is none.
 */
RUAPI_API const struct ruapi_attr *
ruapi_batch_attr(const struct ruapi_calls *calls, unsigned int number,
		 uint16_t id);

/**
 * ruapi_batch_error() - which call failed, and why
 * @calls: a batch that failed, or of which DESTROYs were not done
 * @number: out: number of the call; 0xffffffff: it is the batch itself that was
 *	refused.  May be NULL
 *
 * Return: why, for ruapi_strerror_call().
 */
RUAPI_API const struct ruapi_error *
ruapi_batch_error(const struct ruapi_calls *calls, unsigned int *number);

/**
 * ruapi_batch_end() - forget a batch
 * @calls: the batch
 */
RUAPI_API void ruapi_batch_end(struct ruapi_calls *calls);

/**
 * struct ruapi_endpoint_args - arguments of ruapi_endpoint_create()
 * @set: 0: members of later releases count only if a bit of it says so
 * @error: out: why it failed, if it did
 * @context: required: context of all
 * @pd_uhw: what provider library and driver exchange about the PD
 * @cq_uhw: ditto, about the CQ
 * @qp_uhw: ditto, about the QP
 * @queue: EVENT_QUEUE of completions, and of the id; 0: the main one
 * @user_data: of CQ, QP and id, in their events
 * @cqe: required: entries of the CQ
 * @comp_vector: of the CQ
 * @type: required: enum ib_qp_type of the QP
 * @sig_all: 1: each request completes
 * @cap: required: what the QP shall have
 * @port_space: enum rdma_ucm_port_space of the id; 0: there is none
 * @pd: out: the PD
 * @cq: out: the CQ
 * @qp: out: the QP
 * @cm_id: out: the id, or 0
 * @actual_cqe: out: entries of the CQ
 * @actual_cap: out: what the QP has; may be NULL
 * @qp_num: out: number of the QP
 */
struct ruapi_endpoint_args {
	uint64_t set;
	struct ruapi_error error;
	uint32_t context;
	struct ruapi_uhw pd_uhw;
	struct ruapi_uhw cq_uhw;
	struct ruapi_uhw qp_uhw;
	uint32_t queue;
	uint64_t user_data;
	uint32_t cqe;
	uint32_t comp_vector;
	uint8_t type;
	uint8_t sig_all;
	uint16_t port_space;
	const struct ruapi_qp_cap *cap;
	struct ruapi_qp_cap *actual_cap;
	uint32_t pd;
	uint32_t cq;
	uint32_t qp;
	uint32_t cm_id;
	uint32_t actual_cqe;
	uint32_t qp_num;
};

/**
 * ruapi_endpoint_create() - all that a connection takes, in one system call: PD, CQ,
 *	QP and id
 * @fd: of the device, or a view of it
 * @args: what to make, and what came of it
 *
 * Each is an object as any other, and destroyed as that, users first.
 *
 * Return: 0, or a negative errno and nothing is made.
 */
RUAPI_API int ruapi_endpoint_create(int fd, struct ruapi_endpoint_args *args);

#ifdef __cplusplus
}
#endif

#endif /* RDMA_UAPI_BATCH_H */
