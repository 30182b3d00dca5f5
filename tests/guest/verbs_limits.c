// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What devices say of themselves is what sysfs says; flags of CREATE reach the
 * driver, which has none of them here; regions of more than 4 GiB.  On every
 * device that is named.
 * usage: verbs_limits IBDEV...
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include "ids.h"

/* ---- sysfs ---------------------------------------------------------------------- */

/* A file of the device, without the newline. */
static const char *sysfs(const struct set *set, const char *name)
{
	static char line[256];
	char path[192];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/class/infiniband/%s/%s", set->name,
		 name);
	line[0] = '\0';
	file = fopen(path, "re");
	if (!file || !fgets(line, sizeof(line), file))
		line[0] = '\0';
	if (file)
		fclose(file);
	line[strcspn(line, "\n")] = '\0';
	return line;
}

static void same(const struct set *set, const char *name, const char *ours)
{
	const char *theirs = sysfs(set, name);

	test_check(*theirs && !strcmp(theirs, ours), "%s: %s, sysfs says %s",
		   name, ours, theirs);
}

/* Eight groups of hexadecimal digits, as sysfs writes a GID; four: a GUID. */
static const char *groups(const uint8_t *bytes, unsigned int num)
{
	static char text[64];
	unsigned int i, len = 0;

	for (i = 0; i < num; i++)
		len += snprintf(text + len, sizeof(text) - len, "%s%02x%02x",
				i ? ":" : "", bytes[2 * i], bytes[2 * i + 1]);
	return text;
}

static const char *width_and_speed(const struct ruapi_port_attr *port)
{
	static const struct {
		unsigned int speed;
		const char *name;
	} speeds[] = {
		{ 1, "SDR" }, { 2, "DDR" }, { 4, "QDR" }, { 8, "FDR10" },
		{ 16, "FDR" }, { 32, "EDR" }, { 64, "HDR" }, { 128, "NDR" },
	};
	static char text[32];
	unsigned int i, lanes;

	switch (port->active_width) {
	case 1: lanes = 1; break;
	case 2: lanes = 4; break;
	case 4: lanes = 8; break;
	case 8: lanes = 12; break;
	case 16: lanes = 2; break;
	default: lanes = 0; break;
	}
	for (i = 0; i < COUNT(speeds); i++)
		if (port->active_speed == speeds[i].speed)
			break;
	snprintf(text, sizeof(text), "(%uX %s)", lanes,
		 i < COUNT(speeds) ? speeds[i].name : "?");
	return text;
}

static void test_device(struct set *set)
{
	struct ruapi_device_attr attr = {};
	struct ruapi_device_info info = {};
	struct ruapi_device_query_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_INDEX),
		.index = set->device,
		.info = &info,
		.attr = &attr,
	};

	test_begin("%s: the device is the one of sysfs", set->name);
	test_ret(ruapi_device_query(set->fd, &args), 0, "query");
	same(set, "node_guid", groups(attr.node_guid, 4));
	same(set, "sys_image_guid", groups(attr.sys_image_guid, 4));
	test_check(!memcmp(info.node_guid, attr.node_guid, 8), "two GUIDs");
	test_check(strtoul(sysfs(set, "node_type"), NULL, 10) == info.node_type,
		   "node type %u, not %s", info.node_type,
		   sysfs(set, "node_type"));
}

static void test_port(struct set *set)
{
	struct ruapi_port_attr port;
	const char *rate;

	test_begin("%s: state, width and speed of the port", set->name);
	port = port_of(set);
	test_check(port.active_width && port.active_speed,
		   "width %u, speed %u", port.active_width, port.active_speed);
	rate = sysfs(set, "ports/1/rate");
	test_check(strstr(rate, width_and_speed(&port)),
		   "width %u, speed %u: %s, sysfs says %s", port.active_width,
		   port.active_speed, width_and_speed(&port), rate);
	test_check(strtoul(sysfs(set, "ports/1/state"), NULL, 10) == port.state,
		   "state %u, not %s", port.state,
		   sysfs(set, "ports/1/state"));
	test_check(strtoul(sysfs(set, "ports/1/phys_state"), NULL, 10) ==
		   port.phys_state, "physical state %u, not %s",
		   port.phys_state, sysfs(set, "ports/1/phys_state"));
	test_check(port.link_layer ==
		   (strcmp(sysfs(set, "ports/1/link_layer"), "Ethernet") ?
			    1 : 2), "link layer %u, not %s", port.link_layer,
		   sysfs(set, "ports/1/link_layer"));
	test_check(strtoul(sysfs(set, "ports/1/cap_mask"), NULL, 16) ==
		   (port.port_cap_flags &
		    ~(uint32_t)IB_UVERBS_PCF_IP_BASED_GIDS) ||
		   strtoul(sysfs(set, "ports/1/cap_mask"), NULL, 16) ==
		   port.port_cap_flags, "capabilities %#x, not %s",
		   port.port_cap_flags, sysfs(set, "ports/1/cap_mask"));
}

