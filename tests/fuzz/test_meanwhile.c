// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Two threads at the places where it matters: the shim runs the other one's
 * half in the middle of an allocation or of a copy.  Prints TAP.
 */
#include "stubs.h"

#include "core/batch.h"

static struct ruapi_ns ns;
static struct file file;
static unsigned int tests, failures, compiled;

static void check(bool good, const char *what)
{
	failures += !good;
	printf("%sok %u - %s\n", good ? "" : "not ", ++tests, what);
}

static void ns_close(void)
{
	stub_ns_close(&ns);
	shim_assert(shim.allocated == compiled);
}

static struct ruapi_obj *object_make(u16 type)
{
	struct ruapi_obj *obj = ruapi_object_alloc(&ns, type);

	shim_assert(obj && !ruapi_object_reserve(obj));
	ruapi_object_publish(obj);
	return obj;
}

static struct ruapi_obj *object_first(void)
{
	u32 slot = 0;

	return ruapi_handle_next(&ns.handles, RUAPI_OBJ_NAMESPACE, &slot);
}

/* ---- LIST ------------------------------------------------------------------- */

#define LIST_ROOM 4

static void make_three(void)
{
	unsigned int i;

	for (i = 0; i < 3; i++)
		object_make(RUAPI_OBJ_PD);
}

/* The first allocation of LIST comes before it counts, the second after it. */
static void make_three_later(void)
{
	shim.on_alloc = make_three;
}

/* LIST has counted and is about to look again. */
static void list_grows(unsigned int before, const char *what)
{
	const u32 len = LIST_ROOM * sizeof(struct ruapi_list_entry);
	struct ruapi_hdr *hdr = user_at(USER_BASE);
	struct ruapi_list_entry *entries = (void *)&hdr->attrs[2];
	unsigned int i, count, strange = 0;
	long ret;

	stub_ns_open(&ns, &file);
	for (i = 0; i < before; i++)
		object_make(RUAPI_OBJ_PD);
	memset(user.bytes, 0, sizeof(user.bytes));
	memset(user.writable, true, sizeof(user.writable));
	*hdr = (struct ruapi_hdr){
		.length = sizeof(*hdr) + 2 * sizeof(*hdr->attrs),
		.object = RUAPI_OBJ_PD,
		.action = RUAPI_LIST,
		.num_attrs = 2,
	};
	hdr->attrs[0] = (struct ruapi_attr){
		.id = RUAPI_LIST_ENTRIES,
		.wire = RUAPI_WIRE_BUF_OUT,
		.len = len,
		.ptr = USER_BASE + hdr->length,
	};
	hdr->attrs[1] = (struct ruapi_attr){
		.id = RUAPI_LIST_COUNT,
		.wire = RUAPI_WIRE_OUT,
		.len = 4,
	};
	shim.on_alloc = make_three_later;
	ret = ruapi_ioctl_call(&ns, NULL, RUAPI_IOC_CALL,
			       (void *)(uintptr_t)USER_BASE);
	count = hdr->attrs[1].value;
	for (i = 0; i < count && i < LIST_ROOM; i++)
		strange += !entries[i].handle ||
			   entries[i].object != RUAPI_OBJ_PD;
	check(!ret && count == before && !strange &&
	      hdr->attrs[0].len == count * sizeof(*entries), what);
	ns_close();
}

/* ---- two who retire ----------------------------------------------------------- */

/* Reserves handles until a stale one comes again. */
static void wait_for_handle(u32 handle)
{
	struct ruapi_obj other;

	do {
		other = (struct ruapi_obj){ .ns = &ns };
		shim_assert(!ruapi_object_reserve(&other));
		if (object_handle(&other) != handle)
			ruapi_handle_free(&ns.handles, &other);
	} while (object_handle(&other) != handle);
}

static void retire_twice(void)
{
	struct ruapi_obj *obj, *other, *found;
	u32 handle;

	stub_ns_open(&ns, &file);
	obj = object_make(RUAPI_OBJ_PD);
	handle = object_handle(obj);
	/* Two have found it, as those who close a view and who DESTROY do. */
	kref_get(&obj->uobj.ref);
	ruapi_object_retire(obj);
	wait_for_handle(handle);
	other = ruapi_object_alloc(&ns, RUAPI_OBJ_PD);
	shim_assert(other);
	other->uobj.id = handle;
	ruapi_object_publish(other);
	ruapi_object_retire(obj);
	found = ruapi_object_get(&ns, handle);
	check(found == other, "who retires an object late leaves the next one of its handle alone");
	if (found)
		ruapi_object_put(found);
	ruapi_object_put(obj);
	ns_close();
}

/* ---- an object that goes with another one ------------------------------------- */

static struct ruapi_obj *orphan;

static bool orphan_is_there(void)
{
	struct ruapi_obj *obj = ruapi_object_get(&ns, object_handle(orphan));

	if (obj)
		ruapi_object_put(obj);
	return obj;
}

