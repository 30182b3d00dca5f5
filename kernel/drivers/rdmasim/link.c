// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The link of a port: whether it is up, how much of what is sent is lost, how long
 * the rest takes, its width, speed and MTU.  Knobs for that, in
 * /sys/kernel/debug/rdmasim/DEVICE/port/N:
 *	link, loss, delay_us, mbps, mtu, width, speed, pkeys
 */
#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/rtnetlink.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "rdmasim.h"

/* No message takes longer than that: whoever destroys its QP waits for it. */
#define MAX_DELAY	USEC_PER_SEC

static const struct {
	const char *name;
	enum ib_port_speed speed;
	u32 mbps;
} speeds[] = {
	{ "sdr", IB_SPEED_SDR, 2500, },
	{ "ddr", IB_SPEED_DDR, 5000, },
	{ "qdr", IB_SPEED_QDR, 10000, },
	{ "fdr10", IB_SPEED_FDR10, 10313, },
	{ "fdr", IB_SPEED_FDR, 14063, },
	{ "edr", IB_SPEED_EDR, 25781, },
	{ "hdr", IB_SPEED_HDR, 53125, },
	{ "ndr", IB_SPEED_NDR, 106250, },
};

void sim_link_init(struct sim_port *port)
{
	port->link = 1;
	port->mtu = ib_mtu_enum_to_int(IB_MTU_4096);
	port->width = IB_WIDTH_4X;
	port->speed = IB_SPEED_EDR;
}

void sim_link_set(struct sim_port *port, u32 up)
{
	rtnl_lock();
	WRITE_ONCE(port->link, up);
	sim_port_changed(port);
	rtnl_unlock();
}

/* What a link agrees on is agreed on when it comes up. */
static void link_train(struct sim_port *port, u32 *what, u32 value)
{
	u32 link;

	rtnl_lock();
	link = port->link;
	WRITE_ONCE(port->link, 0);
	sim_port_changed(port);
	WRITE_ONCE(*what, value);
	WRITE_ONCE(port->link, link);
	sim_port_changed(port);
	rtnl_unlock();
}

/* May sleep. */
void sim_link_take_time(struct sim_port *port, u64 bytes)
{
	u64 delay = READ_ONCE(port->delay);
	u32 mbps = READ_ONCE(port->mbps);

	if (mbps)
		delay += div_u64(bytes * BITS_PER_BYTE, mbps);
	delay = min_t(u64, delay, MAX_DELAY);
	if (delay)
		usleep_range(delay, delay + delay / 4);
}

/* The rate that comes nearest to what the link has. */
enum ib_rate sim_link_rate(struct sim_port *port)
{
	int mbps = 0, rate, diff, best_diff = INT_MAX;
	enum ib_rate best = IB_RATE_2_5_GBPS;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(speeds); i++)
		if (speeds[i].speed == READ_ONCE(port->speed))
			mbps = speeds[i].mbps * ib_width_enum_to_int(READ_ONCE(port->width));
	for (rate = IB_RATE_2_5_GBPS; rate <= IB_RATE_600_GBPS; rate++) {
		if (ib_rate_to_mbps(rate) < 0)
			continue;
		diff = abs(ib_rate_to_mbps(rate) - mbps);
		if (diff < best_diff) {
			best_diff = diff;
			best = rate;
		}
	}
	return best;
}

/* ---- knobs that are numbers --------------------------------------------------------------- */

static int link_get(void *data, u64 *value)
{
	*value = READ_ONCE(((struct sim_port *)data)->link);
	return 0;
}

static int link_set(void *data, u64 value)
{
	if (value > 1)
		return -EINVAL;
	sim_link_set(data, value);
	return 0;
}

DEFINE_DEBUGFS_ATTRIBUTE(link_fops, link_get, link_set, "%llu\n");

static int loss_get(void *data, u64 *value)
{
	*value = READ_ONCE(((struct sim_port *)data)->loss);
	return 0;
}

static int loss_set(void *data, u64 value)
{
	if (value > 100)
		return -EINVAL;
	WRITE_ONCE(((struct sim_port *)data)->loss, value);
	return 0;
}

DEFINE_DEBUGFS_ATTRIBUTE(loss_fops, loss_get, loss_set, "%llu\n");

static int delay_get(void *data, u64 *value)
{
	*value = READ_ONCE(((struct sim_port *)data)->delay);
	return 0;
}

static int delay_set(void *data, u64 value)
{
	if (value > MAX_DELAY)
		return -EINVAL;
	WRITE_ONCE(((struct sim_port *)data)->delay, value);
	return 0;
}

DEFINE_DEBUGFS_ATTRIBUTE(delay_fops, delay_get, delay_set, "%llu\n");

static int mbps_get(void *data, u64 *value)
{
	*value = READ_ONCE(((struct sim_port *)data)->mbps);
	return 0;
}

static int mbps_set(void *data, u64 value)
{
	if (value > U32_MAX)
		return -EINVAL;
	WRITE_ONCE(((struct sim_port *)data)->mbps, value);
	return 0;
}

DEFINE_DEBUGFS_ATTRIBUTE(mbps_fops, mbps_get, mbps_set, "%llu\n");

