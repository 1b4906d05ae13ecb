/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Encodes a message by hand.
 */
final class SbeBytes
{
    static final int SCHEMA_ID = 77;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ByteOrder order;

    SbeBytes(final ByteOrder order)
    {
        this.order = order;
    }

    SbeBytes header(final int blockLength, final int templateId, final int schemaId, final int version)
    {
        return i16(blockLength).i16(templateId).i16(schemaId).i16(version);
    }

    SbeBytes i8(final int... values)
    {
        for (final int value : values)
        {
            bytes.write(value);
        }
        return this;
    }

    SbeBytes i16(final int value)
    {
        return put(ByteBuffer.allocate(2).order(order).putShort((short)value));
    }

    SbeBytes i32(final int value)
    {
        return put(ByteBuffer.allocate(4).order(order).putInt(value));
    }

    SbeBytes i64(final long value)
    {
        return put(ByteBuffer.allocate(8).order(order).putLong(value));
    }

    SbeBytes f32(final float value)
    {
        return put(ByteBuffer.allocate(4).order(order).putFloat(value));
    }

    SbeBytes f64(final double value)
    {
        return put(ByteBuffer.allocate(8).order(order).putDouble(value));
    }

    SbeBytes chars(final String text, final int length)
    {
        final byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        bytes.write(ascii, 0, ascii.length);
        bytes.write(new byte[length - ascii.length], 0, length - ascii.length);
        return this;
    }

    SbeBytes decimal(final long mantissa, final int exponent)
    {
        return i64(mantissa).i8(exponent);
    }

    /**
     * Variable data with a length of 16 bits.
     */
    SbeBytes text(final String text)
    {
        final byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        i16(utf8.length);
        bytes.write(utf8, 0, utf8.length);
        return this;
    }

    byte[] toBytes()
    {
        return bytes.toByteArray();
    }

    int length()
    {
        return bytes.size();
    }

    private SbeBytes put(final ByteBuffer buffer)
    {
        bytes.write(buffer.array(), 0, buffer.capacity());
        return this;
    }
}
