// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* RDMA_VERBS_IOCTL: flow actions. */
#include <errno.h>
#include <string.h>

#include "ioctl.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* enum ib_flow_spec_type of rdma/ib_verbs.h: those that ESP can be within. */
#define SPEC_IPV4 0x30
#define SPEC_IPV6 0x31

enum {
	ESP_HANDLE, ESP_ATTRS, ESP_ESN, ESP_KEYMAT, ESP_REPLAY, ESP_ENCAP,
};

/**
 * struct esp - what an action is told
 * @attrs: ours has the layout of ib_uverbs'
 * @aes_gcm: ditto
 * @encap: the outer header
 */
struct esp {
	struct ruapi_flow_action_esp attrs;
	struct ruapi_flow_action_aes_gcm aes_gcm;
	struct ruapi_flow_spec encap;
};

/* One header, of IP. */
static int get_encap(const struct ioctl_cmd *cmd, struct ruapi_flow_spec *spec)
{
	struct ib_uverbs_flow_action_esp_encap encap;
	int ret;

	ret = in_copy(cmd, ESP_ENCAP, &encap, sizeof(encap));
	if (ret)
		return ret;
	if (encap.next_ptr)
		return -EOPNOTSUPP;
	if ((encap.type != SPEC_IPV4 && encap.type != SPEC_IPV6) ||
	    !encap.len || encap.len > sizeof(spec->value))
		return -EINVAL;
	memset(spec, 0, sizeof(*spec));
	spec->type = encap.type;
	return ioctl_read(spec->value, (void *)(uintptr_t)encap.val_ptr,
			  encap.len);
}

/* What is not given is -ENOENT, which is right. */
static int get_esp(const struct ioctl_cmd *cmd, struct esp *esp)
{
	int ret;

	ret = in_copy(cmd, ESP_ATTRS, &esp->attrs, sizeof(esp->attrs));
	if (!ret || ret == -ENOENT)
		ret = in_copy(cmd, ESP_KEYMAT, &esp->aes_gcm,
			      sizeof(esp->aes_gcm));
	if (!ret || ret == -ENOENT)
		ret = get_encap(cmd, &esp->encap);
	return ret == -ENOENT ? 0 : ret;
}

static void put_esp(struct call *call, const struct ioctl_cmd *cmd,
		    const struct esp *esp)
{
	if (in_given(cmd, ESP_ATTRS))
		call_buf(call, RUAPI_FLOW_ACTION_CREATE_ESP, &esp->attrs,
			 sizeof(esp->attrs));
	if (in_given(cmd, ESP_KEYMAT))
		call_buf(call, RUAPI_FLOW_ACTION_CREATE_AES_GCM, &esp->aes_gcm,
			 sizeof(esp->aes_gcm));
	if (in_given(cmd, ESP_ESN))
		call_u32(call, RUAPI_FLOW_ACTION_CREATE_ESN,
			 (uint32_t)cmd->attrs[ESP_ESN]->data);
	if (in_given(cmd, ESP_REPLAY)) {
		const uint32_t replay =
			cmd->attrs[ESP_REPLAY]->attr_data.enum_data.elem_id;

		call_u32(call, RUAPI_FLOW_ACTION_CREATE_REPLAY, replay);
		if (replay)
			call_u32(call, RUAPI_FLOW_ACTION_CREATE_REPLAY_SIZE,
				 (uint32_t)cmd->attrs[ESP_REPLAY]->data);
	}
	if (in_given(cmd, ESP_ENCAP))
		call_buf(call, RUAPI_FLOW_ACTION_CREATE_ENCAP, &esp->encap,
			 sizeof(esp->encap));
}

/* Nobody may find the key there later. */
static void wipe(struct esp *esp)
{
	memset(esp, 0, sizeof(*esp));
	__asm__ volatile("" : : "r"(esp) : "memory");
}

static int esp_create(struct ioctl_cmd *cmd)
{
	const struct ruapi_attr *action;
	struct call call;
	struct esp esp;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_FLOW_ACTION,
		  RUAPI_FLOW_ACTION_CREATE);
	action = call_want_new(&call, RUAPI_FLOW_ACTION_CREATE_HANDLE,
			       RUAPI_OBJ_FLOW_ACTION);
	call_obj(&call, RUAPI_FLOW_ACTION_CREATE_CONTEXT, RUAPI_OBJ_CONTEXT,
		 cmd->view->context);
	ret = get_esp(cmd, &esp);
	if (!ret) {
		put_esp(&call, cmd, &esp);
		ret = ioctl_run(&call, cmd);
	}
	if (!ret)
		out_made(cmd, ESP_HANDLE, RUAPI_OBJ_FLOW_ACTION,
			 action->obj.handle);
	wipe(&esp);
	return ret;
}

