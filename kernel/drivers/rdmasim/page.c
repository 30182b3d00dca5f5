// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Pages: objects of a method which programs map, as drivers have them for doorbells.
 * The page stays as long as somebody has it mapped; its object may go before.
 */
#include <linux/slab.h>
#include <rdma/uverbs_ioctl.h>
#include <rdma/uverbs_types.h>

#include "rdmasim.h"
#include "rdmasim-abi.h"

#define UVERBS_MODULE_NAME rdmasim
#include <rdma/uverbs_named_ioctl.h>

static int page_free(struct ib_uobject *uobj, enum rdma_remove_reason why,
		     struct uverbs_attr_bundle *attrs)
{
	sim_map_del(uobj->object);
	return 0;
}

static struct sim_map *page_alloc(const struct uverbs_attr_bundle *attrs)
{
	struct ib_ucontext *ctx = ib_uverbs_get_ucontext(attrs);
	struct sim_map *map;
	int ret;

	if (IS_ERR(ctx))
		return ERR_CAST(ctx);
	map = sim_map_alloc(PAGE_SIZE, true);
	if (!map)
		return ERR_PTR(-ENOMEM);
	ret = sim_map_add(map, ctx);
	if (!ret)
		return map;
	sim_map_del(map);
	return ERR_PTR(ret);
}

static int UVERBS_HANDLER(RDMASIM_METHOD_PAGE_ALLOC)(struct uverbs_attr_bundle *attrs)
{
	struct ib_uobject *uobj =
		uverbs_attr_get_uobject(attrs, RDMASIM_ATTR_PAGE_ALLOC_HANDLE);
	struct sim_map *map = page_alloc(attrs);
	u64 offset;
	u32 length;
	int ret;

	if (IS_ERR(map))
		return PTR_ERR(map);
	offset = sim_map_offset(map);
	length = map->size;
	uobj->object = map;
	uverbs_finalize_uobj_create(attrs, RDMASIM_ATTR_PAGE_ALLOC_HANDLE);
	ret = uverbs_copy_to(attrs, RDMASIM_ATTR_PAGE_ALLOC_MMAP_OFFSET, &offset,
			     sizeof(offset));
	if (ret)
		return ret;
	return uverbs_copy_to(attrs, RDMASIM_ATTR_PAGE_ALLOC_MMAP_LENGTH, &length,
			      sizeof(length));
}

/* Programs write to it at the same time. */
static int UVERBS_HANDLER(RDMASIM_METHOD_PAGE_READ)(struct uverbs_attr_bundle *attrs)
{
	const struct sim_map *map =
		uverbs_attr_get_obj(attrs, RDMASIM_ATTR_PAGE_READ_HANDLE);
	const u64 value = READ_ONCE(*(u64 *)map->memory);

	return uverbs_copy_to(attrs, RDMASIM_ATTR_PAGE_READ_VALUE, &value,
			      sizeof(value));
}

static int UVERBS_HANDLER(RDMASIM_METHOD_PAGE_WRITE)(struct uverbs_attr_bundle *attrs)
{
	const struct sim_map *map =
		uverbs_attr_get_obj(attrs, RDMASIM_ATTR_PAGE_WRITE_HANDLE);
	u64 value;
	int ret;

	ret = uverbs_copy_from(&value, attrs, RDMASIM_ATTR_PAGE_WRITE_VALUE);
	if (ret)
		return ret;
	WRITE_ONCE(*(u64 *)map->memory, value);
	return 0;
}

DECLARE_UVERBS_NAMED_METHOD(RDMASIM_METHOD_PAGE_ALLOC,
			    UVERBS_ATTR_IDR(RDMASIM_ATTR_PAGE_ALLOC_HANDLE,
					    RDMASIM_OBJECT_PAGE, UVERBS_ACCESS_NEW,
					    UA_MANDATORY),
			    UVERBS_ATTR_PTR_OUT(RDMASIM_ATTR_PAGE_ALLOC_MMAP_OFFSET,
						UVERBS_ATTR_TYPE(u64), UA_MANDATORY),
			    UVERBS_ATTR_PTR_OUT(RDMASIM_ATTR_PAGE_ALLOC_MMAP_LENGTH,
						UVERBS_ATTR_TYPE(u32), UA_MANDATORY));

DECLARE_UVERBS_NAMED_METHOD(RDMASIM_METHOD_PAGE_READ,
			    UVERBS_ATTR_IDR(RDMASIM_ATTR_PAGE_READ_HANDLE,
					    RDMASIM_OBJECT_PAGE, UVERBS_ACCESS_READ,
					    UA_MANDATORY),
			    UVERBS_ATTR_PTR_OUT(RDMASIM_ATTR_PAGE_READ_VALUE,
						UVERBS_ATTR_TYPE(u64), UA_MANDATORY));

DECLARE_UVERBS_NAMED_METHOD(RDMASIM_METHOD_PAGE_WRITE,
			    UVERBS_ATTR_IDR(RDMASIM_ATTR_PAGE_WRITE_HANDLE,
					    RDMASIM_OBJECT_PAGE, UVERBS_ACCESS_READ,
					    UA_MANDATORY),
			    UVERBS_ATTR_PTR_IN(RDMASIM_ATTR_PAGE_WRITE_VALUE,
					       UVERBS_ATTR_TYPE(u64), UA_MANDATORY));

DECLARE_UVERBS_NAMED_METHOD_DESTROY(RDMASIM_METHOD_PAGE_DESTROY,
				    UVERBS_ATTR_IDR(RDMASIM_ATTR_PAGE_DESTROY_HANDLE,
						    RDMASIM_OBJECT_PAGE,
						    UVERBS_ACCESS_DESTROY, UA_MANDATORY));

DECLARE_UVERBS_NAMED_OBJECT(RDMASIM_OBJECT_PAGE, UVERBS_TYPE_ALLOC_IDR(page_free),
			    &UVERBS_METHOD(RDMASIM_METHOD_PAGE_ALLOC),
			    &UVERBS_METHOD(RDMASIM_METHOD_PAGE_READ),
			    &UVERBS_METHOD(RDMASIM_METHOD_PAGE_WRITE),
			    &UVERBS_METHOD(RDMASIM_METHOD_PAGE_DESTROY));

const struct uapi_definition sim_page_defs[] = {
	UAPI_DEF_CHAIN_OBJ_TREE_NAMED(RDMASIM_OBJECT_PAGE),
	{}
};
