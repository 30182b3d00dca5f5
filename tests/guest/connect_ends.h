/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Both ends of a connection in one call each, on a device that talks to itself. */
#ifndef CONNECT_ENDS_H
#define CONNECT_ENDS_H

#include <netinet/in.h>
#include "ids.h"

#define PS_TCP 0x106
#define PS_UDP 0x111
#define QPT_RC 2
#define QPT_UD 4

enum { CONNECT_ERROR = 6 };
enum { RESET = 0, INIT = 1, RTS = 3, ERR = 6 };
/* Of enum ib_qp_attr_mask. */
enum { STATE = 1, ACCESS_FLAGS = 8, PKEY_INDEX = 16, PORT = 32 };

/* The port of the last listener. */
extern uint16_t last_port;

/* What connect_by() gives. */
extern const struct ruapi_cm_param ping;

/* Of the set's network the host @last; 0: the device itself. */
struct sockaddr_in host(const struct set *set, unsigned int last,
			uint16_t port);

void drop_qp(struct set *set, uint32_t qp);
int move_qp(struct set *set, uint32_t qp, uint8_t state);
void spoil_qp(struct set *set, uint32_t qp);

/* The two calls.  Return: 0 or a negative errno. */
int connect_by(struct set *set, uint32_t id, const struct sockaddr_in *dst,
	       uint32_t qp, uint32_t flags, uint32_t timeout);
int accept_by(struct set *set, uint32_t id, uint32_t qp, uint32_t flags);

/* The last of them was refused at once, and says why. */
void refused(int ret, int want, uint16_t attr, uint16_t reason,
	     const char *what);

int next_cm(struct set *set, struct ruapi_event_cm *event);
void no_event(struct set *set, const char *when);

/* The one event of a CONNECT that has failed, and the QP is free again. */
void failed(struct set *set, uint32_t id, uint32_t qp, unsigned int code,
	    unsigned int step, struct ruapi_event_cm *event);

/**
 * struct pair - both ends
 * @listener: whom it is made to
 * @id: who connects, and who is connected to
 * @qp: of each
 */
struct pair {
	uint32_t listener;
	uint32_t id[2];
	uint32_t qp[2];
};

/* A listener, the client's id and both QPs. */
void make_ends(struct set *set, struct pair *pair);

/* All of it, with as many ids as there are. */
void drop_ends(struct set *set, struct pair *pair, unsigned int ids);

/* From the request on.  The client's first event is that it is connected. */
void finish_pair(struct set *set, struct pair *pair, uint32_t flags);
void make_pair(struct set *set, struct pair *pair, uint32_t flags);

#endif /* CONNECT_ENDS_H */
