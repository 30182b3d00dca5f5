/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What the strace decoder makes of the specification: its tables, its test. */
#ifndef RUAPI_DESCRIBE_STRACE_H
#define RUAPI_DESCRIBE_STRACE_H

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
void strace_default(char *buf, size_t size, const struct ruapi_names *names);
enum strace_show strace_show_number(const char *name, unsigned int size,
				    int hex, const struct ruapi_names *names,
				    int flags);
enum strace_show strace_show_field(const struct ruapi_field *field);
enum strace_show strace_show_attr(const struct ruapi_attr_spec *spec);
const char *strace_header_enum(const struct ruapi_field *field);

/* strace_test.c */
void strace_test(const char *dir);

#endif /* RUAPI_DESCRIBE_STRACE_H */
