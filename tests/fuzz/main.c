// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * A fuzz target without libFuzzer: runs the saved reproducers and the corpus,
 * and a number of inputs made from them, always the same ones.  Prints TAP.
 *
 * usage: NAME RUNS REPRODUCERS CORPUS
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "fuzz.h"

#define MAX_FILES 1024
#define MAX_SIZE 1024

static struct {
	uint8_t bytes[MAX_SIZE];
	size_t size;
} files[MAX_FILES];
static unsigned int num_files;

static void bail_out(const char *path)
{
	printf("Bail out! %s cannot be read\n", path);
	exit(1);
}

static void load_file(const char *folder, const char *name)
{
	char path[4096];
	FILE *file;

	if (name[0] == '.')
		return;
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "rbe");
	if (!file || num_files == MAX_FILES)
		bail_out(path);
	files[num_files].size = fread(files[num_files].bytes, 1, MAX_SIZE, file);
	num_files++;
	fclose(file);
}

static void load_folder(const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;

	if (!folder)
		bail_out(path);
	while ((entry = readdir(folder)))
		load_file(path, entry->d_name);
	closedir(folder);
}

/* One input per line, in hexadecimal. */
static void load_corpus(const char *path)
{
	FILE *file = fopen(path, "re");
	char line[2 * MAX_SIZE + 2];
	unsigned int byte;
	size_t n;

	if (!file)
		bail_out(path);
	while (fgets(line, sizeof(line), file)) {
		if (num_files == MAX_FILES)
			bail_out(path);
		for (n = 0; sscanf(line + 2 * n, "%2x", &byte) == 1; n++)
			files[num_files].bytes[n] = byte;
		files[num_files++].size = n;
	}
	fclose(file);
}

static uint32_t next_random(void)
{
	static uint64_t state = 0x9e3779b97f4a7c15;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state >> 32;
}

/* A copy, in memory of its own so that reads beyond the end are seen. */
static void run(const uint8_t *bytes, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		abort();
	memcpy(copy, bytes, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

/* One of the files, or nothing, with some bytes changed and some added. */
static void run_random(void)
{
	const unsigned int which = next_random() % (num_files + 1);
	uint8_t bytes[MAX_SIZE] = { 0 };
	size_t size = 0, more;
	unsigned int times;

	if (which < num_files) {
		size = files[which].size;
		memcpy(bytes, files[which].bytes, size);
	}
	for (times = next_random() % 8; size && times; times--)
		bytes[next_random() % size] = next_random();
	for (more = next_random() % 128; more && size < MAX_SIZE; more--)
		bytes[size++] = next_random();
	run(bytes, size);
}

int main(int argc, char **argv)
{
	const char *name = strrchr(argv[0], '/');
	unsigned long runs, i;

	if (argc != 4) {
		fprintf(stderr, "usage: %s RUNS REPRODUCERS CORPUS\n", argv[0]);
		return 2;
	}
	name = name ? name + 1 : argv[0];
	load_folder(argv[2]);
	load_corpus(argv[3]);
	/* A broken promise aborts: the tests that were not run are missing. */
	printf("1..2\n");
	for (i = 0; i < num_files; i++)
		run(files[i].bytes, files[i].size);
	printf("%sok 1 - %s: %u saved inputs\n", num_files ? "" : "not ", name,
	       num_files);
	runs = strtoul(argv[1], NULL, 10);
	for (i = 0; i < runs; i++)
		run_random();
	printf("ok 2 - %s: %lu inputs made from them\n", name, runs);
	return !num_files;
}
