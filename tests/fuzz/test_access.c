// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Which CAP_NET_RAW counts, on a device of a container: rxe and siw cannot be
 * given to another network namespace than the first.  Prints TAP.
 */
#include "stubs.h"

extern bool *shim_param_netns_raw;

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

int main(void)
{
	bool by_default;

	stub_init();
	by_default = *shim_param_netns_raw;
	check(by_default == RUAPI_COMPAT_NETNS_RAW,
	      "the rule is the running kernel's");
	test_container(&stub_devices[0]);
	test_root(&stub_devices[0]);
	printf("1..%u\n", tests);
	return !!failures;
}
