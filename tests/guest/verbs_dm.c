// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * DM, its regions, and COUNTERS: what the simulated HCA has, and rxe and siw have
 * not.
 * usage: verbs_dm DEVICE...
 */
#include <rdma/ib_user_ioctl_verbs.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../../kernel/drivers/rdmasim/rdmasim-abi.h"
#include "guest.h"

#define LOCAL_WRITE IB_UVERBS_ACCESS_LOCAL_WRITE
#define ZERO_BASED IB_UVERBS_ACCESS_ZERO_BASED

/* Of the simulated HCA. */
enum { DM_MAX = 1 << 20 };

static bool has_dm(const struct set *set)
{
	return set->driver == RDMA_DRIVER_HFI1;
}

/* ---- DM ------------------------------------------------------------------ */

static int alloc(struct set *set, uint64_t length, uint32_t alignment,
		 struct ruapi_dm_alloc_args *args)
{
	*args = (struct ruapi_dm_alloc_args) {
		.context = set->handle[RUAPI_OBJ_CONTEXT],
		.length = length,
		.alignment = alignment,
		.user_data = 0xd0d0,
	};
	return ruapi_dm_alloc(set->fd, args);
}

static int reg(struct set *set, uint32_t dm, uint64_t offset, uint64_t length,
	       uint32_t access, struct ruapi_mr_reg_dm_args *args)
{
	*args = (struct ruapi_mr_reg_dm_args) {
		.pd = set->handle[RUAPI_OBJ_PD],
		.dm = dm,
		.offset = offset,
		.length = length,
		.access = access,
	};
	return ruapi_mr_reg_dm(set->fd, args);
}

/* It fails, because of that attribute. */
static void reg_refused(struct set *set, uint32_t dm, uint64_t offset,
			uint64_t length, uint32_t access, uint16_t attr,
			const char *what)
{
	struct ruapi_mr_reg_dm_args args;

	test_ret(reg(set, dm, offset, length, access, &args), -EINVAL, "%s",
		 what);
	test_check(args.error.bad_attr == attr, "%s: attribute %u, not %u", what,
		   args.error.bad_attr, attr);
}

static void test_attr(struct set *set)
{
	struct ruapi_device_attr attr = {};
	struct ruapi_device_query_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_INDEX),
		.index = set->device,
		.attr = &attr,
	};

	test_begin("%s: how much memory the device has", set->name);
	test_ret(ruapi_device_query(set->fd, &args), 0, "query");
	test_check(attr.max_dm_size == (has_dm(set) ? DM_MAX : 0),
		   "%llu bytes", (unsigned long long)attr.max_dm_size);
}

static void test_alloc(struct set *set)
{
	struct ruapi_dm_alloc_args dm, more;
	struct ruapi_list_entry *entries;
	uint32_t count = 0;

	test_begin("%s: DM.ALLOC, LIST and DESTROY", set->name);
	if (!has_dm(set)) {
		test_ret(alloc(set, 4096, 0, &dm), -EOPNOTSUPP, "alloc");
		return;
	}
	test_ret(alloc(set, 0, 0, &dm), -EINVAL, "nothing");
	test_ret(alloc(set, DM_MAX + 1, 0, &dm), -EINVAL, "too much");
	test_ret(alloc(set, 1ull << 32 | 4096, 0, &dm), -EINVAL,
		 "a page, and 4 GiB");
	test_ret(alloc(set, UINT64_MAX, 0, &dm), -EINVAL, "all bits");
	test_ret(alloc(set, 4096, UINT32_MAX, &dm), -EINVAL, "alignment");
	test_ret(alloc(set, DM_MAX - 1, 12, &dm), 0, "nearly all");
	test_ret(alloc(set, 2, 0, &more), -ENOMEM, "more than is left");
	test_ret(alloc(set, 1, 0, &more), 0, "what is left");
	test_ret(ruapi_list_all(set->fd, RUAPI_OBJ_DM, &entries, &count), 0,
		 "list");
	test_check(count == 2 && entries[0].handle == dm.handle &&
		   entries[1].handle == more.handle &&
		   entries[0].user_data == 0xd0d0 &&
		   entries[0].context == set->handle[RUAPI_OBJ_CONTEXT] &&
		   entries[0].device == set->device, "%u in the list", count);
	free(entries);
	test_ret(destroy(set->fd, RUAPI_OBJ_DM, dm.handle), 0, "destroy");
	test_ret(destroy(set->fd, RUAPI_OBJ_DM, dm.handle), -ENOENT, "again");
	test_ret(destroy(set->fd, RUAPI_OBJ_DM, more.handle), 0, "destroy");
}

