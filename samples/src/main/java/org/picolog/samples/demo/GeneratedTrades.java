/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import org.picolog.codecs.sample.Side;
import org.picolog.codecs.sample.TradeEncoder;

import java.nio.charset.StandardCharsets;

/**
 * Invented trades: for each of a few instruments, a price on a random walk from a seed.
 */
final class GeneratedTrades implements TradeSource
{
    private static final long START_TIME_NS = 1_767_225_600_000_000_000L;
    private static final long MEAN_INTERVAL_NS = 1_000;
    private static final long MATCHING_TIME_NS = 4_000;
    private static final String[] SYMBOLS = {"BTC-USD", "ETH-USD", "SOL-USD", "EUR-USD", "GBP-USD", "XAU-USD"};
    private static final long START_PRICE_CENTS = 1_000_000;
    private static final int ACCOUNTS = 1_000;
    private static final int STRATEGIES = 32;

    private final byte[][] symbols = new byte[SYMBOLS.length][];
    private final long[] priceCents = new long[SYMBOLS.length];
    private long random;
    private long tradeId;
    private long timeNs = START_TIME_NS;

    GeneratedTrades(final long seed)
    {
        random = seed;
        for (int i = 0; i < SYMBOLS.length; i++)
        {
            symbols[i] = symbol(SYMBOLS[i]);
            priceCents[i] = START_PRICE_CENTS;
        }
    }

    /**
     * A symbol as the schema wants it.
     */
    static byte[] symbol(final String name)
    {
        final byte[] padded = new byte[TradeEncoder.instrumentLength()];
        final byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, padded, 0, Math.min(bytes.length, padded.length));

        return padded;
    }

    @Override
    public void next(final TradeEncoder trade)
    {
        final long bits = nextRandom();
        final int instrument = (int)((bits & 0xFF) % SYMBOLS.length);
        final boolean isBuy = (bits & 0x100) != 0;
        final long step = (bits >>> 9 & 0xF) - 7;
        priceCents[instrument] = Math.max(1, priceCents[instrument] + step);
        timeNs += 1 + (bits >>> 13 & 0x7FF) * MEAN_INTERVAL_NS / 1024;
        tradeId++;

        trade
            .tradeId(tradeId)
            .buyOrderId(2 * tradeId)
            .sellOrderId(2 * tradeId + 1)
            .clientOrderId(bits)
            .matchTime(timeNs)
            .transactTime(timeNs - MATCHING_TIME_NS)
            .putInstrument(symbols[instrument], 0)
            .buyAccount((int)(bits >>> 24 & 0xFFFF) % ACCOUNTS)
            .sellAccount((int)(bits >>> 40 & 0xFFFF) % ACCOUNTS)
            .strategyId((int)(bits >>> 56) % STRATEGIES)
            .side(isBuy ? Side.BUY : Side.SELL);
        trade.price().mantissa(priceCents[instrument]).exponent((byte)-2);
        trade.quantity().mantissa(1 + (bits >>> 32 & 0xFFFF)).exponent((byte)-3);
        trade.flags().clear();
    }

    /**
     * SplitMix64: a few instructions, no allocation, the same on every Java.
     */
    private long nextRandom()
    {
        random += 0x9E3779B97F4A7C15L;
        long mixed = random;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;

        return mixed ^ mixed >>> 31;
    }
}
