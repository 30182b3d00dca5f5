// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Policy where there is no device to show it on: which CAP_NET_RAW counts, on a device
 * of a container (rxe and siw cannot be given to another network namespace than the
 * first); user capabilities that actions of the core demand (rdmasim's are demanded by
 * methods).  Prints TAP.
 */
#include "stubs.h"

#include "../../kernel/drivers/known.h"
#include "core/call_path.c"

extern bool *shim_param_netns_raw;
extern bool *shim_param_shared_ports;

static struct net container = { .user_ns = (void *)&container };
static unsigned int tests, failures;

static void check(bool good, const char *what)
{
	failures += !good;
	printf("%sok %u - %s\n", good ? "" : "not ", ++tests, what);
}

/* Root of a user namespace that owns a network namespace, and its device. */
static void test_container(struct ruapi_device *dev)
{
	stub = (struct stub){ .exclusive = true, .no_init_cap = true };
	dev->ibdev->coredev.rdma_net.net = &container;

	*shim_param_netns_raw = false;
	check(!ruapi_access_raw(dev),
	      "root of a container is not who the kernel asks for");
	check(!ruapi_access_privileged_qkey(dev),
	      "nor may it use controlled Q_Keys");
	*shim_param_netns_raw = true;
	check(ruapi_access_raw(dev),
	      "with netns_raw it is, on the container's own device");
	check(ruapi_access_privileged_qkey(dev), "and may use them");
	stub.exclusive = false;
	check(!ruapi_access_raw(dev),
	      "but not on a device that everybody sees");
	dev->ibdev->coredev.rdma_net.net = &init_net;
}

static void test_root(struct ruapi_device *dev)
{
	unsigned int i;

	for (i = 0; i < 2; i++) {
		*shim_param_netns_raw = i;
		stub = (struct stub){};
		check(ruapi_access_raw(dev), "root may");
		stub.no_cap = true;
		check(!ruapi_access_raw(dev), "without CAP_NET_RAW nobody may");
	}
}

/* QP.MODIFY demands the second of a driver, attribute 3 of a method the first. */
static const char *const ucap_names[] = { "first", "second", };
static const struct ruapi_ucap_demand demands[] = {
	{
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_MODIFY,
		.ucap = 1,
	},
	{
		.object = RUAPI_OBJ_QP,
		.action = RUAPI_QP_CREATE,
		.attr = RUAPI_ATTR_DRIVER | 3,
		.ucap = 0,
	},
};
static const struct ruapi_driver_ucaps ucaps = {
	.names = ucap_names,
	.demands = demands,
	.num_names = ARRAY_SIZE(ucap_names),
	.num_demands = ARRAY_SIZE(demands),
};

/* Return: what is said to the call of an action, with an attribute of the driver's. */
static int ask(struct ruapi_context *ctx, u16 action, u16 attr, u8 flags,
	       u16 *bad_attr)
{
	static struct ruapi_handler handler;
	static struct ruapi_call call;
	static struct ruapi_ns ns;
	struct ruapi_action compiled = {
		.object = RUAPI_OBJ_QP,
		.number = action,
		.lsm_cmd = RUAPI_LSM_CMD(RUAPI_OBJ_QP, action),
	};
	struct ruapi_attr attrs[] = { { .id = 1, }, { .id = attr, .flags = flags, }, };
	int ret;

	memset(&call, 0, sizeof(call));
	ns.node = &stub_node;
	call.ns = &ns;
	call.action = &compiled;
	call.handler = &handler;
	call.attrs = attrs;
	call.hdr.num_attrs = ARRAY_SIZE(attrs);
	call.ctx = ctx;
	call.dev = ctx->dev;
	ret = access_call(&call);
	*bad_attr = call.hdr.bad_attr;
	return ret && call.hdr.reason != RUAPI_REASON_UCAP ? -EIO : ret;
}

static void test_ucaps(struct ruapi_device *dev)
{
	const u16 attr = RUAPI_ATTR_DRIVER | 3;
	struct ruapi_context ctx = { .dev = dev, };
	struct ruapi_obj qp = { .type = RUAPI_OBJ_QP, .ctx = &ctx, };
	static struct ruapi_ns ns;
	u16 bad;

	stub = (struct stub){};
	ns.node = &stub_node;
	qp.ns = &ns;
	dev->ucaps = &ucaps;
	check(ask(&ctx, RUAPI_QP_MODIFY, 0, 0, &bad) == -EPERM && !bad,
	      "an action that demands a user capability");
	check(ruapi_access_object(&qp, RUAPI_QP_MODIFY) == -EPERM,
	      "also as part of another one");
	check(!ask(&ctx, RUAPI_QP_DETACH_MCAST, 0, 0, &bad), "another action does not");
	check(!ask(&ctx, RUAPI_QP_CREATE, 0, 0, &bad), "nor one of which an attribute does");
	check(ask(&ctx, RUAPI_QP_CREATE, attr, RUAPI_ATTR_F_VALID, &bad) == -EPERM &&
	      bad == attr, "with that it does, and the attribute is named");
	check(!ask(&ctx, RUAPI_QP_CREATE, attr, 0, &bad), "unless nobody looks at it");
	ctx.ucaps = 1 << 0;
	check(!ask(&ctx, RUAPI_QP_CREATE, attr, RUAPI_ATTR_F_VALID, &bad),
	      "a context that has it may");
	check(ask(&ctx, RUAPI_QP_MODIFY, 0, 0, &bad) == -EPERM, "but not what demands another");
	ctx.ucaps = 1 << 1;
	check(!ask(&ctx, RUAPI_QP_MODIFY, 0, 0, &bad), "which it may with that");
	check(!ruapi_access_object(&qp, RUAPI_QP_MODIFY), "also as part of another one");
	ctx.ucaps = 0;
	dev->ucaps = NULL;
	check(!ask(&ctx, RUAPI_QP_MODIFY, attr, RUAPI_ATTR_F_VALID, &bad),
	      "a driver without any demands nothing");
}

