// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Objects by the thousand, and events that nobody reads. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <rdma_uapi/rdma_uapi.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scale.h"

/* Of enum rdma_ucm_port_space. */
#define PS_TCP 0x0106

/*
 * An address that this host reaches, but not through an RDMA device: resolving
 * it ends with ADDR_ERROR, and may be tried again.
 */
#define UNREACHABLE "10.9.0.1"

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

/* Until the one before has failed, EINVAL or EBUSY says that it is on its way. */
static void fail_to_resolve(int fd, uint32_t id, const struct sockaddr_in *dst)
{
	struct ruapi_cm_id_resolve_addr_args args = {
		.handle = id,
		.dst = dst,
		.dst_len = sizeof(*dst),
		.timeout = 1000,
	};
	int ret;

	while ((ret = ruapi_cm_id_resolve_addr(fd, &args)) == -EINVAL ||
	       ret == -EBUSY)
		sched_yield();
	call(ret);
}

/* Events of the ids from @first on; none is read. */
void add_events(const struct population *p, uint32_t first, uint32_t each)
{
	struct sockaddr_in dst = { .sin_family = AF_INET };
	uint32_t i;

	must(inet_pton(AF_INET, UNREACHABLE, &dst.sin_addr) == 1);
	while (each--)
		for (i = first; i < p->count; i++)
			fail_to_resolve(p->fd, p->handles[i], &dst);
}
