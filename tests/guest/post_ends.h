/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Two ends that post and poll through the kernel, for post.c. */
#ifndef POST_ENDS_H
#define POST_ENDS_H

#include "guest.h"

#define DEPTH 24
#define ROOM 8192
#define QKEY 0x1234

enum { RC = 2, UC = 3, UD = 4 };
enum { WRITE = 0, WRITE_IMM = 1, SEND = 2, SEND_IMM = 3, READ = 4, CAS = 5, FAA = 6,
	SEND_INV = 9 };
enum { FENCE = 1, SIGNALED = 2, SOLICITED = 4, INLINE = 8 };

/* One side: a context of its own. */
struct end {
	uint8_t port;
	uint16_t lid;
	uint32_t ctx, slot, pd, mr, cq, qp, srq;
	uint32_t lkey, rkey, qp_num;
	char *buf;
};

extern int fd;
extern struct ruapi_device_info info;
extern struct end a, b;

/* It is 0, or the program gives up. */
void need(const char *what, int ret);

void end_open(struct end *end, uint8_t port);
void end_close(struct end *end);

/* A QP of an end, and its number. */
uint32_t new_qp(const struct end *end, uint8_t type, uint32_t *num);
int modify(uint32_t qp, const struct ruapi_qp_attr *attr);
void to_init(const struct end *end, uint8_t type);
void to_rts(const struct end *end, const struct end *peer, uint8_t type);

/* QPs of both ends that are connected to one another; they go. */
void pair_make(uint8_t type);
void pair_free(void);

struct ruapi_sge sge_at(const struct end *end, uint32_t offset, uint32_t length);
int post_send(struct ruapi_qp_post_send_args *args, uint32_t qp,
	      const struct ruapi_send_wr *wrs, uint32_t count,
	      const struct ruapi_sge *sges, uint32_t num_sges);

/* Receives of one entry each, one behind the other. */
int post_recvs(const struct end *end, uint32_t count, uint32_t length,
	       uint32_t *bad_wr, uint32_t *bad_errno);

/* They are all taken. */
bool recvs_posted(const struct end *end, uint32_t count, uint32_t length);

int poll_cq(uint32_t cq, struct ruapi_wc *wcs, uint32_t room, uint32_t *count);

/* The next completion of an end, and that there is none. */
bool next_wc(const struct end *end, struct ruapi_wc *wc);
bool completes(const struct end *end, uint32_t status, uint64_t wr_id,
	       const char *what);
bool silent(const struct end *end);

#endif /* POST_ENDS_H */
