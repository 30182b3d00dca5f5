// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Methods that a driver defines: what can be done with them on ib_uverbs and on
 * /dev/rdma_uapi, and what only the latter has.  Device A has the first set of
 * rdmasim's methods, B the second; C has the second, too, and a driver_id that nobody
 * knows: one of its methods is called, for whoever looks on.
 * usage: methods A B [stock] | C
 * stock: on the nodes of ib_uverbs only, whoever these are
 */
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "methods.h"
#include "spec.h"

enum { HFI1 = RDMA_DRIVER_HFI1, SECOND = RDMA_DRIVER_QIB, };

static struct stack a, b;
static bool stock_only;

/* What stock ib_uverbs says, and what we do, where these differ. */
static int either(int stock_errno, int our_errno)
{
	return a.ours ? our_errno : stock_errno;
}

/* ---- boxes ---------------------------------------------------------------------- */

static int box_read(uint32_t box, uint32_t offset, void *content, uint16_t len)
{
	call_begin(&a, RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_READ);
	call_object(RDMASIM_ATTR_BOX_READ_HANDLE, RDMASIM_OBJECT_BOX, box);
	call_value(RDMASIM_ATTR_BOX_READ_OFFSET, 4, offset);
	call_out(RDMASIM_ATTR_BOX_READ_CONTENT, content, len);
	return call_run();
}

static int box_modify(uint32_t box, uint8_t how, const void *data, uint16_t len)
{
	call_begin(&a, RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_MODIFY);
	call_object(RDMASIM_ATTR_BOX_MODIFY_HANDLE, RDMASIM_OBJECT_BOX, box);
	call_choice(RDMASIM_ATTR_BOX_MODIFY_HOW, how, data, len);
	return call_run();
}

static void test_box(void)
{
	char text[4096];
	uint32_t box, small;

	test_begin("an object is made, read and destroyed");
	test_ret(box_create(&a, 100, "twelve bytes", 12, &box), 0, "create");
	test_ret(box_create(&a, 8, "five.", 5, &small), 0, "with what fits into an attribute");
	test_ret(box_read(box, 0, text, 12), 0, "read");
	test_check(!memcmp(text, "twelve bytes", 12), "it has something else");
	test_check(call_wrote(RDMASIM_ATTR_BOX_READ_CONTENT), "the output is not marked");
	test_ret(box_read(box, 7, text, 5), 0, "read in the middle");
	test_check(!memcmp(text, "bytes", 5), "it has something else");
	test_ret(box_read(small, 0, text, 8), 0, "read the small one");
	test_check(!memcmp(text, "five.\0\0", 8), "it has something else");
	test_ret(box_read(box, 96, text, 5), -ERANGE, "the driver's own errno");
	test_ret(box_destroy(&a, box), 0, "destroy");
	test_ret(box_destroy(&a, box), -ENOENT, "again");
	test_ret(box_read(box, 0, text, 1), -ENOENT, "read what is gone");
	test_ret(box_destroy(&a, small), 0, "destroy");
}

static void test_lengths(void)
{
	uint8_t content[4097] = {};
	struct rdmasim_box more[2];
	uint32_t box;

	test_begin("lengths are checked");
	test_ret(box_create(&a, 4096, content, 4096, &box), 0, "longest");
	test_ret(box_destroy(&a, box), 0, "destroy");
	test_ret(box_create(&a, 4096, content, 4097, &box), -EINVAL, "longer");
	test_ret(box_create(&a, 0, NULL, 0, &box), -EINVAL, "the driver does not want it");
	call_begin(&a, RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_CREATE);
	call_new(RDMASIM_ATTR_BOX_CREATE_HANDLE, RDMASIM_OBJECT_BOX);
	call_value(RDMASIM_ATTR_BOX_CREATE_SIZE, 8, 1);
	test_ret(call_run(), -EINVAL, "a scalar of another width");
	call_begin(&a, RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_CREATE);
	call_new(RDMASIM_ATTR_BOX_CREATE_HANDLE, RDMASIM_OBJECT_BOX);
	test_ret(call_run(), -EINVAL, "a required attribute is missing");
	call_begin(&a, RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_CREATE);
	call_new(RDMASIM_ATTR_BOX_CREATE_HANDLE, RDMASIM_OBJECT_BOX);
	call_value(RDMASIM_ATTR_BOX_CREATE_SIZE, 4, 7);
	call_out(RDMASIM_ATTR_BOX_CREATE_RESULT, more, 3);
	test_ret(call_run(), -EINVAL, "an output is too short");
	memset(more, 0xff, sizeof(more));
	call_begin(&a, RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_CREATE);
	call_new(RDMASIM_ATTR_BOX_CREATE_HANDLE, RDMASIM_OBJECT_BOX);
	call_value(RDMASIM_ATTR_BOX_CREATE_SIZE, 4, 7);
	call_out(RDMASIM_ATTR_BOX_CREATE_RESULT, more, sizeof(more));
	test_ret(call_run(), 0, "an output that is longer than known");
	test_check(more[0].size == 7 && !more[0].labels && !more[1].size && !more[1].labels,
		   "it is %u %u %u %u", more[0].size, more[0].labels, more[1].size,
		   more[1].labels);
	test_ret(box_destroy(&a, call_made()), 0, "destroy");
}

