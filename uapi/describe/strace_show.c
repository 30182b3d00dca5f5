// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * How the strace decoder shows members and attributes.  Its tables and its test
 * are made from this; what neither the specification nor the header says about
 * it is here.
 */
#include <stdio.h>
#include <string.h>
#include "names.h"
#include "strace_show.h"
#include "text.h"

/*
 * Members of structs that are there only if others say so.  A mask names a bit
 * of the word; without one the member is there if the other is not 0.
 */
static const struct when {
	const char *layout;
	const char *field;
	const char *other;
	const char *bit;
} whens[] = {
	{ "ruapi_ah_attr", "dgid", "is_global", NULL },
	{ "ruapi_ah_attr", "flow_label", "is_global", NULL },
	{ "ruapi_ah_attr", "sgid_index", "is_global", NULL },
	{ "ruapi_ah_attr", "hop_limit", "is_global", NULL },
	{ "ruapi_ah_attr", "traffic_class", "is_global", NULL },
	{ "ruapi_cm_param", "ah", "has_ah", NULL },
	{ "ruapi_qp_attr", "qp_state", "mask", "IBV_QP_STATE" },
	{ "ruapi_qp_attr", "cur_qp_state", "mask", "IBV_QP_CUR_STATE" },
	{ "ruapi_qp_attr", "path_mtu", "mask", "IBV_QP_PATH_MTU" },
	{ "ruapi_qp_attr", "path_mig_state", "mask", "IBV_QP_PATH_MIG_STATE" },
	{ "ruapi_qp_attr", "qkey", "mask", "IBV_QP_QKEY" },
	{ "ruapi_qp_attr", "rq_psn", "mask", "IBV_QP_RQ_PSN" },
	{ "ruapi_qp_attr", "sq_psn", "mask", "IBV_QP_SQ_PSN" },
	{ "ruapi_qp_attr", "dest_qp_num", "mask", "IBV_QP_DEST_QPN" },
	{ "ruapi_qp_attr", "qp_access_flags", "mask", "IBV_QP_ACCESS_FLAGS" },
	{ "ruapi_qp_attr", "rate_limit", "mask", "IBV_QP_RATE_LIMIT" },
	{ "ruapi_qp_attr", "ah", "mask", "IBV_QP_AV" },
	{ "ruapi_qp_attr", "alt_ah", "mask", "IBV_QP_ALT_PATH" },
	{ "ruapi_qp_attr", "cap", "mask", "IBV_QP_CAP" },
	{ "ruapi_qp_attr", "pkey_index", "mask", "IBV_QP_PKEY_INDEX" },
	{ "ruapi_qp_attr", "alt_pkey_index", "mask", "IBV_QP_ALT_PATH" },
	{ "ruapi_qp_attr", "en_sqd_async_notify", "mask",
	  "IBV_QP_EN_SQD_ASYNC_NOTIFY" },
	{ "ruapi_qp_attr", "sq_draining", "mask",
	  "IBV_QP_EN_SQD_ASYNC_NOTIFY" },
	{ "ruapi_qp_attr", "max_rd_atomic", "mask", "IBV_QP_MAX_QP_RD_ATOMIC" },
	{ "ruapi_qp_attr", "max_dest_rd_atomic", "mask",
	  "IBV_QP_MAX_DEST_RD_ATOMIC" },
	{ "ruapi_qp_attr", "min_rnr_timer", "mask", "IBV_QP_MIN_RNR_TIMER" },
	{ "ruapi_qp_attr", "port_num", "mask", "IBV_QP_PORT" },
	{ "ruapi_qp_attr", "timeout", "mask", "IBV_QP_TIMEOUT" },
	{ "ruapi_qp_attr", "retry_cnt", "mask", "IBV_QP_RETRY_CNT" },
	{ "ruapi_qp_attr", "rnr_retry", "mask", "IBV_QP_RNR_RETRY" },
	{ "ruapi_qp_attr", "alt_port_num", "mask", "IBV_QP_ALT_PATH" },
	{ "ruapi_qp_attr", "alt_timeout", "mask", "IBV_QP_ALT_PATH" },
};

/* Members of which another says how long they are. */
static const struct {
	const char *layout;
	const char *field;
	const char *other;
} lens[] = {
	{ "ruapi_cm_param", "private_data", "private_data_len" },
};

/* Enums whose names lack the part that C needs. */
static const struct {
	const char *names;
	const char *prefix;
} prefixes[] = {
	{ "rdma_driver_id", "RDMA_DRIVER_" },
	{ "ruapi_cm_id_state", "RUAPI_CM_ID_" },
};

static const struct ruapi_field *find_field(const struct ruapi_layout *layout,
					    const char *name)
{
	unsigned int i;

	for (i = 0; i < layout->num_fields; i++)
		if (!strcmp(layout->fields[i].name, name))
			return &layout->fields[i];
	fail("struct %s has no member %s", layout->name, name);
}

