// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Colours, if stdout is a terminal and NO_COLOR does not say no. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "color.h"

/* See no-color.org: a value of any kind, but not an empty one. */
static int is_wanted(void)
{
	static int wanted = -1;
	const char *no = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (wanted < 0)
		wanted = isatty(STDOUT_FILENO) && !(no && *no) && term &&
			 strcmp(term, "dumb");
	return wanted;
}

const char *color_on(enum color color)
{
	static const char *const codes[] = {
		[COLOR_PLAIN] = "",
		[COLOR_BOLD] = "\033[1m",
		[COLOR_RED] = "\033[31m",
		[COLOR_GREEN] = "\033[32m",
		[COLOR_YELLOW] = "\033[33m",
	};

	return is_wanted() ? codes[color] : "";
}

const char *color_off(enum color color)
{
	return color != COLOR_PLAIN && is_wanted() ? "\033[0m" : "";
}
