/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.picolog.codecs.protocol.RefusalCode;
import org.picolog.log.PageAssembler;
import org.picolog.log.StreamEnd;

/**
 * Plain mode: the first publication that is there writes the log, until it goes away.
 */
final class PlainSessions extends Sessions
{
    private final Answers answers;
    private boolean isUnfinished;
    private int rejectedSessionId;

    /**
     * @param end of the stream as the log has it.
     */
    PlainSessions(
        final PageAssembler assembler,
        final StreamEnd end,
        final Answers answers,
        final IngestCounters counters,
        final SinkState state)
    {
        super(assembler, counters, state);
        this.answers = answers;
        isUnfinished = end.isInsideMessage();
    }

    @Override
    void onConnect(final ConnectRequest request, final long nowNs)
    {
        answers.refuse(request, RefusalCode.PLAIN_MODE, assembler, Answers.NO_POSITION);
    }

    @Override
    void onRejected(final int sessionId, final long nowNs)
    {
        if (rejectedSessionId != sessionId)
        {
            rejectedSessionId = sessionId;
            state.report(new SinkException(
                "a second publisher, session " + sessionId + ": the log has one writer, what the second says is " +
                "dropped and not acknowledged"));
        }
    }

    @Override
    boolean wantsImages()
    {
        return null == current();
    }

    @Override
    void onImage(final DataImage image)
    {
        final boolean isKnown = image.sessionId() == assembler.sessionId() && assembler.streamPosition() >= 0;
        final long known = isKnown ? assembler.streamPosition() : image.joinPosition();
        isUnfinished |= assembler.inMessage();
        if (isKnown && (image.joinPosition() > known || isUnfinished))
        {
            counters.onGap();
            state.report(new SinkException(
                "DATA LOSS: session " + image.sessionId() + " was joined again at position " + image.joinPosition() +
                ", and the log has it up to " + known + (isUnfinished ? ", inside a message" : "") +
                ": what lies between was published while no sink was there, or died with one, and is not in the log"));
        }
        isUnfinished = false;
        assembler.session(image.sessionId(), Math.max(known, image.joinPosition()));
        enter(new PlainSession(image, known, assembler, counters, state));
    }
}
