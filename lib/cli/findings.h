/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What is found out about a machine, one after the other. */
#ifndef RUAPI_FINDINGS_H
#define RUAPI_FINDINGS_H

/**
 * enum finding_state - how bad it is
 * @FINDING_OK: as it should be
 * @FINDING_NOTE: something that may matter to some programs
 * @FINDING_WRONG: with this, programs cannot work
 */
enum finding_state {
	FINDING_OK,
	FINDING_NOTE,
	FINDING_WRONG,
};

/**
 * struct finding - one of them
 * @check: what was looked at, e.g. "node"
 * @state: how bad it is
 * @what: what was found, allocated
 * @cure: a line for the shell that changes it, allocated, or NULL
 */
struct finding {
	const char *check;
	enum finding_state state;
	char *what;
	char *cure;
};

/**
 * struct findings - all of them
 * @list: allocated
 * @count: entries in @list
 * @state: the worst
 */
struct findings {
	struct finding *list;
	unsigned int count;
	enum finding_state state;
};

void findings_add(struct findings *all, enum finding_state state,
		  const char *check, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* The cure of what was added last. */
void findings_cure(struct findings *all, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void findings_free(struct findings *all);

#endif /* RUAPI_FINDINGS_H */
