/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.processes;

import org.picolog.adapter.AdapterException;
import org.picolog.adapter.Claim;
import org.picolog.adapter.PublishResult;
import org.picolog.adapter.SequencerAdapter;
import org.picolog.codecs.sample.MessageHeaderEncoder;
import org.picolog.codecs.sample.Side;
import org.picolog.codecs.sample.TradeEncoder;

/**
 * The loop of a matching engine: it never waits for the disk, and never confirms a trade before it is durable. It
 * publishes each match, remembers whom to tell, and tells everybody up to the commit mark at once (group commit).
 * <p>
 * One thread: the one that matches, publishes and polls.
 */
public final class MatchingEngine
{
    /**
     * What a client is told, and when: only once it is durable.
     */
    @FunctionalInterface
    public interface Confirmations
    {
        /**
         * A client's order was executed, for good.
         *
         * @param clientOrderId the client's own name for the order.
         * @param tradeId       of the match.
         */
        void confirm(long clientOrderId, long tradeId);
    }

    private static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + TradeEncoder.BLOCK_LENGTH;
    private static final int MAX_UNCONFIRMED = 1 << 16;

    private final SequencerAdapter adapter;
    private final Confirmations confirmations;
    private final Claim claim = new Claim();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final TradeEncoder trade = new TradeEncoder();

    /**
     * Whom to tell of the trade with a sequence: sequences are dense, so a ring will do.
     */
    private final long[] clientOrderIds = new long[MAX_UNCONFIRMED];
    private final long[] tradeIds = new long[MAX_UNCONFIRMED];
    private long lastMatched;
    private long lastConfirmed;

    /**
     * Construct for an adapter that is connected. What the log holds already was confirmed by whoever wrote it, or can
     * be read from it.
     *
     * @param adapter       to publish through.
     * @param confirmations to be told.
     */
    public MatchingEngine(final SequencerAdapter adapter, final Confirmations confirmations)
    {
        this.adapter = adapter;
        this.confirmations = confirmations;
        lastMatched = adapter.nextSequence() - 1;
        lastConfirmed = lastMatched;
    }

    /**
     * Match an order, if that is possible now. Does not block.
     *
     * @param clientOrderId   of the aggressor.
     * @param priceCents      in hundredths.
     * @param quantity        in units.
     * @param matchedAtNs     in nanoseconds since 1970.
     * @return the sequence of the trade, or a code of {@link PublishResult}: back-pressure, a sink that is away, or a
     * new leader. The order is then still to be matched.
     */
    public long match(final long clientOrderId, final long priceCents, final long quantity, final long matchedAtNs)
    {
        if (lastMatched - lastConfirmed == MAX_UNCONFIRMED)
        {
            return PublishResult.BACK_PRESSURED;
        }

        final long sequence = adapter.tryClaim(LENGTH, claim);
        if (sequence > 0)
        {
            trade.wrapAndApplyHeader(claim.buffer(), claim.offset(), header)
                .tradeId(sequence)
                .buyOrderId(2 * sequence)
                .sellOrderId(2 * sequence + 1)
                .clientOrderId(clientOrderId)
                .matchTime(matchedAtNs)
                .transactTime(matchedAtNs)
                .instrument("PICO")
                .buyAccount(1)
                .sellAccount(2)
                .strategyId(1)
                .side(Side.BUY);
            trade.price().mantissa(priceCents).exponent((byte)-2);
            trade.quantity().mantissa(quantity).exponent((byte)0);
            trade.flags().clear();

            final int slot = (int)sequence & MAX_UNCONFIRMED - 1;
            clientOrderIds[slot] = clientOrderId;
            tradeIds[slot] = sequence;
            if (!isCommitted(claim))
            {
                return PublishResult.NOT_CONNECTED;
            }
            lastMatched = sequence;
        }

        return sequence;
    }

    /**
     * Where the media driver goes between claim and commit, the message is not published and its sequence is the next
     * one's.
     */
    static boolean isCommitted(final Claim claim)
    {
        try
        {
            claim.commit();
            return true;
        }
        catch (final AdapterException ex)
        {
            return false;
        }
    }

    /**
     * Duty cycle: read acks, and confirm what became durable. Does not block.
     *
     * @return the number of trades confirmed.
     */
    public int confirm()
    {
        adapter.poll();
        final long committed = Math.min(adapter.committedSequence(), lastMatched);
        final int count = (int)(committed - lastConfirmed);
        while (lastConfirmed < committed)
        {
            final int slot = (int)++lastConfirmed & MAX_UNCONFIRMED - 1;
            confirmations.confirm(clientOrderIds[slot], tradeIds[slot]);
        }

        return Math.max(0, count);
    }

    /**
     * Trades that no client was told of yet.
     *
     * @return the number.
     */
    public long unconfirmed()
    {
        return lastMatched - lastConfirmed;
    }
}
