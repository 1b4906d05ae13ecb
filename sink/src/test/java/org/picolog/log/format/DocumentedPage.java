/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log.format;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A valid page, by the rules of {@code docs/log-format.md} alone.
 *
 * @param bytes of the page.
 * @param parts that the page holds.
 */
record DocumentedPage(ByteBuffer bytes, List<Part> parts)
{
    static final int SIZE = 4096;
    static final int FULL = 1;
    static final int FIRST = 2;
    static final int MIDDLE = 3;
    static final int LAST = 4;
    static final int CONTROL = 5;

    private static final int HEADER = 64;
    private static final int OPEN_LENGTH = 120;

    /**
     * A record.
     *
     * @param type       of the record.
     * @param messageCrc in a LAST.
     * @param payload    of the record.
     */
    record Part(int type, int messageCrc, byte[] payload)
    {
        boolean isEnd()
        {
            return FULL == type || LAST == type;
        }

        boolean isContinuation()
        {
            return MIDDLE == type || LAST == type;
        }
    }

    /**
     * What a page is, by the first rule that fails; "spliced" is for the reader to find out.
     */
    static String stateOf(final ByteBuffer bytes, final long salt, final long number)
    {
        if (0x4750 != bytes.getShort(4))
        {
            return bytes.equals(ByteBuffer.allocate(SIZE)) ? "never written" : "foreign";
        }
        if (!isWhole(bytes))
        {
            return "torn";
        }
        if (bytes.getLong(8) != salt)
        {
            return "stale";
        }

        return bytes.getLong(16) == number ? "in its place" : "misdirected";
    }

    /**
     * @return the page that is in its place, or null if it is malformed.
     */
    static DocumentedPage of(final ByteBuffer bytes, final boolean isOpenPage)
    {
        final int used = unsigned(bytes, 56);
        final boolean isOpen = 0 != (bytes.getShort(6) & 1);
        if (isOpen != isOpenPage || used < HEADER || used > SIZE)
        {
            return null;
        }

        if (isOpen)
        {
            return OPEN_LENGTH == used ? new DocumentedPage(bytes, List.of()) : null;
        }

        final List<Part> parts = new ArrayList<>();
        int firstRecord = 0;
        int at = HEADER;
        while (at < used)
        {
            final int length = unsigned(bytes, at);
            final int next = at + ((length + 7) & -8);
            final int type = bytes.get(at + 2);
            if (length < 8 || next > used || type < FULL || type > CONTROL)
            {
                return null;
            }

            final byte[] payload = new byte[length - 8];
            bytes.get(at + 8, payload);
            parts.add(new Part(type, bytes.getInt(at + 4), payload));
            firstRecord = 0 == firstRecord && MIDDLE != type && LAST != type ? at : firstRecord;
            at = next;
        }

        return unsigned(bytes, 58) == firstRecord ? new DocumentedPage(bytes, parts) : null;
    }

    static boolean isWhole(final ByteBuffer page)
    {
        final byte[] covered = new byte[SIZE - 4];
        page.get(4, covered);
        return page.getInt(0) == crc32c(covered);
    }

    static int crc32c(final byte[] bytes)
    {
        final CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int)crc.getValue();
    }

    boolean follows(final DocumentedPage before)
    {
        return bytes.getInt(52) == before.bytes.getInt(0) && firstSequence() == before.nextSequence() &&
            (!isOpen() || previousPage() == before.number());
    }

    boolean isOpen()
    {
        return 0 != (bytes.getShort(6) & 1);
    }

    long number()
    {
        return bytes.getLong(16);
    }

    long nextSequence()
    {
        return firstSequence() + parts.stream().filter(Part::isEnd).count();
    }

    long claim()
    {
        return number() - Integer.toUnsignedLong(bytes.getInt(60));
    }

    long firstSequence()
    {
        return bytes.getLong(24);
    }

    long previousPage()
    {
        return bytes.getLong(HEADER + 8);
    }

    long writeWindow()
    {
        return Integer.toUnsignedLong(bytes.getInt(HEADER + 32));
    }

    long epoch()
    {
        return bytes.getLong(HEADER);
    }

    long cutPage()
    {
        return bytes.getLong(HEADER + 16);
    }

    boolean isEpochStart()
    {
        return isOpen() && 0 != (bytes.getShort(HEADER + 36) & 1);
    }

    private static int unsigned(final ByteBuffer bytes, final int offset)
    {
        return Short.toUnsignedInt(bytes.getShort(offset));
    }
}
