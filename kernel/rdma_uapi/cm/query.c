// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * CM_ID: what an id is like now.  Everything is copied under the id's locks and
 * put out when they are dropped again: a page fault of the caller must not hold
 * up rdma_cm, still less the removal of a device.
 */
#include <rdma/ib.h>
#include <rdma/ib_addr.h>
#include <rdma/ib_sa.h>
#include <rdma/ib_user_sa.h>

#include "cm/cm.h"

/* rdma_cm knows a primary and an alternate path. */
#define CM_MAX_PATHS 2

static void cm_put_addr(struct ruapi_call *call, u16 attr,
			const struct sockaddr_storage *addr)
{
	const int size = rdma_addr_size((const struct sockaddr *)addr);

	attr_put_array(call, attr, addr, size ?: sizeof(addr->ss_family));
}

/* Of CM_ID.QUERY; CM_ID.QUERY_GID has the same numbers. */
static void cm_query_device(struct ruapi_call *call, struct rdma_cm_id *id)
{
	const struct ib_device *ibdev = id->device;

	attr_put_u32(call, RUAPI_CM_ID_QUERY_DEVICE,
		     ibdev ? ibdev->index : U32_MAX);
	attr_put_u32(call, RUAPI_CM_ID_QUERY_PORT, ibdev ? id->port_num : 0);
	attr_put_u32(call, RUAPI_CM_ID_QUERY_PKEY,
		     ibdev ? ib_addr_get_pkey(&id->route.addr.dev_addr) : 0);
	attr_put_u64(call, RUAPI_CM_ID_QUERY_NODE_GUID,
		     ibdev ? (__force u64)ibdev->node_guid : 0);
}

int cm_id_query(struct ruapi_call *call)
{
	struct sockaddr_storage src, dst;
	struct ruapi_cm_id *cm;

	cm = cm_lock(call);
	if (IS_ERR(cm))
		return PTR_ERR(cm);
	rdma_lock_handler(cm->id);
	src = cm->id->route.addr.src_addr;
	dst = cm->id->route.addr.dst_addr;
	cm_query_device(call, cm->id);
	rdma_unlock_handler(cm->id);
	attr_put_u32(call, RUAPI_CM_ID_QUERY_STATE, READ_ONCE(cm->state));
	attr_put_u32(call, RUAPI_CM_ID_QUERY_BACKLOG, cm->backlog);
	attr_put_u32(call, RUAPI_CM_ID_QUERY_PORT_SPACE, cm->port_space);
	cm_unlock(cm);

	cm_put_addr(call, RUAPI_CM_ID_QUERY_SRC, &src);
	cm_put_addr(call, RUAPI_CM_ID_QUERY_DST, &dst);
	return 0;
}

static void cm_pack_path(struct ib_path_rec_data *data, struct sa_path_rec *rec)
{
	struct sa_path_rec ib;

	data->flags = IB_PATH_GMP | IB_PATH_PRIMARY | IB_PATH_BIDIRECTIONAL;
	if (rec->rec_type == SA_PATH_REC_TYPE_OPA) {
		sa_convert_path_opa_to_ib(&ib, rec);
		rec = &ib;
	}
	ib_sa_pack_path(rec, data->path_rec);
}

int cm_id_query_path(struct ruapi_call *call)
{
	struct ib_path_rec_data paths[CM_MAX_PATHS] = {};
	struct rdma_route *route;
	struct ruapi_cm_id *cm;
	u32 count = 0;
	u32 i;

	cm = cm_lock(call);
	if (IS_ERR(cm))
		return PTR_ERR(cm);
	rdma_lock_handler(cm->id);
	route = &cm->id->route;
	if (route->path_rec)
		count = min(route->num_pri_alt_paths, CM_MAX_PATHS);
	for (i = 0; i < count; i++)
		cm_pack_path(&paths[i], &route->path_rec[i]);
	rdma_unlock_handler(cm->id);
	cm_unlock(cm);

	attr_put_array(call, RUAPI_CM_ID_QUERY_PATH_PATHS, paths,
		       count * sizeof(*paths));
	attr_put_u32(call, RUAPI_CM_ID_QUERY_PATH_COUNT, count);
	return 0;
}

/* One side of an id as a GID, whatever the family of its address is. */
static void cm_gid_addr(struct rdma_cm_id *id, struct sockaddr_storage *addr,
			bool dst, struct sockaddr_ib *sib)
{
	/* rdma_cm leaves it as it is where there is no address yet. */
	union ib_gid gid = {};
	u16 pkey = 0;

	if (addr->ss_family == AF_IB) {
		memcpy(sib, addr, sizeof(*sib));
		return;
	}
	if (id->device)
		pkey = ib_addr_get_pkey(&id->route.addr.dev_addr);
	rdma_read_gids(id, dst ? NULL : &gid, dst ? &gid : NULL);
	memset(sib, 0, sizeof(*sib));
	sib->sib_family = AF_IB;
	sib->sib_pkey = cpu_to_be16(pkey);
	memcpy(&sib->sib_addr, &gid, sizeof(gid));
	sib->sib_sid = rdma_get_service_id(id, (struct sockaddr *)addr);
}