static void test_flags(void)
{
	const struct rdmasim_box_fill fill = { .length = 1, };
	uint32_t box;

	test_begin("flags are of 4 or 8 bytes");
	call_begin(&a, RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_CREATE);
	call_new(RDMASIM_ATTR_BOX_CREATE_HANDLE, RDMASIM_OBJECT_BOX);
	call_value(RDMASIM_ATTR_BOX_CREATE_SIZE, 4, 7);
	call_value(RDMASIM_ATTR_BOX_CREATE_FLAGS, 4, RDMASIM_BOX_READ_ONLY);
	test_ret(call_run(), 0, "of 4");
	box = call_made();
	test_ret(box_modify(box, RDMASIM_BOX_FILL, &fill, sizeof(fill)), -EPERM, "modify");
	test_ret(box_destroy(&a, box), 0, "destroy");
	call_begin(&a, RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_CREATE);
	call_new(RDMASIM_ATTR_BOX_CREATE_HANDLE, RDMASIM_OBJECT_BOX);
	call_value(RDMASIM_ATTR_BOX_CREATE_SIZE, 4, 7);
	call_value(RDMASIM_ATTR_BOX_CREATE_FLAGS, 8, RDMASIM_BOX_READ_ONLY);
	test_ret(call_run(), 0, "of 8");
	test_ret(box_destroy(&a, call_made()), 0, "destroy");
	call_begin(&a, RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_CREATE);
	call_new(RDMASIM_ATTR_BOX_CREATE_HANDLE, RDMASIM_OBJECT_BOX);
	call_value(RDMASIM_ATTR_BOX_CREATE_SIZE, 4, 7);
	call_value(RDMASIM_ATTR_BOX_CREATE_FLAGS, 4, 1 << 30);
	test_ret(call_run(), -EINVAL, "unknown ones");
}

static void test_choice(void)
{
	struct {
		struct rdmasim_box_fill fill;
		uint32_t more;
	} fill = { .fill = { .offset = 2, .length = 3, .byte = 'x', }, };
	char text[9] = "";
	uint32_t box;

	test_begin("an attribute that is one of several");
	test_ret(box_create(&a, 8, "........", 8, &box), 0, "create");
	test_ret(box_modify(box, RDMASIM_BOX_FILL, &fill, sizeof(fill.fill)), 0, "fill");
	test_ret(box_modify(box, RDMASIM_BOX_COPY, "ab", 2), 0, "copy");
	test_ret(box_read(box, 0, text, 8), 0, "read");
	test_check(!strcmp(text, "abxxx..."), "it has \"%s\"", text);
	test_ret(box_modify(box, RDMASIM_BOX_FILL, &fill, 12), 0,
		 "without what came later");
	test_ret(box_modify(box, RDMASIM_BOX_FILL, &fill, sizeof(fill)), 0,
		 "with what comes later, and is 0");
	fill.more = 1;
	test_ret(box_modify(box, RDMASIM_BOX_FILL, &fill, sizeof(fill)),
		 either(-EOPNOTSUPP, -E2BIG), "and is not");
	test_ret(box_modify(box, RDMASIM_BOX_FILL, &fill, 8), -EINVAL, "too short");
	test_ret(box_modify(box, 2, "ab", 2), either(-EOPNOTSUPP, -EINVAL), "another one");
	test_ret(box_destroy(&a, box), 0, "destroy");
}

/* ---- objects that use others ------------------------------------------------------- */

static int label_create(const uint32_t *boxes, unsigned int count, uint32_t *label)
{
	int ret;

	call_begin(&a, RDMASIM_OBJECT_LABEL, RDMASIM_METHOD_LABEL_CREATE);
	call_new(RDMASIM_ATTR_LABEL_CREATE_HANDLE, RDMASIM_OBJECT_LABEL);
	call_objects(RDMASIM_ATTR_LABEL_CREATE_BOXES, RDMASIM_OBJECT_BOX, boxes, count);
	ret = call_run();
	*label = call_made();
	return ret;
}