static void test_regions(struct set *set)
{
	struct ruapi_mr_reg_dm_args mr, other;
	struct ruapi_mr_query_args query = {};
	struct ruapi_mr_rereg_args rereg = {};
	struct ruapi_dm_alloc_args dm;

	test_begin("%s: MR.REG_DM", set->name);
	test_ret(reg(set, 0x7ffffff0, 0, 1, ZERO_BASED, &mr), -ENOENT,
		 "of no memory");
	if (!has_dm(set))
		return;
	test_ret(alloc(set, 10000, 0, &dm), 0, "alloc");
	reg_refused(set, dm.handle, 0, 10, LOCAL_WRITE, RUAPI_MR_REG_DM_ACCESS,
		    "addresses that do not start at 0");
	reg_refused(set, dm.handle, 0, 10,
		    ZERO_BASED | IB_UVERBS_ACCESS_REMOTE_WRITE,
		    RUAPI_MR_REG_DM_ACCESS, "written by others only");
	reg_refused(set, dm.handle, 10001, 0, ZERO_BASED,
		    RUAPI_MR_REG_DM_OFFSET, "from beyond its end");
	reg_refused(set, dm.handle, UINT64_MAX, 2, ZERO_BASED,
		    RUAPI_MR_REG_DM_OFFSET, "from the last byte there is");
	reg_refused(set, dm.handle, 0, 10001, ZERO_BASED,
		    RUAPI_MR_REG_DM_LENGTH, "more than all");
	reg_refused(set, dm.handle, 5000, 5001, ZERO_BASED,
		    RUAPI_MR_REG_DM_LENGTH, "beyond its end");
	reg_refused(set, dm.handle, 5000, UINT64_MAX - 4999, ZERO_BASED,
		    RUAPI_MR_REG_DM_LENGTH, "around");
	reg_refused(set, dm.handle, 1ull << 32, 1, ZERO_BASED,
		    RUAPI_MR_REG_DM_OFFSET, "from 4 GiB on");

	test_ret(reg(set, dm.handle, 5000, 5000, ZERO_BASED | LOCAL_WRITE, &mr),
		 0, "half of it");
	test_ret(reg(set, dm.handle, 10000, 0, ZERO_BASED, &other), 0,
		 "nothing at its end");
	query.handle = mr.handle;
	test_ret(ruapi_mr_query(set->fd, &query), 0, "query");
	test_check(query.lkey == mr.lkey && query.rkey == mr.rkey &&
		   query.length == 5000 && !query.iova,
		   "keys %#x %#x, length %llu, from %llu", query.lkey,
		   query.rkey, (unsigned long long)query.length,
		   (unsigned long long)query.iova);
	rereg.handle = mr.handle;
	rereg.set = RUAPI_SET(RUAPI_MR_REREG_ACCESS);
	rereg.access = LOCAL_WRITE;
	test_ret(ruapi_mr_rereg(set->fd, &rereg), -EINVAL, "rereg");
	test_check(rereg.error.bad_attr == RUAPI_MR_REREG_HANDLE &&
		   rereg.error.reason == RUAPI_REASON_STATE,
		   "rereg: attribute %u, reason %u", rereg.error.bad_attr,
		   rereg.error.reason);
	test_ret(destroy(set->fd, RUAPI_OBJ_DM, dm.handle), -EBUSY,
		 "memory under its regions");
	test_ret(destroy(set->fd, RUAPI_OBJ_MR, mr.handle), 0, "region");
	test_ret(destroy(set->fd, RUAPI_OBJ_DM, dm.handle), -EBUSY,
		 "memory under one region");
	test_ret(destroy(set->fd, RUAPI_OBJ_MR, other.handle), 0, "region");
	test_ret(destroy(set->fd, RUAPI_OBJ_DM, dm.handle), 0, "memory");
}

