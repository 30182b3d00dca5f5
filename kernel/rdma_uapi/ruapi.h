/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * rdma_uapi.ko: the index of the house, and the order of its locks.
 *
 * The module has three wings.  core/ is what every call of every object goes
 * through; verbs/ has a file for each object of an HCA, cm/ those of the
 * connection manager.  Arrows point one way: verbs/ and cm/ use core/, which
 * names neither of them: what differs by type is an operation of struct
 * ruapi_type, and types.c, beside the wings, is the list of types.  cm/ sees of
 * verbs/ what verbs/for_cm.h says, verbs/ sees nothing of cm/.
 *
 *	call.h		a call: copy, validate (against the tables in uapi/), resolve
 *			handles, authorize, run the handler, copy out, publish;
 *			call_steps.h: each of that by itself; call_path.c: in one
 *	batch.h		several calls, all of them or none
 *	attr.h		how handlers read and write attributes
 *	action.h	specifications and handlers, compiled when the module loads
 *	handle.h	numbers of objects
 *	object.h	objects and their types
 *	namespace.h	an open of the device node, and its views
 *	context.h	opened HCAs
 *	device.h	HCAs that come and go
 *	event.h		events and queues; event_queue.h: queues with a handle
 *	mmap.h		mappings of contexts, and windows
 *	access.h	all policy
 *	ports.h		which network namespace a port belongs to; ipoib.h: netdevs of IPoIB
 *	ucap.h		user capabilities: nodes that contexts are opened with
 *	compat.h	what differs between kernels; drivers/: what drivers expect
 *
 * Lock order, outermost first:
 *
 *	namespaces_lock			the list of namespaces; inside of
 *					ib_core's locks of clients
 *	ucaps_lock			nodes of user capabilities come and go; inside
 *					of ib_core's locks of clients, and nothing of
 *					ours inside of it
 *	ports_lock			what network namespaces have of devices, and which fds
 *					use that; inside of namespaces_lock and of what
 *					calls hold.  Inside of it only the next three, and
 *					spinlocks
 *	ruapi_ports::lock		that is being worked out.  Tables of ib_core
 *					are read under it, netdevs are not locked
 *	grants_lock			what is given to network namespaces; also when one of
 *					them ends, inside of the kernel's locks for that, and
 *					nothing of ours inside of it.  A grant holds no
 *					reference: it goes before its device and before its
 *					network namespace do
 *	ipoibs_lock			netdevs of IPoIB; also inside of rtnl
 *	ruapi_ns::open_lock		one CONTEXT.OPEN of an fd at a time; held
 *					while the memory of its caller comes
 *	object use count		a conflict is EBUSY.  Only DESTROY waits, if
 *					it is told to, and killably, but not in a
 *					batch, which is in a context; what goes
 *					with the CM id or queue that is going is
 *					left to the last call that uses it
 *	ruapi_queue::read_lock		the reader of a queue
 *	ruapi_cm_id::mutex		calls on one CM id, and its works.  Where
 *					they use the QP of the id they only try
 *					the rwsem, whose holders may wait for
 *					userspace
 *	ruapi_devices_hold()		only the freeing of devices waits for it
 *	ruapi_context::rwsem		read: a call uses the context; write:
 *					its hardware is being made or destroyed.
 *					Waited for killably, but by a removal,
 *					which ends what it waits for
 *	ruapi_ns::view_lock		which context is open on which view
 *	ruapi_device::lock		contexts of a device come and go; for
 *					short, nobody waits under it
 *	mmap_lock of a process		taken by page faults of calls, and killably by
 *					those that place in windows.  mmap() has it
 *					already and only tries rwsem
 *	ruapi_context::mappings_lock	mappings of a context, and what is in windows;
 *					drivers place under it
 *	i_mmap_rwsem of ns->mappings	its VMAs, as the kernel finds them
 *	ib_uverbs_file::umap_lock	those that ib_core has just noted
 *	ruapi_qp::mcast_lock		multicast groups of a QP
 *	ruapi_qp::place_lock		where a QP is, and that it is there
 *	ruapi_flow::place_lock		that its port is there, and its end; never held
 *					together with that of a QP
 *	rdma_lock_handler()		events of a CM id stand still; handlers
 *					take no lock from above
 *	ruapi_cm_id::post		the queue of the CM id
 *	ruapi_context::lock, ruapi_handles::lock, xa_lock of ns->slots
 *					spinlocks, never held together
 *	siglock of a task		inside of ruapi_context::lock
 *	ruapi_context::queues_lock	where its events go; a spinlock
 *	ruapi_queue::lock		innermost, also taken in interrupts
 *
 * Lifetime: a handle holds one reference on its object, a call another one.
 * An object holds its context's memory, a context its ruapi_device, the
 * ib_device's memory and the driver module, and so does each of its mappings.
 * A view holds the main file, and with it the namespace.  So does the file of a
 * driver's object, which holds that object, too (struct ruapi_driver_object).
 */
#ifndef RUAPI_H
#define RUAPI_H

#include <linux/slab.h>
#include <linux/uaccess.h>

#include "core/access.h"
#include "core/action.h"
#include "core/attr.h"
#include "core/call.h"
#include "core/compat.h"
#include "core/context.h"
#include "core/device.h"
#include "core/event.h"
#include "core/event_queue.h"
#include "core/handle.h"
#include "core/mmap.h"
#include "core/namespace.h"
#include "core/object.h"
#include "core/ports.h"
#include "core/ucap.h"

#endif /* RUAPI_H */
