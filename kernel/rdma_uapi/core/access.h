/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Who may do what (access.c): all policy of the module. */
#ifndef RUAPI_ACCESS_H
#define RUAPI_ACCESS_H

#include <linux/cgroup_rdma.h>

struct ib_gid_attr;
struct ruapi_call;
struct ruapi_device;
struct ruapi_ns;
struct ruapi_obj;

bool ruapi_access_by_port(struct ruapi_device *dev);
int ruapi_access_device(struct ruapi_ns *ns, struct ruapi_device *dev);
bool ruapi_access_event(struct ruapi_ns *ns, struct ruapi_device *dev);
int ruapi_access_port(struct ruapi_ns *ns, struct ruapi_device *dev, u32 port);
int ruapi_access_pkey(struct ruapi_ns *ns, struct ruapi_device *dev, u32 port,
		      u16 index);
bool ruapi_access_gid(struct ruapi_ns *ns, struct ruapi_device *dev,
		      const struct ib_gid_attr *attr);
int ruapi_access_kept(struct ruapi_ns *ns, struct ruapi_device *dev, u32 port,
		      u16 pkey, bool has_pkey);
bool ruapi_access_raw(struct ruapi_device *dev);
bool ruapi_access_privileged_qkey(struct ruapi_device *dev);
int ruapi_access_method(struct ruapi_call *call);
int ruapi_access_object(struct ruapi_obj *obj, u16 action);
int ruapi_access_part(struct ruapi_call *call, u16 object, u16 action);
int ruapi_access_charge(struct ruapi_obj *obj, struct ruapi_device *dev,
			enum rdmacg_resource_type resource);
void ruapi_access_uncharge(struct ruapi_obj *obj, struct ruapi_device *dev);

#endif /* RUAPI_ACCESS_H */
