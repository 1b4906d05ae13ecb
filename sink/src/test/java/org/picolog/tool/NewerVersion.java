/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Makes a log look like one of a newer version.
 */
final class NewerVersion
{
    private static final int MAJOR_VERSION_OFFSET = 8;

    private NewerVersion()
    {
    }

    static void write(final Path anchor) throws IOException
    {
        final byte[] bytes = Files.readAllBytes(anchor);
        final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int page = 0; page < bytes.length; page += TestLog.PAGE_SIZE)
        {
            buffer.putShort(page + MAJOR_VERSION_OFFSET, (short)99);
            final CRC32C crc = new CRC32C();
            crc.update(bytes, page + Integer.BYTES, TestLog.PAGE_SIZE - Integer.BYTES);
            buffer.putInt(page, (int)crc.getValue());
        }
        Files.write(anchor, bytes);
    }
}
