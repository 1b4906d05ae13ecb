/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether somebody is looking. {@link System#console()} answers differently from one Java to the next.
 */
final class Terminal
{
    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

    private Terminal()
    {
    }

    static boolean isStandardOutput()
    {
        try
        {
            final String target = Files.readSymbolicLink(STANDARD_OUTPUT).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || "/dev/console".equals(target);
        }
        catch (final IOException ex)
        {
            // Then plain lines are right everywhere.
            return false;
        }
    }
}
