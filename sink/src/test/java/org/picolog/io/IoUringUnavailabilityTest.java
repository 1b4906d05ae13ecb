/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class IoUringUnavailabilityTest
{
    @TempDir
    private Path tempDir;

    @Test
    void availableHere()
    {
        assertNull(new LinuxBlockIo().ioUringUnavailabilityCause());
    }

    @Test
    void deniedByASeccompFilter() throws Exception
    {
        try (ChildJvm child = ChildJvm.start(Denied.class, tempDir.toString(), Integer.toString(Errno.EPERM)))
        {
            assertExplained(child.awaitLine("newWriter: "), "EPERM (1)", "seccomp", "profile");
            assertExplained(child.awaitLine("cause: "), "EPERM (1)", "seccomp", "profile");
            child.awaitSuccess();
        }
    }

    @Test
    void hiddenByASeccompFilter() throws Exception
    {
        try (ChildJvm child = ChildJvm.start(Denied.class, tempDir.toString(), Integer.toString(Errno.ENOSYS)))
        {
            assertExplained(child.awaitLine("newWriter: "), "ENOSYS (38)", "seccomp", "5.11");
            child.awaitSuccess();
        }
    }

    @Test
    void eachCauseHasItsCure()
    {
        assertExplained(explain(Errno.EPERM, "2", "-1", false), "io_uring_disabled is 2", "Set it to 0");
        assertExplained(explain(Errno.EPERM, "1", "107", false), "io_uring_disabled is 1", "(107)", "CAP_SYS_ADMIN");
        assertExplained(explain(Errno.EPERM, "1", "107", true), "io_uring_disabled is 1", "Or: A seccomp filter");
        assertExplained(explain(Errno.EPERM, "0", "-1", false), "security module");
        assertExplained(explain(Errno.EPERM, "", "", true), "A seccomp filter");
        assertExplained(explain(Errno.ENOSYS, "", "", false), "CONFIG_IO_URING", "5.11");
        assertExplained(explain(Errno.EINVAL, "", "", false), "too old", "5.11");
        assertExplained(explain(Errno.ENOMEM, "", "", false), "ulimit -l");
        assertExplained(explain(Errno.EMFILE, "", "", false), "ulimit -n");
        assertExplained(explain(Errno.EIO, "", "", false), "EIO (5)", "io_uring_setup(2)");
    }

    private static String explain(
        final int errno, final String disabled, final String group, final boolean isFiltered)
    {
        return IoUringUnavailability.explainSetup(errno, "4.19", disabled, group, isFiltered);
    }

    private static void assertExplained(final String text, final String... words)
    {
        for (final String word : words)
        {
            assertTrue(text.contains(word), text);
        }
    }

    /** Lets the kernel refuse io_uring_setup to itself, as a container does, and tries. */
    static final class Denied
    {
        private Denied()
        {
        }

        public static void main(final String[] args)
        {
            final LinuxBlockIo io = new LinuxBlockIo();
            try (BlockDirectory directory = io.openDirectory(Path.of(args[0]));
                BlockFile lock = directory.lock("lock", 0);
                AlignedMemory slab = io.allocate(BlockIo.BLOCK_SIZE))
            {
                SeccompFilter.denyIoUring(Integer.parseInt(args[1]));
                final IoUringUnavailableException ex = assertThrows(
                    IoUringUnavailableException.class,
                    () -> io.newWriter(slab, lock, 1, WriteDurability.POWER_LOSS));
                assertEquals(Integer.parseInt(args[1]), ex.errno());
                System.out.println("newWriter: " + ex.getMessage());
                System.out.println("cause: " + io.ioUringUnavailabilityCause());
            }
        }
    }
}