static int label_destroy(uint32_t label)
{
	call_begin(&a, RDMASIM_OBJECT_LABEL, RDMASIM_METHOD_LABEL_DESTROY);
	call_destroy(RDMASIM_ATTR_LABEL_DESTROY_HANDLE, RDMASIM_OBJECT_LABEL, label);
	return call_run();
}

static void test_label(void)
{
	uint32_t boxes[201], label, box;
	unsigned int i;

	test_begin("objects by an array, and not before what uses them");
	for (i = 0; i < COUNT(boxes); i++)
		test_ret(box_create(&a, 1, NULL, 0, &boxes[i]), 0, "create box %u", i);
	test_ret(label_create(boxes, 2, &label), 0, "two");
	test_ret(box_destroy(&a, boxes[1]), -EBUSY, "it has a label");
	test_ret(label_destroy(boxes[1]), either(-EINVAL, -ENOENT), "of another type");
	test_ret(label_destroy(label), 0, "destroy");
	test_ret(label_create(boxes, 200, &label), 0, "as many as there may be");
	test_ret(label_destroy(label), 0, "destroy");
	test_ret(label_create(boxes, 201, &label), -EINVAL, "more");
	test_ret(label_create(boxes, 0, &label), -EINVAL, "none");
	test_ret(box_destroy(&a, boxes[200]), 0, "destroy");
	box = boxes[100];
	boxes[100] = boxes[200];
	test_ret(label_create(boxes, 200, &label), -ENOENT, "one is gone");
	boxes[100] = box;
	for (i = 0; i < 200; i++)
		test_ret(box_destroy(&a, boxes[i]), 0, "box %u is free", i);
}

static int destroy_pd(uint32_t pd)
{
	if (a.ours)
		return destroy(a.fd, RUAPI_OBJ_PD, pd);
	call_begin(&a, UVERBS_OBJECT_PD, UVERBS_METHOD_PD_DESTROY);
	call_destroy(UVERBS_ATTR_DESTROY_PD_HANDLE, UVERBS_OBJECT_PD, pd);
	return call_run();
}

static int box_of_pd(uint32_t pd, uint32_t flags)
{
	call_begin(&a, RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_CREATE);
	call_new(RDMASIM_ATTR_BOX_CREATE_HANDLE, RDMASIM_OBJECT_BOX);
	call_value(RDMASIM_ATTR_BOX_CREATE_SIZE, 4, 1);
	call_object(RDMASIM_ATTR_BOX_CREATE_PD, UVERBS_OBJECT_PD, pd);
	call_value(RDMASIM_ATTR_BOX_CREATE_FLAGS, 4, flags);
	return call_run();
}

static void test_pd(void)
{
	uint32_t box;

	test_begin("a method takes objects of the core");
	test_ret(box_of_pd(a.pd, 0), 0, "create");
	box = call_made();
	test_ret(destroy_pd(a.pd), -EBUSY, "its PD is in use");
	test_ret(box_of_pd(box, 0), either(-EINVAL, -ENOENT), "a box is no PD");
	test_ret(box_of_pd(1u << 30, 0), -ENOENT, "there is none");
	test_ret(box_destroy(&a, box), 0, "destroy");
	test_begin("a method that fails leaves nothing of its object");
	test_ret(box_of_pd(a.pd, RDMASIM_BOX_FAIL), -EIO, "it fails");
	test_ret(box_destroy(&a, call_made()), -ENOENT, "it is there");
	/* Which would be busy if the driver had not been told. */
	test_ret(destroy_pd(a.pd), 0, "its PD is not in use");
}

/* ---- files ----------------------------------------------------------------------------- */

static int bell_create(int *bell)
{
	int ret;

	call_begin(&a, RDMASIM_OBJECT_BELL, RDMASIM_METHOD_BELL_CREATE);
	call_new_fd(RDMASIM_ATTR_BELL_CREATE_FD);
	ret = call_run();
	*bell = ret ? -1 : (int)call_made();
	return ret;
}

static int bell_ring(int bell, uint64_t value, int inode_of)
{
	call_begin(&a, RDMASIM_OBJECT_BELL, RDMASIM_METHOD_BELL_RING);
	call_fd(RDMASIM_ATTR_BELL_RING_FD, bell);
	call_value(RDMASIM_ATTR_BELL_RING_VALUE, 8, value);
	if (inode_of != -1)
		call_fd(RDMASIM_ATTR_BELL_RING_INODE_OF, inode_of);
	return call_run();
}

