/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.picolog.codecs.log.PageHeaderDecoder;
import org.picolog.codecs.log.RecordHeaderDecoder;
import org.picolog.codecs.log.RecordType;
import org.picolog.io.MemoryFaults.Operation;

import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Checks that stand in for each other, so that no drive shows what one of them alone is for. Here a page in the middle
 * of a message is changed so that all others are content with it, and with the pages after it. And an order that
 * another one stands in for.
 */
@Timeout(60)
class MaskedChecksTest
{
    private static final int MESSAGES = 5;

    private final TestLog log = new TestLog().messageLength(20_000);
    private long changedPage = 3;

    @BeforeEach
    void writeMessagesOverSeveralPages()
    {
        log.open();
        log.append(MESSAGES).close();
        while (RecordType.MIDDLE.value() != firstRecordType(changedPage))
        {
            changedPage++;
        }
    }

    /**
     * That the anchor let go of the segment before would be enough for a log that is opened. Who looks at the directory
     * without it is not to find a segment under the name of another.
     */
    @Test
    void aPurgedFileIsWrittenToOnlyOnceItsNameIsDurablyGone()
    {
        final Set<String> renamed = new HashSet<>();
        final Set<String> durable = new HashSet<>();
        final Set<String> writtenTo = new HashSet<>();
        final TestLog recycling = new TestLog();
        recycling.open();
        recycling.append(3 * TestLog.DATA_PAGES);
        recycling.directory().faults((operation, name, position) ->
        {
            switch (operation)
            {
                case RENAME -> renamed.add(name);
                case SYNC_DIRECTORY -> durable.addAll(renamed);
                case WRITE -> assertTrue(!isRenamed(renamed, name) || isRenamed(durable, name), name);
                default ->
                {
                    // Of no interest.
                }
            }
            if (Operation.WRITE == operation && isRenamed(durable, name))
            {
                writtenTo.add(name);
            }
        });
        recycling.log().purgeBelow(2);
        recycling.append(3 * TestLog.DATA_PAGES).close();

        assertFalse(writtenTo.isEmpty());
    }

    /**
     * Is it a temporary name that a segment was renamed to?
     */
    private static boolean isRenamed(final Set<String> originals, final String name)
    {
        return name.endsWith(LogFormat.TEMPORARY_SUFFIX) &&
            originals.contains(name.substring(0, name.length() - LogFormat.TEMPORARY_SUFFIX.length()));
    }

    @Test
    void nothingChangedIsRead()
    {
        change((page) ->
        {
        });

        assertEquals(MESSAGES, log.read());
    }

    @Test
    void theCrcCoversTheHeader()
    {
        for (int offset = Integer.BYTES; offset < LogFormat.PAGE_HEADER_LENGTH; offset++)
        {
            final int at = offset;
            final byte[] before = log.page(changedPage);
            log.corrupt(changedPage, (page) ->
            {
                page[at] ^= 1;
                return page;
            });
            // A page without its magic is said to be none at all.
            final boolean isMagic = at < Integer.BYTES + Short.BYTES;
            refused(isMagic ? PageState.FOREIGN.description() : PageState.TORN.description());
            log.put(changedPage, before);
        }
    }

    @Test
    void theSalt()
    {
        change((page) -> increment(page, PageHeaderDecoder.saltEncodingOffset()));

        refused(PageState.STALE.description());
    }

    @Test
    void thePageNumber()
    {
        change((page) -> increment(page, PageHeaderDecoder.pageNumberEncodingOffset()));

        refused(PageState.MISDIRECTED.description());
    }

    @Test
    void thePageChain()
    {
        change((page) -> increment(page, PageHeaderDecoder.previousCrc32cEncodingOffset()));

        refused(PageState.SPLICED.description());
    }

    @Test
    void theSequenceOfThePage()
    {
        change((page) -> increment(page, PageHeaderDecoder.firstSequenceEncodingOffset()));

        refused(PageState.SPLICED.description());
    }

    @Test
    void theCrcOfTheWholeMessage()
    {
        change((page) -> increment(page, LogFormat.PAGE_HEADER_LENGTH + LogFormat.RECORD_HEADER_LENGTH));

        refused("do not belong together");
        assertEquals(LogVerification.Verdict.DAMAGED, log.verify().verdict());
    }

    private void refused(final String reason)
    {
        final DamagedLogException ex = assertThrows(DamagedLogException.class, log::read);
        assertTrue(ex.getMessage().contains(reason), ex::getMessage);
    }

    private int firstRecordType(final long page)
    {
        return log.page(page)[LogFormat.PAGE_HEADER_LENGTH + RecordHeaderDecoder.recordTypeEncodingOffset()];
    }

    private static void increment(final UnsafeBuffer page, final int offset)
    {
        page.putByte(offset, (byte)(page.getByte(offset) + 1));
    }

    /**
     * Change the page, and have its CRC and those of the pages that follow agree.
     */
    private void change(final Consumer<UnsafeBuffer> change)
    {
        final UnsafeBuffer changed = new UnsafeBuffer(log.page(changedPage).clone());
        change.accept(changed);
        int crc = putCrc(changed);
        log.put(changedPage, changed.byteArray());
        for (long page = changedPage + 1; 0 != new UnsafeBuffer(log.page(page)).getInt(0); page++)
        {
            final UnsafeBuffer next = new UnsafeBuffer(log.page(page).clone());
            next.putInt(PageHeaderDecoder.previousCrc32cEncodingOffset(), crc, ByteOrder.LITTLE_ENDIAN);
            crc = putCrc(next);
            log.put(page, next.byteArray());
        }
    }

    private static int putCrc(final UnsafeBuffer page)
    {
        final CRC32C crc = new CRC32C();
        crc.update(page.byteArray(), Integer.BYTES, LogFormat.PAGE_SIZE - Integer.BYTES);
        page.putInt(0, (int)crc.getValue(), ByteOrder.LITTLE_ENDIAN);
        return (int)crc.getValue();
    }
}
