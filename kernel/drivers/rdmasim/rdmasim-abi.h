/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB) */
/* What programs and rdmasim say to each other in the driver's part of commands. */
#ifndef RDMASIM_ABI_H
#define RDMASIM_ABI_H

#include <linux/types.h>

/**
 * struct rdmasim_modify_qp_req - EX_MODIFY_QP of an XRC initiator QP
 * @remote_srqn: the SRQ that requests name which are posted from now on
 * @reserved: 0
 *
 * Requests that are posted through the kernel (POST_SEND) have no room for a number
 * of an SRQ, so it is one of the QP.
 */
struct rdmasim_modify_qp_req {
	__u32 remote_srqn;
	__u32 reserved;
};

#endif
