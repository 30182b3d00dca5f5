// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Headers of datagrams, which are not sent, and of frames, which are. */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>
#include <rdma/ib_addr.h>

#include "packet.h"
#include "rdmasim.h"

/* Of a GRH: a transport header of InfiniBand follows. */
#define IB_NEXT_HEADER	0x1b

/* Where packets of RoCE v2 come from. */
#define UDP_SOURCE	0xc000

/* ---- those that a datagram has -------------------------------------------------------------- */

static void packet_fill_eth(struct sim_packet *packet, const struct sim_datagram *msg)
{
	const struct sim_av *av = msg->av;

	packet->has_eth = sim_netdev_mac(msg->from, packet->eth.src);
	ether_addr_copy(packet->eth.dst, av->dmac);
	packet->eth.type = htons(packet->has_ip4 ? ETH_P_IP :
				 packet->has_udp ? ETH_P_IPV6 : ETH_P_IBOE);
	if (av->vlan_id < VLAN_N_VID)
		packet->eth.vlan = htons(av->vlan_id);
}

void sim_packet_of_datagram(struct sim_packet *packet, const struct sim_datagram *msg)
{
	const struct sim_av *av = msg->av;

	memset(packet, 0, sizeof(*packet));
	packet->has_udp = av->grh && av->gid_type == IB_GID_TYPE_ROCE_UDP_ENCAP;
	packet->udp.dst = htons(ROCE_V2_UDP_DPORT);
	packet->udp.src = htons(UDP_SOURCE);
	packet->has_ip4 = packet->has_udp &&
			  ipv6_addr_v4mapped((const struct in6_addr *)&av->dgid);
	packet->has_ip6 = av->grh && !packet->has_ip4;
	if (packet->has_ip4) {
		memcpy(&packet->ip4.src, av->sgid.raw + 12, 4);
		memcpy(&packet->ip4.dst, av->dgid.raw + 12, 4);
		packet->ip4.proto = IPPROTO_UDP;
		packet->ip4.tos = av->traffic_class;
		packet->ip4.ttl = av->hop_limit;
	} else if (packet->has_ip6) {
		memcpy(packet->ip6.src, av->sgid.raw, 16);
		memcpy(packet->ip6.dst, av->dgid.raw, 16);
		packet->ip6.flow_label = htonl(av->flow_label & 0xfffff);
		packet->ip6.next_hdr = packet->has_udp ? IPPROTO_UDP : IB_NEXT_HEADER;
		packet->ip6.traffic_class = av->traffic_class;
		packet->ip6.hop_limit = av->hop_limit;
	}
	if (msg->from)
		packet_fill_eth(packet, msg);
}

/* ---- those that a frame has ----------------------------------------------------------------- */

/* Takes what is behind the last header; NULL if there is less. */
static const void *take(const u8 **at, u32 *left, u32 len)
{
	const void *header = *at;

	if (*left < len)
		return NULL;
	*at += len;
	*left -= len;
	return header;
}

static void frame_ports(struct sim_packet *packet, u8 proto, const u8 *at, u32 left)
{
	const struct udphdr *ports = take(&at, &left, sizeof(*ports));

	if (!ports || (proto != IPPROTO_UDP && proto != IPPROTO_TCP))
		return;
	packet->has_udp = proto == IPPROTO_UDP;
	packet->has_tcp = proto == IPPROTO_TCP;
	packet->udp.src = ports->source;
	packet->udp.dst = ports->dest;
}

static void frame_ip4(struct sim_packet *packet, const u8 *at, u32 left)
{
	const struct iphdr *ip = take(&at, &left, sizeof(*ip));

	if (!ip || ip->version != 4 || ip->ihl < 5 ||
	    !take(&at, &left, ip->ihl * 4 - sizeof(*ip)))
		return;
	packet->has_ip4 = true;
	packet->ip4.src = ip->saddr;
	packet->ip4.dst = ip->daddr;
	packet->ip4.proto = ip->protocol;
	packet->ip4.tos = ip->tos;
	packet->ip4.ttl = ip->ttl;
	packet->ip4.flags = ntohs(ip->frag_off) >> 13;
	/* Only the first fragment has ports. */
	if (!(ip->frag_off & htons(0x1fff)))
		frame_ports(packet, ip->protocol, at, left);
}

static void frame_ip6(struct sim_packet *packet, const u8 *at, u32 left)
{
	const struct ipv6hdr *ip = take(&at, &left, sizeof(*ip));
	u32 first;

	if (!ip || ip->version != 6)
		return;
	first = ntohl(*(__be32 *)ip);
	packet->has_ip6 = true;
	memcpy(packet->ip6.src, &ip->saddr, 16);
	memcpy(packet->ip6.dst, &ip->daddr, 16);
	packet->ip6.flow_label = htonl(first & 0xfffff);
	packet->ip6.next_hdr = ip->nexthdr;
	packet->ip6.traffic_class = first >> 20;
	packet->ip6.hop_limit = ip->hop_limit;
	frame_ports(packet, ip->nexthdr, at, left);
}

void sim_packet_of_frame(struct sim_packet *packet, const void *frame, u32 len)
{
	const u8 *at = frame;
	const struct ethhdr *eth = take(&at, &len, sizeof(*eth));
	const struct vlan_hdr *vlan;

	memset(packet, 0, sizeof(*packet));
	if (!eth)
		return;
	packet->has_eth = true;
	ether_addr_copy(packet->eth.dst, eth->h_dest);
	ether_addr_copy(packet->eth.src, eth->h_source);
	packet->eth.type = eth->h_proto;
	if (eth->h_proto == htons(ETH_P_8021Q)) {
		vlan = take(&at, &len, sizeof(*vlan));
		if (!vlan)
			return;
		packet->eth.vlan = vlan->h_vlan_TCI;
		packet->eth.type = vlan->h_vlan_encapsulated_proto;
	}
	if (packet->eth.type == htons(ETH_P_IP))
		frame_ip4(packet, at, len);
	else if (packet->eth.type == htons(ETH_P_IPV6))
		frame_ip6(packet, at, len);
}
