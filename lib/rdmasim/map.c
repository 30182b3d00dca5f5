// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* What is mapped of the device: queues, doorbells, memory. */
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "provider.h"

#define PAGE 4096

/**
 * struct sim_page - a page of doorbells
 * @offset: in the file
 */
struct sim_page {
	struct sim_page *next;
	uint64_t offset;
	struct rdmasim_doorbell *doors;
};

static void *map(struct ibv_context *ib, uint64_t offset, size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED,
			    ib->cmd_fd, (off_t)offset);

	return memory == MAP_FAILED ? NULL : memory;
}

/* With the lock held. */
static struct sim_page *find_page(struct ibv_context *ib, uint64_t offset)
{
	struct sim_context *context = to_sim_context(ib);
	struct sim_page *page;

	for (page = context->pages; page; page = page->next)
		if (page->offset == offset)
			return page;
	page = calloc(1, sizeof(*page));
	if (!page)
		return NULL;
	page->offset = offset;
	page->doors = map(ib, offset, PAGE);
	if (!page->doors)
		return give_up(page, errno);
	page->next = context->pages;
	context->pages = page;
	return page;
}

static struct rdmasim_doorbell *find_door(struct ibv_context *ib,
					  uint64_t offset, uint32_t number)
{
	struct sim_context *context = to_sim_context(ib);
	struct sim_page *page;

	if (number >= PAGE / sizeof(struct rdmasim_doorbell)) {
		errno = EPROTO;
		return NULL;
	}
	pthread_mutex_lock(&context->lock);
	page = find_page(ib, offset);
	pthread_mutex_unlock(&context->lock);
	return page ? &page->doors[number] : NULL;
}

void sim_context_init(struct sim_context *context)
{
	pthread_mutex_init(&context->lock, NULL);
}

void sim_context_exit(struct sim_context *context)
{
	struct sim_page *page, *next;

	for (page = context->pages; page; page = next) {
		next = page->next;
		munmap(page->doors, PAGE);
		free(page);
	}
	pthread_mutex_destroy(&context->lock);
}

/**
 * sim_queue_map() - map a queue, and find its doorbell if it has one
 * @queue: is told where it is
 * @ib: context
 * @resp: what the device says of it
 *
 * Return: 0 or a positive errno.
 */
int sim_queue_map(struct sim_queue *queue, struct ibv_context *ib,
		  const struct rdmasim_create_resp *resp)
{
	/* A device that does not map queues has said nothing. */
	if (!resp->size)
		return EOPNOTSUPP;
	queue->size = resp->size;
	queue->memory = map(ib, resp->queue, queue->size);
	if (!queue->memory)
		return errno;
	if (!resp->send_places && !resp->doorbells)
		return 0;
	queue->door = find_door(ib, resp->doorbells, resp->doorbell);
	if (queue->door)
		return 0;
	sim_queue_unmap(queue);
	return errno;
}

void sim_queue_unmap(struct sim_queue *queue)
{
	if (queue->memory)
		munmap(queue->memory, queue->size);
	queue->memory = NULL;
}

int sim_dm_map(struct ibv_context *ib, uint32_t number, size_t length,
	       void **memory)
{
	*memory = map(ib, RDMASIM_DM_OFFSET + number * RDMASIM_DM_STEP, length);
	return *memory ? 0 : errno;
}

void sim_dm_unmap(void *memory, size_t length)
{
	munmap(memory, length);
}

void sim_ring_init(struct sim_ring *ring)
{
	pthread_mutex_init(&ring->lock, NULL);
}

void sim_ring_exit(struct sim_ring *ring)
{
	pthread_mutex_destroy(&ring->lock);
}

/* Where receives or completions are. */
void sim_ring_recv(struct sim_ring *ring, const struct sim_queue *queue,
		   const struct rdmasim_create_resp *resp)
{
	ring->places = queue->memory + resp->recv_start;
	ring->mask = resp->recv_places - 1;
	ring->stride = resp->recv_stride;
	ring->next = 0;
}
