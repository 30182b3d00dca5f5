/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Colours, if stdout is a terminal and NO_COLOR does not say no. */
#ifndef RUAPI_COLOR_H
#define RUAPI_COLOR_H

enum color {
	COLOR_PLAIN,
	COLOR_BOLD,
	COLOR_RED,
	COLOR_GREEN,
	COLOR_YELLOW,
};

/* What is to be printed before a text, and behind it; "" where none is wanted. */
const char *color_on(enum color color);
const char *color_off(enum color color);

#endif /* RUAPI_COLOR_H */
