/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * What runs for a namespace outside of its calls counts as coverage of whoever
 * opened it.  Without CONFIG_KCOV it is nothing.
 */
#ifndef RUAPI_KCOV_H
#define RUAPI_KCOV_H

#include <linux/cleanup.h>
#include <linux/kcov.h>
#include <linux/preempt.h>

#include "core/namespace.h"

/*
 * Sections do not nest, and drivers call back from works, softirqs and calls
 * alike: whoever is traced already goes on with that.  In a task, to begin a
 * section can sleep.
 */
static inline bool ruapi_kcov_begin(const struct ruapi_ns *ns)
{
#ifdef CONFIG_KCOV
	if (in_task() ? !preemptible() || current->kcov_mode :
			current->kcov_softirq)
		return false;
#endif
	kcov_remote_start_common(ns->kcov_handle);
	return true;
}

/* CLASS(ruapi_kcov, section)(ns): from here to the end of the block. */
DEFINE_CLASS(ruapi_kcov, bool, if (_T) kcov_remote_stop(),
	     ruapi_kcov_begin(ns), const struct ruapi_ns *ns)

#endif /* RUAPI_KCOV_H */
