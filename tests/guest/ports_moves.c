// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Ports that move to other network namespaces, and ids of the connection manager. */
#include <endian.h>
#include <stdatomic.h>
#include "ports.h"

/* ---- netdevs that move ------------------------------------------------------------------ */

static int move(const char *netdev, const char *from, const char *to)
{
	return shell_run("ip -n %s link set %s netns %s", from, netdev, to);
}

static bool turns(const struct set *set, unsigned int state)
{
	const uint64_t end = now_ms() + patience(5000);

	while (state_of(set) != state) {
		if (now_ms() > end)
			return false;
		sleep_ms(20);
	}
	return true;
}

/* Netdevs lose their addresses, and those above others need one for a GID. */
static bool comes_back(const char *netdev, const char *from, const char *to,
		       uint32_t port)
{
	const uint64_t end = now_ms() + patience(5000);

	if (move(netdev, from, to) ||
	    shell_run("ip -n %s addr add 10.18.0.%u/24 dev %s", to, port,
		      netdev) ||
	    shell_run("ip -n %s link set %s up", to, netdev))
		return false;
	while (!sees(main_fd, port)) {
		if (now_ms() > end)
			return false;
		sleep_ms(20);
	}
	return true;
}

struct toggle {
	const struct set *set;
	uint32_t port;
	uint16_t pkey;
	atomic_bool stop;
	unsigned int rounds;
};

static void *toggle_run(void *arg)
{
	struct toggle *toggle = arg;
	struct ruapi_error error;

	while (!atomic_load(&toggle->stop)) {
		to_state(toggle->set, RESET);
		if (!to_init(toggle->set, toggle->port, toggle->pkey, &error))
			toggle->rounds++;
	}
	return NULL;
}

/* Whoever was first: nothing stays where the port was. */
static void moves_meanwhile(const struct set *set, uint32_t port, uint16_t pkey,
			    const char *netdev, const char *from,
			    const char *to)
{
	struct toggle toggle = { .set = set, .port = port, .pkey = pkey, };
	struct ruapi_error error;
	pthread_t thread;

	if (!test_check(!pthread_create(&thread, NULL, toggle_run, &toggle),
			"no thread"))
		return;
	test_check(!move(netdev, from, to), "it does not move");
	while (query_port(main_fd, port, &error) != -EACCES)
		sleep_ms(1);
	sleep_ms(100);
	atomic_store(&toggle.stop, true);
	pthread_join(thread, NULL);
	test_check(toggle.rounds, "the QP never got there");
	sleep_ms(100);
	test_check(state_of(set) != INIT, "the QP is still there");
}

/* A number that a command on a file of rdmasim's knobs says. */
static unsigned int knob(const char *command, const char *file)
{
	char *text = shell("%s /sys/kernel/debug/rdmasim/%s/%s", command, info.name, file);
	const unsigned int number = strtoul(text, NULL, 10);

	free(text);
	return number;
}

/* Flows of a port that the device has, as rdmasim says. */
static unsigned int flows_of(uint32_t port)
{
	char command[32];

	snprintf(command, sizeof(command), "grep -c '^port=%u '", port);
	return knob(command, "flows");
}

static bool has_flow(uint32_t port)
{
	return flows_of(port);
}

static bool has_flows(uint32_t port, unsigned int count)
{
	const uint64_t end = now_ms() + patience(5000);

	while (flows_of(port) != count) {
		if (now_ms() > end)
			return false;
		sleep_ms(20);
	}
	return true;
}

/* How often the driver was asked to destroy one. */
static unsigned int destroy_flow_calls(void)
{
	return knob("sed 's/^calls=\\([0-9]*\\).*/\\1/'", "ops/destroy_flow");
}

static int make_flow(const struct set *set, uint32_t qp, uint32_t port, uint32_t *handle)
{
	const struct ruapi_flow_spec spec = { .type = 0x20 /* Ethernet */ };
	struct ruapi_flow_create_args args = {
		.qp = qp,
		.port = port,
		.specs = &spec,
		.specs_len = 1,
	};
	const int ret = ruapi_flow_create(set->fd, &args);

	*handle = args.handle;
	return ret;
}

