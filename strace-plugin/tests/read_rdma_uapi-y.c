#define DECODE_FDS 1
#include "read_rdma_uapi.c"
