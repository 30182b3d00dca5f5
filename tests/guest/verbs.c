// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Verbs as they should go: what is asked is what is there.
 *
 * usage: verbs DEVICE NETDEV
 */
#include <fcntl.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include "guest.h"

static const char *device, *netdev;
static struct ruapi_device_info info;
static int fd;

static bool is_iwarp(void)
{
	return info.driver_id == RDMA_DRIVER_SIW;
}

/* What the running kernel is too old for is not the library's to know. */
static bool same_action(const struct ruapi_desc_action *module,
			const struct ruapi_desc_action *spec)
{
	struct ruapi_desc_action said = *module;

	if (RUAPI_DESC_REFUSAL(said.flags) == RUAPI_REFUSAL_KERNEL)
		said.flags &= ~(0xffu << 8);
	return !memcmp(&said, spec, sizeof(said));
}

static bool same_attr(const struct ruapi_desc_attr *module,
		      const struct ruapi_desc_attr *spec)
{
	struct ruapi_desc_attr said = *module;

	if (said.refusal == RUAPI_REFUSAL_KERNEL)
		said.refusal = RUAPI_REFUSAL_NONE;
	return !memcmp(&said, spec, sizeof(said));
}

static void describe(void)
{
	struct ruapi_description module = {}, spec = {};
	uint32_t i;

	test_begin("DESCRIBE is the specification that the library was built with");
	test_ret(ruapi_describe_module(fd, &module), 0, "module");
	test_ret(ruapi_describe_spec(&spec), 0, "library");
	test_check(module.num_actions == spec.num_actions,
		   "%u actions, the library has %u", module.num_actions,
		   spec.num_actions);
	test_check(module.num_attrs == spec.num_attrs,
		   "%u attributes, the library has %u", module.num_attrs,
		   spec.num_attrs);
	for (i = 0; i < module.num_actions && i < spec.num_actions; i++)
		test_check(same_action(&module.actions[i], &spec.actions[i]),
			   "%s.%s differs", spec.actions[i].object_name,
			   spec.actions[i].action_name);
	for (i = 0; i < module.num_attrs && i < spec.num_attrs; i++)
		test_check(same_attr(&module.attrs[i], &spec.attrs[i]),
			   "%s.%s: attribute %s differs",
			   ruapi_object_name(spec.attrs[i].object),
			   ruapi_action_name(spec.attrs[i].object,
					     spec.attrs[i].action),
			   spec.attrs[i].name);
	ruapi_describe_free(&module);
	ruapi_describe_free(&spec);
}

static void namespaces(void)
{
	struct ruapi_namespace_query_args query = {}, other = {};
	struct ruapi_namespace_view_args view = { .tag = 0x1234 };
	struct ruapi_namespace_nop_args nop = {};
	struct rlimit limit;
	struct stat st;
	const int second = open_namespace();
	char *text;

	test_begin("the namespace, and a view of it");
	test_ret(ruapi_namespace_nop(fd, &nop), 0, "nop");
	test_ret(ruapi_namespace_query(fd, &query), 0, "query");
	test_ret(ruapi_namespace_query(second, &other), 0, "query of another");
	test_check(query.id && other.id > query.id, "ids %llu and %llu",
		   (unsigned long long)query.id, (unsigned long long)other.id);
	close(second);
	stat("/proc/self/ns/net", &st);
	test_check(query.netns == st.st_ino, "netns %llu, not %llu",
		   (unsigned long long)query.netns,
		   (unsigned long long)st.st_ino);
	getrlimit(RLIMIT_MEMLOCK, &limit);
	test_check(query.memlock_limit == limit.rlim_cur, "memlock limit %llu",
		   (unsigned long long)query.memlock_limit);
	test_check(!query.objects && !query.view_tag && !query.pinned,
		   "%u objects, tag %#llx", query.objects,
		   (unsigned long long)query.view_tag);

	test_ret(ruapi_namespace_view(fd, &view), 0, "view");
	test_ret(ruapi_namespace_query(view.fd, &other), 0, "query of it");
	test_check(other.id == query.id && other.view_tag == 0x1234,
		   "id %llu tag %#llx", (unsigned long long)other.id,
		   (unsigned long long)other.view_tag);
	text = fdinfo(view.fd);
	test_check(strstr(text, "ruapi-ns:") && strstr(text, "ruapi-view:"),
		   "fdinfo: %s", text);
	free(text);
	test_check(read(view.fd, &st, sizeof(st)) < 0 && errno == EINVAL,
		   "read of a view without a queue: %s", err_name(errno));
	close(view.fd);
}

