/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.agrona.DirectBuffer;
import org.picolog.log.LogReader;

import java.io.PrintStream;

/**
 * Prints messages as hexadecimal dumps: a line about each, then offset, bytes and characters.
 */
final class HexPrinter implements RecordPrinter
{
    private static final char[] DIGITS = "0123456789abcdef".toCharArray();
    private static final int BYTES_PER_LINE = 16;
    private static final int OFFSET_DIGITS = 8;
    private static final int FLUSH_LENGTH = 32 * 1024;

    private final PrintStream out;
    private final StringBuilder text = new StringBuilder();

    HexPrinter(final PrintStream out)
    {
        this.out = out;
    }

    @Override
    public void print(final LogReader reader)
    {
        text.append("sequence ").append(reader.sequence())
            .append("  time ").append(Times.format(reader.timestampNs()));
        if (reader.streamPosition() >= 0)
        {
            text.append("  session ").append(reader.sessionId())
                .append("  position ").append(reader.streamPosition());
        }
        text.append("  length ").append(reader.length()).append('\n');

        for (int line = 0; line < reader.length(); line += BYTES_PER_LINE)
        {
            appendLine(reader.buffer(), reader.offset(), line, Math.min(BYTES_PER_LINE, reader.length() - line));
            if (text.length() > FLUSH_LENGTH)
            {
                flush();
            }
        }
        text.append('\n');
        flush();
    }

    /**
     * All bytes of a message as hexadecimal digits.
     */
    static String toHex(final DirectBuffer buffer, final int offset, final int length)
    {
        final StringBuilder hex = new StringBuilder(2 * length);
        for (int i = offset; i < offset + length; i++)
        {
            appendByte(hex, buffer.getByte(i));
        }

        return hex.toString();
    }

    private void appendLine(final DirectBuffer buffer, final int offset, final int line, final int length)
    {
        for (int shift = 4 * (OFFSET_DIGITS - 1); shift >= 0; shift -= 4)
        {
            text.append(DIGITS[line >>> shift & 0xF]);
        }
        text.append(' ');
        for (int i = 0; i < BYTES_PER_LINE; i++)
        {
            text.append(BYTES_PER_LINE / 2 == i ? "  " : " ");
            if (i < length)
            {
                appendByte(text, buffer.getByte(offset + line + i));
            }
            else
            {
                text.append("  ");
            }
        }
        text.append("  |");
        for (int i = 0; i < length; i++)
        {
            final byte b = buffer.getByte(offset + line + i);
            text.append(b >= ' ' && b < 0x7F ? (char)b : '.');
        }
        text.append("|\n");
    }

    private void flush()
    {
        out.append(text);
        text.setLength(0);
    }

    private static void appendByte(final StringBuilder hex, final byte b)
    {
        hex.append(DIGITS[b >>> 4 & 0xF]).append(DIGITS[b & 0xF]);
    }
}
