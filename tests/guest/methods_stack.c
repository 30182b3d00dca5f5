// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* How a method is called on each of the two stacks. */
#include <dirent.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <rdma/ib_user_verbs.h>
#include "methods.h"

enum { MOST = 16, };

static const struct stack *on;

/* Of the call: it is an action of the core's. */
static bool core;

static struct {
	struct ib_uverbs_ioctl_hdr hdr;
	struct ib_uverbs_attr attrs[MOST];
} stock;

static struct {
	struct ruapi_hdr hdr;
	struct ruapi_attr attrs[MOST];
} ours;

/* Arrays, and choices with what belongs to them, of one call. */
static struct ruapi_objref refs[256];
static struct {
	struct ruapi_choice choice;
	uint8_t data[8192];
} choice;

/* ---- devices ------------------------------------------------------------------ */

static int uverbs_node(const char *ibdev)
{
	char *name = shell("cd /sys/class/infiniband_verbs && grep -lx %s uverbs*/ibdev | "
			   "cut -d/ -f1 | tr -d '\\n'", ibdev);
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "/dev/infiniband/%s", name);
	free(name);
	fd = open(path, O_RDWR | O_CLOEXEC);
	return fd;
}

static int stock_pd(const struct stack *stack, uint32_t *pd)
{
	struct ib_uverbs_alloc_pd_resp resp;
	const struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_alloc_pd pd;
	} alloc = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_ALLOC_PD,
			.in_words = sizeof(alloc) / 4,
			.out_words = sizeof(resp) / 4,
		},
		.pd = { .response = (uintptr_t)&resp, },
	};

	if (write(stack->fd, &alloc, sizeof(alloc)) != sizeof(alloc))
		return -errno;
	*pd = resp.pd_handle;
	return 0;
}

static bool stock_open(struct stack *stack)
{
	uint64_t support;
	uint32_t vectors;

	call_begin(stack, UVERBS_OBJECT_DEVICE, UVERBS_METHOD_GET_CONTEXT);
	call_out(UVERBS_ATTR_GET_CONTEXT_NUM_COMP_VECTORS, &vectors, sizeof(vectors));
	call_out(UVERBS_ATTR_GET_CONTEXT_CORE_SUPPORT, &support, sizeof(support));
	return !call_run();
}

static bool our_open(struct stack *stack)
{
	const struct ruapi_device_info info = {
		.index = stack->device,
		.driver_id = stack->driver_id,
	};

	return !make_context(stack->fd, &info, true, 0, &stack->context,
			     &stack->slot);
}

bool stack_begin(struct stack *stack, bool is_ours, const char *ibdev)
{
	struct ruapi_device_info info;

	stack->ours = is_ours;
	stack->fd = is_ours ? open_namespace() : uverbs_node(ibdev);
	if (stack->fd < 0)
		return false;
	if (!is_ours)
		return true;
	if (device_find(stack->fd, ibdev, &info) || info.driver_id != stack->driver_id)
		return false;
	stack->device = info.index;
	return true;
}

int stack_pd(const struct stack *stack, uint32_t *pd)
{
	return stack->ours ? make_pd(stack->fd, stack->driver_id, stack->context, pd) :
			     stock_pd(stack, pd);
}

bool stack_open(struct stack *stack, bool is_ours, const char *ibdev)
{
	return stack_begin(stack, is_ours, ibdev) &&
	       (is_ours ? our_open(stack) : stock_open(stack)) &&
	       !stack_pd(stack, &stack->pd);
}

void stack_close(struct stack *stack)
{
	close(stack->fd);
	stack->fd = -1;
}

/* ---- calls ------------------------------------------------------------------------ */

/* Numbers of a driver; those of objects of the core that the tests use. */
static uint16_t our_number(uint16_t id)
{
	return id & 1 << UVERBS_ID_NS_SHIFT ? RUAPI_DRIVER_NS | (id & 0xfff) : id;
}

static uint16_t our_object(uint16_t id)
{
	if (id == UVERBS_OBJECT_DEVICE)
		return RUAPI_OBJ_DEVICE;
	return id == UVERBS_OBJECT_PD ? RUAPI_OBJ_PD : our_number(id);
}

