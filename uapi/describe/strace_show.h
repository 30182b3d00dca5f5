/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* How the strace decoder shows members and attributes. */
#ifndef RUAPI_STRACE_SHOW_H
#define RUAPI_STRACE_SHOW_H

#include <stddef.h>
#include "../spec.h"

/**
 * enum strace_show - enum rdma_show of the decoder
 */
enum strace_show {
	S_U,
	S_X,
	S_ID,
	S_XVAL,
	S_FLAGS,
	S_GID,
	S_GUID,
	S_BYTES,
	S_CSTRING,
	S_STRUCT,
};

const struct ruapi_field *strace_when(const struct ruapi_layout *layout,
				      const struct ruapi_field *field,
				      __u64 *mask);
const struct ruapi_field *strace_len(const struct ruapi_layout *layout,
				     const struct ruapi_field *field);
/* What the enumerators of names begin with in C, where their names do not. */
const char *strace_prefix(const struct ruapi_names *names);
void strace_default(char *buf, size_t size, const struct ruapi_names *names);
enum strace_show strace_show_number(const char *name, unsigned int size,
				    int hex, const struct ruapi_names *names,
				    int flags);
enum strace_show strace_show_field(const struct ruapi_field *field);
enum strace_show strace_show_attr(const struct ruapi_attr_spec *spec);
const char *strace_header_enum(const struct ruapi_field *field);

#endif /* RUAPI_STRACE_SHOW_H */