static void devices(void)
{
	struct ruapi_device_attr attr = {};
	struct ruapi_port_attr port = {};
	struct ruapi_device_info again = {};
	struct ruapi_gid_entry *gids = NULL, gid;
	struct ruapi_device_query_args query = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_INDEX),
		.index = info.index,
		.info = &again,
		.attr = &attr,
	};
	struct ruapi_device_query_port_args ports = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_PORT_INDEX),
		.index = info.index,
		.port = 1,
		.attr = &port,
	};
	struct ruapi_device_query_gid_args one = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_GID_INDEX) |
		       RUAPI_SET(RUAPI_DEVICE_QUERY_GID_GID_INDEX),
		.index = info.index,
		.port = 1,
		.entry = &gid,
	};
	struct ruapi_device_query_pkey_args pkey = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_PKEY_INDEX) |
		       RUAPI_SET(RUAPI_DEVICE_QUERY_PKEY_PKEY_INDEX),
		.index = info.index,
		.port = 1,
	};
	const unsigned int contexts = resource_count(device, "ctx");
	uint32_t count = 0, i;

	test_begin("device, port, GIDs and P_Keys, without a context");
	test_ret(ruapi_device_query(fd, &query), 0, "query");
	test_check(!memcmp(&again, &info, sizeof(info)),
		   "query and list differ");
	test_check(attr.phys_port_cnt == 1 && attr.max_qp && attr.max_cqe &&
		   attr.num_comp_vectors, "limits: %u ports, %u QPs",
		   attr.phys_port_cnt, attr.max_qp);
	test_ret(ruapi_device_query_port(fd, &ports), 0, "query_port");
	test_check(port.state == 4 && port.netdev == if_nametoindex(netdev),
		   "state %u, netdev %u", port.state, port.netdev);
	ports.port = 2;
	test_ret(ruapi_device_query_port(fd, &ports), -EINVAL, "port 2");
	test_check(ports.error.bad_attr == RUAPI_DEVICE_QUERY_PORT_PORT &&
		   ports.error.reason == RUAPI_REASON_RANGE, "reason %u",
		   ports.error.reason);
	ports.port = 0;
	ports.set |= RUAPI_SET(RUAPI_DEVICE_QUERY_PORT_PORT);
	test_ret(ruapi_device_query_port(fd, &ports), -EINVAL, "port 0");
	test_ret(ruapi_device_gid_table_all(fd, info.index, &gids, &count), 0,
		 "gid table");
	test_check(count, "no GIDs");
	for (i = 0; i < count; i++) {
		one.gid_index = gids[i].gid_index;
		test_ret(ruapi_device_query_gid(fd, &one), 0, "gid %u", i);
		test_check(!memcmp(&gid, &gids[i], sizeof(gid)),
			   "gid %u differs from the table's", i);
	}
	free(gids);
	one.gid_index = 0x7fffffff;
	test_check(ruapi_device_query_gid(fd, &one) < 0, "GID out of the table");
	test_ret(ruapi_device_query_pkey(fd, &pkey), is_iwarp() ? -EINVAL : 0,
		 "pkey");
	test_check(is_iwarp() || pkey.pkey == 0xffff, "pkey %#x", pkey.pkey);
	query.index = 4711;
	test_ret(ruapi_device_query(fd, &query), -ENODEV, "a device never seen");
	test_check(resource_count(device, "ctx") == contexts,
		   "asking made a context");
	test_check(!count_objects(fd), "asking made an object");
}

