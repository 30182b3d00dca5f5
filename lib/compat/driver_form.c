// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Attributes of drivers in the form that they have in calls of the module, and its
 * errors in that which ib_uverbs has.
 */
#include <errno.h>
#include <string.h>

#include "ioctl.h"
#include "spec.h"

/* ---- memory ------------------------------------------------------------------ */

/**
 * struct driver_pages - memory for what does not fit into the first room
 * @next: the one before
 * @size: bytes, with this
 */
struct driver_pages {
	struct driver_pages *next;
	size_t size;
};

/* For arrays and choices, which have another form there. */
static void *room_for(struct driver_forms *forms, size_t size)
{
	struct driver_pages *pages;
	void *at;

	size = (size + 7) / 8 * 8;
	if (size <= forms->room_left) {
		at = forms->room;
		forms->room += size;
		forms->room_left -= size;
		return at;
	}
	pages = sys_pages(sizeof(*pages) + size);
	if (!pages)
		return NULL;
	pages->next = forms->pages;
	pages->size = sizeof(*pages) + size;
	forms->pages = pages;
	return pages + 1;
}

void driver_forms_end(struct driver_forms *forms)
{
	struct driver_pages *pages;

	while (forms->pages) {
		pages = forms->pages;
		forms->pages = pages->next;
		sys_pages_free(pages, pages->size);
	}
	if (forms->desc)
		driver_desc_put(forms->desc);
}

/* ---- attributes ------------------------------------------------------------------ */

static struct ruapi_attr *put(struct driver_forms *forms,
			      const struct ruapi_desc_attr *spec, uint32_t len,
			      uint64_t value)
{
	struct ruapi_attr *attr = &forms->attrs[forms->num_attrs++];

	ruapi_put(attr, spec->id, spec->wire, RUAPI_ATTR_F_MANDATORY, len,
		  value);
	return attr;
}

/* Inline, up to 8 bytes lie in the attribute; in a register the low ones count. */
static void put_scalar(struct driver_forms *forms,
		       const struct ruapi_desc_attr *spec,
		       const struct ib_uverbs_attr *from)
{
	uint64_t value = 0;

	if (from->len <= sizeof(from->data))
		memcpy(&value, &from->data, from->len);
	put(forms, spec, from->len, value);
}

static const void *data_of(const struct ib_uverbs_attr *from)
{
	return from->len > sizeof(from->data) ?
	       (const void *)(uintptr_t)from->data : &from->data;
}

static int put_data(struct driver_forms *forms,
		    const struct ruapi_desc_attr *spec,
		    const struct ib_uverbs_attr *from)
{
	/* The only thing that ib_uverbs looks at before the length. */
	if (spec->type == RUAPI_T_STRUCT && from->len > spec->max_len &&
	    !in_tail_is_zero(from, spec->max_len))
		return -EOPNOTSUPP;
	put(forms, spec, from->len, (uintptr_t)data_of(from));
	return from->attr_data.reserved ? -EINVAL : 0;
}

/* One of several: which one is said in front of it there. */
static int put_choice(struct driver_forms *forms,
		      const struct ruapi_desc_attr *spec,
		      const struct ib_uverbs_attr *from)
{
	const uint32_t len = (uint32_t)sizeof(struct ruapi_choice) + from->len;
	struct ruapi_choice *choice = room_for(forms, len);
	int ret = 0;

	if (!choice)
		return -ENOMEM;
	*choice = (struct ruapi_choice) {
		.choice = from->attr_data.enum_data.elem_id,
	};
	memset(choice + 1, 0, from->len);
	if (from->attr_data.enum_data.reserved)
		ret = -EINVAL;
	else if (from->len)
		ret = ioctl_read(choice + 1, data_of(from), from->len);
	put(forms, spec, len, (uintptr_t)choice);
	return ret;
}

static int put_array(struct driver_forms *forms,
		     const struct ruapi_desc_attr *spec,
		     const struct ib_uverbs_attr *from)
{
	const uint32_t count = from->len / 4;
	const uint32_t len = count * (uint32_t)sizeof(struct ruapi_objref);
	struct ruapi_objref *refs;
	uint8_t *handles;
	uint32_t handle;

	if (from->attr_data.reserved || from->len % 4)
		return -EINVAL;
	/* The module refuses what is too long, and finds what cannot be read. */
	put(forms, spec, len, from->data);
	if (!count || len > spec->max_len)
		return 0;
	refs = room_for(forms, len);
	if (!refs)
		return -ENOMEM;
	/* At the end of them, where each is taken before it is overwritten. */
	handles = (uint8_t *)(refs + count) - from->len;
	if (ioctl_read(handles, data_of(from), from->len))
		return -EFAULT;
	for (uint32_t i = 0; i < count; i++) {
		memcpy(&handle, handles + 4 * i, sizeof(handle));
		refs[i] = (struct ruapi_objref) {
			.handle = handle,
			.object = spec->ref_object,
		};
	}
	forms->attrs[forms->num_attrs - 1].ptr = (uintptr_t)refs;
	return 0;
}

