# SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
"""
Runs a program under the seccomp filter that an OCI runtime makes of a profile: of the
parts that lib/system/seccomp.json uses, and it fails on any other.

usage: seccomp.py PROFILE PROGRAM [ARGUMENT]...
"""
import ctypes
import json
import os
import struct
import sys

# linux/filter.h, linux/seccomp.h, linux/audit.h, asm/unistd_64.h
LD, JEQ, AND, RET = 0x20, 0x15, 0x54, 0x06
ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
ARCH_X86_64, SYS_IOCTL = 0xC000003E, 16
NR_AT, ARCH_AT, ARGS_AT = 0, 4, 16
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, MODE_FILTER = 38, 22, 2


def one(code, value, if_true=0, if_false=0):
    """An instruction."""
    return struct.pack("HBBI", code, if_true, if_false, value)


def rule(entry):
    """Instructions of an entry about ioctl, whose number is loaded before."""
    assert entry["names"] == ["ioctl"] and entry["action"] == "SCMP_ACT_ERRNO"
    (arg,) = entry["args"]
    assert arg["op"] == "SCMP_CMP_MASKED_EQ"
    # The lower half of the argument: no bit of the other one is compared.
    assert arg["value"] >> 32 == 0 and arg["valueTwo"] >> 32 == 0
    return [
        one(LD, ARGS_AT + 8 * arg["index"]),
        one(AND, arg["value"]),
        one(JEQ, arg["valueTwo"], 0, 1),
        one(RET, ERRNO | entry["errnoRet"]),
    ]


def program(profile):
    """All instructions."""
    assert profile["defaultAction"] == "SCMP_ACT_ALLOW"
    code = [
        one(LD, ARCH_AT),
        one(JEQ, ARCH_X86_64, 1, 0),
        one(RET, KILL),
        one(LD, NR_AT),
        one(JEQ, SYS_IOCTL, 1, 0),
        one(RET, ALLOW),
    ]
    for entry in profile["syscalls"]:
        code += rule(entry)
    return code + [one(RET, ALLOW)]


def confine(code):
    """From here on, for this thread and what it becomes."""
    libc = ctypes.CDLL(None, use_errno=True)
    text = ctypes.create_string_buffer(b"".join(code))
    fprog = struct.pack("HxxxxxxQ", len(code), ctypes.addressof(text))
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        PR_SET_SECCOMP, MODE_FILTER, fprog
    ):
        sys.exit("seccomp: " + os.strerror(ctypes.get_errno()))


with open(sys.argv[1], encoding="utf-8") as file:
    confine(program(json.load(file)))
os.execvp(sys.argv[2], sys.argv[2:])
