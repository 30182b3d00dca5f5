// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What the contract is tried on: one object of every type, several times over.
 * What guest.c cannot make is made as the specification says.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include "contract.h"

#define PS_UDP 0x111
/* After so many rounds a namespace has handles that the first one has not. */
#define FOREIGN_ROUNDS 40

/* Members of a group need an id that guest.c does not make, and flows a QP. */
static struct {
	const struct set *set;
	uint32_t id;
	uint32_t ud;
} groups[8];

static struct set foreign_set;

struct ruapi_description desc;
struct set ours, others, twin;
uint32_t bound_id;
int fd;
uint32_t foreign[__RUAPI_OBJ_MAX], stale[__RUAPI_OBJ_MAX];
char *room[MAX_ATTRS];
char *arg_page, *bad_page;
struct ruapi_list_entry before[128];
uint32_t num_before;
unsigned int fds_before;
char *fdinfo_before, *resources_before;

static unsigned int group_of(const struct set *set)
{
	unsigned int i;

	for (i = 0; i < COUNT(groups); i++)
		if (groups[i].set == set)
			return i;
	for (i = 0; i < COUNT(groups); i++)
		if (!groups[i].set)
			break;
	if (i == COUNT(groups))
		bail_out("too many sets");
	groups[i].set = set;
	return i;
}

static void make_memory(void)
{
	unsigned int i;
	char *at;

	for (i = 0; i < MAX_ATTRS; i++) {
		room[i] = mmap(NULL, ROOM, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (room[i] == MAP_FAILED)
			bail_out("no memory");
	}
	/* Argument, then memory that ends, then memory that is read-only. */
	at = mmap(NULL, 4 * ROOM, PROT_READ | PROT_WRITE,
		  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED)
		bail_out("no memory");
	arg_page = at;
	bad_page = at + ROOM;
	mprotect(bad_page, ROOM, PROT_NONE);
	mprotect(at + 2 * ROOM, ROOM, PROT_READ);
}

/**
 * contract_begin() - a namespace, what the module says of itself, and memory
 */
void contract_begin(void)
{
	int ret;

	fd = open_namespace();
	make_memory();
	ret = ruapi_describe_module(fd, &desc);
	if (ret)
		bail_out("DESCRIBE: %s", err_name(ret));
}

/* ---- making -------------------------------------------------------------- */

/* An object of a type that @ours has not yet.  Return: false if there is none. */
static bool make_more(void)
{
	const struct ruapi_desc_attr *attr;
	struct ruapi_hdr *hdr = (void *)arg_page;
	struct call call;
	uint32_t i, at;

	for (i = 0; i < desc.num_attrs; i++) {
		attr = &desc.attrs[i];
		if (attr->wire != RUAPI_WIRE_OBJ_NEW ||
		    ours.handle[attr->ref_object])
			continue;
		for (at = 0; at < desc.num_actions; at++)
			if (desc.actions[at].object == attr->object &&
			    desc.actions[at].action == attr->action)
				break;
		build(&call, &desc.actions[at], attr, REAL);
		put_call(&call, arg_page);
		if (ioctl(fd, request_of(&desc.actions[at]), arg_page))
			continue;
		at = find(&call, attr->id) - call.attr;
		ours.handle[attr->ref_object] = hdr->attrs[at].obj.handle;
		return true;
	}
	return false;
}

static int make_member(struct set *set)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };
	struct ruapi_cm_id_create_args create = { .port_space = PS_UDP };
	struct ruapi_multicast_join_args join = {
		.addr = (const struct sockaddr *)&sin,
		.addr_len = sizeof(sin),
	};
	int ret = ruapi_cm_id_create(set->fd, &create);

	if (!ret)
		ret = cm_bind(set->fd, create.handle, set_address(set), 0);
	inet_pton(AF_INET, "239.5.5.5", &sin.sin_addr);
	groups[group_of(set)].id = join.cm_id = create.handle;
	if (!ret)
		ret = ruapi_multicast_join(set->fd, &join);
	set->handle[RUAPI_OBJ_MULTICAST] = join.handle;
	return ret;
}

/* A queue of no length is none. */
static int make_wq(struct set *set)
{
	struct ruapi_wq_create_args args = {
		.pd = set->handle[RUAPI_OBJ_PD],
		.cq = set->handle[RUAPI_OBJ_CQ],
		.max_wr = 1,
		.max_sge = 1,
	};
	const int ret = ruapi_wq_create(set->fd, &args);

	set->handle[RUAPI_OBJ_WQ] = args.handle;
	return ret;
}

