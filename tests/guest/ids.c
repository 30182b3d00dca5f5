// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
#include <net/if.h>
#include <unistd.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include "ids.h"

bool is_rxe(const struct set *set)
{
	return set->driver == RDMA_DRIVER_RXE;
}

bool is_ib(const struct set *set)
{
	return set->driver != RDMA_DRIVER_SIW;
}

struct ruapi_port_attr port_of(const struct set *set)
{
	struct ruapi_port_attr port = {};
	struct ruapi_device_query_port_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_PORT_INDEX),
		.index = set->device,
		.port = 1,
		.attr = &port,
	};

	test_ret(ruapi_device_query_port(set->fd, &args), 0, "query_port");
	return port;
}

const char *netdev_of(const struct set *set)
{
	static char name[IF_NAMESIZE];
	const struct ruapi_port_attr port = port_of(set);

	return if_indextoname(port.netdev, name) ? name : "-";
}

uint32_t new_id(struct set *set, uint16_t port_space)
{
	struct ruapi_cm_id_create_args args = { .port_space = port_space };

	test_ret(ruapi_cm_id_create(set->fd, &args), 0, "id");
	return args.handle;
}

void drop(struct set *set, uint32_t id)
{
	test_ret(destroy(set->fd, RUAPI_OBJ_CM_ID, id), 0, "destroy id");
}

uint32_t listener_on(struct set *set, uint16_t port_space, uint16_t port)
{
	const uint32_t id = new_id(set, port_space);

	test_ret(cm_bind(set->fd, id, set_address(set), port), 0, "bind");
	test_ret(cm_listen(set->fd, id, 4), 0, "listen");
	return id;
}

uint32_t typed_qp(struct set *set, uint8_t type)
{
	const struct ruapi_qp_cap cap = { 4, 4, 1, 1, 0, 0 };
	struct ruapi_qp_create_args args = {
		.uhw = uhw_room(set->driver, RUAPI_OBJ_QP, RUAPI_QP_CREATE),
		.pd = set->handle[RUAPI_OBJ_PD],
		.type = type,
		.send_cq = set->handle[RUAPI_OBJ_CQ],
		.recv_cq = set->handle[RUAPI_OBJ_CQ],
		.cap = &cap,
	};

	test_ret(ruapi_qp_create(set->fd, &args), 0, "QP");
	return args.handle;
}

void check_qp(struct set *set, uint32_t qp, unsigned int want,
	      const char *when)
{
	struct ruapi_qp_attr attr = {};
	struct ruapi_qp_query_args args = { .handle = qp, .attr = &attr };

	/* siw does not tell. */
	if (!is_ib(set))
		return;
	test_ret(ruapi_qp_query(set->fd, &args), 0, "query");
	test_check(attr.qp_state == want, "%s: state %u, wanted %u", when,
		   attr.qp_state, want);
}

int wait_cm(struct set *set, int code, struct ruapi_event_cm *event)
{
	return event_wait(set->fd, RUAPI_EVENT_CM, code, event, CM_WAIT_MS);
}

void set_end(struct set *set, const char *what)
{
	test_begin("%s: nothing is left of the %s", set->name, what);
	test_ret(set_destroy(set), 0, "objects");
	test_check(!count_objects(set->fd), "%u objects",
		   count_objects(set->fd));
	close(set->fd);
}
