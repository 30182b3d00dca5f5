// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Events of rdma_cm. */
#include <errno.h>
#include <string.h>

#include "attr.h"
#include "cm.h"

_Static_assert(sizeof(struct ruapi_event) > 24, "no room for a second record");

static struct rdma_ucm_conn_param event_conn(const struct ruapi_cm_param *param)
{
	struct rdma_ucm_conn_param conn = {
		.qp_num = param->qp_num,
		.private_data_len = param->private_data_len,
		.srq = param->srq,
		.responder_resources = param->responder_resources,
		.initiator_depth = param->initiator_depth,
		.flow_control = param->flow_control,
		.retry_count = param->retry_count,
		.rnr_retry_count = param->rnr_retry_count,
	};

	memcpy(conn.private_data, param->private_data, param->private_data_len);
	return conn;
}

static struct rdma_ucm_ud_param event_ud(const struct ruapi_cm_param *param)
{
	struct rdma_ucm_ud_param ud = {
		.qp_num = param->qp_num,
		.qkey = param->qkey,
		.ah_attr = ah_to_legacy(&param->ah),
		.private_data_len = param->private_data_len,
	};

	memcpy(ud.private_data, param->private_data, param->private_data_len);
	return ud;
}

/* Of WRITE_CM_EVENT, which puts its argument where there is room for it. */
static bool is_written(const struct ruapi_event_cm *event)
{
	return event->hdr.code == RUAPI_CM_EVENT_USER ||
	       event->hdr.code == RUAPI_CM_EVENT_INTERNAL;
}

static struct rdma_ucm_event_resp event_resp(const struct ruapi_event_cm *event)
{
	struct rdma_ucm_event_resp resp = {
		.uid = event->hdr.user_data,
		.id = event->new_id ? event->new_id : event->hdr.handle,
		.event = event->hdr.code,
		.status = (uint32_t)event->status,
		.ece = {
			.vendor_id = event->param.ece_vendor_id,
			.attr_mod = event->param.ece_attr_mod,
		},
	};

	if (is_written(event))
		memcpy(&resp.param, event->param.private_data,
		       sizeof(uint64_t));
	else if (event->param.has_ah)
		resp.param.ud = event_ud(&event->param);
	else
		resp.param.conn = event_conn(&event->param);
	return resp;
}

/*
 * The one event of the connection manager among @len bytes of records; -ENOBUFS
 * if some were lost, or NULL.
 */
static int find_event(const uint8_t *buf, size_t len,
		      const struct ruapi_event_cm **event)
{
	const struct ruapi_event *hdr;

	while (len >= sizeof(*hdr)) {
		hdr = (const struct ruapi_event *)buf;
		if (hdr->length < sizeof(*hdr) || hdr->length > len)
			break;
		if (hdr->type == RUAPI_EVENT_OVERFLOW)
			return -ENOBUFS;
		if (hdr->type == RUAPI_EVENT_CM &&
		    hdr->length >= sizeof(struct ruapi_event_cm)) {
			*event = (const struct ruapi_event_cm *)buf;
			return 0;
		}
		buf += hdr->length;
		len -= hdr->length;
	}
	*event = NULL;
	return 0;
}

/*
 * From what may no longer be this channel: by the number of the view, at which no
 * other file has anything.
 */
static ssize_t read_events(const struct view *view, void *buf, size_t size)
{
	ssize_t len;

	if (!view_is_unsure(view))
		return sys_wait_read(view->fd, buf, size);
	len = sys_wait_pread(view->fd, buf, size, view->number);
	/* Other files do not wait there. */
	if (len == -EAGAIN || len == -EINTR)
		*view->unsure = false;
	return len;
}

/*
 * Blocks in read() as rdma_ucm blocks in write(): until there is an event,
 * unless O_NONBLOCK says otherwise; interrupted, restarted and cancelled like
 * it; who closes the channel meanwhile does not matter.  There is room for a
 * record that a newer kernel made longer, but never for another one behind it.
 *
 * Where rdma_ucm has no memory for an event, it loses it, and nobody hears of
 * it.  Here the next GET_EVENT says so, once, as sockets of netlink do.
 */
int cm_get_event(const struct cm_cmd *cmd)
{
	_Alignas(8) uint8_t buf[sizeof(struct ruapi_event_cm) + 24];
	const struct ruapi_event_cm *event;
	struct rdma_ucm_event_resp resp;
	struct rdma_ucm_get_event req;
	ssize_t len;
	int ret;

	cm_request(cmd, &req, sizeof(req));
	if (!req.response)
		return -EFAULT;
	do {
		len = read_events(cmd->view, buf, sizeof(buf));
		if (len <= 0)
			return len ? (int)len : -EIO;
		ret = find_event(buf, (size_t)len, &event);
		if (cmd->view->unsure && (ret || event))
			*cmd->view->unsure = false;
		if (ret)
			return ret;
		/* Some files have something everywhere. */
		if (view_is_unsure(cmd->view))
			return -ESTALE;
	} while (!event);

	resp = event_resp(event);
	return cm_response(cmd, req.response, &resp, sizeof(resp));
}
