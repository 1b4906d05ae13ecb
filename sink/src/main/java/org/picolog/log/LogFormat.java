/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.picolog.codecs.log.PageHeaderEncoder;
import org.picolog.codecs.log.RecordHeaderEncoder;
import org.picolog.io.BlockIo;

/**
 * Numbers of the on-disk format; their meaning is in the schema {@code log-format.xml} and in {@code
 * docs/log-format.md}.
 */
final class LogFormat
{
    static final int MAJOR_VERSION = 1;
    static final int MINOR_VERSION = 0;

    static final int SEGMENT_MAGIC = 0x474F4C50;
    static final int PAGE_MAGIC = 0x4750;

    static final int PAGE_SIZE = BlockIo.BLOCK_SIZE;
    static final int PAGE_HEADER_LENGTH = PageHeaderEncoder.BLOCK_LENGTH;
    static final int RECORD_HEADER_LENGTH = RecordHeaderEncoder.BLOCK_LENGTH;
    static final int RECORD_ALIGNMENT = 8;

    /**
     * Pages at the head of a segment that hold the two copies of its header.
     */
    static final int SEGMENT_HEADER_PAGES = 2;

    /**
     * Payload that one page can hold at most.
     */
    static final int MAX_RECORD_PAYLOAD = PAGE_SIZE - PAGE_HEADER_LENGTH - RECORD_HEADER_LENGTH;

    static final long NULL_POSITION = -1;
    static final long NULL_PAGE = -1;
    static final long FIRST_SEQUENCE = 1;

    static final String LOCK_FILE = "lock";
    static final String SEGMENT_PREFIX = "segment-";
    static final String SEGMENT_SUFFIX = ".plog";
    static final String TEMPORARY_SUFFIX = ".tmp";

    private static final int SEGMENT_DIGITS = 16;

    private LogFormat()
    {
    }

    static String segmentName(final long segmentNumber)
    {
        final String digits = Long.toString(segmentNumber);
        return SEGMENT_PREFIX + "0".repeat(SEGMENT_DIGITS - digits.length()) + digits + SEGMENT_SUFFIX;
    }

    static boolean isSegmentName(final String name)
    {
        return name.length() == SEGMENT_PREFIX.length() + SEGMENT_DIGITS + SEGMENT_SUFFIX.length() &&
            name.startsWith(SEGMENT_PREFIX) &&
            name.endsWith(SEGMENT_SUFFIX) &&
            hasDigits(name);
    }

    private static boolean hasDigits(final String name)
    {
        for (int i = SEGMENT_PREFIX.length(); i < SEGMENT_PREFIX.length() + SEGMENT_DIGITS; i++)
        {
            if (name.charAt(i) < '0' || name.charAt(i) > '9')
            {
                return false;
            }
        }

        return true;
    }

    static boolean isTemporaryName(final String name)
    {
        return name.endsWith(TEMPORARY_SUFFIX) &&
            (name.startsWith(SEGMENT_PREFIX) || name.startsWith(AnchorFile.NAME));
    }

    static long segmentNumber(final String name)
    {
        return Long.parseLong(name, SEGMENT_PREFIX.length(), SEGMENT_PREFIX.length() + SEGMENT_DIGITS, 10);
    }

    static void checkVersion(final int major, final int minor, final String fileName)
    {
        if (major > MAJOR_VERSION)
        {
            throw new UnsupportedLogException(
                fileName + " has format version " + major + "." + minor + ", this program reads up to " +
                MAJOR_VERSION + ": use a newer Picolog");
        }
    }

    static int align(final int length)
    {
        return (length + RECORD_ALIGNMENT - 1) & -RECORD_ALIGNMENT;
    }
}
