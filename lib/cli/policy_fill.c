// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* The maps of a policy's program, before it is attached. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "policy_bpf.skel.h"
#include "policy_fill.h"
#include "text.h"

/* An array, from its first element on, with one system call. */
static int fill(struct bpf_map *map, const void *values, unsigned int count)
{
	uint32_t *keys = xalloc((count + 1) * sizeof(*keys));
	uint32_t done = count, i;
	int ret = 0;

	for (i = 0; i < count; i++)
		keys[i] = i;
	if (count)
		ret = bpf_map_update_batch(bpf_map__fd(map), keys, values,
					   &done, NULL);
	free(keys);
	return ret;
}

static int fill_paths(struct bpf_map *map, const struct policy_file *file)
{
	uint32_t i;
	int ret = 0;

	for (i = 1; !ret && i < file->num_sections; i++)
		ret = bpf_map_update_elem(bpf_map__fd(map),
					  file->sections[i].path, &i, BPF_ANY);
	return ret;
}

static int fill_classes(struct policy_bpf *bpf, const struct policy_tables *t)
{
	uint32_t i;
	int ret = 0;

	for (i = 0; !ret && i < t->num_names; i++)
		ret = bpf_map_update_elem(bpf_map__fd(bpf->maps.names),
					  t->names[i], &i, BPF_ANY);
	for (i = 0; !ret && i < t->num_drivers; i++)
		ret = bpf_map_update_elem(bpf_map__fd(bpf->maps.drivers),
					  &t->drivers[i], &i, BPF_ANY);
	return ret;
}

static int fill_text(struct bpf_map *map, const char *text)
{
	const size_t len = strlen(text);
	char page[POLICY_TEXT];
	size_t left;
	uint32_t i;
	int ret = 0;

	for (i = 0; !ret && i * sizeof(page) < len; i++) {
		left = len - i * sizeof(page);
		memset(page, 0, sizeof(page));
		memcpy(page, text + i * sizeof(page),
		       left < sizeof(page) ? left : sizeof(page));
		ret = bpf_map_update_elem(bpf_map__fd(map), &i, page, BPF_ANY);
	}
	return ret;
}

static int fill_info(struct bpf_map *map, const struct policy_file *file,
		     const struct policy_tables *t, const char *name,
		     const char *text)
{
	struct policy_info info = {
		.loaded = time(NULL),
		.length = strlen(text),
		.sections = file->num_sections,
		.rules = t->num_rules,
	};

	snprintf(info.file, sizeof(info.file), "%s", name);
	return fill(map, &info, 1);
}

static void set_size(struct bpf_map *map, unsigned int count)
{
	bpf_map__set_max_entries(map, count ? count : 1);
}

void policy_fill_sizes(struct policy_bpf *bpf, const struct policy_file *file,
		       const struct policy_tables *t, const char *text)
{
	set_size(bpf->maps.head, t->num_heads);
	set_size(bpf->maps.match, t->num_matches);
	set_size(bpf->maps.section, file->num_sections);
	set_size(bpf->maps.rule, t->num_rules);
	set_size(bpf->maps.bucket, t->num_buckets);
	set_size(bpf->maps.quick, t->num_heads);
	set_size(bpf->maps.cell, t->num_cells);
	set_size(bpf->maps.names, t->num_names);
	set_size(bpf->maps.drivers, t->num_drivers);
	set_size(bpf->maps.paths, file->num_sections);
	set_size(bpf->maps.text, strlen(text) / POLICY_TEXT + 1);
	bpf->rodata->has_sections = file->num_sections > 1;
	bpf->rodata->num_names = t->num_names;
	bpf->rodata->num_drivers = t->num_drivers;
}

int policy_fill(struct policy_bpf *bpf, const struct policy_file *file,
		const struct policy_tables *t, const char *name, const char *text)
{
	int ret;

	ret = fill(bpf->maps.head, t->heads, t->num_heads);
	if (!ret)
		ret = fill(bpf->maps.match, t->matches, t->num_matches);
	if (!ret)
		ret = fill(bpf->maps.section, file->sections,
			   file->num_sections);
	if (!ret)
		ret = fill(bpf->maps.rule, t->rules, t->num_rules);
	if (!ret)
		ret = fill(bpf->maps.bucket, t->buckets, t->num_buckets);
	if (!ret)
		ret = fill(bpf->maps.quick, t->quick, t->num_heads);
	if (!ret)
		ret = fill(bpf->maps.cell, t->cells, t->num_cells);
	if (!ret)
		ret = fill_classes(bpf, t);
	if (!ret)
		ret = fill_paths(bpf->maps.paths, file);
	if (!ret)
		ret = fill_text(bpf->maps.text, text);
	if (!ret)
		ret = fill_info(bpf->maps.info, file, t, name, text);
	return ret;
}
