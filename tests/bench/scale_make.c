// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Objects by the thousand, and events that nobody reads. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <rdma_uapi/rdma_uapi.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scale.h"

/* Of enum rdma_ucm_port_space. */
#define PS_TCP 0x0106

/* Whose Ethernet address changes when the bond fails over. */
#define BOND_ADDR "10.4.0.1"
#define BOND_SLAVE "/sys/class/net/bond0/bonding/active_slave"

uint32_t bench_index(int fd)
{
	struct ruapi_device_info *devices;
	uint32_t count, i, index = UINT32_MAX;

	call(ruapi_device_list_all(fd, &devices, &count));
	for (i = 0; i < count; i++)
		if (!strcmp(devices[i].name, BENCH_DEVICE))
			index = devices[i].index;
	free(devices);
	errno = ENODEV;
	must(index != UINT32_MAX);
	return index;
}

uint32_t open_context(int fd, uint32_t index, bool is_new)
{
	struct ruapi_context_open_args args = {
		.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX),
		.index = index,
		.new_ = is_new,
	};

	call(ruapi_context_open(fd, &args));
	return args.handle;
}

void population_open(struct population *p, bool with_context)
{
	*p = (struct population){ .fd = ruapi_open() };
	call(p->fd);
	if (with_context)
		p->ctx = open_context(p->fd, bench_index(p->fd), false);
}

void population_close(struct population *p)
{
	if (p->fd >= 0)
		must(!close(p->fd));
	free(p->handles);
	*p = (struct population){ .fd = -1 };
}

static void add(struct population *p, uint32_t handle)
{
	if (p->count == p->room) {
		p->room = p->room ? 2 * p->room : 1024;
		p->handles = realloc(p->handles,
				     p->room * sizeof(*p->handles));
		must(p->handles);
	}
	p->handles[p->count++] = handle;
}

uint32_t alloc_pd(int fd, uint32_t ctx)
{
	struct ruapi_pd_alloc_args args = { .context = ctx };

	call(ruapi_pd_alloc(fd, &args));
	return args.handle;
}

void destroy_pd(int fd, uint32_t handle)
{
	struct ruapi_pd_destroy_args args = { .handle = handle };

	call(ruapi_pd_destroy(fd, &args));
}

void add_pds(struct population *p, uint32_t count)
{
	while (count--)
		add(p, alloc_pd(p->fd, p->ctx));
}

uint32_t create_id(int fd, uint32_t queue)
{
	struct ruapi_cm_id_create_args args = {
		.port_space = PS_TCP,
		.queue = queue,
	};

	call(ruapi_cm_id_create(fd, &args));
	return args.handle;
}

void destroy_id(int fd, uint32_t handle)
{
	struct ruapi_cm_id_destroy_args args = { .handle = handle };

	call(ruapi_cm_id_destroy(fd, &args));
}

void add_ids(struct population *p, uint32_t queue, uint32_t count)
{
	while (count--)
		add(p, create_id(p->fd, queue));
}

static void bind_id(int fd, uint32_t id)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	struct ruapi_cm_id_bind_addr_args args = {
		.handle = id,
		.addr = &addr,
		.addr_len = sizeof(addr),
	};

	must(inet_pton(AF_INET, BOND_ADDR, &addr.sin_addr) == 1);
	call(ruapi_cm_id_bind_addr(fd, &args));
}

/* Its fd; closing that destroys the ids that report to it. */
int create_channel(int fd, uint32_t *handle)
{
	struct ruapi_event_queue_create_args args = {
		.flags = RUAPI_EVENT_QUEUE_F_OWNS_IDS,
	};

	call(ruapi_event_queue_create(fd, &args));
	*handle = args.handle;
	return args.fd;
}

static void fail_over(const char *slave)
{
	const int fd = open(BOND_SLAVE, O_WRONLY);

	must(fd >= 0);
	must(write(fd, slave, strlen(slave)) == (ssize_t)strlen(slave));
	close(fd);
}

/* To the address from which add_events() takes the bond away. */
void bind_ids(const struct population *p)
{
	uint32_t i;

	fail_over("slave0");
	for (i = 0; i < p->count; i++)
		bind_id(p->fd, p->handles[i]);
}

/*
 * Nobody has to connect: with every failover to an address that is not the one
 * they were bound to, all ids of a bond get ADDR_CHANGE.
 */
void add_events(uint32_t each)
{
	while (each--) {
		fail_over(each & 1 ? "slave1" : "slave2");
		/* Handlers are kernel threads, on the one CPU there is. */
		usleep(1000);
	}
}

uint32_t count_events(int fd)
{
	static char buf[RUAPI_EVENT_BUF] __attribute__((aligned(8)));
	struct pollfd poller = { .fd = fd, .events = POLLIN };
	const struct ruapi_event *event;
	uint32_t count = 0;
	size_t off;
	ssize_t len;

	while (poll(&poller, 1, 0) == 1) {
		len = read(fd, buf, sizeof(buf));
		must(len > 0);
		for (off = 0; ruapi_event_next(buf, len, &off, &event) == 1;)
			count += event->type == RUAPI_EVENT_CM;
	}
	return count;
}
