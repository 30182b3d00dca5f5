#define INJECT_RETVAL 42
#include "ioctl_rdma_uapi.c"
