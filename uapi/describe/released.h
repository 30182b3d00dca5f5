/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What programs were compiled with that must go on working. */
#ifndef RUAPI_RELEASED_H
#define RUAPI_RELEASED_H

/**
 * struct released - an action that a release of the library had
 * @title: e.g. "QP.CREATE"
 * @last: the highest id of its attributes; the arguments of programs that were
 *	compiled with that release end behind that one
 */
struct released {
	const char *title;
	unsigned int last;
};

/* Those of the latest release, up to one without a title. */
extern const struct released released_actions[];

#endif /* RUAPI_RELEASED_H */
