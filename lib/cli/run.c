// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* rdma-uapi run: an unmodified program over the device. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cli.h"
#include "interposer.h"
#include "program.h"

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

/* Says why it cannot be put in front of a program. */
static int check_interposer(const char *path)
{
	char *why = interposer_check(path);
	const int ret = why ? -ENOEXEC : 0;

	if (why)
		complain("run: %s", why);
	free(why);
	return ret;
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
	char *interposer = NULL, *why = NULL;
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
		interposer = interposer_find(&why);
	if (!interposer) {
		complain("run: %s", why);
		free(why);
		return EXIT_RUN_FAILED;
	}
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
