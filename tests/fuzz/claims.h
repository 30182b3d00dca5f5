/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What a call said about itself, compared with what was asked. */
#ifndef FUZZ_CLAIMS_H
#define FUZZ_CLAIMS_H

#include "stubs.h"

/**
 * struct claim - a call, and its outcome
 * @ns: namespace it was made in
 * @nr: number of the ioctl
 * @before: header and attributes as they were given
 * @attrs: the attributes
 * @after: the same after the call
 * @ret: what the ioctl returned
 * @live: objects that there were before
 */
struct claim {
	struct ruapi_ns *ns;
	unsigned int nr;
	struct ruapi_hdr before;
	struct ruapi_attr attrs[RUAPI_MAX_ATTRS];
	struct ruapi_hdr after;
	long ret;
	u32 live;
};

void claim_check(const struct claim *claim);

#endif /* FUZZ_CLAIMS_H */