/* Of a QP of datagrams, which has them. */
static int make_flow(struct set *set)
{
	const struct ruapi_qp_cap cap = {
		.max_send_wr = 1,
		.max_recv_wr = 1,
		.max_send_sge = 1,
		.max_recv_sge = 1,
	};
	struct ruapi_qp_create_args qp = {
		.pd = set->handle[RUAPI_OBJ_PD],
		.type = IB_UVERBS_QPT_UD,
		.send_cq = set->handle[RUAPI_OBJ_CQ],
		.recv_cq = set->handle[RUAPI_OBJ_CQ],
		.cap = &cap,
	};
	struct ruapi_flow_create_args flow = { .port = 1 };
	int ret = ruapi_qp_create(set->fd, &qp);

	groups[group_of(set)].ud = flow.qp = qp.handle;
	if (!ret)
		ret = ruapi_flow_create(set->fd, &flow);
	set->handle[RUAPI_OBJ_FLOW] = flow.handle;
	return ret;
}

/* What a method of the driver makes. */
static int make_of_driver(struct set *set)
{
	return make_driver_object(set->fd, set->driver,
				  set->handle[RUAPI_OBJ_CONTEXT],
				  set->handle[RUAPI_OBJ_PD],
				  &set->handle[RUAPI_OBJ_DRIVER_OBJECT]);
}

/* A key of no length is none. */
static int make_flow_action(struct set *set)
{
	const struct ruapi_flow_action_aes_gcm aes_gcm = {
		.icv_len = 16,
		.key_len = 16,
	};
	const struct ruapi_flow_action_esp esp = {};
	struct ruapi_flow_action_create_args args = {
		.context = set->handle[RUAPI_OBJ_CONTEXT],
		.esp = &esp,
		.aes_gcm = &aes_gcm,
	};
	const int ret = ruapi_flow_action_create(set->fd, &args);

	set->handle[RUAPI_OBJ_FLOW_ACTION] = args.handle;
	return ret;
}

static int make_dmah(struct set *set)
{
	struct ruapi_dmah_alloc_args args = {
		.set = RUAPI_SET(RUAPI_DMAH_ALLOC_PH),
		.context = set->handle[RUAPI_OBJ_CONTEXT],
	};
	const int ret = ruapi_dmah_alloc(set->fd, &args);

	set->handle[RUAPI_OBJ_DMAH] = args.handle;
	return ret;
}

static int make_comp_cntr(struct set *set)
{
	struct ruapi_comp_cntr_create_args args = {
		.context = set->handle[RUAPI_OBJ_CONTEXT],
	};
	const int ret = ruapi_comp_cntr_create(set->fd, &args);

	set->handle[RUAPI_OBJ_COMP_CNTR] = args.handle;
	return ret;
}

static void all_make(struct set *set, int in, const char *ibdev)
{
	const struct set keep = ours;
	const int keep_fd = fd;
	int ret = set_make(set, in, ibdev);

	if (!ret && driver_has(set->driver, RUAPI_OBJ_MULTICAST))
		ret = make_member(set);
	if (!ret && driver_has(set->driver, RUAPI_OBJ_WQ))
		ret = make_wq(set);
	if (!ret && driver_has(set->driver, RUAPI_OBJ_FLOW))
		ret = make_flow(set);
	if (!ret && driver_has(set->driver, RUAPI_OBJ_DRIVER_OBJECT))
		ret = make_of_driver(set);
	if (!ret && driver_has(set->driver, RUAPI_OBJ_FLOW_ACTION))
		ret = make_flow_action(set);
	if (!ret && driver_has(set->driver, RUAPI_OBJ_DMAH))
		ret = make_dmah(set);
	if (!ret && driver_has(set->driver, RUAPI_OBJ_COMP_CNTR))
		ret = make_comp_cntr(set);
	if (ret)
		bail_out("cannot make objects on %s: %s", ibdev, err_name(ret));
	ours = *set;
	fd = in;
	while (make_more())
		;
	*set = ours;
	fd = keep_fd;
	if (set != &ours)
		ours = keep;
}

