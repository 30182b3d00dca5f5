// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What connections make a namespace hold is memory of its opener's cgroup, also
 * where it is a worker of the kernel's that allocates: events that nobody reads,
 * and requests of peers, whom the program has not even asked for them.
 *
 * usage: charge DEVICE IDS CGROUP		(in that cgroup)
 */
#include <arpa/inet.h>
#include <limits.h>
#include <unistd.h>
#include "ids.h"

#define PORT 7400
/* An event, or an id, is not smaller: they have room for private data. */
#define AT_LEAST 256
#define WAIT_MS 10000

static const char *cgroup;

/* Bytes of kernel objects that the cgroup pays for. */
static long slab(void)
{
	char line[128], path[256];
	long bytes = -1;
	FILE *stat;

	snprintf(path, sizeof(path), "%s/memory.stat", cgroup);
	stat = fopen(path, "r");
	while (stat && fgets(line, sizeof(line), stat))
		if (sscanf(line, "slab %ld", &bytes) == 1)
			break;
	if (stat)
		fclose(stat);
	if (bytes < 0)
		bail_out("%s says nothing of slab", path);
	return bytes;
}

/* The kernel's counters lag behind by some seconds. */
static void check_slab(long from, long at_least, long at_most,
		       const char *what)
{
	const uint64_t end = now_ms() + patience(WAIT_MS);
	long grown;

	do {
		sleep_ms(100);
		grown = slab() - from;
	} while ((grown < at_least || grown > at_most) && now_ms() < end);
	printf("# %s: %ld bytes\n", what, grown);
	test_check(grown >= at_least && grown <= at_most,
		   "%s: %ld bytes, not %ld to %ld", what, grown, at_least,
		   at_most);
}

static int resolve_addr(struct set *set, uint32_t id)
{
	struct sockaddr_in sin = {
		.sin_family = AF_INET,
		.sin_port = htons(PORT),
	};
	struct ruapi_cm_id_resolve_addr_args args = {
		.handle = id,
		.dst = (const struct sockaddr *)&sin,
		.dst_len = sizeof(sin),
		.timeout = 5000,
	};

	inet_pton(AF_INET, set_address(set), &sin.sin_addr);
	return ruapi_cm_id_resolve_addr(set->fd, &args);
}

/* Where nobody reads. */
static uint32_t make_silent_queue(struct set *set, int *queue_fd)
{
	uint32_t queue = 0;

	test_ret(make_queue(set->fd, RUAPI_EVENT_FORMAT_RECORDS, 0, &queue,
			    queue_fd), 0, "queue");
	return queue;
}

static void test_events(struct set *set, unsigned int n)
{
	uint32_t *ids = calloc(n, sizeof(*ids)), queue;
	unsigned int i;
	int queue_fd;
	long before;

	test_begin("%s: events that nobody reads", set->name);
	queue = make_silent_queue(set, &queue_fd);
	for (i = 0; i < n; i++)
		test_ret(make_cm_id(set->fd, queue, i, &ids[i]), 0, "id");
	before = slab();
	for (i = 0; i < n; i++)
		test_ret(resolve_addr(set, ids[i]), 0, "resolve");
	check_slab(before, (long)n * AT_LEAST, LONG_MAX, "unread events");
	for (i = 0; i < n; i++)
		drop(set, ids[i]);
	close(queue_fd);
	check_slab(before, LONG_MIN, n * AT_LEAST / 2, "they are gone");
	free(ids);
}

static void test_requests(struct set *set, unsigned int n)
{
	uint32_t *ids = calloc(n, sizeof(*ids)), queue, listener;
	unsigned int i;
	int queue_fd;
	long before;

	test_begin("%s: requests of peers that nobody answers", set->name);
	queue = make_silent_queue(set, &queue_fd);
	test_ret(make_cm_id(set->fd, queue, 0, &listener), 0, "listener");
	test_ret(cm_bind(set->fd, listener, set_address(set), PORT), 0, "bind");
	test_ret(cm_listen(set->fd, listener, n), 0, "listen");
	for (i = 0; i < n; i++) {
		test_ret(make_cm_id(set->fd, 0, i, &ids[i]), 0, "id");
		test_ret(cm_resolve(set->fd, ids[i], set_address(set), PORT), 0,
			 "resolve");
	}
	before = slab();
	/* Of a QP each: a second request of one is refused, and makes no id. */
	for (i = 0; i < n; i++)
		test_ret(cm_connect(set->fd, ids[i], 0x111 + i, NULL, 0), 0,
			 "connect");
	/* An id, and its event. */
	check_slab(before, (long)n * 2 * AT_LEAST, LONG_MAX, "requests");
	drop(set, listener);
	close(queue_fd);
	for (i = 0; i < n; i++)
		drop(set, ids[i]);
	check_slab(before, LONG_MIN, n * AT_LEAST / 2, "they are gone");
	free(ids);
}

int main(int argc, char **argv)
{
	struct set set;
	unsigned int n;

	if (argc != 4)
		bail_out("usage: charge DEVICE IDS CGROUP");
	n = strtoul(argv[2], NULL, 0);
	cgroup = argv[3];
	if (set_make(&set, open_namespace(), argv[1]))
		bail_out("no objects on %s", argv[1]);
	test_events(&set, n);
	test_requests(&set, n);
	set_end(&set, "ids");
	return test_done();
}
