// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The drivers of the kernel, as somebody has read them: docs/drivers.md has the
 * places, and for every kernel whether a driver is opened.  One that is not here
 * is opened, too, but may only map what cannot be somebody else's later: I/O
 * memory that ib_core knows, and pages that are counted.
 */
#ifdef __KERNEL__
#include <linux/kernel.h>
#include <linux/string.h>
#else
#include <string.h>
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#endif
#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma/rdma_uapi.h>

#include "known.h"

/* Numbers that headers of older kernels lack. */
#define KNOWN_MANA 20
#define KNOWN_IONIC 21

#define FREES_MAPPED "memory of a queue that is destroyed stays mapped"

/*
 * A device of rdmasim has words that all its users share: method 4 of DEVICE, by
 * the core's number of that, reads one, and with attribute 1 of its own stores there.
 * rdmasim-abi.h has the names; a unit test compares the numbers.
 */
#ifdef RUAPI_HAVE_UCAPS
/* Where the kernel makes the nodes, there are those of mlx5 and no others. */
static const char *const rdmasim_ucap_names[] = {
	"mlx5_perm_ctrl_local",
	"mlx5_perm_ctrl_other_vhca",
};

static const struct ruapi_driver_ucaps mlx5_ucaps = {
	.names = rdmasim_ucap_names,
	.num_names = ARRAY_SIZE(rdmasim_ucap_names),
};

#define MLX5_UCAPS (&mlx5_ucaps)
#else
static const char *const rdmasim_ucap_names[] = {
	"rdmasim_perm_shelf",
	"rdmasim_perm_shelf_store",
};

#define MLX5_UCAPS NULL
#endif

static const struct ruapi_ucap_demand rdmasim_demands[] = {
	{
		.object = RUAPI_OBJ_DEVICE,
		.action = RUAPI_DRIVER_NS | 4,
		.ucap = 0,
	},
	{
		.object = RUAPI_OBJ_DEVICE,
		.action = RUAPI_DRIVER_NS | 4,
		.attr = RUAPI_ATTR_DRIVER | 1,
		.ucap = 1,
	},
};

static const struct ruapi_driver_ucaps rdmasim_ucaps = {
	.names = rdmasim_ucap_names,
	.demands = rdmasim_demands,
	.num_names = ARRAY_SIZE(rdmasim_ucap_names),
	.num_demands = ARRAY_SIZE(rdmasim_demands),
};

