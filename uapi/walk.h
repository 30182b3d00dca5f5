/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB) */
/*
 * Copying, relocating and printing calls that one knows nothing about.
 *
 * What stands here is all that a proxy, a tracer or a checkpointer needs: the
 * wire type of every attribute says how it travels.  There is no table of
 * objects, actions or drivers, and nothing here ever learns of new ones.
 */
#ifndef RUAPI_WALK_H
#define RUAPI_WALK_H

#include <stddef.h>
#include <stdint.h>
#include <rdma/rdma_uapi.h>

/**
 * struct ruapi_walk - a call of somebody else, nothing of which is trusted
 * @arg: the bytes at the argument of the ioctl, which nobody else can change
 *	meanwhile, aligned to 8 bytes
 * @len: how many of them there are; sizeof(struct ruapi_hdr) of them say in
 *	ruapi_hdr::length how many it takes
 * @read: copies @len bytes at @addr of the caller to @to; 0 or negative errno
 * @write: copies @len bytes at @from to @addr of the caller; 0 or negative
 *	errno.  Only ruapi_walk_finish() needs it
 * @priv: for @read and @write
 */
struct ruapi_walk {
	void *arg;
	size_t len;
	int (*read)(void *priv, __u64 addr, void *to, size_t len);
	int (*write)(void *priv, __u64 addr, const void *from, size_t len);
	void *priv;
};

/**
 * ruapi_walk_check() - does the argument make sense
 * @walk: the call
 *
 * Return: number of attributes; -EINVAL: the header contradicts itself or
 * @walk->len, or a wire type is unknown.
 */
int ruapi_walk_check(const struct ruapi_walk *walk);

/**
 * ruapi_walk_size() - bytes that a flat copy of a call takes
 * @walk: the call
 * @size: out: bytes of header, attributes and all buffers
 *
 * The caller says how long buffers are: have a limit.
 *
 * Return: 0 or negative errno.
 */
int ruapi_walk_size(const struct ruapi_walk *walk, __u64 *size);

/**
 * ruapi_walk_copy() - copy a call with all its buffers into one piece, to
 *	which its pointers then point
 * @walk: the call
 * @flat: where to, aligned to 8 bytes.  It can be passed to ioctl()
 * @room: bytes there
 *
 * Room for outputs is zeroed, not read.  Handles and file descriptors are left
 * as they are: they mean what they mean on the fd of the ioctl.
 *
 * Return: 0; -ENOSPC: too little room; else negative errno.
 */
int ruapi_walk_copy(const struct ruapi_walk *walk, void *flat, size_t room);

/**
 * ruapi_walk_finish() - give the outcome of a copy to the caller
 * @walk: the call that was copied, whose @arg gets what the kernel wrote there
 * @flat: the copy, after its ioctl
 *
 * Return: 0 or negative errno.
 */
int ruapi_walk_finish(const struct ruapi_walk *walk, const void *flat);

/**
 * ruapi_walk_print() - a call as text
 * @walk: the call; without @read buffers are shown as addresses
 * @buf: where to
 * @size: bytes there; what does not fit is cut
 *
 * Return: characters that it takes, or negative errno.
 */
int ruapi_walk_print(const struct ruapi_walk *walk, char *buf, size_t size);

/**
 * ruapi_walk_next() - step through the calls of a batch
 * @batch: with the argument of RUAPI_IOC_BATCH or _BATCH_CM, struct ruapi_batch
 * @at: where the next call is, in bytes; 0 at first
 * @call: set to that call, inside of @batch, for the functions above
 *
 * What relocates each call of a copied batch has relocated the batch.
 *
 * Return: 1: a call; 0: the end; -EINVAL: the header contradicts itself, or what
 * follows it.
 */
int ruapi_walk_next(const struct ruapi_walk *batch, size_t *at,
		    struct ruapi_walk *call);

/**
 * ruapi_walk_print_batch() - a batch as text
 * @batch: as in ruapi_walk_next()
 * @buf: where to
 * @size: bytes there; what does not fit is cut
 *
 * Return: characters that it takes, or negative errno.
 */
int ruapi_walk_print_batch(const struct ruapi_walk *batch, char *buf,
			   size_t size);

/**
 * ruapi_walk_print_fast() - the argument of RUAPI_IOC_FAST as text
 * @fast: the argument
 * @buf: where to
 * @size: bytes there; what does not fit is cut
 *
 * Return: characters that it takes.
 */
int ruapi_walk_print_fast(const struct ruapi_fast *fast, char *buf,
			  size_t size);

#endif /* RUAPI_WALK_H */
