/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.picolog.io.BlockWriter;

/**
 * Writes every block of a file once, in large writes, as many in flight as there may be.
 */
final class OverwriteOnce
{
    private static final long WAIT_NS = 1_000_000_000L;

    private final DeviceFile file;
    private final StopSignal stopSignal;
    private long position;
    private int completed;

    OverwriteOnce(final DeviceFile file, final StopSignal stopSignal)
    {
        this.file = file;
        this.stopSignal = stopSignal;
    }

    /**
     * @return how long it took, in nanoseconds.
     */
    long run()
    {
        final long beginNs = System.nanoTime();
        try (BlockWriter writer = file.newWriter())
        {
            final int slot = writer.register(file.file());
            final BlockWriter.CompletionHandler handler = (token, result) ->
            {
                if (DeviceFile.CHUNK_LENGTH != result)
                {
                    throw new BenchException("a write of " + DeviceFile.CHUNK_LENGTH + " bytes returned " + result);
                }
                completed++;
                writeNext(writer, slot, token);
            };
            for (int i = 0; i < DeviceFile.MAX_IN_FLIGHT; i++)
            {
                writeNext(writer, slot, i);
            }
            writer.submit();
            while ((long)completed * DeviceFile.CHUNK_LENGTH < file.length())
            {
                stopSignal.check();
                writer.awaitCompletion(WAIT_NS);
                writer.poll(handler);
                writer.submit();
            }
        }

        return System.nanoTime() - beginNs;
    }

    private void writeNext(final BlockWriter writer, final int slot, final long token)
    {
        if (position < file.length())
        {
            writer.write(slot, position, (int)token * DeviceFile.CHUNK_LENGTH, DeviceFile.CHUNK_LENGTH, token);
            position += DeviceFile.CHUNK_LENGTH;
        }
    }
}
