// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Sequences for faults.c: namespaces, devices, contexts, queues, and system calls. */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>
#include "faults.h"
#include "places.h"
#include "../../kernel/drivers/rdmasim/rdmasim-abi.h"

/* ---- NAMESPACE -------------------------------------------------------------- */

static int namespace_query(struct world *w)
{
	struct ruapi_namespace_query_args args = {};

	return ruapi_namespace_query(w->set.fd, &args);
}

static int namespace_nop(struct world *w)
{
	struct ruapi_namespace_nop_args args = {};

	return ruapi_namespace_nop(w->set.fd, &args);
}

static int namespace_describe(struct world *w)
{
	static struct ruapi_desc_action actions[256];
	static struct ruapi_desc_attr attrs[2048];
	struct ruapi_namespace_describe_args args = {
		.actions = actions,
		.actions_max = COUNT(actions),
		.attrs = attrs,
		.attrs_max = COUNT(attrs),
	};

	return ruapi_namespace_describe(w->set.fd, &args);
}

static int device_describe(struct world *w)
{
	struct ruapi_desc_ucap ucaps[16];
	struct ruapi_namespace_describe_args args = {
		.set = RUAPI_SET(RUAPI_NAMESPACE_DESCRIBE_DEVICE),
		.device = w->set.device,
		.ucaps = ucaps,
		.ucaps_max = COUNT(ucaps),
	};

	return ruapi_namespace_describe(w->set.fd, &args);
}

static int open_view(struct world *w, bool of_device, int *fd)
{
	struct ruapi_namespace_view_args args = {
		.set = of_device ? RUAPI_SET(RUAPI_NAMESPACE_VIEW_DEVICE) : 0,
		.tag = 7,
		.device = w->set.device,
	};
	int ret = ruapi_namespace_view(w->set.fd, &args);

	*fd = ret ? -1 : args.fd;
	return ret;
}

static int namespace_view(struct world *w)
{
	return open_view(w, true, &w->made_fd);
}

int undo_fd(struct world *w)
{
	close(w->made_fd);
	w->made_fd = -1;
	return 0;
}

/* ---- DEVICE ------------------------------------------------------------------ */

static int device_query(struct world *w)
{
	struct ruapi_device_info info;
	struct ruapi_device_attr attr;
	struct ruapi_device_query_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_INDEX),
		.index = w->set.device,
		.info = &info,
		.attr = &attr,
	};

	return ruapi_device_query(w->set.fd, &args);
}

static int context_query_limits(struct world *w)
{
	struct ruapi_device_attr attr;
	struct ruapi_context_query_limits_args args = {
		.handle = handle(w, RUAPI_OBJ_CONTEXT),
		.attr = &attr,
	};

	return ruapi_context_query_limits(w->set.fd, &args);
}

static int device_list(struct world *w)
{
	struct ruapi_device_info infos[16];
	struct ruapi_device_list_args args = {
		.devices = infos,
		.devices_max = COUNT(infos),
	};

	return ruapi_device_list(w->set.fd, &args);
}

static int device_query_port(struct world *w)
{
	struct ruapi_port_attr attr;
	struct ruapi_device_query_port_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_PORT_INDEX),
		.index = w->set.device,
		.port = 1,
		.attr = &attr,
	};

	return ruapi_device_query_port(w->set.fd, &args);
}

static int device_query_gid(struct world *w)
{
	struct ruapi_gid_entry entry;
	struct ruapi_device_query_gid_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_GID_INDEX) |
		       RUAPI_SET(RUAPI_DEVICE_QUERY_GID_GID_INDEX),
		.index = w->set.device,
		.port = 1,
		.gid_index = is_rxe(w) ? 1 : 0,
		.entry = &entry,
	};

	return ruapi_device_query_gid(w->set.fd, &args);
}

int gid_table(struct world *w, struct ruapi_gid_entry *gids, uint32_t *count)
{
	struct ruapi_device_query_gid_table_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_GID_TABLE_INDEX),
		.index = w->set.device,
		.entries = gids,
		.entries_max = *count,
	};
	int ret = ruapi_device_query_gid_table(w->set.fd, &args);

	*count = args.count;
	return ret;
}

static int device_query_gid_table(struct world *w)
{
	struct ruapi_gid_entry gids[64];
	uint32_t count = COUNT(gids);

	return gid_table(w, gids, &count);
}

static int device_query_pkey(struct world *w)
{
	struct ruapi_device_query_pkey_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_PKEY_INDEX) |
		       RUAPI_SET(RUAPI_DEVICE_QUERY_PKEY_PKEY_INDEX),
		.index = w->set.device,
		.port = 1,
	};

	return ruapi_device_query_pkey(w->set.fd, &args);
}

