/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.picolog.codecs.sample.MessageHeaderDecoder;
import org.picolog.codecs.sample.MessageHeaderEncoder;
import org.picolog.codecs.sample.Side;
import org.picolog.codecs.sample.TradeDecoder;
import org.picolog.codecs.sample.TradeEncoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TradeSourceTest
{
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final TradeEncoder encoder = new TradeEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final TradeDecoder decoder = new TradeDecoder();

    @TempDir
    private Path temporary;

    @Test
    void generatesTheSameFromTheSameSeed()
    {
        final TradeSource first = new GeneratedTrades(7);
        final TradeSource second = new GeneratedTrades(7);
        final TradeSource other = new GeneratedTrades(8);
        for (int i = 0; i < 1_000; i++)
        {
            final UnsafeBuffer trade = next(first, (byte)0);
            // Whatever the buffer held before.
            assertEquals(trade, next(second, (byte)0xFF));
            assertNotEquals(trade, next(other, (byte)0));
        }
    }

    @Test
    void generatesPlausibleTrades()
    {
        final TradeSource source = new GeneratedTrades(7);
        long timeNs = 0;
        for (int i = 1; i <= 100_000; i++)
        {
            final TradeDecoder trade = decode(next(source, (byte)0));
            assertEquals(i, trade.tradeId());
            assertTrue(trade.matchTime() > timeNs);
            timeNs = trade.matchTime();
            assertTrue(trade.transactTime() < timeNs);
            assertTrue(trade.price().mantissa() > 0);
            assertTrue(trade.quantity().mantissa() > 0);
            assertTrue(trade.buyAccount() >= 0 && trade.sellAccount() >= 0 && trade.strategyId() >= 0);
            assertNotEquals(Side.NULL_VAL, trade.side());
            assertTrue(trade.instrument().matches("[A-Z]{3}-[A-Z]{3}"), trade::instrument);
        }
    }

    @Test
    void readsAndRepeatsAFile() throws IOException
    {
        final Path csv = Files.writeString(temporary.resolve("trades.csv"), CsvTrades.HEADER + "\r\n" +
            "binance-futures,BTCUSDT,1582329602111000,1582329602418379,42377944,buy,9682,0.132\r\n" +
            "binance-futures,BTCUSDT,1582329602116000,1582329602418420,42377945,sell,9682.05,12");
        final List<byte[]> blocks = CsvTrades.read(csv, Long.MAX_VALUE);
        final TradeSource source = CsvTrades.of(blocks);

        final TradeDecoder first = decode(next(source, (byte)0));
        assertEquals(42_377_944, first.tradeId());
        assertEquals(1_582_329_602_111_000_000L, first.matchTime());
        assertEquals(1_582_329_602_418_379_000L, first.transactTime());
        assertEquals("BTCUSDT", first.instrument());
        assertEquals(Side.BUY, first.side());
        assertEquals(9_682, first.price().mantissa());
        assertEquals(0, first.price().exponent());
        assertEquals(132, first.quantity().mantissa());
        assertEquals(-3, first.quantity().exponent());

        final TradeDecoder second = decode(next(source, (byte)0));
        assertEquals(42_377_945, second.tradeId());
        assertEquals(Side.SELL, second.side());
        assertEquals(968_205, second.price().mantissa());
        assertEquals(-2, second.price().exponent());

        assertEquals(42_377_946, decode(next(source, (byte)0)).tradeId());
        assertEquals(42_377_947, decode(next(source, (byte)0)).tradeId());
        assertEquals(42_377_948, decode(next(source, (byte)0)).tradeId());
    }

    @Test
    void readsNoMoreOfAFileThanIsWanted() throws IOException
    {
        final Path csv = Files.writeString(temporary.resolve("trades.csv"), CsvTrades.HEADER + "\n" +
            "x,Y,1,2,3,buy,4,5\n" +
            "malformed\n");

        assertEquals(1, CsvTrades.read(csv, 1).size());
    }

    private UnsafeBuffer next(final TradeSource source, final byte before)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[TradeSource.ENCODED_LENGTH]);
        buffer.setMemory(0, TradeSource.ENCODED_LENGTH, before);
        source.next(encoder.wrapAndApplyHeader(buffer, 0, headerEncoder));

        return buffer;
    }

    private TradeDecoder decode(final UnsafeBuffer buffer)
    {
        return decoder.wrapAndApplyHeader(buffer, 0, headerDecoder);
    }
}
