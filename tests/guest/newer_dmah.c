// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* DMA handles, and regions that have one: of memory, and of a dma-buf. */
#include <sched.h>
#include <unistd.h>
#include "newer.h"
#include "simbuf.h"

#define ALL_HINTS (RUAPI_SET(RUAPI_DMAH_ALLOC_CPU) | \
		   RUAPI_SET(RUAPI_DMAH_ALLOC_MEM_TYPE) | \
		   RUAPI_SET(RUAPI_DMAH_ALLOC_PH))

static int alloc(uint64_t set, struct ruapi_dmah_alloc_args *args)
{
	*args = (struct ruapi_dmah_alloc_args) {
		.set = set,
		.context = b.ctx,
		.mem_type = !!(set & RUAPI_SET(RUAPI_DMAH_ALLOC_MEM_TYPE)),
		.ph = set & RUAPI_SET(RUAPI_DMAH_ALLOC_PH) ? 2 : 0,
		.user_data = 0xdada,
	};
	return ruapi_dmah_alloc(fd, args);
}

static void refused(struct ruapi_dmah_alloc_args *args, int err, uint16_t attr,
		    const char *what)
{
	test_ret(ruapi_dmah_alloc(fd, args), err, "%s", what);
	test_check(args->error.bad_attr == attr, "%s: attribute %u", what,
		   args->error.bad_attr);
}

/* It may run where it is, and then where that CPU is none of its own. */
static void not_ours(struct ruapi_dmah_alloc_args *args)
{
	cpu_set_t before, other;

	if (sysconf(_SC_NPROCESSORS_ONLN) < 2) {
		printf("# there is only one CPU\n");
		return;
	}
	sched_getaffinity(0, sizeof(before), &before);
	CPU_ZERO(&other);
	CPU_SET(1, &other);
	sched_setaffinity(0, sizeof(other), &other);
	args->cpu = 0;
	refused(args, -EPERM, RUAPI_DMAH_ALLOC_CPU, "a CPU of others");
	sched_setaffinity(0, sizeof(before), &before);
}

static bool test_alloc(void)
{
	struct ruapi_dmah_alloc_args args, more;
	struct ruapi_list_entry *entries;
	uint32_t count = 0;
	int ret;

	test_begin("DMAH.ALLOC, LIST and DESTROY");
	ret = alloc(ALL_HINTS, &args);
	if (missing(ret, &args.error, 0, "alloc"))
		return false;
	test_ret(ret, 0, "all hints");
	test_ret(alloc(RUAPI_SET(RUAPI_DMAH_ALLOC_PH), &more), 0, "one of them");
	test_ret(ruapi_list_all(fd, RUAPI_OBJ_DMAH, &entries, &count), 0, "list");
	test_check(count == 2 && entries[0].handle == args.handle &&
		   entries[1].handle == more.handle &&
		   entries[0].user_data == 0xdada && entries[0].context == b.ctx,
		   "%u in the list", count);
	free(entries);
	test_ret(destroy(fd, RUAPI_OBJ_DMAH, more.handle), 0, "destroy");
	test_ret(alloc(0, &more), -EINVAL, "no hint");
	test_ret(alloc(RUAPI_SET(RUAPI_DMAH_ALLOC_CPU), &more), -EINVAL,
		 "a CPU alone");
	more.set = ALL_HINTS;
	more.cpu = UINT32_MAX;
	refused(&more, -EINVAL, RUAPI_DMAH_ALLOC_CPU, "no CPU");
	not_ours(&more);
	more.cpu = 0;
	more.mem_type = 2;
	refused(&more, -EINVAL, RUAPI_DMAH_ALLOC_MEM_TYPE, "no memory");
	more.mem_type = 0;
	more.ph = 4;
	refused(&more, -EINVAL, RUAPI_DMAH_ALLOC_PH, "no hint of PCI's");
	test_check(turn("ops/alloc_dmah", "nth=1 errno=28"), "knob");
	test_ret(alloc(ALL_HINTS, &more), -ENOSPC, "by the knob");
	test_check(turn("ops/dealloc_dmah", "nth=1 errno=5"), "knob");
	test_ret(destroy(fd, RUAPI_OBJ_DMAH, args.handle), -EIO,
		 "the driver does not let it go");
	test_ret(destroy(fd, RUAPI_OBJ_DMAH, args.handle), 0, "and then it does");
	test_ret(destroy(fd, RUAPI_OBJ_DMAH, args.handle), -ENOENT, "again");
	return true;
}

/* ---- regions ---------------------------------------------------------------------- */

/* What the driver says of the region with that key, as one line; to be freed. */
static char *facts_of(uint32_t rkey)
{
	return shell("rdma -dd resource show mr dev %s | tr -d '\\n' | sed 's/dev /\\n/g' | grep 'rkey 0x%x '",
		     info.name, rkey);
}

static unsigned int fact(const char *facts, const char *name)
{
	const char *at = strstr(facts, name);

	return at ? strtoul(at + strlen(name), NULL, 10) : UINT32_MAX;
}

