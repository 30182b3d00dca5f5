// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What is done with datagrams of flows: IPsec's ESP, which they do not have.  So an
 * action counts those that it would have seen, and drops those beyond its limit.
 *
 * ib_core has no operations for that any more, and so these are methods of the
 * driver, with the numbers and attributes that ib_uverbs' own had.
 */
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <rdma/ib_user_ioctl_cmds.h>
#include <rdma/uverbs_ioctl.h>
#include <rdma/uverbs_std_types.h>

#define UVERBS_MODULE_NAME rdmasim
#include <rdma/uverbs_named_ioctl.h>

#include "rdmasim.h"
#include "rdmasim-abi.h"

#define ESP_FLAGS	(IB_UVERBS_FLOW_ACTION_ESP_FLAGS_FULL_OFFLOAD |	\
			 IB_UVERBS_FLOW_ACTION_ESP_FLAGS_TRANSPORT |	\
			 IB_UVERBS_FLOW_ACTION_ESP_FLAGS_ENCRYPT |	\
			 IB_UVERBS_FLOW_ACTION_ESP_FLAGS_ESN_NEW_WINDOW)

/**
 * struct esp - what an action was told
 * @attrs: as userspace has it
 * @keymat: ditto; what it holds is wiped
 * @replay: enum ib_uverbs_flow_action_esp_replay
 * @replay_size: of the bitmap
 * @esn: upper half of sequence numbers
 * @has_esn: there is one
 * @encap_type: enum ib_flow_spec_type of the outer header, 0: none
 */
struct esp {
	struct ib_uverbs_flow_action_esp attrs;
	struct ib_uverbs_flow_action_esp_keymat_aes_gcm keymat;
	u8 replay;
	u32 replay_size;
	u32 esn;
	bool has_esn;
	u16 encap_type;
};

/**
 * struct sim_flow_action - an action
 * @ib: ib_core's
 * @all: in sim_device.flow_actions
 * @esp: what it was told; under the lock of that list
 * @limit: of datagrams, of @esp
 * @packets: those that flows have shown it
 */
struct sim_flow_action {
	struct ib_flow_action ib;
	struct list_head all;
	struct esp esp;
	atomic64_t limit;
	atomic64_t packets;
};

static struct sim_flow_action *to_sim_flow_action(struct ib_flow_action *ib)
{
	return container_of(ib, struct sim_flow_action, ib);
}

/* A datagram of a flow with this action.  True if it is to be dropped. */
bool sim_flow_action_apply(struct ib_flow_action *ib)
{
	struct sim_flow_action *action = to_sim_flow_action(ib);
	const u64 limit = atomic64_read(&action->limit);
	const u64 packets = atomic64_inc_return(&action->packets);

	return limit && packets > limit;
}

/* ---- what userspace says ------------------------------------------------------------------- */

static int get_attrs(struct uverbs_attr_bundle *attrs, struct esp *esp)
{
	int ret;

	ret = uverbs_copy_from_or_zero(&esp->attrs, attrs, UVERBS_ATTR_FLOW_ACTION_ESP_ATTRS);
	if (ret)
		return ret == -ENOENT ? 0 : ret;
	return esp->attrs.flags & ~(u32)ESP_FLAGS ? -EOPNOTSUPP : 0;
}

static int get_keymat(struct uverbs_attr_bundle *attrs, struct esp *esp)
{
	int ret;

	ret = uverbs_copy_from_or_zero(&esp->keymat, attrs, UVERBS_ATTR_FLOW_ACTION_ESP_KEYMAT);
	if (ret)
		return ret == -ENOENT ? 0 : ret;
	if (esp->keymat.iv_algo != IB_UVERBS_FLOW_ACTION_IV_ALGO_SEQ)
		return -EOPNOTSUPP;
	if (esp->keymat.key_len != 16 && esp->keymat.key_len != 24 &&
	    esp->keymat.key_len != 32)
		return -EINVAL;
	if (esp->keymat.icv_len != 8 && esp->keymat.icv_len != 12 && esp->keymat.icv_len != 16)
		return -EINVAL;
	return 0;
}

