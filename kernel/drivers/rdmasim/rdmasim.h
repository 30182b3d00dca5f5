/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * A simulated HCA: any number of instances with 1 to 8 ports each, InfiniBand
 * or RoCE, between which data really moves.  docs/rdmasim.md is its manual.
 *
 *	bus.c		instances, made and removed through /sys/bus/rdmasim
 *	device.c	what is said of an instance; contexts, PDs
 *	port.c		ports: state, GIDs, P_Keys
 *	link.c		how fast and reliable the link of a port is, and knobs for that
 *	apm.c		alternate paths of QPs
 *	netdev.c	the netdev of a RoCE port, its own or a given one
 *	fabric.c	what connects the ports of all instances of a kind
 *	ah.c		address vectors
 *	mmap.c		memory that programs map
 *	user.c		queues that programs map
 *	mr.c		memory regions, and copying from one to another
 *	dmabuf.c	regions of dma-bufs
 *	mw.c		memory windows
 *	dm.c		memory on the device
 *	dmah.c		DMA handles
 *	counters.c	counters that a program makes
 *	comp_cntr.c	completion counters
 *	cq.c		completion queues
 *	rq.c		receive queues, of QPs and shared
 *	wq.c		receive work queues, and tables of them
 *	qp.c		queue pairs: life, states, posting
 *	xrc.c		XRC domains, and what QPs of that transport do in them
 *	engine.c	executes what was posted
 *	datagram.c	delivers what unconnected QPs send
 *	flow.c		flows of QPs that are not connected
 *	packet.c	headers of their datagrams, and of raw packets
 *	rss.c		which of them spread packets over work queues, and how
 *	flow_action.c	what else is done with their datagrams
 *	shelf.c		what it takes a user capability for
 *	raw.c		QPs of raw packets
 *	mcast.c		who is attached to which multicast group
 *	mad.c		management datagrams that a port answers itself
 *	sa.c		the subnet administrator
 *	sa_group.c	its multicast groups
 *	sa_table.c	its answers, and tables in segments
 *	sa_notice.c	who it tells what happens
 *	methods.c	methods, objects and attributes of its own
 *	page.c		one of these objects: a page that is mapped
 *	stats.c		counters
 *	res.c		what netlink shows of objects
 *	fault.c		knobs in debugfs
 *
 * What they share is below, by file; their structs are in limits.h, fabric.h, memory.h,
 * queues.h, qp.h, device.h and fault.h.
 *
 * There are no packets: a work of the sender's QP executes a whole message at
 * once, on the sender's and on the receiver's side.  So what the other
 * side answers is what a function returns, and so is that it does not answer.
 *
 * Order of locks, outermost first:
 *	add_lock (bus.c)	one instance is made at a time
 *	rtnl
 *	sim_qp.req_mutex	who executes the send queue of a QP
 *	sim_fabric.sem		ports; read while a message is under way
 *	sim_mcast.lock		attached QPs of an instance
 *	sa_lock (sa.c)		what the administrator knows
 *	sim_port.raw.lock	who brings frames that come to a port to QPs
 *	sim_qp.resp_mutex	who brings a message to a QP
 *	sim_recv_wq.mutex	or, by a QP with a table, to a work queue
 *	sim_ucontext.lock	doorbells
 * req_mutex and resp_mutex are each taken by one QP at a time; QP.MODIFY takes
 * both of its own.  All spinlocks are below and have none inside them, but those
 * of sim_device.cqs, srqs and wqs, within which a knob has events told.
 *
 * An instance can be removed by whoever asks ib_core to, so none of these is held
 * when that is called.
 */
#ifndef RDMASIM_H
#define RDMASIM_H

#include <linux/seq_file.h>
#include <rdma/ib_mad.h>
#include <rdma/ib_verbs.h>
#include <rdma/uverbs_ioctl.h>

#include "device.h"
#include "fabric.h"
#include "fault.h"
#include "limits.h"
#include "memory.h"
#include "qp.h"
#include "queues.h"

/* Of all QPs and CQs. */
extern struct workqueue_struct *sim_wq;

/**
 * struct sim_spec - what an instance is to be like
 * @name: of the device
 * @netdevs: NULL: its ports have their own
 */
struct sim_spec {
	const char *name;
	u32 id;
	u32 nports;
	enum sim_kind kind;
	struct net_device *netdevs[SIM_MAX_PORTS];
};

