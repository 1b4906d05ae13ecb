/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.picolog.codecs.sample.MessageHeaderEncoder;
import org.picolog.codecs.sample.TradeEncoder;
import org.picolog.log.LogReader;

import java.nio.file.Path;

/**
 * Reads a log back and compares each trade, byte for byte, with what was published.
 */
final class Verification
{
    private final ExpandableArrayBuffer expected = new ExpandableArrayBuffer(TradeSource.ENCODED_LENGTH);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final TradeEncoder trade = new TradeEncoder();

    /**
     * @param directory of the log, closed.
     * @param source    of the same trades, begun anew.
     * @param committed trades that were acknowledged as durable: each of them must be there.
     * @param published trades that were published: nothing else may be there.
     * @return number of trades that were recovered, all identical.
     */
    long verify(final Path directory, final TradeSource source, final long committed, final long published)
    {
        long recovered = 0;
        try (LogReader reader = LogReader.open(directory))
        {
            while (reader.next())
            {
                recovered++;
                if (recovered > published)
                {
                    throw different("trade " + recovered + " was recovered, but only " + published + " published");
                }
                if (reader.sequence() != recovered)
                {
                    throw different("sequence " + reader.sequence() + " was recovered in the place of " + recovered);
                }
                source.next(trade.wrapAndApplyHeader(expected, 0, header));
                compare(recovered, reader.buffer(), reader.offset(), reader.length());
            }
        }

        if (recovered < committed)
        {
            throw different(recovered + " trades were recovered, but " + committed + " acknowledged as durable");
        }

        return recovered;
    }

    private void compare(final long sequence, final DirectBuffer buffer, final int offset, final int length)
    {
        if (length != TradeSource.ENCODED_LENGTH)
        {
            throw different("trade " + sequence + " is " + length + " bytes long, not " + TradeSource.ENCODED_LENGTH);
        }

        for (int i = 0; i < TradeSource.ENCODED_LENGTH; i++)
        {
            if (buffer.getByte(offset + i) != expected.getByte(i))
            {
                throw different(
                    "byte " + i + " of trade " + sequence + " is " + buffer.getByte(offset + i) + ", not " +
                    expected.getByte(i) + " as published");
            }
        }
    }

    private static DemoException different(final String message)
    {
        return new DemoException(ExitStatus.DIFFERENT, message);
    }
}
