// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * MR.REG_DMABUF: what the simulated HCA has, and rxe and siw have not.  That data
 * moves is the test program rdmasim's to show.
 * usage: verbs_dmabuf DEVICE...
 */
#include <rdma/ib_user_ioctl_verbs.h>
#include <unistd.h>
#include "guest.h"
#include "simbuf.h"

#define LOCAL_WRITE IB_UVERBS_ACCESS_LOCAL_WRITE

enum { PAGES = 4 };

static int reg(struct set *set, int fd, uint64_t offset, uint64_t length,
	       uint64_t iova, uint32_t access,
	       struct ruapi_mr_reg_dmabuf_args *args)
{
	*args = (struct ruapi_mr_reg_dmabuf_args) {
		.pd = set->handle[RUAPI_OBJ_PD],
		.offset = offset,
		.length = length,
		.iova = iova,
		.fd = fd,
		.access = access,
	};
	return ruapi_mr_reg_dmabuf(set->fd, args);
}

static void test_none(struct set *set)
{
	struct ruapi_mr_reg_dmabuf_args args;

	test_begin("%s: MR.REG_DMABUF is not supported", set->name);
	test_ret(reg(set, 0, 0, PAGE, 0, LOCAL_WRITE, &args), -EOPNOTSUPP, "good");
	test_ret(reg(set, -1, 1, 0, 0, LOCAL_WRITE, &args), -EOPNOTSUPP, "bad");
}

/* It fails, because of that attribute. */
static void refused(struct set *set, int fd, uint64_t offset, uint64_t length,
		    uint64_t iova, uint32_t access, int ret, uint16_t attr,
		    const char *what)
{
	struct ruapi_mr_reg_dmabuf_args args;

	test_ret(reg(set, fd, offset, length, iova, access, &args), ret, "%s",
		 what);
	test_check(args.error.bad_attr == attr, "%s: attribute %u, not %u", what,
		   args.error.bad_attr, attr);
}

static void test_refused(struct set *set, int fd)
{
	struct ruapi_context_open_args open = {
		.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX),
		.index = set->device,
		.new_ = 1,
	};
	struct ruapi_mr_reg_dmabuf_args args = {
		.length = PAGE,
		.fd = fd,
		.access = LOCAL_WRITE,
	};

	test_begin("%s: MR.REG_DMABUF names the attribute that is wrong",
		   set->name);
	refused(set, fd, 100, 100, 101, LOCAL_WRITE, -EINVAL,
		RUAPI_MR_REG_DMABUF_IOVA, "another address in the page");
	refused(set, fd, PAGE, UINT64_MAX, 0, LOCAL_WRITE, -EINVAL,
		RUAPI_MR_REG_DMABUF_LENGTH, "around");
	refused(set, fd, 0, PAGE, 0, IB_UVERBS_ACCESS_REMOTE_WRITE, -EINVAL,
		RUAPI_MR_REG_DMABUF_ACCESS, "written by others only");
	refused(set, fd, 0, PAGE, 0, IB_UVERBS_ACCESS_ON_DEMAND, -EINVAL,
		RUAPI_MR_REG_DMABUF_ACCESS, "on demand");
	refused(set, 1 << 20, 0, PAGE, 0, LOCAL_WRITE, -EBADF,
		RUAPI_MR_REG_DMABUF_FD, "no fd");
	refused(set, -1, 0, PAGE, 0, LOCAL_WRITE, -EBADF,
		RUAPI_MR_REG_DMABUF_FD, "fd -1");
	refused(set, set->fd, 0, PAGE, 0, LOCAL_WRITE, -EINVAL, 0,
		"no dma-buf, says the driver");
	refused(set, fd, 0, PAGES * PAGE + 1, 0, LOCAL_WRITE, -EINVAL, 0,
		"too long, says the driver");
	args.pd = 0x7ffffff0;
	test_ret(ruapi_mr_reg_dmabuf(set->fd, &args), -ENOENT, "of no PD");
	test_ret(ruapi_context_open(set->fd, &open), 0, "context");
	args.pd = open.handle;
	test_ret(ruapi_mr_reg_dmabuf(set->fd, &args), -ENOENT, "of a context");
	test_ret(destroy(set->fd, RUAPI_OBJ_CONTEXT, open.handle), 0,
		 "context");
	test_check(!simbuf_state(fd).attachments, "an attachment is left");
}

