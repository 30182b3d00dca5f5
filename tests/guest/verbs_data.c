// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Data over QPs that CM_ID.BIND_QP took there, posted through mapped queues:
 * every device that is named sends to itself.  With that, what only data can
 * show: completion events, flushing, the limit of an SRQ, memory windows.  Some of it
 * once more with all queues in one mapping.
 * usage: verbs_data IBDEV...
 */
#include <unistd.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include "ids.h"
#include "work.h"

#define WAIT_MS 10000
#define SRQ_LIMIT_REACHED 15 /* enum ib_event_type */
#define LOCAL_WRITE IB_UVERBS_ACCESS_LOCAL_WRITE
#define REMOTE_WRITE IB_UVERBS_ACCESS_REMOTE_WRITE

/* enum ib_wc_status */
enum {
	SUCCESS = 0,
	WR_FLUSH_ERR = 5,
	MW_BIND_ERR = 6,
	REM_ACCESS_ERR = 10,
};

/**
 * struct link - two connected QPs with a CQ
 * @set: their device
 * @cq: of both
 * @qp: who connected, and who was connected to
 * @c: the ids
 * @done: completions until now, by the number of their request
 * @is_done: which of them there are
 */
struct link {
	struct set *set;
	struct work_cq cq;
	struct work_qp qp[2];
	struct connection c;
	struct completion done[32];
	bool is_done[32];
};

/* Where the queues are, as the names of tests say. */
static const char *where = "";

static bool link_up(struct link *link, struct set *set, uint16_t port,
		    const struct work_srq *srq)
{
	memset(link, 0, sizeof(*link));
	link->set = set;
	return test_ret(work_cq_make(&link->cq, set), 0, "CQ") &&
	       test_ret(work_qp_make(&link->qp[0], &link->cq, NULL), 0,
			"client's QP") &&
	       test_ret(work_qp_make(&link->qp[1], &link->cq, srq), 0,
			"server's QP") &&
	       test_ret(connection_bound(&link->c, set->fd, set_address(set),
					 port, link->qp[0].handle,
					 link->qp[1].handle),
			0, "connection");
}

static void link_down(struct link *link)
{
	unsigned int i;

	test_ret(connection_destroy(&link->c, link->set->fd), 0, "ids");
	for (i = 0; i < 2; i++)
		test_ret(work_qp_destroy(&link->qp[i]), 0, "QP %u", i);
	test_ret(work_cq_destroy(&link->cq), 0, "CQ");
}

/* The request @id has come to an end. */
static bool has_ended(struct link *link, unsigned int id)
{
	struct completion done;

	while (!link->is_done[id]) {
		if (!test_ret(work_poll(&link->cq, &done, WAIT_MS), 0,
			      "completion of request %u", id))
			return false;
		if (!test_check(done.id < COUNT(link->done) &&
				!link->is_done[done.id],
				"a completion of request %u",
				(unsigned int)done.id))
			return false;
		link->done[done.id] = done;
		link->is_done[done.id] = true;
	}
	return true;
}

static bool ended_as(struct link *link, unsigned int id, unsigned int status)
{
	return has_ended(link, id) && link->done[id].status == status;
}

/* The request @id must have ended so. */
static void ended(struct link *link, unsigned int id, unsigned int status)
{
	if (has_ended(link, id))
		test_check(link->done[id].status == status,
			   "request %u: status %u, wanted %u", id,
			   link->done[id].status, status);
}

static void fill(struct work_mr *mr, uint32_t offset, char with)
{
	uint32_t i;

	for (i = 0; i < 256; i++)
		mr->buf[offset + i] = with + i;
}

