/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;

/**
 * The system calls that break things, directly mapped by JNA: what fails throws {@link LastErrorException}. Numbers are
 * those of amd64 and aarch64.
 */
final class Kernel
{
    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_CLOEXEC = 0x80000;

    static final int EINTR = 4;
    static final int EBUSY = 16;

    static final int MS_RDONLY = 1;
    static final int MS_NOSUID = 2;
    static final int MS_NODEV = 4;
    static final int MS_REMOUNT = 32;
    static final int MNT_FORCE = 1;
    static final int MNT_DETACH = 2;

    static final int RLIMIT_FSIZE = 1;
    static final long RLIM_INFINITY = -1L;

    static final int SIGSTOP = 19;
    static final int SIGCONT = 18;

    /**
     * {@code XFS_IOC_GOINGDOWN} and {@code EXT4_IOC_SHUTDOWN} are one: {@code _IOR('X', 125, __u32)}.
     */
    static final long IOC_SHUTDOWN = 0x8004587DL;

    /**
     * Stop at once: not even the journal is written.
     */
    static final int SHUTDOWN_NOLOGFLUSH = 2;

    static
    {
        Native.register(Kernel.class, Platform.C_LIBRARY_NAME);
    }

    private Kernel()
    {
    }

    static native int open(String path, int flags, int mode) throws LastErrorException;

    static native int close(int fd) throws LastErrorException;

    static native int ioctl(int fd, long request, long argument) throws LastErrorException;

    static native int ioctl(int fd, long request, byte[] argument) throws LastErrorException;

    static native int mount(String source, String target, String type, long flags, String options)
        throws LastErrorException;

    static native int umount2(String target, int flags) throws LastErrorException;

    static native int prlimit(int pid, int resource, long[] newLimit, long[] oldLimit) throws LastErrorException;

    static native int kill(int pid, int signal) throws LastErrorException;

    static native long read(int fd, long address, long length) throws LastErrorException;

    static native long write(int fd, long address, long length) throws LastErrorException;
}
