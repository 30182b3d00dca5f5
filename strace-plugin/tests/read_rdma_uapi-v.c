#define VERBOSE 1
#include "read_rdma_uapi.c"