int make_datagrams(const struct set *set, uint32_t *handle)
{
	struct ruapi_qp_create_args args = {
		.type = 4,
		.cap = &(const struct ruapi_qp_cap){ 1, 1, 1, 1, 0, 0, },
		.uhw = uhw_room(set->driver, RUAPI_OBJ_QP, RUAPI_QP_CREATE),
		.pd = set->handle[RUAPI_OBJ_PD],
		.send_cq = set->handle[RUAPI_OBJ_CQ],
		.recv_cq = set->handle[RUAPI_OBJ_CQ],
	};
	const int ret = ruapi_qp_create(set->fd, &args);

	*handle = args.handle;
	return ret;
}

/* Others get the packets again, and what was made of it is only a handle. */
static void flow_moves(const struct set *set, uint32_t port, const char *netdev,
		       const char *from, const char *to)
{
	uint32_t qp, flow;

	test_begin("and a flow of its packets goes, of a QP that is elsewhere");
	if (!test_ret(make_datagrams(set, &qp), 0, "QP") ||
	    !test_ret(make_flow(set, qp, port, &flow), 0, "flow"))
		return;
	test_check(has_flow(port), "the device does not have it");
	test_check(!move(netdev, from, to), "it does not move");
	test_check(has_flows(port, 0), "the device still has it");
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp), 0, "its QP does not need it");
	test_check(comes_back(netdev, to, from, port), "it does not come back");
	test_check(!has_flow(port), "the flow comes back");
	test_ret(destroy(set->fd, RUAPI_OBJ_FLOW, flow), 0, "destroy");
	test_ret(destroy(set->fd, RUAPI_OBJ_FLOW, flow), -ENOENT, "again");
}

/* Of two flows the driver gives up one, and is not asked all the time for the other. */
static void flow_refuses(const struct set *set, uint32_t port, const char *netdev,
			 const char *from, const char *to)
{
	uint32_t qp, flow[2];
	unsigned int calls;

	test_begin("and a flow that the driver does not give up keeps no other one");
	if (!test_ret(make_datagrams(set, &qp), 0, "QP") ||
	    !test_ret(make_flow(set, qp, port, &flow[0]), 0, "flow") ||
	    !test_ret(make_flow(set, qp, port, &flow[1]), 0, "flow"))
		return;
	calls = destroy_flow_calls();
	test_check(!shell_run("echo nth=1 errno=5 >/sys/kernel/debug/rdmasim/%s/ops/destroy_flow",
			      info.name), "knob");
	test_check(!move(netdev, from, to), "it does not move");
	test_check(has_flows(port, 1), "the device has %u", flows_of(port));
	sleep_ms(500);
	test_check(flows_of(port) == 1, "the device has %u in the end", flows_of(port));
	test_check(destroy_flow_calls() == calls + 2, "it was asked %u times",
		   destroy_flow_calls() - calls);
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp), -EBUSY, "its QP needs it");
	test_check(comes_back(netdev, to, from, port), "it does not come back");
	test_check(flows_of(port) == 1, "the device has %u of ours", flows_of(port));
	test_check(!move(netdev, from, to), "it does not move again");
	test_check(has_flows(port, 0), "the device has it still");
	test_check(destroy_flow_calls() == calls + 3, "it was asked %u times",
		   destroy_flow_calls() - calls);
	test_ret(destroy(set->fd, RUAPI_OBJ_QP, qp), 0, "nothing needs its QP");
	test_check(comes_back(netdev, to, from, port), "it does not come back again");
	test_ret(destroy(set->fd, RUAPI_OBJ_FLOW, flow[0]), 0, "destroy");
	test_ret(destroy(set->fd, RUAPI_OBJ_FLOW, flow[1]), 0, "destroy the other");
}