static int get_replay(struct uverbs_attr_bundle *attrs, struct esp *esp)
{
	struct ib_uverbs_flow_action_esp_replay_bmp bmp = {};
	int ret;

	if (!uverbs_attr_is_valid(attrs, UVERBS_ATTR_FLOW_ACTION_ESP_REPLAY))
		return 0;
	ret = uverbs_attr_get_enum_id(attrs, UVERBS_ATTR_FLOW_ACTION_ESP_REPLAY);
	if (ret < 0)
		return ret;
	esp->replay = ret;
	if (ret == IB_UVERBS_FLOW_ACTION_ESP_REPLAY_NONE)
		return 0;
	ret = uverbs_copy_from_or_zero(&bmp, attrs, UVERBS_ATTR_FLOW_ACTION_ESP_REPLAY);
	esp->replay_size = bmp.size;
	return ret;
}

static int get_esn(struct uverbs_attr_bundle *attrs, struct esp *esp)
{
	int ret;

	ret = uverbs_copy_from(&esp->esn, attrs, UVERBS_ATTR_FLOW_ACTION_ESP_ESN);
	if (!ret)
		esp->has_esn = true;
	return ret == -ENOENT ? 0 : ret;
}

/* One header, with addresses of IP. */
static int get_encap(struct uverbs_attr_bundle *attrs, struct esp *esp)
{
	const struct ib_uverbs_flow_action_esp_encap *encap;
	u8 value[sizeof(struct ib_uverbs_flow_ipv6_filter)];

	if (!uverbs_attr_is_valid(attrs, UVERBS_ATTR_FLOW_ACTION_ESP_ENCAP))
		return 0;
	encap = uverbs_attr_get_alloced_ptr(attrs, UVERBS_ATTR_FLOW_ACTION_ESP_ENCAP);
	if (IS_ERR(encap))
		return PTR_ERR(encap);
	if (encap->next_ptr)
		return -EOPNOTSUPP;
	if (encap->type != IB_FLOW_SPEC_IPV4 && encap->type != IB_FLOW_SPEC_IPV6)
		return -EINVAL;
	if (!encap->len || encap->len > sizeof(value))
		return -EINVAL;
	if (copy_from_user(value, u64_to_user_ptr(encap->val_ptr), encap->len))
		return -EFAULT;
	esp->encap_type = encap->type;
	return 0;
}

static int get_esp(struct uverbs_attr_bundle *attrs, struct esp *esp)
{
	return get_esn(attrs, esp) ?: get_attrs(attrs, esp) ?: get_keymat(attrs, esp) ?:
	       get_replay(attrs, esp) ?: get_encap(attrs, esp);
}

/* How many it is to have seen already. */
static int get_packets(struct uverbs_attr_bundle *attrs, struct sim_flow_action *action)
{
	u64 packets;
	int ret;

	ret = uverbs_copy_from(&packets, attrs, RDMASIM_ATTR_CREATE_FLOW_ACTION_PACKETS);
	if (!ret)
		atomic64_set(&action->packets, packets);
	return ret == -ENOENT ? 0 : ret;
}

/* ---- life ---------------------------------------------------------------------------------- */

static int UVERBS_HANDLER(UVERBS_METHOD_FLOW_ACTION_ESP_CREATE)(struct uverbs_attr_bundle *attrs)
{
	struct ib_uobject *uobj =
		uverbs_attr_get_uobject(attrs, UVERBS_ATTR_CREATE_FLOW_ACTION_ESP_HANDLE);
	struct sim_device *dev = to_sim(attrs->context->device);
	struct sim_flow_action *action;
	int ret;

	ret = sim_fault(dev, SIM_OP_CREATE_FLOW_ACTION);
	if (ret)
		return ret;
	action = kzalloc(sizeof(*action), GFP_KERNEL_ACCOUNT);
	if (!action)
		return -ENOMEM;
	ret = get_esp(attrs, &action->esp) ?: get_packets(attrs, action);
	if (ret) {
		kfree_sensitive(action);
		return ret;
	}
	atomic64_set(&action->limit, action->esp.attrs.hard_limit_pkts);
	mutex_lock(&dev->flow_actions.lock);
	list_add_tail(&action->all, &dev->flow_actions.list);
	mutex_unlock(&dev->flow_actions.lock);
	uverbs_flow_action_fill_action(&action->ib, uobj, &dev->ib, IB_FLOW_ACTION_ESP);
	return 0;
}