static bool readable(int fd)
{
	struct pollfd pollfd = { .fd = fd, .events = POLLIN, };

	return poll(&pollfd, 1, 0) == 1;
}

static void test_bell(void)
{
	const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	struct stat stat;
	uint64_t value;
	int bell, other;

	test_begin("an object that is a file");
	test_ret(bell_create(&bell), 0, "create");
	test_check(fcntl(bell, F_GETFD) == FD_CLOEXEC, "close-on-exec");
	test_check(!readable(bell), "nothing has rung");
	test_ret(bell_ring(bell, 1ull << 40 | 7, -1), 0, "ring");
	test_check(readable(bell), "it can be read");
	test_check(read(bell, &value, sizeof(value)) == sizeof(value) &&
		   value == (1ull << 40 | 7), "it reads %" PRIu64, value);
	test_check(!fstat(null, &stat), "fstat");
	test_ret(bell_ring(bell, 0, null), 0, "ring, by any file");
	test_check(read(bell, &value, sizeof(value)) == sizeof(value) &&
		   value == stat.st_ino, "it reads %" PRIu64, value);
	test_ret(bell_ring(bell, 0, 1000), -EBADF, "by one that is not there");
	test_ret(bell_ring(null, 0, -1), -EBADF, "another file is no bell");
	test_ret(bell_ring(-1, 0, -1), -EBADF, "nothing is no bell");
	test_ret(bell_create(&other), 0, "another one");
	close(bell);
	test_ret(bell_ring(bell, 0, -1), -EBADF, "closed");
	test_ret(bell_ring(other, 9, -1), 0, "the other is there");
	close(other);
	close(null);
}

/* ---- the same numbers ----------------------------------------------------------------------- */

static int device_sum(const void *bytes, uint16_t len, uint64_t *sum)
{
	call_begin(&a, UVERBS_OBJECT_DEVICE, RDMASIM_METHOD_DEVICE_SUM);
	call_in(RDMASIM_ATTR_DEVICE_SUM_BYTES, bytes, len);
	call_out(RDMASIM_ATTR_DEVICE_SUM_RESULT, sum, sizeof(*sum));
	return call_run();
}

static int device_frobnicate(uint32_t value, uint32_t *result)
{
	call_begin(&b, UVERBS_OBJECT_DEVICE, RDMASIM2_METHOD_DEVICE_FROBNICATE);
	call_value(RDMASIM2_ATTR_DEVICE_FROBNICATE_VALUE, 4, value);
	call_out(RDMASIM2_ATTR_DEVICE_FROBNICATE_RESULT, result, sizeof(*result));
	return call_run();
}

static void test_numbers(void)
{
	static uint8_t bytes[65535];
	uint32_t result = 0, counter;
	uint64_t sum = 0, value;

	test_begin("one number means different things on different devices");
	memset(bytes, 2, sizeof(bytes));
	test_ret(device_sum(bytes, sizeof(bytes), &sum), 0, "of A, which adds up");
	test_check(sum == 2 * sizeof(bytes), "it is %" PRIu64, sum);
	test_ret(device_sum("abc", 3, &sum), 0, "of what fits into an attribute");
	test_check(sum == 'a' + 'b' + 'c', "it is %" PRIu64, sum);
	test_ret(device_frobnicate(0x01020304, &result), 0, "of B, which turns round");
	test_check(result == 0x04030201, "it is %x", result);
	call_begin(&b, RDMASIM2_OBJECT_COUNTER, RDMASIM2_METHOD_COUNTER_CREATE);
	call_new(RDMASIM2_ATTR_COUNTER_CREATE_HANDLE, RDMASIM2_OBJECT_COUNTER);
	call_value(RDMASIM2_ATTR_COUNTER_CREATE_FIRST, 8, 41);
	test_ret(call_run(), 0, "an object of B");
	counter = call_made();
	call_begin(&b, RDMASIM2_OBJECT_COUNTER, RDMASIM2_METHOD_COUNTER_NEXT);
	call_object(RDMASIM2_ATTR_COUNTER_NEXT_HANDLE, RDMASIM2_OBJECT_COUNTER, counter);
	call_out(RDMASIM2_ATTR_COUNTER_NEXT_VALUE, &value, sizeof(value));
	test_ret(call_run(), 0, "once");
	test_ret(call_run(), 0, "twice");
	test_check(value == 42, "it is %" PRIu64, value);
	call_begin(&b, RDMASIM2_OBJECT_COUNTER, RDMASIM2_METHOD_COUNTER_DESTROY);
	call_destroy(RDMASIM2_ATTR_COUNTER_DESTROY_HANDLE, RDMASIM2_OBJECT_COUNTER, counter);
	test_ret(call_run(), 0, "destroy");

	test_begin("what there is not");
	b.driver_id = HFI1;
	test_ret(device_frobnicate(1, &result), -EINVAL, "another driver_id");
	b.driver_id = SECOND;
	call_begin(&b, RDMASIM_OBJECT_LABEL, RDMASIM_METHOD_LABEL_DESTROY);
	call_destroy(RDMASIM_ATTR_LABEL_DESTROY_HANDLE, RDMASIM_OBJECT_LABEL, 1);
	test_ret(call_run(), -EPROTONOSUPPORT, "an object of A on B");
	call_begin(&a, RDMASIM_OBJECT_LABEL, RDMASIM_METHOD_LABEL_DESTROY + 20);
	test_ret(call_run(), -EPROTONOSUPPORT, "a method");
	call_begin(&a, UVERBS_OBJECT_DEVICE, RDMASIM_METHOD_DEVICE_SUM);
	call_in(RDMASIM_ATTR_DEVICE_SUM_BYTES, bytes, 9);
	call_out(RDMASIM_ATTR_DEVICE_SUM_RESULT, &sum, sizeof(sum));
	call_value(RDMASIM_ATTR_DEVICE_SUM_RESULT + 7, 4, 0);
	test_ret(call_run(), either(-EPROTONOSUPPORT, -EPROTO), "an attribute");
	call_begin(&a, RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_PD);
	call_new(RDMASIM_ATTR_BOX_PD_HANDLE, UVERBS_OBJECT_PD);
	test_ret(call_run(), -EOPNOTSUPP, "objects of the core by a driver");
}

