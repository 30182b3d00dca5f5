#define XLAT_VERBOSE 1
#include "read_rdma_uapi.c"
