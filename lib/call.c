// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Calls whose header is complete. */
#include "internal.h"

_Static_assert(sizeof(struct ruapi_hdr) == 2 * sizeof(struct ruapi_attr),
	       "attributes follow the header without padding");

int ruapi_call_hdr(int fd, unsigned long request, struct ruapi_hdr *hdr,
		   struct ruapi_error *error)
{
	const int ret = ruapi_ioctl(fd, request, hdr);

	if (!ret)
		return 0;
	error->object = hdr->object;
	error->action = hdr->action;
	error->bad_attr = hdr->bad_attr;
	error->reason = hdr->reason;
	error->bad_index = hdr->bad_index;
	error->err = ret;
	return ret;
}