/* bus.c */
void sim_instance_set(struct device *parent, struct sim_device *dev);
void sim_instance_gone(struct device *parent);

/* device.c */
int sim_check_bundle(const struct uverbs_attr_bundle *attrs, const struct ib_device *ib,
		     const struct ib_uobject *uobj);
int sim_device_add(const struct sim_spec *spec, struct device *parent);
void sim_device_del(struct sim_device *dev);

/* port.c */
extern const struct ib_device_ops sim_port_ops;
int sim_ports_init(struct sim_device *dev, const struct sim_spec *spec);
void sim_ports_exit(struct sim_device *dev);
bool sim_port_up(struct sim_port *port);
bool sim_port_lossy(struct sim_port *port);
void sim_port_event(struct sim_port *port, enum ib_event_type type);
void sim_port_changed(struct sim_port *port);
enum ib_mtu sim_port_mtu(struct sim_port *port);
u16 sim_pkey(struct sim_port *port, u16 index);
int sim_pkey_find(struct sim_port *port, u16 pkey);
bool sim_pkeys_match(u16 a, u16 b);
union ib_gid sim_port_gid(struct sim_port *port);

/* link.c */
void sim_link_init(struct sim_port *port);
void sim_link_set(struct sim_port *port, u32 up);
void sim_link_take_time(struct sim_port *port, u64 bytes);
enum ib_rate sim_link_rate(struct sim_port *port);
void sim_link_knobs(struct sim_port *port, struct dentry *dir);

/* netdev.c */
int sim_netdevs_init(void);
void sim_netdevs_exit(void);
int sim_netdev_add(struct sim_port *port);
int sim_netdev_take(struct sim_port *port, struct net_device *netdev);
void sim_netdev_del(struct sim_port *port);
bool sim_netdev_up(struct sim_port *port);
u32 sim_netdev_mtu(struct sim_port *port);
struct net_device *sim_netdev_get(struct sim_port *port);
bool sim_netdev_mac(struct sim_port *port, u8 *mac);
bool sim_netdevs_gone(struct sim_device *dev);

/* fabric.c */
void sim_fabrics_init(void);
int sim_fabric_add(struct sim_port *port);
void sim_fabric_del(struct sim_port *port);
void sim_fabric_gid_set(struct sim_port *port, const struct ib_gid_attr *attr);
void sim_fabric_gid_del(struct sim_port *port, u16 index);
struct sim_port *sim_fabric_find(struct sim_fabric *fabric,
				 const struct sim_av *av);
struct sim_port *sim_fabric_find_gid(struct sim_fabric *fabric,
				     const union ib_gid *gid);
struct sim_port *sim_fabric_find_lid(struct sim_fabric *fabric, u16 lid);

/* ah.c */
extern const struct ib_device_ops sim_ah_ops;
int sim_av_init(struct sim_device *dev, struct sim_av *av,
		const struct rdma_ah_attr *attr);
bool sim_ah_find(struct ib_pd *pd, u32 number, struct sim_av *av);

/* mmap.c */
extern const struct ib_device_ops sim_mmap_ops;
struct sim_map *sim_map_alloc(size_t size, bool io);
int sim_map_add(struct sim_map *map, struct ib_ucontext *ctx);
int sim_map_add_dm(struct sim_map *map, struct ib_ucontext *ctx, u32 number);
void sim_map_del(struct sim_map *map);
u64 sim_map_offset(const struct sim_map *map);
int sim_bell_get(struct sim_bell *bell, struct sim_ucontext *ctx);
void sim_bell_put(struct sim_bell *bell);
u64 sim_bell_offset(const struct sim_bell *bell);
void sim_doorbells_init(struct sim_ucontext *ctx);
void sim_doorbells_exit(struct sim_ucontext *ctx);

/* umem.c */
bool sim_umem_given(struct ib_udata *udata, enum sim_buf what);
struct sim_map *sim_umem_take(struct ib_device *ib, struct ib_udata *udata, enum sim_buf what,
			      size_t size);
void sim_umem_free(struct sim_map *map);