/* Those with marks before those without. */
const struct ruapi_known_driver ruapi_known_drivers[] = {
	{
		/*
		 * It is whose its parameter says, so that a provider library
		 * takes it; of that driver it has nothing.  Its completions
		 * name struct sim_face, which lives as long as the context.
		 * Posting nothing wakes a QP whose queues are mapped.
		 */
		.name = "rdmasim",
		.by_name = 1,
		.traits = RUAPI_DRIVER_POSTS | RUAPI_DRIVER_POLLS |
			  RUAPI_DRIVER_EMPTY_POST | RUAPI_DRIVER_MAPS_PAGES,
		.ucaps = &rdmasim_ucaps,
	},
	{
		/*
		 * remap_vmalloc_range(): the pages are counted, and so is what
		 * its vm_ops look at (struct rxe_mmap_info).  Its provider
		 * library rings by posting nothing.  rxe_qp_from_attr() is
		 * given udata and leaves it alone.
		 */
		.name = "rxe",
		.driver_id = RDMA_DRIVER_RXE,
		.traits = RUAPI_DRIVER_MAPS_COUNTED | RUAPI_DRIVER_EMPTY_POST |
			  RUAPI_DRIVER_PLAIN_MODIFY | RUAPI_DRIVER_PLACES,
	},
	{
		/* remap_vmalloc_range() without vm_ops.  Rings as rxe does. */
		.name = "siw",
		.driver_id = RDMA_DRIVER_SIW,
		.traits = RUAPI_DRIVER_MAPS_COUNTED | RUAPI_DRIVER_EMPTY_POST |
			  RUAPI_DRIVER_PLACES,
	},
	/*
	 * rdmavt maps as rxe does (struct rvt_mmap_info).  rvt_post_send() looks
	 * at the first request, with interrupts off; its send queues are the
	 * kernel's, and its receive queues have a lock of the kernel's.  But a
	 * completion stays in a CQ that is not mapped when its QP is gone, and
	 * points to it: rvt_poll_cq() is not for users.  Provider libraries poll
	 * CQs that they map.
	 */
	{
		.name = "hfi1",
		.driver_id = RDMA_DRIVER_HFI1,
		.traits = RUAPI_DRIVER_MAPS_COUNTED | RUAPI_DRIVER_POSTS,
	},
	{
		.name = "qib",
		.driver_id = RDMA_DRIVER_QIB,
		.traits = RUAPI_DRIVER_MAPS_COUNTED | RUAPI_DRIVER_POSTS,
	},
	{
		/* bnxt_re_mmap() takes the offset for the number of a page. */
		.name = "bnxt_re",
		.driver_id = RDMA_DRIVER_BNXT_RE,
		.without = RUAPI_MARK_ENTRIES,
		.traits = RUAPI_DRIVER_UNSAFE,
		.why = "it maps any page of the machine that a program names",
	},
	{
		.name = "bnxt_re",
		.driver_id = RDMA_DRIVER_BNXT_RE,
	},
	{
		/* destroy_cq() and those of QPs and SRQs, dma_free_coherent(). */
		.name = "cxgb4",
		.driver_id = RDMA_DRIVER_CXGB4,
		.traits = RUAPI_DRIVER_UNSAFE,
		.why = FREES_MAPPED,
	},
	{
		/* ocrdma_mbx_destroy_cq() and so on. */
		.name = "ocrdma",
		.driver_id = RDMA_DRIVER_OCRDMA,
		.traits = RUAPI_DRIVER_UNSAFE,
		.why = FREES_MAPPED,
	},
	{
		/* usnic_ib_mmap(): the function goes to whoever makes a QP next. */
		.name = "usnic",
		.driver_id = RDMA_DRIVER_USNIC,
		.traits = RUAPI_DRIVER_UNSAFE,
		.why = "registers of a QP that is destroyed stay mapped",
	},
	{
		/*
		 * When it is reset it takes the doorbells from all files of
		 * ib_uverbs (rdma_user_mmap_disassociate()).  Who rings then
		 * may upset the host.
		 */
		.name = "hns",
		.driver_id = RDMA_DRIVER_HNS,
		.with = RUAPI_MARK_DISASSOCIATE,
		.traits = RUAPI_DRIVER_NEEDS_UVERBS,
		.why = "when it is reset it takes doorbells from users of ib_uverbs only",
	},
	{
		.name = "hns",
		.driver_id = RDMA_DRIVER_HNS,
	},
	{
		/* mthca_mmap_uar(): a doorbell page, which is the context's. */
		.name = "mthca",
		.driver_id = RDMA_DRIVER_MTHCA,
		.traits = RUAPI_DRIVER_MAPS_PAGES,
	},
	{
		/* pvrdma_mmap(): ditto. */
		.name = "vmw_pvrdma",
		.driver_id = RDMA_DRIVER_VMW_PVRDMA,
		.traits = RUAPI_DRIVER_MAPS_PAGES,
	},
	/* rdma_user_mmap_io() and vm_insert_page() only. */
	{
		/*
		 * It knows of UCAPs only on kernels that have them, and asks for
		 * them itself: before, there is nothing that a node of ours could
		 * open.
		 */
		.name = "mlx5",
		.driver_id = RDMA_DRIVER_MLX5,
		.ucaps = MLX5_UCAPS,
	},
	{
		/* mlx4_ib_destroy_flow() frees it, and says what firmware said. */
		.name = "mlx4",
		.driver_id = RDMA_DRIVER_MLX4,
		.traits = RUAPI_DRIVER_FLOW_ENDS,
	},
	{
		.name = "efa",
		.driver_id = RDMA_DRIVER_EFA,
	},
	{
		.name = "erdma",
		.driver_id = RDMA_DRIVER_ERDMA,
	},
	{
		.name = "ionic",
		.driver_id = KNOWN_IONIC,
	},
	{
		.name = "irdma",
		.driver_id = RDMA_DRIVER_IRDMA,
	},
	{
		.name = "mana",
		.driver_id = KNOWN_MANA,
	},
	{
		.name = "qedr",
		.driver_id = RDMA_DRIVER_QEDR,
	},
};

const unsigned int ruapi_num_known_drivers = ARRAY_SIZE(ruapi_known_drivers);

/**
 * ruapi_known_driver() - look a driver up
 * @module: the name of its module
 * @driver_id: enum rdma_driver_id that it claims
 * @marks: enum ruapi_driver_marks
 *
 * Return: what is known of it, or NULL.
 */
const struct ruapi_known_driver *ruapi_known_driver(const char *module,
						    __u32 driver_id,
						    unsigned int marks)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ruapi_known_drivers); i++) {
		const struct ruapi_known_driver *known =
			&ruapi_known_drivers[i];

		if (known->by_name ? strcmp(known->name, module) :
				     known->driver_id != driver_id)
			continue;
		if ((marks & known->with) == known->with &&
		    !(marks & known->without))
			return known;
	}
	return NULL;
}
