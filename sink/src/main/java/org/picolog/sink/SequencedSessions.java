/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.picolog.codecs.protocol.RefusalCode;
import org.picolog.log.PageAssembler;
import org.picolog.log.Publisher;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.function.IntFunction;

/**
 * Sequenced mode: who may write the log is agreed in a handshake, and an older instance is fenced off. The rules are
 * those of docs/protocol.md. Knows neither Aeron nor a clock.
 */
final class SequencedSessions extends Sessions
{
    static final int PROTOCOL_MAJOR = 1;
    static final int PROTOCOL_MINOR = 0;

    /**
     * So many attempts are under way or remembered at the most; who is forgotten asks again.
     */
    private static final int LIMIT = 64;

    private final UUID logId;
    private final long epoch;
    private final int streamId;
    private final IntFunction<DataImage> images;
    private final Answers answers;
    private final long imageTimeoutNs;
    private final Deque<Attempt> attempts = new ArrayDeque<>();
    private final Deque<Grant> granted = new ArrayDeque<>();
    private final Deque<Denial> refused = new ArrayDeque<>();
    private final Rejections rejections = new Rejections();

    /**
     * @param images         finds the image of a session, null if there is none.
     * @param imageTimeoutNs how long to wait for the image of a publisher that asks to connect, in nanoseconds.
     */
    SequencedSessions(
        final UUID logId,
        final long epoch,
        final int streamId,
        final long imageTimeoutNs,
        final IntFunction<DataImage> images,
        final PageAssembler assembler,
        final Answers answers,
        final IngestCounters counters,
        final SinkState state)
    {
        super(assembler, counters, state);
        this.logId = logId;
        this.epoch = epoch;
        this.streamId = streamId;
        this.imageTimeoutNs = imageTimeoutNs;
        this.images = images;
        this.answers = answers;
    }

    @Override
    void onConnect(final ConnectRequest request, final long nowNs)
    {
        final ConnectRequest connected = connected();
        if (null != connected && connected.correlationId() == request.correlationId())
        {
            // The answer was lost. Once the publisher has published it must have had it.
            if (!((SequencedSession)current()).hasAppended())
            {
                answers.connect(connected, assembler);
            }
            return;
        }

        if (isDecided(request, nowNs))
        {
            return;
        }

        if (state.hasEnded())
        {
            attempts.removeIf((attempt) -> attempt.isFor(request));
        }
        if (attempts.stream().noneMatch((attempt) -> attempt.isFor(request)))
        {
            final RefusalCode refusal = check(request);
            if (null != refusal)
            {
                refuse(request, refusal);
            }
            else if (attempts.size() < LIMIT)
            {
                // A newer attempt of the same adapter stands for its older ones, whose answers it ignores.
                attempts.removeIf((attempt) -> attempt.request.isAnsweredWhere(request));
                attempts.add(new Attempt(request, nowNs + imageTimeoutNs));
            }
        }
    }

    @Override
    int doWork(final long nowNs)
    {
        int workCount = super.doWork(nowNs);
        final int count = attempts.size();
        for (int i = 0; i < count; i++)
        {
            final Attempt attempt = attempts.poll();
            if (isDecided(attempt, nowNs))
            {
                workCount++;
            }
            else
            {
                attempts.add(attempt);
            }
        }

        return workCount;
    }

    /**
     * That a session is dropped is nothing to speak of while its publisher is about to connect, as after a restart of
     * the sink, or was just fenced off. One that goes on publishing is at fault.
     */
    @Override
    void onRejected(final int sessionId, final long nowNs)
    {
        if (rejections.isToTell(sessionId, nowNs, imageTimeoutNs))
        {
            state.report(new SinkException(
                "session " + sessionId + " publishes and may not: it never connected, or was fenced off; what it " +
                "says is dropped and not acknowledged. Publish through the sequencer adapter, or set " +
                SinkContext.INGEST_MODE_PROP_NAME + "=PLAIN"));
        }
    }

    @Override
    boolean wantsImages()
    {
        return false;
    }

    @Override
    void onImage(final DataImage image)
    {
        throw new IllegalStateException("a session is taken from when its publisher connected, and not before");
    }

    /**
     * Its publisher sends again what was not taken in, if it is there.
     */
    @Override
    void onEnd(final DataImage image)
    {
        // The counters and the status of the acks tell it.
    }

    @Override
    void onDriverLost()
    {
        super.onDriverLost();
        attempts.clear();
    }

    /**
     * What was decided on a request stays: whoever made it may have given it up long ago.
     */
    private boolean isDecided(final ConnectRequest request, final long nowNs)
    {
        for (final Denial denial : refused)
        {
            if (denial.correlationId == request.correlationId())
            {
                answers.refuse(request, denial.code, assembler, denial.joinPosition);
                return true;
            }
        }

        for (final Grant grant : granted)
        {
            if (grant.correlationId == request.correlationId())
            {
                repeat(grant, request, nowNs);
                return true;
            }
        }

        return false;
    }

    /**
     * It was connected, its session is over, and it still asks: its answer was lost.
     */
    private void repeat(final Grant grant, final ConnectRequest request, final long nowNs)
    {
        if (assembler.publisher().epoch() != grant.epoch)
        {
            answers.refuse(request, RefusalCode.FENCED, assembler, Answers.NO_POSITION);
            counters.onFenced();
        }
        else if (null == current())
        {
            // Nobody else leads: the epoch that it was given, or went on with, is still its own.
            granted.remove(grant);
            attempts.add(new Attempt(request.resuming(grant.epoch), nowNs + imageTimeoutNs));
        }
    }