static void test_reg(struct set *set, int fd)
{
	struct ruapi_mr_rereg_args rereg = {
		.set = RUAPI_SET(RUAPI_MR_REREG_ACCESS),
		.access = LOCAL_WRITE,
	};
	struct ruapi_mr_reg_dmabuf_args mr;
	struct ruapi_mr_query_args query = {};

	test_begin("%s: MR.REG_DMABUF, QUERY, REREG and DESTROY", set->name);
	test_ret(reg(set, fd, PAGE + 5, 2 * PAGE, 0x7005, 0xf, &mr), 0, "reg");
	query.handle = mr.handle;
	test_ret(ruapi_mr_query(set->fd, &query), 0, "query");
	test_check(query.lkey == mr.lkey && query.rkey == mr.rkey &&
		   query.length == 2 * PAGE && query.iova == 0x7005,
		   "keys %#x %#x, length %llu, from %#llx", query.lkey,
		   query.rkey, (unsigned long long)query.length,
		   (unsigned long long)query.iova);
	test_check(simbuf_state(fd).attachments == 1 &&
		   simbuf_state(fd).maps == 1, "it is not imported");
	rereg.handle = mr.handle;
	test_ret(ruapi_mr_rereg(set->fd, &rereg), 0, "rereg: access");
	rereg.set = 0;
	rereg.access = 0;
	rereg.addr = rereg.iova = (uintptr_t)set->buf;
	rereg.length = PAGE;
	test_ret(ruapi_mr_rereg(set->fd, &rereg), -EOPNOTSUPP,
		 "rereg: other memory");
	test_ret(destroy(set->fd, RUAPI_OBJ_MR, mr.handle), 0, "destroy");
	test_ret(destroy(set->fd, RUAPI_OBJ_MR, mr.handle), -ENOENT, "again");
	test_check(!simbuf_state(fd).attachments, "an attachment is left");
}

/* The buffer is nobody's when the device, or the fd, is gone. */
static void test_gone(const char *ibdev)
{
	struct ruapi_mr_reg_dmabuf_args mr;
	struct set set;
	int fd;

	test_begin("a region of a dma-buf goes with its fd, and with its device");
	fd = simbuf_make(PAGES, 0, NULL);
	test_check(!plug_name(ibdev, NULL), "plug");
	if (!test_ret(set_make(&set, open_namespace(), ibdev), 0, "set"))
		return;
	test_ret(reg(&set, fd, 0, PAGE, 0, LOCAL_WRITE, &mr), 0, "reg");
	close(set.queue_fd);
	close(set.fd);
	test_check(!simbuf_state(fd).attachments, "after close()");
	if (!test_ret(set_make(&set, open_namespace(), ibdev), 0, "set"))
		return;
	test_ret(reg(&set, fd, 0, PAGE, 0, LOCAL_WRITE, &mr), 0, "reg");
	test_check(simbuf_state(fd).attachments == 1, "it is not imported");
	test_check(!unplug_name(ibdev), "unplug");
	test_check(!simbuf_state(fd).attachments && !simbuf_state(fd).pins,
		   "after the device");
	test_ret(simbuf_move(fd), 0, "move");
	test_ret(reg(&set, fd, 0, PAGE, 0, LOCAL_WRITE, &mr), -ENODEV, "reg");
	test_ret(destroy(set.fd, RUAPI_OBJ_MR, set.handle[RUAPI_OBJ_MR]), 0,
		 "a tombstone");
	close(set.queue_fd);
	close(set.fd);
	close(fd);
}

int main(int argc, char **argv)
{
	struct set set;
	int fd, i;

	for (i = 1; i < argc; i++) {
		if (set_make(&set, open_namespace(), argv[i]))
			bail_out("%s: cannot make objects", argv[i]);
		if (is_sim(set.driver)) {
			fd = simbuf_make(PAGES, 0, NULL);
			test_refused(&set, fd);
			test_reg(&set, fd);
			close(fd);
			test_gone("rdmasim99");
		} else {
			test_none(&set);
		}
		close(set.queue_fd);
		close(set.fd);
	}
	return test_done();
}