static void contexts(void)
{
	const bool told = uhw_room(info.driver_id, RUAPI_OBJ_CONTEXT,
				   RUAPI_CONTEXT_OPEN).out_max;
	struct ruapi_namespace_view_args view = {
		.set = RUAPI_SET(RUAPI_NAMESPACE_VIEW_DEVICE),
		.device = info.index,
	};
	struct ruapi_namespace_query_args ns = {};
	struct ruapi_context_query_args query = {};
	struct ruapi_context_destroy_args gone = {};
	struct ruapi_msg msg;
	uint32_t first, same, fresh, slot, mine;
	char *text;

	test_begin("contexts: the one there is, a new one, a view's");
	test_ret(make_context(fd, &info, false, 0, &first, &slot), 0, "open");
	test_ret(make_context(fd, &info, false, 0, &same, NULL), 0, "again");
	/* With an answer of the driver it is the caller's own. */
	test_check((same == first) == !told, "handles %u and %u", first, same);
	if (told)
		test_ret(destroy(fd, RUAPI_OBJ_CONTEXT, same), 0, "DESTROY");
	test_ret(make_context(fd, &info, true, 0, &fresh, NULL), 0, "new");
	test_check(fresh != first, "it is the old one");
	test_check(resource_count(device, "ctx") == 2, "%u driver contexts",
		   resource_count(device, "ctx"));
	query.handle = first;
	test_ret(ruapi_context_query(fd, &query), 0, "query");
	test_check(query.device == info.index && query.slot == slot &&
		   query.driver_id == info.driver_id &&
		   query.num_comp_vectors, "device %u slot %u", query.device,
		   query.slot);

	test_ret(ruapi_namespace_view(fd, &view), 0, "device view");
	test_ret(make_context(view.fd, &info, false, 0, &mine, NULL), 0,
		 "open on the view");
	test_check(mine != first && mine != fresh, "it is an old one");
	test_ret(make_context(view.fd, &info, false, 0, &same, NULL), -EBUSY,
		 "open on the view again");
	test_ret(ruapi_namespace_query(view.fd, &ns), 0, "query of the view");
	test_check(ns.view_context == mine, "view of context %u",
		   ns.view_context);
	text = fdinfo(fd);
	test_check(strstr(text, device) && strstr(text, "context=3"),
		   "fdinfo: %s", text);
	free(text);
	close(view.fd);
	query.handle = mine;
	test_ret(ruapi_context_query(fd, &query), -ENOENT,
		 "the context of a closed view");

	/* The right driver_id is fine everywhere. */
	ruapi_msg_init(&msg, RUAPI_OBJ_CONTEXT, RUAPI_DESTROY);
	ruapi_msg_driver(&msg, info.driver_id);
	ruapi_msg_obj_destroy(&msg, RUAPI_DESTROY_HANDLE, RUAPI_OBJ_CONTEXT,
			      fresh);
	test_ret(ruapi_msg_call(fd, &msg), 0, "destroy with the driver's id");
	gone.handle = first;
	test_ret(ruapi_context_destroy(fd, &gone), 0, "destroy");
	test_check(!resource_count(device, "ctx"), "%u contexts are left",
		   resource_count(device, "ctx"));
}

