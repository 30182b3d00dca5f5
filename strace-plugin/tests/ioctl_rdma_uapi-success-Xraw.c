#define XLAT_RAW 1
#include "ioctl_rdma_uapi-success.c"
