/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * What this process has open, by the kernel's account.
 */
final class OpenFiles
{
    private OpenFiles()
    {
    }

    static void assertNone(final Path directory)
    {
        assertEquals(List.of(), in(directory));
    }

    private static List<String> in(final Path directory)
    {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd")))
        {
            final String prefix = directory.toRealPath().toString();
            return descriptors.map(OpenFiles::target).filter((target) -> target.startsWith(prefix)).toList();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static String target(final Path descriptor)
    {
        try
        {
            return Files.readSymbolicLink(descriptor).toString();
        }
        catch (final IOException ex)
        {
            // Closed meanwhile.
            return "";
        }
    }
}
