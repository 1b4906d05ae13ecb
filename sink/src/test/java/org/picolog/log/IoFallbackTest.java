/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */
package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.picolog.io.ChildJvm;
import org.picolog.io.Errno;
import org.picolog.io.IoBackend;
import org.picolog.io.IoUringUnavailableException;
import org.picolog.io.SeccompFilter;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A process to which the kernel refuses io_uring, as in a container.
 */
@Timeout(120)
class IoFallbackTest
{
    private static final int MESSAGES = 2_000;

    @TempDir
    private Path tempDir;

    @Test
    void isNamedWhenItIsNotAllowedAndReportedWhenItIs() throws Exception
    {
        try (ChildJvm child = ChildJvm.start(Confined.class, tempDir.toString()))
        {
            assertContains(child.awaitLine("refused: "), "EPERM", "seccomp", "Or set picolog.log.io=sync");
            assertContains(
                child.awaitLine("reported: "), "picolog.log.io=auto", tempDir.toString(), "without io_uring", "EPERM");
            assertEquals("committed " + MESSAGES + " with SYNC", child.awaitLine("committed"));
            child.awaitSuccess();
        }

        try (LogReader reader = LogReader.open(tempDir))
        {
            for (long i = 1; i <= MESSAGES; i++)
            {
                assertTrue(reader.next());
                assertEquals(i, reader.buffer().getLong(reader.offset()));
            }
            assertFalse(reader.next());
        }
    }

    private static void assertContains(final String text, final String... words)
    {
        for (final String word : words)
        {
            assertTrue(text.contains(word), text);
        }
    }

    static final class Confined
    {
        private Confined()
        {
        }

        public static void main(final String[] args)
        {
            SeccompFilter.denyIoUring(Errno.EPERM);
            final LogContext ctx = new LogContext().directory(Path.of(args[0])).segmentLength(1 << 20);
            final IoUringUnavailableException ex = assertThrows(
                IoUringUnavailableException.class, () -> EmbeddedLog.open(ctx.clone().io(IoBackend.IO_URING)));
            System.out.println("refused: " + ex.getMessage());

            final LogContext auto = ctx.clone().io(IoBackend.AUTO)
                .errorHandler((cause) -> System.out.println("reported: " + cause.getMessage()));
            try (EmbeddedLog log = EmbeddedLog.open(auto))
            {
                final UnsafeBuffer message = new UnsafeBuffer(new byte[100]);
                for (long i = 1; i <= MESSAGES;)
                {
                    message.putLong(0, i);
                    i += log.append(message, 0, message.capacity()) > 0 ? 1 : 0;
                }
                assertTrue(log.awaitCommitted(MESSAGES, TimeUnit.MINUTES.toNanos(1)));
                System.out.println("committed " + log.committedSequence() + " with " + auto.io());
            }
        }
    }
}
