// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* rdma-uapi doctor: HCAs, their drivers, ports and provider libraries. */
#include <inttypes.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <rdma_uapi/rdma_uapi.h>
#include "doctor.h"
#include "text.h"

/* Drivers of Ethernet adapters, and the driver that makes HCAs of them. */
static const struct {
	const char *netdev;
	const char *rdma;
} siblings[] = {
	{ "mlx5_core", "mlx5_ib" },
	{ "mlx4_core", "mlx4_ib" },
	{ "cxgb4", "iw_cxgb4" },
	{ "bnxt_en", "bnxt_re" },
	{ "ice", "irdma" },
	{ "i40e", "irdma" },
	{ "qede", "qedr" },
	{ "hns3", "hns_roce_hw_v2" },
	{ "mana", "mana_ib" },
	{ "ionic", "ionic_rdma" },
};

/* Provider libraries that are not called as the driver is. */
static const struct {
	const char *driver;
	const char *provider;
} providers[] = {
	{ "hfi1", "hfi1verbs" },
	{ "qib", "ipathverbs" },
};

/* The netdev of a port, or NULL; to be freed. */
static char *port_netdev(const struct patient *p, const char *hca,
			 const char *port)
{
	char *name = machine_read(&p->machine,
				  "/sys/class/infiniband/%s/ports/%s/gid_attrs/ndevs/0",
				  hca, port);

	if (name && *name)
		return name;
	free(name);
	return NULL;
}

static int netdev_is_up(const struct patient *p, const char *netdev)
{
	char *flags = machine_read(&p->machine, "/sys/class/net/%s/flags",
				   netdev);
	const int ret = flags && strtoul(flags, NULL, 16) & IFF_UP;

	free(flags);
	return ret;
}

/* The reason why a port is not active; @state is for all of them. */
static void add_inactive(struct patient *p, enum finding_state state,
			 const char *hca, const char *port, const char *is)
{
	char *netdev = port_netdev(p, hca, port);

	if (!strncmp(is, "INIT", 4)) {
		findings_add(&p->found, state, "port",
			     "%s port %s is INIT: no subnet manager has seen it",
			     hca, port);
		findings_cure(&p->found, "apt-get install opensm   # unless a switch or another host has one");
	} else if (netdev && machine_has(&p->machine, "/sys/class/net/%s", netdev) &&
		   !netdev_is_up(p, netdev)) {
		findings_add(&p->found, state, "port",
			     "%s port %s is %s, and its netdev %s is not up",
			     hca, port, is, netdev);
		findings_cure(&p->found, "ip link set %s up", netdev);
	} else if (netdev) {
		findings_add(&p->found, state, "port",
			     "%s port %s is %s: has %s a carrier? Is it in another network namespace?",
			     hca, port, is, netdev);
	} else {
		findings_add(&p->found, state, "port",
			     "%s port %s is %s: is there a cable?", hca, port,
			     is);
	}
	free(netdev);
}

/* "4: ACTIVE" is "ACTIVE"; to be freed. */
static char *port_state(const struct patient *p, const char *hca,
			const char *port)
{
	char *state = machine_read(&p->machine,
				   "/sys/class/infiniband/%s/ports/%s/state",
				   hca, port);
	char *blank = state ? strchr(state, ' ') : NULL;
	char *text = xprintf("%s", blank ? blank + 1 : "in no state");

	free(state);
	return text;
}

static void add_active(struct patient *p, const char *hca, const char *port)
{
	char *netdev = port_netdev(p, hca, port);

	findings_add(&p->found, FINDING_OK, "port", "%s port %s is ACTIVE%s%s",
		     hca, port, netdev ? ", on " : "", netdev ? netdev : "");
	free(netdev);
}

/* Counts those that can be used, or, if @any is there, says what ails others. */
static unsigned int check_ports(struct patient *p, const char *hca,
				const enum finding_state *any)
{
	char **ports = machine_list(&p->machine, "/sys/class/infiniband/%s/ports",
				    hca);
	unsigned int active = 0;
	char **port, *state;

	for (port = ports; *port; port++) {
		state = port_state(p, hca, *port);
		if (!strcmp(state, "ACTIVE")) {
			active++;
			if (any)
				add_active(p, hca, *port);
		} else if (any) {
			add_inactive(p, *any, hca, *port, state);
		}
		free(state);
	}
	machine_list_free(ports);
	return active;
}

/* Its driver by the module, or else by its name: "mlx5_0" is of mlx5. */
static char *driver_of(const struct ruapi_device_info *devices, uint32_t count,
		       const char *hca)
{
	const char *driver;
	uint32_t i;

	for (i = 0; i < count; i++) {
		driver = ruapi_driver_name(devices[i].driver_id);
		if (driver && !strncmp(devices[i].name, hca,
				       sizeof(devices[i].name)))
			return xprintf("%s", driver);
	}
	for (i = 1; ruapi_driver_name(i); i++) {
		driver = ruapi_driver_name(i);
		if (!strncmp(driver, hca, strlen(driver)) &&
		    strspn(hca + strlen(driver), "_0123456789") ==
			    strlen(hca + strlen(driver)))
			return xprintf("%s", driver);
	}
	return NULL;
}