static void test_both(bool ours, const char *name_a, const char *name_b)
{
	a = (struct stack) { .driver_id = HFI1, };
	b = (struct stack) { .driver_id = SECOND, };
	if (!stack_open(&a, ours, name_a) || !stack_open(&b, ours, name_b))
		bail_out("%s: cannot open %s and %s", ours ? "rdma_uapi" : "ib_uverbs",
			 name_a, name_b);
	printf("# on %s\n", ours ? "/dev/rdma_uapi" : "ib_uverbs");
	test_box();
	test_lengths();
	test_flags();
	test_choice();
	test_label();
	test_pd();
	test_bell();
	/* Not tried over the interposer yet. */
	if (!stock_only)
		test_pages(&a, name_a);
	test_numbers();
}

/* ---- only here ------------------------------------------------------------------------------ */

static uint32_t count(uint16_t object)
{
	struct ruapi_list_entry entries[64];
	struct ruapi_namespace_list_args args = {
		.entries = entries,
		.entries_max = COUNT(entries),
	};
	uint32_t i, n = 0;

	if (ruapi_namespace_list(a.fd, &args))
		return UINT32_MAX;
	for (i = 0; i < args.count && i < COUNT(entries); i++)
		n += entries[i].object == object;
	return n;
}

static void test_list(void)
{
	const uint16_t type = RUAPI_DRIVER_NS | (RDMASIM_OBJECT_BOX & 0xfff);
	uint32_t box, label;
	char *counts;
	int bell;

	test_begin("they are listed with their driver's number, and are handles as others");
	test_ret(box_create(&a, 1, NULL, 0, &box), 0, "create");
	test_ret(label_create(&box, 1, &label), 0, "create");
	test_ret(bell_create(&bell), 0, "create");
	test_check(count(type) == 1 && count(type + 1) == 1 && count(type + 2) == 1,
		   "LIST has %u %u %u", count(type), count(type + 1), count(type + 2));
	counts = shell("sed -n 's/^ruapi-driver-objects://p' /proc/%d/fdinfo/%d", getpid(),
		       a.fd);
	test_check(!strcmp(counts, "\t15:0x8000=1 15:0x8001=1 15:0x8002=1 \n"),
		   "fdinfo has \"%s\"", counts);
	free(counts);
	test_ret(destroy(a.fd, RUAPI_OBJ_DRIVER_OBJECT, box), -EBUSY, "it has a label");
	test_ret(destroy(a.fd, RUAPI_OBJ_DRIVER_OBJECT, label), 0, "DESTROY");
	test_ret(destroy(a.fd, RUAPI_OBJ_PD, box), -ENOENT, "it is no PD");
	test_ret(destroy(a.fd, RUAPI_OBJ_DRIVER_OBJECT, box), 0, "DESTROY");
	close(bell);
	test_check(!count(type + 2), "a file that is closed is gone");
}

