/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Who opens XRC domains through /dev/rdma_uapi, for xrc.c. */
#ifndef XRC_OPENER_H
#define XRC_OPENER_H

#include "xrc_raw.h"

enum {
	RC = 2,
	UD = 4,
	INI = 9,
	TGT = 10,
	BASIC = 0,
	XRC = 1,
	TM = 2,
	CREATE = RUAPI_XRCD_F_CREATE,
	EXCL = RUAPI_XRCD_F_EXCL,
};

extern const char *ibdev;

/* Of both ports. */
extern uint16_t lids[3];

/* The file whose domain it is. */
extern int file_fd;

/* Why the last call failed that can say so. */
extern struct ruapi_error why;

/**
 * struct opener - one, with a namespace of its own
 * @set: its PD, CQ and so on
 * @xrcd: its domain
 * @srq: its SRQ in that
 * @srq_num: by which messages name it
 * @qp: its handle of the target QP
 * @rkey: of @set.buf
 */
struct opener {
	struct set set;
	uint32_t xrcd;
	uint32_t srq;
	uint32_t srq_num;
	uint32_t qp;
	uint32_t rkey;
};

/* With objects of its own; nothing may be left of others at the end. */
void opener_start(struct opener *o);
void opener_end(struct opener *o);

/* One call each: 0 or a negative errno. */
int xrcd_open_file(struct opener *o, int fd, uint32_t flags, uint32_t *xrcd);
int xrcd_open(struct opener *o, uint32_t flags);
int xrcd_open_private(struct opener *o, uint32_t *xrcd);
int obj_end(struct opener *o, unsigned int type, uint32_t handle);
int srq_make(struct opener *o, uint8_t type, uint32_t xrcd, uint32_t cq);
int srq_make_xrc(struct opener *o);
int qp_make(struct opener *o, struct ruapi_qp_create_args *args);

/* Return: its number. */
uint32_t tgt_make(struct opener *o);
int tgt_open(struct opener *o, uint32_t num);
unsigned int tgt_state(struct opener *o);
void tgt_modify(struct opener *o, struct ruapi_qp_attr *attr, const char *what);

/* On port 2; the initiator is on port 1. */
void tgt_connect(struct opener *o, uint32_t to);

/* Memory that can be written to from afar. */
void opener_mr(struct opener *o);

/* Writes to a knob. */
bool turn(const char *name, const char *text);

/* The next completion of the stock stack's program. */
int completion(struct side *side);

#endif /* XRC_OPENER_H */
