/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Methods that a driver defines, and attributes that it adds to others, in one way for
 * two stacks: RDMA_VERBS_IOCTL of ib_uverbs, and /dev/rdma_uapi.
 */
#ifndef METHODS_H
#define METHODS_H

#include <rdma/rdma_user_ioctl.h>
#include <rdma/ib_user_ioctl_cmds.h>
#include "../../kernel/drivers/rdmasim/rdmasim-abi.h"
#include "guest.h"

/**
 * struct stack - an open device
 * @ours: on /dev/rdma_uapi, and not ib_uverbs
 * @fd: of it
 * @driver_id: of the device
 * @device: its index; ours only
 * @context: ours only
 * @slot: of the context, for mmap(); ours only
 * @pd: a PD
 */
struct stack {
	bool ours;
	int fd;
	uint32_t driver_id;
	uint32_t device;
	uint32_t context;
	uint32_t slot;
	uint32_t pd;
};

bool stack_open(struct stack *stack, bool ours, const char *ibdev);

/* As far as nothing of the device is open yet. */
bool stack_begin(struct stack *stack, bool ours, const char *ibdev);

/* Another PD; 0 or a negative errno. */
int stack_pd(const struct stack *stack, uint32_t *pd);
void stack_close(struct stack *stack);

/* methods_page.c: @stack is open on @ibdev, and is again then. */
void test_pages(struct stack *stack, const char *ibdev);

/* A call: begun, given its attributes, run.  Ids and numbers are the driver's. */
void call_begin(const struct stack *stack, uint16_t object, uint16_t method);

/*
 * One that is not the driver's: the attributes of either stack are given by themselves,
 * those that the driver adds as those of its methods.
 */
void call_begin_core(const struct stack *stack, uint16_t object, uint16_t method,
		     uint16_t our_object, uint16_t our_action);
void call_stock(uint16_t id, uint16_t len, uint64_t data);
void call_ours(uint16_t id, uint8_t wire, uint32_t len, uint64_t value);
void call_ours_object(uint16_t id, uint8_t wire, uint16_t object, uint32_t handle);

void call_value(uint16_t id, uint16_t len, uint64_t value);
void call_in(uint16_t id, const void *data, uint16_t len);
void call_choice(uint16_t id, uint8_t choice, const void *data, uint16_t len);
void call_out(uint16_t id, void *data, uint16_t len);
void call_new(uint16_t id, uint16_t object);
void call_object(uint16_t id, uint16_t object, uint32_t handle);
void call_destroy(uint16_t id, uint16_t object, uint32_t handle);
void call_objects(uint16_t id, uint16_t object, const uint32_t *handles,
		  unsigned int count);
void call_new_fd(uint16_t id);
void call_fd(uint16_t id, int fd);

/* Return: 0 or a negative errno. */
int call_run(void);

/* Of the last call: its new handle or fd; whether an output was written. */
uint32_t call_made(void);
bool call_wrote(uint16_t id);

/* methods_box.c; @len 0: nothing is in it. */
int box_create(const struct stack *stack, uint32_t size, const void *content, uint16_t len,
	       uint32_t *box);
int box_destroy(const struct stack *stack, uint32_t box);

/* Whether the kernel knew it; ours only. */
bool call_knew(uint16_t id);

/* What the header says of a failure; ours only. */
const struct ruapi_hdr *call_hdr(void);

/* The last attribute that was added; ours only. */
struct ruapi_attr *call_last(void);

#endif