static void test_data(struct set *set)
{
	struct ruapi_event_cm event;
	struct work_mr mr;
	struct link link;

	test_begin("%s: data over bound QPs%s", set->name, where);
	if (!link_up(&link, set, 7501, NULL))
		return;
	test_ret(work_mr_make(&mr, set, LOCAL_WRITE | REMOTE_WRITE), 0, "MR");
	fill(&mr, 0, 'a');
	/* Over iWARP who connected speaks first. */
	work_recv(&link.qp[1], 1, &mr, 1024, 512);
	test_ret(work_send(&link.qp[0], 2, &mr, 0, 256), 0, "send");
	ended(&link, 2, SUCCESS);
	ended(&link, 1, SUCCESS);
	test_check(link.done[1].bytes == 256, "%u bytes", link.done[1].bytes);
	test_check(!memcmp(mr.buf, mr.buf + 1024, 256), "other data");

	fill(&mr, 0, 'r');
	test_ret(work_write(&link.qp[1], 3, &mr, 0, 256,
			    (uintptr_t)mr.buf + 2048, mr.rkey), 0, "write");
	ended(&link, 3, SUCCESS);
	/* Over iWARP a write has ended when it is sent; data stays in order. */
	work_recv(&link.qp[0], 4, &mr, 1024, 512);
	test_ret(work_arm(&link.cq), 0, "arm");
	test_ret(work_send(&link.qp[1], 5, &mr, 0, 16), 0, "send back");
	ended(&link, 4, SUCCESS);
	ended(&link, 5, SUCCESS);
	test_check(!memcmp(mr.buf, mr.buf + 2048, 256), "other data written");

	test_begin("%s: a completion event%s", set->name, where);
	test_ret(event_wait(set->fd, RUAPI_EVENT_CQ, -1, &event, WAIT_MS), 0,
		 "event");
	test_check(event.hdr.handle == link.cq.handle && event.hdr.count &&
		   event.hdr.user_data == 0xc0 &&
		   event.hdr.context == set->handle[RUAPI_OBJ_CONTEXT],
		   "handle %u, count %u", event.hdr.handle, event.hdr.count);
	test_ret(event_wait(set->fd, RUAPI_EVENT_CQ, -1, &event, 100),
		 -ETIMEDOUT, "another without arming");

	test_begin("%s: receives are flushed when both have disconnected%s",
		   set->name, where);
	work_recv(&link.qp[1], 6, &mr, 1024, 16);
	work_recv(&link.qp[1], 7, &mr, 1024, 16);
	test_ret(cm_disconnect(set->fd, link.c.client), 0, "disconnect");
	test_ret(event_wait(set->fd, RUAPI_EVENT_CM, DISCONNECTED, &event,
			    WAIT_MS), 0, "DISCONNECTED");
	/* Over iWARP there may be nothing left to disconnect. */
	test_check(cm_disconnect(set->fd, link.c.server) == 0 ||
		   set->driver == RDMA_DRIVER_SIW, "disconnect, too");
	ended(&link, 6, WR_FLUSH_ERR);
	ended(&link, 7, WR_FLUSH_ERR);
	link_down(&link);
	test_ret(work_mr_destroy(&mr, set), 0, "MR");
}

/* Sends message @id, which takes receive request 20 + @id of the SRQ. */
static void consume(struct link *link, const struct work_mr *mr,
		    unsigned int id)
{
	test_ret(work_send(&link->qp[0], id, mr, 0, 16), 0, "send %u", id);
	ended(link, id, SUCCESS);
	ended(link, 20 + id, SUCCESS);
}

static int set_limit(struct work_srq *srq, uint32_t limit)
{
	struct ruapi_srq_modify_args args = {
		.uhw = uhw_room(srq->set->driver, RUAPI_OBJ_SRQ,
				RUAPI_SRQ_MODIFY),
		.handle = srq->handle,
		.srq_limit = limit,
	};

	return ruapi_srq_modify(srq->set->fd, &args);
}

static void test_srq_limit(struct set *set)
{
	struct ruapi_event_cm event;
	struct work_srq srq;
	struct work_mr mr;
	struct link link;
	unsigned int i;

	test_begin("%s: an SRQ tells once that it falls below its limit%s",
		   set->name, where);
	if (!test_ret(work_srq_make(&srq, set, 16), 0, "SRQ") ||
	    !link_up(&link, set, 7502, &srq))
		return;
	test_ret(work_mr_make(&mr, set, LOCAL_WRITE), 0, "MR");
	for (i = 0; i < 5; i++)
		work_srq_recv(&srq, 20 + i, &mr, 1024, 16);
	test_ret(set_limit(&srq, 3), 0, "limit");
	consume(&link, &mr, 0);
	consume(&link, &mr, 1);
	test_ret(event_wait(set->fd, RUAPI_EVENT_ASYNC, SRQ_LIMIT_REACHED,
			    &event, 100), -ETIMEDOUT, "event with three left");
	consume(&link, &mr, 2);
	test_ret(event_wait(set->fd, RUAPI_EVENT_ASYNC, SRQ_LIMIT_REACHED,
			    &event, WAIT_MS), 0, "event with two left");
	test_check(event.hdr.handle == srq.handle &&
		   event.hdr.user_data == 0x5709, "handle %u",
		   event.hdr.handle);
	consume(&link, &mr, 3);
	test_ret(event_wait(set->fd, RUAPI_EVENT_ASYNC, SRQ_LIMIT_REACHED,
			    &event, 100), -ETIMEDOUT, "event without a limit");
	link_down(&link);
	test_ret(work_srq_destroy(&srq), 0, "SRQ");
	test_ret(work_mr_destroy(&mr, set), 0, "MR");
}

/* ---- memory windows -------------------------------------------------------- */