static int UVERBS_HANDLER(UVERBS_METHOD_FLOW_ACTION_ESP_MODIFY)(struct uverbs_attr_bundle *attrs)
{
	struct ib_uobject *uobj =
		uverbs_attr_get_uobject(attrs, UVERBS_ATTR_MODIFY_FLOW_ACTION_ESP_HANDLE);
	struct sim_flow_action *action = to_sim_flow_action(uobj->object);
	struct sim_device *dev = to_sim(action->ib.device);
	struct esp esp;
	int ret;

	if (action->ib.type != IB_FLOW_ACTION_ESP)
		return -EINVAL;
	ret = sim_fault(dev, SIM_OP_MODIFY_FLOW_ACTION);
	if (ret)
		return ret;
	mutex_lock(&dev->flow_actions.lock);
	esp = action->esp;
	mutex_unlock(&dev->flow_actions.lock);
	ret = get_esp(attrs, &esp);
	if (!ret) {
		mutex_lock(&dev->flow_actions.lock);
		action->esp = esp;
		atomic64_set(&action->limit, esp.attrs.hard_limit_pkts);
		mutex_unlock(&dev->flow_actions.lock);
	}
	memzero_explicit(&esp, sizeof(esp));
	return ret;
}

static int sim_destroy_flow_action(struct ib_flow_action *ib)
{
	struct sim_flow_action *action = to_sim_flow_action(ib);
	struct sim_device *dev = to_sim(ib->device);
	int ret;

	ret = sim_fault(dev, SIM_OP_DESTROY_FLOW_ACTION);
	if (ret)
		return ret;
	mutex_lock(&dev->flow_actions.lock);
	list_del(&action->all);
	mutex_unlock(&dev->flow_actions.lock);
	kfree_sensitive(action);
	return 0;
}

/* All but keys and what is mixed with them. */
void sim_flow_actions_show(struct seq_file *seq, struct sim_device *dev)
{
	const struct sim_flow_action *action;

	mutex_lock(&dev->flow_actions.lock);
	list_for_each_entry(action, &dev->flow_actions.list, all) {
		const struct esp *esp = &action->esp;

		seq_printf(seq, "spi=%#x seq=%u tfc_pad=%u flags=%#x limit=%llu", esp->attrs.spi,
			   esp->attrs.seq, esp->attrs.tfc_pad, esp->attrs.flags,
			   esp->attrs.hard_limit_pkts);
		seq_printf(seq, " key_len=%u icv_len=%u replay=%u/%u", esp->keymat.key_len,
			   esp->keymat.icv_len, esp->replay, esp->replay_size);
		if (esp->has_esn)
			seq_printf(seq, " esn=%u", esp->esn);
		seq_printf(seq, " encap=%#x packets=%llu\n", esp->encap_type,
			   atomic64_read(&action->packets));
	}
	mutex_unlock(&dev->flow_actions.lock);
}

/* ---- the methods --------------------------------------------------------------------------- */

#define ENCAP_SIZE	sizeof(struct ib_uverbs_flow_action_esp_encap)

static const struct uverbs_attr_spec keymats[] = {
	[IB_UVERBS_FLOW_ACTION_ESP_KEYMAT_AES_GCM] = {
		.type = UVERBS_ATTR_TYPE_PTR_IN,
		UVERBS_ATTR_STRUCT(struct ib_uverbs_flow_action_esp_keymat_aes_gcm, aes_key),
	},
};

static const struct uverbs_attr_spec replays[] = {
	[IB_UVERBS_FLOW_ACTION_ESP_REPLAY_NONE] = {
		.type = UVERBS_ATTR_TYPE_PTR_IN,
		UVERBS_ATTR_NO_DATA(),
	},
	[IB_UVERBS_FLOW_ACTION_ESP_REPLAY_BMP] = {
		.type = UVERBS_ATTR_TYPE_PTR_IN,
		UVERBS_ATTR_STRUCT(struct ib_uverbs_flow_action_esp_replay_bmp, size),
	},
};

