// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* The library that is put in front of unmodified programs. */
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "interposer.h"
#include "text.h"

#define INTERPOSER "librdma_uapi_compat.so"

/* Directories in which the interposer may lie, seen from the tool's own. */
static const char *const relative_dirs[] = {
	RDMA_UAPI_LIBDIR_NEAR "/rdma_uapi",
	RDMA_UAPI_LIBDIR_NEAR,
	"../lib/rdma_uapi",
	"../lib",
};

/* "/usr/bin" and "../lib" are "/usr/lib"; to be freed. */
static char *join(const char *dir, const char *relative)
{
	size_t len = strlen(dir);

	for (; !strncmp(relative, "../", 3); relative += 3)
		while (len && dir[--len] != '/')
			;
	return xprintf("%.*s/%s/" INTERPOSER, (int)len, dir, relative);
}

/*
 * Is it there?  A path that must not be searched is kept: if there is no other
 * one, that is what to say.
 */
static char *candidate(char *path, char **forbidden)
{
	if (!access(path, F_OK))
		return path;
	if (errno == EACCES && !*forbidden)
		*forbidden = path;
	else
		free(path);
	return NULL;
}

char *interposer_find(char **why)
{
	const unsigned int num = sizeof(relative_dirs) /
				 sizeof(relative_dirs[0]);
	char self[PATH_MAX], *slash, *found = NULL, *forbidden = NULL;
	const ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	unsigned int i;

	self[len < 0 ? 0 : len] = '\0';
	slash = strrchr(self, '/');
	if (slash)
		*slash = '\0';
	for (i = 0; slash && !found && i < num; i++)
		found = candidate(join(self, relative_dirs[i]), &forbidden);
	if (!found)
		found = candidate(xprintf(RDMA_UAPI_LIBDIR "/rdma_uapi/"
					  INTERPOSER), &forbidden);
	*why = NULL;
	if (!found && forbidden)
		*why = xprintf("%s: %s", forbidden, strerror(EACCES));
	else if (!found)
		*why = xprintf("cannot find %s, neither near %s nor in %s",
			       INTERPOSER, self, RDMA_UAPI_LIBDIR);
	free(forbidden);
	return found;
}

char *interposer_check(const char *path)
{
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	char *why = NULL;

	if (!library)
		return xprintf("the interposer cannot be loaded: %s", dlerror());
	if (!dlsym(library, "rdma_uapi_compat"))
		why = xprintf("%s is a library, but not an interposer of rdma_uapi",
			      path);
	dlclose(library);
	return why;
}