/* What goes with its fd is the device's again, and who has another gets it. */
static void test_close(struct set *set)
{
	struct ruapi_dm_alloc_args dm, none;
	struct ruapi_mr_reg_dm_args mr;
	struct set gone;

	if (!has_dm(set))
		return;
	test_begin("%s: memory goes with its context", set->name);
	if (!test_ret(set_make(&gone, open_namespace(), set->name), 0, "set"))
		return;
	test_ret(alloc(&gone, DM_MAX, 0, &dm), 0, "all memory");
	test_ret(reg(&gone, dm.handle, 0, DM_MAX, ZERO_BASED, &mr), 0,
		 "a region");
	test_ret(alloc(set, 1, 0, &none), -ENOMEM, "nothing is left");
	close(gone.queue_fd);
	close(gone.fd);
	test_ret(alloc(set, DM_MAX, 0, &dm), 0, "all memory");
	test_ret(destroy(set->fd, RUAPI_OBJ_DM, dm.handle), 0, "destroy");
}

static void test_contexts(struct set *set)
{
	struct ruapi_context_open_args open = {
		.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX),
		.index = set->device,
		.new_ = 1,
	};
	struct ruapi_dm_alloc_args dm = { .length = 100 };

	if (!has_dm(set))
		return;
	test_begin("%s: a region is of one context", set->name);
	test_ret(ruapi_context_open(set->fd, &open), 0, "context");
	dm.context = open.handle;
	test_ret(ruapi_dm_alloc(set->fd, &dm), 0, "memory");
	reg_refused(set, dm.handle, 0, 100, ZERO_BASED, RUAPI_MR_REG_DM_DM,
		    "with the PD of another context");
	test_ret(destroy(set->fd, RUAPI_OBJ_CONTEXT, open.handle), -EBUSY,
		 "context");
	test_ret(destroy(set->fd, RUAPI_OBJ_DM, dm.handle), 0, "memory");
	test_ret(destroy(set->fd, RUAPI_OBJ_CONTEXT, open.handle), 0,
		 "context");
}

/* ---- COUNTERS -------------------------------------------------------------- */

static void test_counters(struct set *set)
{
	struct ruapi_counters_create_args create = {
		.context = set->handle[RUAPI_OBJ_CONTEXT],
		.user_data = 0xc0c0,
	};
	uint64_t values[2] = { 1, 2 };
	struct ruapi_counters_read_args read = {
		.values = values,
		.values_max = COUNT(values),
	};
	struct ruapi_list_entry *entries;
	uint32_t count = 0;

	test_begin("%s: COUNTERS", set->name);
	if (!has_dm(set)) {
		test_ret(ruapi_counters_create(set->fd, &create), -EOPNOTSUPP,
			 "create");
		return;
	}
	test_ret(ruapi_counters_create(set->fd, &create), 0, "create");
	test_ret(ruapi_list_all(set->fd, RUAPI_OBJ_COUNTERS, &entries, &count),
		 0, "list");
	test_check(count == 1 && entries[0].handle == create.handle &&
		   entries[0].user_data == 0xc0c0, "%u in the list", count);
	free(entries);
	read.handle = create.handle;
	test_ret(ruapi_counters_read(set->fd, &read), -EINVAL,
		 "read what nothing is bound to");
	test_check(read.error.bad_attr == RUAPI_COUNTERS_READ_HANDLE &&
		   read.error.reason == RUAPI_REASON_STATE &&
		   values[0] == 1 && values[1] == 2,
		   "attribute %u, reason %u", read.error.bad_attr,
		   read.error.reason);
	read.values_max = RUAPI_COUNTERS_READ_MAX + 1;
	test_ret(ruapi_counters_read(set->fd, &read), -EINVAL, "too many");
	test_check(read.error.bad_attr == RUAPI_COUNTERS_READ_VALUES &&
		   read.error.reason == RUAPI_REASON_LENGTH,
		   "attribute %u, reason %u", read.error.bad_attr,
		   read.error.reason);
	read.values_max = 1;
	read.flags = 2;
	test_ret(ruapi_counters_read(set->fd, &read), -EINVAL, "a flag");
	test_check(read.error.bad_attr == RUAPI_COUNTERS_READ_FLAGS &&
		   read.error.reason == RUAPI_REASON_BITS,
		   "attribute %u, reason %u", read.error.bad_attr,
		   read.error.reason);
	test_ret(destroy(set->fd, RUAPI_OBJ_COUNTERS, create.handle), 0,
		 "destroy");
	test_ret(destroy(set->fd, RUAPI_OBJ_COUNTERS, create.handle), -ENOENT,
		 "destroy again");
}

