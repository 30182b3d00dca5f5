/*
 * Copyright (c) 2026 The strace developers.
 * All rights reserved.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "defs.h"

#include <arpa/inet.h>
#include <endian.h>
#include <sys/socket.h>

#include "rdma_print.h"

/* Members printed unless told to be verbose. */
#define ABBREV_FIELDS 16

void
rdma_print_name(const uint64_t val, const struct rdma_names *const names)
{
	const char *str = xlookup(names->xlat, val);

	if (!str) {
		print_xlat_ex(val, names->dflt, PXF_DEFAULT_STR);
		return;
	}

	/* The whole name wherever it is but a comment. */
	if (xlat_verbose(xlat_verbosity) == XLAT_STYLE_ABBREV
	    && names->prefix) {
		const size_t len = strlen(names->prefix);

		if (!strncmp(str, names->prefix, len))
			str += len;
	}

	print_xlat_ex(val, str, XLAT_STYLE_DEFAULT);
}

uint64_t
rdma_load_number(const void *const data, const unsigned int size)
{
	uint16_t u16;
	uint32_t u32;
	uint64_t u64;

	switch (size) {
	case 1:
		return *(const uint8_t *) data;
	case 2:
		memcpy(&u16, data, sizeof(u16));
		return u16;
	case 4:
		memcpy(&u32, data, sizeof(u32));
		return u32;
	case 8:
		memcpy(&u64, data, sizeof(u64));
		return u64;
	default:
		return 0;
	}
}

static void
print_bytes(const uint8_t *const data, const unsigned int size)
{
	print_quoted_string((const char *) data, MIN(size, max_strlen),
			    QUOTE_FORCE_HEX);
	if (size > max_strlen)
		tprint_more_data_follows();
}

static void
print_gid(const uint8_t *const gid)
{
	char buf[INET6_ADDRSTRLEN];

	if (xlat_verbose(xlat_verbosity) == XLAT_STYLE_RAW
	    || !inet_ntop(AF_INET6, gid, buf, sizeof(buf)))
		print_bytes(gid, 16);
	else
		tprints_string(buf);
}

static void
print_guid(const uint8_t *const guid)
{
	if (xlat_verbose(xlat_verbosity) == XLAT_STYLE_RAW)
		print_bytes(guid, 8);
	else
		tprintf_string("%02x%02x:%02x%02x:%02x%02x:%02x%02x",
			       guid[0], guid[1], guid[2], guid[3],
			       guid[4], guid[5], guid[6], guid[7]);
}

void
rdma_print_number(const uint64_t val, const enum rdma_show show,
		  const struct rdma_names *const names)
{
	switch (show) {
	case RDMA_SHOW_XVAL:
		rdma_print_name(val, names);
		break;
	case RDMA_SHOW_FLAGS:
		printflags64(names->xlat, val, names->dflt);
		break;
	case RDMA_SHOW_X:
		PRINT_VAL_X(val);
		break;
	case RDMA_SHOW_GUID:
		print_guid((const uint8_t *) &val);
		break;
	case RDMA_SHOW_ID:
		if (val == UINT32_MAX) {
			PRINT_VAL_D(-1);
			break;
		}
		ATTRIBUTE_FALLTHROUGH;
	default:
		PRINT_VAL_U(val);
	}
}

static void
print_addr(struct tcb *const tcp, const uint8_t *const data,
	   const unsigned int size)
{
	/* Strings in it may lack their end.  */
	union {
		struct sockaddr sa;
		uint8_t bytes[129];
	} addr = { .bytes = { 0 } };

	if (size < sizeof(addr.sa.sa_family) || size >= sizeof(addr)) {
		print_bytes(data, size);
		return;
	}
	memcpy(&addr, data, size);
	print_sockaddr(tcp, &addr, size);
}

static void
print_field(struct tcb *const tcp, const uint8_t *const data,
	    const struct rdma_field *const field)
{
	const uint8_t *const val = data + field->offset;
	unsigned int size = field->size;

	if (field->len_size) {
		const uint64_t len =
			rdma_load_number(data + field->len_offset,
					 field->len_size);

		if (len < size)
			size = len;
	}

	switch (field->show) {
	case RDMA_SHOW_GID:
		print_gid(val);
		break;
	case RDMA_SHOW_GUID:
		print_guid(val);
		break;
	case RDMA_SHOW_BYTES:
		print_bytes(val, size);
		break;
	case RDMA_SHOW_SOCKADDR:
		print_addr(tcp, val, size);
		break;
	case RDMA_SHOW_CSTRING:
		print_quoted_cstring((const char *) val, size);
		break;
	case RDMA_SHOW_STRUCT:
		rdma_print_struct(tcp, val, size, field->layout);
		break;
	default:
		rdma_print_number(rdma_load_number(val, size), field->show,
				  field->names);
	}
}

