// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Methods of a driver that actions of ours call, as they call operations. */
#include <linux/slab.h>
#include <linux/string.h>

#include "core_method.h"
#include "methods.h"
#include "ruapi.h"

/**
 * ruapi_core_method_begin() - look up a method of a driver, and prepare a call
 * @method: to be filled
 * @call: ours, in a context
 * @object: enum ruapi_object
 * @number: of the method, as ib_uverbs numbers it
 *
 * Return: 0, -EOPNOTSUPP if there is none, or -ENOMEM.
 */
int ruapi_core_method_begin(struct ruapi_core_method *method,
			    struct ruapi_call *call, u16 object, u16 number)
{
	struct ib_uverbs_file *ufile;

	method->bundle = NULL;
	method->borrowed = false;
	method->unfit = false;
	method->def = ruapi_method_find_core(call->ctx->dev, object, number);
	if (!method->def)
		return -EOPNOTSUPP;
	/* What the driver adds to the action is in one already. */
	method->bundle = ruapi_added_bundle(call);
	if (method->bundle) {
		method->borrowed = true;
		return 0;
	}
	ufile = ruapi_method_ufile(call->ctx);
	if (!ufile)
		return -ENOMEM;
	method->bundle = kzalloc(sizeof(*method->bundle), GFP_KERNEL_ACCOUNT);
	if (!method->bundle)
		return -ENOMEM;
	method->bundle->bundle = call_udata(call)->bundle;
	method->bundle->bundle.ufile = ufile;
	return 0;
}

static struct uverbs_attr *core_attr(struct ruapi_core_method *method, u16 id)
{
	const u32 key = uapi_bkey_attr(uapi_key_attr(id));

	__set_bit(key, method->bundle->bundle.attr_present);
	return &method->bundle->attrs[key];
}

/**
 * ruapi_core_method_obj() - an object, which the call has locked, or makes
 * @method: begun
 * @id: of the attribute
 * @uobj: ours
 */
void ruapi_core_method_obj(struct ruapi_core_method *method, u16 id,
			   struct ib_uobject *uobj)
{
	core_attr(method, id)->obj_attr.uobject = uobj;
}

/**
 * ruapi_ptr_attr_set() - a number, as it lies in memory of its length
 * @attr: the driver's
 * @value: of it
 * @len: bytes
 */
void ruapi_ptr_attr_set(struct uverbs_ptr_attr *attr, u64 value, u16 len)
{
	attr->len = len;
	switch (len) {
	case 1:
		*(u8 *)&attr->data = value;
		break;
	case 2:
		*(u16 *)&attr->data = value;
		break;
	case 4:
		*(u32 *)&attr->data = value;
		break;
	default:
		attr->data = value;
	}
}

/**
 * ruapi_core_method_word() - input of 4 or 8 bytes, or of none
 * @method: begun
 * @id: of the attribute
 * @value: it
 * @len: bytes
 */
void ruapi_core_method_word(struct ruapi_core_method *method, u16 id,
			    u64 value, u16 len)
{
	ruapi_ptr_attr_set(&core_attr(method, id)->ptr_attr, value, len);
}

static bool is_copied(const struct ruapi_method *def, u16 id)
{
	unsigned int i;

	for (i = 0; i < def->num_attrs; i++)
		if (def->attrs[i].id == ruapi_method_from_uverbs(id))
			return def->attrs[i].spec->alloc_and_copy;
	return false;
}

/**
 * ruapi_core_method_user() - longer input: the driver reads it where the caller
 *	has it
 * @method: begun
 * @id: of the attribute
 * @user: where
 * @len: bytes, more than 8
 */
void ruapi_core_method_user(struct ruapi_core_method *method, u16 id,
			    u64 user, u16 len)
{
	/* It would take that for memory of the kernel. */
	if (is_copied(method->def, id))
		method->unfit = true;
	ruapi_core_method_word(method, id, user, len);
}

/**
 * ruapi_core_method_kernel() - longer input that the driver wants in kernel memory
 * @method: begun
 * @id: of the attribute
 * @data: it, until the method has run
 * @len: bytes, more than 8
 *
 * Return: -EOPNOTSUPP if it reads it where the caller has it.
 */
int ruapi_core_method_kernel(struct ruapi_core_method *method, u16 id,
			     void *data, u16 len)
{
	struct uverbs_attr *attr;

	if (!is_copied(method->def, id))
		return -EOPNOTSUPP;
	attr = core_attr(method, id);
	attr->ptr_attr.ptr = data;
	attr->ptr_attr.len = len;
	return 0;
}

/**
 * ruapi_core_method_choice() - input of one of several kinds
 * @method: begun
 * @id: of the attribute
 * @choice: which
 * @data: up to 8 bytes, or where they are
 * @len: bytes
 */
void ruapi_core_method_choice(struct ruapi_core_method *method, u16 id,
			      u8 choice, u64 data, u16 len)
{
	ruapi_core_method_word(method, id, data, len);
	core_attr(method, id)->ptr_attr.enum_id = choice;
}

/* What the driver wants beside what the core gives, or in another way. */
static bool core_attrs_fit(const struct ruapi_core_method *method)
{
	const struct ruapi_method *def = method->def;
	unsigned int i;

	for (i = 0; i < def->num_attrs; i++) {
		const struct uverbs_attr_spec *spec = def->attrs[i].spec;
		const u8 key = def->attrs[i].key;
		const struct uverbs_ptr_attr *ptr =
			&method->bundle->attrs[key].ptr_attr;

		/* They have been looked at. */
		if (ruapi_method_attr_is_added(&def->attrs[i]))
			continue;
		if (!test_bit(key, method->bundle->bundle.attr_present)) {
			if (spec->mandatory)
				return false;
			continue;
		}
		if (spec->type != UVERBS_ATTR_TYPE_ENUM_IN)
			continue;
		if (ptr->enum_id >= spec->u.enum_def.num_elems)
			return false;
		spec = &spec->u2.enum_def.ids[ptr->enum_id];
		if (spec->alloc_and_copy && ptr->len > sizeof(ptr->data))
			return false;
	}
	return true;
}

/**
 * ruapi_core_method_made() - whether a method has made its object, and failed then
 * @method: it has run
 * @id: attribute of the object
 */
bool ruapi_core_method_made(const struct ruapi_core_method *method, u16 id)
{
	return test_bit(uapi_bkey_attr(uapi_key_attr(id)), method->bundle->made);
}

/**
 * ruapi_core_method_run() - call it
 * @method: begun, with all its attributes
 *
 * Return: what the driver says.
 */
int ruapi_core_method_run(struct ruapi_core_method *method)
{
	if (method->unfit || !core_attrs_fit(method))
		return -EOPNOTSUPP;
	return ruapi_method_run(method->def, method->bundle);
}

/**
 * ruapi_core_method_end() - give up what _begin() has taken
 * @method: begun, whether that succeeded or not
 */
void ruapi_core_method_end(struct ruapi_core_method *method)
{
	if (!method->bundle)
		return;
	/* There may be keys among them. */
	memzero_explicit(method->bundle->attrs, sizeof(method->bundle->attrs));
	if (!method->borrowed)
		ruapi_bundle_free(method->bundle);
}