static void orphan_make(u8 access, unsigned int users)
{
	stub_ns_open(&ns, &file);
	orphan = object_make(RUAPI_OBJ_PD);
	kref_get(&orphan->uobj.ref);
	while (users--)
		shim_assert(!ruapi_object_lock(orphan, access));
	ruapi_object_orphan(orphan);
}

static void orphan_end(void)
{
	ruapi_object_put(orphan);
	ns_close();
}

static void orphans(void)
{
	orphan_make(RUAPI_ACCESS_READ, 0);
	check(!orphan_is_there(), "an orphan that nobody uses goes at once");
	orphan_end();

	orphan_make(RUAPI_ACCESS_READ, 2);
	ruapi_object_unlock(orphan, RUAPI_ACCESS_READ);
	check(orphan_is_there() &&
	      ruapi_object_lock(orphan, RUAPI_ACCESS_READ) == -EBUSY &&
	      ruapi_object_lock(orphan, RUAPI_ACCESS_WRITE) == -EBUSY,
	      "one that is in use stays, and nobody else uses it");
	ruapi_object_unlock(orphan, RUAPI_ACCESS_READ);
	check(!orphan_is_there(), "until the last call leaves");
	orphan_end();

	orphan_make(RUAPI_ACCESS_WRITE, 1);
	shim_assert(orphan_is_there());
	ruapi_object_unlock(orphan, RUAPI_ACCESS_WRITE);
	check(!orphan_is_there(), "also if that has changed it");
	orphan_end();

	orphan_make(RUAPI_ACCESS_DESTROY, 1);
	ruapi_object_retire(orphan);
	ruapi_object_unlock(orphan, RUAPI_ACCESS_DESTROY);
	check(!orphan_is_there(), "or destroyed it");
	orphan_end();
}

/* ---- DESTROY while an event is read --------------------------------------------- */

static struct ruapi_cq *cq;
static u32 told;

/* What object_destroy_run() does with it. */
static void destroy_cq(void)
{
	shim_assert(!ruapi_object_lock(&cq->obj, RUAPI_ACCESS_DESTROY));
	shim_assert(!ruapi_object_destroy(&cq->obj));
	told = cq->comp.reported;
	ruapi_object_retire(&cq->obj);
}

static void cq_make(void)
{
	struct ruapi_obj *obj = object_make(RUAPI_OBJ_CQ);

	cq = container_of(obj, struct ruapi_cq, obj);
	ruapi_event_init(&cq->comp, obj, ns.queue, RUAPI_EVENT_CQ);
	obj->hw = true;
	ruapi_event_post(&cq->comp, 0);
}

#define READ_AT (USER_BASE + 8192)

static long queue_read_flags(int flags)
{
	struct kiocb iocb = { .ki_filp = &file, .ki_flags = flags };
	struct iov_iter to = {
		.at = (void *)(uintptr_t)READ_AT,
		.count = 1024,
	};

	memset(user.writable, true, sizeof(user.writable));
	return ruapi_queue_read(ns.queue, &iocb, &to);
}

static long queue_read(void)
{
	return queue_read_flags(0);
}

static void destroy_while_read(void)
{
	stub_ns_open(&ns, &file);
	cq_make();
	shim.on_copy = destroy_cq;
	check(queue_read() == sizeof(struct ruapi_event) && told == 1,
	      "DESTROY counts the event that a reader has in hand");
	ns_close();

	stub_ns_open(&ns, &file);
	cq_make();
	shim.fail_copy = 1;
	check(queue_read() == -EFAULT && !cq->comp.reported,
	      "an event that could not be copied out does not count");
	check(queue_read() == sizeof(struct ruapi_event) &&
		      cq->comp.reported == 1,
	      "it is the next one, and counts");
	destroy_cq();
	ns_close();
}

/* ---- another reader ---------------------------------------------------------------- */

static long second;

static void read_nowait(void)
{
	second = queue_read_flags(IOCB_NOWAIT);
}

static void read_while_read(void)
{
	stub_ns_open(&ns, &file);
	cq_make();
	shim.on_copy = read_nowait;
	check(queue_read() == sizeof(struct ruapi_event) && second == -EAGAIN,
	      "who must not wait does not wait for another reader");
	read_nowait();
	check(second == -EAGAIN, "nor for an event");
	destroy_cq();
	ns_close();
}

/* ---- poll() while an event is read ------------------------------------------------- */

static __poll_t polled;
static unsigned int woken;

static void poll_queue(void)
{
	polled = ruapi_queue_poll(ns.queue, &file, NULL);
	woken = ns.queue->wait.woken;
}

static void poll_while_read(void)
{
	stub_ns_open(&ns, &file);
	cq_make();
	shim.on_copy = poll_queue;
	shim.fail_copy = 1;
	check(queue_read() == -EFAULT && !polled && ns.queue->wait.woken > woken,
	      "who polls while a reader has the event is woken when it comes back");
	poll_queue();
	check(polled & EPOLLIN, "and finds it");
	destroy_cq();
	ns_close();
}

