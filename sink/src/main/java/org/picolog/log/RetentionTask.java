/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */
package org.picolog.log;

import org.picolog.io.BlockDirectory;

/**
 * Applies a {@link RetentionPolicy} to a log that is being written. For the preparer's thread.
 */
final class RetentionTask
{
    private final LogContext ctx;
    private final PublishedMark publishedMark;
    private final Retention retention;
    private boolean isConsumerMissing;

    RetentionTask(final BlockDirectory directory, final PublishedMark publishedMark, final LogContext ctx)
    {
        this.ctx = ctx;
        this.publishedMark = publishedMark;
        retention = new Retention(ctx.blockIo(), directory, ctx.retention());
    }

    /**
     * Number of the first segment to keep by now: those below may go.
     */
    long firstToKeep(final Anchor anchor)
    {
        final long consumed = consumedSequence();
        final long newest = anchor.segmentOf(publishedMark.lastPage());
        return retention.firstToKeep(anchor, newest, consumed, ctx.epochNanoClock().nanoTime());
    }

    private long consumedSequence()
    {
        if (null == ctx.retention().consumerFile())
        {
            return Retention.NO_CONSUMER;
        }

        try
        {
            final long sequence = ConsumerFile.read(ctx.retention().consumerFile());
            isConsumerMissing = false;
            return sequence;
        }
        catch (final LogException ex)
        {
            // Reported once for each time that it is so; the log goes on, and grows.
            if (!isConsumerMissing)
            {
                isConsumerMissing = true;
                ctx.report(ex);
            }
            return 0;
        }
    }
}
