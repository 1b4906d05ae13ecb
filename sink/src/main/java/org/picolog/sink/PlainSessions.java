/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.picolog.codecs.protocol.RefusalCode;
import org.picolog.log.PageAssembler;

/**
 * Plain mode: the first publication that is there writes the log, until it goes away.
 */
final class PlainSessions extends Sessions
{
    private final Answers answers;
    private final Rejections rejections = new Rejections();

    PlainSessions(
        final PageAssembler assembler,
        final Answers answers,
        final IngestCounters counters,
        final SinkState state)
    {
        super(assembler, counters, state);
        this.answers = answers;
    }

    @Override
    void onConnect(final ConnectRequest request, final long nowNs)
    {
        answers.refuse(request, RefusalCode.PLAIN_MODE, assembler, Answers.NO_POSITION);
    }

    @Override
    void onRejected(final int sessionId, final long nowNs)
    {
        if (rejections.isToTell(sessionId, nowNs, 0))
        {
            state.report(new SinkException(
                "another publisher, session " + sessionId + ": the log has one writer, what another one says is " +
                "dropped and not acknowledged"));
        }
    }

    @Override
    void leave()
    {
        rejections.clear();
        super.leave();
    }

    /**
     * What was revoked does not come again. What an image that was lost leaves out is known when it is joined again.
     */
    @Override
    void onEnd(final DataImage image)
    {
        if (ImageEnd.REVOKED == image.end() && image.position() < image.endPosition())
        {
            counters.onGap();
            state.report(new SinkException(
                "DATA LOSS: session " + image.sessionId() + " was revoked by its publisher at position " +
                image.endPosition() + ", and was taken in up to position " + image.position() + ": what lies between " +
                "is not in the log"));
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
        if (image.joinPosition() > known)
        {
            // Before any page can say that the stream has come so far: no ack crosses what is lost.
            state.streamStart(image.sessionId(), image.joinPosition());
        }
        assembler.session(image.sessionId(), Math.max(known, image.joinPosition()));
        enter(new PlainSession(image, known, isKnown, assembler, counters, state));
    }
}
