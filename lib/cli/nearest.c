// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Which word somebody may have meant. */
#include <ctype.h>
#include <string.h>
#include <strings.h>
#include "nearest.h"
#include "text.h"

/* Longer words are not compared: none of ours is. */
#define MAX_LEN 63

static int same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static unsigned int min(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/*
 * How many letters are to be changed, left out or added, or neighbours to be
 * exchanged, to make one of the other.  Three rows of the table are kept.
 */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int rows[3][MAX_LEN + 1];
	const unsigned int len = strlen(b);
	unsigned int *before = rows[0], *above = rows[1], *row = rows[2], *old;
	unsigned int i, k;

	for (k = 0; k <= len; k++)
		row[k] = k;
	for (i = 1; a[i - 1]; i++) {
		old = before;
		before = above;
		above = row;
		row = old;
		row[0] = i;
		for (k = 1; k <= len; k++) {
			row[k] = min(min(above[k], row[k - 1]) + 1,
				     above[k - 1] + !same(a[i - 1], b[k - 1]));
			if (i > 1 && k > 1 && same(a[i - 1], b[k - 2]) &&
			    same(a[i - 2], b[k - 1]))
				row[k] = min(row[k], before[k - 2] + 1);
		}
	}
	return row[len];
}

/* The first letters of a word are as near as one wrong letter. */
static int begins(const char *word, const char *wrong)
{
	const size_t len = strlen(wrong);

	return len > 1 && !strncasecmp(word, wrong, len);
}

void nearest_try(struct nearest *n, const char *word)
{
	const size_t len = strlen(n->wrong);
	unsigned int d;

	if (!len || len > MAX_LEN || strlen(word) > MAX_LEN)
		return;
	d = begins(word, n->wrong) ? 1 : distance(n->wrong, word);
	/* One letter in three may be wrong, and one in any case. */
	if (d > (len < 6 ? 1 : len / 3) || (n->best && d >= n->distance))
		return;
	/* Of a word of one letter nothing would be left. */
	if (d >= len)
		return;
	n->best = word;
	n->distance = d;
}

char *nearest_hint(const struct nearest *n)
{
	if (!n->best)
		return xprintf("%s", "");
	return xprintf("; did you mean '%s'?", n->best);
}
