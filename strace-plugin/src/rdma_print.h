/*
 * Printing of RDMA structures as their layouts say.
 *
 * Copyright (c) 2026 The strace developers.
 * All rights reserved.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#ifndef STRACE_RDMA_PRINT_H
# define STRACE_RDMA_PRINT_H

/* The largest structure that has a layout, or is printed at all. */
# define RDMA_MAX_STRUCT 1024

/**
 * Names of the values of an enumeration, or of the bits of a word.
 *
 * xlat    The names.
 * prefix  The beginning that all names have in common and that is left out
 *         when only names are printed; NULL if it is not to be left out.
 * dflt    What is printed in a comment next to an unknown value.
 */
struct rdma_names {
	const struct xlat *xlat;
	const char *prefix;
	const char *dflt;
};

enum rdma_show {
	RDMA_SHOW_U,
	RDMA_SHOW_X,
	RDMA_SHOW_ID,
	RDMA_SHOW_XVAL,
	RDMA_SHOW_FLAGS,
	RDMA_SHOW_GID,
	RDMA_SHOW_GUID,
	RDMA_SHOW_BYTES,
	RDMA_SHOW_CSTRING,
	RDMA_SHOW_SOCKADDR,
	RDMA_SHOW_STRUCT,
};

struct rdma_layout;

/**
 * A member of a structure.
 *
 * name         Its name.
 * offset       Bytes from the beginning of the structure.
 * size         Bytes it takes.
 * show         enum rdma_show.
 * when_size    If it is not zero, the member is there only if the number of
 *              that many bytes at when_offset has a bit of when_mask.
 * len_size     If it is not zero, the number of that many bytes at len_offset
 *              says how many bytes of the member are there.
 * names        Of RDMA_SHOW_XVAL and RDMA_SHOW_FLAGS.
 * layout       Of RDMA_SHOW_STRUCT.
 */
struct rdma_field {
	const char *name;
	uint16_t offset;
	uint16_t size;
	uint8_t show;
	uint8_t when_size;
	uint16_t when_offset;
	uint32_t when_mask;
	uint16_t len_offset;
	uint8_t len_size;
	const struct rdma_names *names;
	const struct rdma_layout *layout;
};

struct rdma_layout {
	const struct rdma_field *fields;
	unsigned int nfields;
	unsigned int size;
};

/** A number of 1, 2, 4 or 8 bytes, wherever it is; 0 if it is of none. */
extern uint64_t
rdma_load_number(const void *data, unsigned int size);

extern void
rdma_print_name(uint64_t val, const struct rdma_names *);

extern void
rdma_print_number(uint64_t val, enum rdma_show, const struct rdma_names *);

/** Prints len bytes of strace's own memory. */
extern void
rdma_print_struct(struct tcb *, const void *data, size_t len,
		  const struct rdma_layout *);

/** Prints a structure of len bytes in tracee's memory. */
extern void
rdma_decode_struct(struct tcb *, kernel_ulong_t addr, size_t len,
		   const struct rdma_layout *);

/** Prints an array of len bytes in tracee's memory. */
extern void
rdma_decode_array(struct tcb *, kernel_ulong_t addr, size_t len,
		  const struct rdma_layout *);

/** The part of a sockaddr_ib behind its family. */
extern void
print_sockaddr_data_ib(struct tcb *, const void *buf, int addrlen);

#endif /* !STRACE_RDMA_PRINT_H */