static int device_query_stats(struct world *w)
{
	struct ruapi_stat stats[64];
	struct ruapi_device_query_stats_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_STATS_INDEX),
		.index = w->set.device,
		.port = 1,
		.stats = stats,
		.stats_max = COUNT(stats),
	};

	/* The driver is not asked again within its lifespan, which is 10 ms. */
	sleep_ms(15);
	return ruapi_device_query_stats(w->set.fd, &args);
}

static int device_query_port_speed(struct world *w)
{
	struct ruapi_device_query_port_speed_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_PORT_SPEED_INDEX),
		.index = w->set.device,
		.port = 1,
	};

	return ruapi_device_query_port_speed(w->set.fd, &args);
}

/* ---- CONTEXT ------------------------------------------------------------------ */

int open_context(struct world *w, int fd, bool fresh, uint32_t *context)
{
	const struct ruapi_device_info info = {
		.index = w->set.device,
		.driver_id = w->set.driver,
	};

	return make_context(fd, &info, fresh, 0, context, NULL);
}

static int context_open(struct world *w)
{
	return open_context(w, w->set.fd, true, &w->made);
}

static int context_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_CONTEXT);
}

/*
 * A node of a user capability, which since Linux 7 has a name of the kernel's; where
 * no device has one, another file.
 */
static int ucap_prepare(struct world *w)
{
	const char *const node = kernel_since(7, 0) ?
		"/dev/infiniband/mlx5_perm_ctrl_local" :
		"/dev/infiniband/rdmasim_perm_shelf";
	const int fd = open(is_sim(w->set.driver) ? node : "/dev/null",
			    O_RDWR | O_CLOEXEC);

	w->obj[0] = fd;
	return fd < 0 ? -errno : 0;
}

static int ucap_open(struct world *w)
{
	const int fds[] = { w->obj[0], };
	struct ruapi_context_open_args args = {
		.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX),
		.index = w->set.device,
		.ucaps = fds,
		.ucaps_len = COUNT(fds),
	};
	const int ret = ruapi_context_open(w->set.fd, &args);

	w->made = args.handle;
	return ret;
}

static int ucap_cleanup(struct world *w)
{
	close(w->obj[0]);
	w->obj[0] = 0;
	return 0;
}

/*
 * One that is nobody's in particular, as that of the set is.  siw has an answer for
 * who opens it: all of its are somebody's.
 */
static int context_share(struct world *w)
{
	return is_ib(w) ? open_context(w, w->set.fd, false, &w->obj[0]) : 0;
}

static int context_unshare(struct world *w)
{
	return is_ib(w) ? destroy(w->set.fd, RUAPI_OBJ_CONTEXT, w->obj[0]) : 0;
}

static int context_reopen(struct world *w)
{
	int ret;

	if (!is_ib(w))
		return -EOPNOTSUPP;
	ret = open_context(w, w->set.fd, false, &w->made);
	if (!ret)
		test_check(w->made == w->obj[0], "another context, %u",
			   w->made);
	return ret;
}

static int view_prepare(struct world *w)
{
	int fd;
	const int ret = open_view(w, true, &fd);

	w->obj[0] = fd;
	return ret;
}

static int view_cleanup(struct world *w)
{
	close(w->obj[0]);
	w->obj[0] = 0;
	return 0;
}

static int view_context_open(struct world *w)
{
	return open_context(w, w->obj[0], true, &w->made);
}

static int context_query(struct world *w)
{
	struct ruapi_context_query_args args = {
		.handle = handle(w, RUAPI_OBJ_CONTEXT),
	};

	return ruapi_context_query(w->set.fd, &args);
}

/* ---- EVENT_QUEUE, PD ------------------------------------------------------------ */

static int queue_create(struct world *w)
{
	return make_queue(w->set.fd, RUAPI_EVENT_FORMAT_RECORDS, 0, &w->made,
			  &w->made_fd);
}

static int queue_undo(struct world *w)
{
	const int ret = undo_made(w, RUAPI_OBJ_EVENT_QUEUE);

	undo_fd(w);
	return ret;
}

static int queue_prepare(struct world *w)
{
	int fd = -1;
	const int ret = make_queue(w->set.fd, RUAPI_EVENT_FORMAT_RECORDS, 0,
				   &w->obj[0], &fd);

	w->obj[1] = fd;
	return ret;
}

static int queue_cleanup(struct world *w)
{
	const int ret = destroy(w->set.fd, RUAPI_OBJ_EVENT_QUEUE, w->obj[0]);

	close(w->obj[1]);
	w->obj[1] = 0;
	return ret;
}

static int context_add_queue(struct world *w)
{
	struct ruapi_context_add_queue_args args = {
		.handle = handle(w, RUAPI_OBJ_CONTEXT),
		.queue = w->obj[0],
	};

	return ruapi_context_add_queue(w->set.fd, &args);
}

