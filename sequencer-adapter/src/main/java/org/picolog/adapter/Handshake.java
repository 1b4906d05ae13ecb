/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import org.picolog.codecs.protocol.ConnectedDecoder;
import org.picolog.codecs.protocol.RefusedDecoder;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Attempts to connect: when one is made, repeated, and given up for another. Knows neither Aeron nor a clock.
 * <p>
 * The first attempts may be a claim, which is never made past a deadline: whoever was stopped for a while must not
 * fence off on waking the one that leads by now. Later ones resume, without an end.
 */
final class Handshake
{
    static final int PROTOCOL_MAJOR = 1;
    static final int PROTOCOL_MINOR = 0;

    /**
     * An attempt that is never answered may have been forgotten, since a sink answers each once. Twice as long for each
     * further one: an answer takes as long as the disk needs, and a new attempt begins anew.
     */
    private static final long RENEWAL_LIMIT_NS = TimeUnit.MINUTES.toNanos(1);

    final ConnectAttempt attempt = new ConnectAttempt();
    private final ConnectSender sender;
    private final LongSupplier random;
    private final long retryIntervalNs;
    private final long renewalNs;
    private final long deadlineNs;
    private boolean isWithinDeadline = true;
    private boolean hasDeadline = true;
    private boolean isPending;
    private boolean isTimed;
    private long notBeforeNs;
    private long nextSendNs;
    private long renewNs;
    private long nextRenewalNs;
    private long number;

    /**
     * @param retryIntervalNs between two sendings of the same attempt, and after a refusal.
     * @param renewalNs       after which an attempt to resume that was not answered is given up for a new one.
     * @param deadlineNs      of the first connection.
     * @param random          gives the attempts their correlation ids.
     */
    Handshake(
        final ConnectSender sender,
        final long retryIntervalNs,
        final long renewalNs,
        final long deadlineNs,
        final LongSupplier random)
    {
        this.sender = sender;
        this.retryIntervalNs = retryIntervalNs;
        this.renewalNs = renewalNs;
        this.deadlineNs = deadlineNs;
        this.random = random;
        nextRenewalNs = renewalNs;
    }

    /**
     * How many attempts were begun. What was claimed before the last one is stale.
     */
    long number()
    {
        return number;
    }

    /**
     * Is it time for a new attempt, rather than to repeat one?
     */
    boolean isDue(final long nowNs)
    {
        if (!isAllowed(nowNs))
        {
            return false;
        }

        return isPending ?
            !hasDeadline && nowNs - renewNs >= 0 :
            !isTimed || nowNs - notBeforeNs >= 0;
    }

    /**
     * Begin a new attempt; what it says is to be filled in.
     */
    ConnectAttempt begin(final long nowNs)
    {
        attempt.correlationId = nextCorrelationId();
        number++;
        isPending = true;
        isTimed = true;
        notBeforeNs = nowNs + retryIntervalNs;
        nextSendNs = nowNs;
        renewNs = nowNs + nextRenewalNs;
        nextRenewalNs = Math.min(2 * nextRenewalNs, Math.max(renewalNs, RENEWAL_LIMIT_NS));

        return attempt;
    }

    /**
     * Send the attempt, or send it again, if there is one and it is time.
     *
     * @return 1 if it was sent.
     */
    int send(final long nowNs)
    {
        if (!isPending || nowNs - nextSendNs < 0 || !isAllowed(nowNs) || !sender.send(attempt))
        {
            return 0;
        }
        nextSendNs = nowNs + retryIntervalNs;

        return 1;
    }

    boolean isAnsweredBy(final ConnectedDecoder connected)
    {
        return isPending && connected.correlationId() == attempt.correlationId;
    }

    boolean isAnsweredBy(final RefusedDecoder refused)
    {
        return isPending && refused.correlationId() == attempt.correlationId;
    }

    void succeed()
    {
        isPending = false;
        hasDeadline = false;
        nextRenewalNs = renewalNs;
    }

    void fail(final long nowNs)
    {
        isPending = false;
        notBeforeNs = nowNs + retryIntervalNs;
    }

    /**
     * The data stream that it names is no more, or something else is to be asked.
     */
    void cancel()
    {
        isPending = false;
        isTimed = false;
    }

    private boolean isAllowed(final long nowNs)
    {
        isWithinDeadline &= nowNs - deadlineNs < 0;

        return isWithinDeadline || !hasDeadline;
    }

    private long nextCorrelationId()
    {
        long id;
        do
        {
            id = random.getAsLong();
        }
        while (ConnectAttempt.NULL_VALUE == id || attempt.correlationId == id);

        return id;
    }
}
