/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */
package org.picolog.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file in which a consumer of a log leaves how far it is done: the sequence of the last message that it does not
 * need any more, as decimal digits. To replace it whole, write another and rename it. Blocks on the disk.
 */
public final class ConsumerFile
{
    private static final int MAX_LENGTH = 64;

    private ConsumerFile()
    {
    }

    /**
     * Read the sequence.
     *
     * @param file of the consumer.
     * @return the sequence, 0 for none.
     * @throws LogException if there is no such file, or no sequence in it.
     */
    public static long read(final Path file)
    {
        final String text;
        try
        {
            if (Files.size(file) > MAX_LENGTH)
            {
                throw new LogException(refusal(file) + "it is too long");
            }
            text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        }
        catch (final IOException ex)
        {
            final LogException failure = new LogException(refusal(file) + ex);
            failure.initCause(ex);
            throw failure;
        }

        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch((c) -> c >= '0' && c <= '9'))
        {
            throw new LogException(refusal(file) + "it must hold a sequence in decimal digits, and nothing else");
        }
        return Long.parseLong(text);
    }

    private static String refusal(final Path file)
    {
        return "the position of the consumer cannot be read from " + file + ", so that nothing is purged: ";
    }
}
