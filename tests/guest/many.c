// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * A program with many ids, which listen, and many channels, for others to look at.
 * usage: many IDS CHANNELS	(until its input ends)
 */
#include <unistd.h>
#include "guest.h"

int main(int argc, char **argv)
{
	unsigned int ids = argc == 3 ? atoi(argv[1]) : 0;
	unsigned int channels = ids ? atoi(argv[2]) : 0;
	uint32_t *queues, id;
	unsigned int i;
	int fd, queue_fd;
	char end;

	if (!channels)
		bail_out("usage: many IDS CHANNELS");
	fd = open_namespace();
	queues = calloc(channels, sizeof(*queues));
	for (i = 0; i < channels; i++)
		if (make_queue(fd, RUAPI_EVENT_FORMAT_RECORDS, 0, &queues[i],
			       &queue_fd))
			bail_out("no channel %u", i);
	for (i = 0; i < ids; i++)
		if (make_cm_id(fd, queues[i % channels], i, &id) ||
		    cm_bind(fd, id, "0.0.0.0", 0) || cm_listen(fd, id, 1))
			bail_out("no id %u", i);
	puts("ready");
	fflush(stdout);
	free(queues);
	return read(STDIN_FILENO, &end, 1) < 0;
}
