// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What the latest release of the library had: the target abi-release writes this
 * anew (docs/stability.md).  Nothing has been released yet.
 */
#include <stddef.h>
#include "released.h"

const struct released released_actions[] = {
	{ NULL, 0 },
};
