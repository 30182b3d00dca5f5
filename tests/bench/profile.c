// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * A plugin for QEMU's translator: writes down every block of instructions that
 * the guest executes between the two no-ops of main.c.  The guest does not
 * notice, and its clock does not either.
 *
 * A line per block: address, instructions, bytes, and what the last one is: c,
 * a call; r, a return; s and x, into and out of the kernel; i, a return from an
 * interrupt; j, anything else.
 *
 * Debian ships no qemu-plugin.h: what is needed of it, of version 1, is below.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

struct qemu_plugin_tb;
struct qemu_plugin_insn;
typedef uint64_t qemu_plugin_id_t;

void qemu_plugin_register_vcpu_tb_trans_cb(
	qemu_plugin_id_t id,
	void (*cb)(qemu_plugin_id_t id, struct qemu_plugin_tb *tb));
void qemu_plugin_register_vcpu_tb_exec_cb(
	struct qemu_plugin_tb *tb, void (*cb)(unsigned int vcpu, void *data),
	int flags, void *data);
void qemu_plugin_register_vcpu_insn_exec_cb(
	struct qemu_plugin_insn *insn,
	void (*cb)(unsigned int vcpu, void *data), int flags, void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb,
						 size_t idx);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);

EXPORT int qemu_plugin_version = 1;

struct block {
	uint64_t addr;
	uint32_t insns;
	uint32_t bytes;
	char end;
};

static FILE *out;
static bool on;

static void block_runs(unsigned int vcpu, void *data)
{
	const struct block *block = data;

	(void)vcpu;
	if (on)
		fprintf(out, "%" PRIx64 " %u %u %c\n", block->addr,
			block->insns, block->bytes, block->end);
}

static void start_runs(unsigned int vcpu, void *data)
{
	(void)vcpu;
	(void)data;
	on = true;
	fprintf(out, "start\n");
}

static void stop_runs(unsigned int vcpu, void *data)
{
	(void)vcpu;
	(void)data;
	on = false;
	fprintf(out, "stop\n");
	fflush(out);
}

static char kind_of(const uint8_t *insn, size_t size)
{
	/* Prefixes: repeat, segment or notrack, REX. */
	while (size > 1 && (*insn == 0xf3 || *insn == 0xf2 || *insn == 0x3e ||
			    (*insn & 0xf0) == 0x40)) {
		insn++;
		size--;
	}
	if (*insn == 0xe8 || (size > 1 && *insn == 0xff &&
			      (insn[1] >> 3 & 7) == 2))
		return 'c';
	if (*insn == 0xc3 || *insn == 0xc2)
		return 'r';
	if (*insn == 0xcf)
		return 'i';
	if (size > 1 && *insn == 0x0f && insn[1] == 0x05)
		return 's';
	if (size > 1 && *insn == 0x0f && insn[1] == 0x07)
		return 'x';
	return 'j';
}

static void look_for_marks(struct qemu_plugin_insn *insn)
{
	static const uint8_t start[] = { 0x0f, 0x1f, 0x84, 0x00,
					 0x01, 0x41, 0x55, 0x52 };
	static const uint8_t stop[] = { 0x0f, 0x1f, 0x84, 0x00,
					0x02, 0x41, 0x55, 0x52 };

	if (qemu_plugin_insn_size(insn) != sizeof(start))
		return;
	if (!memcmp(qemu_plugin_insn_data(insn), start, sizeof(start)))
		qemu_plugin_register_vcpu_insn_exec_cb(insn, start_runs, 0,
						       NULL);
	if (!memcmp(qemu_plugin_insn_data(insn), stop, sizeof(stop)))
		qemu_plugin_register_vcpu_insn_exec_cb(insn, stop_runs, 0,
						       NULL);
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	const size_t count = qemu_plugin_tb_n_insns(tb);
	struct qemu_plugin_insn *insn = NULL;
	struct block *block;
	size_t i;

	(void)id;
	/* Never freed: executions of a block may outlive its translation. */
	block = calloc(1, sizeof(*block));
	if (!block)
		abort();
	block->addr = qemu_plugin_tb_vaddr(tb);
	block->insns = count;
	for (i = 0; i < count; i++) {
		insn = qemu_plugin_tb_get_insn(tb, i);
		block->bytes += qemu_plugin_insn_size(insn);
		look_for_marks(insn);
	}
	if (insn)
		block->end = kind_of(qemu_plugin_insn_data(insn),
				     qemu_plugin_insn_size(insn));
	qemu_plugin_register_vcpu_tb_exec_cb(tb, block_runs, 0, block);
}

EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc,
			       char **argv)
{
	(void)info;
	if (argc < 1 || strncmp(argv[0], "out=", 4)) {
		fprintf(stderr, "profile: usage: out=FILE\n");
		return -1;
	}
	out = fopen(argv[0] + 4, "w");
	if (!out) {
		perror(argv[0] + 4);
		return -1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