static void regions(struct set *set)
{
	char *buf = mmap(NULL, 16384, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct ruapi_namespace_query_args ns = {};
	struct ruapi_mr_reg_args reg = {
		.uhw = uhw_room(set->driver, RUAPI_OBJ_MR, RUAPI_MR_REG),
		.pd = set->handle[RUAPI_OBJ_PD],
		.addr = (uintptr_t)buf + 100,
		.length = 5000,
		.iova = 0x123456789000 + ((uintptr_t)buf + 100) % 4096,
		.access = 7,
	};
	struct ruapi_mr_query_args query = {};
	uint64_t pinned;

	test_begin("memory regions");
	test_ret(ruapi_namespace_query(fd, &ns), 0, "query of the namespace");
	pinned = ns.pinned;
	test_ret(ruapi_mr_reg(fd, &reg), 0, "reg");
	query.handle = reg.handle;
	test_ret(ruapi_mr_query(fd, &query), 0, "query");
	test_check(query.lkey == reg.lkey && query.rkey == reg.rkey &&
		   reg.lkey, "keys %#x %#x, not %#x %#x", query.lkey,
		   query.rkey, reg.lkey, reg.rkey);
	test_check(query.length == 5000 && query.iova == reg.iova,
		   "length %llu", (unsigned long long)query.length);
	test_ret(ruapi_namespace_query(fd, &ns), 0, "query of the namespace");
	test_check(ns.pinned == pinned + 8192, "%llu bytes more are pinned",
		   (unsigned long long)(ns.pinned - pinned));
	test_check(ns.memlock_used >= 8192, "memlock used: %llu",
		   (unsigned long long)ns.memlock_used);
	test_ret(destroy(fd, RUAPI_OBJ_MR, reg.handle), 0, "destroy");
	reg.iova++;
	test_ret(ruapi_mr_reg(fd, &reg), -EINVAL, "another offset in the page");
	test_check(reg.error.bad_attr == RUAPI_MR_REG_IOVA, "bad_attr %u",
		   reg.error.bad_attr);
	reg.iova = 0;
	reg.length = UINT64_MAX;
	test_ret(ruapi_mr_reg(fd, &reg), -EINVAL, "beyond the address space");
	reg.length = 5000;
	reg.access = 2;
	test_ret(ruapi_mr_reg(fd, &reg), -EINVAL,
		 "remote write without local write");
	reg.access = 7;
	munmap(buf, 16384);
	test_ret(ruapi_mr_reg(fd, &reg), -EFAULT, "memory that is not there");
}

static void states(struct set *set)
{
	struct ruapi_qp_attr attr = { .mask = 1, .qp_state = 1 }, found = {};
	struct ruapi_qp_modify_args modify = {
		.uhw = uhw_room(set->driver, RUAPI_OBJ_QP, RUAPI_QP_MODIFY),
		.handle = set->handle[RUAPI_OBJ_QP],
		.attr = &attr,
	};
	struct ruapi_qp_query_args query = {
		.handle = set->handle[RUAPI_OBJ_QP],
		.attr = &found,
	};
	struct ruapi_gid_entry gid = {};
	struct ruapi_device_query_gid_args gids = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_GID_INDEX),
		.index = info.index,
		.port = 1,
		.gid_index = 1,
		.entry = &gid,
	};

	if (is_iwarp()) {
		test_begin("a QP comes to RTS by a connection only");
		attr.mask = 1;
		attr.qp_state = 3;
		test_ret(ruapi_qp_modify(fd, &modify), -EINVAL, "RTS");
		return;
	}
	test_begin("a QP through its states");
	attr.mask = 1 | 8 | 16 | 32;
	attr.port_num = 2;
	test_ret(ruapi_qp_modify(fd, &modify), -EINVAL, "INIT on port 2");
	attr.port_num = 1;
	attr.qp_access_flags = 7;
	attr.reserved[4] = 1;
	test_ret(ruapi_qp_modify(fd, &modify), -EINVAL, "reserved bytes");
	attr.reserved[4] = 0;
	test_ret(ruapi_qp_modify(fd, &modify), 0, "INIT");
	test_ret(ruapi_device_query_gid(fd, &gids), 0, "own GID");
	attr.mask = 1 | 1 << 7 | 1 << 8 | 1 << 12 | 1 << 15 | 1 << 17 | 1 << 20;
	attr.qp_state = 2;
	attr.path_mtu = 3;
	attr.rq_psn = 0x123;
	attr.dest_qp_num = set->qp_num;
	attr.max_dest_rd_atomic = 1;
	attr.min_rnr_timer = 12;
	attr.ah.is_global = 1;
	attr.ah.sgid_index = 1;
	attr.ah.port_num = 1;
	attr.ah.hop_limit = 1;
	memcpy(attr.ah.dgid, gid.gid, 16);
	test_ret(ruapi_qp_modify(fd, &modify), 0, "RTR");
	attr.mask = 1 | 1 << 9 | 1 << 10 | 1 << 11 | 1 << 13 | 1 << 16;
	attr.qp_state = 3;
	attr.timeout = 14;
	attr.retry_cnt = attr.rnr_retry = 7;
	attr.max_rd_atomic = 1;
	test_ret(ruapi_qp_modify(fd, &modify), 0, "RTS");
	test_ret(ruapi_qp_query(fd, &query), 0, "query");
	test_check(found.qp_state == 3 && found.dest_qp_num == set->qp_num &&
		   found.path_mtu == 3 && found.rq_psn == 0x123 &&
		   !memcmp(found.ah.dgid, gid.gid, 16) &&
		   query.qp_num == set->qp_num,
		   "state %u, peer %u, MTU %u", found.qp_state,
		   found.dest_qp_num, found.path_mtu);
	attr.mask = 1;
	attr.qp_state = 1;
	test_ret(ruapi_qp_modify(fd, &modify), -EINVAL, "RTS to INIT");
	attr.qp_state = 6;
	test_ret(ruapi_qp_modify(fd, &modify), 0, "ERR");
	test_ret(ruapi_qp_doorbell(fd, modify.handle), 0, "doorbell");
	test_ret(ruapi_cq_arm(fd, set->handle[RUAPI_OBJ_CQ], 0), 0, "arm");
	test_ret(ruapi_cq_arm(fd, set->handle[RUAPI_OBJ_CQ], 1), 0,
		 "arm, solicited only");
}

