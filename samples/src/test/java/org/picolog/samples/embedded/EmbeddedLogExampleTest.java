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

@Timeout(180)
class EmbeddedLogExampleTest
{
    @Test
    void appendsAwaitsReadsAndGoesOn(@TempDir final Path directory)
    {
        assertEquals(
            List.of("durable up to sequence 2", "1: BUY 5 @ 101.25", "2: SELL 3 @ 101.50"), run(directory));
        assertEquals(
            List.of(
                "durable up to sequence 4",
                "1: BUY 5 @ 101.25",
                "2: SELL 3 @ 101.50",
                "3: BUY 5 @ 101.25",
                "4: SELL 3 @ 101.50"),
            run(directory));
    }

    @Test
    void isWhatTheReadmeShows() throws IOException
    {
        ReadmeExample.assertShown(EmbeddedLogExample.class, "log example");
    }

    private static List<String> run(final Path directory)
    {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        EmbeddedLogExample.run(directory, new PrintStream(out, true));

        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
