#define INJECT_RETVAL 1
#include "ioctl_rdma_verbs-v.c"