int moves(uint32_t port, uint16_t pkey, const char *netdev, const char *from,
	  const char *to)
{
	struct ruapi_event_cm event;
	struct ruapi_error error;
	struct set set;

	test_begin("%s moves, and with it port %u, which a QP uses", netdev, port);
	if (set_make(&set, main_fd, info.name))
		bail_out("no objects of %s", info.name);
	test_ret(to_init(&set, port, pkey, &error), 0, "to INIT");
	test_check(!move(netdev, from, to), "it does not move");
	test_check(turns(&set, ERR), "the QP is in state %u", state_of(&set));
	test_ret(event_wait(main_fd, RUAPI_EVENT_ASYNC, QP_FATAL, &event, 5000),
		 0, "the QP is told");
	test_check(event.hdr.handle == set.handle[RUAPI_OBJ_QP],
		   "another one is told");
	test_ret(to_state(&set, RESET), 0, "to RESET");
	test_denied(to_init(&set, port, pkey, &error), &error,
		    RUAPI_QP_MODIFY_ATTR, "to INIT again");

	test_begin("and comes back");
	test_check(comes_back(netdev, to, from, port), "it does not");
	test_ret(to_init(&set, port, pkey, &error), 0, "to INIT");
	test_check(!move(netdev, from, to), "it does not move again");
	test_ret(event_wait(main_fd, RUAPI_EVENT_ASYNC, PORT_ERR, &event, 5000),
		 0, "the context is told");
	test_check(event.hdr.handle == set.handle[RUAPI_OBJ_CONTEXT],
		   "something else is told");
	test_check(turns(&set, ERR), "the QP is in state %u", state_of(&set));

	test_check(comes_back(netdev, to, from, port), "it does not come back");
	flow_moves(&set, port, netdev, from, to);
	flow_refuses(&set, port, netdev, from, to);

	test_begin("and moves in the middle of calls that go there");
	moves_meanwhile(&set, port, pkey, netdev, from, to);
	test_check(!move(netdev, to, from), "it does not come back");
	test_ret(set_destroy(&set), 0, "destroy");
	return test_done();
}

/* Nothing of the device is here, then there is, then not. */
int comes(const char *device, const char *netdev, const char *from,
	  const char *to)
{
	struct ruapi_event_cm event;

	test_begin("%s comes with %s, and goes with it", device, netdev);
	test_ret(device_find(main_fd, device, &info), -ENODEV, "before");
	test_check(!move(netdev, from, to), "it does not move");
	test_ret(event_wait(main_fd, RUAPI_EVENT_DEVICE_ADDED, -1, &event, 5000),
		 0, "told that it comes");
	test_ret(device_find(main_fd, device, &info), 0, "there");
	test_check(!move(netdev, to, from), "it does not move back");
	test_ret(event_wait(main_fd, RUAPI_EVENT_DEVICE_REMOVED, -1, &event,
			    5000), 0, "told that it goes");
	test_ret(device_find(main_fd, device, &info), -ENODEV, "afterwards");
	return test_done();
}

/* ---- connection manager -------------------------------------------------------------------- */

static int bind_ib(uint32_t id, const uint8_t *gid, struct ruapi_error *error)
{
	struct ib_address addr = {
		.family = FAMILY_IB,
		.sid = htobe64(0x0000000001067000ULL),
		.sid_mask = htobe64(0xffffffffffff0000ULL),
	};
	struct ruapi_cm_id_bind_addr_args args = {
		.handle = id,
		.addr = &addr,
		.addr_len = sizeof(addr),
	};
	int ret;

	memcpy(addr.gid, gid, sizeof(addr.gid));
	ret = ruapi_cm_id_bind_addr(main_fd, &args);
	*error = args.error;
	return ret;
}

int ids(uint32_t mine, uint32_t other, const char *address)
{
	struct ruapi_gid_entry gids[MAX];
	struct ruapi_error error;
	uint8_t gid[16];
	uint32_t id;

	test_begin("an id is bound to port %u, and not to port %u", mine, other);
	test_check(gids_of(main_fd, gids, 0) == 1, "not one GID");
	/* They differ in the last byte, which counts the ports. */
	memcpy(gid, gids[0].gid, sizeof(gid));
	gid[15] = gid[15] - mine + other;
	test_ret(make_cm_id(main_fd, 0, 0, &id), 0, "an id");
	test_denied(bind_ib(id, gid, &error), &error,
		    RUAPI_CM_ID_BIND_ADDR_ADDR, "to a GID");
	/* What it may be now, it is good for nothing. */
	test_ret(cm_listen(main_fd, id, 1), -EACCES, "listen");
	test_ret(destroy(main_fd, RUAPI_OBJ_CM_ID, id), 0, "destroy");
	test_ret(make_cm_id(main_fd, 0, 0, &id), 0, "an id");
	test_ret(bind_ib(id, gids[0].gid, &error), 0, "to ours");
	test_ret(destroy(main_fd, RUAPI_OBJ_CM_ID, id), 0, "destroy");
	test_ret(make_cm_id(main_fd, 0, 0, &id), 0, "an id");
	test_ret(cm_bind(main_fd, id, address, 7000), 0, "to %s", address);
	test_ret(cm_listen(main_fd, id, 1), 0, "listen");
	test_ret(destroy(main_fd, RUAPI_OBJ_CM_ID, id), 0, "destroy");
	return test_done();
}
