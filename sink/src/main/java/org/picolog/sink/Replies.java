/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.picolog.codecs.protocol.SinkStatus;
import org.picolog.log.DurableLog;
import org.picolog.log.PageFlusher;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * All who are told how far the log is durable. Flush thread only, but for {@link #use(ReplyTransport)} and {@link
 * #isUsing(ReplyTransport)}.
 */
final class Replies
{
    /**
     * More adapters than this at a time are not answered: an endless row of them must not fill the memory.
     */
    private static final int LIMIT = 256;

    /**
     * Who does not listen for its answer for so long has given up.
     */
    private static final long ABSENCE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);

    /**
     * As long as Aeron lets a publication linger by default.
     */
    private static final long REFUSAL_GRACE_NS = TimeUnit.SECONDS.toNanos(5);

    private final Answers answers;
    private final SinkMessages messages;
    private final PageFlusher flusher;
    private final SinkState state;
    private final long heartbeatIntervalNs;
    private final List<AckReader> readers = new ArrayList<>();
    private final Consumer<Answer> answerHandler = this::onAnswer;

    private volatile ReplyTransport wanted;
    private volatile ReplyTransport transport;
    private long publisherEpoch;
    private long nowNs;
    private boolean isLimitReported;
    private String refusedChannel;
    private long refusedSinceNs;
    private long refusedNs;
    private boolean isRefusalReported;

    Replies(final SinkContext ctx, final DurableLog log, final Answers answers, final SinkState state)
    {
        this.answers = answers;
        this.state = state;
        flusher = log.flusher();
        messages = new SinkMessages(log.logId(), log.epoch(), ctx.log().durability(), flusher, state);
        publisherEpoch = log.streamEnd().publisher().epoch();
        heartbeatIntervalNs = ctx.heartbeatIntervalNs();
    }

    /**
     * From now on talk over this transport; with null over none. Whoever was told before is forgotten. Any thread;
     * happens in the next duty cycle.
     */
    void use(final ReplyTransport newTransport)
    {
        wanted = newTransport;
    }

    /**
     * Is it this one, and no other, that is talked over? Any thread.
     */
    boolean isUsing(final ReplyTransport other)
    {
        return transport == other && wanted == other;
    }

    /**
     * Say what is to be said and can be said now.
     *
     * @return an indication of work done, 0 for none.
     */
    int doWork(final SinkStatus status, final long timeNs)
    {
        nowNs = timeNs;
        if (wanted != transport)
        {
            exchangeTransport(wanted);
        }
        answers.drain(answerHandler);

        // Nobody is told of a later publisher before that is durable, and everybody once it is.
        for (int i = 0; i < readers.size(); i++)
        {
            final Answer answer = readers.get(i).durableAnswer();
            publisherEpoch = null == answer ? publisherEpoch : Math.max(publisherEpoch, answer.publisher().epoch());
        }

        int workCount = 0;
        for (int i = readers.size() - 1; i >= 0; i--)
        {
            workCount += tell(readers.get(i), i, status);
        }

        return workCount;
    }

    /**
     * Does somebody who listens not know yet how the sink stands?
     */
    boolean isSomebodyBehind(final SinkStatus status)
    {
        for (int i = 0; i < readers.size(); i++)
        {
            if (readers.get(i).isBehind(status, publisherEpoch))
            {
                return true;
            }
        }

        return false;
    }

    void close()
    {
        readers.forEach(AckReader::close);
        readers.clear();
    }

    private int tell(final AckReader reader, final int index, final SinkStatus status)
    {
        try
        {
            if (reader.isGone(nowNs, ABSENCE_TIMEOUT_NS))
            {
                readers.remove(index);
                reader.close();
                return 1;
            }

            return reader.doWork(status, publisherEpoch, nowNs);
        }
        catch (final SinkException ex)
        {
            // The media driver refused this publication: others are not affected.
            readers.remove(index);
            onRefused(reader.channel(), ex);
            return 1;
        }
    }

    /**
     * Where a publication lingers that a sink before this one had there, the media driver refuses another until it is
     * gone; the adapter asks again. What lasts longer is a fault.
     */
    private void onRefused(final String channel, final SinkException cause)
    {
        if (!channel.equals(refusedChannel) || nowNs - refusedNs > REFUSAL_GRACE_NS)
        {
            refusedChannel = channel;
            refusedSinceNs = nowNs;
            isRefusalReported = false;
        }
        refusedNs = nowNs;
        if (!isRefusalReported && nowNs - refusedSinceNs > REFUSAL_GRACE_NS)
        {
            isRefusalReported = true;
            state.report(cause);
        }
    }

    private void exchangeTransport(final ReplyTransport newTransport)
    {
        close();
        if (null != newTransport)
        {
            readers.add(AckReader.ofMonitors(newTransport, messages, flusher, state, heartbeatIntervalNs));
        }
        transport = newTransport;
    }

    private void onAnswer(final Answer answer)
    {
        if (null == transport)
        {
            return;
        }

        for (int i = 0; i < readers.size(); i++)
        {
            if (readers.get(i).isAt(answer.request()))
            {
                readers.get(i).answer(answer, nowNs);
                return;
            }
        }

        addReader(answer);
    }

    private void addReader(final Answer answer)
    {
        if (readers.size() >= LIMIT)
        {
            if (!isLimitReported)
            {
                isLimitReported = true;
                state.report(new SinkException(
                    "more than " + LIMIT + " adapters asked to connect and are still there: no more are answered"));
            }
            return;
        }

        try
        {
            final AckReader reader =
                AckReader.of(answer.request(), transport, messages, flusher, state, heartbeatIntervalNs);
            reader.answer(answer, nowNs);
            readers.add(reader);
        }
        catch (final SinkException ex)
        {
            state.report(ex);
        }
    }
}