/* Of an attribute that is the driver's, or of a method of its own. */
static uint16_t our_id(uint16_t id)
{
	return core ? RUAPI_ATTR_DRIVER | id : our_number(id);
}

void call_begin(const struct stack *stack, uint16_t object, uint16_t method)
{
	on = stack;
	core = false;
	memset(&stock, 0, sizeof(stock));
	stock.hdr.object_id = object;
	stock.hdr.method_id = method;
	stock.hdr.driver_id = stack->driver_id;
	memset(&ours, 0, sizeof(ours));
	ours.hdr.object = our_object(object);
	ours.hdr.action = our_number(method);
	ours.hdr.driver_id = stack->driver_id;
	ours.hdr.num_attrs = 1;
	ours.attrs[0] = (struct ruapi_attr) {
		.id = RUAPI_ATTR_CONTEXT,
		.wire = RUAPI_WIRE_OBJ_IN,
		.len = sizeof(struct ruapi_objref),
		.obj = { .handle = stack->context, .object = RUAPI_OBJ_CONTEXT, },
	};
}

void call_begin_core(const struct stack *stack, uint16_t object, uint16_t method,
		     uint16_t our_object, uint16_t our_action)
{
	call_begin(stack, object, method);
	core = true;
	ours.hdr.object = our_object;
	ours.hdr.action = our_action;
	ours.hdr.num_attrs = 0;
}

static struct ib_uverbs_attr *stock_add(uint16_t id, uint16_t len, uint64_t data)
{
	struct ib_uverbs_attr *attr = &stock.attrs[stock.hdr.num_attrs++];

	attr->attr_id = id;
	attr->len = len;
	attr->flags = UVERBS_ATTR_F_MANDATORY;
	attr->data = data;
	return attr;
}

static struct ruapi_attr *our_add(uint16_t id, uint8_t wire, uint32_t len, uint64_t value)
{
	struct ruapi_attr *attr = &ours.attrs[ours.hdr.num_attrs++];

	attr->id = our_id(id);
	attr->wire = wire;
	attr->flags = RUAPI_ATTR_F_MANDATORY;
	attr->len = len;
	attr->value = value;
	return attr;
}

void call_stock(uint16_t id, uint16_t len, uint64_t data)
{
	stock_add(id, len, data);
}

void call_ours(uint16_t id, uint8_t wire, uint32_t len, uint64_t value)
{
	our_add(0, wire, len, value)->id = id;
}

void call_ours_object(uint16_t id, uint8_t wire, uint16_t object, uint32_t handle)
{
	call_ours(id, wire, sizeof(struct ruapi_objref), 0);
	call_last()->obj.object = object;
	call_last()->obj.handle = handle;
}

struct ruapi_attr *call_last(void)
{
	return &ours.attrs[ours.hdr.num_attrs - 1];
}

void call_value(uint16_t id, uint16_t len, uint64_t value)
{
	stock_add(id, len, value);
	our_add(id, RUAPI_WIRE_IN, len, value);
}

void call_in(uint16_t id, const void *data, uint16_t len)
{
	struct ib_uverbs_attr *attr = stock_add(id, len, (uintptr_t)data);

	if (len <= sizeof(attr->data)) {
		attr->data = 0;
		memcpy(&attr->data, data, len);
	}
	our_add(id, RUAPI_WIRE_BUF_IN, len, (uintptr_t)data);
}

void call_choice(uint16_t id, uint8_t which, const void *data, uint16_t len)
{
	stock_add(id, len, (uintptr_t)data)->attr_data.enum_data.elem_id = which;
	if (len <= 8)
		memcpy(&stock.attrs[stock.hdr.num_attrs - 1].data, data, len);
	choice.choice = (struct ruapi_choice) { .choice = which, };
	memcpy(choice.data, data, len);
	our_add(id, RUAPI_WIRE_BUF_IN, sizeof(choice.choice) + len, (uintptr_t)&choice);
}

