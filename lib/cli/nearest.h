/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Which word somebody may have meant. */
#ifndef RUAPI_NEAREST_H
#define RUAPI_NEAREST_H

/**
 * struct nearest - the search for it
 * @wrong: what was written
 * @best: the nearest of the words that were tried, or NULL
 * @distance: of @best
 */
struct nearest {
	const char *wrong;
	const char *best;
	unsigned int distance;
};

/* Compares with a word, which must stay until the hint is made. */
void nearest_try(struct nearest *n, const char *word);
/* "; did you mean 'list'?", or "" if nothing is near; to be freed. */
char *nearest_hint(const struct nearest *n);

#endif /* RUAPI_NEAREST_H */
