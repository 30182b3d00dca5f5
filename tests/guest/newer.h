/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What only drivers of newer kernels have operations for: newer.c and its parts. */
#ifndef NEWER_H
#define NEWER_H

#include "post_ends.h"

/* Of the simulated HCA, in debugfs.  Return: whether it could be turned. */
bool turn(const char *knob, const char *line);

/**
 * missing() - check that a call has failed for want of drivers that have it
 * @ret: what it returned
 * @error: what it said
 * @attr: the attribute that is to blame, 0: the action
 * @what: which call
 *
 * Return: whether this kernel's drivers cannot have it, and nothing else can be tried.
 */
bool missing(int ret, const struct ruapi_error *error, uint16_t attr,
	     const char *what);

/* newer_dmah.c */
void test_dmah(void);

/* newer_cntr.c */
void test_comp_cntr(void);

/* newer_cq.c */
void test_cq_buf(uint32_t rxe);

/* newer_qp.c */
void test_queue_memory(uint32_t rxe);

/* newer_service.c */
void register_services(void);
void test_services(void);
void test_write_event(void);

#endif /* NEWER_H */