static void test_tables(struct set *set)
{
	struct ruapi_device_query_pkey_args pkey = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_PKEY_INDEX) |
		       RUAPI_SET(RUAPI_DEVICE_QUERY_PKEY_PKEY_INDEX),
		.index = set->device,
		.port = 1,
	};
	struct ruapi_gid_entry *gids = NULL;
	uint32_t count = 0, i;
	char text[64];

	test_begin("%s: GIDs and P_Keys are those of sysfs", set->name);
	test_ret(ruapi_device_gid_table_all(set->fd, set->device, &gids,
					    &count), 0, "table");
	test_check(count, "no GIDs");
	for (i = 0; i < count; i++) {
		snprintf(text, sizeof(text), "ports/1/gids/%u",
			 gids[i].gid_index);
		same(set, text, groups(gids[i].gid, 8));
		if (!is_ib(set))
			continue;
		snprintf(text, sizeof(text), "ports/1/gid_attrs/types/%u",
			 gids[i].gid_index);
		same(set, text, gids[i].gid_type == 2 ? "RoCE v2" :
							"IB/RoCE v1");
	}
	free(gids);
	if (!is_ib(set))
		return;
	test_ret(ruapi_device_query_pkey(set->fd, &pkey), 0, "pkey");
	snprintf(text, sizeof(text), "0x%04x", pkey.pkey);
	same(set, "ports/1/pkeys/0", text);
}

static uint32_t read_counters(struct set *set, struct ruapi_stat *stats,
			      uint32_t max)
{
	struct ruapi_device_query_stats_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_STATS_INDEX),
		.index = set->device,
		.port = 1,
		.stats = stats,
		.stats_max = max,
	};

	test_ret(ruapi_device_query_stats(set->fd, &args), 0, "query");
	return args.count;
}

/* They may count on meanwhile: what sysfs says lies between two readings. */
static void test_counters(struct set *set)
{
	struct ruapi_stat before[64], after[64];
	unsigned long long theirs[64], sum = 0;
	char text[128];
	uint32_t i, count;

	test_begin("%s: counters have the values of sysfs", set->name);
	count = read_counters(set, before, COUNT(before));
	/* That which sysfs keeps for a moment must be as new as ours. */
	sleep_ms(50);
	for (i = 0; i < count; i++) {
		snprintf(text, sizeof(text), "ports/1/hw_counters/%.55s",
			 before[i].name);
		theirs[i] = strtoull(sysfs(set, text), NULL, 10);
	}
	test_check(read_counters(set, after, COUNT(after)) == count,
		   "other counters");
	for (i = 0; i < count; i++) {
		test_check(theirs[i] >= before[i].value &&
			   theirs[i] <= after[i].value,
			   "%s: %llu to %llu, sysfs says %llu", before[i].name,
			   (unsigned long long)before[i].value,
			   (unsigned long long)after[i].value, theirs[i]);
		sum += theirs[i];
	}
	test_check(sum, "all are 0");
}

/* ---- flags --------------------------------------------------------------------- */

static int create_cq(struct set *set, uint32_t flags)
{
	struct ruapi_cq_create_args args = {
		.set = RUAPI_SET(RUAPI_CQ_CREATE_FLAGS),
		.uhw = uhw_room(set->driver, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE),
		.context = set->handle[RUAPI_OBJ_CONTEXT],
		.cqe = 4,
		.flags = flags,
	};

	return ruapi_cq_create(set->fd, &args);
}

static int create_qp(struct set *set, uint8_t type, uint32_t flags,
		     uint32_t source_qpn, struct ruapi_error *error)
{
	const struct ruapi_qp_cap cap = { 1, 1, 1, 1, 0, 0 };
	struct ruapi_qp_create_args args = {
		.set = RUAPI_SET(RUAPI_QP_CREATE_FLAGS),
		.uhw = uhw_room(set->driver, RUAPI_OBJ_QP, RUAPI_QP_CREATE),
		.pd = set->handle[RUAPI_OBJ_PD],
		.type = type,
		.send_cq = set->handle[RUAPI_OBJ_CQ],
		.recv_cq = set->handle[RUAPI_OBJ_CQ],
		.cap = &cap,
		.flags = flags,
		.source_qpn = source_qpn,
	};
	int ret = ruapi_qp_create(set->fd, &args);

	*error = args.error;
	return ret;
}

