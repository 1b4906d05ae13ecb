/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

/**
 * Which machines this package knows the system calls of.
 */
final class LinuxPlatform
{
    private LinuxPlatform()
    {
    }

    /**
     * Check a machine. Touches no native code.
     *
     * @param osName as in the system property {@code os.name}.
     * @param osArch as in the system property {@code os.arch}.
     * @return null if it is known, else the cause and the cure.
     */
    static String unsupportedCause(final String osName, final String osArch)
    {
        if (!"Linux".equals(osName))
        {
            return "Picolog writes with io_uring and O_DIRECT, which only Linux has; this is " + osName + ". Run it " +
                "on Linux, version 5.11 or later.";
        }

        if (!"amd64".equals(osArch) && !"aarch64".equals(osArch))
        {
            return "Picolog knows the system calls of amd64 and aarch64; this Java is for " + osArch + ". Run it " +
                "with a 64-bit Java on one of these processors.";
        }

        return null;
    }

    /**
     * Refuse a machine that is not known, or on which native code cannot be called.
     *
     * @throws BlockIoException with the cause and the cure.
     */
    static void requireSupported()
    {
        final String cause = unsupportedCause(System.getProperty("os.name"), System.getProperty("os.arch"));
        if (null != cause)
        {
            throw new BlockIoException(cause, 0);
        }

        try
        {
            Class.forName(Libc.class.getName());
        }
        catch (final LinkageError | ClassNotFoundException ex)
        {
            final BlockIoException failure = new BlockIoException(
                "JNA cannot call the C library: " + ex + ". It unpacks its native part into java.io.tmpdir; if that " +
                "is mounted noexec, name another directory with -Djna.tmpdir. A C library without statx and " +
                "renameat2 (glibc before 2.28) is too old.",
                0);
            failure.initCause(ex);
            throw failure;
        }
    }
}