/* user.c */
struct rdmasim_create_qp_req;
struct rdmasim_create_resp;
int sim_user_wants(struct ib_udata *udata);
int sim_user_wants_qp(struct ib_udata *udata, struct rdmasim_create_qp_req *req);
struct sim_ucontext *sim_udata_context(struct ib_udata *udata);
int sim_user_tell(struct ib_udata *udata, const struct rdmasim_create_resp *resp);
void sim_uq_free(struct sim_uq *uq);
int sim_user_rq_init(struct sim_rq *rq, struct sim_uq *uq, u32 max_wr, u32 max_sge,
		     struct ib_udata *udata, enum sim_buf what);
int sim_user_qp_init(struct sim_qp *qp, struct ib_udata *udata);
struct sim_swqe *sim_user_sq_first(struct sim_qp *qp);
void sim_user_sq_done(struct sim_qp *qp);
void sim_user_sq_clear(struct sim_qp *qp);
void sim_user_awake(struct sim_qp *qp);
void sim_user_asleep(struct sim_qp *qp);
struct sim_map *sim_user_cq_alloc(u32 size, struct sim_ucontext *ctx,
				  struct rdmasim_create_resp *resp);
struct sim_map *sim_user_cq_take(struct sim_cq *cq, struct ib_udata *udata,
				 struct rdmasim_create_resp *resp);
u32 sim_user_cq_count(struct sim_cq *cq);
void sim_user_cq_add(struct sim_cq *cq, const struct ib_wc *wc);
bool sim_user_cq_move(struct sim_cq *cq, struct sim_map *map, u32 size);

/* Whether a program has mapped its queues. */
static inline bool sim_qp_mapped(const struct sim_qp *qp)
{
	return qp->uq.map;
}

/* mr.c */
extern const struct ib_device_ops sim_mr_ops;
int sim_sgl_get(struct sim_sgl *sgl, struct ib_pd *pd,
		const struct ib_sge *sge, u32 n, int access);
int sim_sgl_get_remote(struct sim_sgl *sgl, const struct sim_qp *qp, u32 rkey,
		       u64 addr, u64 len, int access);
void sim_sgl_kernel(struct sim_sgl *sgl, void *memory, u32 len);
void sim_sgl_put(struct sim_sgl *sgl);
void sim_sgl_rewind(struct sim_sgl *sgl);
void sim_sgl_skip(struct sim_sgl *sgl, u64 len);
void sim_sgl_copy(struct sim_sgl *to, struct sim_sgl *from, u64 len);
u64 *sim_sgl_atomic(struct sim_sgl *sgl);
int sim_mr_fast_reg(struct ib_pd *pd, struct sim_mr *mr, u32 key, int access);
int sim_mr_invalidate(const struct sim_qp *qp, u32 key);
int sim_mr_publish(struct sim_mr *mr, bool valid);
void sim_mr_withdraw(struct sim_mr *mr);
int sim_mr_bind(const struct sim_qp *qp, const struct sim_swqe *wqe);
struct ib_mr *sim_mr_memory(struct ib_pd *pd, void *memory, u64 length, int access);
struct sim_mr *sim_mr_alloc(struct ib_pd *pd, enum sim_mr_type type, int access);
struct ib_mr *sim_mr_add(struct sim_mr *mr, bool valid);
void sim_mr_free(struct sim_mr *mr);
bool sim_mr_access_ok(int access);

/* dmabuf.c */
extern const struct ib_device_ops sim_dmabuf_ops;
int sim_dmabuf_begin(struct sim_dmabuf *db);
void sim_dmabuf_end(struct sim_dmabuf *db);
void sim_dmabuf_free(struct sim_dmabuf *db);
unsigned int sim_dmabuf_tries(void);
void sim_dmabuf_wait(unsigned int tries);
int sim_dmabuf_init(void);
void sim_dmabuf_exit(void);

/* dm.c */
extern const struct ib_device_ops sim_dm_ops;

/* ---- comp_cntr.c -------------------------------------------------------------------- */

extern const struct ib_device_ops sim_comp_cntr_ops;
void sim_comp_count(struct sim_qp *qp, enum sim_comp_op op, enum ib_wc_status status);
void sim_comp_count_send(struct sim_qp *qp, enum ib_wr_opcode opcode,
			 enum ib_wc_status status);

/* ---- dmah.c ------------------------------------------------------------------------ */

extern const struct ib_device_ops sim_dmah_ops;
void sim_mr_set_dmah(struct sim_mr *mr, struct ib_dmah *ib);
void sim_dmah_wrote(struct sim_dmah *dmah, u32 bytes);
unsigned int sim_dmah_facts(const struct sim_mr *mr, struct sim_fact *facts);