struct window {
	uint32_t handle;
	uint32_t rkey;
};

static struct window make_window(struct set *set, uint8_t type)
{
	struct ruapi_mw_alloc_args args = {
		.uhw = uhw_room(set->driver, RUAPI_OBJ_MW, RUAPI_MW_ALLOC),
		.pd = set->handle[RUAPI_OBJ_PD],
		.type = type,
	};

	test_ret(ruapi_mw_alloc(set->fd, &args), 0, "window of type %u", type);
	return (struct window) { .handle = args.handle, .rkey = args.rkey };
}

/* The key of a bound window is the next of the 256 that it has. */
static uint32_t next_key(uint32_t rkey)
{
	return (rkey & ~0xffu) | ((rkey + 1) & 0xff);
}

static int write_to(struct link *link, unsigned int id, struct work_mr *from,
		    const struct work_mr *to, uint32_t rkey)
{
	return work_write(&link->qp[0], id, from, 0, 256, (uintptr_t)to->buf,
			  rkey);
}

static void test_window(struct set *set, uint8_t type)
{
	struct window window, other;
	struct work_mr mr, from;
	struct link link;
	uint32_t key;

	test_begin("%s: a window of type %u is bound, written through and taken back",
		   set->name, type);
	if (!link_up(&link, set, 7502 + type, NULL))
		return;
	test_ret(work_mr_make(&mr, set, LOCAL_WRITE | IB_UVERBS_ACCESS_MW_BIND),
		 0, "MR to bind to");
	test_ret(work_mr_make(&from, set, LOCAL_WRITE), 0, "other MR");
	window = make_window(set, type);
	key = next_key(window.rkey);
	test_ret(work_bind_mw(&link.qp[1], 1, &mr, window.rkey, key,
			      REMOTE_WRITE), 0, "bind");
	ended(&link, 1, SUCCESS);
	fill(&from, 0, 'a' + type);
	test_ret(write_to(&link, 2, &from, &mr, key), 0, "write");
	ended(&link, 2, SUCCESS);
	test_check(!memcmp(from.buf, mr.buf, 256), "other data");
	/* The memory of a bound window stays. */
	test_ret(destroy(set->fd, RUAPI_OBJ_MR, mr.handle), -EINVAL,
		 "MR with a window");
	if (type == 2) {
		test_ret(work_local_inv(&link.qp[1], 3, key), 0, "invalidate");
		ended(&link, 3, SUCCESS);
	} else {
		test_ret(destroy(set->fd, RUAPI_OBJ_MW, window.handle), 0,
			 "bound window");
	}
	test_ret(write_to(&link, 4, &from, &mr, key), 0, "write again");
	ended(&link, 4, REM_ACCESS_ERR);
	link_down(&link);

	test_begin("%s: a window of type %u is not bound to memory that does not allow it",
		   set->name, type);
	if (!link_up(&link, set, 7504 + type, NULL))
		return;
	other = make_window(set, type);
	test_ret(work_bind_mw(&link.qp[1], 1, &from, other.rkey,
			      next_key(other.rkey), REMOTE_WRITE), 0, "bind");
	/* rxe of Linux 6.12 flushes it with the rest. */
	if (!ended_as(&link, 1, WR_FLUSH_ERR))
		ended(&link, 1, MW_BIND_ERR);
	link_down(&link);
	test_ret(destroy(set->fd, RUAPI_OBJ_MW, other.handle), 0, "window");
	if (type == 2)
		test_ret(destroy(set->fd, RUAPI_OBJ_MW, window.handle), 0,
			 "unbound window");
	test_ret(work_mr_destroy(&mr, set), 0, "MR without a window");
	test_ret(work_mr_destroy(&from, set), 0, "other MR");
}

static void test_in_window(struct set *set)
{
	test_begin("%s: a window for the queues", set->name);
	if (!test_ret(ruapi_window_open(set->fd, set->handle[RUAPI_OBJ_CONTEXT],
					set->slot, 1 << 20), 0, "open"))
		return;
	where = ", in a window";
	test_data(set);
	test_srq_limit(set);
	where = "";
	test_ret(ruapi_window_close(set->fd, set->slot), 0, "close");
}

int main(int argc, char **argv)
{
	struct set set;
	int i;

	for (i = 1; i < argc; i++) {
		if (set_make(&set, open_namespace(), argv[i]))
			bail_out("%s: cannot make objects", argv[i]);
		test_data(&set);
		test_srq_limit(&set);
		if (set.driver == RDMA_DRIVER_RXE) {
			test_window(&set, 1);
			test_window(&set, 2);
		}
		test_in_window(&set);
		set_end(&set, "data");
	}
	return test_done();
}
