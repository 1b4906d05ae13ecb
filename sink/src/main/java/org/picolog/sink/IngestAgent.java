/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.Image;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.picolog.log.PageAssembler;

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
    private final SinkState state;
    private final ErrorHandler errorHandler;
    private final FragmentHandler rejectedHandler = (buffer, offset, length, header) -> onRejected();

    private DataSession session;
    private long rejectedFragments;
    private boolean isGapReported;

    IngestAgent(
        final SinkContext ctx, final Subscription subscription, final PageAssembler assembler, final SinkState state)
    {
        this.subscription = subscription;
        this.assembler = assembler;
        this.state = state;
        mode = ctx.ingestMode();
        fragmentLimit = ctx.fragmentLimit();
        errorHandler = ctx.errorHandler();
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

        int workCount = pollSessions();
        if (workCount > 0)
        {
            state.expectedSequence(assembler.nextSequence());
        }
        if (assembler.sealIfFlusherIdle())
        {
            workCount++;
        }

        return workCount;
    }

    /**
     * Take in what is there and hand over the page in hand. What finds no room was not acknowledged and stays with the
     * publisher.
     */
    @Override
    public void onClose()
    {
        if (!state.hasFailed() && !subscription.isClosed())
        {
            while (pollSessions() > 0)
            {
                state.expectedSequence(assembler.nextSequence());
            }
            assembler.seal();
        }
    }

    private int pollSessions()
    {
        int workCount = 0;
        if (null != session && session.image().isClosed())
        {
            session = null;
        }

        for (int i = 0, size = subscription.imageCount(); i < size; i++)
        {
            final Image image = subscription.imageAtIndex(i);
            if (null == session)
            {
                session = new DataSession(image, mode, assembler, state);
                isGapReported = false;
            }

            if (session.image() == image)
            {
                workCount += session.poll(fragmentLimit);
            }
            else
            {
                // Never left unpolled: it would hold its publisher, and with it everybody on a shared stream.
                image.poll(rejectedHandler, fragmentLimit);
            }
        }

        if (null != session && session.hasGap() && !isGapReported)
        {
            isGapReported = true;
            errorHandler.onError(new SinkException(
                "the publisher of session " + session.image().sessionId() + " left out a sequence: expected " +
                assembler.nextSequence() + "; nothing more of this session is appended"));
        }

        return workCount;
    }

    private void onRejected()
    {
        if (0 == rejectedFragments++)
        {
            errorHandler.onError(new SinkException(
                "a second publisher on channel " + subscription.channel() + " stream " + subscription.streamId() +
                ": the log has one writer, what the second says is dropped and not acknowledged"));
        }
    }
}