void call_out(uint16_t id, void *data, uint16_t len)
{
	stock_add(id, len, (uintptr_t)data);
	our_add(id, RUAPI_WIRE_BUF_OUT, len, (uintptr_t)data);
}

static void our_add_object(uint16_t id, uint8_t wire, uint16_t object, uint32_t handle)
{
	struct ruapi_attr *attr = our_add(id, wire, sizeof(struct ruapi_objref), 0);

	attr->obj.object = our_object(object);
	attr->obj.handle = handle;
}

void call_new(uint16_t id, uint16_t object)
{
	stock_add(id, 0, 0);
	our_add_object(id, RUAPI_WIRE_OBJ_NEW, object, 0);
}

void call_object(uint16_t id, uint16_t object, uint32_t handle)
{
	stock_add(id, 0, handle);
	our_add_object(id, RUAPI_WIRE_OBJ_IN, object, handle);
}

void call_destroy(uint16_t id, uint16_t object, uint32_t handle)
{
	stock_add(id, 0, handle);
	our_add_object(id, RUAPI_WIRE_OBJ_DESTROY, object, handle);
}

void call_objects(uint16_t id, uint16_t object, const uint32_t *handles,
		  unsigned int count)
{
	struct ib_uverbs_attr *attr = stock_add(id, count * 4, (uintptr_t)handles);
	unsigned int i;

	if (count <= 2) {
		attr->data = 0;
		memcpy(&attr->data, handles, count * 4);
	}
	for (i = 0; i < count && i < COUNT(refs); i++)
		refs[i] = (struct ruapi_objref) {
			.handle = handles[i],
			.object = our_object(object),
		};
	our_add(id, RUAPI_WIRE_OBJS_IN, count * sizeof(refs[0]), (uintptr_t)refs);
}

void call_new_fd(uint16_t id)
{
	stock_add(id, 0, 0);
	our_add(id, RUAPI_WIRE_FD_NEW, sizeof(int), 0);
}

void call_fd(uint16_t id, int fd)
{
	stock_add(id, 0, (int64_t)fd);
	our_add(id, RUAPI_WIRE_FD_IN, sizeof(int), (int64_t)fd);
}

int call_run(void)
{
	if (!on->ours) {
		stock.hdr.length = sizeof(stock.hdr) +
				   stock.hdr.num_attrs * sizeof(stock.attrs[0]);
		return ioctl(on->fd, RDMA_VERBS_IOCTL, &stock) ? -errno : 0;
	}
	ours.hdr.length = sizeof(ours.hdr) + ours.hdr.num_attrs * sizeof(ours.attrs[0]);
	return ioctl(on->fd, core ? RUAPI_IOC_CALL : RUAPI_IOC_DRIVER, &ours) ? -errno : 0;
}

uint32_t call_made(void)
{
	unsigned int i;

	if (!on->ours)
		return stock.attrs[0].data;
	for (i = 0; i < ours.hdr.num_attrs; i++) {
		if (ours.attrs[i].wire == RUAPI_WIRE_OBJ_NEW)
			return ours.attrs[i].obj.handle;
		if (ours.attrs[i].wire == RUAPI_WIRE_FD_NEW)
			return ours.attrs[i].fd;
	}
	return 0;
}

bool call_wrote(uint16_t id)
{
	unsigned int i;

	for (i = 0; !on->ours && i < stock.hdr.num_attrs; i++)
		if (stock.attrs[i].attr_id == id)
			return stock.attrs[i].flags & UVERBS_ATTR_F_VALID_OUTPUT;
	for (i = 0; on->ours && i < ours.hdr.num_attrs; i++)
		if (ours.attrs[i].id == our_id(id))
			return ours.attrs[i].flags & RUAPI_ATTR_F_WRITTEN;
	return false;
}

bool call_knew(uint16_t id)
{
	unsigned int i;

	for (i = 0; i < ours.hdr.num_attrs; i++)
		if (ours.attrs[i].id == our_id(id))
			return ours.attrs[i].flags & RUAPI_ATTR_F_VALID;
	return false;
}

const struct ruapi_hdr *call_hdr(void)
{
	return &ours.hdr;
}