static int mtu_get(void *data, u64 *value)
{
	*value = READ_ONCE(((struct sim_port *)data)->mtu);
	return 0;
}

static int mtu_set(void *data, u64 value)
{
	struct sim_port *port = data;

	if (value > 4096 || value < 256 || !is_power_of_2(value))
		return -EINVAL;
	link_train(port, &port->mtu, value);
	return 0;
}

DEFINE_DEBUGFS_ATTRIBUTE(mtu_fops, mtu_get, mtu_set, "%llu\n");

static int width_get(void *data, u64 *value)
{
	*value = ib_width_enum_to_int(READ_ONCE(((struct sim_port *)data)->width));
	return 0;
}

static int width_set(void *data, u64 value)
{
	static const enum ib_port_width widths[] = {
		IB_WIDTH_1X, IB_WIDTH_2X, IB_WIDTH_4X, IB_WIDTH_8X, IB_WIDTH_12X,
	};
	struct sim_port *port = data;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(widths); i++) {
		if (ib_width_enum_to_int(widths[i]) != value)
			continue;
		link_train(port, &port->width, widths[i]);
		return 0;
	}
	return -EINVAL;
}

DEFINE_DEBUGFS_ATTRIBUTE(width_fops, width_get, width_set, "%llu\n");

/* ---- knobs that are words ------------------------------------------------------------------- */

static int speed_show(struct seq_file *seq, void *unused)
{
	struct sim_port *port = seq->private;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(speeds); i++)
		if (speeds[i].speed == READ_ONCE(port->speed))
			seq_printf(seq, "%s\n", speeds[i].name);
	return 0;
}

static int speed_open(struct inode *inode, struct file *file)
{
	return single_open(file, speed_show, inode->i_private);
}

static ssize_t speed_write(struct file *file, const char __user *buf, size_t count,
			   loff_t *pos)
{
	struct sim_port *port = ((struct seq_file *)file->private_data)->private;
	char *line = sim_line_get(buf, count);
	unsigned int i;

	if (IS_ERR(line))
		return PTR_ERR(line);
	for (i = 0; i < ARRAY_SIZE(speeds); i++)
		if (sysfs_streq(speeds[i].name, line))
			break;
	kfree(line);
	if (i == ARRAY_SIZE(speeds))
		return -EINVAL;
	link_train(port, &port->speed, speeds[i].speed);
	return count;
}

static const struct file_operations speed_fops = {
	.owner = THIS_MODULE,
	.open = speed_open,
	.read = seq_read,
	.write = speed_write,
	.llseek = seq_lseek,
	.release = single_release,
};

static int pkeys_show(struct seq_file *seq, void *unused)
{
	struct sim_port *port = seq->private;
	int i;

	for (i = 0; i < SIM_PKEYS; i++)
		seq_printf(seq, "%04x%c", sim_pkey(port, i), i < SIM_PKEYS - 1 ? ' ' : '\n');
	return 0;
}

static int pkeys_open(struct inode *inode, struct file *file)
{
	return single_open(file, pkeys_show, inode->i_private);
}

/* The table from its beginning; the rest of it is empty then. */
static ssize_t pkeys_write(struct file *file, const char __user *buf, size_t count,
			   loff_t *pos)
{
	struct sim_port *port = ((struct seq_file *)file->private_data)->private;
	u16 pkeys[SIM_PKEYS] = {};
	char *line, *rest, *word;
	unsigned int n = 0;
	int ret = 0;

	line = sim_line_get(buf, count);
	if (IS_ERR(line))
		return PTR_ERR(line);
	rest = line;
	while (!ret && (word = strsep(&rest, " \t\n"))) {
		if (!*word)
			continue;
		ret = n == SIM_PKEYS ? -E2BIG : kstrtou16(word, 16, &pkeys[n]);
		n++;
	}
	kfree(line);
	if (ret)
		return ret;
	spin_lock_bh(&port->lock);
	memcpy(port->pkeys, pkeys, sizeof(pkeys));
	spin_unlock_bh(&port->lock);
	sim_port_event(port, IB_EVENT_PKEY_CHANGE);
	return count;
}

static const struct file_operations pkeys_fops = {
	.owner = THIS_MODULE,
	.open = pkeys_open,
	.read = seq_read,
	.write = pkeys_write,
	.llseek = seq_lseek,
	.release = single_release,
};

/* ---- the tree --------------------------------------------------------------------------- */

void sim_link_knobs(struct sim_port *port, struct dentry *dir)
{
	char name[4];

	snprintf(name, sizeof(name), "%u", port->num);
	dir = debugfs_create_dir(name, dir);
	debugfs_create_file("link", 0600, dir, port, &link_fops);
	debugfs_create_file("loss", 0600, dir, port, &loss_fops);
	debugfs_create_file("delay_us", 0600, dir, port, &delay_fops);
	debugfs_create_file("mbps", 0600, dir, port, &mbps_fops);
	debugfs_create_file("mtu", 0600, dir, port, &mtu_fops);
	debugfs_create_file("width", 0600, dir, port, &width_fops);
	debugfs_create_file("speed", 0600, dir, port, &speed_fops);
	if (port->dev->fabric->kind == SIM_IB)
		debugfs_create_file("pkeys", 0600, dir, port, &pkeys_fops);
}
