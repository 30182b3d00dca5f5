/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Headers that packets have, as filters of flows have them. */
#ifndef RDMASIM_PACKET_H
#define RDMASIM_PACKET_H

#include <linux/if_ether.h>
#include <linux/types.h>

struct sim_datagram;

/**
 * struct sim_packet - the headers of a packet
 * @udp: ports, if @has_udp or @has_tcp
 */
struct sim_packet {
	bool has_eth;
	bool has_ip4;
	bool has_ip6;
	bool has_udp;
	bool has_tcp;
	struct {
		u8 dst[ETH_ALEN];
		u8 src[ETH_ALEN];
		__be16 type;
		__be16 vlan;
	} eth;
	struct {
		__be32 src;
		__be32 dst;
		u8 proto;
		u8 tos;
		u8 ttl;
		u8 flags;
	} ip4;
	struct {
		u8 src[16];
		u8 dst[16];
		__be32 flow_label;
		u8 next_hdr;
		u8 traffic_class;
		u8 hop_limit;
	} ip6;
	struct {
		__be16 dst;
		__be16 src;
	} udp;
};

void sim_packet_of_datagram(struct sim_packet *packet, const struct sim_datagram *msg);
void sim_packet_of_frame(struct sim_packet *packet, const void *frame, u32 len);

#endif
