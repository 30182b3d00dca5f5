// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Commands that only rdma_ucm of newer kernels has: where it does, and where not. */
#include <sys/wait.h>
#include <unistd.h>

#include "../../../lib/compat/newer.h"
#include "cm_calls.h"

static const struct cm_resolve_ib_service resolve = {
	.id = 9,
	.service = {
		.service_id = 0x1122334455667788,
		.name = "name",
		.flags = CM_IB_SERVICE_FLAG_ID | CM_IB_SERVICE_FLAG_NAME,
	},
};

static const struct cm_write_event event = {
	.id = 9,
	.event = RUAPI_CM_EVENT_USER,
	.status = 7,
	.arg = 0x1122334455667788,
};

static uint8_t room[8 + 4 * sizeof(struct ruapi_ib_service)];

static const struct rdma_ucm_query query = {
	.response = (uintptr_t)room,
	.id = 9,
	.option = CM_QUERY_IB_SERVICE,
};

#define NEWER(cmd, req) command(CM_CMD_##cmd, &(req), sizeof(req), 0)

/* The library asks the module once in a process: so in another one. */
static void older_kernel(void **state)
{
	int status = 0;
	pid_t pid;

	(void)state;
	pid = fork();
	if (!pid)
		_exit(NEWER(RESOLVE_IB_SERVICE, resolve) != -EINVAL ||
		      NEWER(WRITE_CM_EVENT, event) != -EINVAL ||
		      command(CM_CMD_RESOLVE_IB_SERVICE, "", 0, 0) != -EINVAL ||
		      COMMAND(QUERY, query, sizeof(room)) != -ENOSYS);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static int newer_kernel(void **state)
{
	static const struct ruapi_desc_action actions[] = {
		{
			.object = RUAPI_OBJ_CM_ID,
			.action = RUAPI_CM_ID_RESOLVE_IB_SERVICE,
		},
	};
	const int ret = setup(state);

	fake_answer_buf(RUAPI_OBJ_NAMESPACE, RUAPI_NAMESPACE_DESCRIBE,
			RUAPI_NAMESPACE_DESCRIBE_ACTIONS, actions,
			sizeof(actions));
	return ret;
}

static void resolve_service(void **state)
{
	struct cm_resolve_ib_service req = resolve;
	const struct fake_call *call;

	(void)state;
	assert_int_equal(NEWER(RESOLVE_IB_SERVICE, req), 0);
	call = last(RUAPI_CM_ID_RESOLVE_IB_SERVICE, 9);
	assert_true(value(call, RUAPI_CM_ID_RESOLVE_IB_SERVICE_SERVICE_ID) ==
		    req.service.service_id);
	assert_memory_equal(fake_buf(call, RUAPI_CM_ID_RESOLVE_IB_SERVICE_NAME,
				     64), req.service.name, 64);
	/* Other flags mean nothing to rdma_cm. */
	req.service.flags = 1u << 31;
	assert_int_equal(NEWER(RESOLVE_IB_SERVICE, req), 0);
	call = last(RUAPI_CM_ID_RESOLVE_IB_SERVICE, 9);
	assert_false(fake_has(call, RUAPI_CM_ID_RESOLVE_IB_SERVICE_SERVICE_ID));
	assert_false(fake_has(call, RUAPI_CM_ID_RESOLVE_IB_SERVICE_NAME));
	fake_fail(RUAPI_OBJ_CM_ID, RUAPI_CM_ID_RESOLVE_IB_SERVICE, -EOPNOTSUPP);
	assert_int_equal(NEWER(RESOLVE_IB_SERVICE, req), -EOPNOTSUPP);
	assert_int_equal(command(CM_CMD_RESOLVE_IB_SERVICE, &req,
				 sizeof(req) - 1, 0), -EINVAL);
}

static void query_service(void **state)
{
	const size_t one = sizeof(struct ruapi_ib_service);
	struct ruapi_ib_service services[2];
	struct rdma_ucm_query req = query;
	uint32_t count;

	(void)state;
	memset(&services[0], 0x11, one);
	memset(&services[1], 0x22, one);
	fake_answer(RUAPI_OBJ_CM_ID, RUAPI_CM_ID_QUERY_IB_SERVICE,
		    RUAPI_CM_ID_QUERY_IB_SERVICE_COUNT, 2);
	fake_answer_buf(RUAPI_OBJ_CM_ID, RUAPI_CM_ID_QUERY_IB_SERVICE,
			RUAPI_CM_ID_QUERY_IB_SERVICE_SERVICES, services,
			sizeof(services));
	memset(room, 0xee, sizeof(room));
	assert_int_equal(COMMAND(QUERY, req, sizeof(room)), 0);
	memcpy(&count, room, sizeof(count));
	assert_int_equal(count, 2);
	assert_memory_equal(room + 8, services, sizeof(services));
	assert_int_equal(room[8 + sizeof(services)], 0xee);

	/* As many as there is room for, but how many there are. */
	memset(room, 0xee, sizeof(room));
	assert_int_equal(COMMAND(QUERY, req, 8 + 2 * one - 1), 0);
	memcpy(&count, room, sizeof(count));
	assert_int_equal(count, 2);
	assert_memory_equal(room + 8, services, one);
	assert_int_equal(room[8 + one], 0xee);
	memset(room, 0xee, sizeof(room));
	assert_int_equal(COMMAND(QUERY, req, 8 + one - 1), 0);
	assert_int_equal(room[0], 0xee);
	assert_int_equal(COMMAND(QUERY, req, 7), -ENOSPC);
	req.response = 0;
	assert_int_equal(COMMAND(QUERY, req, sizeof(room)), -EFAULT);
	fake_fail(RUAPI_OBJ_CM_ID, RUAPI_CM_ID_QUERY_IB_SERVICE, -ENODATA);
	assert_int_equal(COMMAND(QUERY, req, 8), -ENODATA);
}

static void write_event(void **state)
{
	struct cm_write_event req = event;
	const struct fake_call *call;

	(void)state;
	assert_int_equal(NEWER(WRITE_CM_EVENT, req), 0);
	call = last(RUAPI_CM_ID_WRITE_EVENT, 9);
	assert_int_equal(value(call, RUAPI_CM_ID_WRITE_EVENT_EVENT),
			 RUAPI_CM_EVENT_USER);
	assert_int_equal(value(call, RUAPI_CM_ID_WRITE_EVENT_STATUS), 7);
	assert_memory_equal(fake_buf(call, RUAPI_CM_ID_WRITE_EVENT_PRIVATE_DATA,
				     8), &req.arg, 8);
	req.event = RUAPI_CM_EVENT_ADDRINFO_ERROR;
	assert_int_equal(NEWER(WRITE_CM_EVENT, req), -EINVAL);
	req.event = RUAPI_CM_EVENT_INTERNAL + 1;
	assert_int_equal(NEWER(WRITE_CM_EVENT, req), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(older_kernel, setup),
		cmocka_unit_test_setup(resolve_service, newer_kernel),
		cmocka_unit_test_setup(query_service, newer_kernel),
		cmocka_unit_test_setup(write_event, newer_kernel),
	};

	return cmocka_run_group_tests_name("compat_cm_service", tests, NULL, NULL);
}