DECLARE_UVERBS_NAMED_METHOD(UVERBS_METHOD_FLOW_ACTION_ESP_CREATE,
			    UVERBS_ATTR_IDR(UVERBS_ATTR_CREATE_FLOW_ACTION_ESP_HANDLE,
					    UVERBS_OBJECT_FLOW_ACTION, UVERBS_ACCESS_NEW,
					    UA_MANDATORY),
			    UVERBS_ATTR_PTR_IN(UVERBS_ATTR_FLOW_ACTION_ESP_ATTRS,
					       UVERBS_ATTR_STRUCT(struct ib_uverbs_flow_action_esp,
								  hard_limit_pkts),
					       UA_MANDATORY),
			    UVERBS_ATTR_PTR_IN(UVERBS_ATTR_FLOW_ACTION_ESP_ESN,
					       UVERBS_ATTR_TYPE(__u32), UA_OPTIONAL),
			    UVERBS_ATTR_ENUM_IN(UVERBS_ATTR_FLOW_ACTION_ESP_KEYMAT, keymats,
						UA_MANDATORY),
			    UVERBS_ATTR_ENUM_IN(UVERBS_ATTR_FLOW_ACTION_ESP_REPLAY, replays,
						UA_OPTIONAL),
			    UVERBS_ATTR_PTR_IN(UVERBS_ATTR_FLOW_ACTION_ESP_ENCAP,
					       UVERBS_ATTR_SIZE(ENCAP_SIZE, ENCAP_SIZE),
					       UA_OPTIONAL, UA_ALLOC_AND_COPY),
			    UVERBS_ATTR_PTR_IN(RDMASIM_ATTR_CREATE_FLOW_ACTION_PACKETS,
					       UVERBS_ATTR_TYPE(u64), UA_OPTIONAL));

DECLARE_UVERBS_NAMED_METHOD(UVERBS_METHOD_FLOW_ACTION_ESP_MODIFY,
			    UVERBS_ATTR_IDR(UVERBS_ATTR_MODIFY_FLOW_ACTION_ESP_HANDLE,
					    UVERBS_OBJECT_FLOW_ACTION, UVERBS_ACCESS_WRITE,
					    UA_MANDATORY),
			    UVERBS_ATTR_PTR_IN(UVERBS_ATTR_FLOW_ACTION_ESP_ATTRS,
					       UVERBS_ATTR_STRUCT(struct ib_uverbs_flow_action_esp,
								  hard_limit_pkts),
					       UA_OPTIONAL),
			    UVERBS_ATTR_PTR_IN(UVERBS_ATTR_FLOW_ACTION_ESP_ESN,
					       UVERBS_ATTR_TYPE(__u32), UA_OPTIONAL),
			    UVERBS_ATTR_ENUM_IN(UVERBS_ATTR_FLOW_ACTION_ESP_KEYMAT, keymats,
						UA_OPTIONAL),
			    UVERBS_ATTR_ENUM_IN(UVERBS_ATTR_FLOW_ACTION_ESP_REPLAY, replays,
						UA_OPTIONAL),
			    UVERBS_ATTR_PTR_IN(UVERBS_ATTR_FLOW_ACTION_ESP_ENCAP,
					       UVERBS_ATTR_SIZE(ENCAP_SIZE, ENCAP_SIZE),
					       UA_OPTIONAL, UA_ALLOC_AND_COPY));

ADD_UVERBS_METHODS(flow_action_methods, UVERBS_OBJECT_FLOW_ACTION,
		   &UVERBS_METHOD(UVERBS_METHOD_FLOW_ACTION_ESP_CREATE),
		   &UVERBS_METHOD(UVERBS_METHOD_FLOW_ACTION_ESP_MODIFY));

const struct uapi_definition sim_flow_action_defs[] = {
	UAPI_DEF_CHAIN_OBJ_TREE(UVERBS_OBJECT_FLOW_ACTION, &flow_action_methods),
	{}
};

const struct ib_device_ops sim_flow_action_ops = {
	.destroy_flow_action = sim_destroy_flow_action,
};
