// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * DMA handles, on kernels that have them: what messages write to regions with one is
 * counted, where hardware would write it to the cache of the CPU.
 */
#include "rdmasim.h"

#ifdef RUAPI_HAVE_DMAH

static struct sim_dmah *to_sim_dmah(struct ib_dmah *ib)
{
	return container_of(ib, struct sim_dmah, ib);
}

/* As hardware: a CPU has a cache for a type of memory, and no hint is none. */
static int sim_alloc_dmah(struct ib_dmah *ib, struct uverbs_attr_bundle *attrs)
{
	struct sim_dmah *dmah = to_sim_dmah(ib);
	int ret;

	ret = sim_fault(to_sim(ib->device), SIM_OP_ALLOC_DMAH) ?:
	      sim_check_bundle(attrs, ib->device, ib->uobject);
	if (ret)
		return ret;
	if (!ib->valid_fields ||
	    (ib->valid_fields & BIT(IB_DMAH_CPU_ID_EXISTS) &&
	     !(ib->valid_fields & BIT(IB_DMAH_MEM_TYPE_EXISTS))))
		return -EINVAL;
	atomic64_set(&dmah->bytes, 0);
	return 0;
}

static int sim_dealloc_dmah(struct ib_dmah *ib, struct uverbs_attr_bundle *attrs)
{
	return sim_fault(to_sim(ib->device), SIM_OP_DEALLOC_DMAH);
}

const struct ib_device_ops sim_dmah_ops = {
	.alloc_dmah = sim_alloc_dmah,
	.dealloc_dmah = sim_dealloc_dmah,

	INIT_RDMA_OBJ_SIZE(ib_dmah, sim_dmah, ib),
};

/* Who has the region has it, until the region has gone. */
void sim_mr_set_dmah(struct sim_mr *mr, struct ib_dmah *ib)
{
	if (ib)
		mr->dmah = to_sim_dmah(ib);
}

void sim_dmah_wrote(struct sim_dmah *dmah, u32 bytes)
{
	atomic64_add(bytes, &dmah->bytes);
}

/* Of a region: who reads what is written, of what type its memory is, and so on. */
unsigned int sim_dmah_facts(const struct sim_mr *mr, struct sim_fact *facts)
{
	const struct ib_dmah *ib;

	if (!mr->dmah)
		return 0;
	ib = &mr->dmah->ib;
	facts[0] = (struct sim_fact){ "dmah_fields", ib->valid_fields, };
	facts[1] = (struct sim_fact){ "dmah_cpu", ib->cpu_id, };
	facts[2] = (struct sim_fact){ "dmah_mem_type", ib->mem_type, };
	facts[3] = (struct sim_fact){ "dmah_ph", ib->ph, };
	facts[4] = (struct sim_fact){ "dmah_bytes", atomic64_read(&mr->dmah->bytes), };
	return 5;
}

#else

const struct ib_device_ops sim_dmah_ops = {};

void sim_mr_set_dmah(struct sim_mr *mr, struct ib_dmah *ib)
{
}

void sim_dmah_wrote(struct sim_dmah *dmah, u32 bytes)
{
}

unsigned int sim_dmah_facts(const struct sim_mr *mr, struct sim_fact *facts)
{
	return 0;
}

#endif
