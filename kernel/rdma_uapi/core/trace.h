/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Tracepoints: every call when it comes in and when it goes out. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM rdma_uapi

#if !defined(RUAPI_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define RUAPI_TRACE_H

#include <linux/tracepoint.h>

TRACE_EVENT(ruapi_call_enter,
	TP_PROTO(u64 ns, u8 nr, u16 object, u16 action, u32 driver_id,
		 u16 num_attrs),
	TP_ARGS(ns, nr, object, action, driver_id, num_attrs),
	TP_STRUCT__entry(
		__field(u64, ns)
		__field(u32, driver_id)
		__field(u16, object)
		__field(u16, action)
		__field(u16, num_attrs)
		__field(u8, nr)
	),
	TP_fast_assign(
		__entry->ns = ns;
		__entry->driver_id = driver_id;
		__entry->object = object;
		__entry->action = action;
		__entry->num_attrs = num_attrs;
		__entry->nr = nr;
	),
	TP_printk("ns=%llu nr=0x%x object=%u action=%u driver_id=%u num_attrs=%u",
		  __entry->ns, __entry->nr, __entry->object, __entry->action,
		  __entry->driver_id, __entry->num_attrs)
);

TRACE_EVENT(ruapi_call_exit,
	TP_PROTO(u64 ns, u16 object, u16 action, int ret, u16 bad_attr,
		 u16 reason),
	TP_ARGS(ns, object, action, ret, bad_attr, reason),
	TP_STRUCT__entry(
		__field(u64, ns)
		__field(int, ret)
		__field(u16, object)
		__field(u16, action)
		__field(u16, bad_attr)
		__field(u16, reason)
	),
	TP_fast_assign(
		__entry->ns = ns;
		__entry->ret = ret;
		__entry->object = object;
		__entry->action = action;
		__entry->bad_attr = bad_attr;
		__entry->reason = reason;
	),
	TP_printk("ns=%llu object=%u action=%u ret=%d bad_attr=%u reason=%u",
		  __entry->ns, __entry->object, __entry->action, __entry->ret,
		  __entry->bad_attr, __entry->reason)
);

#endif /* RUAPI_TRACE_H */

#undef TRACE_INCLUDE_PATH
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_PATH .
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
