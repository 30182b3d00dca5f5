#define RAW_SYSCALL 1
#include "ioctl_rdma_uapi-nv.c"
