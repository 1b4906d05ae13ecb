/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

/**
 * A system under test, as the thread that generates load sees it. All methods are for that thread and none blocks, but
 * for {@link #close()}. Messages go in several to a call, so that what lies behind this interface costs the same for
 * each system.
 */
interface MessageTarget extends AutoCloseable
{
    /**
     * Publish messages until one is refused for want of room.
     *
     * @param limit of messages to publish.
     * @return how many were taken.
     * @throws BenchException if the system has ended.
     */
    int offer(int limit);

    /**
     * Duty cycle: learn what has completed, and do what the system leaves to the thread that publishes.
     *
     * @return how much there was to do; with 0 the caller may idle.
     */
    int poll();

    /**
     * How many messages were taken since this was opened.
     */
    long offeredCount();

    /**
     * How many of them are known to have reached the end of the path: for a durable system, to be durable.
     */
    long completedCount();

    /**
     * What the system has written to its log, as it counts itself.
     */
    WriteCounts written();

    /**
     * Where the system stands, for the message when it does not move.
     */
    String describe();

    @Override
    void close();
}
