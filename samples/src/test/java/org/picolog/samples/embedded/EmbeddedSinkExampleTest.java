/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.embedded;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

@Timeout(60)
class EmbeddedSinkExampleTest
{
    @Test
    void publishesAwaitsAndReads(@TempDir final Path directory)
    {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();

        EmbeddedSinkExample.run(directory, new PrintStream(out, true));

        assertEquals(
            List.of("durable up to sequence 1", "1: BUY 5 @ 101.25"),
            out.toString(StandardCharsets.UTF_8).lines().toList());
    }

    @Test
    void isWhatTheReadmeShows() throws IOException
    {
        ReadmeExample.assertShown(EmbeddedSinkExample.class, "example");
    }
}
