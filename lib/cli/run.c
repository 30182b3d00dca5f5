// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* rdma-uapi run: an unmodified program over the device. */
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cli.h"
#include "program.h"

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

/* The interposer's path, or NULL; to be freed. */
static char *find_interposer(void)
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
	if (!found && forbidden)
		complain("run: %s: %s", forbidden, strerror(EACCES));
	else if (!found)
		complain("run: cannot find %s, neither near %s nor in %s",
			 INTERPOSER, self, RDMA_UAPI_LIBDIR);
	free(forbidden);
	return found;
}

/*
 * The dynamic loader only warns if it cannot load what it shall preload, and
 * the program would run without: so it is loaded here first.
 */
static int check_interposer(const char *path)
{
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	int ret = 0;

	if (!library) {
		complain("run: the interposer cannot be loaded: %s", dlerror());
		return -ENOEXEC;
	}
	if (!dlsym(library, "rdma_uapi_compat")) {
		complain("run: %s is a library, but not an interposer of rdma_uapi",
			 path);
		ret = -ENOEXEC;
	}
	dlclose(library);
	return ret;
}

/* Adds @value to a list in the environment. */
static int add_to_env(const char *name, const char *value)
{
	const char *before = getenv(name);
	char *list = xprintf("%s%s%s", before ? before : "",
			     before && *before ? ":" : "", value);
	const int ret = setenv(name, list, 1) ? -errno : 0;

	free(list);
	return ret;
}

/*
 * The runtime of the address sanitizer refuses to start if a library comes
 * before it in the order of loading.  It works behind the interposer: calls
 * come to it from there.
 */
static int preload(const char *interposer)
{
	const char *asan = getenv("ASAN_OPTIONS");

	if (strpbrk(interposer, ": \t\n")) {
		complain("run: %s: the dynamic loader takes no path with colons or spaces",
			 interposer);
		return -EINVAL;
	}
	if (!asan || !strstr(asan, "verify_asan_link_order"))
		add_to_env("ASAN_OPTIONS", "verify_asan_link_order=0");
	return add_to_env("LD_PRELOAD", interposer);
}

/* Also what the kernel does not know: a text without "#!" is for the shell. */
static int run_file(const char *file, char **argv)
{
	char **shell;
	int err, n;

	execv(file, argv);
	err = errno;
	if (err == ENOEXEC) {
		for (n = 0; argv[n]; n++)
			;
		shell = xalloc((size_t)(n + 2) * sizeof(*shell));
		shell[0] = (char *)"/bin/sh";
		shell[1] = (char *)file;
		memcpy(shell + 2, argv + 1, (size_t)n * sizeof(*shell));
		execv(shell[0], shell);
		free(shell);
	}
	complain("run: %s: %s", file, strerror(err));
	return err == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_EXEC;
}

/* It must take calls, now: the program would not say it as well. */
static int device_works(void)
{
	const int fd = open_device();

	if (fd < 0)
		return 0;
	close(fd);
	return 1;
}

static int run_program(char **argv, const char *interposer)
{
	char *file = program_find(argv[0]);
	int ret = EXIT_RUN_FAILED;

	if (!file) {
		complain("run: %s: command not found", argv[0]);
		return EXIT_NOT_FOUND;
	}
	if (!program_check(file, argv) && !check_interposer(interposer) &&
	    device_works() && !preload(interposer))
		ret = run_file(file, argv);
	free(file);
	return ret;
}

/* Wrong usage, too, must not look like an exit code of the program. */
static int run_status(const struct args *args)
{
	return args->status == EXIT_OK ? EXIT_OK : EXIT_RUN_FAILED;
}

static int run_run(struct args *args)
{
	char *interposer = NULL;
	int ret;

	while ((ret = args_next(args)) >= 0) {
		free(interposer);
		interposer = realpath(args->value, NULL);
		if (!interposer) {
			complain("run: --lib: '%s': %s", args->value,
				 strerror(errno));
			return EXIT_RUN_FAILED;
		}
	}
	if (ret != ARG_WORD) {
		free(interposer);
		if (ret == ARG_END)
			args_wrong(args, "which program?");
		return run_status(args);
	}
	if (!*args->list[-1]) {
		free(interposer);
		args_wrong(args, "the name of the program is empty");
		return run_status(args);
	}
	if (!interposer)
		interposer = find_interposer();
	if (!interposer)
		return EXIT_RUN_FAILED;
	/* The word that was read is the first of the program's own. */
	ret = run_program(args->list - 1, interposer);
	free(interposer);
	return ret;
}

const struct command run_command = {
	.name = "run",
	.words = "[--] PROGRAM [ARGUMENT]...",
	.help = "run a libibverbs or librdmacm program over the device",
	.options = (const struct option[]) {
		{ "--lib", "FILE", "another interposer than the installed one" },
		{ .name = NULL },
	},
	.run = run_run,
};
