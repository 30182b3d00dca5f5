// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What QEMU's device pvrdma asks of libibverbs, in QEMU's own process: loaded before that
 * library it is an HCA, "backend", whose QPs talk to one another.  QEMU posts sends and
 * receives of QPs of type RC and UD and nothing else, so there is nothing else.  A send of
 * an RC QP waits for a receive, that of a UD QP is lost without one.
 *
 * PVRDMA_GID is the GID that the driver in the guest has, as an IPv6 address.  It is the
 * second one here: QEMU takes the index of the first one, 0, for none.  PVRDMA_MUX is the
 * name of a socket, on which QEMU finds who else it asks: the multiplexer of management
 * datagrams, which is told of GIDs and takes them all (contrib/rdmacm-mux of QEMU's).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <infiniband/verbs.h>

/* Of programs these are macros that look for extensions, of which there are none. */
#undef ibv_query_port
#undef ibv_reg_mr

enum {
	GRH = 40,
	MOST_SGES = 4,
	FIRST_QP = 17,
};

/**
 * struct item - a work request
 * @next: that was posted after it
 * @id: its wr_id
 * @qpn: UD: where it goes
 * @sges: how many
 * @sge: what it sends, or where it receives
 */
struct item {
	struct item *next;
	uint64_t id;
	uint32_t qpn;
	int sges;
	struct ibv_sge sge[MOST_SGES];
};

struct list {
	struct item *first, **last;
};

/**
 * struct queue - a CQ
 * @cq: what QEMU sees
 * @dead: it was destroyed; it stays, as an event of it may be on its way
 * @armed: the next completion makes an event
 */
struct queue {
	struct ibv_cq cq;
	bool dead, armed;
	struct ibv_wc *wcs;
	unsigned int room, first, count;
};

struct shared {
	struct ibv_srq srq;
	struct ibv_srq_attr attr;
	struct list receives;
};

/**
 * struct pair - a QP
 * @qp: what QEMU sees
 * @next: in the list of all
 * @peer: RC: the number of the other one
 */
struct pair {
	struct ibv_qp qp;
	struct pair *next;
	struct list sends, receives;
	uint32_t peer;
};

/* What QEMU and that multiplexer say to one another. */
struct message {
	uint32_t is_answer, op;
	uint8_t gid[16];
	uint32_t error;
	uint8_t datagram[332];
};
_Static_assert(sizeof(struct message) == 360, "QEMU's is as long");

static struct ibv_device device = {
	.node_type = IBV_NODE_CA,
	.transport_type = IBV_TRANSPORT_IB,
	.name = "backend",
	.dev_name = "backend",
};
static struct ibv_context context;
static struct ibv_comp_channel channel;
/* Addresses of CQs with an event. */
static int event_pipe[2];
static struct pair *pairs;
static uint32_t next_qpn = FIRST_QP;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* ---- work -------------------------------------------------------------------- */

static void list_init(struct list *list)
{
	list->first = NULL;
	list->last = &list->first;
}

static int list_add(struct list *list, uint64_t id, const struct ibv_sge *sge, int sges,
		    uint32_t qpn)
{
	struct item *item;

	if (sges < 0 || sges > MOST_SGES)
		return EINVAL;
	item = calloc(1, sizeof(*item));
	if (!item)
		return ENOMEM;
	item->id = id;
	item->qpn = qpn;
	item->sges = sges;
	memcpy(item->sge, sge, sges * sizeof(*sge));
	*list->last = item;
	list->last = &item->next;
	return 0;
}

static void list_pop(struct list *list)
{
	struct item *item = list->first;

	list->first = item->next;
	if (!list->first)
		list->last = &list->first;
	free(item);
}

static void list_clear(struct list *list)
{
	while (list->first)
		list_pop(list);
}

static void complete(struct ibv_cq *cq, const struct ibv_wc *wc)
{
	struct queue *queue = (struct queue *)cq;

	if (queue->count == queue->room)
		return;
	queue->wcs[(queue->first + queue->count++) % queue->room] = *wc;
	if (!queue->armed)
		return;
	queue->armed = false;
	if (write(event_pipe[1], &queue, sizeof(queue)) != sizeof(queue))
		abort();
}

static uint32_t length(const struct item *item)
{
	uint32_t sum = 0;
	int i;

	for (i = 0; i < item->sges; i++)
		sum += item->sge[i].length;
	return sum;
}

/* Writes @len bytes at @at of the memory that a receive is for. */
static void fill(const struct item *item, uint32_t at, const void *data, uint32_t len)
{
	const char *from = data;
	uint32_t part;
	int i;

	for (i = 0; i < item->sges && len; i++) {
		if (at >= item->sge[i].length) {
			at -= item->sge[i].length;
			continue;
		}
		part = item->sge[i].length - at;
		if (part > len)
			part = len;
		memcpy((char *)(uintptr_t)item->sge[i].addr + at, from, part);
		from += part;
		len -= part;
		at = 0;
	}
}

static struct pair *find(uint32_t qpn)
{
	struct pair *pair = pairs;

	while (pair && pair->qp.qp_num != qpn)
		pair = pair->next;
	return pair;
}

/* The first send of a QP.  Return: whether it is done. */
static bool deliver(struct pair *from)
{
	const bool is_ud = from->qp.qp_type == IBV_QPT_UD;
	struct item *send = from->sends.first, *receive;
	struct ibv_wc sent = { .wr_id = send->id, .opcode = IBV_WC_SEND, .qp_num = from->qp.qp_num, };
	struct ibv_wc got = { .opcode = IBV_WC_RECV, .src_qp = from->qp.qp_num, };
	struct pair *to = find(is_ud ? send->qpn : from->peer);
	uint32_t at = is_ud ? GRH : 0;
	struct list *receives;
	int i;

	receives = !to ? NULL : to->qp.srq ? &((struct shared *)to->qp.srq)->receives : &to->receives;
	if (!to || to->qp.state < IBV_QPS_RTR || !receives->first) {
		if (!is_ud)
			return false;
		complete(from->qp.send_cq, &sent);
		list_pop(&from->sends);
		return true;
	}
	receive = receives->first;
	got.wr_id = receive->id;
	got.qp_num = to->qp.qp_num;
	got.byte_len = at + length(send);
	got.wc_flags = is_ud ? IBV_WC_GRH : 0;
	if (got.byte_len > length(receive)) {
		got.status = IBV_WC_LOC_LEN_ERR;
		sent.status = IBV_WC_REM_INV_REQ_ERR;
	} else {
		for (i = 0; i < send->sges; at += send->sge[i++].length)
			fill(receive, at, (void *)(uintptr_t)send->sge[i].addr, send->sge[i].length);
	}
	complete(to->qp.recv_cq, &got);
	complete(from->qp.send_cq, &sent);
	list_pop(receives);
	list_pop(&from->sends);
	return true;
}

static void progress(void)
{
	struct pair *pair;

	for (pair = pairs; pair; pair = pair->next)
		while (pair->qp.state == IBV_QPS_RTS && pair->sends.first && deliver(pair))
			;
}

static int post_send(struct ibv_qp *qp, struct ibv_send_wr *wr, struct ibv_send_wr **bad)
{
	struct pair *pair = (struct pair *)qp;
	int ret = 0;

	pthread_mutex_lock(&lock);
	for (; wr && !ret; wr = wr->next) {
		ret = list_add(&pair->sends, wr->wr_id, wr->sg_list, wr->num_sge,
			       qp->qp_type == IBV_QPT_UD ? wr->wr.ud.remote_qpn : 0);
		if (ret)
			*bad = wr;
	}
	progress();
	pthread_mutex_unlock(&lock);
	return ret;
}

static int receive(struct list *list, struct ibv_recv_wr *wr, struct ibv_recv_wr **bad)
{
	int ret = 0;

	pthread_mutex_lock(&lock);
	for (; wr && !ret; wr = wr->next) {
		ret = list_add(list, wr->wr_id, wr->sg_list, wr->num_sge, 0);
		if (ret)
			*bad = wr;
	}
	progress();
	pthread_mutex_unlock(&lock);
	return ret;
}

static int post_recv(struct ibv_qp *qp, struct ibv_recv_wr *wr, struct ibv_recv_wr **bad)
{
	return receive(&((struct pair *)qp)->receives, wr, bad);
}

static int post_srq_recv(struct ibv_srq *srq, struct ibv_recv_wr *wr, struct ibv_recv_wr **bad)
{
	return receive(&((struct shared *)srq)->receives, wr, bad);
}

static int poll_cq(struct ibv_cq *cq, int most, struct ibv_wc *wc)
{
	struct queue *queue = (struct queue *)cq;
	int n;

	pthread_mutex_lock(&lock);
	for (n = 0; n < most && queue->count && !queue->dead; n++, queue->count--) {
		wc[n] = queue->wcs[queue->first];
		queue->first = (queue->first + 1) % queue->room;
	}
	pthread_mutex_unlock(&lock);
	return n;
}

static int req_notify_cq(struct ibv_cq *cq, int solicited)
{
	(void)solicited;
	pthread_mutex_lock(&lock);
	((struct queue *)cq)->armed = true;
	pthread_mutex_unlock(&lock);
	return 0;
}

/* ---- the device ------------------------------------------------------------------ */

struct ibv_device **ibv_get_device_list(int *count)
{
	struct ibv_device **list = calloc(2, sizeof(*list));

	if (list)
		list[0] = &device;
	if (count)
		*count = !!list;
	return list;
}

void ibv_free_device_list(struct ibv_device **list)
{
	free(list);
}

const char *ibv_get_device_name(struct ibv_device *of)
{
	return of->name;
}

struct ibv_context *ibv_open_device(struct ibv_device *of)
{
	context.device = of;
	context.ops.poll_cq = poll_cq;
	context.ops.req_notify_cq = req_notify_cq;
	context.ops.post_send = post_send;
	context.ops.post_recv = post_recv;
	context.ops.post_srq_recv = post_srq_recv;
	return &context;
}

int ibv_close_device(struct ibv_context *of)
{
	(void)of;
	return 0;
}

int ibv_query_device(struct ibv_context *of, struct ibv_device_attr *attr)
{
	(void)of;
	memset(attr, 0, sizeof(*attr));
	attr->max_mr_size = 1ull << 32;
	attr->max_qp = 1024;
	attr->max_qp_wr = 1024;
	attr->max_sge = MOST_SGES;
	attr->max_cq = 2048;
	attr->max_cqe = 65536;
	attr->max_mr = 1024;
	attr->max_pd = 1024;
	attr->max_qp_rd_atom = 16;
	attr->max_qp_init_rd_atom = 16;
	attr->max_ah = 64;
	attr->max_srq = 512;
	attr->max_srq_wr = 1024;
	attr->max_srq_sge = MOST_SGES;
	attr->phys_port_cnt = 1;
	return 0;
}

int ibv_query_port(struct ibv_context *of, uint8_t port, struct _compat_ibv_port_attr *to)
{
	struct ibv_port_attr *attr = (struct ibv_port_attr *)to;

	(void)of;
	(void)port;
	attr->state = IBV_PORT_ACTIVE;
	attr->max_mtu = IBV_MTU_1024;
	attr->active_mtu = IBV_MTU_1024;
	attr->gid_tbl_len = 255;
	attr->pkey_tbl_len = 1;
	attr->max_msg_sz = 1u << 20;
	attr->phys_state = 5; /* LinkUp */
	return 0;
}

int ibv_query_gid(struct ibv_context *of, uint8_t port, int index, union ibv_gid *gid)
{
	const char *text = getenv("PVRDMA_GID");

	(void)of;
	(void)port;
	memset(gid, 0, sizeof(*gid));
	if (!index)
		return inet_pton(AF_INET6, "fe80::1", gid->raw) != 1;
	return index != 1 || !text || inet_pton(AF_INET6, text, gid->raw) != 1 ? EINVAL : 0;
}

/* ---- the multiplexer --------------------------------------------------------------- */

static void *answer(void *listener)
{
	const int line = accept((int)(intptr_t)listener, NULL, NULL);
	struct message message;

	while (line >= 0 && recv(line, &message, sizeof(message), MSG_WAITALL) == sizeof(message)) {
		message.is_answer = 1;
		message.error = 0;
		if (send(line, &message, sizeof(message), MSG_NOSIGNAL) != sizeof(message))
			break;
	}
	return NULL;
}

/* Before QEMU looks for it. */
static void __attribute__((constructor)) listen_for_qemu(void)
{
	const char *path = getenv("PVRDMA_MUX");
	const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un name = { .sun_family = AF_UNIX, };
	pthread_t thread;

	if (!path)
		return;
	snprintf(name.sun_path, sizeof(name.sun_path), "%s", path);
	if (bind(listener, (struct sockaddr *)&name, sizeof(name)) || listen(listener, 1) ||
	    pthread_create(&thread, NULL, answer, (void *)(intptr_t)listener)) {
		perror(path);
		exit(1);
	}
}

/* ---- objects ---------------------------------------------------------------------- */

struct ibv_pd *ibv_alloc_pd(struct ibv_context *of)
{
	struct ibv_pd *pd = calloc(1, sizeof(*pd));

	if (pd)
		pd->context = of;
	return pd;
}

int ibv_dealloc_pd(struct ibv_pd *pd)
{
	free(pd);
	return 0;
}

/* QEMU has the guest's memory, and looks up the address of each request in it. */
struct ibv_mr *ibv_reg_mr(struct ibv_pd *pd, void *addr, size_t len, int access)
{
	static uint32_t key;
	struct ibv_mr *mr = calloc(1, sizeof(*mr));

	(void)access;
	if (!mr)
		return NULL;
	mr->context = pd->context;
	mr->pd = pd;
	mr->addr = addr;
	mr->length = len;
	mr->lkey = mr->rkey = ++key;
	return mr;
}

struct ibv_mr *ibv_reg_mr_iova2(struct ibv_pd *pd, void *addr, size_t len, uint64_t iova,
				unsigned int access)
{
	(void)iova;
	return ibv_reg_mr(pd, addr, len, access);
}

int ibv_dereg_mr(struct ibv_mr *mr)
{
	free(mr);
	return 0;
}

struct ibv_comp_channel *ibv_create_comp_channel(struct ibv_context *of)
{
	if (pipe(event_pipe))
		return NULL;
	channel.context = of;
	channel.fd = event_pipe[0];
	return &channel;
}

int ibv_destroy_comp_channel(struct ibv_comp_channel *of)
{
	(void)of;
	return close(event_pipe[0]) | close(event_pipe[1]);
}

struct ibv_cq *ibv_create_cq(struct ibv_context *of, int cqe, void *user,
			     struct ibv_comp_channel *events, int vector)
{
	struct queue *queue = calloc(1, sizeof(*queue));

	(void)vector;
	if (!queue)
		return NULL;
	queue->cq.context = of;
	queue->cq.channel = events;
	queue->cq.cq_context = user;
	queue->cq.cqe = cqe;
	/* Both of a QP's queues may be completed at once, more of them than that. */
	queue->room = 2 * cqe + 64;
	queue->wcs = calloc(queue->room, sizeof(*queue->wcs));
	if (!queue->wcs) {
		free(queue);
		return NULL;
	}
	return &queue->cq;
}

int ibv_destroy_cq(struct ibv_cq *cq)
{
	struct queue *queue = (struct queue *)cq;

	pthread_mutex_lock(&lock);
	queue->dead = true;
	queue->armed = false;
	queue->count = 0;
	pthread_mutex_unlock(&lock);
	return 0;
}

int ibv_get_cq_event(struct ibv_comp_channel *from, struct ibv_cq **cq, void **user)
{
	struct queue *queue;

	do {
		if (read(from->fd, &queue, sizeof(queue)) != sizeof(queue))
			return -1;
	} while (queue->dead);
	*cq = &queue->cq;
	*user = queue->cq.cq_context;
	return 0;
}

void ibv_ack_cq_events(struct ibv_cq *cq, unsigned int count)
{
	(void)cq;
	(void)count;
}

struct ibv_srq *ibv_create_srq(struct ibv_pd *pd, struct ibv_srq_init_attr *init)
{
	struct shared *shared = calloc(1, sizeof(*shared));

	if (!shared)
		return NULL;
	shared->srq.context = pd->context;
	shared->srq.pd = pd;
	shared->attr = init->attr;
	list_init(&shared->receives);
	return &shared->srq;
}

int ibv_modify_srq(struct ibv_srq *srq, struct ibv_srq_attr *attr, int mask)
{
	if (mask & IBV_SRQ_LIMIT)
		((struct shared *)srq)->attr.srq_limit = attr->srq_limit;
	return 0;
}

int ibv_query_srq(struct ibv_srq *srq, struct ibv_srq_attr *attr)
{
	*attr = ((struct shared *)srq)->attr;
	return 0;
}

int ibv_destroy_srq(struct ibv_srq *srq)
{
	struct shared *shared = (struct shared *)srq;

	pthread_mutex_lock(&lock);
	list_clear(&shared->receives);
	pthread_mutex_unlock(&lock);
	free(shared);
	return 0;
}

struct ibv_qp *ibv_create_qp(struct ibv_pd *pd, struct ibv_qp_init_attr *init)
{
	struct pair *pair = calloc(1, sizeof(*pair));

	if (!pair)
		return NULL;
	pair->qp.context = pd->context;
	pair->qp.pd = pd;
	pair->qp.send_cq = init->send_cq;
	pair->qp.recv_cq = init->recv_cq;
	pair->qp.srq = init->srq;
	pair->qp.qp_type = init->qp_type;
	list_init(&pair->sends);
	list_init(&pair->receives);
	pthread_mutex_lock(&lock);
	pair->qp.qp_num = next_qpn++;
	pair->next = pairs;
	pairs = pair;
	pthread_mutex_unlock(&lock);
	return &pair->qp;
}

int ibv_modify_qp(struct ibv_qp *qp, struct ibv_qp_attr *attr, int mask)
{
	struct pair *pair = (struct pair *)qp;

	pthread_mutex_lock(&lock);
	if (mask & IBV_QP_DEST_QPN)
		pair->peer = attr->dest_qp_num;
	if (mask & IBV_QP_STATE)
		qp->state = attr->qp_state;
	progress();
	pthread_mutex_unlock(&lock);
	return 0;
}

/* Of what is asked for QEMU's room may have another layout: no more than the state. */
int ibv_query_qp(struct ibv_qp *qp, struct ibv_qp_attr *attr, int mask,
		 struct ibv_qp_init_attr *init)
{
	(void)mask;
	(void)init;
	attr->qp_state = qp->state;
	return 0;
}

int ibv_destroy_qp(struct ibv_qp *qp)
{
	struct pair *pair = (struct pair *)qp, **at = &pairs;

	pthread_mutex_lock(&lock);
	while (*at != pair)
		at = &(*at)->next;
	*at = pair->next;
	list_clear(&pair->sends);
	list_clear(&pair->receives);
	pthread_mutex_unlock(&lock);
	free(pair);
	return 0;
}

struct ibv_ah *ibv_create_ah(struct ibv_pd *pd, struct ibv_ah_attr *attr)
{
	struct ibv_ah *ah = calloc(1, sizeof(*ah));

	(void)attr;
	if (!ah)
		return NULL;
	ah->context = pd->context;
	ah->pd = pd;
	return ah;
}

int ibv_destroy_ah(struct ibv_ah *ah)
{
	free(ah);
	return 0;
}