/* counters.c */
extern const struct ib_device_ops sim_counters_ops;
void sim_counters_add(struct ib_counters *ib, u64 bytes);

/* mw.c */
extern const struct ib_device_ops sim_mw_ops;

/* rq.c */
extern const struct ib_device_ops sim_srq_ops;
int sim_rq_init(struct sim_rq *rq, u32 max_wr, u32 max_sge);
void sim_rq_free(struct sim_rq *rq);
void sim_rq_clear(struct sim_rq *rq);
bool sim_rq_empty(struct sim_rq *rq);
int sim_rq_post(struct sim_rq *rq, const struct ib_recv_wr *wr);
bool sim_rq_pop(struct sim_rq *rq, struct sim_rwqe_max *wqe);
bool sim_srq_pop(struct sim_srq *srq, struct sim_rwqe_max *wqe);
struct sim_srq *sim_srq_get(struct sim_device *dev, u32 num);
void sim_srq_put(struct sim_srq *srq);

/* cq.c */
extern const struct ib_device_ops sim_cq_ops;
void sim_cq_add(struct sim_cq *cq, const struct ib_wc *wc, bool solicited);
void sim_cq_clean(struct sim_cq *cq, const struct ib_qp *qp);

/* qp.c */
extern const struct ib_device_ops sim_qp_ops;
struct sim_qp *sim_qp_get(struct sim_port *port, u32 qpn);
void sim_qp_put(struct sim_qp *qp);
void sim_qp_event(struct sim_qp *qp, enum ib_event_type type);
void sim_qp_error(struct sim_qp *qp);
struct ib_qp *sim_qp_face(struct sim_qp *qp);
void sim_faces_init(struct sim_faces *faces);
void sim_faces_exit(struct sim_faces *faces);

/* apm.c */
int sim_apm_check(struct sim_qp *qp, const struct ib_qp_attr *attr, int mask,
		  struct sim_av *av);
void sim_apm_take(struct sim_qp *qp, const struct ib_qp_attr *attr, int mask,
		  const struct sim_av *av);
void sim_apm_clear(struct sim_qp *qp);
void sim_apm_settle(struct sim_qp *qp);
bool sim_apm_migrate(struct sim_qp *qp);
bool sim_apm_admit(struct sim_qp *remote, bool primary);
void sim_apm_arm(struct sim_qp *qp, struct sim_qp *remote);
u16 sim_apm_pkey_index(const struct sim_qp *remote);

/* xrc.c */
extern const struct ib_device_ops sim_xrc_ops;
int sim_xrc_srqn(struct sim_qp *qp, struct ib_udata *udata, u32 *srqn);
bool sim_xrc_begin(struct sim_qp *remote, u32 srqn);
void sim_xrc_end(struct sim_qp *remote, u32 srqn, bool come_again);
void sim_xrc_flush(struct sim_qp *remote);

static inline bool sim_is_xrc(const struct sim_qp *qp)
{
	return qp->ib.qp_type == IB_QPT_XRC_INI || qp->ib.qp_type == IB_QPT_XRC_TGT;
}

/* engine.c */
void sim_qp_work(struct work_struct *work);
bool sim_recv_take(struct sim_qp *qp);
void sim_recv_error(struct sim_qp *qp);
void sim_recv_fail(struct sim_qp *qp, enum ib_wc_status status);
void sim_recv_flush(struct sim_qp *qp);

/* datagram.c */
/**
 * struct sim_datagram - a message from one port to QPs that are not connected
 * @from: NULL: the administrator
 */
struct sim_datagram {
	struct sim_port *from;
	const struct sim_av *av;
	u16 slid;
	u32 src_qpn;
	u32 qkey;
	u16 pkey;
	bool has_imm;
	bool solicited;
	__be32 imm_data;
	struct sim_sgl *data;
};

int sim_datagram_send(struct sim_qp *qp, const struct sim_swqe *wqe,
		      struct sim_sgl *data);
void sim_datagram_deliver(struct sim_datagram *msg, struct sim_port *to,
			  struct sim_qp *qp);

