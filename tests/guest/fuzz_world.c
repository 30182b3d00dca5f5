// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What happens to the module besides calls: devices come and go, memory runs
 * out, and it is loaded and removed.
 */
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <pthread.h>
#include <rdma/rdma_netlink.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "guest.h"
#include "fuzz.h"

/* ---- RDMA netlink ---------------------------------------------------------------- */

struct request {
	struct nlmsghdr hdr;
	char attrs[512];
};

static void request_put(struct request *request, uint16_t type,
			const void *data, uint16_t len)
{
	struct nlattr *attr = (void *)((char *)request +
				       NLMSG_ALIGN(request->hdr.nlmsg_len));

	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + len;
	memcpy((char *)attr + NLA_HDRLEN, data, len);
	request->hdr.nlmsg_len = NLMSG_ALIGN(request->hdr.nlmsg_len) +
				 NLA_ALIGN(attr->nla_len);
}

static void request_put_text(struct request *request, uint16_t type,
			     const char *text)
{
	request_put(request, type, text, strlen(text) + 1);
}

/* Return: what the kernel answers, 0 or a negative errno. */
static int request_send(struct request *request, int op)
{
	struct {
		struct nlmsghdr hdr;
		struct nlmsgerr err;
		char rest[1024];
	} answer = {};
	const int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
			      NETLINK_RDMA);
	int ret;

	request->hdr.nlmsg_type = RDMA_NL_GET_TYPE(RDMA_NL_NLDEV, op);
	request->hdr.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	if (fd < 0 || send(fd, request, request->hdr.nlmsg_len, 0) < 0 ||
	    recv(fd, &answer, sizeof(answer), 0) < (ssize_t)NLMSG_HDRLEN)
		ret = -errno;
	else
		ret = answer.err.error;
	if (fd >= 0)
		close(fd);
	return ret;
}

static int link_delete(uint32_t index)
{
	struct request request = { .hdr.nlmsg_len = NLMSG_HDRLEN };

	request_put(&request, RDMA_NLDEV_ATTR_DEV_INDEX, &index, 4);
	return request_send(&request, RDMA_NLDEV_CMD_DELLINK);
}

static int link_add(const struct fz_device *device)
{
	struct request request = { .hdr.nlmsg_len = NLMSG_HDRLEN };

	request_put_text(&request, RDMA_NLDEV_ATTR_DEV_NAME, device->name);
	request_put_text(&request, RDMA_NLDEV_ATTR_LINK_TYPE,
			 ruapi_driver_name(device->driver));
	request_put_text(&request, RDMA_NLDEV_ATTR_NDEV_NAME, device->netdev);
	return request_send(&request, RDMA_NLDEV_CMD_NEWLINK);
}

/* ---- devices ----------------------------------------------------------------------- */

/* One thread at a time; most others have better things to do than to wait. */
static pthread_mutex_t world_lock = PTHREAD_MUTEX_INITIALIZER;

static bool device_lock(const struct fz_device *device, bool wait)
{
	if (!device->netdev[0])
		return false;
	return !(wait ? pthread_mutex_lock(&world_lock) :
			pthread_mutex_trylock(&world_lock));
}

static void learn_index(struct fz_device *device)
{
	const int fd = open_namespace();
	struct ruapi_device_info info;

	if (!device_find(fd, device->name, &info))
		__atomic_store_n(&device->index, info.index, __ATOMIC_RELAXED);
	close(fd);
}

/* The network device must be in our namespace, where a link is added. */
void fz_world_device(struct fz_device *device)
{
	char *line = shell("rdma link show %s/1 2>&1", device->name);
	const char *at = line ? strstr(line, "netdev ") : NULL;

	if (!at || sscanf(at, "netdev %15s", device->netdev) != 1 ||
	    !if_nametoindex(device->netdev))
		device->netdev[0] = '\0';
	free(line);
}

void fz_world_unplug(struct fz_device *device, bool wait)
{
	if (!device_lock(device, wait))
		return;
	/* Perhaps it did not come back the last time. */
	if (is_sim(device->driver)) {
		unplug_name(device->name);
		if (!plug_name(device->name, device->netdev))
			learn_index(device);
		shell_run("ip addr add 10.3.0.1/24 dev %s && ip link set %s up",
			  device->netdev, device->netdev);
	} else {
		link_delete(device->index);
		if (!link_add(device))
			learn_index(device);
	}
	pthread_mutex_unlock(&world_lock);
}

static void set_up(int fd, struct ifreq *ifr, bool up)
{
	if (ioctl(fd, SIOCGIFFLAGS, ifr))
		return;
	if (up)
		ifr->ifr_flags |= IFF_UP;
	else
		ifr->ifr_flags &= ~IFF_UP;
	ioctl(fd, SIOCSIFFLAGS, ifr);
}

void fz_world_flap(struct fz_device *device, bool wait)
{
	struct ifreq ifr = {};
	int fd;

	if (!device_lock(device, wait))
		return;
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%.15s", device->netdev);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd >= 0) {
		set_up(fd, &ifr, false);
		set_up(fd, &ifr, true);
		close(fd);
	}
	pthread_mutex_unlock(&world_lock);
}

/* ---- faults ---------------------------------------------------------------------------- */

void fz_world_fault(unsigned int nth)
{
	static __thread int fd = -1;
	char text[16];
	int len;

	if (fd == -1)
		fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		fd = -2;
		return;
	}
	len = snprintf(text, sizeof(text), "%u", nth);
	/* A fault that is still to come may hit the write that takes it back. */
	if (pwrite(fd, text, len, 0) != len && pwrite(fd, text, len, 0) != len)
		bail_out("fail-nth: %s", strerror(errno));
}

/* ---- capabilities ------------------------------------------------------------------------- */

/* By system call: libraries change all threads at once. */
void fz_world_plain(bool plain)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
	unsigned int i;

	if (syscall(SYS_capget, &header, data))
		bail_out("capget: %s", strerror(errno));
	for (i = 0; i < COUNT(data); i++)
		data[i].effective = plain ? 0 : data[i].permitted;
	if (syscall(SYS_capset, &header, data))
		bail_out("capset: %s", strerror(errno));
}

/* ---- the module -------------------------------------------------------------------------- */

int fz_world_load(const char *path)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	int ret = 0;

	if (fd < 0 || syscall(SYS_finit_module, fd, "", 0))
		ret = -errno;
	if (fd >= 0)
		close(fd);
	return ret;
}

/* The last reference may still be on its way back. */
int fz_world_unload(void)
{
	const uint64_t end = now_ms() + 10000;

	while (syscall(SYS_delete_module, "rdma_uapi", O_NONBLOCK)) {
		if (errno != EWOULDBLOCK || now_ms() > end)
			return -errno;
		sleep_ms(50);
	}
	return 0;
}
