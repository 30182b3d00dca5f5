#define XLAT_RAW 1
#include "ioctl_rdma_verbs.c"
