#define XLAT_RAW 1
#include "read_rdma_uapi.c"