/* wq.c */
extern const struct ib_device_ops sim_wq_ops;
bool sim_wq_begin(struct sim_qp *qp, u32 hash, u64 bytes);
void sim_wq_end(struct sim_qp *qp, int ret);
void sim_wqs_show(struct seq_file *seq, struct sim_device *dev);
int sim_wq_event(struct sim_device *dev, enum ib_event_type type, u32 num);

/* flow.c */
extern const struct ib_device_ops sim_flow_ops;
bool sim_flow_apply(const struct sim_datagram *msg, struct sim_qp *qp);
void sim_flows_init(struct sim_flows *flows);
void sim_flows_show(struct seq_file *seq, struct sim_device *dev);
void sim_flow_steer(struct sim_port *port, void *frame, u32 len);

/* flow_action.c */
extern const struct ib_device_ops sim_flow_action_ops;
extern const struct uapi_definition sim_flow_action_defs[];

/* page.c */
extern const struct uapi_definition sim_page_defs[];
bool sim_flow_action_apply(struct ib_flow_action *ib);
void sim_flow_actions_show(struct seq_file *seq, struct sim_device *dev);

/* shelf.c */
int sim_shelf_init(struct sim_device *dev);
void sim_shelf_exit(struct sim_device *dev);
extern const struct uapi_definition sim_shelf_defs[];

/* rss.c */
struct sim_packet;
int sim_rss_init(struct sim_rss *rss, const struct rdmasim_create_qp_req *req);
u32 sim_rss_hash(const struct sim_rss *rss, const struct sim_packet *packet);

/* raw.c */
int sim_raw_send(struct sim_qp *qp, struct sim_sgl *data);
void sim_raw_deliver(struct sim_port *port, struct sim_qp *qp, const struct sim_packet *packet,
		     void *frame, u32 len);
void sim_raw_init(struct sim_port *port);
void sim_raw_tap(struct sim_port *port, struct net_device *netdev);
void sim_raw_exit(struct sim_port *port);

/* mcast.c */
extern const struct ib_device_ops sim_mcast_ops;
void sim_mcast_init(struct sim_mcast *mcast);
void sim_mcast_forget(struct sim_qp *qp);
void sim_mcast_deliver(struct sim_datagram *msg, struct sim_port *to,
		       struct sim_qp *sender);

/* mad.c */
struct ib_node_info;
struct ib_port_info;
extern const struct ib_device_ops sim_mad_ops;
void sim_mad_node_info(struct sim_port *port, struct ib_node_info *info);
void sim_mad_port_info(struct sim_port *port, struct ib_port_info *info);

/* sa.c */
void sim_sa_request(struct sim_datagram *msg);
u16 sim_sa_next_member(const union ib_gid *mgid, u16 lid);
void sim_sa_forget(struct sim_port *port);
void sim_sa_learn(struct sim_port *port);

/* stats.c */
extern const struct ib_device_ops sim_stats_ops;

/* res.c */
extern const struct ib_device_ops sim_res_ops;

/* fault.c */
int sim_fault(struct sim_device *dev, enum sim_op op);
int sim_fault_atomic(struct sim_device *dev, enum sim_op op);
char *sim_line_get(const char __user *buf, size_t count);
void sim_faults_leave(struct sim_device *dev);
void sim_faults_init(void);
void sim_faults_exit(void);
void sim_faults_init_device(struct sim_device *dev);
void sim_faults_add(struct sim_device *dev);
void sim_faults_del(struct sim_device *dev);

/* methods.c */
struct uverbs_attr_bundle;
void sim_methods_set(struct ib_device *ib);
atomic_t *sim_box_use(const struct uverbs_attr_bundle *attrs, u16 id, u32 *size);

/* added.c, added2.c */
extern const struct ib_device_ops sim_added2_ops;
extern const struct uapi_definition sim_added_defs[];
extern const struct uapi_definition sim_added2_defs[];
int sim_added_take_cq(struct sim_cq *cq, struct ib_udata *udata);
int sim_added_answer_cq(const struct sim_cq *cq, struct ib_udata *udata);
void sim_added_put_cq(struct sim_cq *cq);
int sim_added_open(const struct ib_device *ib, struct ib_udata *udata);
int sim_added_end_pd(const struct ib_pd *ib, struct ib_udata *udata);
int sim_added_end_cq(const struct sim_cq *cq, struct ib_udata *udata);
int sim_added_dm(struct sim_dm *dm, u32 length, u64 used,
		 const struct uverbs_attr_bundle *attrs);

#endif