static int esp_modify(struct ioctl_cmd *cmd)
{
	struct call call;
	struct esp esp;
	int ret;

	call_init(&call, RUAPI_IOC_CALL, RUAPI_OBJ_FLOW_ACTION,
		  RUAPI_FLOW_ACTION_MODIFY);
	call_obj(&call, RUAPI_FLOW_ACTION_MODIFY_HANDLE, RUAPI_OBJ_FLOW_ACTION,
		 in_handle(cmd, ESP_HANDLE));
	ret = get_esp(cmd, &esp);
	if (!ret) {
		put_esp(&call, cmd, &esp);
		ret = ioctl_run(&call, cmd);
	}
	wipe(&esp);
	return ret;
}

static int destroy(struct ioctl_cmd *cmd)
{
	return ioctl_destroy(cmd->view, RUAPI_OBJ_FLOW_ACTION,
			     in_handle(cmd, 0));
}

/* ---- the table ----------------------------------------------------------------- */

static const struct attr_choice keymats[] = {
	{
		.zero_tail = true,
		.min = sizeof(struct ib_uverbs_flow_action_esp_keymat_aes_gcm),
		.max = sizeof(struct ib_uverbs_flow_action_esp_keymat_aes_gcm),
	},
};

static const struct attr_choice replays[] = {
	{ .max = 0 },
	{ .zero_tail = true, .min = 4, .max = 4 },
};

#define ESP_ATTRIBUTES(...) \
	[ESP_ATTRS] = IN_STRUCT(UVERBS_ATTR_FLOW_ACTION_ESP_ATTRS, \
				ib_uverbs_flow_action_esp, hard_limit_pkts, \
				##__VA_ARGS__), \
	[ESP_ESN] = IN(UVERBS_ATTR_FLOW_ACTION_ESP_ESN, 4, OPTIONAL), \
	[ESP_KEYMAT] = IN_CHOICE(UVERBS_ATTR_FLOW_ACTION_ESP_KEYMAT, keymats, \
				 ##__VA_ARGS__), \
	[ESP_REPLAY] = IN_CHOICE(UVERBS_ATTR_FLOW_ACTION_ESP_REPLAY, replays, \
				 OPTIONAL), \
	[ESP_ENCAP] = IN(UVERBS_ATTR_FLOW_ACTION_ESP_ENCAP, \
			 sizeof(struct ib_uverbs_flow_action_esp_encap), \
			 OPTIONAL, .copied = true)

static const struct method methods[] = {
	{
		.object = UVERBS_OBJECT_FLOW_ACTION,
		.method = UVERBS_METHOD_FLOW_ACTION_ESP_CREATE,
		.num_attrs = 6,
		.ours = RUAPI_OBJ_FLOW_ACTION,
		.action = RUAPI_FLOW_ACTION_CREATE,
		.attrs = {
			[ESP_HANDLE] =
				NEW(UVERBS_ATTR_CREATE_FLOW_ACTION_ESP_HANDLE),
			ESP_ATTRIBUTES(),
		},
		.run = esp_create,
	},
	{
		.object = UVERBS_OBJECT_FLOW_ACTION,
		.method = UVERBS_METHOD_FLOW_ACTION_ESP_MODIFY,
		.num_attrs = 6,
		.ours = RUAPI_OBJ_FLOW_ACTION,
		.action = RUAPI_FLOW_ACTION_MODIFY,
		.attrs = {
			[ESP_HANDLE] =
				OBJ(UVERBS_ATTR_MODIFY_FLOW_ACTION_ESP_HANDLE, FLOW_ACTION),
			ESP_ATTRIBUTES(OPTIONAL),
		},
		.run = esp_modify,
	},
	{
		.object = UVERBS_OBJECT_FLOW_ACTION,
		.method = UVERBS_METHOD_FLOW_ACTION_DESTROY,
		.num_attrs = 1,
		.ours = RUAPI_OBJ_FLOW_ACTION,
		.action = RUAPI_DESTROY,
		.no_context = true,
		.attrs = { OBJ(UVERBS_ATTR_DESTROY_FLOW_ACTION_HANDLE, FLOW_ACTION) },
		.run = destroy,
	},
};

const struct methods ioctl_flow_action_methods = {
	.list = methods,
	.count = COUNT(methods),
};
