/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.picolog.io.AlignedMemory;
import org.picolog.io.MemoryDrive;

import java.nio.ByteOrder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

/**
 * Each way in which some of the eight sectors of a page can be new and the others old is told from a valid page.
 */
class SectorMixTest
{
    private static final int PAGE = LogFormat.PAGE_SIZE;
    private static final int SECTOR = 512;
    private static final int ALL_NEW = 0xFF;
    private static final long PAGE_NUMBER = 5;
    private static final int SALT_OFFSET = 8;

    @ParameterizedTest(name = "over a stale page: {0}")
    @ValueSource(booleans = {false, true})
    void noMixIsValid(final boolean isOverStale)
    {
        final byte[] fresh = page(1, PAGE_NUMBER);
        final byte[] old = isOverStale ? page(12345, PAGE_NUMBER + 1) : new byte[PAGE];
        final long salt = new UnsafeBuffer(fresh).getLong(SALT_OFFSET, ByteOrder.LITTLE_ENDIAN);
        try (AlignedMemory memory = new TestLog().io().allocate(PAGE))
        {
            final PageCheck check = new PageCheck(memory);
            for (int mix = 0; mix <= ALL_NEW; mix++)
            {
                for (int sector = 0; sector < PAGE / SECTOR; sector++)
                {
                    final byte[] source = 0 == (mix >> sector & 1) ? old : fresh;
                    memory.buffer().putBytes(sector * SECTOR, source, sector * SECTOR, SECTOR);
                }
                final PageState state = check.check(0, salt, PAGE_NUMBER, false);
                if (ALL_NEW == mix)
                {
                    assertEquals(PageState.VALID, state);
                }
                else
                {
                    assertNotEquals(PageState.VALID, state, "sectors " + Integer.toBinaryString(mix));
                }
            }
        }
    }

    /**
     * A page that is full, so that each of its sectors differs from the old one.
     */
    private static byte[] page(final long seed, final long pageNumber)
    {
        final TestLog log = new TestLog(new MemoryDrive(), seed).messageLength(4_020);
        log.open();
        log.append(5);
        final byte[] page = log.page(pageNumber);
        log.crash();
        return page;
    }
}
