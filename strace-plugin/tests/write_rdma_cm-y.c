#define DECODE_FDS 1
#include "write_rdma_cm.c"