static bool
is_there(const uint8_t *const data, const size_t len,
	 const struct rdma_field *const field)
{
	if (field->offset >= len)
		return false;
	if (!field->when_size)
		return true;
	if (field->when_offset + field->when_size > len)
		return false;
	return rdma_load_number(data + field->when_offset, field->when_size)
	       & field->when_mask;
}

static void
print_fields(struct tcb *const tcp, const void *const data,
	     const size_t len, const struct rdma_layout *const layout)
{
	unsigned int printed = 0;

	for (unsigned int i = 0; i < layout->nfields; ++i) {
		const struct rdma_field *const field = &layout->fields[i];

		if (!is_there(data, len, field))
			continue;
		if (printed)
			tprint_struct_next();
		if (printed++ == ABBREV_FIELDS && abbrev(tcp)) {
			tprint_more_data_follows();
			break;
		}
		tprints_field_name(field->name);
		if (field->offset + field->size <= len)
			print_field(tcp, data, field);
		else
			print_bytes((const uint8_t *) data + field->offset,
				    len - field->offset);
	}
}

void
rdma_print_struct(struct tcb *const tcp, const void *const data,
		  const size_t len, const struct rdma_layout *const layout)
{
	tprint_struct_begin();
	print_fields(tcp, data, len, layout);
	tprint_struct_end();
}

/* A structure that is longer than known: its tail, unless it is zeroes. */
static void
print_tail(struct tcb *const tcp, const kernel_ulong_t addr,
	   const size_t len, const size_t known)
{
	if (len <= known)
		return;
	print_nonzero_bytes(tcp, tprint_struct_next, addr, known,
			    MIN(len, get_pagesize()), QUOTE_FORCE_HEX);
}

void
rdma_decode_struct(struct tcb *const tcp, const kernel_ulong_t addr,
		   const size_t len, const struct rdma_layout *const layout)
{
	uint8_t buf[RDMA_MAX_STRUCT];
	const size_t known = MIN(MIN(len, layout->size), sizeof(buf));

	if (!len) {
		printaddr(addr);
		return;
	}
	if (umoven_or_printaddr(tcp, addr, known, buf))
		return;
	tprint_struct_begin();
	print_fields(tcp, buf, known, layout);
	print_tail(tcp, addr, len, known);
	tprint_struct_end();
}

static bool
print_element(struct tcb *const tcp, void *const elem_buf,
	      const size_t elem_size, void *const data)
{
	rdma_print_struct(tcp, elem_buf, elem_size, data);
	return true;
}

void
rdma_decode_array(struct tcb *const tcp, const kernel_ulong_t addr,
		  const size_t len, const struct rdma_layout *const layout)
{
	uint8_t buf[RDMA_MAX_STRUCT];

	print_array(tcp, addr, len / layout->size, buf, layout->size,
		    tfetch_mem, print_element, (void *) layout);
}

void
print_sockaddr_data_ib(struct tcb *const tcp, const void *const buf,
		       const int addrlen)
{
	/* As in <rdma/ib.h>.  */
	const struct {
		uint16_t sib_family;
		uint16_t sib_pkey;
		uint32_t sib_flowinfo;
		uint8_t sib_addr[16];
		uint64_t sib_sid;
		uint64_t sib_sid_mask;
		uint64_t sib_scope_id;
	} *const sib = buf;

	tprints_field_name("sib_pkey");
	tprintf_string("htons(%#x)", ntohs(sib->sib_pkey));
	tprint_struct_next();
	tprints_field_name("sib_flowinfo");
	tprintf_string("htonl(%#x)", ntohl(sib->sib_flowinfo));
	tprint_struct_next();
	tprints_field_name("sib_addr");
	print_gid(sib->sib_addr);
	tprint_struct_next();
	tprints_field_name("sib_sid");
	tprintf_string("htobe64(%#" PRIx64 ")", be64toh(sib->sib_sid));
	tprint_struct_next();
	tprints_field_name("sib_sid_mask");
	tprintf_string("htobe64(%#" PRIx64 ")", be64toh(sib->sib_sid_mask));
	tprint_struct_next();
	PRINT_FIELD_U(*sib, sib_scope_id);
}
