// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * A ring of MPI processes, by no other call than those of any MPI program.  A token goes
 * round, ROUNDS times at least and until FILE is there, which is the first process's to look
 * for; then a large message does, TURNS times, which each process changes as a whole.  The
 * first one says what has come back to it.
 * usage: ring FILE
 */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	ROUNDS = 10,
	TURNS = 3,
	WORDS = (1 << 20) / sizeof(int),
};

static int rank, size;
static int large[WORDS];

/* Once round: each adds one to every word, the first process last. */
static void turn(int *words, int count)
{
	int i, from = (rank + size - 1) % size, to = (rank + 1) % size;

	if (!rank)
		MPI_Send(words, count, MPI_INT, to, 0, MPI_COMM_WORLD);
	MPI_Recv(words, count, MPI_INT, from, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	for (i = 0; i < count; i++)
		words[i]++;
	if (rank)
		MPI_Send(words, count, MPI_INT, to, 0, MPI_COMM_WORLD);
}

int main(int argc, char **argv)
{
	int i, n, rounds = 0, last[1] = { 0 }, wrong = 0;
	char host[MPI_MAX_PROCESSOR_NAME];

	MPI_Init(&argc, &argv);
	MPI_Comm_rank(MPI_COMM_WORLD, &rank);
	MPI_Comm_size(MPI_COMM_WORLD, &size);
	MPI_Get_processor_name(host, &n);
	if (argc != 2 || size < 2)
		MPI_Abort(MPI_COMM_WORLD, 2);
	printf("rank %d of %d on %s\n", rank, size, host);
	fflush(stdout);

	/* The token of the last round starts above all others. */
	while (last[0] < WORDS) {
		last[0] = !rank && ++rounds >= ROUNDS && !access(argv[1], F_OK) ? WORDS : 0;
		turn(last, 1);
		if (!rank && last[0] % WORDS != size)
			wrong++;
	}
	for (i = 0; !rank && i < WORDS; i++)
		large[i] = i;
	for (n = 0; n < TURNS; n++)
		turn(large, WORDS);
	for (i = 0; !rank && i < WORDS; i++)
		wrong += large[i] != i + TURNS * size;
	if (!rank)
		printf("token: %s rounds; %zu bytes: %d turns; %d words wrong\n",
		       rounds > ROUNDS ? "more" : "enough", sizeof(large), TURNS, wrong);
	MPI_Finalize();
	return wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}
