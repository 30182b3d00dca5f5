#define XLAT_RAW 1
#include "write_rdma_cm.c"