    private static <T> void remember(final Deque<T> memory, final T what)
    {
        if (memory.size() == LIMIT)
        {
            memory.poll();
        }
        memory.add(what);
    }

    private boolean isDecided(final Attempt attempt, final long nowNs)
    {
        final ConnectRequest request = attempt.request;
        final DataImage image = images.apply(request.sessionId());
        if (null == image || image.isGone())
        {
            final boolean isOver = nowNs - attempt.deadlineNs >= 0;
            if (isOver)
            {
                refuse(request, RefusalCode.NO_IMAGE);
            }
            return isOver;
        }

        // Or it was published since, which a publisher that waits for its answer does not: the request is an old one,
        // made of a sink that is dead, and what this sink dropped meanwhile would be missing.
        if (image.position() > request.resumePosition())
        {
            refuse(request, RefusalCode.JOINED_LATE, image.position());
            return true;
        }

        // Somebody else may have connected since it was asked for.
        final RefusalCode refusal = check(request);
        if (null != refusal)
        {
            refuse(request, refusal);
            return true;
        }

        return isConnected(request, image);
    }

    /**
     * From here on nothing of the session before goes into the log, be there room for the record already or not.
     */
    private boolean isConnected(final ConnectRequest request, final DataImage image)
    {
        if (null != current())
        {
            leave();
        }

        if (!assembler.publisher(
            publisherOf(request), request.sessionId(), request.streamId(), request.resumePosition()))
        {
            return false;
        }
        assembler.seal();
        rejections.clear();
        enter(new SequencedSession(image, request, assembler, counters, state));
        state.attached(request);
        counters.onHandshake();
        answers.connect(request, assembler);

        return true;
    }

    private Publisher publisherOf(final ConnectRequest request)
    {
        final long epoch = request.isClaim() ? assembler.publisher().epoch() + 1 : request.publisherEpoch();
        return new Publisher(request.publisherId(), epoch);
    }

    /**
     * Who is left is remembered: a claim that was granted once is not granted again.
     */
    @Override
    void leave()
    {
        remember(granted, new Grant(connected().correlationId(), assembler.publisher().epoch()));
        super.leave();
    }

    private ConnectRequest connected()
    {
        return null == current() ? null : ((SequencedSession)current()).request();
    }

    private void refuse(final ConnectRequest request, final RefusalCode code)
    {
        refuse(request, code, Answers.NO_POSITION);
    }

    private void refuse(final ConnectRequest request, final RefusalCode code, final long joinPosition)
    {
        if (RefusalCode.OTHER_INCARNATION != code)
        {
            remember(refused, new Denial(request.correlationId(), code, joinPosition));
        }
        if (RefusalCode.FENCED == code)
        {
            counters.onFenced();
        }
        answers.refuse(request, code, assembler, joinPosition);
    }

    /**
     * @return why the publisher may not connect as things are, null if it may.
     */
    private RefusalCode check(final ConnectRequest request)
    {
        if (request.protocolMajor() > PROTOCOL_MAJOR)
        {
            return RefusalCode.NEWER_PROTOCOL;
        }

        if (!isValid(request))
        {
            return RefusalCode.INVALID;
        }

        if (state.hasEnded())
        {
            return RefusalCode.SINK_FAILED;
        }

        // What was claimed of an incarnation that is dead, and perhaps granted by it, is not granted by the next.
        if (request.isClaim() && request.sinkEpoch() != epoch)
        {
            return RefusalCode.OTHER_INCARNATION;
        }

        if (null != request.logId() && !request.logId().equals(logId))
        {
            return RefusalCode.OTHER_LOG;
        }

        final RefusalCode refusal = checkPublisher(request, assembler.publisher());
        return null == refusal ? checkSequence(request, assembler.nextSequence()) : refusal;
    }

    private boolean isValid(final ConnectRequest request)
    {
        final boolean isEpochValid = request.isClaim() || request.publisherEpoch() > 0;
        final boolean isSequenceValid = request.isAdoption() ||
            request.firstRetained() > 0 && request.firstRetained() <= request.nextSequence();

        return isEpochValid && isSequenceValid && request.streamId() == streamId &&
            ConnectRequest.NULL != request.correlationId() && !request.replyChannel().isEmpty();
    }

    private static RefusalCode checkPublisher(final ConnectRequest request, final Publisher publisher)
    {
        if (publisher.epoch() > 0 && publisher.id() != request.publisherId())
        {
            return RefusalCode.OTHER_PUBLISHER;
        }

        if (request.isClaim() || request.publisherEpoch() == publisher.epoch())
        {
            return null;
        }

        return request.publisherEpoch() < publisher.epoch() ? RefusalCode.FENCED : RefusalCode.UNKNOWN_EPOCH;
    }

    private static RefusalCode checkSequence(final ConnectRequest request, final long expected)
    {
        if (request.isAdoption())
        {
            return null;
        }

        if (request.firstRetained() > expected)
        {
            return RefusalCode.AHEAD_OF_LOG;
        }

        return request.nextSequence() < expected ? RefusalCode.BEHIND_LOG : null;
    }

    /**
     * A request that waits: for the image of its session, or for room in the log.
     */
    private record Attempt(ConnectRequest request, long deadlineNs)
    {
        private boolean isFor(final ConnectRequest other)
        {
            return request.correlationId() == other.correlationId();
        }
    }

    /**
     * A request that was granted, and whose session is over.
     */
    private record Grant(long correlationId, long epoch)
    {
    }

    /**
     * A request that was refused.
     */
    private record Denial(long correlationId, RefusalCode code, long joinPosition)
    {
    }
}