static void busy(struct set *set)
{
	struct ruapi_pd_destroy_args pd = {
		.handle = set->handle[RUAPI_OBJ_PD],
	};

	test_begin("what is in use is not destroyed");
	test_ret(ruapi_pd_destroy(fd, &pd), -EBUSY, "PD of MR and QP");
	test_check(pd.error.reason == RUAPI_REASON_BUSY &&
		   pd.error.bad_attr == RUAPI_DESTROY_HANDLE, "reason %u",
		   pd.error.reason);
	test_ret(destroy(fd, RUAPI_OBJ_CQ, set->handle[RUAPI_OBJ_CQ]), -EBUSY,
		 "CQ of QP");
	test_ret(destroy(fd, RUAPI_OBJ_CONTEXT,
			 set->handle[RUAPI_OBJ_CONTEXT]), -EBUSY,
		 "context of all");
}

static void lists(struct set *set)
{
	struct ruapi_list_entry few[2], *all = NULL;
	struct ruapi_namespace_list_args list = {
		.entries = few,
		.entries_max = 2,
	};
	uint32_t count = 0, i, last = 0;

	test_begin("lists");
	test_ret(ruapi_namespace_list(fd, &list), -ENOSPC, "too short");
	test_check(list.entries_len == 7, "needs %u entries, not 7",
		   list.entries_len);
	test_ret(ruapi_list_all(fd, RUAPI_OBJ_NAMESPACE, &all, &count), 0,
		 "all");
	test_check(count == 7, "%u objects, not 7", count);
	for (i = 0; i < count; i++) {
		test_check(all[i].handle > last &&
			   all[i].handle == set->handle[all[i].object],
			   "entry %u is handle %u of type %u", i,
			   all[i].handle, all[i].object);
		last = all[i].handle;
	}
	free(all);
	test_ret(ruapi_list_all(fd, RUAPI_OBJ_MR, &all, &count), 0, "MRs");
	test_check(count == 1 && all[0].context ==
		   set->handle[RUAPI_OBJ_CONTEXT] &&
		   all[0].device == info.index, "%u MRs", count);
	free(all);
}