int cm_id_query_gid(struct ruapi_call *call)
{
	struct sockaddr_ib src, dst;
	struct rdma_addr *addr;
	struct ruapi_cm_id *cm;

	cm = cm_lock(call);
	if (IS_ERR(cm))
		return PTR_ERR(cm);
	rdma_lock_handler(cm->id);
	addr = &cm->id->route.addr;
	cm_gid_addr(cm->id, &addr->src_addr, false, &src);
	cm_gid_addr(cm->id, &addr->dst_addr, true, &dst);
	cm_query_device(call, cm->id);
	rdma_unlock_handler(cm->id);
	cm_unlock(cm);

	attr_put_array(call, RUAPI_CM_ID_QUERY_GID_SRC, &src, sizeof(src));
	attr_put_array(call, RUAPI_CM_ID_QUERY_GID_DST, &dst, sizeof(dst));
	return 0;
}

/**
 * cm_id_device() - ruapi_type::device
 * @obj: the CM_ID
 *
 * Return: a reference; NULL if the id is not bound to a device yet;
 * ERR_PTR(-ENODEV) if the device has gone, ERR_PTR(-EINTR) if the caller is being
 * killed.
 *
 * Context: may sleep; takes ruapi_cm_id::mutex.
 */
struct ruapi_device *cm_id_device(struct ruapi_obj *obj)
{
	struct ruapi_cm_id *cm = to_cm_id(obj);
	struct ruapi_device *dev = NULL;
	struct ib_device *ibdev;

	/* Under the mutex it cannot go away; its index is nobody else's ever. */
	if (mutex_lock_killable(&cm->mutex))
		return ERR_PTR(-EINTR);
	ibdev = cm->id ? READ_ONCE(cm->id->device) : NULL;
	if (ibdev)
		dev = ruapi_device_find(ibdev->index);
	/* Ours is the first turn when a device goes, then rdma_cm's. */
	if (!dev && (ibdev || !cm->id))
		dev = ERR_PTR(-ENODEV);
	mutex_unlock(&cm->mutex);
	return dev;
}

/* ---- fdinfo ------------------------------------------------------------ */

static const char *cm_state_name(u32 state)
{
	const struct ruapi_names *names =
		ruapi_objects[RUAPI_OBJ_CM_ID]->actions[RUAPI_QUERY]
			.attrs[RUAPI_CM_ID_QUERY_STATE].names;
	unsigned int i;

	for (i = 0; i < names->count; i++)
		if (names->list[i].value == state)
			return names->list[i].name;
	return "?";
}

static void cm_show_addr(struct seq_file *m, const struct sockaddr_storage *src)
{
	/* It may change meanwhile: better mixed up than misread. */
	const struct sockaddr_storage addr = *src;
	const struct sockaddr_ib *sib = (const struct sockaddr_ib *)&addr;

	switch (addr.ss_family) {
	case AF_INET:
	case AF_INET6:
		seq_printf(m, " %pISpc", &addr);
		break;
	case AF_IB:
		seq_printf(m, " [%pI6c]:%u", &sib->sib_addr,
			   (u16)be64_to_cpu(sib->sib_sid));
		break;
	default:
		seq_puts(m, " -");
	}
}

/**
 * cm_id_fdinfo() - ruapi_type::fdinfo: one line about an id
 * @obj: the CM_ID
 * @m: where to
 *
 * Context: does not sleep.
 */
void cm_id_fdinfo(struct ruapi_obj *obj, struct seq_file *m)
{
	struct ruapi_cm_id *cm = to_cm_id(obj);
	const struct rdma_route *route;
	struct ib_device *ibdev;

	seq_printf(m, "ruapi-cm-id:\t%u", object_handle(obj));
	if (!mutex_trylock(&cm->mutex)) {
		seq_puts(m, " busy - - -\n");
		return;
	}
	if (cm->id) {
		route = &cm->id->route;
		ibdev = READ_ONCE(cm->id->device);
		seq_printf(m, " %s", cm_state_name(READ_ONCE(cm->state)));
		cm_show_addr(m, &route->addr.src_addr);
		cm_show_addr(m, &route->addr.dst_addr);
		seq_printf(m, " %s\n", ibdev ? ibdev->name : "-");
	} else {
		seq_puts(m, " DEAD - - -\n");
	}
	mutex_unlock(&cm->mutex);
}