/* Newest first. */
static int all_destroy(struct set *set)
{
	uint32_t *id = &groups[group_of(set)].id;
	uint32_t *ud = &groups[group_of(set)].ud;
	int first = 0, ret;
	uint32_t type;

	for (type = __RUAPI_OBJ_MAX - 1; type > RUAPI_OBJ_CM_ID; type--) {
		if (!set->handle[type])
			continue;
		ret = destroy(set->fd, type, set->handle[type]);
		set->handle[type] = 0;
		first = first ? first : ret;
	}
	ret = *id ? destroy(set->fd, RUAPI_OBJ_CM_ID, *id) : 0;
	*id = 0;
	first = first ? first : ret;
	/* It went with the other one, if the device did. */
	ret = *ud && set->handle[RUAPI_OBJ_QP] ?
		      destroy(set->fd, RUAPI_OBJ_QP, *ud) : 0;
	*ud = 0;
	first = first ? first : ret;
	ret = set_destroy(set);
	return first ? first : ret;
}

static void make_foreign(const char *ibdev)
{
	const int foreign_fd = open_namespace();
	unsigned int i;

	for (i = 0; i < FOREIGN_ROUNDS; i++) {
		all_make(&foreign_set, foreign_fd, ibdev);
		if (i + 1 < FOREIGN_ROUNDS && all_destroy(&foreign_set))
			bail_out("cannot destroy objects on %s", ibdev);
	}
	memcpy(foreign, foreign_set.handle, sizeof(foreign));
}

static void make_stale(const char *ibdev)
{
	struct set gone;

	all_make(&gone, fd, ibdev);
	memcpy(stale, gone.handle, sizeof(stale));
	if (all_destroy(&gone))
		bail_out("cannot destroy objects on %s", ibdev);
	/* Its place on the stack is nobody's. */
	groups[group_of(&gone)].set = NULL;
}

/**
 * make_ours() - as much of @ours as one may make
 * @ibdev: on this device
 */
void make_ours(const char *ibdev)
{
	if (set_make(&ours, fd, ibdev))
		bail_out("cannot make objects on %s", ibdev);
	if (driver_has(ours.driver, RUAPI_OBJ_MULTICAST))
		make_member(&ours);
	if (driver_has(ours.driver, RUAPI_OBJ_WQ))
		make_wq(&ours);
	if (driver_has(ours.driver, RUAPI_OBJ_FLOW))
		make_flow(&ours);
	while (make_more())
		;
}

/**
 * make_sets() - everything, with one of each type that the device has
 * @ibdev: of @ours and @twin, and of what is @stale and @foreign
 * @other: of @others
 */
void make_sets(const char *ibdev, const char *other)
{
	uint32_t type;
	int ret;

	test_begin("objects of every type can be made");
	make_stale(ibdev);
	make_foreign(ibdev);
	all_make(&ours, fd, ibdev);
	all_make(&others, fd, other);
	all_make(&twin, fd, ibdev);
	ret = make_cm_id(fd, 0, 0, &bound_id);
	if (!ret)
		ret = cm_bind(fd, bound_id, set_address(&ours), 0);
	test_ret(ret, 0, "a bound id");
	for (type = RUAPI_OBJ_CONTEXT; type < __RUAPI_OBJ_MAX; type++) {
		if (!driver_has(ours.driver, type))
			test_check(!ours.handle[type], "%s has a %s", ibdev,
				   ruapi_object_name(type));
		else
			test_check(ours.handle[type] && twin.handle[type] &&
				   stale[type] && foreign[type],
				   "%s has no %s", ibdev,
				   ruapi_object_name(type));
	}
}

/* A handle of another fd must name nothing on this one. */
void check_foreign(void)
{
	uint32_t type, i;

	for (type = 0; type < __RUAPI_OBJ_MAX; type++)
		for (i = 0; i < num_before; i++)
			if (foreign[type] && foreign[type] == before[i].handle)
				bail_out("handle %u is on both fds",
					 foreign[type]);
}

/* Return: the first error. */
int destroy_sets(void)
{
	struct set *const sets[] = { &ours, &others, &twin };
	int first, ret;
	unsigned int i;

	first = destroy(fd, RUAPI_OBJ_CM_ID, bound_id);
	for (i = 0; i < COUNT(sets); i++) {
		ret = all_destroy(sets[i]);
		first = first ? first : ret;
	}
	return first;
}
