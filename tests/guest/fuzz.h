/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* The fuzzer of the running module: what its files share. */
#ifndef GUEST_FUZZ_H
#define GUEST_FUZZ_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <rdma_uapi/rdma_uapi.h>

#define FZ_MAX_CALLS 32
#define FZ_MAX_ATTRS 24
#define FZ_MAX_DATA 8192
#define FZ_MAX_FDS 8
#define FZ_MAX_HANDLES 32
#define FZ_MAX_MAPS 4
#define FZ_MAX_KEPT 8
#define FZ_MAX_DEVICES 4

/* The driver of the device that was opened last, if something is for it. */
#define FZ_DRIVER_AUTO UINT32_MAX
/* The ioctl that the specification says. */
#define FZ_NR_AUTO 0

/* Types of objects that a driver defines, as they fit where the others do. */
#define FZ_DRIVER_TYPE 0x80

/* ---- sequences (fuzz_text.c) ------------------------------------------------ */

/**
 * enum fz_kind - where the 64 bits of an attribute come from
 * @FZ_VALUE: struct fz_attr::value as it is; also addresses that are bad
 * @FZ_OBJ: a handle: the n-th that the sequence was given of a type
 * @FZ_NEW: a handle to be written
 * @FZ_DATA: address of bytes of the sequence
 * @FZ_ROOM: address of memory for an answer
 * @FZ_DEVICE: index of the n-th device
 * @FZ_MEM: address in memory that can be registered
 * @FZ_FD: the n-th file descriptor that the sequence was given
 */
enum fz_kind {
	FZ_VALUE,
	FZ_OBJ,
	FZ_NEW,
	FZ_DATA,
	FZ_ROOM,
	FZ_DEVICE,
	FZ_MEM,
	FZ_FD,
	__FZ_KIND_MAX,
};

/**
 * struct fz_attr - an attribute of a call
 * @id: attribute id
 * @wire: enum ruapi_wire
 * @flags: enum ruapi_attr_flags
 * @len: bytes, as the call says
 * @kind: enum fz_kind
 * @type: OBJ, NEW: enum ruapi_object; FZ_DRIVER_TYPE | number of one of the driver's
 * @index: OBJ, DEVICE, FD: which one
 * @data: DATA: offset in fz_seq::data
 * @data_len: DATA: bytes there
 * @value: VALUE; MEM: offset
 */
struct fz_attr {
	uint16_t id;
	uint8_t wire;
	uint8_t flags;
	uint32_t len;
	uint8_t kind;
	uint8_t type;
	uint16_t index;
	uint16_t data;
	uint16_t data_len;
	uint64_t value;
};

/* What is mapped, as far as it matters. */
enum fz_map_kind {
	FZ_MAP_OTHER,
	FZ_MAP_RXE_SQ,
	FZ_MAP_SIW_SQ,
	FZ_MAP_SIW_RQ,
	FZ_MAP_SIW_CQ,
};

enum fz_op {
	FZ_CALL,
	FZ_FAST,
	FZ_READ,
	FZ_MMAP,
	FZ_INFO,
	FZ_UNPLUG,
	FZ_FLAP,
	FZ_CLOSE,
	__FZ_OP_MAX,
};

/**
 * struct fz_call - one step of a sequence
 * @op: enum fz_op
 * @fd: which file descriptor
 * @nr: number of the ioctl, or FZ_NR_AUTO
 * @num_attrs: entries in @attrs
 * @object: enum ruapi_object
 * @action: action number
 * @driver: enum rdma_driver_id, or FZ_DRIVER_AUTO
 * @lie: added to the header's length; MMAP: a private mapping; READ: to where
 *	no memory is
 * @num_lie: added to the header's num_attrs
 * @flags: of the header; MMAP: 1: it stays until the namespace is closed,
 *	2: something is posted to the queue there, a CQ is armed
 * @reserved: of the header
 * @arg: FAST: argument; READ: bytes; MMAP: which answer of a driver;
 *	UNPLUG, FLAP: which device
 * @wait: READ: milliseconds to wait for something
 * @fault: CALL, FAST, READ, MMAP: the n-th thing that can fail does; 0: none
 * @plain: the same: without capabilities
 * @expects: a replay checks the outcome
 * @expect: errno that it must have, 0: success
 * @attrs: CALL: attributes; FAST: [0] is the object
 */
struct fz_call {
	uint8_t op;
	uint8_t fd;
	uint8_t nr;
	uint8_t num_attrs;
	uint16_t object;
	uint16_t action;
	uint32_t driver;
	int32_t lie;
	int16_t num_lie;
	uint16_t flags;
	uint64_t reserved;
	uint64_t arg;
	uint32_t wait;
	uint32_t fault;
	bool plain;
	bool expects;
	uint8_t expect;
	struct fz_attr attrs[FZ_MAX_ATTRS];
};

/**
 * struct fz_seq - calls that are made one after the other in a new namespace
 * @num_calls: entries in @calls
 * @used: bytes of @data
 * @calls: the calls
 * @data: what their buffers hold
 */
struct fz_seq {
	unsigned int num_calls;
	unsigned int used;
	struct fz_call calls[FZ_MAX_CALLS];
	uint8_t data[FZ_MAX_DATA];
};

void fz_seq_write(FILE *out, const struct fz_seq *seq);

/**
 * fz_file_read() - read all sequences of a file
 * @path: the file
 * @found: called with each of them
 *
 * Return: how many there are, or -1: it does not parse, which was reported.
 */
int fz_file_read(const char *path, void (*found)(const struct fz_seq *seq));

/* Bytes for a buffer.  Return: their offset, or -1 if there is no room. */
int fz_seq_data(struct fz_seq *seq, const void *bytes, unsigned int len);

