/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import com.sun.jna.Native;
import com.sun.jna.Platform;

/**
 * The system calls of this package, directly mapped by JNA. Paths end with a zero byte; addresses are of memory that
 * outlives the call. A failed call returns -1 and leaves its number in {@link Native#getLastError()}, which is to be
 * read before the thread makes another call.
 */
final class Libc
{
    static final int AT_FDCWD = -100;
    static final int AT_EMPTY_PATH = 0x1000;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;

    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0x40;
    static final int O_EXCL = 0x80;
    static final int O_CLOEXEC = 0x80000;

    // These three are among the few numbers that differ between the processors.
    static final int O_DIRECT = Platform.isARM() ? 0x10000 : 0x4000;
    static final int O_DIRECTORY = Platform.isARM() ? 0x4000 : 0x10000;
    static final int O_NOFOLLOW = Platform.isARM() ? 0x8000 : 0x20000;

    static final int PROT_READ = 0x1;
    static final int PROT_READ_WRITE = 0x1 | 0x2;
    static final int MAP_SHARED = 0x1;
    static final int MAP_PRIVATE = 0x2;
    static final int MAP_ANONYMOUS = 0x20;
    static final int MAP_POPULATE = 0x8000;

    static final int LOCK_SH = 1;
    static final int LOCK_EX = 2;
    static final int LOCK_NB = 4;

    static final int RENAME_NOREPLACE = 1;

    static final int F_DUPFD_CLOEXEC = 1030;

    static
    {
        Native.register(Libc.class, Platform.C_LIBRARY_NAME);
    }

    private Libc()
    {
    }

    /** For io_uring, to which libc gives no names. */
    static native long syscall(long number, long arg1, long arg2, long arg3, long arg4, long arg5, long arg6);

    static native long mmap(long address, long length, int protection, int flags, int fd, long offset);

    static native int munmap(long address, long length);

    static native int openat(int directoryFd, byte[] path, int flags, int mode);

    static native int close(int fd);

    static native long pread(int fd, long address, long length, long position);

    static native long pwrite(int fd, long address, long length, long position);

    static native long pwritev2(int fd, long vectors, int count, long position, int flags);

    static native int fcntl(int fd, int command, long argument);

    static native int fsync(int fd);

    static native int fallocate(int fd, int mode, long position, long length);

    static native int ftruncate(int fd, long size);

    static native int flock(int fd, int operation);

    static native int renameat2(int fromFd, byte[] from, int toFd, byte[] to, int flags);

    static native int unlinkat(int directoryFd, byte[] path, int flags);

    static native int statx(int directoryFd, byte[] path, int flags, int mask, byte[] status);

    @SuppressWarnings("checkstyle:MethodName")
    static native int sched_getaffinity(int pid, long length, byte[] mask);

    @SuppressWarnings("checkstyle:MethodName")
    static native int sched_setaffinity(int pid, long length, byte[] mask);

    static native int ioctl(int fd, long request, byte[] argument);

    static native int fstatfs(int fd, byte[] status);
}
