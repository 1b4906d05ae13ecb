/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * What opening a log may change of its files: which there are, and their beginnings. Opening writes the anchor, the
 * mark and the first pages of a segment that was prepared before; nothing else of an existing file. So this is all that
 * it takes to have the log as it was before.
 */
final class LogSnapshot
{
    private static final int HEAD_LENGTH = 64 * 1024;

    private final Path directory;
    private final Map<String, byte[]> heads = new TreeMap<>();

    /**
     * Remember a log that nobody has open.
     */
    LogSnapshot(final Path directory)
    {
        this.directory = directory;
        try
        {
            for (final File file : files())
            {
                heads.put(file.getName(), head(file.toPath()));
            }
        }
        catch (final IOException ex)
        {
            throw new BenchException("cannot read " + directory + ": " + ex, ex);
        }
    }

    Path directory()
    {
        return directory;
    }

    /**
     * Have the log as it was, durably. Blocks.
     */
    void restore()
    {
        try
        {
            for (final File file : files())
            {
                if (!heads.containsKey(file.getName()))
                {
                    Files.delete(file.toPath());
                }
            }
            for (final Map.Entry<String, byte[]> entry : heads.entrySet())
            {
                restore(directory.resolve(entry.getKey()), entry.getValue());
            }
        }
        catch (final IOException ex)
        {
            throw new BenchException("cannot restore " + directory + ": " + ex, ex);
        }
    }

    private File[] files() throws IOException
    {
        final File[] files = directory.toFile().listFiles();
        if (null == files)
        {
            throw new IOException("cannot be listed");
        }

        return files;
    }

    private static byte[] head(final Path file) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ))
        {
            final ByteBuffer head = ByteBuffer.allocate((int)Math.min(HEAD_LENGTH, channel.size()));
            int count = 0;
            while (head.hasRemaining() && count >= 0)
            {
                count = channel.read(head, head.position());
            }

            return head.array();
        }
    }

    private static void restore(final Path file, final byte[] head) throws IOException
    {
        if (!Arrays.equals(head, head(file)))
        {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
            {
                final ByteBuffer bytes = ByteBuffer.wrap(head);
                while (bytes.hasRemaining())
                {
                    channel.write(bytes, bytes.position());
                }
                channel.force(true);
            }
        }
    }
}
