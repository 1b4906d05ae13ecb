/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Why there is no io_uring here, and what to do about it.
 */
final class IoUringUnavailability
{
    // A seccomp filter belongs to a thread.
    private static final String THREAD_STATUS = "/proc/thread-self/status";
    private static final String DISABLED = "/proc/sys/kernel/io_uring_disabled";
    private static final String GROUP = "/proc/sys/kernel/io_uring_group";

    private IoUringUnavailability()
    {
    }

    /**
     * The outcome of one attempt in this process.
     *
     * @return null if io_uring can be used, else the cause and the cure.
     */
    static String cause()
    {
        return Attempt.CAUSE;
    }

    /**
     * Explain why a ring could not be created, by what this machine says about itself.
     *
     * @param errno of io_uring_setup.
     * @return to be thrown.
     */
    static IoUringUnavailableException ofSetup(final int errno)
    {
        final boolean isFiltered = lines(THREAD_STATUS).stream().anyMatch((line) -> line.matches("Seccomp:\\s*2"));
        return new IoUringUnavailableException(
            explainSetup(errno, System.getProperty("os.version"), firstLine(DISABLED), firstLine(GROUP), isFiltered),
            errno);
    }

    /**
     * Explain a missing feature.
     *
     * @param features names of what is missing.
     * @param kernel   version.
     * @return to be thrown.
     */
    static IoUringUnavailableException ofFeatures(final String features, final String kernel)
    {
        return new IoUringUnavailableException(
            "io_uring of this kernel (" + kernel + ") lacks " + features + ". Picolog needs Linux 5.11 or later.",
            Errno.EOPNOTSUPP);
    }

    /**
     * Explain why a ring could not be created.
     *
     * @param errno      of io_uring_setup.
     * @param kernel     version.
     * @param disabled   value of the sysctl kernel.io_uring_disabled, empty if there is none.
     * @param group      value of the sysctl kernel.io_uring_group, empty if there is none.
     * @param isFiltered whether a seccomp filter is installed in this process.
     * @return the cause and the cure.
     */
    static String explainSetup(
        final int errno, final String kernel, final String disabled, final String group, final boolean isFiltered)
    {
        final String refused = "the kernel (" + kernel + ") refuses to create an io_uring: " +
            Errno.describe(errno);
        final String seccomp = "A seccomp filter is installed in this process, as container runtimes do: allow " +
            "io_uring_setup, io_uring_enter and io_uring_register in its profile (for Docker: --security-opt " +
            "seccomp=...).";

        return refused + ". " + switch (errno)
        {
            case Errno.EPERM, Errno.EACCES -> explainDenial(disabled, group, isFiltered ? seccomp : null);
            case Errno.ENOSYS -> "It is older than 5.1 or was built without CONFIG_IO_URING; Picolog needs 5.11." +
                (isFiltered ? " Or: " + seccomp : "");
            case Errno.EINVAL -> "It is too old: Picolog needs 5.11 or later.";
            case Errno.ENOMEM -> "Raise the limit of locked memory (ulimit -l, LimitMEMLOCK of systemd; before Linux " +
                "5.12 each ring counts), or free memory.";
            case Errno.EMFILE, Errno.ENFILE -> "Raise the limit of open files (ulimit -n, LimitNOFILE of systemd).";
            default -> "See io_uring_setup(2).";
        };
    }

    private static String explainDenial(final String disabled, final String group, final String seccomp)
    {
        if ("2".equals(disabled))
        {
            return "sysctl kernel.io_uring_disabled is 2: nobody may create one. Set it to 0; or to 1 and run with a " +
                "group that kernel.io_uring_group names.";
        }

        final String sysctl = "1".equals(disabled) ?
            "sysctl kernel.io_uring_disabled is 1: only members of the group with the id in kernel.io_uring_group (" +
            group + ") and processes with CAP_SYS_ADMIN may create one. Join it, or set kernel.io_uring_disabled " +
            "to 0." :
            null;

        if (null != sysctl)
        {
            return sysctl + (null != seccomp ? " Or: " + seccomp : "");
        }
        return null != seccomp ? seccomp : "A security module (SELinux, AppArmor) denies it: see the audit log.";
    }

    private static String firstLine(final String file)
    {
        final List<String> lines = lines(file);
        return lines.isEmpty() ? "" : lines.get(0).trim();
    }

    private static List<String> lines(final String file)
    {
        final Path path = Path.of(file);
        if (!Files.isReadable(path))
        {
            return List.of();
        }

        try
        {
            return Files.readAllLines(path);
        }
        catch (final IOException ex)
        {
            // It serves an explanation only, and is itself part of it.
            return List.of("unreadable: " + ex);
        }
    }

    private static final class Attempt
    {
        static final String CAUSE = cause();

        private static String cause()
        {
            try
            {
                new IoUring(1).close();
                return null;
            }
            catch (final IoUringUnavailableException ex)
            {
                return ex.getMessage();
            }
        }
    }
}
