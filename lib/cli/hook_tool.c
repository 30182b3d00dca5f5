// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Programs of iproute2: ip(8) and rdma(8). */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "complain.h"
#include "hook_tool.h"

/* In milliseconds: what hangs is in the kernel, and nothing ends it. */
#define PATIENCE 30000

static pid_t start(int netns, const char *tool, int in)
{
	const pid_t child = fork();

	if (child)
		return child;
	if ((netns >= 0 && setns(netns, CLONE_NEWNET)) ||
	    dup2(in, STDIN_FILENO) < 0)
		_exit(127);
	execlp(tool, tool, "--batch", "-", NULL);
	_exit(127);
}

static int wait_for(pid_t child, const char *tool)
{
	int status;
	pid_t ret;
	int i;

	for (i = 0; i < PATIENCE; i++) {
		ret = waitpid(child, &status, WNOHANG);
		if (ret < 0)
			return -errno;
		if (ret)
			break;
		usleep(1000);
	}
	if (i == PATIENCE)
		return -ETIMEDOUT;
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	complain("hook: %s(8) failed: is iproute2 installed?", tool);
	return -EIO;
}

int tool_run(int netns, const char *tool, const char *lines)
{
	int pipes[2];
	pid_t child;

	if (pipe2(pipes, O_CLOEXEC))
		return -errno;
	child = start(netns, tool, pipes[0]);
	close(pipes[0]);
	/* Less than a pipe takes. */
	if (child > 0 && write(pipes[1], lines, strlen(lines)) < 0)
		complain("hook: %s: %s", tool, strerror(errno));
	close(pipes[1]);
	return child < 0 ? -errno : wait_for(child, tool);
}
