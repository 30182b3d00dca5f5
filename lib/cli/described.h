/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What is in a description, in words. */
#ifndef CLI_DESCRIBED_H
#define CLI_DESCRIBED_H

#include <rdma_uapi/rdma_uapi.h>

void described_end(struct ruapi_description *desc);

const char *described_object(const struct ruapi_description *desc,
			     const struct ruapi_desc_action *action);
const char *described_action(const struct ruapi_description *desc,
			     const struct ruapi_desc_action *action);
const char *described_refusal(const struct ruapi_desc_action *action);
int described_is(const struct ruapi_description *desc,
		 const struct ruapi_desc_action *action, const char *what);

const char *described_attr(const struct ruapi_description *desc,
			   const struct ruapi_desc_attr *attr);
const char *described_type(const struct ruapi_desc_attr *attr);
const char *described_access(const struct ruapi_desc_attr *attr);
const char *described_ref(const struct ruapi_description *desc,
			  const struct ruapi_desc_attr *attr);

void described_json(const struct ruapi_description *desc, const char *what);

#endif /* CLI_DESCRIBED_H */
