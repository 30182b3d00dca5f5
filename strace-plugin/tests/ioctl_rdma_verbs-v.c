#define VERBOSE 1
#include "ioctl_rdma_verbs.c"
