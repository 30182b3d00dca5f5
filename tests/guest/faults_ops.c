// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Operations of a simulated HCA that fail, by its knobs in debugfs. */
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>
#include "faults.h"

#define KNOBS "/sys/kernel/debug/rdmasim/"

/**
 * struct op - an operation of the driver
 * @name: of its knob
 * @fd: of its knob
 * @calls: before all
 * @failed: how often it has failed
 * @can_fail: some have no answer
 */
struct op {
	char name[32];
	int fd;
	uint64_t calls;
	uint64_t failed;
	bool can_fail;
};

static struct op ops[OPS_MAX];
static unsigned int num_ops;

/* Return: the number of calls; @nth: which one from now is to fail. */
static uint64_t op_read(const struct op *op, unsigned int *nth)
{
	char text[128] = "";
	uint64_t calls;

	if (pread(op->fd, text, sizeof(text) - 1, 0) <= 0 ||
	    sscanf(text, "calls=%" SCNu64 " nth=%u", &calls, nth) != 2)
		bail_out("%s: %s: %s", op->name, strerror(errno), text);
	return calls;
}

unsigned int ops_open(const char *ibdev)
{
	char path[256];
	struct dirent *entry;
	unsigned int nth;
	struct op *op;
	DIR *dir;

	snprintf(path, sizeof(path), KNOBS "%s/ops", ibdev);
	dir = opendir(path);
	if (!dir)
		bail_out("%s: %s", path, strerror(errno));
	while ((entry = readdir(dir)) && num_ops < OPS_MAX) {
		if (entry->d_name[0] == '.')
			continue;
		op = &ops[num_ops++];
		snprintf(op->name, sizeof(op->name), "%.31s", entry->d_name);
		op->fd = openat(dirfd(dir), entry->d_name, O_RDWR | O_CLOEXEC);
		if (op->fd < 0)
			bail_out("%s: %s", op->name, strerror(errno));
		op->calls = op_read(op, &nth);
		op->can_fail = write(op->fd, "nth=0", 5) == 5;
	}
	closedir(dir);
	return num_ops;
}

const char *ops_name(unsigned int op)
{
	return ops[op].name;
}

bool ops_is_shared(unsigned int op)
{
	static const char *const names[] = {
		"post_send", "post_recv", "poll_cq", "req_notify_cq",
		"create_ah", "destroy_ah", "process_mad", "query_port",
		"query_gid", "query_pkey",
	};
	unsigned int i;

	for (i = 0; i < COUNT(names); i++)
		if (!strcmp(ops[op].name, names[i]))
			return true;
	return false;
}

bool ops_can_fail(unsigned int op)
{
	return ops[op].can_fail;
}

void ops_calls(uint64_t *calls)
{
	unsigned int i, nth;

	for (i = 0; i < num_ops; i++)
		calls[i] = op_read(&ops[i], &nth);
}

static void op_write(const struct op *op, unsigned int nth)
{
	char text[64];
	const int len = snprintf(text, sizeof(text), "nth=%u errno=%d", nth,
				 OPS_ERRNO);

	if (write(op->fd, text, len) != len)
		bail_out("%s: %s", op->name, strerror(errno));
}

void ops_arm(unsigned int op, unsigned int nth)
{
	op_write(&ops[op], nth);
}

bool ops_disarm(unsigned int op)
{
	unsigned int nth;

	op_read(&ops[op], &nth);
	op_write(&ops[op], 0);
	if (!nth)
		ops[op].failed++;
	return !nth;
}

/* ---- afterwards ------------------------------------------------------------ */

static struct op *op_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < num_ops; i++)
		if (!strcmp(ops[i].name, name))
			return &ops[i];
	bail_out("rdmasim has no %s", name);
}

/* Successful calls of all operations in a list. */
static int64_t ops_succeeded(const char *names)
{
	char list[64], *save, *name;
	struct op *op;
	unsigned int nth;
	int64_t sum = 0;

	snprintf(list, sizeof(list), "%s", names);
	for (name = strtok_r(list, " ", &save); name;
	     name = strtok_r(NULL, " ", &save)) {
		op = op_find(name);
		sum += op_read(op, &nth) - op->calls - op->failed;
	}
	return sum;
}

static bool is_one_of(const char *name, const char *const *names,
		      unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

void ops_check_all(void)
{
	/* The kernel destroys target QPs of XRC itself, which is not counted. */
	static const struct {
		const char *make;
		const char *destroy;
	} pairs[] = {
		{ "alloc_pd", "dealloc_pd" },
		{ "reg_user_mr reg_user_mr_dmabuf reg_dm_mr", "dereg_mr" },
		{ "alloc_mw", "dealloc_mw" },
		{ "alloc_dm", "dealloc_dm" },
		{ "alloc_dmah", "dealloc_dmah" },
		{ "create_comp_cntr", "destroy_comp_cntr" },
		{ "create_counters", "destroy_counters" },
		{ "create_cq", "destroy_cq" },
		{ "create_srq", "destroy_srq" },
		{ "create_wq", "destroy_wq" },
		{ "create_rwq_ind_table", "destroy_rwq_ind_table" },
		{ "alloc_xrcd", "dealloc_xrcd" },
		{ "create_flow", "destroy_flow" },
		{ "attach_mcast", "detach_mcast" },
	};
	/* The kernel's own, or not reached without more than one call. */
	static const char *const not_here[] = {
		"alloc_mr", "get_dma_mr", "map_mr_sg", "modify_port",
		"query_device", "read_counters", "modify_device",
		"get_port_immutable", "query_gid", "add_gid", "process_mad",
		"alloc_hw_port_stats", "create_ah", "modify_ah", "mmap",
		"fill_res_mr_entry", "fill_res_cq_entry", "fill_res_qp_entry",
		"query_ucontext",
	};
	/* Called from Linux 7 on. */
	static const char *const newer[] = {
		"query_port_speed", "alloc_dmah", "dealloc_dmah",
		"query_comp_cntr_caps", "create_comp_cntr",
		"destroy_comp_cntr", "modify_comp_cntr", "read_comp_cntr",
		"qp_attach_comp_cntr",
	};
	unsigned int i;

	for (i = 0; i < COUNT(pairs); i++)
		test_check(ops_succeeded(pairs[i].make) ==
			   ops_succeeded(pairs[i].destroy),
			   "%s: %" PRId64 " times, %s: %" PRId64,
			   pairs[i].make, ops_succeeded(pairs[i].make),
			   pairs[i].destroy, ops_succeeded(pairs[i].destroy));
	for (i = 0; i < num_ops; i++)
		test_check(ops[i].failed || !ops[i].can_fail ||
			   is_one_of(ops[i].name, not_here, COUNT(not_here)) ||
			   (!kernel_since(7, 0) &&
			    is_one_of(ops[i].name, newer, COUNT(newer))),
			   "%s has never failed", ops[i].name);
}
