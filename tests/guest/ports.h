/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What the halves of the program ports share. */
#ifndef PORTS_H
#define PORTS_H

#include "guest.h"

/* enum ib_qp_attr_mask */
enum {
	QP_STATE = 1 << 0,
	QP_ACCESS_FLAGS = 1 << 3,
	QP_PKEY_INDEX = 1 << 4,
	QP_PORT = 1 << 5,
	QP_AV = 1 << 7,
	QP_PATH_MTU = 1 << 8,
	QP_RQ_PSN = 1 << 12,
	QP_ALT_PATH = 1 << 14,
	QP_MIN_RNR_TIMER = 1 << 15,
	QP_MAX_DEST_RD_ATOMIC = 1 << 17,
	QP_DEST_QPN = 1 << 20,
};

/* enum ib_qp_state, ib_event_type */
enum { RESET = 0, INIT = 1, RTR = 2, ERR = 6, };
enum { QP_FATAL = 1, PORT_ERR = 10, };

#define MAX 64

/* The fd that is tried, and the device. */
extern int main_fd;
extern struct ruapi_device_info info;

/* EACCES, because of the network namespace, and that attribute is to blame. */
void test_denied(int ret, const struct ruapi_error *error, uint16_t attr,
		 const char *what);

/* Is the port listed? */
bool sees(int fd, uint32_t port);
int query_port(int fd, uint32_t port, struct ruapi_error *error);
int to_state(const struct set *set, uint8_t state);
int to_init(const struct set *set, uint32_t port, uint16_t pkey,
	    struct ruapi_error *error);
unsigned int state_of(const struct set *set);

/* A QP of datagrams, which is on no port itself. */
int make_datagrams(const struct set *set, uint32_t *handle);

/* All GIDs, or with @netdev its own.  Return: how many, MAX at most. */
unsigned int gids_of(int fd, struct ruapi_gid_entry *gids, uint32_t netdev);

/* Commands. */
int moves(uint32_t port, uint16_t pkey, const char *netdev, const char *from,
	  const char *to);
int comes(const char *device, const char *netdev, const char *from,
	  const char *to);
int grants(uint32_t port, uint32_t mine, uint32_t other, const char *ns);
int grants_nothing(uint32_t port, const char *ns);
int ids(uint32_t mine, uint32_t other, const char *address);

#endif /* PORTS_H */