/* ---- ports that a call names ------------------------------------------------ */

/* What is said to QP.MODIFY of a QP on port 1, or AH.CREATE. */
static int ask_struct(struct ruapi_device *dev, u16 object, u16 number, u16 id,
		      void *data)
{
	static const struct ruapi_handler handler;
	static struct ruapi_call call;
	static struct ruapi_ns ns;
	struct ruapi_context ctx = { .dev = dev, };
	struct ruapi_obj obj = { .type = RUAPI_OBJ_QP, .ctx = &ctx, };
	struct ruapi_attr attrs[] = { { .id = id, }, };
	int ret;

	memset(&call, 0, sizeof(call));
	ns.node = &stub_node;
	ns.net = &init_net;
	call.ns = &ns;
	call.action = ruapi_action(object, number);
	call.handler = &handler;
	call.attrs = attrs;
	call.given = BIT_ULL(id);
	call.hdr.num_attrs = 1;
	call.refs[0].obj = &obj;
	call.num_refs = 1;
	call.bufs[0] = (struct ruapi_buf){ .data = data, .id = id, };
	call.num_bufs = 1;
	call.ctx = &ctx;
	call.dev = dev;
	ret = access_call(&call);
	if (ret && (call.hdr.reason != RUAPI_REASON_NETNS ||
		    call.hdr.bad_attr != id))
		return -EIO;
	return ret;
}

static int ask_qp(struct ruapi_device *dev, struct ruapi_qp_attr attr)
{
	return ask_struct(dev, RUAPI_OBJ_QP, RUAPI_QP_MODIFY,
			  RUAPI_QP_MODIFY_ATTR, &attr);
}

static int ask_ah(struct ruapi_device *dev, struct ruapi_ah_attr attr)
{
	return ask_struct(dev, RUAPI_OBJ_AH, RUAPI_AH_CREATE,
			  RUAPI_AH_CREATE_ATTR, &attr);
}

static void test_ports(struct ruapi_device *dev)
{
	const struct ruapi_qp_attr init = {
		.mask = IB_QP_PORT | IB_QP_PKEY_INDEX,
		.port_num = 1,
	};
	struct ruapi_qp_attr attr = init;

	stub = (struct stub){ .one_port = true };
	check(!ask_qp(dev, attr), "a QP goes to a port that is seen");
	attr.port_num = 2;
	check(ask_qp(dev, attr) == -EACCES, "and to no other");
	*shim_param_shared_ports = true;
	check(!ask_qp(dev, attr), "unless ports are everybody's");
	*shim_param_shared_ports = false;
	attr.port_num = 3;
	check(!ask_qp(dev, attr), "one that is not there is the handler's to refuse");
	attr = init;
	attr.pkey_index = 1;
	check(ask_qp(dev, attr) == -EACCES, "nor to a P_Key of others");
	attr.mask = IB_QP_PORT;
	check(!ask_qp(dev, attr), "which counts if the mask says so");
	attr = init;
	attr.mask |= IB_QP_AV;
	attr.ah.port_num = 2;
	check(ask_qp(dev, attr) == -EACCES, "nor does its path begin there");
	attr.ah.port_num = 1;
	attr.ah.sgid_index = 1;
	check(!ask_qp(dev, attr), "a GID counts only with a GRH");
	attr.ah.is_global = 1;
	check(ask_qp(dev, attr) == -EACCES, "and then, one of others");
	attr = init;
	attr.mask |= IB_QP_ALT_PATH;
	attr.alt_port_num = 2;
	attr.alt_ah.port_num = 1;
	check(ask_qp(dev, attr) == -EACCES, "nor its alternate path");
	attr.alt_port_num = 1;
	attr.alt_ah.port_num = 2;
	check(ask_qp(dev, attr) == -EACCES, "by neither number");
	attr.alt_ah.port_num = 1;
	attr.alt_pkey_index = 1;
	check(ask_qp(dev, attr) == -EACCES, "nor with that P_Key");
	attr.alt_pkey_index = 0;
	check(!ask_qp(dev, attr), "with what is seen it does");
	check(!ask_ah(dev, (struct ruapi_ah_attr){ .port_num = 1, }),
	      "an address handle of a port that is seen");
	check(ask_ah(dev, (struct ruapi_ah_attr){ .port_num = 2, }) == -EACCES,
	      "of another one");
	check(ask_ah(dev, (struct ruapi_ah_attr){
			.port_num = 1, .is_global = 1, .sgid_index = 1,
	      }) == -EACCES, "with a GID of others");
	stub.exclusive = true;
	attr.port_num = 2;
	check(!ask_qp(dev, attr), "a device that is somebody's is with all its ports");
}

int main(void)
{
	bool by_default;

	stub_init();
	by_default = *shim_param_netns_raw;
	check(by_default == RUAPI_COMPAT_NETNS_RAW,
	      "the rule is the running kernel's");
	test_container(&stub_devices[0]);
	test_root(&stub_devices[0]);
	test_ucaps(&stub_devices[0]);
	check(!ruapi_actions_init(), "specifications are compiled");
	test_ports(&stub_devices[0]);
	ruapi_actions_exit();
	printf("1..%u\n", tests);
	return !!failures;
}
