// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * By which headers a QP with a table of work queues spreads packets over them, if its
 * maker has said so: Toeplitz's function of the fields that it has named, in the order
 * that network interfaces have.
 */
#include <linux/string.h>

#include "packet.h"
#include "rdmasim-abi.h"
#include "rdmasim.h"

#define FIELDS (RDMASIM_RX_HASH_SRC_IPV4 | RDMASIM_RX_HASH_DST_IPV4 | \
		RDMASIM_RX_HASH_SRC_IPV6 | RDMASIM_RX_HASH_DST_IPV6 | \
		RDMASIM_RX_HASH_SRC_PORT_TCP | RDMASIM_RX_HASH_DST_PORT_TCP | \
		RDMASIM_RX_HASH_SRC_PORT_UDP | RDMASIM_RX_HASH_DST_PORT_UDP)

/* More of it is to come. */
#define IP4_MORE_FRAGMENTS	1

/* Two addresses of IPv6 and two ports; the key is four bytes longer. */
#define HASHED		36

static_assert(sizeof_field(struct rdmasim_create_qp_req, rx_hash_key) == HASHED + 4);
static_assert(sizeof_field(struct sim_rss, key) == HASHED + 4);

/* What the request for a QP says of it. */
int sim_rss_init(struct sim_rss *rss, const struct rdmasim_create_qp_req *req)
{
	const size_t start = offsetof(struct rdmasim_create_qp_req, rx_hash_fields);

	rss->given = req->flags & RDMASIM_RX_HASH;
	if (!rss->given)
		return memchr_inv((const void *)req + start, 0, sizeof(*req) - start) ?
			-EINVAL : 0;
	if (req->rx_hash_function != RDMASIM_RX_HASH_TOEPLITZ || req->rx_hash_fields & ~FIELDS)
		return -EOPNOTSUPP;
	if (req->rx_hash_key_len != sizeof(rss->key) ||
	    memchr_inv(req->reserved2, 0, sizeof(req->reserved2)))
		return -EINVAL;
	rss->fields = req->rx_hash_fields;
	memcpy(rss->key, req->rx_hash_key, sizeof(rss->key));
	return 0;
}

/* Bytes that are hashed. */
struct input {
	u8 data[HASHED];
	unsigned int len;
};

static void add(struct input *input, const struct sim_rss *rss, u64 field, const void *data,
		unsigned int len)
{
	if (!(rss->fields & field))
		return;
	memcpy(input->data + input->len, data, len);
	input->len += len;
}

/* What a packet lacks is left out; ports of fragments are, as only the first has them. */
static void input_fill(struct input *input, const struct sim_rss *rss,
		       const struct sim_packet *packet)
{
	input->len = 0;
	if (packet->has_ip4) {
		add(input, rss, RDMASIM_RX_HASH_SRC_IPV4, &packet->ip4.src, 4);
		add(input, rss, RDMASIM_RX_HASH_DST_IPV4, &packet->ip4.dst, 4);
		if (packet->ip4.flags & IP4_MORE_FRAGMENTS)
			return;
	} else if (packet->has_ip6) {
		add(input, rss, RDMASIM_RX_HASH_SRC_IPV6, packet->ip6.src, 16);
		add(input, rss, RDMASIM_RX_HASH_DST_IPV6, packet->ip6.dst, 16);
	}
	if (packet->has_tcp) {
		add(input, rss, RDMASIM_RX_HASH_SRC_PORT_TCP, &packet->udp.src, 2);
		add(input, rss, RDMASIM_RX_HASH_DST_PORT_TCP, &packet->udp.dst, 2);
	} else if (packet->has_udp) {
		add(input, rss, RDMASIM_RX_HASH_SRC_PORT_UDP, &packet->udp.src, 2);
		add(input, rss, RDMASIM_RX_HASH_DST_PORT_UDP, &packet->udp.dst, 2);
	}
}

/* Each bit that is set adds the 32 bits of the key that begin at its place. */
static u32 toeplitz(const u8 *key, const struct input *input)
{
	unsigned int i, bit;
	u32 window, hash = 0;
	__be32 first;

	memcpy(&first, key, sizeof(first));
	window = be32_to_cpu(first);
	for (i = 0; i < input->len; i++)
		for (bit = 8; bit--; window = window << 1 | (key[i + 4] >> bit & 1))
			if (input->data[i] & BIT(bit))
				hash ^= window;
	return hash;
}

/* 0 for what has none of the fields. */
u32 sim_rss_hash(const struct sim_rss *rss, const struct sim_packet *packet)
{
	struct input input;

	input_fill(&input, rss, packet);
	return toeplitz(rss->key, &input);
}
