#include "ioctl_rdma_verbs.c"
