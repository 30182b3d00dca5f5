#include "ioctl_rdma_uapi.c"