static void bad(const char *what, int ret, int want, uint16_t attr, uint16_t reason)
{
	test_ret(ret, want, "%s", what);
	test_check(call_hdr()->bad_attr == attr && call_hdr()->reason == reason,
		   "%s: attribute %x, reason %u", what, call_hdr()->bad_attr,
		   call_hdr()->reason);
}

static void test_context_attr(void)
{
	test_begin("the context that a method runs in");
	call_begin(&a, UVERBS_OBJECT_DEVICE, RDMASIM_METHOD_DEVICE_SUM);
	call_last()->len = 4;
	bad("length", call_run(), -EINVAL, RUAPI_ATTR_CONTEXT, RUAPI_REASON_LENGTH);
	call_last()->len = sizeof(struct ruapi_objref);
	call_last()->obj.object = RUAPI_OBJ_PD;
	bad("said to be a PD", call_run(), -ENOENT, RUAPI_ATTR_CONTEXT, RUAPI_REASON_TYPE);
	call_last()->obj.object = RUAPI_OBJ_CONTEXT;
	call_last()->obj.handle = a.pd;
	bad("a PD", call_run(), -ENOENT, RUAPI_ATTR_CONTEXT, RUAPI_REASON_TYPE);
	call_begin(&a, UVERBS_OBJECT_DEVICE, RDMASIM_METHOD_DEVICE_SUM);
	call_ours_object(RUAPI_ATTR_CONTEXT, RUAPI_WIRE_OBJ_IN, RUAPI_OBJ_CONTEXT, a.context);
	bad("twice", call_run(), -EINVAL, RUAPI_ATTR_CONTEXT, RUAPI_REASON_DUPLICATE);
}

/* What is short is read at once, as are choices and lists of objects. */
static void test_pointers(void)
{
	const uint16_t first = RUAPI_ATTR_DRIVER, second = RUAPI_ATTR_DRIVER + 1;
	uint32_t box;

	test_begin("addresses where nothing is");
	call_begin(&a, UVERBS_OBJECT_DEVICE, RDMASIM_METHOD_DEVICE_SUM);
	call_ours(first, RUAPI_WIRE_BUF_IN, 5, 8);
	bad("bytes", call_run(), -EFAULT, first, RUAPI_REASON_POINTER);
	test_ret(box_create(&a, 1, NULL, 0, &box), 0, "create");
	call_begin(&a, RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_MODIFY);
	call_object(RDMASIM_ATTR_BOX_MODIFY_HANDLE, RDMASIM_OBJECT_BOX, box);
	call_ours(second, RUAPI_WIRE_BUF_IN, sizeof(struct ruapi_choice) + 8, 8);
	bad("a choice", call_run(), -EFAULT, second, RUAPI_REASON_POINTER);
	call_begin(&a, RDMASIM_OBJECT_LABEL, RDMASIM_METHOD_LABEL_CREATE);
	call_new(RDMASIM_ATTR_LABEL_CREATE_HANDLE, RDMASIM_OBJECT_LABEL);
	call_ours(second, RUAPI_WIRE_OBJS_IN, sizeof(struct ruapi_objref), 8);
	bad("boxes", call_run(), -EFAULT, second, RUAPI_REASON_POINTER);
	test_ret(box_destroy(&a, box), 0, "destroy");
}

