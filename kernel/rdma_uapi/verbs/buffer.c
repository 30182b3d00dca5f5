// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Memory that programs have for queues of QPs and SRQs. */
#include <linux/overflow.h>
#include <rdma/ib_user_ioctl_verbs.h>

#include "../../drivers/added.h"
#include "verbs/verbs.h"

#ifdef RUAPI_HAVE_QP_BUF
static_assert(sizeof(struct ruapi_buffer) ==
	      sizeof(struct ib_uverbs_buffer_desc));
static_assert((int)RUAPI_BUFFER_DMABUF == (int)IB_UVERBS_BUFFER_TYPE_DMABUF);
static_assert((int)RUAPI_BUFFER_VA == (int)IB_UVERBS_BUFFER_TYPE_VA);
static_assert(offsetof(struct ruapi_buffer, type) ==
	      offsetof(struct ib_uverbs_buffer_desc, type));
static_assert(offsetof(struct ruapi_buffer, fd) ==
	      offsetof(struct ib_uverbs_buffer_desc, fd));
static_assert(offsetof(struct ruapi_buffer, flags) ==
	      offsetof(struct ib_uverbs_buffer_desc, flags));
static_assert(offsetof(struct ruapi_buffer, optional_flags) ==
	      offsetof(struct ib_uverbs_buffer_desc, optional_flags));
static_assert(offsetof(struct ruapi_buffer, addr) ==
	      offsetof(struct ib_uverbs_buffer_desc, addr));
static_assert(offsetof(struct ruapi_buffer, length) ==
	      offsetof(struct ib_uverbs_buffer_desc, length));
#endif

static int buffer_check(struct ruapi_call *call, u16 id,
			const struct ruapi_buffer *buf)
{
	u64 end;

	if (buf->type > RUAPI_BUFFER_VA ||
	    check_add_overflow(buf->addr, buf->length, &end))
		return call_bad_attr(call, id, RUAPI_REASON_RANGE, -EINVAL);
	if (buf->flags)
		return call_bad_attr(call, id, RUAPI_REASON_BITS, -EINVAL);
	return 0;
}

/**
 * ruapi_buffer_give() - where the driver finds memory for a queue, if the call has any
 * @call: in its context; the driver is called by ruapi_added_ask()
 * @id: attribute, a struct ruapi_buffer
 * @uv_attr: its number in ib_uverbs' method
 *
 * A driver wants no copy of it: ib_core reads it for it, from the caller's memory, and
 * checks what it has read.  Who changes it between our look and that one gets what ib_core
 * says of it, and that of no other memory than his own.
 *
 * Return: 0 or a negative errno.
 */
int ruapi_buffer_give(struct ruapi_call *call, u16 id, u16 uv_attr)
{
	int ret;

	if (!attr_given(call, id))
		return 0;
	ret = buffer_check(call, id, attr_buf(call, id, NULL));
	return ret ?: ruapi_added_core_user(call, uv_attr,
					    attr_raw(call, id)->ptr,
					    sizeof(struct ruapi_buffer));
}
