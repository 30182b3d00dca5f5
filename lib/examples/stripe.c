// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * An example: data striped over several HCAs, with one event loop on one fd, which
 * goes on when one of them is unplugged.
 *
 * Memory is copied by RDMA writes, a chunk at a time, over whichever HCA has room: each
 * has two connected QPs, from one of which it writes to the other.  Both memories are
 * registered with all HCAs by one call each (MR.REG_EACH).  What an HCA had in hand when
 * it went is given to the others; RDMA writes may be repeated.
 *
 * The HCAs must be of a driver whose programs post through the kernel (QP.POST_SEND).
 * usage: stripe [-u] [-c CHUNKS] DEVICE DEVICE...
 *   -u  again and again, until an HCA goes, and what it had has been copied
 *   -c  how many chunks of 16 KiB to copy, 256
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <rdma_uapi/rdma_uapi.h>

#define CHUNK 16384
#define MAX_LANES 8
#define DEPTH 4

/* Of rdma/ib_verbs.h, which programs do not have. */
enum { QPT_RC = 2, QPS_INIT = 1, QPS_RTR = 2, QPS_RTS = 3, WR_RDMA_WRITE = 0, MTU_1024 = 3 };
enum { ACCESS_LOCAL_WRITE = 1, ACCESS_REMOTE_WRITE = 2 };
enum {
	QP_STATE = 1 << 0,
	QP_ACCESS_FLAGS = 1 << 3,
	QP_PKEY_INDEX = 1 << 4,
	QP_PORT = 1 << 5,
	QP_AV = 1 << 7,
	QP_PATH_MTU = 1 << 8,
	QP_TIMEOUT = 1 << 9,
	QP_RETRY_CNT = 1 << 10,
	QP_RNR_RETRY = 1 << 11,
	QP_RQ_PSN = 1 << 12,
	QP_MAX_QP_RD_ATOMIC = 1 << 13,
	QP_MIN_RNR_TIMER = 1 << 15,
	QP_SQ_PSN = 1 << 16,
	QP_MAX_DEST_RD_ATOMIC = 1 << 17,
	QP_DEST_QPN = 1 << 20,
};

/* The states of a chunk: which lane has it, or one of these. */
enum { TODO = -1, DONE = -2 };

/**
 * struct lane - an HCA
 * @name: of the device
 * @index: of the device
 * @context: handles of what was made on it
 * @pd: ditto
 * @cq: ditto
 * @qp: from which and to which it writes
 * @qp_num: their numbers
 * @lkey: of the memory to read
 * @rkey: of the memory to write
 * @in_hand: chunks that were posted
 * @copied: chunks that it has copied
 * @gone: it was unplugged
 */
struct lane {
	const char *name;
	uint32_t index;
	uint32_t context;
	uint32_t pd;
	uint32_t cq;
	uint32_t qp[2];
	uint32_t qp_num[2];
	uint32_t lkey;
	uint32_t rkey;
	unsigned int in_hand;
	unsigned int copied;
	int gone;
};

static struct lane lanes[MAX_LANES];
static unsigned int num_lanes, num_gone;
static int fd;

static char *from, *to;
static unsigned int num_chunks = 256, left;
static int *chunks;

static void check(int ret, const struct ruapi_error *error)
{
	char text[256];

	if (!ret)
		return;
	fprintf(stderr, "%s\n", ruapi_strerror_call(text, sizeof(text), error));
	exit(1);
}

/* ---- an HCA ------------------------------------------------------------------- */

static void find_device(struct lane *lane)
{
	struct ruapi_device_info *devices;
	uint32_t count, i;

	if (ruapi_device_list_all(fd, &devices, &count))
		count = 0;
	for (i = 0; i < count; i++)
		if (!strncmp(devices[i].name, lane->name, sizeof(devices[i].name)))
			break;
	if (i == count) {
		fprintf(stderr, "there is no device %s\n", lane->name);
		exit(1);
	}
	lane->index = devices[i].index;
	free(devices);
}

