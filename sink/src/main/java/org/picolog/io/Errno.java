/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

/**
 * Error numbers of Linux, as they come from the system calls of this package and as negative results of writes. Equal
 * on all processors that are supported. To be compared as numbers; {@link #describe(int)} allocates.
 */
public final class Errno
{
    /** Not permitted. */
    public static final int EPERM = 1;
    /** No such file or directory. */
    public static final int ENOENT = 2;
    /** Interrupted. */
    public static final int EINTR = 4;
    /** Input/output error. */
    public static final int EIO = 5;
    /** No such device or address. */
    public static final int ENXIO = 6;
    /** Bad file descriptor. */
    public static final int EBADF = 9;
    /** Try again. */
    public static final int EAGAIN = 11;
    /** Out of memory. */
    public static final int ENOMEM = 12;
    /** Permission denied. */
    public static final int EACCES = 13;
    /** Bad address. */
    public static final int EFAULT = 14;
    /** Busy. */
    public static final int EBUSY = 16;
    /** Exists already. */
    public static final int EEXIST = 17;
    /** Another file system. */
    public static final int EXDEV = 18;
    /** No such device. */
    public static final int ENODEV = 19;
    /** Not a directory. */
    public static final int ENOTDIR = 20;
    /** Is a directory. */
    public static final int EISDIR = 21;
    /** Invalid argument. */
    public static final int EINVAL = 22;
    /** Too many open files in the system. */
    public static final int ENFILE = 23;
    /** Too many open files in the process. */
    public static final int EMFILE = 24;
    /** No such operation on this kind of file. */
    public static final int ENOTTY = 25;
    /** File is being executed. */
    public static final int ETXTBSY = 26;
    /** File too large. */
    public static final int EFBIG = 27;
    /** No space. */
    public static final int ENOSPC = 28;
    /** Not seekable. */
    public static final int ESPIPE = 29;
    /** Read-only file system. */
    public static final int EROFS = 30;
    /** Deadlock. */
    public static final int EDEADLK = 35;
    /** Name too long. */
    public static final int ENAMETOOLONG = 36;
    /** No locks left. */
    public static final int ENOLCK = 37;
    /** No such system call. */
    public static final int ENOSYS = 38;
    /** Symbolic link where none may be. */
    public static final int ELOOP = 40;
    /** Reservation conflict. */
    public static final int EBADE = 52;
    /** No data: medium error. */
    public static final int ENODATA = 61;
    /** Time is over. */
    public static final int ETIME = 62;
    /** Link severed. */
    public static final int ENOLINK = 67;
    /** Bad checksum. */
    public static final int EBADMSG = 74;
    /** Value too large. */
    public static final int EOVERFLOW = 75;
    /** Descriptor in a bad state. */
    public static final int EBADFD = 77;
    /** Integrity check failed. */
    public static final int EILSEQ = 84;
    /** Not supported. */
    public static final int EOPNOTSUPP = 95;
    /** Shut down. */
    public static final int ESHUTDOWN = 108;
    /** Timed out. */
    public static final int ETIMEDOUT = 110;
    /** Stale file handle. */
    public static final int ESTALE = 116;
    /** Structure needs cleaning. */
    public static final int EUCLEAN = 117;
    /** Remote input/output error. */
    public static final int EREMOTEIO = 121;
    /** Quota exceeded. */
    public static final int EDQUOT = 122;
    /** No medium. */
    public static final int ENOMEDIUM = 123;
    /** Cancelled. */
    public static final int ECANCELED = 125;
    /** Memory has a hardware error. */
    public static final int EHWPOISON = 133;

    private Errno()
    {
    }

    /**
     * Name, number, meaning and likely cause or cure.
     *
     * @param errno positive.
     * @return for example "EFBIG (27): file too large; ...".
     */
    public static String describe(final int errno)
    {
        final String device = ofDevice(errno);
        if (null != device)
        {
            return device;
        }

        final String request = ofRequest(errno);
        if (null != request)
        {
            return request;
        }

        final String limit = ofLimit(errno);
        return null != limit ? limit : "errno " + errno + ": not known to Picolog; see errno(3)";
    }

