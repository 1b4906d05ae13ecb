/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.Image;
import io.aeron.Subscription;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;
import org.picolog.log.PageAssembler;

import java.util.function.Consumer;

/**
 * Moves messages from the publication's image into pages. Without a free page it leaves the image where it is, so that
 * back-pressure reaches the publisher through Aeron's own flow control. Nothing is dropped and nothing blocks.
 */
final class IngestAgent implements Agent
{
    private final Subscription subscription;
    private final PageAssembler assembler;
    private final IngestMode mode;
    private final int fragmentLimit;
    private final IngestCounters counters;
    private final SinkState state;
    private final boolean hasThread;
    private final Consumer<Image> imagePoller = this::pollImage;

    private DataSession session;
    private int fragments;

    IngestAgent(
        final SinkContext ctx,
        final Subscription subscription,
        final PageAssembler assembler,
        final IngestCounters counters,
        final SinkState state)
    {
        this.counters = counters;
        this.subscription = subscription;
        this.assembler = assembler;
        this.state = state;
        mode = ctx.ingestMode();
        fragmentLimit = ctx.fragmentLimit();
        hasThread = ThreadingMode.INVOKER != ctx.threadingMode();
    }

    @Override
    public String roleName()
    {
        return "picolog-ingest";
    }

    @Override
    public int doWork()
    {
        if (state.hasFailed())
        {
            return 0;
        }

        try
        {
            return ingest();
        }
        catch (final Throwable cause)
        {
            state.fail(cause);
            return 0;
        }
    }

    /**
     * Take in what was there when the sink was closed and hand over the page in hand. What finds no room was not
     * acknowledged and stays with the publisher.
     */
    @Override
    public void onClose()
    {
        if (hasThread)
        {
            state.onThreadEnd(roleName());
        }
        try
        {
            if (!state.hasFailed() && !subscription.isClosed())
            {
                pollImages();
                if (null != session)
                {
                    session.drain(fragmentLimit);
                }
                state.expectedSequence(assembler.nextSequence());
                counters.onAppended();
                assembler.seal();
            }
        }
        catch (final Throwable cause)
        {
            state.fail(cause);
        }
    }

    private int ingest()
    {
        if (subscription.isClosed())
        {
            state.fail(new MediaDriverException(
                "the Aeron client was closed under the sink: by the application, or because the media driver died or " +
                "did not hear from this process in time. See that it runs, then start the sink again"));
            return 0;
        }

        int workCount = pollImages();
        if (workCount > 0)
        {
            state.expectedSequence(assembler.nextSequence());
            counters.onAppended();
        }
        if (assembler.sealIfFlusherIdle() || 0 == workCount && assembler.claimIfIdle())
        {
            workCount++;
        }

        return workCount;
    }

    private int pollImages()
    {
        fragments = 0;
        if (null != session && session.image().isClosed())
        {
            session = null;
            assembler.abandonMessage();
        }
        // Not by index: the client's thread may replace the array of images between two calls.
        subscription.forEachImage(imagePoller);
        counters.publishers(subscription.imageCount());

        return fragments;
    }

    private void pollImage(final Image image)
    {
        // One of which something was dropped already cannot become the writer: it would begin with a gap.
        if (null == session && image.position() == image.joinPosition())
        {
            session = new DataSession(image, mode, assembler, counters, state);
        }

        if (null != session && session.image() == image)
        {
            fragments += session.poll(fragmentLimit);
        }
        else
        {
            reject(image);
        }
    }

    /**
     * Drained, not left unpolled: it would hold its publisher, and with it everybody on a shared stream.
     */
    private void reject(final Image image)
    {
        final long position = image.position();
        counters.onRejected(image.poll(IngestAgent::drop, fragmentLimit));
        if (image.joinPosition() == position && image.position() != position)
        {
            state.report(new SinkException(
                "a second publisher, session " + image.sessionId() + ", on channel " + subscription.channel() +
                " stream " + subscription.streamId() +
                ": the log has one writer, what the second says is dropped and not acknowledged"));
        }
    }

    private static void drop(final DirectBuffer buffer, final int offset, final int length, final Header header)
    {
        // To be consumed is all that is wanted of it.
    }
}