static void test_flags(struct set *set)
{
	static const uint32_t qp_flags[] = {
		1 << 1, 1 << 2, 1 << 3, 1 << 4, 1 << 8, 1 << 9, 1 << 11,
	};
	const uint32_t before = count_objects(set->fd);
	const uint32_t source = 1 << 10;
	struct ruapi_error error;
	unsigned int i;

	test_begin("%s: flags of CQ.CREATE and QP.CREATE reach the driver",
		   set->name);
	for (i = 0; i < 2; i++)
		test_ret(create_cq(set, 1u << i), -EOPNOTSUPP, "CQ, bit %u", i);
	test_ret(create_cq(set, 4), -EINVAL, "CQ, bit 2");
	for (i = 0; i < COUNT(qp_flags); i++)
		test_ret(create_qp(set, IB_UVERBS_QPT_RC, qp_flags[i], 0,
				   &error), -EOPNOTSUPP, "QP, flag %#x",
			 qp_flags[i]);
	test_ret(create_qp(set, IB_UVERBS_QPT_RC, source, 0x123, &error),
		 -EOPNOTSUPP, "QP with a source QPN");
	test_ret(create_qp(set, IB_UVERBS_QPT_RC, source, 0, &error), -EINVAL,
		 "QP without the source QPN");
	test_check(error.bad_attr == RUAPI_QP_CREATE_SOURCE_QPN &&
		   error.reason == RUAPI_REASON_MISSING,
		   "attribute %u, reason %u", error.bad_attr, error.reason);
	test_ret(create_qp(set, IB_UVERBS_QPT_RC, 0, 0x123, &error), -EINVAL,
		 "QP with a source QPN and no flag");
	test_check(error.bad_attr == RUAPI_QP_CREATE_SOURCE_QPN &&
		   error.reason == RUAPI_REASON_EXCLUSIVE,
		   "attribute %u, reason %u", error.bad_attr, error.reason);
	test_check(count_objects(set->fd) == before, "%u objects more",
		   count_objects(set->fd) - before);
}

/* siw has RC only, and its CQs are armed in memory. */
static void test_iwarp(struct set *set)
{
	struct ruapi_error error;

	test_begin("%s: what iWARP has not is EOPNOTSUPP", set->name);
	test_ret(create_qp(set, IB_UVERBS_QPT_UC, 0, 0, &error), -EOPNOTSUPP,
		 "UC");
	test_ret(create_qp(set, IB_UVERBS_QPT_UD, 0, 0, &error), -EOPNOTSUPP,
		 "UD");
	test_ret(ruapi_cq_arm(set->fd, set->handle[RUAPI_OBJ_CQ], 0),
		 -EOPNOTSUPP, "CQ.ARM");
}

/* ---- big regions ------------------------------------------------------------------ */

#define CHUNK (64ul << 20)
#define CHUNKS 65 /* 4 GiB and more */

/* A few pages, many times over. */
static char *map_big(void)
{
	const int memory = memfd_create("region", MFD_CLOEXEC);
	unsigned int i;
	char *at;

	if (memory < 0 || ftruncate(memory, CHUNK))
		return NULL;
	at = mmap(NULL, CHUNKS * CHUNK, PROT_NONE,
		  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	for (i = 0; i < CHUNKS && at != MAP_FAILED; i++)
		if (mmap(at + i * CHUNK, CHUNK, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_FIXED, memory, 0) == MAP_FAILED)
			at = MAP_FAILED;
	close(memory);
	return at == MAP_FAILED ? NULL : at;
}

static uint64_t pinned(struct set *set)
{
	struct ruapi_namespace_query_args args = {};

	test_ret(ruapi_namespace_query(set->fd, &args), 0, "query");
	return args.pinned;
}

/*
 * rxe of 6.12 wants its table of pages from kmalloc(), which has no 16 MiB and
 * warns in the kernel's log: docs/lessons.md.
 */
static bool has_big_tables(const struct set *set)
{
	const char *kernel = getenv("KVER");

	/* What the simulated one has is as that of others. */
	return !is_sim(set->driver) &&
	       (!is_rxe(set) || (kernel && !strcmp(kernel, "6.1")));
}

static void test_big_region(struct set *set)
{
	/* siw wants it also of those who may lock what they like. */
	const struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };
	const uint64_t before = pinned(set);
	struct ruapi_mr_query_args query = {};
	char *at = map_big();

	test_begin("%s: a region of more than 4 GiB", set->name);
	setrlimit(RLIMIT_MEMLOCK, &all);
	if (!test_check(at, "no memory: %s", err_name(errno)))
		return;
	test_ret(make_mr(set->fd, set->driver, set->handle[RUAPI_OBJ_PD], at,
			 CHUNKS * CHUNK, &query.handle), 0, "reg");
	test_ret(ruapi_mr_query(set->fd, &query), 0, "query");
	test_check(query.length == CHUNKS * CHUNK &&
		   query.iova == (uintptr_t)at, "length %#llx, iova %#llx",
		   (unsigned long long)query.length,
		   (unsigned long long)query.iova);
	test_check(pinned(set) - before == CHUNKS * CHUNK,
		   "%#llx bytes more pinned",
		   (unsigned long long)(pinned(set) - before));
	test_ret(destroy(set->fd, RUAPI_OBJ_MR, query.handle), 0, "destroy");
	test_check(pinned(set) == before, "%#llx bytes pinned afterwards",
		   (unsigned long long)pinned(set));
	munmap(at, CHUNKS * CHUNK);
}

int main(int argc, char **argv)
{
	struct set set;
	int i;

	for (i = 1; i < argc; i++) {
		if (set_make(&set, open_namespace(), argv[i]))
			bail_out("%s: cannot make objects", argv[i]);
		test_device(&set);
		test_port(&set);
		test_tables(&set);
		test_flags(&set);
		if (is_ib(&set))
			test_counters(&set);
		else
			test_iwarp(&set);
		if (has_big_tables(&set))
			test_big_region(&set);
		set_end(&set, "limits");
	}
	return test_done();
}