    /** The device or the file system is in trouble. */
    private static String ofDevice(final int errno)
    {
        return switch (errno)
        {
            case EIO -> "EIO (5): input/output error; the device or the link to it failed, or the file system was " +
                "shut down: see the kernel's log";
            case ENXIO -> "ENXIO (6): no such device or address; the device is gone";
            case ENODEV -> "ENODEV (19): no such device; it was removed, or does not do this operation";
            case ENODATA -> "ENODATA (61): medium error; the device cannot read or write this place: replace it";
            case ENOLINK -> "ENOLINK (67): link severed; the path to the device failed";
            case EBADE -> "EBADE (52): reservation conflict; another host has reserved the device";
            case EBADMSG -> "EBADMSG (74): bad checksum of the file system's own data: run its checker";
            case EILSEQ -> "EILSEQ (84): data integrity check failed between here and the device";
            case ESHUTDOWN -> "ESHUTDOWN (108): the file system was shut down: see the kernel's log";
            case ETIMEDOUT -> "ETIMEDOUT (110): the device did not answer in time: see the kernel's log";
            case ESTALE -> "ESTALE (116): stale file handle; the file is gone on the server";
            case EUCLEAN -> "EUCLEAN (117): structure needs cleaning; the file system is damaged: run its checker";
            case EREMOTEIO -> "EREMOTEIO (121): remote input/output error; the storage target failed";
            case ENOMEDIUM -> "ENOMEDIUM (123): no medium in the device";
            case EHWPOISON -> "EHWPOISON (133): memory page has a hardware error: replace the memory";
            case EROFS -> "EROFS (30): read-only file system; mounted so, or turned so after an error: see the " +
                "kernel's log";
            default -> null;
        };
    }

    /** What was asked for cannot be done. */
    private static String ofRequest(final int errno)
    {
        return switch (errno)
        {
            case EPERM -> "EPERM (1): operation not permitted; a missing capability, an immutable file, a seccomp " +
                "filter or a security module";
            case ENOENT -> "ENOENT (2): no such file or directory";
            case EBADF -> "EBADF (9): bad file descriptor; not open, not open for this direction, or not in the " +
                "ring's file table";
            case EACCES -> "EACCES (13): permission denied; check owner and mode of the file and its directories";
            case EFAULT -> "EFAULT (14): bad address; not mapped, or outside of the registered buffer";
            case EEXIST -> "EEXIST (17): exists already; of a ring: used by another thread than the one that started " +
                "it";
            case EXDEV -> "EXDEV (18): source and target are on different file systems";
            case ENOTDIR -> "ENOTDIR (20): not a directory";
            case EISDIR -> "EISDIR (21): is a directory";
            case EINVAL -> "EINVAL (22): invalid argument; for direct I/O a position, length or address that is not " +
                "aligned, or a file system without O_DIRECT";
            case ENOTTY -> "ENOTTY (25): no such operation on a file of this kind or file system";
            case ETXTBSY -> "ETXTBSY (26): file is being executed or used as swap";
            case ESPIPE -> "ESPIPE (29): not seekable; a pipe or socket, not a file";
            case ENAMETOOLONG -> "ENAMETOOLONG (36): name too long";
            case ENOSYS -> "ENOSYS (38): no such system call; the kernel is too old, was built without it, or a " +
                "seccomp filter hides it";
            case ELOOP -> "ELOOP (40): symbolic link; one where none is allowed, or a loop of them";
            case EBADFD -> "EBADFD (77): descriptor in a bad state; the ring was not started";
            case EOPNOTSUPP -> "EOPNOTSUPP (95): not supported by this file system or kernel";
            default -> null;
        };
    }

    /** A limit was reached, or it is not the time. */
    private static String ofLimit(final int errno)
    {
        return switch (errno)
        {
            case EINTR -> "EINTR (4): interrupted by a signal; try again";
            case EAGAIN -> "EAGAIN (11): not now; memory is short or a lock is held: try again";
            case ENOMEM -> "ENOMEM (12): out of memory; or more locked than RLIMIT_MEMLOCK allows: see ulimit -l";
            case EBUSY -> "EBUSY (16): busy; for a ring: completions must be reaped first";
            case ENFILE -> "ENFILE (23): too many open files in the system; raise sysctl fs.file-max";
            case EMFILE -> "EMFILE (24): too many open files in this process; raise ulimit -n";
            case EFBIG -> "EFBIG (27): file too large; beyond the file system's or RLIMIT_FSIZE's limit";
            case ENOSPC -> "ENOSPC (28): no space left on the device; free some, or grow the file system";
            case EDEADLK -> "EDEADLK (35): waiting for this lock would never end";
            case ENOLCK -> "ENOLCK (37): no locks left, or the file system has none";
            case ETIME -> "ETIME (62): the time to wait is over";
            case EOVERFLOW -> "EOVERFLOW (75): value too large for its type";
            case EDQUOT -> "EDQUOT (122): disk quota exceeded; free some, or raise the quota";
            case ECANCELED -> "ECANCELED (125): cancelled; the thread that submitted it has ended";
            default -> null;
        };
    }
}
