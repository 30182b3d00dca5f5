// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Runs sequences of calls, and checks what must hold whatever they are. */
#include <fcntl.h>
#include <poll.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma/rdma_user_rxe.h>
#include <rdma/siw-abi.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "guest.h"
#include "fuzz.h"

#define ARENA (1u << 17)
#define MEMORY (1u << 20)

/* Memory that can be registered: a quarter is read-only, and it has a hole. */
void fz_runner_init(struct fz_runner *runner)
{
	runner->memory = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	runner->arena = mmap(NULL, ARENA + 4096, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (runner->memory == MAP_FAILED || runner->arena == MAP_FAILED)
		bail_out("no memory");
	mprotect(runner->memory + MEMORY / 2, MEMORY / 4, PROT_READ);
	mprotect(runner->memory + MEMORY / 4 * 3, 4096, PROT_NONE);
	mprotect(runner->arena + ARENA, 4096, PROT_NONE);
}

void fz_space_open(struct fz_space *space)
{
	memset(space, 0, sizeof(*space));
	space->fds[0] = open_namespace();
	fcntl(space->fds[0], F_SETFL, O_NONBLOCK);
	space->num_fds = 1;
}

void fz_space_close(struct fz_space *space)
{
	/* The main fd first or last: either way, views keep it alive. */
	while (space->num_fds)
		close(space->fds[--space->num_fds]);
}

static void space_add_fd(struct fz_space *space, int fd)
{
	if (space->num_fds == FZ_MAX_FDS) {
		close(fd);
		return;
	}
	fcntl(fd, F_SETFL, O_NONBLOCK);
	space->fds[space->num_fds++] = fd;
}

/* Where handles are kept: those of all types of drivers together. */
static unsigned int slot_of(unsigned int type)
{
	return type & (FZ_DRIVER_TYPE | RUAPI_DRIVER_NS) ? RUAPI_OBJ_DRIVER_OBJECT : type;
}

/* As the ABI has it. */
static uint16_t wire_type(unsigned int type)
{
	return type & FZ_DRIVER_TYPE ? RUAPI_DRIVER_NS | (type & ~FZ_DRIVER_TYPE) : type;
}

static void space_add_handle(struct fz_space *space, unsigned int type,
			     uint32_t handle)
{
	type = slot_of(type);
	if (!type || type >= __RUAPI_OBJ_MAX || !handle)
		return;
	space->handles[type][space->counts[type]++ % FZ_MAX_HANDLES] = handle;
}

static uint32_t space_handle(const struct fz_space *space, unsigned int type,
			     unsigned int index)
{
	unsigned int count;

	type = slot_of(type);
	if (!type || type >= __RUAPI_OBJ_MAX || !space->counts[type])
		return 0;
	count = space->counts[type] < FZ_MAX_HANDLES ? space->counts[type] :
						       FZ_MAX_HANDLES;
	return space->handles[type][index % count];
}

static int space_fd(const struct fz_space *space, unsigned int index)
{
	return space->fds[index % space->num_fds];
}

static void complain(struct fz_runner *runner, const struct fz_call *call,
		     const char *what, long value)
{
	const char *object = ruapi_object_name(call->object);
	const char *action = ruapi_action_name(call->object, call->action);

	runner->complaints++;
	printf("# %s.%s: %s: %ld\n", object ? object : "?",
	       action ? action : "?", what, value);
	fflush(stdout);
}

/* ---- calls ------------------------------------------------------------------ */

/* Memory for a buffer; the first of a call ends where the hole begins. */
static uint8_t *arena_take(struct fz_runner *runner, uint32_t len)
{
	const unsigned int room = ((len + 7) & ~7u);

	if (!runner->arena_used) {
		runner->arena_used = room;
		return runner->arena + ARENA - (len < ARENA / 2 ? len : ARENA / 2);
	}
	if (len > ARENA / 4 || runner->arena_used + room > ARENA / 2)
		return runner->arena;
	runner->arena_used += room;
	return runner->arena + runner->arena_used - room;
}

static struct fz_device *runner_device(struct fz_runner *runner,
				       unsigned int index)
{
	return &runner->devices[(index + runner->rotate) % runner->num_devices];
}

static void set_attr(struct fz_runner *runner, struct fz_space *space,
		     const struct fz_seq *seq, const struct fz_attr *from,
		     struct ruapi_attr *to)
{
	const struct fz_device *device;
	uint8_t *bytes;

	*to = (struct ruapi_attr){
		.id = from->id,
		.wire = from->wire,
		.flags = from->flags,
		.len = from->len,
		.value = from->value,
	};
	switch (from->kind) {
	case FZ_OBJ:
		to->obj.object = wire_type(from->type);
		to->obj.handle = space_handle(space, from->type, from->index);
		break;
	case FZ_NEW:
		to->obj.object = wire_type(from->type);
		to->obj.handle = 0;
		break;
	case FZ_DATA:
		bytes = arena_take(runner, from->data_len);
		memcpy(bytes, seq->data + from->data, from->data_len);
		to->ptr = (uintptr_t)bytes;
		break;
	case FZ_ROOM:
		to->ptr = (uintptr_t)arena_take(runner, from->len);
		break;
	case FZ_DEVICE:
		device = runner_device(runner, from->index);
		to->value = __atomic_load_n(&device->index, __ATOMIC_RELAXED);
		space->driver = device->driver;
		break;
	case FZ_MEM:
		to->value = (uintptr_t)runner->memory + from->value;
		break;
	case FZ_FD:
		to->fd = space_fd(space, from->index);
		break;
	}
}

static void note_map(struct fz_space *space, uint8_t kind, uint64_t offset,
		     uint64_t size)
{
	if (!size || size > UINT32_MAX)
		return;
	space->maps[space->num_maps++ % FZ_MAX_MAPS] = (struct fz_map){
		.offset = (uint64_t)space->slot << RUAPI_MMAP_SLOT_SHIFT |
			  (offset & ~4095ull),
		.size = size,
		.kind = kind,
	};
}

/* What a driver answers says which offsets it wants to have mapped. */
static void note_maps_rxe(struct fz_space *space, unsigned int object,
			  const uint8_t *answer)
{
	struct mminfo mi[2];
	unsigned int i;

	memcpy(mi, answer, sizeof(mi));
	for (i = 0; i < COUNT(mi); i++)
		note_map(space, object == RUAPI_OBJ_QP && i ? FZ_MAP_RXE_SQ :
							      FZ_MAP_OTHER,
			 mi[i].offset, mi[i].size);
}

static void note_maps_siw(struct fz_space *space, unsigned int object,
			  const uint8_t *answer)
{
	struct siw_uresp_create_cq cq;
	struct siw_uresp_create_qp qp;
	struct siw_uresp_create_srq srq;

	memcpy(&cq, answer, sizeof(cq));
	memcpy(&qp, answer, sizeof(qp));
	memcpy(&srq, answer, sizeof(srq));
	if (object == RUAPI_OBJ_CQ) {
		note_map(space, FZ_MAP_SIW_CQ, cq.cq_key, sizeof(struct siw_cq_ctrl) +
			 (uint64_t)cq.num_cqe * sizeof(struct siw_cqe));
	} else if (object == RUAPI_OBJ_SRQ) {
		note_map(space, FZ_MAP_SIW_RQ, srq.srq_key,
			 (uint64_t)srq.num_rqe * sizeof(struct siw_rqe));
	} else if (object == RUAPI_OBJ_QP) {
		note_map(space, FZ_MAP_SIW_SQ, qp.sq_key,
			 (uint64_t)qp.num_sqe * sizeof(struct siw_sqe));
		note_map(space, FZ_MAP_SIW_RQ, qp.rq_key,
			 (uint64_t)qp.num_rqe * sizeof(struct siw_rqe));
	}
}

static void note_maps(struct fz_space *space, const struct fz_call *call,
		      const struct ruapi_attr *attr)
{
	const uint8_t *answer = (const uint8_t *)(uintptr_t)attr->ptr;
	uint8_t bytes[64] = {};

	memcpy(bytes, answer, attr->len < sizeof(bytes) ? attr->len :
							  sizeof(bytes));
	if (space->driver == RDMA_DRIVER_RXE)
		note_maps_rxe(space, call->object, bytes);
	else if (space->driver == RDMA_DRIVER_SIW)
		note_maps_siw(space, call->object, bytes);
}

/* Whether VALID can be the kernel's, and is not what we sent ourselves. */
static bool was_known(const struct fz_call *call, unsigned int i)
{
	const struct fz_attr *attr = &call->attrs[i];
	const struct ruapi_desc_attr *spec =
		fz_spec(call->object, call->action, attr->id);

	if (!(attr->flags & RUAPI_ATTR_F_VALID))
		return true;
	return call->num_lie >= 0 && spec && spec->wire == attr->wire;
}

static void note_answer(struct fz_runner *runner, struct fz_space *space,
			const struct fz_call *call,
			const struct ruapi_hdr *hdr)
{
	const struct ruapi_attr *attr;
	unsigned int i;

	for (i = 0; i < hdr->num_attrs; i++) {
		attr = &hdr->attrs[i];
		if (!(attr->flags & RUAPI_ATTR_F_VALID) ||
		    !was_known(call, i))
			continue;
		if (attr->wire == RUAPI_WIRE_OBJ_NEW) {
			if (!attr->obj.handle)
				complain(runner, call, "new handle", 0);
			space_add_handle(space, attr->obj.object,
					 attr->obj.handle);
		} else if (attr->wire == RUAPI_WIRE_FD_NEW) {
			if (attr->fd < 0 || fcntl(attr->fd, F_GETFD) != FD_CLOEXEC)
				complain(runner, call, "new fd", attr->fd);
			space_add_fd(space, attr->fd);
		} else if (attr->id == RUAPI_ATTR_UHW_OUT &&
			   call->attrs[i].kind == FZ_ROOM) {
			note_maps(space, call, attr);
		}
		if (call->object == RUAPI_OBJ_CONTEXT &&
		    call->action == RUAPI_CONTEXT_OPEN && hdr->driver_id)
			space->driver = hdr->driver_id;
		if (call->object == RUAPI_OBJ_CONTEXT &&
		    call->action == RUAPI_CONTEXT_OPEN &&
		    attr->id == RUAPI_CONTEXT_OPEN_SLOT)
			space->slot = attr->value;
	}
}

/* What the contract says of every failure. */
static void check_failure(struct fz_runner *runner, const struct fz_call *call,
			  const struct ruapi_hdr *hdr, int ret)
{
	/* Between them are errnos that userspace must not see. */
	if (ret < -133)
		complain(runner, call, "errno", ret);
	if (hdr->reason >= __RUAPI_REASON_MAX)
		complain(runner, call, "reason", hdr->reason);
	if (hdr->reason && hdr->bad_index != UINT32_MAX &&
	    hdr->bad_index >= (unsigned int)(call->num_attrs + call->num_lie))
		complain(runner, call, "bad_index", hdr->bad_index);
	if (ret == -EPROTONOSUPPORT && call->nr == FZ_NR_AUTO &&
	    !fz_is_method(call->object, call->action) &&
	    ruapi_action_request(call->object, call->action) &&
	    ruapi_action_request(call->object, call->action) != RUAPI_IOC_FAST)
		complain(runner, call, "described, but", ret);
}

static unsigned long request_of(const struct fz_call *call)
{
	unsigned long request;

	if (call->nr != FZ_NR_AUTO)
		return _IOC(_IOC_READ | _IOC_WRITE, RUAPI_IOC_TYPE, call->nr,
			    sizeof(struct ruapi_hdr));
	request = ruapi_action_request(call->object, call->action);
	return request && request != RUAPI_IOC_FAST ? request : RUAPI_IOC_CALL;
}

/* Calls that carry nothing for the driver need not name it. */
static uint32_t driver_of(const struct fz_space *space,
			  const struct fz_call *call)
{
	unsigned int i;

	if (call->driver != FZ_DRIVER_AUTO)
		return call->driver;
	if (fz_is_method(call->object, call->action))
		return space->driver;
	for (i = 0; i < call->num_attrs; i++)
		if (call->attrs[i].id & RUAPI_ATTR_DRIVER)
			return space->driver;
	return 0;
}

/* Around the system call of a step only: the rest is ours. */
static void world_begin(const struct fz_call *call)
{
	if (call->plain)
		fz_world_plain(true);
	if (call->fault)
		fz_world_fault(call->fault);
}

/* errno is what it was. */
static void world_end(const struct fz_call *call)
{
	const int error = errno;

	if (call->fault)
		fz_world_fault(0);
	if (call->plain)
		fz_world_plain(false);
	errno = error;
}

static void run_call(struct fz_runner *runner, struct fz_space *space,
		     const struct fz_seq *seq, const struct fz_call *call)
{
	struct {
		struct ruapi_hdr hdr;
		struct ruapi_attr attrs[RUAPI_MAX_ATTRS + 1];
	} room;
	struct ruapi_hdr *hdr = &room.hdr;
	unsigned int i;
	int ret;

	runner->arena_used = 0;
	memset(&room, 0, sizeof(room));
	for (i = 0; i < call->num_attrs; i++)
		set_attr(runner, space, seq, &call->attrs[i], &room.attrs[i]);
	hdr->length = sizeof(*hdr) + call->num_attrs * sizeof(room.attrs[0]) +
		      call->lie;
	hdr->object = call->object;
	hdr->action = call->action;
	hdr->driver_id = driver_of(space, call);
	hdr->num_attrs = call->num_attrs + call->num_lie;
	hdr->flags = call->flags;
	hdr->view = call->reserved;
	world_begin(call);
	ret = ioctl(space_fd(space, call->fd), request_of(call), hdr) ? -errno :
									0;
	world_end(call);
	hdr->num_attrs = call->num_attrs;
	if (!ret) {
		runner->good++;
		note_answer(runner, space, call, hdr);
	} else if (ret != -EFAULT) {
		check_failure(runner, call, hdr, ret);
	}
	if (runner->outcome)
		runner->outcome(runner, call, hdr, ret);
}

static void run_fast(struct fz_runner *runner, struct fz_space *space,
		     const struct fz_call *call)
{
	const struct fz_attr *obj = &call->attrs[0];
	struct ruapi_fast fast = {
		.object = call->object,
		.action = call->action,
		.handle = call->num_attrs ?
			  space_handle(space, obj->type, obj->index) : 0,
		.arg = call->arg,
	};
	struct ruapi_hdr none = {};
	int ret;

	world_begin(call);
	ret = ioctl(space_fd(space, call->fd), RUAPI_IOC_FAST, &fast) ? -errno :
									 0;
	world_end(call);
	if (!ret)
		runner->good++;
	if (ret < -133)
		complain(runner, call, "errno", ret);
	if (runner->outcome)
		runner->outcome(runner, call, &none, ret);
}

/* ---- the rest of the file operations ---------------------------------------------- */

/* Connect requests bring ids of their own. */
static void note_events(struct fz_space *space, const uint8_t *bytes, long len)
{
	const struct ruapi_event *event;
	const struct ruapi_event_cm *cm;
	size_t at = 0;

	while (ruapi_event_next(bytes, len, &at, &event) > 0) {
		cm = ruapi_event_cm(event);
		if (cm)
			space_add_handle(space, RUAPI_OBJ_CM_ID, cm->new_id);
	}
}

static void run_read(struct fz_runner *runner, struct fz_space *space,
		     const struct fz_call *call)
{
	const int fd = space_fd(space, call->fd);
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	const uint32_t room = call->arg < ARENA / 4 ? call->arg : ARENA / 4;
	ssize_t len;

	poll(&pfd, 1, call->wait < runner->max_wait ? call->wait :
						      runner->max_wait);
	world_begin(call);
	len = read(fd, call->lie ? runner->arena + ARENA : runner->arena, room);
	world_end(call);
	if (len > (ssize_t)room)
		complain(runner, call, "read", len);
	/* Only the main fd is sure to have records. */
	if (len > 0 && fd == space->fds[0])
		note_events(space, runner->arena, len);
}

/* An empty message; to a QP in error it is enough to be completed. */
static void post_rxe(struct rxe_queue_buf *queue)
{
	const uint32_t at = queue->producer_index & queue->index_mask;
	struct rxe_send_wqe *wqe;

	wqe = (void *)(queue->data + ((size_t)at << queue->log2_elem_size));
	memset(wqe, 0, sizeof(*wqe));
	wqe->wr.opcode = IB_UVERBS_WR_SEND;
	/* IB_SEND_SIGNALED, of no header of userspace. */
	wqe->wr.send_flags = 2;
	__atomic_store_n(&queue->producer_index, (at + 1) & queue->index_mask,
			 __ATOMIC_RELEASE);
}

static void post_siw(void *queue, unsigned int kind, size_t size)
{
	struct siw_cq_ctrl *ctrl = (void *)((char *)queue + size -
					    sizeof(*ctrl));
	struct siw_sqe *sqe = queue;
	struct siw_rqe *rqe = queue;

	if (kind == FZ_MAP_SIW_CQ) {
		__atomic_store_n(&ctrl->flags, SIW_NOTIFY_NEXT_COMPLETION,
				 __ATOMIC_RELEASE);
	} else if (kind == FZ_MAP_SIW_RQ) {
		__atomic_store_n(&rqe->flags, SIW_WQE_VALID, __ATOMIC_RELEASE);
	} else {
		sqe->opcode = SIW_OP_SEND;
		sqe->num_sge = 0;
		__atomic_store_n(&sqe->flags, SIW_WQE_VALID | SIW_WQE_SIGNALLED,
				 __ATOMIC_RELEASE);
	}
}

/* What a program may write there; what it may not is a matter of the driver. */
static void post(void *queue, const struct fz_map *map)
{
	if (map->kind == FZ_MAP_RXE_SQ)
		post_rxe(queue);
	else if (map->kind != FZ_MAP_OTHER)
		post_siw(queue, map->kind, map->size);
}

/* A page first, which splits the mapping. */
static void unmap(void *at, size_t size)
{
	/* A window stays whole. */
	if (munmap(at, 4096))
		munmap(at, size);
	else if (size > 4096)
		munmap((char *)at + 4096, size - 4096);
}

void fz_runner_unmap(struct fz_runner *runner)
{
	while (runner->num_kept) {
		runner->num_kept--;
		unmap(runner->kept[runner->num_kept].at,
		      runner->kept[runner->num_kept].size);
	}
}

/* The window of a slot that is there until the next sequence, or NULL. */
static char *kept_window(const struct fz_runner *runner, uint64_t offset)
{
	unsigned int i;

	for (i = 0; i < runner->num_kept; i++)
		if (runner->kept[i].window == offset)
			return runner->kept[i].at;
	return NULL;
}

/* In a window of 64 pages there may be others already, and things that overlap. */
#define FZ_WINDOW 262144u

/* The same in a window, in the context that was opened last. */
static void run_window(struct fz_runner *runner, struct fz_space *space,
		       const struct fz_call *call, const struct fz_map *map)
{
	const uint64_t slot = map->offset >> RUAPI_MMAP_SLOT_SHIFT;
	const uint64_t offset = slot << RUAPI_MMAP_SLOT_SHIFT |
				RUAPI_MMAP_WINDOW;
	const unsigned int last = space->counts[RUAPI_OBJ_CONTEXT] - 1;
	const uint32_t context =
		space->handles[RUAPI_OBJ_CONTEXT][last % FZ_MAX_HANDLES];
	char *at = kept_window(runner, offset), *fresh = NULL;
	const int fd = space_fd(space, call->fd);
	struct ruapi_placement place = {
		.offset = map->offset & ((1ull << RUAPI_MMAP_SLOT_SHIFT) - 1),
		.length = (map->size + 4095ul) & ~4095ul,
	};
	struct ruapi_context_map_args args = {
		.handle = context,
		.places = &place,
		.places_len = 1,
	};
	struct ruapi_context_unmap_args end = {
		.handle = context,
		.places = &place,
		.places_len = 1,
	};

	if (!at)
		at = fresh = mmap(NULL, FZ_WINDOW, PROT_READ | PROT_WRITE,
				  MAP_SHARED, fd, (off_t)offset);
	if (at == MAP_FAILED)
		return;
	place.addr = (uintptr_t)at + call->arg % 8 * (FZ_WINDOW / 8) +
		     call->reserved;
	world_begin(call);
	if (!call->lie)
		ruapi_context_map(fd, &args);
	else
		ruapi_context_unmap(fd, &end);
	world_end(call);
	madvise(at, FZ_WINDOW, MADV_POPULATE_WRITE);
	if (call->flags & 2)
		ruapi_context_unmap(fd, &end);
	if (fresh && call->flags & 1 && runner->num_kept < FZ_MAX_KEPT) {
		runner->kept[runner->num_kept].at = fresh;
		runner->kept[runner->num_kept].window = offset;
		runner->kept[runner->num_kept++].size = FZ_WINDOW;
	} else if (fresh) {
		munmap(fresh, FZ_WINDOW);
	}
}

static void run_mmap(struct fz_runner *runner, struct fz_space *space,
		     const struct fz_call *call)
{
	const unsigned int count = space->num_maps < FZ_MAX_MAPS ?
				   space->num_maps : FZ_MAX_MAPS;
	struct fz_map map = { .size = 4096 };
	void *at;

	if (count)
		map = space->maps[call->arg % count];
	if (call->flags & 4) {
		run_window(runner, space, call, &map);
		return;
	}
	world_begin(call);
	at = mmap(NULL, map.size, PROT_READ | PROT_WRITE,
		  call->lie ? MAP_PRIVATE : MAP_SHARED,
		  space_fd(space, call->fd), map.offset + call->reserved);
	world_end(call);
	if (at == MAP_FAILED)
		return;
	/* Touched without a signal: another thread may close the context. */
	madvise(at, map.size, MADV_POPULATE_WRITE);
	if (call->flags & 2 && !call->reserved)
		post(at, &map);
	if (call->flags & 1 && runner->num_kept < FZ_MAX_KEPT) {
		runner->kept[runner->num_kept].at = at;
		runner->kept[runner->num_kept].window = 0;
		runner->kept[runner->num_kept++].size = map.size;
	} else {
		unmap(at, map.size);
	}
}

static void run_info(struct fz_space *space, const struct fz_call *call)
{
	free(fdinfo(space_fd(space, call->fd)));
}

/* A view or a queue; with the main fd there would be nothing left to do. */
static void run_close(struct fz_space *space, const struct fz_call *call)
{
	if (!call->fd || call->fd >= space->num_fds)
		return;
	close(space->fds[call->fd]);
	space->fds[call->fd] = -1;
}

/* These take as long as a thousand calls. */
static void run_world(struct fz_runner *runner, const struct fz_call *call)
{
	struct fz_device *device = runner_device(runner, call->arg);

	if (runner->rested < runner->patience)
		return;
	runner->rested = 0;
	if (call->op == FZ_UNPLUG)
		fz_world_unplug(device, !runner->patience);
	else
		fz_world_flap(device, !runner->patience);
}

void fz_run(struct fz_runner *runner, struct fz_space *space,
	    const struct fz_seq *seq)
{
	const struct fz_call *call;
	unsigned int i;

	fz_runner_unmap(runner);
	for (i = 0; i < seq->num_calls; i++) {
		call = &seq->calls[i];
		runner->calls++;
		runner->rested++;
		__atomic_store_n(&runner->since, now_ms(), __ATOMIC_RELAXED);
		switch (call->op) {
		case FZ_CALL:
			run_call(runner, space, seq, call);
			break;
		case FZ_FAST:
			run_fast(runner, space, call);
			break;
		case FZ_READ:
			run_read(runner, space, call);
			break;
		case FZ_MMAP:
			run_mmap(runner, space, call);
			break;
		case FZ_INFO:
			run_info(space, call);
			break;
		case FZ_CLOSE:
			run_close(space, call);
			break;
		case FZ_UNPLUG:
		case FZ_FLAP:
			run_world(runner, call);
			break;
		}
		fz_cover_step();
	}
}
