/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* JSON for programs. */
#ifndef RUAPI_JSON_H
#define RUAPI_JSON_H

#include <stdint.h>

/**
 * struct json - JSON that is being written to stdout
 * @depth: open objects and arrays
 * @more: something stands before in the innermost one
 * @one_line: without line breaks: for what comes one after the other
 */
struct json {
	unsigned int depth;
	int more;
	int one_line;
};

void json_open(struct json *json, const char *key, char bracket);
void json_close(struct json *json, char bracket);
void json_string(struct json *json, const char *key, const char *value);
void json_number(struct json *json, const char *key, uint64_t value);
void json_bool(struct json *json, const char *key, int value);
void json_end(struct json *json);

#endif /* RUAPI_JSON_H */