static int map_error(int from, size_t len, int flags, off_t offset)
{
	void *map = mmap(NULL, len, PROT_READ | PROT_WRITE, flags, from,
			 offset);

	if (map == MAP_FAILED)
		return -errno;
	munmap(map, len);
	return 0;
}

static void mappings(struct set *set)
{
	const off_t slot = (off_t)set->slot << RUAPI_MMAP_SLOT_SHIFT;
	char *map;

	test_begin("mappings");
	test_ret(map_error(fd, 4096, MAP_SHARED, 0), -EINVAL, "no slot");
	test_ret(map_error(fd, 4096, MAP_SHARED, slot + (1ll << 52)), -EINVAL,
		 "a slot that is nobody's");
	test_ret(map_error(fd, 4096, MAP_PRIVATE, slot), -EINVAL, "private");
	test_ret(map_error(set->queue_fd, 4096, MAP_SHARED, 0), -EINVAL,
		 "of a queue");
	test_check(map_error(fd, 4096, MAP_SHARED, slot + 0x7ff000) < 0,
		   "an offset that the driver did not give");
	if (!set->cq_size)
		return;
	test_check(map_error(fd, set->cq_size + 65536, MAP_SHARED,
			     set->cq_offset) < 0, "more than there is");
	map = set_map_cq(set);
	if (!test_check(map != MAP_FAILED, "the CQ: %s", err_name(errno)))
		return;
	map[0] |= 0;
	test_check(map_error(fd, set->cq_size, MAP_SHARED, set->cq_offset) < 0,
		   "twice");
	munmap(map, set->cq_size);
}

/* What /proc says of calls: on all fds of the namespace, whether or not they could be made. */
static void counted(const struct set *set)
{
	struct ruapi_calls *calls = ruapi_batch_begin();
	struct ruapi_namespace_view_args view = {};
	struct ruapi_namespace_nop_args nop = {};
	struct ruapi_msg msg;
	uint64_t before;

	test_begin("calls are counted");
	test_ret(ruapi_namespace_view(fd, &view), 0, "view");
	before = fdinfo_calls(fd);
	test_ret(ruapi_namespace_nop(fd, &nop), 0, "a call");
	test_ret(ruapi_namespace_nop(view.fd, &nop), 0, "a call on a view");
	test_ret(ruapi_cq_arm(fd, set->handle[RUAPI_OBJ_PD], 0), -ENOENT,
		 "a fast one that fails");
	ruapi_msg_init(&msg, RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_NOP);
	ruapi_batch_add(calls, &msg);
	ruapi_batch_add(calls, &msg);
	test_ret(ruapi_batch_run(fd, calls), 0, "a batch of two");
	ruapi_batch_end(calls);
	test_check(ioctl(fd, _IO('!', 1)) && errno == ENOTTY, "no such ioctl");
	test_check(fdinfo_calls(fd) - before == 5 &&
		   fdinfo_calls(view.fd) - before == 5, "%" PRIu64 " of 5",
		   fdinfo_calls(fd) - before);
	close(view.fd);
}

int main(int argc, char **argv)
{
	struct set set;
	int ret;

	if (argc != 3)
		bail_out("usage: verbs DEVICE NETDEV");
	device = argv[1];
	netdev = argv[2];
	fd = open_namespace();
	if (device_find(fd, device, &info))
		bail_out("there is no %s", device);
	describe();
	namespaces();
	devices();
	contexts();
	ret = set_make(&set, fd, device);
	if (ret)
		bail_out("objects on %s: %s", device, err_name(ret));
	lists(&set);
	regions(&set);
	busy(&set);
	counted(&set);
	mappings(&set);
	states(&set);
	test_begin("nothing is left");
	test_ret(set_destroy(&set), 0, "destroy");
	test_check(!count_objects(fd), "%u objects", count_objects(fd));
	test_check(!resource_count(device, "ctx"), "a context");
	return test_done();
}
