/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.picolog.codecs.protocol.RefusalCode;
import org.picolog.log.PageAssembler;

import java.util.function.Consumer;

/**
 * From the thread that decides who connects to the one that tells them. What finds no room is forgotten: who gets no
 * answer asks again.
 */
final class Answers
{
    static final long NO_POSITION = -1;
    private static final int CAPACITY = 64;

    private final OneToOneConcurrentArrayQueue<Answer> queue = new OneToOneConcurrentArrayQueue<>(CAPACITY);

    /**
     * Say no. Ingest thread only.
     *
     * @param joinPosition of the session if it was joined late, otherwise {@link #NO_POSITION}.
     */
    void refuse(
        final ConnectRequest request,
        final RefusalCode code,
        final PageAssembler assembler,
        final long joinPosition)
    {
        queue.offer(new Answer(
            request, code, assembler.publisher(), assembler.nextSequence(), joinPosition, assembler.pagesSealed()));
    }

    /**
     * Say yes, as soon as all that is sealed now is durable. Ingest thread only.
     */
    void connect(final ConnectRequest request, final PageAssembler assembler)
    {
        queue.offer(new Answer(
            request, null, assembler.publisher(), assembler.nextSequence(), NO_POSITION, assembler.pagesSealed()));
    }

    /**
     * Hand over what there is. Flush thread only.
     */
    void drain(final Consumer<Answer> consumer)
    {
        queue.drain(consumer);
    }
}