static int pd_alloc(struct world *w)
{
	return make_pd(w->set.fd, w->set.driver, handle(w, RUAPI_OBJ_CONTEXT),
		       &w->made);
}

static int pd_undo(struct world *w)
{
	return undo_made(w, RUAPI_OBJ_PD);
}

/* ---- system calls --------------------------------------------------------------------- */

static int sys_open(struct world *w)
{
	w->made_fd = open(RUAPI_DEVICE_PATH, O_RDWR | O_CLOEXEC);
	return w->made_fd < 0 ? -errno : 0;
}

/*
 * rxe lets a queue be mapped once, and forgets it also if that fails: every
 * mapping has a CQ of its own.
 */
static struct set mapped;

static int mmap_prepare(struct world *w)
{
	return set_make(&mapped, w->set.fd, w->set.name);
}

static int sys_mmap(struct world *w)
{
	w->map = set_map_cq(&mapped);
	if (w->map != MAP_FAILED)
		return 0;
	return mapped.cq_size ? -errno : -EOPNOTSUPP;
}

static int undo_mmap(struct world *w)
{
	return munmap(w->map, mapped.cq_size) ? -errno : 0;
}

static int mmap_cleanup(struct world *w)
{
	(void)w;
	return set_destroy(&mapped);
}

/*
 * The memory of two CQs in a window; of a driver that has none, something else.  rxe
 * forgets what it has placed once, as above.
 */
static struct queue placed[2];

static int window_prepare(struct world *w)
{
	int ret = mmap_prepare(w);
	unsigned int i;

	if (ret)
		return ret;
	w->map = is_sim(w->set.driver) ? w->set.buf : window_at(&mapped, 0, NULL);
	if (w->map == MAP_FAILED)
		return -errno;
	for (i = 0; i < COUNT(placed) && !ret; i++) {
		ret = queue_make(&mapped, &placed[i]);
		placed[i].at.addr = (uintptr_t)w->map + i * WINDOW / 2;
	}
	return ret;
}

static int context_map(struct world *w)
{
	const struct ruapi_placement at[] = { placed[0].at, placed[1].at };

	(void)w;
	return places_map(&mapped, at, COUNT(at));
}

static int context_unmap(struct world *w)
{
	const struct ruapi_placement at[] = { placed[0].at, placed[1].at };

	(void)w;
	return places_unmap(&mapped, at, COUNT(at));
}

/* Which of them are there. */
static uint64_t window_state(struct world *w)
{
	char byte;
	const struct iovec here = { &byte, 1 };
	uint64_t there = 0;
	struct iovec at;
	unsigned int i;

	(void)w;
	for (i = 0; i < COUNT(placed); i++) {
		at = (struct iovec) { queue_last(&placed[i]), 1 };
		if (process_vm_readv(getpid(), &here, 1, &at, 1, 0) == 1)
			there |= 1u << i;
	}
	return there;
}

static int unmap_prepare(struct world *w)
{
	const int ret = window_prepare(w);

	return ret || is_sim(w->set.driver) ? ret : context_map(w);
}

static int window_cleanup(struct world *w)
{
	unsigned int i;
	int ret = 0;

	if (!is_sim(w->set.driver) && munmap(w->map, WINDOW))
		return -errno;
	for (i = 0; i < COUNT(placed) && !ret; i++)
		ret = destroy(mapped.fd, RUAPI_OBJ_CQ, placed[i].handle);
	return ret ? ret : set_destroy(&mapped);
}

static int window_mmap(struct world *w)
{
	w->map = window_at(&mapped, 0, NULL);
	return w->map == MAP_FAILED ? -errno : 0;
}

static int window_undo(struct world *w)
{
	return munmap(w->map, WINDOW) ? -errno : 0;
}

/* An id that has resolved its address, and the event that says so. */
static int read_prepare(struct world *w)
{
	struct ruapi_event_cm event;
	int ret;

	while (!event_wait(w->set.fd, 0, -1, &event, 1))
		;
	ret = make_cm_id(w->set.fd, 0, 0, &w->obj[0]);
	return ret ? ret : cm_resolve_begin(w, w->obj[0]);
}

static int sys_read(struct world *w)
{
	struct ruapi_event_cm event;
	const ssize_t len = read(w->set.fd, &event, sizeof(event));

	if (len < 0)
		return -errno;
	return event.hdr.type == RUAPI_EVENT_CM &&
	       event.hdr.code == ADDR_RESOLVED ? 0 : -EBADMSG;
}

static int read_cleanup(struct world *w)
{
	const int ret = destroy(w->set.fd, RUAPI_OBJ_CM_ID, w->obj[0]);

	w->obj[0] = 0;
	return ret;
}