static void check_provider(struct patient *p, const char *hca,
			   const char *driver)
{
	const char *provider = driver;
	unsigned int i;

	/* Simulated HCAs have the driver_id of others. */
	if (!driver || !strncmp(hca, "rdmasim", 7))
		return;
	for (i = 0; i < sizeof(providers) / sizeof(providers[0]); i++)
		if (!strcmp(providers[i].driver, driver))
			provider = providers[i].provider;
	if (machine_has(&p->machine, "/etc/libibverbs.d/%s.driver", provider)) {
		findings_add(&p->found, FINDING_OK, "provider",
			     "libibverbs knows %s, by %s", hca, provider);
		return;
	}
	findings_add(&p->found, FINDING_NOTE, "provider",
		     "libibverbs has no provider %s: its programs do not see %s",
		     provider, hca);
	findings_cure(&p->found, "apt-get install ibverbs-providers");
}

/* Some drivers the module does not open; it says so before it asks them. */
static void check_driver(struct patient *p,
			 const struct ruapi_device_info *device)
{
	struct ruapi_context_open_args open = {
		.index = device->index,
		.new_ = 1,
		.set = RUAPI_SET(RUAPI_CONTEXT_OPEN_INDEX),
	};
	struct ruapi_context_destroy_args destroy = { .handle = 0 };
	char name[sizeof(device->name) + 1];

	snprintf(name, sizeof(name), "%.*s", (int)sizeof(device->name),
		 device->name);
	if (!ruapi_context_open(p->fd, &open)) {
		destroy.handle = open.handle;
		ruapi_context_destroy(p->fd, &destroy);
		return;
	}
	if (open.error.reason == RUAPI_REASON_UNSAFE) {
		findings_add(&p->found, FINDING_WRONG, "driver",
			     "%s: its driver lets users get at memory that is not theirs, and is not opened: docs/drivers.md",
			     name);
		findings_cure(&p->found, "echo 'options rdma_uapi unsafe_drivers=1' >/etc/modprobe.d/rdma_uapi_unsafe.conf   # if all its users may do all");
	} else if (open.error.reason == RUAPI_REASON_UVERBS) {
		findings_add(&p->found, FINDING_WRONG, "driver",
			     "%s: its driver needs ib_uverbs itself, and is not opened: docs/drivers.md",
			     name);
	}
}

/* What the module shows of them, in this network namespace. */
static void check_visible(struct patient *p, char **hcas,
			  struct ruapi_device_info **devices, uint32_t *count)
{
	uint32_t i, there = 0;

	*devices = NULL;
	*count = 0;
	if (p->fd < 0 || ruapi_device_list_all(p->fd, devices, count))
		return;
	while (hcas[there])
		there++;
	if (!*count && there) {
		findings_add(&p->found, FINDING_WRONG, "visible",
			     "none of the HCAs belongs to this network namespace");
		findings_cure(&p->found, "rdma dev set %s netns NAME   # on the host, if 'rdma system' says exclusive",
			      hcas[0]);
	}
	for (i = 0; i < *count; i++)
		check_driver(p, &(*devices)[i]);
}

/* An adapter that could be one, but its driver is not loaded. */
static void check_siblings(struct patient *p)
{
	unsigned int i;

	for (i = 0; i < sizeof(siblings) / sizeof(siblings[0]); i++) {
		if (!machine_has(&p->machine, "/sys/module/%s",
				 siblings[i].netdev) ||
		    machine_has(&p->machine, "/sys/module/%s", siblings[i].rdma))
			continue;
		findings_add(&p->found, FINDING_NOTE, "driver",
			     "%s is loaded, %s is not, without which its adapters are no HCAs",
			     siblings[i].netdev, siblings[i].rdma);
		findings_cure(&p->found, "modprobe %s", siblings[i].rdma);
	}
}

/* Is it an Ethernet device?  Not all that is in the folder is one, nor a device. */
static int netdev_is_ethernet(const struct patient *p, const char *netdev)
{
	char *type = machine_read(&p->machine, "/sys/class/net/%s/type", netdev);
	const int ret = type && strtoul(type, NULL, 10) == ARPHRD_ETHER;

	free(type);
	return ret;
}

static void add_no_hca(struct patient *p)
{
	char **netdevs = machine_list(&p->machine, "/sys/class/net");
	const char *netdev = "NETDEV";
	char **name;
	int up = 0;

	/* The first that could do it at once, or else could do it. */
	for (name = netdevs; *name && !up; name++) {
		if (!netdev_is_ethernet(p, *name))
			continue;
		up = netdev_is_up(p, *name);
		if (up || !strcmp(netdev, "NETDEV"))
			netdev = *name;
	}
	findings_add(&p->found, FINDING_WRONG, "hca", "there is none");
	findings_cure(&p->found, "rdma link add rxe0 type rxe netdev %s   # soft-RoCE, if the machine has no other",
		      netdev);
	machine_list_free(netdevs);
}

void doctor_hcas(struct patient *p)
{
	char **hcas = machine_list(&p->machine, "/sys/class/infiniband");
	struct ruapi_device_info *devices;
	enum finding_state state;
	unsigned int active = 0;
	uint32_t count;
	char **hca, *driver;

	check_siblings(p);
	check_visible(p, hcas, &devices, &count);
	if (!*hcas)
		add_no_hca(p);
	for (hca = hcas; *hca; hca++)
		active += check_ports(p, *hca, NULL);
	state = active ? FINDING_NOTE : FINDING_WRONG;
	for (hca = hcas; *hca; hca++) {
		driver = driver_of(devices, count, *hca);
		findings_add(&p->found, FINDING_OK, "hca", "%s, of the driver %s",
			     *hca, driver ? driver : "?");
		check_ports(p, *hca, &state);
		check_provider(p, *hca, driver);
		free(driver);
	}
	free(devices);
	machine_list_free(hcas);
}
