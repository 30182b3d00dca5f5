/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Inputs of the fuzz targets, taken apart; what is missing at the end is 0. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

struct input {
	const uint8_t *at;
	size_t left;
};

/* What libFuzzer, or main.c, calls with every input. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline uint8_t input_u8(struct input *in)
{
	if (!in->left)
		return 0;
	in->left--;
	return *in->at++;
}

static inline uint16_t input_u16(struct input *in)
{
	const uint16_t low = input_u8(in);

	return low | (uint16_t)(input_u8(in) << 8);
}

static inline uint32_t input_u32(struct input *in)
{
	const uint32_t low = input_u16(in);

	return low | (uint32_t)input_u16(in) << 16;
}

static inline uint64_t input_u64(struct input *in)
{
	const uint64_t low = input_u32(in);

	return low | (uint64_t)input_u32(in) << 32;
}

#endif /* FUZZ_H */
