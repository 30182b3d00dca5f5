// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Windows, and the memory of CQs that is placed in them. */
#include <sys/mman.h>
#include <rdma/rdma_user_rxe.h>
#include <rdma/siw-abi.h>
#include "places.h"

int queue_make(const struct set *set, struct queue *queue)
{
	struct ruapi_cq_create_args args = {
		.uhw = uhw_room(set->driver, RUAPI_OBJ_CQ, RUAPI_CQ_CREATE),
		.context = set->handle[RUAPI_OBJ_CONTEXT],
		.cqe = 255,
	};
	const struct siw_uresp_create_cq *siw = args.uhw.out;
	const struct rxe_create_cq_resp *rxe = args.uhw.out;
	const int ret = ruapi_cq_create(set->fd, &args);

	*queue = (struct queue) { .handle = args.handle };
	if (ret)
		return ret;
	if (set->driver == RDMA_DRIVER_RXE) {
		queue->at.offset = rxe->mi.offset;
		queue->at.length = rxe->mi.size;
	} else if (set->driver == RDMA_DRIVER_SIW) {
		queue->at.offset = siw->cq_key;
		queue->at.length = siw->num_cqe * sizeof(struct siw_cqe) +
				   sizeof(struct siw_cq_ctrl);
	}
	queue->at.length = (queue->at.length + PAGE - 1) & ~(PAGE - 1);
	return 0;
}

char *queue_last(const struct queue *queue)
{
	return (char *)(uintptr_t)(queue->at.addr + queue->at.length - PAGE / 2);
}

char *window_at(const struct set *set, unsigned int n, void *addr)
{
	const uint64_t offset = (uint64_t)set->slot << RUAPI_MMAP_SLOT_SHIFT |
				RUAPI_MMAP_WINDOW | n * WINDOW;

	return mmap(addr, WINDOW, PROT_READ | PROT_WRITE,
		    MAP_SHARED | (addr ? MAP_FIXED : 0), set->fd, (off_t)offset);
}

int places_map(const struct set *set, const struct ruapi_placement *at,
	       unsigned int count)
{
	struct ruapi_context_map_args args = {
		.handle = set->handle[RUAPI_OBJ_CONTEXT],
		.places = at,
		.places_len = count,
	};

	return ruapi_context_map(set->fd, &args);
}

int places_unmap(const struct set *set, const struct ruapi_placement *at,
		 unsigned int count)
{
	struct ruapi_context_unmap_args args = {
		.handle = set->handle[RUAPI_OBJ_CONTEXT],
		.places = at,
		.places_len = count,
	};

	return ruapi_context_unmap(set->fd, &args);
}