/* ---- random numbers ----------------------------------------------------------- */

struct fz_random {
	uint64_t state;
};

uint32_t fz_random(struct fz_random *random, uint32_t limit);

/* ---- making sequences (fuzz_make.c) --------------------------------------------- */

struct fz_device;

/*
 * Reads DESCRIBE of the running module, and what the drivers of devices add to it; -1: the
 * tables we were built with.
 */
void fz_make_init(int fd, const struct fz_device *devices, unsigned int num_devices);
/* Of the driver, by number. */
bool fz_is_method(unsigned int object, unsigned int action);
const struct ruapi_desc_attr *fz_spec(unsigned int object, unsigned int action,
				      unsigned int id);
void fz_make(struct fz_seq *seq, struct fz_random *random);
void fz_mutate(struct fz_seq *seq, struct fz_random *random,
	       const struct fz_seq *other);

/* ---- running them (fuzz_run.c) ----------------------------------------------------- */

/**
 * struct fz_device - an HCA
 * @index: its index, another one each time that it comes back
 * @driver: enum rdma_driver_id
 * @name: of the ib_device
 * @netdev: below it; empty: it cannot be made again
 */
struct fz_device {
	uint32_t index;
	uint32_t driver;
	char name[64];
	char netdev[64];
};

/**
 * struct fz_space - a namespace that sequences run in
 * @fds: [0] is the main fd, the others are views and queues
 * @num_fds: entries in @fds
 * @handles: by type, in the order in which they came; some are stale
 * @counts: how many came of each type
 * @maps: answers of drivers, as offsets for mmap()
 * @num_maps: how many came
 * @driver: of the device that was opened last
 * @slot: of the context that was opened last
 */
struct fz_space {
	int fds[FZ_MAX_FDS];
	unsigned int num_fds;
	uint32_t handles[__RUAPI_OBJ_MAX][FZ_MAX_HANDLES];
	unsigned int counts[__RUAPI_OBJ_MAX];
	struct fz_map {
		uint64_t offset;
		uint32_t size;
		uint8_t kind;
	} maps[FZ_MAX_MAPS];
	unsigned int num_maps;
	uint32_t driver;
	uint32_t slot;
};

/**
 * struct fz_runner - a thread that runs sequences
 * @devices: the HCAs
 * @num_devices: how many
 * @rotate: added to the numbers of devices: replays run on every one
 * @max_wait: longest wait of a READ, milliseconds
 * @patience: calls between two UNPLUG or FLAP, 0: each of them counts
 * @rested: calls since the last of them
 * @kept: mappings that are there until the next sequence; of windows with their
 *	offset
 * @num_kept: how many
 * @memory: what MEM means
 * @arena: where buffers of calls are, with a hole behind it
 * @arena_used: bytes of it
 * @calls: made so far
 * @good: that succeeded
 * @since: when the last step began, milliseconds
 * @complaints: broken promises of the contract
 * @outcome: called after each call; NULL: nobody wants to know
 */
struct fz_runner {
	struct fz_device *devices;
	unsigned int num_devices;
	unsigned int rotate;
	uint32_t max_wait;
	uint32_t patience;
	uint32_t rested;
	struct {
		void *at;
		size_t size;
		uint64_t window;
	} kept[FZ_MAX_KEPT];
	unsigned int num_kept;
	uint8_t *memory;
	uint8_t *arena;
	unsigned int arena_used;
	uint64_t calls;
	uint64_t good;
	uint64_t since;
	uint64_t complaints;
	void (*outcome)(struct fz_runner *runner, const struct fz_call *call,
			const struct ruapi_hdr *hdr, int ret);
	void *priv;
};

void fz_runner_init(struct fz_runner *runner);
void fz_runner_unmap(struct fz_runner *runner);
void fz_space_open(struct fz_space *space);
void fz_space_close(struct fz_space *space);
void fz_run(struct fz_runner *runner, struct fz_space *space,
	    const struct fz_seq *seq);

/* ---- the world outside (fuzz_world.c) ------------------------------------------------ */

/* Finds out how to make the device again. */
void fz_world_device(struct fz_device *device);
/* Removes it and makes it again; not while another thread does, unless @wait. */
void fz_world_unplug(struct fz_device *device, bool wait);
/* Its port goes down and comes up. */
void fz_world_flap(struct fz_device *device, bool wait);
/* The n-th thing that can fail in the next system call does; 0: nothing. */
void fz_world_fault(unsigned int nth);
/* The calling thread has no capabilities, or all that it may have. */
void fz_world_plain(bool plain);
/* The module, from a file of modules.  Return: 0 or a negative errno. */
int fz_world_load(const char *path);
int fz_world_unload(void);

/* ---- coverage (fuzz_cover.c) --------------------------------------------------------- */

/* Whether the kernel says which of its code runs. */
bool fz_cover_init(void);
/* Of the calling thread, until it ends or fz_cover_close(). */
void fz_cover_open(void);
void fz_cover_close(void);
/*
 * Also what the module does besides, for all threads that begin while it is on.
 * The calling thread has no coverage of its own meanwhile.
 */
void fz_cover_remote(bool on);
void fz_cover_begin(void);
/* There is no end to what a long sequence runs, but to where it is noted. */
void fz_cover_step(void);
/* Return: how much of what ran had never run before. */
unsigned int fz_cover_end(void);
/* Remember an outcome.  Return: 1 if there was none like it before. */
unsigned int fz_cover_outcome(uint64_t what);
unsigned int fz_cover_count(void);
/* Remembers where the running module is. */
void fz_cover_module(void);
/* Prints the module's addresses that were reached, from its .text on. */
void fz_cover_print(FILE *out);

#endif /* GUEST_FUZZ_H */