/* ---- mappings -------------------------------------------------------------- */

enum { NUMBER = 5, MAPPED = 8192, };

/* Memory on the device, of a context of its own; freed, and still mapped. */
static uint8_t *map_new(struct set *set, uint32_t *context)
{
	struct ruapi_device_info info;
	struct ruapi_dm_alloc_args dm;
	uint32_t slot;
	void *memory;

	if (device_find(set->fd, set->name, &info) ||
	    make_context(set->fd, &info, true, 0, context, &slot))
		bail_out("context");
	dm = (struct ruapi_dm_alloc_args) {
		.context = *context,
		.length = MAPPED,
		.alignment = NUMBER << RDMASIM_DM_SHIFT,
	};
	test_ret(ruapi_dm_alloc(set->fd, &dm), 0, "alloc");
	memory = mmap(NULL, MAPPED, PROT_READ | PROT_WRITE, MAP_SHARED, set->fd,
		      (off_t)((uint64_t)slot << RUAPI_MMAP_SLOT_SHIFT |
			      (RDMASIM_DM_OFFSET + NUMBER * RDMASIM_DM_STEP)));
	if (memory == MAP_FAILED)
		bail_out("mmap: %s", err_name(errno));
	memset(memory, 0x55, MAPPED);
	test_ret(destroy(set->fd, RUAPI_OBJ_DM, dm.handle), 0, "free");
	return memory;
}

/* In a child: the same, when the parent says so. */
static int watch(int from, volatile uint8_t *memory)
{
	char byte;

	if (read(from, &byte, 1) || memory[0] || memory[MAPPED - 1])
		return 1;
	memory[1] = 0x66;
	return memory[1] != 0x66;
}

static void test_mapping(struct set *set)
{
	struct ruapi_dm_alloc_args all;
	volatile uint8_t *memory, *other;
	uint32_t context, next;
	int pipes[2], status = -1;
	pid_t child;

	if (!has_dm(set))
		return;
	test_begin("%s: memory on the device is taken from who has mapped it",
		   set->name);
	memory = map_new(set, &context);
	test_check(memory[0] == 0x55, "it stays as long as it is mapped");
	test_ret(alloc(set, DM_MAX, 0, &all), -ENOMEM, "and cannot be had");
	if (pipe(pipes))
		bail_out("pipe");
	child = fork();
	if (!child) {
		close(pipes[1]);
		_exit(watch(pipes[0], memory));
	}
	test_ret(destroy(set->fd, RUAPI_OBJ_CONTEXT, context), 0, "destroy");
	test_check(!memory[0] && !memory[MAPPED - 1], "it is still there");
	memory[0] = 0x77;
	test_check(memory[0] == 0x77, "what is there is ours");
	memory[0] = 0;
	other = map_new(set, &next);
	memset((void *)other, 0x11, MAPPED);
	test_check(!memory[0] && other[0] == 0x11, "that of the next one is seen");
	test_ret(alloc(set, DM_MAX - MAPPED, 0, &all), 0,
		 "it could be had when the context was gone");
	test_ret(destroy(set->fd, RUAPI_OBJ_DM, all.handle), 0, "free");
	close(pipes[1]);
	test_check(waitpid(child, &status, 0) == child && !status, "the child: %#x",
		   status);
	test_check(other[1] == 0x11, "it wrote to the next one's");
	test_check(memory[1] == 0x66, "and not to what we share");
	munmap((void *)memory, MAPPED);
	munmap((void *)other, MAPPED);
	close(pipes[0]);
	test_ret(destroy(set->fd, RUAPI_OBJ_CONTEXT, next), 0, "destroy");
}

int main(int argc, char **argv)
{
	struct set set;
	int i;

	for (i = 1; i < argc; i++) {
		if (set_make(&set, open_namespace(), argv[i]))
			bail_out("%s: cannot make objects", argv[i]);
		test_attr(&set);
		test_alloc(&set);
		test_regions(&set);
		test_close(&set);
		test_contexts(&set);
		test_mapping(&set);
		test_counters(&set);
		close(set.queue_fd);
		close(set.fd);
	}
	return test_done();
}
