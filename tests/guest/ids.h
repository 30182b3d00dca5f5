/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Sets of objects and their connection manager ids, as most programs use them. */
#ifndef IDS_H
#define IDS_H

#include "guest.h"

bool is_rxe(const struct set *set);

/* It is of InfiniBand's kind, whatever the packets: the others are iWARP. */
bool is_ib(const struct set *set);

/* What DEVICE.QUERY_PORT says of port 1. */
struct ruapi_port_attr port_of(const struct set *set);

/* Name of the network device below; valid until the next call. */
const char *netdev_of(const struct set *set);

/* Ids of the set's fd; what fails makes the test fail. */
uint32_t new_id(struct set *set, uint16_t port_space);
void drop(struct set *set, uint32_t id);
uint32_t listener_on(struct set *set, uint16_t port_space, uint16_t port);

/* A QP of the set's PD and CQ, of four requests each way. */
uint32_t typed_qp(struct set *set, uint8_t type);

/* The state of a QP must be @want; siw does not tell. */
void check_qp(struct set *set, uint32_t qp, unsigned int want,
	      const char *when);

/* The next event @code of rdma_cm.  Return: see event_wait(). */
int wait_cm(struct set *set, int code, struct ruapi_event_cm *event);

/* The last test of a set: it goes, and nothing is left of @what was done. */
void set_end(struct set *set, const char *what);

#endif /* IDS_H */
