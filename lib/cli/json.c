// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* JSON for programs. */
#include <inttypes.h>
#include <stdio.h>
#include "json.h"

static void json_text(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			printf("\\%c", *text);
		else if ((unsigned char)*text < ' ' ||
			 (unsigned char)*text >= 0x7f)
			printf("\\u%04x", (unsigned char)*text);
		else
			putchar(*text);
	}
	putchar('"');
}

static void json_break(const struct json *json)
{
	if (!json->one_line)
		printf("\n%*s", 2 * (int)json->depth, "");
}

/* What stands before a value: comma, line, indentation, key. */
static void json_key(struct json *json, const char *key)
{
	if (json->more)
		putchar(',');
	if (json->depth)
		json_break(json);
	if (key) {
		json_text(key);
		fputs(": ", stdout);
	}
	json->more = 1;
}

void json_open(struct json *json, const char *key, char bracket)
{
	json_key(json, key);
	putchar(bracket);
	json->depth++;
	json->more = 0;
}

void json_close(struct json *json, char bracket)
{
	json->depth--;
	if (json->more)
		json_break(json);
	putchar(bracket);
	json->more = 1;
}

void json_string(struct json *json, const char *key, const char *value)
{
	json_key(json, key);
	if (value)
		json_text(value);
	else
		fputs("null", stdout);
}

void json_number(struct json *json, const char *key, uint64_t value)
{
	json_key(json, key);
	printf("%" PRIu64, value);
}

void json_bool(struct json *json, const char *key, int value)
{
	json_key(json, key);
	fputs(value ? "true" : "false", stdout);
}

void json_end(struct json *json)
{
	json->more = 0;
	putchar('\n');
}
