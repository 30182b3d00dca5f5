// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* The state of a container: two members of a JSON object. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "oci_state.h"

#define SPACE " \t\r\n"

static const char *skip_space(const char *at)
{
	return at + strspn(at, SPACE);
}

/* Behind a string, @at its first quote; NULL: it does not end. */
static const char *skip_string(const char *at)
{
	for (at++; *at && *at != '"'; at++)
		if (*at == '\\' && !*++at)
			return NULL;
	return *at ? at + 1 : NULL;
}

/* Behind a value of any kind. */
static const char *skip_value(const char *at)
{
	unsigned int depth = 0;

	do {
		at = skip_space(at);
		if (*at == '"') {
			at = skip_string(at);
			if (!at)
				return NULL;
			continue;
		}
		if (*at == '{' || *at == '[')
			depth++;
		else if (depth && (*at == '}' || *at == ']'))
			depth--;
		else if (!depth)
			return at + strcspn(at, ",}" SPACE);
		if (!*at)
			return NULL;
		at++;
	} while (depth);
	return at;
}

/* A string without escapes that is the name of a container. */
static int take_id(struct oci_state *state, const char *at)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-.";
	size_t len;

	if (*at != '"')
		return -EINVAL;
	len = strspn(++at, good);
	if (!len || len >= sizeof(state->id) || at[len] != '"' || *at == '.')
		return -EINVAL;
	memcpy(state->id, at, len);
	state->id[len] = '\0';
	return 0;
}

static int take_pid(struct oci_state *state, const char *at)
{
	char *end;
	const long pid = strtol(at, &end, 10);

	if (end == at || pid < 0 || pid > 1 << 22)
		return -EINVAL;
	state->pid = pid;
	return 0;
}

int oci_state_parse(struct oci_state *state, const char *text)
{
	const char *at = skip_space(text);
	const char *key;
	int ret;

	*state = (struct oci_state) { .pid = 0 };
	if (*at++ != '{')
		return -EINVAL;
	while (*(at = skip_space(at)) == '"') {
		key = at;
		at = skip_string(at);
		if (!at || *(at = skip_space(at)) != ':')
			return -EINVAL;
		at = skip_space(at + 1);
		ret = 0;
		if (!strncmp(key, "\"id\"", 4))
			ret = take_id(state, at);
		else if (!strncmp(key, "\"pid\"", 5))
			ret = take_pid(state, at);
		at = ret ? NULL : skip_value(at);
		if (!at)
			return -EINVAL;
		at = skip_space(at);
		at += *at == ',';
	}
	return *at == '}' && *state->id ? 0 : -EINVAL;
}
