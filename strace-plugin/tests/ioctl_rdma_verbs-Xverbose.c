#define XLAT_VERBOSE 1
#include "ioctl_rdma_verbs.c"