/* ---- DESTROY of a tombstone that has an event -------------------------------------- */

static unsigned int got;

/* A reader comes when the answer of the handler is on its way. */
static void read_after_handler(void)
{
	if (!stub.ran)
		shim.on_copy = read_after_handler;
	else
		got = queue_read() > 0;
}

static void destroy_tombstone(void)
{
	struct ruapi_hdr *hdr = user_at(USER_BASE);
	long ret;

	stub_ns_open(&ns, &file);
	cq_make();
	/* The device has gone, and told so. */
	ruapi_event_stop(&cq->comp);
	ruapi_event_init(&cq->async, &cq->obj, ns.queue, RUAPI_EVENT_ASYNC);
	ruapi_event_post(&cq->async, 0);
	cq->obj.hw = false;

	memset(user.bytes, 0, sizeof(user.bytes));
	memset(user.writable, true, sizeof(user.writable));
	*hdr = (struct ruapi_hdr){
		.length = sizeof(*hdr) + 2 * sizeof(*hdr->attrs),
		.object = RUAPI_OBJ_CQ,
		.action = RUAPI_DESTROY,
		.num_attrs = 2,
	};
	hdr->attrs[0] = (struct ruapi_attr){
		.id = RUAPI_DESTROY_HANDLE,
		.wire = RUAPI_WIRE_OBJ_DESTROY,
		.len = sizeof(hdr->attrs[0].obj),
		.obj = {
			.handle = object_handle(&cq->obj),
			.object = RUAPI_OBJ_CQ,
		},
	};
	hdr->attrs[1] = (struct ruapi_attr){
		.id = RUAPI_DESTROY_ASYNC_EVENTS,
		.wire = RUAPI_WIRE_OUT,
		.len = 4,
	};
	stub.ran = false;
	got = UINT_MAX;
	shim.on_copy = read_after_handler;
	ret = ruapi_ioctl_call(&ns, NULL, RUAPI_IOC_CALL,
			       (void *)(uintptr_t)USER_BASE);
	check(!ret && got == hdr->attrs[1].value,
	      "DESTROY of a tombstone tells of every event that is read");
	ns_close();
}

/* ---- a connect request whose reader has no memory -------------------------------- */

static void kill_queue(void)
{
	ruapi_queue_kill(ns.queue);
}

static unsigned int places;

/* As that of the connection manager. */
struct request {
	struct ruapi_event_alloc alloc;
	struct ruapi_obj *new_id;
	struct ruapi_event_cm rec;
};

/* A reader takes the id, a queue does not. */
static void give_place(struct ruapi_event_alloc *alloc, bool read)
{
	places++;
	shim_assert(!read && container_of(alloc, struct request, alloc)->new_id);
}

static void request_drop(struct ruapi_event_alloc *alloc)
{
	struct request *request = container_of(alloc, struct request, alloc);

	/* It waits for calls on the id, and those for readers. */
	shim_assert(!shim.atomic && !shim.sleeping_locks);
	ruapi_object_retire(request->new_id);
	ruapi_object_put(request->new_id);
	kfree(request);
}

static void request_post(struct ruapi_obj *obj)
{
	struct request *event = kzalloc(sizeof(*event), GFP_KERNEL);

	shim_assert(event);
	event->alloc.entry.obj = obj;
	event->alloc.entry.type = RUAPI_EVENT_CM;
	event->alloc.on_end = give_place;
	event->alloc.drop = request_drop;
	event->alloc.rec = &event->rec.hdr;
	event->rec.hdr.length = sizeof(event->rec);
	event->rec.hdr.type = RUAPI_EVENT_CM;
	event->new_id = obj;
	kref_get(&obj->uobj.ref);
	shim_assert(ruapi_queue_post(ns.queue, &event->alloc));
}

static void request_dropped(void)
{
	stub_ns_open(&ns, &file);
	request_post(object_make(RUAPI_OBJ_CM_ID));
	shim.on_copy = kill_queue;
	shim.fail_copy = 1;
	places = 0;
	check(queue_read() == -EFAULT && !object_first(),
	      "a request that nobody can have any more goes with its id");
	check(places == 1, "and gives its place back");
	ns_close();

	stub_ns_open(&ns, &file);
	request_post(object_make(RUAPI_OBJ_CM_ID));
	places = 0;
	kill_queue();
	check(places == 1 && !object_first(),
	      "so does one in a queue that is killed");
	ns_close();
}

int main(void)
{
	stub_init();
	shim_assert(!ruapi_actions_init());
	compiled = shim.allocated;
	list_grows(1, "LIST, and objects come meanwhile");
	list_grows(0, "LIST of nothing, and objects come meanwhile");
	retire_twice();
	orphans();
	destroy_while_read();
	read_while_read();
	poll_while_read();
	destroy_tombstone();
	request_dropped();
	ruapi_actions_exit();
	shim_assert(!shim.allocated);
	printf("1..%u\n", tests);
	return !!failures;
}
