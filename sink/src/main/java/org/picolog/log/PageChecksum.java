/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.io.AlignedMemory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The CRC-32C of a page: its first field, of every byte after it. Not thread safe; does not allocate once made.
 */
final class PageChecksum
{
    private final CRC32C crc = new CRC32C();
    private final UnsafeBuffer buffer;
    private final ByteBuffer bytes;

    PageChecksum(final AlignedMemory memory)
    {
        buffer = memory.buffer();
        bytes = memory.byteBuffer();
    }

    long compute(final int pageOffset)
    {
        crc.reset();
        crc.update(bytes.limit(pageOffset + LogFormat.PAGE_SIZE).position(pageOffset + Integer.BYTES));
        return crc.getValue();
    }

    long stored(final int pageOffset)
    {
        return buffer.getInt(pageOffset, ByteOrder.LITTLE_ENDIAN) & 0xFFFF_FFFFL;
    }

    boolean matches(final int pageOffset)
    {
        return stored(pageOffset) == compute(pageOffset);
    }
}
