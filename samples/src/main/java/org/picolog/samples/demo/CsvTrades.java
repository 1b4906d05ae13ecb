/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.sample.TradeEncoder;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Real trades from a file, encoded in memory before the run so that reading does not limit it, and repeated as often as
 * is needed. Ids go on rising from one repetition to the next.
 */
final class CsvTrades implements TradeSource
{
    static final String HEADER = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount";

    /**
     * At some 100 bytes each, a gigabyte of memory.
     */
    private static final int MAX_TRADES = 10_000_000;
    private static final int MAX_EXCHANGE_LENGTH = 64;

    private final List<byte[]> blocks;
    private int index;
    private long repetition;

    private CsvTrades(final List<byte[]> blocks)
    {
        this.blocks = blocks;
    }

    /**
     * Read a file.
     *
     * @param file  in the layout of {@link #HEADER}.
     * @param limit of trades: what follows is not read.
     * @return the encoded trades, to {@link #of(List)}.
     */
    static List<byte[]> read(final Path file, final long limit)
    {
        // One byte is one character, so that no byte is malformed and columns are exact.
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1))
        {
            return read(file, reader, limit);
        }
        catch (final IOException ex)
        {
            throw new DemoException(
                ExitStatus.INPUT,
                Files.exists(file) ? "cannot read " + file + ": " + ex.getMessage() : "there is no file " + file);
        }
    }

    static CsvTrades of(final List<byte[]> blocks)
    {
        return new CsvTrades(blocks);
    }

    @Override
    public void next(final TradeEncoder trade)
    {
        trade.buffer().putBytes(trade.offset(), blocks.get(index));
        if (repetition > 0)
        {
            final long id = trade.buffer().getLong(
                trade.offset() + TradeEncoder.tradeIdEncodingOffset(), TradeEncoder.BYTE_ORDER);
            trade.tradeId(id + repetition * blocks.size());
        }

        if (++index == blocks.size())
        {
            index = 0;
            repetition++;
        }
    }

    private static List<byte[]> read(final Path file, final BufferedReader reader, final long limit)
        throws IOException
    {
        final String header = reader.readLine();
        if (!HEADER.equals(header))
        {
            throw new DemoException(
                ExitStatus.INPUT, file + ", line 1, column 1: expected the header " + HEADER);
        }

        final List<byte[]> blocks = new ArrayList<>();
        final TradeEncoder encoder = new TradeEncoder();
        long lineNumber = 1;
        for (String line = reader.readLine(); null != line && blocks.size() < limit; line = reader.readLine())
        {
            lineNumber++;
            if (MAX_TRADES == blocks.size())
            {
                throw new DemoException(
                    ExitStatus.INPUT, file + " holds more than " + MAX_TRADES + " trades: use a part of it");
            }
            final byte[] block = new byte[TradeEncoder.BLOCK_LENGTH];
            encode(new CsvLine(file.toString(), lineNumber, line), encoder.wrap(new UnsafeBuffer(block), 0));
            blocks.add(block);
        }

        if (blocks.isEmpty())
        {
            throw new DemoException(ExitStatus.INPUT, file + " holds no trades");
        }

        return blocks;
    }

    private static void encode(final CsvLine line, final TradeEncoder trade)
    {
        line.field("exchange").text(MAX_EXCHANGE_LENGTH);
        trade.putInstrument(
            GeneratedTrades.symbol(line.field("symbol").text(TradeEncoder.instrumentLength())), 0);
        trade.matchTime(line.field("timestamp").microsAsNanos());
        trade.transactTime(line.field("local_timestamp").microsAsNanos());
        trade.tradeId(line.field("id").number());
        trade.side(line.field("side").side());
        line.field("price");
        trade.price().mantissa(line.mantissa()).exponent(line.exponent());
        line.field("amount");
        trade.quantity().mantissa(line.mantissa()).exponent(line.exponent());
        line.end();

        // What the feed does not tell.
        trade.buyOrderId(0).sellOrderId(0).clientOrderId(0).buyAccount(0).sellAccount(0).strategyId(0);
        trade.flags().clear();
    }
}
