/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* An fd from one process to another: SCM_RIGHTS of unix(7). */
#ifndef PASS_FD_H
#define PASS_FD_H

#include <stdbool.h>
#include <stddef.h>

/**
 * pass_fds() - a pair of sockets to pass an fd over
 * @socks: out: closed by exec
 *
 * Return: whether there is one.
 */
bool pass_fds(int socks[2]);

/**
 * send_fd() - passes an fd on
 * @sock: one of the pair
 * @fd: which stays open here
 * @data: what goes with it
 * @size: of that, at least 1
 *
 * Return: whether it was sent.
 */
bool send_fd(int sock, int fd, const void *data, size_t size);

/**
 * receive_fd() - waits for what send_fd() sends at the other end
 * @sock: the other of the pair
 * @data: out: what came with it
 * @size: of that, as it was sent
 *
 * Return: the fd, which is the caller's; -1: none came.
 */
int receive_fd(int sock, void *data, size_t size);

#endif /* PASS_FD_H */