static void make_qp(struct lane *lane, unsigned int which)
{
	const struct ruapi_qp_cap cap = {
		.max_send_wr = DEPTH,
		.max_recv_wr = 1,
		.max_send_sge = 1,
		.max_recv_sge = 1,
	};
	struct ruapi_qp_create_args args = {
		.pd = lane->pd,
		.type = QPT_RC,
		.send_cq = lane->cq,
		.recv_cq = lane->cq,
		.cap = &cap,
		.sig_all = 1,
	};

	check(ruapi_qp_create(fd, &args), &args.error);
	lane->qp[which] = args.handle;
	lane->qp_num[which] = args.qp_num;
}

static void modify(const struct lane *lane, unsigned int which, const struct ruapi_qp_attr *attr)
{
	struct ruapi_qp_modify_args args = { .handle = lane->qp[which], .attr = attr };

	check(ruapi_qp_modify(fd, &args), &args.error);
}

/* The port is its own neighbour. */
static struct ruapi_ah_attr path_of(const struct lane *lane)
{
	struct ruapi_ah_attr path = { .is_global = 1, .hop_limit = 1, .port_num = 1 };
	struct ruapi_gid_entry gid;
	struct ruapi_port_attr port;
	struct ruapi_device_query_gid_args query_gid = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_GID_INDEX),
		.index = lane->index,
		.port = 1,
		.entry = &gid,
	};
	struct ruapi_device_query_port_args query_port = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_PORT_INDEX),
		.index = lane->index,
		.port = 1,
		.attr = &port,
	};

	check(ruapi_device_query_gid(fd, &query_gid), &query_gid.error);
	check(ruapi_device_query_port(fd, &query_port), &query_port.error);
	memcpy(path.dgid, gid.gid, sizeof(path.dgid));
	path.dlid = port.lid;
	return path;
}

static void connect_qp(const struct lane *lane, unsigned int which)
{
	const struct ruapi_qp_attr init = {
		.mask = QP_STATE | QP_PKEY_INDEX | QP_PORT | QP_ACCESS_FLAGS,
		.qp_state = QPS_INIT,
		.port_num = 1,
		.qp_access_flags = ACCESS_REMOTE_WRITE,
	};
	const struct ruapi_qp_attr rtr = {
		.mask = QP_STATE | QP_AV | QP_PATH_MTU | QP_DEST_QPN | QP_RQ_PSN |
			QP_MAX_DEST_RD_ATOMIC | QP_MIN_RNR_TIMER,
		.qp_state = QPS_RTR,
		.path_mtu = MTU_1024,
		.dest_qp_num = lane->qp_num[!which],
		.max_dest_rd_atomic = 1,
		.min_rnr_timer = 12,
		.ah = path_of(lane),
	};
	const struct ruapi_qp_attr rts = {
		.mask = QP_STATE | QP_SQ_PSN | QP_TIMEOUT | QP_RETRY_CNT | QP_RNR_RETRY |
			QP_MAX_QP_RD_ATOMIC,
		.qp_state = QPS_RTS,
		.timeout = 14,
		.retry_cnt = 7,
		.rnr_retry = 7,
		.max_rd_atomic = 1,
	};

	modify(lane, which, &init);
	modify(lane, which, &rtr);
	modify(lane, which, &rts);
}

static void arm(struct lane *lane)
{
	/* Of a device that has gone there will be an event of its own. */
	ruapi_cq_arm(fd, lane->cq, 0);
}

/* Events of a lane's objects have its number. */
static void open_lane(struct lane *lane)
{
	struct ruapi_context_open_args context = {
		.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX),
		.user_data = lane - lanes,
	};
	struct ruapi_pd_alloc_args pd = { .context = 0 };
	struct ruapi_cq_create_args cq = { .cqe = 2 * DEPTH, .user_data = lane - lanes };

	find_device(lane);
	context.index = lane->index;
	check(ruapi_context_open(fd, &context), &context.error);
	lane->context = context.handle;
	pd.context = lane->context;
	check(ruapi_pd_alloc(fd, &pd), &pd.error);
	lane->pd = pd.handle;
	cq.context = lane->context;
	check(ruapi_cq_create(fd, &cq), &cq.error);
	lane->cq = cq.handle;
	make_qp(lane, 0);
	make_qp(lane, 1);
	connect_qp(lane, 1);
	connect_qp(lane, 0);
	arm(lane);
}

