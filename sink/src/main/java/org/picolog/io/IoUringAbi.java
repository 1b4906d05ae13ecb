/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

/**
 * Numbers of the kernel's io_uring interface: the part of {@code linux/io_uring.h} that is used here.
 */
final class IoUringAbi
{
    static final int SYSCALL_SETUP = 425;
    static final int SYSCALL_ENTER = 426;
    static final int SYSCALL_REGISTER = 427;

    static final int SETUP_R_DISABLED = 1 << 6;
    static final int SETUP_SUBMIT_ALL = 1 << 7;
    static final int SETUP_COOP_TASKRUN = 1 << 8;
    static final int SETUP_TASKRUN_FLAG = 1 << 9;
    static final int SETUP_SINGLE_ISSUER = 1 << 12;
    static final int SETUP_DEFER_TASKRUN = 1 << 13;

    static final int FEAT_SINGLE_MMAP = 1;
    static final int FEAT_NODROP = 1 << 1;
    static final int FEAT_EXT_ARG = 1 << 8;

    static final int ENTER_GETEVENTS = 1;
    static final int ENTER_EXT_ARG = 1 << 3;

    static final int REGISTER_BUFFERS = 0;
    static final int REGISTER_FILES = 2;
    static final int UNREGISTER_FILES = 3;
    static final int REGISTER_FILES_UPDATE = 6;
    static final int REGISTER_PROBE = 8;
    static final int REGISTER_ENABLE_RINGS = 12;

    static final long OFFSET_RINGS = 0;
    static final long OFFSET_SQES = 0x10000000L;

    static final int SQ_CQ_OVERFLOW = 1 << 1;
    static final int SQ_TASKRUN = 1 << 2;

    /** struct io_uring_params. */
    static final class Params
    {
        static final int SQ_ENTRIES = 0;
        static final int CQ_ENTRIES = 4;
        static final int FLAGS = 8;
        static final int FEATURES = 20;
        static final int SQ_HEAD = 40;
        static final int SQ_TAIL = 44;
        static final int SQ_FLAGS = 56;
        static final int SQ_ARRAY = 64;
        static final int CQ_HEAD = 80;
        static final int CQ_TAIL = 84;
        static final int CQ_CQES = 100;
        static final int LENGTH = 120;

        private Params()
        {
        }
    }

    /** struct io_uring_sqe. */
    static final class Sqe
    {
        static final int OPCODE = 0;
        static final int FLAGS = 1;
        static final int FD = 4;
        static final int POSITION = 8;
        static final int ADDRESS = 16;
        static final int LENGTH_OF_DATA = 24;
        static final int RW_FLAGS = 28;
        static final int USER_DATA = 32;
        static final int LENGTH = 64;

        static final byte OP_WRITE_FIXED = 5;
        static final byte OP_WRITE = 23;
        static final byte FLAG_FIXED_FILE = 1;
        static final int RWF_DSYNC = 2;

        private Sqe()
        {
        }
    }

    /** struct io_uring_cqe. */
    static final class Cqe
    {
        static final int USER_DATA = 0;
        static final int RESULT = 8;
        static final int LENGTH = 16;

        private Cqe()
        {
        }
    }

    /** struct io_uring_probe: a header, then one entry for each operation. */
    static final class Probe
    {
        static final int OPS = 256;
        static final int HEADER_LENGTH = 16;
        static final int OP_LENGTH = 8;
        static final int OP_FLAGS = 2;
        static final int OP_SUPPORTED = 1;
        static final int LENGTH = HEADER_LENGTH + OPS * OP_LENGTH;

        private Probe()
        {
        }
    }

    private IoUringAbi()
    {
    }
}
