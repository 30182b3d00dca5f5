/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What the test programs of guests share: TAP, objects, what is left of them. */
#ifndef GUEST_H
#define GUEST_H

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma_uapi/rdma_uapi.h>
#include "sockaddr_ib.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- TAP ---------------------------------------------------------------- */

/**
 * test_begin() - checks from here on belong to a test
 * @fmt: its name
 *
 * The test before it ends.
 */
void test_begin(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * test_check() - a check of the test
 * @good: whether it passed
 * @fmt: which case it is and what was wrong
 *
 * Return: @good.
 */
bool test_check(bool good, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * test_ret() - check what a call returned
 * @ret: what it returned: 0 or a negative errno
 * @want: what it should have
 * @fmt: which case it is
 *
 * Return: whether they are equal.
 */
bool test_ret(int ret, int want, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The test cannot be run here. */
void test_skip(const char *reason);

/* All tests are done.  Return: status of the program. */
int test_done(void);

/* Give up: a precondition of all tests is missing. */
void bail_out(const char *fmt, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/* "EINVAL", of either sign. */
const char *err_name(int err);

/* ---- time and text ------------------------------------------------------- */

/* Monotonic milliseconds. */
uint64_t now_ms(void);

/**
 * kernel_since() - is this kernel a version, or a later one?
 * @major: of the version
 * @minor: of the version
 */
bool kernel_since(unsigned int major, unsigned int minor);

/**
 * patience() - how long something may take on this kernel
 * @ms: on a stock kernel
 *
 * Return: ms, or ten times that on the sanitizer kernel, where RCU callbacks,
 * quarantines and lockdep make everything slow.
 */
unsigned int patience(unsigned int ms);

/* Milliseconds that starting the rdma tool takes beside what runs here now. */
unsigned int tool_ms(void);
void sleep_ms(unsigned int ms);

/* The output of a shell command, to be freed. */
char *shell(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Runs a shell command.  Return: its exit status. */
int shell_run(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* What /proc says about an fd of this process, but how many calls there were; to be freed. */
char *fdinfo(int fd);

/* How many calls /proc says were made on the fds of a namespace; UINT64_MAX: it does not. */
uint64_t fdinfo_calls(int fd);

/* A thread that closes an fd, whose number is the argument. */
void *close_run(void *fd);

/* Whether a thread ends soon, although others do not; it is joined then. */
bool ends_soon(pthread_t thread, void **ret);

/* File descriptors that this process has open. */
unsigned int open_fds(void);

/* What `rdma resource show` counts for a device; 0 if it is not there. */
unsigned int resource_count(const char *ibdev, const char *what);

/* ---- objects -------------------------------------------------------------- */

/**
 * struct set - one object of each type, on one device
 * @fd: of the device
 * @name: of the ib_device
 * @device: its index
 * @driver: enum rdma_driver_id
 * @slot: of the context, for mmap()
 * @queue_fd: reads the event queue
 * @handle: by enum ruapi_object; 0: there is none
 * @buf: memory of the MR
 * @cq_offset: the CQ's memory, an offset for mmap() on @fd
 * @cq_size: its bytes, 0: we do not know the driver's answer
 * @qp_num: of the QP
 */
struct set {
	int fd;
	char name[64];
	uint32_t device;
	uint32_t driver;
	uint32_t slot;
	int queue_fd;
	uint32_t handle[__RUAPI_OBJ_MAX];
	void *buf;
	off_t cq_offset;
	size_t cq_size;
	uint32_t qp_num;
};

/* A new namespace; bails out if there is none. */
int open_namespace(void);

/* Finds a device by name.  Return: 0 or -ENODEV. */
int device_find(int fd, const char *name, struct ruapi_device_info *info);

/**
 * uhw_room() - what a driver wants to exchange with its provider library
 * @driver: enum rdma_driver_id
 * @object: enum ruapi_object
 * @action: action number
 *
 * Return: request of zeroes and room for the response; valid until the next
 * call of the same thread.
 */
struct ruapi_uhw uhw_room(uint32_t driver, unsigned int object,
			  unsigned int action);

/* Makers.  They return 0 or a negative errno and set the handle. */
int make_context(int fd, const struct ruapi_device_info *info, bool fresh,
		 uint32_t queue, uint32_t *handle, uint32_t *slot);
int make_queue(int fd, uint8_t format, uint32_t flags, uint32_t *handle,
	       int *queue_fd);
int make_pd(int fd, uint32_t driver, uint32_t context, uint32_t *handle);
int make_mr(int fd, uint32_t driver, uint32_t pd, void *buf, size_t len,
	    uint32_t *handle);
int make_cq(int fd, uint32_t driver, uint32_t context, uint32_t queue,
	    uint64_t user_data, uint32_t *handle);
int make_qp(int fd, uint32_t driver, uint32_t pd, uint32_t cq,
	    uint64_t user_data, uint32_t *handle);
int make_cm_id(int fd, uint32_t queue, uint64_t user_data, uint32_t *handle);

/* PD, CQ, QP and id by one batch, on the event queue of the set. */
int make_endpoint(const struct set *set, struct ruapi_endpoint_args *args);

/* Destroys them, as far as they are there.  Return: the first error. */
int drop_endpoint(const struct set *set, struct ruapi_endpoint_args *args);

/*
 * Objects of a driver, by its own methods: a box of a PD of the context, and a file.
 * Of rdmasim; -EOPNOTSUPP elsewhere.
 */
int make_driver_object(int fd, uint32_t driver, uint32_t context, uint32_t pd,
		       uint32_t *handle);
int make_driver_file(int fd, uint32_t driver, uint32_t context, int *file);

/* DESTROY of any type.  Return: 0 or a negative errno. */
int destroy(int fd, unsigned int object, uint32_t handle);

/* One of each on a device.  Return: 0 or a negative errno. */
int set_make(struct set *set, int fd, const char *ibdev);

/* Destroys them, users first.  Return: the first error. */
int set_destroy(struct set *set);

/* Maps the memory of the CQ.  Return: MAP_FAILED if it cannot be. */
void *set_map_cq(const struct set *set);

/* Objects that a namespace has. */
uint32_t count_objects(int fd);

/* ---- events ---------------------------------------------------------------- */

/**
 * event_wait() - the next event that is interesting
 * @fd: to read from; other events are dropped
 * @type: enum ruapi_event_type, 0: any
 * @code: of the event, -1: any
 * @event: out: the event
 * @timeout_ms: how long to wait, on a stock kernel: see patience()
 *
 * Return: 0, -ETIMEDOUT, -EPIPE at the end of the queue, or an errno of read().
 */
int event_wait(int fd, unsigned int type, int code,
	       struct ruapi_event_cm *event, unsigned int timeout_ms);

/* ---- connections ------------------------------------------------------------ */

/* enum rdma_cm_event_type */
enum {
	ADDR_RESOLVED = 0,
	ADDR_ERROR = 1,
	ROUTE_RESOLVED = 2,
	CONNECT_REQUEST = 4,
	CONNECT_RESPONSE = 5,
	UNREACHABLE = 7,
	REJECTED = 8,
	ESTABLISHED = 9,
	DISCONNECTED = 10,
	DEVICE_REMOVAL = 11,
	MULTICAST_JOIN = 12,
	ADDR_CHANGE = 14,
	TIMEWAIT_EXIT = 15,
};

#define CM_WAIT_MS 20000

/* One call each.  Return: 0 or a negative errno. */
int cm_bind(int fd, uint32_t id, const char *addr, uint16_t port);
int cm_listen(int fd, uint32_t id, uint32_t backlog);
int cm_connect(int fd, uint32_t id, uint32_t qp_num, const void *data,
	       uint8_t len);
int cm_accept(int fd, uint32_t id, uint32_t qp_num, const void *data,
	      uint8_t len);
int cm_accept_plain(int fd, uint32_t id);
int cm_disconnect(int fd, uint32_t id);
int cm_bind_qp(int fd, uint32_t id, uint32_t qp);
unsigned int cm_state(int fd, uint32_t id);

/* Address and route, with their events.  Return: 0 or a negative errno. */
int cm_resolve(int fd, uint32_t id, const char *addr, uint16_t port);

/**
 * struct connection - both ends of a connection in one namespace
 * @listener: listening id
 * @client: id that connected
 * @server: id of the request
 */
struct connection {
	uint32_t listener;
	uint32_t client;
	uint32_t server;
};

/**
 * connection_make() - connect a device to itself
 * @c: out: the ids
 * @client: QP of the client
 * @server: QP of the server, of the same namespace
 * @addr: of the device
 * @port: to listen on
 *
 * Return: 0 or a negative errno.
 */
int connection_make(struct connection *c, const struct set *client,
		    const struct set *server, const char *addr, uint16_t port);

/**
 * connection_bound() - the same, by CM_ID.BIND_QP: the QPs are ready then
 * @c: out: the ids
 * @fd: namespace of all
 * @addr: of the device
 * @port: to listen on
 * @client: handle of the client's QP
 * @server: handle of the server's QP
 *
 * Return: 0 or a negative errno.
 */
int connection_bound(struct connection *c, int fd, const char *addr,
		     uint16_t port, uint32_t client, uint32_t server);

/* Destroys the ids.  Return: the first error. */
int connection_destroy(struct connection *c, int fd);

/* The address of the device in the scenarios. */
const char *set_address(const struct set *set);

/* ---- drivers ---------------------------------------------------------------- */

/* The simulated HCA, which says that it is this one. */
static inline bool is_sim(uint32_t driver)
{
	return driver == RDMA_DRIVER_HFI1;
}

/* Whether a driver has objects of a type at all, for users. */
bool driver_has(uint32_t driver, unsigned int type);

/* Removes the device.  Return: the status of what does it. */
int unplug_device(const struct set *set);
int unplug_name(const char *name);

/* Makes a device like it: rxe on @netdev, or a simulated HCA with a port. */
int plug_name(const char *name, const char *netdev);

#endif /* GUEST_H */