/* ---- what faults.c is told --------------------------------------------------------- */

static int make(struct world *w, unsigned int type)
{
	switch (type) {
	case RUAPI_OBJ_CONTEXT:
		return context_open(w);
	case RUAPI_OBJ_EVENT_QUEUE:
		return queue_create(w);
	case RUAPI_OBJ_PD:
		return pd_alloc(w);
	default:
		return -ENOSYS;
	}
}

static const struct sequence sequences[] = {
	{ RUAPI_OBJ_NAMESPACE, RUAPI_QUERY, NULL, EVERYWHERE,
	  .call = namespace_query },
	{ RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_NOP, NULL, EVERYWHERE,
	  .call = namespace_nop },
	{ RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_DESCRIBE, NULL, EVERYWHERE,
	  .call = namespace_describe },
	{ RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_DESCRIBE, "of a device", EVERYWHERE,
	  .call = device_describe },
	{ RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_VIEW, NULL, EVERYWHERE,
	  .call = namespace_view, .undo = undo_fd },
	{ RUAPI_OBJ_DEVICE, RUAPI_QUERY, NULL, EVERYWHERE,
	  .call = device_query },
	{ RUAPI_OBJ_DEVICE, RUAPI_LIST, NULL, EVERYWHERE,
	  .call = device_list },
	{ RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_PORT, NULL, EVERYWHERE,
	  .call = device_query_port },
	{ RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_GID, NULL, EVERYWHERE,
	  .call = device_query_gid },
	{ RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_GID_TABLE, NULL, EVERYWHERE,
	  .call = device_query_gid_table },
	{ RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_PKEY, NULL, ON_IB, EINVAL,
	  .call = device_query_pkey },
	{ RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_STATS, NULL, ON_IB,
	  .call = device_query_stats },
	{ RUAPI_OBJ_DEVICE, RUAPI_DEVICE_QUERY_PORT_SPEED, NULL, ON_SIM_NEWER,
	  .call = device_query_port_speed },
	{ RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN, "a new one", EVERYWHERE,
	  .call = context_open, .undo = context_undo },
	{ RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN, "again", ON_IB,
	  .prepare = context_share, .call = context_reopen,
	  .cleanup = context_unshare },
	{ RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN, "with a user capability", ON_SIM,
	  .otherwise = EINVAL, .prepare = ucap_prepare, .call = ucap_open,
	  .undo = context_undo, .cleanup = ucap_cleanup },
	{ RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_OPEN, "on a view", EVERYWHERE,
	  .prepare = view_prepare, .call = view_context_open,
	  .undo = context_undo, .cleanup = view_cleanup },
	{ RUAPI_OBJ_CONTEXT, RUAPI_QUERY, NULL, EVERYWHERE,
	  .call = context_query },
	{ RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_QUERY_LIMITS, NULL, EVERYWHERE,
	  .call = context_query_limits },
	{ RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_ADD_QUEUE, NULL, EVERYWHERE,
	  .prepare = queue_prepare, .call = context_add_queue,
	  .cleanup = queue_cleanup },
	{ RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_MAP, NULL, ON_RXE | ON_SIW, .once = true,
	  .prepare = window_prepare, .call = context_map,
	  .undo = context_unmap, .cleanup = window_cleanup, .state = window_state },
	{ RUAPI_OBJ_CONTEXT, RUAPI_CONTEXT_UNMAP, NULL, ON_RXE | ON_SIW, EINVAL,
	  .prepare = unmap_prepare, .call = context_unmap,
	  .cleanup = window_cleanup, .state = window_state },
	{ RUAPI_OBJ_EVENT_QUEUE, RUAPI_EVENT_QUEUE_CREATE, NULL, EVERYWHERE,
	  .call = queue_create, .undo = queue_undo },
	{ RUAPI_OBJ_PD, RUAPI_PD_ALLOC, NULL, EVERYWHERE,
	  .call = pd_alloc, .undo = pd_undo },
	{ .name = "open()", .on = EVERYWHERE,
	  .call = sys_open, .undo = undo_fd },
	{ .name = "mmap()", .on = ON_RXE, .once = true,
	  .prepare = mmap_prepare, .call = sys_mmap, .undo = undo_mmap,
	  .cleanup = mmap_cleanup },
	{ .name = "mmap() of a window", .on = ON_RXE | ON_SIW,
	  .prepare = mmap_prepare, .call = window_mmap, .undo = window_undo,
	  .cleanup = mmap_cleanup },
	{ .name = "read()", .on = EVERYWHERE,
	  .prepare = read_prepare, .call = sys_read,
	  .cleanup = read_cleanup },
};

const struct sequences space_sequences = { sequences, COUNT(sequences), make, };