/* One call, whatever the number of HCAs: all know the memory then, or none does. */
static void register_memory(void *addr, size_t length, struct ruapi_mr_region *regions)
{
	struct ruapi_objref pds[MAX_LANES];
	struct ruapi_mr_reg_each_args args = {
		.regions = regions,
		.regions_max = num_lanes,
		.pds = pds,
		.pds_len = num_lanes,
		.addr = (uintptr_t)addr,
		.length = length,
		.access = ACCESS_LOCAL_WRITE | ACCESS_REMOTE_WRITE,
	};
	unsigned int i;

	for (i = 0; i < num_lanes; i++)
		pds[i] = (struct ruapi_objref) {
			.handle = lanes[i].pd,
			.object = RUAPI_OBJ_PD,
		};
	if (ruapi_mr_reg_each(fd, &args)) {
		if (args.failed < num_lanes)
			fprintf(stderr, "%s: ", lanes[args.failed].name);
		check(-1, &args.error);
	}
}

/* ---- chunks --------------------------------------------------------------------- */

static void lose(struct lane *lane)
{
	unsigned int i;

	if (lane->gone)
		return;
	lane->gone = 1;
	num_gone++;
	printf("%s has gone with %u chunks\n", lane->name, lane->in_hand);
	for (i = 0; i < num_chunks; i++)
		if (chunks[i] == lane - lanes)
			chunks[i] = TODO;
	lane->in_hand = 0;
}

static int post(struct lane *lane, unsigned int chunk)
{
	const struct ruapi_send_wr wr = {
		.wr_id = chunk,
		.opcode = WR_RDMA_WRITE,
		.num_sge = 1,
		.remote_addr = (uintptr_t)to + (size_t)chunk * CHUNK,
		.rkey = lane->rkey,
	};
	const struct ruapi_sge sge = {
		.addr = (uintptr_t)from + (size_t)chunk * CHUNK,
		.length = CHUNK,
		.lkey = lane->lkey,
	};
	struct ruapi_qp_post_send_args args = {
		.handle = lane->qp[0],
		.wrs = &wr,
		.wrs_len = 1,
		.sges = &sge,
		.sges_len = 1,
	};
	const int ret = ruapi_qp_post_send(fd, &args);

	if (ret && ret != -ENODEV)
		check(ret, &args.error);
	return ret;
}

/* A chunk for every place that is free. */
static void fill(void)
{
	struct lane *lane;
	unsigned int i = 0;

	for (lane = lanes; lane < lanes + num_lanes; lane++) {
		while (!lane->gone && lane->in_hand < DEPTH) {
			while (i < num_chunks && chunks[i] != TODO)
				i++;
			if (i == num_chunks)
				return;
			if (post(lane, i)) {
				lose(lane);
				i = 0;
				break;
			}
			chunks[i] = lane - lanes;
			lane->in_hand++;
		}
	}
}

/* Whether the CQ was not empty. */
static int poll_lane(struct lane *lane)
{
	struct ruapi_wc wcs[2 * DEPTH];
	struct ruapi_cq_poll_args args = {
		.handle = lane->cq,
		.wcs = wcs,
		.wcs_max = 2 * DEPTH,
	};
	unsigned int i;

	if (lane->gone)
		return 0;
	if (ruapi_cq_poll(fd, &args) == -ENODEV) {
		lose(lane);
		return 0;
	}
	for (i = 0; i < args.wcs_len; i++) {
		/* What a device flushes when it goes, the event tells. */
		if (wcs[i].status)
			continue;
		chunks[wcs[i].wr_id] = DONE;
		lane->in_hand--;
		lane->copied++;
		left--;
	}
	return args.wcs_len > 0;
}

