/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Private structs of this kernel against our mirrors of them (mirror.c). */
#ifndef RUAPI_MIRROR_H
#define RUAPI_MIRROR_H

int ruapi_mirror_check(void);

#endif /* RUAPI_MIRROR_H */
