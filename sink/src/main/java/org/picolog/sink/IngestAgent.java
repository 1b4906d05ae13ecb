/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.FragmentAssembler;
import io.aeron.Image;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.picolog.log.PageAssembler;

import java.util.function.Consumer;

/**
 * Moves messages from the publication's image into pages, and lets publishers connect. Without a free page it leaves
 * the image where it is, so that back-pressure reaches the publisher through Aeron's own flow control. Nothing is
 * dropped that was to be appended, and nothing blocks, but for the media driver when that has to be found again.
 */
final class IngestAgent implements Agent
{
    private static final int CONTROL_LIMIT = 8;

    private final MediaDriverLink link;
    private final Sessions sessions;
    private final PageAssembler assembler;
    private final IngestCounters counters;
    private final SinkState state;
    private final NanoClock clock;
    private final int fragmentLimit;
    private final boolean hasThread;
    private final Consumer<Image> imagePoller = this::pollImage;
    private final FragmentHandler controlHandler;

    private long nowNs;
    private int fragments;
    private boolean wasLinked = true;

    IngestAgent(
        final SinkContext ctx,
        final MediaDriverLink link,
        final Sessions sessions,
        final PageAssembler assembler,
        final IngestCounters counters,
        final SinkState state)
    {
        this.link = link;
        this.sessions = sessions;
        this.assembler = assembler;
        this.counters = counters;
        this.state = state;
        clock = ctx.log().nanoClock();
        fragmentLimit = ctx.fragmentLimit();
        hasThread = ThreadingMode.INVOKER != ctx.threadingMode();
        controlHandler = new FragmentAssembler(new ControlReceiver(this::onConnect, state));
    }

    @Override
    public String roleName()
    {
        return "picolog-ingest";
    }

    @Override
    public int doWork()
    {
        nowNs = clock.nanoTime();
        try
        {
            return state.hasFailed() ? pollControl() : ingest();
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
            if (!state.hasFailed())
            {
                drain();
            }
        }
        catch (final Throwable cause)
        {
            state.fail(cause);
        }
    }

    private int ingest()
    {
        // To find another media driver may block, on the thread that makes durable if that is shared: it comes after.
        int workCount = link.isLinked() || assembler.isAllDurable() ? link.doWork() : 0;
        if (link.isLinked())
        {
            workCount += pollControl();
            workCount += sessions.doWork(nowNs);
            workCount += pollImages();
        }
        else if (wasLinked)
        {
            sessions.onDriverLost();
        }
        wasLinked = link.isLinked();

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

    private void drain()
    {
        if (link.isLinked() && !link.data().isClosed())
        {
            pollImages();
            if (null != sessions.current())
            {
                sessions.current().drain(fragmentLimit);
            }
        }
        state.expectedSequence(assembler.nextSequence());
        counters.onAppended();
        assembler.seal();
    }

    /**
     * Also after a failure: who asks is told of it.
     */
    private int pollControl()
    {
        return link.isLinked() ? link.control().poll(controlHandler, CONTROL_LIMIT) : 0;
    }

    private void onConnect(final ConnectRequest request)
    {
        sessions.onConnect(request, nowNs);
    }

    private int pollImages()
    {
        fragments = 0;
        // Not by index: the client's thread may replace the array of images between two calls.
        link.data().forEachImage(imagePoller);
        counters.publishers(link.data().imageCount());

        return fragments;
    }

    private void pollImage(final Image image)
    {
        // One of which something was dropped already cannot become the writer: it would begin with a gap.
        if (sessions.wantsImages() && image.position() == image.joinPosition())
        {
            sessions.onImage(new AeronImage(image));
        }

        final DataSession session = sessions.current();
        if (null != session && session.image().is(image))
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
        final int count = image.poll(IngestAgent::drop, fragmentLimit);
        if (count > 0)
        {
            counters.onRejected(count);
            sessions.onRejected(image.sessionId(), nowNs);
        }
    }

    private static void drop(final DirectBuffer buffer, final int offset, final int length, final Header header)
    {
        // To be consumed is all that is wanted of it.
    }
}
