#define INJECT_ERROR 1
#include "ioctl_rdma_uapi-v.c"
