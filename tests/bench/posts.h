/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Rows of posts and polls, on a simulated HCA, whose queues belong to the kernel.
 * Only the queues are at work: sends wait in a QP in SQD, receives in one in INIT,
 * and what is polled was flushed before.
 */
#ifndef BENCH_POSTS_H
#define BENCH_POSTS_H

#define POSTS_DEVICE "rdmasim0"

enum {
	/* Requests of a call, of the rows that end in _16. */
	POSTS_MANY = 16,
	/* More than all runs of all rows post to a queue. */
	POSTS_DEPTH = 16384,
	POSTS_SAMPLES = 300,
	/* Until all receives are flushed. */
	POSTS_FLUSH_US = 500000,
};

/* The rows of a side; each is a function without arguments. */
#define POSTS_ROWS() { \
	{ .name = "post_send_1", .samples = POSTS_SAMPLES, .run = run_send_1 }, \
	{ .name = "post_send_16", .samples = POSTS_SAMPLES, .run = run_send_16 }, \
	{ .name = "post_recv_1", .samples = POSTS_SAMPLES, .run = run_recv_1 }, \
	{ .name = "post_recv_16", .samples = POSTS_SAMPLES, .run = run_recv_16 }, \
	{ .name = "srq_recv_1", .samples = POSTS_SAMPLES, .run = run_srq_1 }, \
	{ .name = "srq_recv_16", .samples = POSTS_SAMPLES, .run = run_srq_16 }, \
	{ .name = "poll_0", .samples = POSTS_SAMPLES, .run = run_poll_0 }, \
	{ .name = "poll_1", .samples = POSTS_SAMPLES, .run = run_poll_1 }, \
	{ .name = "poll_16", .samples = POSTS_SAMPLES, .run = run_poll_16 }, \
	{} \
}

#endif /* BENCH_POSTS_H */