static void test_reasons(void)
{
	const uint16_t handle = RUAPI_ATTR_DRIVER, size = RUAPI_ATTR_DRIVER + 1;
	struct rdmasim_box_fill fill = { .length = 1, };
	struct stack other = { .driver_id = HFI1, };
	uint32_t box, theirs;
	struct stack mine;

	test_begin("an error names what was wrong");
	call_begin(&a, UVERBS_OBJECT_DEVICE, RDMASIM_METHOD_DEVICE_SUM);
	bad("no attribute", call_run(), -EINVAL, RUAPI_ATTR_DRIVER, RUAPI_REASON_MISSING);
	call_last()->id = 1;
	bad("no context", call_run(), -EINVAL, RUAPI_ATTR_CONTEXT, RUAPI_REASON_MISSING);
	call_begin(&a, UVERBS_OBJECT_DEVICE, RDMASIM_METHOD_DEVICE_SUM);
	call_last()->obj.handle = a.pd + 1000;
	bad("no such context", call_run(), -ENOENT, RUAPI_ATTR_CONTEXT,
	    RUAPI_REASON_HANDLE);
	call_last()->wire = RUAPI_WIRE_IN;
	bad("wire type", call_run(), -EINVAL, RUAPI_ATTR_CONTEXT, RUAPI_REASON_WIRE);

	test_ret(box_create(&a, 1, NULL, 0, &box), 0, "create");
	call_begin(&a, RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_CREATE);
	call_value(RDMASIM_ATTR_BOX_CREATE_SIZE, 4, 1);
	bad("no handle", call_run(), -EINVAL, handle, RUAPI_REASON_MISSING);
	call_new(RDMASIM_ATTR_BOX_CREATE_HANDLE, RDMASIM_OBJECT_LABEL);
	bad("type of the new object", call_run(), -ENOENT, handle, RUAPI_REASON_TYPE);
	call_begin(&a, RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_CREATE);
	call_new(RDMASIM_ATTR_BOX_CREATE_HANDLE, RDMASIM_OBJECT_BOX);
	call_value(RDMASIM_ATTR_BOX_CREATE_SIZE, 4, 1ull << 32);
	bad("a value beyond its width", call_run(), -EINVAL, size, RUAPI_REASON_RANGE);
	call_last()->value = 1;
	call_value(RDMASIM_ATTR_BOX_CREATE_SIZE, 4, 1);
	bad("twice", call_run(), -EINVAL, size, RUAPI_REASON_DUPLICATE);
	call_last()->id = RUAPI_ATTR_DRIVER + 5;
	call_last()->flags = 0x10;
	bad("flags", call_run(), -EINVAL, RUAPI_ATTR_DRIVER + 5, RUAPI_REASON_FLAGS);
	call_last()->flags = 0;
	call_last()->wire = RUAPI_WIRE_BUF_OUT;
	call_last()->len = 8;
	call_last()->ptr = 1;
	test_ret(call_run(), -EFAULT, "an address that is none");
	test_check(count(RUAPI_DRIVER_NS) == 1, "nothing is left of it");
	call_begin(&a, RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_MODIFY);
	call_object(RDMASIM_ATTR_BOX_MODIFY_HANDLE, RDMASIM_OBJECT_BOX, box);
	call_in(RDMASIM_ATTR_BOX_MODIFY_HOW, &fill, 7);
	bad("no choice", call_run(), -EINVAL, RUAPI_ATTR_DRIVER + 1, RUAPI_REASON_LENGTH);
	call_begin(&a, RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_PD);
	call_new(RDMASIM_ATTR_BOX_PD_HANDLE, UVERBS_OBJECT_PD);
	bad("what cannot be offered", call_run(), -EOPNOTSUPP, 0, RUAPI_REASON_REFUSED);

	test_begin("objects of another context, or namespace");
	if (!stack_open(&other, true, shell("printf %%s $SIM_A")))
		bail_out("no second namespace");
	mine = a;
	a = other;
	test_ret(box_create(&a, 1, NULL, 0, &theirs), 0, "one of another namespace");
	a = mine;
	test_ret(box_destroy(&a, theirs + 1000), -ENOENT, "no such handle");
	stack_close(&other);
	mine.context = 0;
	if (make_context(a.fd, &(struct ruapi_device_info) {
			.index = a.device, .driver_id = HFI1, }, true, 0,
			 &mine.context, NULL))
		bail_out("no second context");
	mine.pd = a.context;
	a.context = mine.context;
	bad("of another context", box_destroy(&a, box), -EINVAL, handle, RUAPI_REASON_CONTEXT);
	a.context = mine.pd;
	test_ret(box_destroy(&a, box), 0, "of its own");
	test_ret(destroy(a.fd, RUAPI_OBJ_CONTEXT, mine.context), 0, "the context is free");
}

