#define XLAT_VERBOSE 1
#include "write_rdma_cm.c"