/* Completions that come between the last poll and arming are polled, too. */
static void drain(struct lane *lane)
{
	while (poll_lane(lane))
		;
	arm(lane);
	poll_lane(lane);
}

static struct lane *lane_of(uint32_t context)
{
	unsigned int i;

	for (i = 0; i < num_lanes; i++)
		if (lanes[i].context == context)
			return &lanes[i];
	return NULL;
}

/* One read for all HCAs, and for what becomes of them. */
static void wait_events(void)
{
	static char buf[RUAPI_EVENT_BUF] __attribute__((aligned(8)));
	const struct ruapi_event *event;
	const ssize_t len = read(fd, buf, sizeof(buf));
	struct lane *lane;
	size_t off = 0;

	if (len < 0) {
		perror("read");
		exit(1);
	}
	while (ruapi_event_next(buf, len, &off, &event) == 1) {
		if (event->type == RUAPI_EVENT_CQ)
			drain(&lanes[event->user_data]);
		if (event->type != RUAPI_EVENT_DEVICE_REMOVED)
			continue;
		lane = lane_of(event->context);
		if (lane)
			lose(lane);
	}
}

static void copy(unsigned int pass)
{
	unsigned int i;

	for (i = 0; i < num_chunks; i++) {
		chunks[i] = TODO;
		memset(from + (size_t)i * CHUNK, i + pass, CHUNK);
	}
	memset(to, 0xff, (size_t)num_chunks * CHUNK);
	left = num_chunks;
	while (left) {
		if (num_gone == num_lanes) {
			fprintf(stderr, "no HCA is left\n");
			exit(1);
		}
		fill();
		if (left)
			wait_events();
	}
	if (memcmp(from, to, (size_t)num_chunks * CHUNK)) {
		fprintf(stderr, "what was copied is something else\n");
		exit(1);
	}
}

int main(int argc, char **argv)
{
	struct ruapi_mr_region read_from[MAX_LANES], write_to[MAX_LANES];
	int until_unplugged = 0;
	unsigned int i, pass = 0;
	int opt;

	while ((opt = getopt(argc, argv, "uc:")) != -1) {
		if (opt == 'u')
			until_unplugged = 1;
		else if (opt == 'c')
			num_chunks = atoi(optarg);
		else
			return 2;
	}
	num_lanes = argc - optind;
	if (!num_lanes || num_lanes > MAX_LANES || !num_chunks) {
		fprintf(stderr, "usage: stripe [-u] [-c CHUNKS] DEVICE DEVICE...\n");
		return 2;
	}
	fd = ruapi_open();
	if (fd < 0) {
		fprintf(stderr, "%s: %s\n", RUAPI_DEVICE_PATH, strerror(-fd));
		return 1;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	chunks = malloc(num_chunks * sizeof(*chunks));
	from = aligned_alloc(4096, (size_t)num_chunks * CHUNK);
	to = aligned_alloc(4096, (size_t)num_chunks * CHUNK);
	if (!chunks || !from || !to) {
		perror("memory");
		return 1;
	}
	for (i = 0; i < num_lanes; i++) {
		lanes[i].name = argv[optind + i];
		open_lane(&lanes[i]);
	}
	register_memory(from, (size_t)num_chunks * CHUNK, read_from);
	register_memory(to, (size_t)num_chunks * CHUNK, write_to);
	for (i = 0; i < num_lanes; i++) {
		lanes[i].lkey = read_from[i].lkey;
		lanes[i].rkey = write_to[i].rkey;
	}
	do {
		copy(pass++);
		if (pass == 1)
			printf("copied %u chunks\n", num_chunks);
	} while (until_unplugged && !num_gone);
	for (i = 0; i < num_lanes; i++)
		printf("%s copied %u%s\n", lanes[i].name, lanes[i].copied,
		       lanes[i].gone ? ", and went" : "");
	/* All that was made goes with the fd. */
	close(fd);
	return 0;
}