static __u64 find_bit(const struct ruapi_names *names, const char *name)
{
	unsigned int i;

	for (i = 0; names && i < names->count; i++)
		if (!strcmp(names->list[i].name, name))
			return names->list[i].value;
	fail("%s: no such bit", name);
}

/* Whether a member is there: the other one and its bits, or NULL. */
const struct ruapi_field *strace_when(const struct ruapi_layout *layout,
				      const struct ruapi_field *field,
				      __u64 *mask)
{
	const struct ruapi_field *other;
	unsigned int i;

	for (i = 0; i < RUAPI_COUNT(whens); i++) {
		if (strcmp(whens[i].layout, layout->name) ||
		    strcmp(whens[i].field, field->name))
			continue;
		other = find_field(layout, whens[i].other);
		*mask = whens[i].bit ? find_bit(other->names, whens[i].bit) :
			~0ULL >> (64 - 8 * other->size);
		return other;
	}
	return NULL;
}

/* The member that says how long another is, or NULL. */
const struct ruapi_field *strace_len(const struct ruapi_layout *layout,
				     const struct ruapi_field *field)
{
	unsigned int i;

	for (i = 0; i < RUAPI_COUNT(lens); i++)
		if (!strcmp(lens[i].layout, layout->name) &&
		    !strcmp(lens[i].field, field->name))
			return find_field(layout, lens[i].other);
	return NULL;
}

/* What the enumerators of names begin with in C, where their names do not. */
const char *strace_prefix(const struct ruapi_names *names)
{
	unsigned int i;

	for (i = 0; i < RUAPI_COUNT(prefixes); i++)
		if (!strcmp(prefixes[i].names, names->name))
			return prefixes[i].prefix;
	return NULL;
}

/* A hint for names that nobody knows: their common beginning and "???". */
void strace_default(char *buf, size_t size, const struct ruapi_names *names)
{
	const char *prefix = strace_prefix(names);
	const char *first = names->list[0].name;
	size_t len = strlen(first);
	unsigned int i;
	size_t n;

	if (prefix) {
		snprintf(buf, size, "%s???", prefix);
		return;
	}
	for (i = 1; i < names->count; i++) {
		for (n = 0; n < len; n++)
			if (first[n] != names->list[i].name[n])
				break;
		len = n;
	}
	while (len && first[len - 1] != '_')
		len--;
	if (len) {
		snprintf(buf, size, "%.*s???", (int)len, first);
		return;
	}
	upper(buf, size, names->name);
	snprintf(buf + strlen(buf), size - strlen(buf), "_???");
}

/* How a number is shown; @names is what names it, or NULL. */
enum strace_show strace_show_number(const char *name, unsigned int size,
				    int hex, const struct ruapi_names *names,
				    int flags)
{
	const size_t len = strlen(name);

	if (names)
		return flags ? S_FLAGS : S_XVAL;
	if (size == 8 && len >= 4 && !strcmp(name + len - 4, "guid"))
		return S_GUID;
	if (size == 4 && (!strcmp(name, "device") || !strcmp(name, "fd")))
		return S_ID;
	return hex ? S_X : S_U;
}

/* Members that name a type of objects or a wire type. */
const char *strace_header_enum(const struct ruapi_field *field)
{
	if (field->names || field->show != RUAPI_SHOW_DEC)
		return NULL;
	if (!strcmp(field->name, "object") ||
	    !strcmp(field->name, "ref_object"))
		return "object";
	if (!strcmp(field->name, "wire"))
		return "wire";
	return NULL;
}

enum strace_show strace_show_field(const struct ruapi_field *f)
{
	switch (f->show) {
	case RUAPI_SHOW_GID:
		return S_GID;
	case RUAPI_SHOW_GUID:
		return S_GUID;
	case RUAPI_SHOW_BYTES:
		return S_BYTES;
	case RUAPI_SHOW_STRING:
		return S_CSTRING;
	case RUAPI_SHOW_STRUCT:
		return S_STRUCT;
	}
	if (f->size != 1 && f->size != 2 && f->size != 4 && f->size != 8)
		return S_BYTES;
	if (strace_header_enum(f))
		return S_XVAL;
	return strace_show_number(f->name, f->size, f->show == RUAPI_SHOW_HEX,
				  f->names, f->show == RUAPI_SHOW_FLAGS);
}

enum strace_show strace_show_attr(const struct ruapi_attr_spec *spec)
{
	return strace_show_number(spec->name, ruapi_spec_width(spec),
				  spec->type == RUAPI_T_FLAGS32 ||
				  (spec->flags & RUAPI_SPEC_HEX), spec->names,
				  spec->type == RUAPI_T_FLAGS32);
}
