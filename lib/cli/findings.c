// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* What is found out about a machine, one after the other. */
#include <stdarg.h>
#include <stdlib.h>
#include "findings.h"
#include "text.h"

void findings_add(struct findings *all, enum finding_state state,
		  const char *check, const char *fmt, ...)
{
	struct finding finding = { .check = check, .state = state };
	va_list args;

	va_start(args, fmt);
	finding.what = printable(xvprintf(fmt, args));
	va_end(args);
	all->list = xgrow(all->list, all->count, sizeof(*all->list));
	all->list[all->count++] = finding;
	if (state > all->state)
		all->state = state;
}

void findings_cure(struct findings *all, const char *fmt, ...)
{
	struct finding *last = &all->list[all->count - 1];
	va_list args;

	va_start(args, fmt);
	free(last->cure);
	last->cure = printable(xvprintf(fmt, args));
	va_end(args);
}

void findings_free(struct findings *all)
{
	unsigned int i;

	for (i = 0; i < all->count; i++) {
		free(all->list[i].what);
		free(all->list[i].cure);
	}
	free(all->list);
}