static void write_to(uint64_t addr, uint32_t rkey, uint32_t length)
{
	const struct ruapi_send_wr wr = {
		.opcode = WRITE,
		.num_sge = 1,
		.remote_addr = addr,
		.rkey = rkey,
	};
	const struct ruapi_sge sge = sge_at(&a, 0, length);
	struct ruapi_qp_post_send_args args = {};

	test_ret(post_send(&args, a.qp, &wr, 1, &sge, 1), 0, "post");
	completes(&a, 0, 0, "write");
}

static void is_steered(uint32_t rkey, unsigned int bytes, const char *what)
{
	char *facts = facts_of(rkey);

	test_check(fact(facts, "dmah_fields ") == 7 &&
		   !fact(facts, "dmah_cpu ") &&
		   fact(facts, "dmah_mem_type ") == 1 &&
		   fact(facts, "dmah_ph ") == 2 &&
		   fact(facts, "dmah_bytes ") == bytes,
		   "%s: not %u bytes: %s", what, bytes, facts);
	free(facts);
}

static void has_none(uint32_t rkey)
{
	char *facts = facts_of(rkey);

	test_check(*facts && !strstr(facts, "dmah"), "it has a handle: %s",
		   facts);
	free(facts);
}

static void test_regions(void)
{
	struct ruapi_mr_reg_args mr = {
		.set = RUAPI_SET(RUAPI_MR_REG_DMAH),
		.pd = b.pd,
		.addr = (uintptr_t)b.buf,
		.iova = (uintptr_t)b.buf,
		.length = ROOM,
		.access = 0xf,
	};
	struct ruapi_mr_rereg_args rereg = {
		.set = RUAPI_SET(RUAPI_MR_REREG_ACCESS),
		.access = 1,
	};
	struct ruapi_dmah_alloc_args dmah, stranger;
	struct ruapi_mr_reg_dmabuf_args buffer = {
		.set = RUAPI_SET(RUAPI_MR_REG_DMABUF_DMAH),
		.pd = b.pd,
		.length = PAGE,
		.access = 0x7,
	};

	test_begin("MR.REG and REG_DMABUF with a DMA handle");
	test_ret(alloc(ALL_HINTS, &dmah), 0, "handle");
	pair_make(RC);
	mr.dmah = buffer.dmah = dmah.handle;
	test_ret(ruapi_mr_reg(fd, &mr), 0, "reg");
	write_to((uintptr_t)b.buf + 100, mr.rkey, 1000);
	is_steered(mr.rkey, 1000, "memory");
	write_to((uintptr_t)b.buf, b.rkey, 1000);
	is_steered(mr.rkey, 1000, "and none through another region");
	has_none(b.rkey);
	buffer.fd = simbuf_make(1, 0, NULL);
	test_ret(ruapi_mr_reg_dmabuf(fd, &buffer), 0, "reg_dmabuf");
	write_to(0, buffer.rkey, 24);
	is_steered(buffer.rkey, 1024, "a buffer with the same handle");
	rereg.handle = mr.handle;
	test_ret(ruapi_mr_rereg(fd, &rereg), 0, "rereg");
	test_ret(destroy(fd, RUAPI_OBJ_DMAH, dmah.handle), -EBUSY,
		 "under two regions");
	test_ret(destroy(fd, RUAPI_OBJ_MR, mr.handle), 0, "region");
	test_ret(destroy(fd, RUAPI_OBJ_DMAH, dmah.handle), -EBUSY, "under one");
	test_ret(destroy(fd, RUAPI_OBJ_MR, buffer.handle), 0, "region");
	test_check(turn("ops/reg_user_mr", "nth=1 errno=28"), "knob");
	test_ret(ruapi_mr_reg(fd, &mr), -ENOSPC, "by the knob");
	stranger = (struct ruapi_dmah_alloc_args) {
		.set = ALL_HINTS,
		.context = a.ctx,
	};
	test_ret(ruapi_dmah_alloc(fd, &stranger), 0, "of another context");
	mr.dmah = stranger.handle;
	test_ret(ruapi_mr_reg(fd, &mr), -EINVAL, "of another context");
	test_check(mr.error.bad_attr == RUAPI_MR_REG_DMAH &&
		   mr.error.reason == RUAPI_REASON_CONTEXT,
		   "attribute %u, reason %u", mr.error.bad_attr,
		   mr.error.reason);
	mr.dmah = b.pd;
	test_ret(ruapi_mr_reg(fd, &mr), -ENOENT, "of a PD");
	test_ret(destroy(fd, RUAPI_OBJ_DMAH, stranger.handle), 0, "destroy");
	test_ret(destroy(fd, RUAPI_OBJ_DMAH, dmah.handle), 0,
		 "what failed holds nothing");
	close(buffer.fd);
	pair_free();
}

void test_dmah(void)
{
	if (test_alloc())
		test_regions();
}
