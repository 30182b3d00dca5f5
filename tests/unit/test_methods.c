// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Names of what drivers define by themselves:
 * - those of the installed headers, and of rdmasim's
 * - one number of two drivers is two things, and of a third nothing
 * - rdmasim's are of ids that no other driver's names are of
 * - each is there once
 */
#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma/mlx5_user_ioctl_cmds.h>
#include "method_names.h"
#include "rdmasim-abi.h"
#include "test.h"

/* A number as headers have it, as calls have it. */
#define OURS(number) (RUAPI_DRIVER_NS | ((number) & ~UVERBS_ID_NS_MASK))
#define ADDED(number) (RUAPI_ATTR_DRIVER | (number))

static const char *name_of(__u32 driver_id, __u16 object, __u16 action, __u16 id)
{
	const struct ruapi_method_name *name =
		ruapi_method_name(driver_id, object, action, id);

	return name ? name->name : "";
}

static void headers(void **state)
{
	const __u16 obj = OURS(MLX5_IB_OBJECT_DEVX_OBJ);
	const __u16 var = OURS(MLX5_IB_OBJECT_VAR);
	const __u16 alloc = OURS(MLX5_IB_METHOD_VAR_OBJ_ALLOC);
	const __u32 mlx5 = RDMA_DRIVER_MLX5;

	(void)state;
	assert_string_equal(name_of(mlx5, obj, 0, 0), "devx_obj");
	assert_string_equal(name_of(mlx5, obj,
				    OURS(MLX5_IB_METHOD_DEVX_OBJ_ASYNC_QUERY), 0),
			    "async_query");
	assert_string_equal(name_of(mlx5, obj,
				    OURS(MLX5_IB_METHOD_DEVX_OBJ_ASYNC_QUERY),
				    OURS(MLX5_IB_ATTR_DEVX_OBJ_QUERY_ASYNC_WR_ID)),
			    "wr_id");
	assert_string_equal(name_of(mlx5, var, alloc, 0), "alloc");
	assert_string_equal(name_of(mlx5, var, alloc,
				    OURS(MLX5_IB_ATTR_VAR_OBJ_ALLOC_MMAP_OFFSET)),
			    "mmap_offset");
	/* Of an object of the core's, and of an action of ours. */
	assert_string_equal(name_of(mlx5, RUAPI_OBJ_DM,
				    OURS(MLX5_IB_METHOD_DM_MAP_OP_ADDR), 0),
			    "map_op_addr");
	assert_string_equal(name_of(mlx5, RUAPI_OBJ_DM, RUAPI_DM_ALLOC,
				    ADDED(MLX5_IB_ATTR_ALLOC_DM_REQ_TYPE)),
			    "req_type");
	/* Which is not where requests and answers are. */
	assert_string_equal(name_of(mlx5, RUAPI_OBJ_DM, RUAPI_DM_ALLOC,
				    RUAPI_ATTR_UHW_IN), "");
	assert_string_equal(ruapi_method_name(mlx5, obj, 0, 0)->driver, "mlx5");
}

static void same_numbers(void **state)
{
	const __u16 object = OURS(RDMASIM_OBJECT_BOX);
	const __u16 action = OURS(RDMASIM_METHOD_BOX_READ);
	const __u16 id = OURS(RDMASIM_ATTR_BOX_READ_OFFSET);

	(void)state;
	assert_int_equal(object, OURS(RDMASIM2_OBJECT_COUNTER));
	assert_string_equal(name_of(RDMA_DRIVER_HFI1, object, 0, 0), "box");
	assert_string_equal(name_of(RDMA_DRIVER_HFI1, object, action, 0), "read");
	assert_string_equal(name_of(RDMA_DRIVER_HFI1, object, action, id), "offset");
	assert_string_equal(name_of(RDMA_DRIVER_QIB, object, 0, 0), "counter");
	assert_string_equal(name_of(RDMA_DRIVER_QIB, object, action, 0), "next");
	assert_string_equal(name_of(RDMA_DRIVER_QIB, object, action, id), "value");
	assert_string_equal(name_of(RDMA_DRIVER_UNKNOWN, object, 0, 0), "");
	assert_string_equal(name_of(4711, object, action, 0), "");
}

static void drivers(void **state)
{
	const struct ruapi_method_name *name;
	unsigned int i;

	(void)state;
	for (i = 0; i < ruapi_num_method_names; i++) {
		name = &ruapi_method_names[i];
		if (name->driver_id == RDMA_DRIVER_HFI1)
			assert_string_equal(name->driver, "rdmasim");
		else if (name->driver_id == RDMA_DRIVER_QIB)
			assert_string_equal(name->driver, "rdmasim2");
		else
			assert_string_equal(name->driver,
					    ruapi_driver_name(name->driver_id));
	}
}

static void once(void **state)
{
	const struct ruapi_method_name *a, *b;
	unsigned int i, j;

	(void)state;
	for (i = 0; i < ruapi_num_method_names; i++) {
		a = &ruapi_method_names[i];
		assert_true(*a->name);
		assert_ptr_equal(ruapi_method_name(a->driver_id, a->object,
						   a->action, a->id), a);
		/* Those of the same object or action are called differently. */
		for (j = i + 1; j < ruapi_num_method_names; j++) {
			b = &ruapi_method_names[j];
			if (a->driver_id == b->driver_id && !a->id == !b->id &&
			    !a->action == !b->action &&
			    (!a->action || a->object == b->object) &&
			    (!a->id || a->action == b->action))
				assert_string_not_equal(a->name, b->name);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers),
		cmocka_unit_test(same_numbers),
		cmocka_unit_test(drivers),
		cmocka_unit_test(once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
