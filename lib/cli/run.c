// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* rdma-uapi run: an unmodified program over the device. */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <rdma/rdma_uapi.h>
#include "cli.h"

#define INTERPOSER "librdma_uapi_compat.so"

/* Directories in which the interposer may lie, seen from the tool's own. */
static const char *const relative_dirs[] = {
	RDMA_UAPI_LIBDIR_NEAR "/rdma_uapi",
	RDMA_UAPI_LIBDIR_NEAR,
	"../lib/rdma_uapi",
	"../lib",
};

/* The interposer's path, or NULL; to be freed. */
static char *find_interposer(void)
{
	char self[PATH_MAX], real[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	unsigned int i;
	char *path, *slash;

	self[len < 0 ? 0 : len] = '\0';
	slash = strrchr(self, '/');
	if (slash)
		*slash = '\0';
	for (i = 0; slash && i < sizeof(relative_dirs) /
				 sizeof(relative_dirs[0]); i++) {
		path = xprintf("%s/%s/" INTERPOSER, self, relative_dirs[i]);
		if (!access(path, R_OK) && realpath(path, real)) {
			free(path);
			return xprintf("%s", real);
		}
		free(path);
	}
	path = xprintf(RDMA_UAPI_LIBDIR "/rdma_uapi/" INTERPOSER);
	if (!access(path, R_OK))
		return path;
	free(path);
	complain("run: cannot find %s, neither near %s nor in %s", INTERPOSER,
		 self, RDMA_UAPI_LIBDIR);
	return NULL;
}

/* The file that execvp() would take, or NULL; to be freed. */
static char *find_program(const char *name)
{
	const char *path = getenv("PATH");
	size_t len;
	char *file;

	if (strchr(name, '/'))
		return access(name, F_OK) ? NULL : xprintf("%s", name);
	for (path = path ? path : "/bin:/usr/bin"; ; path += len + 1) {
		len = strcspn(path, ":");
		file = xprintf("%.*s%s%s", (int)len, path, len ? "/" : "./",
			       name);
		if (!access(file, X_OK))
			return file;
		free(file);
		if (!path[len])
			return NULL;
	}
}

/* Programs that gain privileges ignore LD_PRELOAD of other paths. */
static int gains_privileges(const char *file)
{
	struct stat st;

	if (stat(file, &st))
		return 0;
	if (st.st_mode & S_ISUID && st.st_uid != getuid())
		return 1;
	if (st.st_mode & S_ISGID && st.st_mode & S_IXGRP &&
	    st.st_gid != getgid())
		return 1;
	return getuid() != 0 &&
	       getxattr(file, "security.capability", NULL, 0) > 0;
}

/* Does a 64 bit program name an interpreter, i.e. is it dynamic? */
static int has_interpreter(int fd)
{
	Elf64_Ehdr ehdr;
	Elf64_Phdr phdr;
	unsigned int i;

	if (pread(fd, &ehdr, sizeof(ehdr), 0) != sizeof(ehdr))
		return 0;
	for (i = 0; i < ehdr.e_phnum; i++) {
		if (pread(fd, &phdr, sizeof(phdr), ehdr.e_phoff +
			  (off_t)i * ehdr.e_phentsize) != sizeof(phdr))
			return 0;
		if (phdr.p_type == PT_INTERP)
			return 1;
	}
	return 0;
}

static int check_elf(const char *file, int fd, const unsigned char *ident)
{
	const unsigned char ours = sizeof(void *) == 8 ? ELFCLASS64 :
							 ELFCLASS32;

	if (ident[EI_CLASS] != ours) {
		complain("run: %s is a program of another word size than the interposer",
			 file);
		return -ENOEXEC;
	}
	if (ours == ELFCLASS64 && !has_interpreter(fd)) {
		complain("run: %s is statically linked: its system calls cannot be interposed",
			 file);
		return -ENOEXEC;
	}
	return 0;
}

static int check_program(const char *file, int depth);

/* "#!/usr/bin/env python3": what matters is the interpreter. */
static int check_script(char *line, int depth)
{
	char *name = line + strspn(line, " \t");
	char *save, *interpreter, *arg, *file;
	int ret;

	interpreter = strtok_r(name, " \t\n", &save);
	if (!interpreter)
		return 0;
	arg = strtok_r(NULL, " \t\n", &save);
	if (!arg || strcmp(strrchr(interpreter, '/') ? : "", "/env"))
		return check_program(interpreter, depth + 1);
	file = find_program(arg);
	ret = file ? check_program(file, depth + 1) : 0;
	free(file);
	return ret;
}

/* Can the interposer be loaded into it?  0 also if we cannot tell. */
static int check_program(const char *file, int depth)
{
	const int fd = open(file, O_RDONLY | O_CLOEXEC);
	char start[256] = "";
	int ret = 0;

	if (gains_privileges(file)) {
		complain("run: %s is set-user-ID, set-group-ID or has capabilities: it cannot be interposed",
			 file);
		ret = -EPERM;
	} else if (fd >= 0 && depth < 4 &&
		   read(fd, start, sizeof(start) - 1) > EI_NIDENT) {
		start[sizeof(start) - 1] = '\0';
		if (!memcmp(start, ELFMAG, SELFMAG))
			ret = check_elf(file, fd, (unsigned char *)start);
		else if (!memcmp(start, "#!", 2))
			ret = check_script(strtok(start + 2, "\n") ? : start,
					   depth);
	}
	if (fd >= 0)
		close(fd);
	return ret;
}

static int preload(const char *interposer)
{
	const char *before = getenv("LD_PRELOAD");
	char *value;
	int ret;

	if (strpbrk(interposer, ": \t\n")) {
		complain("run: %s: the dynamic loader takes no path with colons or spaces",
			 interposer);
		return -EINVAL;
	}
	value = xprintf("%s%s%s", before ? before : "",
			before && *before ? ":" : "", interposer);
	ret = setenv("LD_PRELOAD", value, 1) ? -errno : 0;
	free(value);
	return ret;
}

static int check_device(void)
{
	struct stat st;

	if (stat(RUAPI_DEVICE_PATH, &st)) {
		complain_device(-errno);
		return -1;
	}
	if (!S_ISCHR(st.st_mode)) {
		complain("%s: not a character device", RUAPI_DEVICE_PATH);
		return -1;
	}
	return 0;
}

static int run_program(char **argv, const char *interposer)
{
	char *file = find_program(argv[0]);
	int err;

	if (!file) {
		complain("run: %s: command not found", argv[0]);
		return EXIT_NOT_FOUND;
	}
	if (check_program(file, 0) || check_device() || preload(interposer)) {
		free(file);
		return EXIT_RUN_FAILED;
	}
	execv(file, argv);
	err = errno;
	complain("run: %s: %s", file, strerror(err));
	free(file);
	return err == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_EXEC;
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