static int put_object(struct driver_forms *forms,
		      const struct ruapi_desc_attr *spec,
		      const struct ib_uverbs_attr *from)
{
	const bool is_new = spec->wire == RUAPI_WIRE_OBJ_NEW;
	const bool has_context = forms->context;
	struct ruapi_attr *attr;

	if (from->attr_data.reserved || from->len ||
	    (is_new ? !has_context : from->data_s64 < 0))
		return -EINVAL;
	/* No handle is that large, and there are none without a context. */
	if (!is_new && (from->data > UINT32_MAX || !has_context))
		return -ENOENT;
	attr = put(forms, spec, sizeof(attr->obj), 0);
	attr->obj.handle = is_new ? 0 : (uint32_t)from->data;
	attr->obj.object = spec->ref_object ? spec->ref_object :
			   atomic_load(&forms->desc->any);
	return 0;
}

static int put_fd(struct driver_forms *forms, const struct ruapi_desc_attr *spec,
		  const struct ib_uverbs_attr *from)
{
	if (from->attr_data.reserved || from->len)
		return -EINVAL;
	put(forms, spec, sizeof(int),
	    spec->wire == RUAPI_WIRE_FD_NEW ? 0 : from->data);
	return 0;
}

static int put_attr(struct driver_forms *forms,
		    const struct ruapi_desc_attr *spec,
		    const struct ib_uverbs_attr *from)
{
	if (spec->flags & RUAPI_SPEC_CHOICE)
		return put_choice(forms, spec, from);
	switch (spec->wire) {
	case RUAPI_WIRE_IN:
		put_scalar(forms, spec, from);
		return from->attr_data.reserved ? -EINVAL : 0;
	case RUAPI_WIRE_BUF_IN:
		return put_data(forms, spec, from);
	case RUAPI_WIRE_BUF_OUT:
		put(forms, spec, from->len, from->data);
		return from->attr_data.reserved ? -EINVAL : 0;
	case RUAPI_WIRE_OBJ_IN:
	case RUAPI_WIRE_OBJ_NEW:
	case RUAPI_WIRE_OBJ_DESTROY:
		return put_object(forms, spec, from);
	case RUAPI_WIRE_OBJS_IN:
		return put_array(forms, spec, from);
	case RUAPI_WIRE_FD_IN:
	case RUAPI_WIRE_FD_NEW:
		return put_fd(forms, spec, from);
	default:
		return -EOPNOTSUPP;
	}
}

int driver_form(struct driver_forms *forms, const struct ib_uverbs_attr *from,
		int i)
{
	const uint16_t number = driver_number(from->attr_id);
	struct ruapi_attr *attr = &forms->attrs[forms->num_attrs];
	uint32_t at;
	int ret;

	for (at = 0; at < forms->num_specs; at++)
		if (forms->specs[at].id == (number | forms->also))
			break;
	if (at == forms->num_specs || number == UINT16_MAX)
		return from->flags & UVERBS_ATTR_F_MANDATORY ?
		       -EPROTONOSUPPORT : 0;
	if (forms->given >> at & 1)
		return -EINVAL;
	forms->given |= 1ULL << at;
	/* Of one with as many as there may be. */
	if (forms->num_attrs == forms->max_attrs)
		return -EINVAL;
	forms->user[forms->num_attrs] = (uint8_t)i;
	ret = put_attr(forms, &forms->specs[at], from);
	/* One that cannot be had here is left out if it need not be known. */
	if (!(from->flags & UVERBS_ATTR_F_MANDATORY))
		attr->flags = 0;
	return ret;
}

bool driver_is_complete(const struct driver_forms *forms)
{
	for (uint32_t i = 0; i < forms->num_specs; i++)
		if (forms->specs[i].flags & RUAPI_SPEC_REQUIRED &&
		    forms->specs[i].id != RUAPI_ATTR_CONTEXT &&
		    !(forms->given >> i & 1))
			return false;
	return true;
}

void driver_mark(const struct driver_forms *forms, const struct ruapi_attr *attr,
		 int i, struct ioctl_cmd *cmd, struct message *msg,
		 struct message *user)
{
	struct ib_uverbs_attr *from = &msg->attrs[forms->user[i]];
	struct ib_uverbs_attr *to = &user->attrs[forms->user[i]];

	if (attr->wire != RUAPI_WIRE_BUF_OUT ||
	    !(attr->flags & RUAPI_ATTR_F_WRITTEN))
		return;
	from->flags |= UVERBS_ATTR_F_VALID_OUTPUT;
	out_bytes(cmd, &to->flags, &from->flags, sizeof(to->flags));
}

/* ---- errors ---------------------------------------------------------------------- */

int driver_error(const struct ruapi_hdr *hdr, int ret)
{
	const struct ruapi_attr *bad = hdr->bad_index < hdr->num_attrs ?
				       &hdr->attrs[hdr->bad_index] : NULL;

	switch (hdr->reason) {
	case RUAPI_REASON_TAIL:
		return -EOPNOTSUPP;
	case RUAPI_REASON_RANGE:
		/* Of choices: there is none of that number. */
		return bad && bad->wire == RUAPI_WIRE_BUF_IN ? -EOPNOTSUPP : ret;
	case RUAPI_REASON_TYPE:
		return -EINVAL;
	case RUAPI_REASON_CONTEXT:
		/* It has those of its own file only. */
		return bad && bad->wire == RUAPI_WIRE_FD_IN ? -EBADF : -ENOENT;
	case RUAPI_REASON_DEAD:
		return -EIO;
	default:
		return ret;
	}
}