static void test_describe(void)
{
	struct ruapi_namespace_describe_args args = {
		.set = RUAPI_SET(RUAPI_NAMESPACE_DESCRIBE_DEVICE),
		.device = a.device,
	};
	static struct ruapi_desc_action actions[64];
	static struct ruapi_desc_attr attrs[256];
	unsigned int methods = 0, refused = 0, choices = 0, i;

	test_begin("DESCRIBE of a device has what its driver defines");
	args.actions = actions;
	args.actions_max = COUNT(actions);
	args.attrs = attrs;
	args.attrs_max = COUNT(attrs);
	test_ret(ruapi_namespace_describe(a.fd, &args), 0, "describe");
	for (i = 0; i < args.num_actions; i++) {
		test_check(actions[i].driver_id == HFI1, "%s.%s", actions[i].object_name,
			   actions[i].action_name);
		methods += actions[i].ioc_nr == RUAPI_CLASS_DRIVER &&
			   RUAPI_DESC_REFUSAL(actions[i].flags) != RUAPI_REFUSAL_ACTION;
		refused += RUAPI_DESC_REFUSAL(actions[i].flags) == RUAPI_REFUSAL_NEW;
	}
	test_check(methods == 15, "%u methods", methods);
	test_check(refused == 1, "%u cannot be offered", refused);
	for (i = 0; i < args.num_attrs; i++)
		if (attrs[i].object == RUAPI_DRIVER_NS && attrs[i].action == RUAPI_DRIVER_NS &&
		    attrs[i].id == RUAPI_ATTR_DRIVER + 1)
			break;
	test_check(i < args.num_attrs && attrs[i].wire == RUAPI_WIRE_IN &&
		   attrs[i].max_len == 4 && attrs[i].known == UINT32_MAX &&
		   attrs[i].flags == 1, "the size of a box");
	for (i = 0; i < args.num_attrs; i++)
		choices += attrs[i].flags >> 9 & 1;
	test_check(choices == 1, "%u attributes are one of several", choices);
	/* rdmasim has it in place of an operation. */
	call_begin(&a, RUAPI_OBJ_FLOW_ACTION, UVERBS_METHOD_FLOW_ACTION_ESP_CREATE);
	test_ret(call_run(), -EPROTONOSUPPORT, "but what FLOW_ACTION.CREATE calls");
	args.device = 12345;
	test_ret(ruapi_namespace_describe(a.fd, &args), -ENODEV, "there is no such device");
}

/* The file is open when all others of the namespace are closed. */
static void test_last_file(void)
{
	uint64_t value;
	uint32_t box;
	int bell;

	test_begin("a file outlives the fd that it was made on");
	test_ret(box_create(&a, 1, NULL, 0, &box), 0, "create");
	test_ret(bell_create(&bell), 0, "create");
	test_ret(bell_ring(bell, 3, -1), 0, "ring");
	stack_close(&a);
	test_check(read(bell, &value, sizeof(value)) == sizeof(value) && value == 3, "read");
	test_check(!readable(bell), "nothing more");
	close(bell);
}

static void test_unplug(const char *name)
{
	uint32_t box, label;
	uint64_t value;
	int bell;

	test_begin("the device goes");
	a = (struct stack) { .driver_id = HFI1, };
	if (!stack_open(&a, true, name))
		bail_out("cannot open it again");
	test_ret(box_create(&a, 1, NULL, 0, &box), 0, "create");
	test_ret(label_create(&box, 1, &label), 0, "create");
	test_ret(bell_create(&bell), 0, "create");
	test_ret(bell_ring(bell, 3, -1), 0, "ring");
	test_check(!shell_run("echo %s >/sys/bus/rdmasim/del_device", name + 7), "remove");
	test_ret(bell_ring(bell, 4, -1), -ENODEV, "ring");
	test_ret(box_destroy(&a, box), 0, "what is left of it, by its method");
	test_ret(destroy(a.fd, RUAPI_OBJ_DRIVER_OBJECT, label), 0, "or by DESTROY");
	test_check(read(bell, &value, sizeof(value)) == sizeof(value) && value == 3,
		   "what has rung can be read");
	test_check(read(bell, &value, sizeof(value)) == -1 && errno == EIO, "then EIO");
	close(bell);
	stack_close(&a);
}

/* The numbers of B's, by another driver. */
static int one_call(const char *name)
{
	uint32_t result = 0;

	b = (struct stack) { .driver_id = RDMA_DRIVER_UNKNOWN, };
	if (!stack_open(&b, true, name))
		bail_out("cannot open %s", name);
	test_begin("a method of a driver that nobody knows");
	test_ret(device_frobnicate(0x01020304, &result), 0, "call");
	test_check(result == 0x04030201, "it is %x", result);
	return test_done();
}

int main(int argc, char **argv)
{
	if (argc == 2)
		return one_call(argv[1]);
	if (argc < 3 || strncmp(argv[1], "rdmasim", 7))
		bail_out("usage: methods A B [stock] | C");
	setenv("SIM_A", argv[1], 1);
	stock_only = argc == 4;
	test_both(false, argv[1], argv[2]);
	stack_close(&a);
	stack_close(&b);
	if (stock_only)
		return test_done();
	test_both(true, argv[1], argv[2]);
	test_list();
	test_context_attr();
	test_pointers();
	test_reasons();
	test_describe();
	test_last_file();
	stack_close(&b);
	test_unplug(argv[1]);
	return test_done();
}
