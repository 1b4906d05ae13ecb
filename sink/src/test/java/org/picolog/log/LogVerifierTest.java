/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.picolog.io.BlockFile;
import org.picolog.io.MemoryFaults.Operation;
import org.picolog.codecs.log.SegmentHeaderEncoder;
import org.picolog.log.LogVerification.Verdict;
import org.picolog.log.TestLog.InFlight;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.picolog.log.TestLog.DATA_PAGES;
import static org.picolog.log.TestLog.PAGES;

class LogVerifierTest
{
    private final TestLog log = new TestLog();

    @Test
    void sumsACleanLogUp()
    {
        log.open();
        log.append(DATA_PAGES + 5).close();
        log.open();
        log.append(3).close();

        final LogVerification found = log.verify();
        assertEquals(Verdict.CLEAN, found.verdict());
        assertEquals(3, found.segments());
        assertEquals(2, found.epochs());
        assertEquals(DATA_PAGES + 8, found.messages());
        assertEquals(1, found.firstSequence());
        assertEquals(DATA_PAGES + 8, found.lastSequence());
        assertEquals(2, found.controlRecords());
        assertEquals(DATA_PAGES + 10, found.records());
        assertEquals(DATA_PAGES + 13, found.pages());
        assertEquals(List.of(), found.findings());
        assertTrue(found.firstTimestampNs() < found.lastTimestampNs());
    }

    @Test
    void tellsATornTail()
    {
        log.open();
        log.append(5);
        final List<InFlight> pages = log.appendInFlight(2);
        log.crash().tear(pages.get(0));

        final LogVerification found = log.verify();
        assertEquals(Verdict.TORN_TAIL, found.verdict());
        assertEquals(5, found.messages());
        assertTrue(found.detail().contains("page " + pages.get(0).page()), found.detail());
    }

    @Test
    void goesOnPastEachBadPage()
    {
        log.open();
        log.append(2 * DATA_PAGES).close();
        log.zero(10).zero(11).zero(20).zero(PAGES + 2);
        log.directory().remove(LogFormat.segmentName(2));

        final LogVerification found = log.verify();
        assertEquals(Verdict.DAMAGED, found.verdict());
        assertEquals(5, found.findingCount(), () -> found.findings().toString());
        final LogFinding first = found.findings().get(0);
        assertEquals("segment-0000000000000000.plog", first.fileName());
        assertEquals(10, first.page());
        assertEquals(40960, first.filePosition());
        assertEquals(2 * DATA_PAGES - 3, found.messages());
        assertEquals(2 * DATA_PAGES, found.lastSequence());
    }

    @Test
    void findsDamageThatIsFarBeforeTheEnd()
    {
        log.open();
        log.append(4 * DATA_PAGES).close();
        log.corrupt(7, (page) ->
        {
            page[3000] ^= 4;
            return page;
        });

        // What recovery reads is all right.
        assertEquals(RecoveryVerdict.CLEAN, log.inspect().verdict());
        assertEquals(Verdict.DAMAGED, log.verify().verdict());
        assertThrows(DamagedLogException.class, log::read);
    }

    @Test
    void findsMessagesWhosePartsDoNotBelongTogether()
    {
        log.messageLength(9_000).open();
        log.append(5).crash();
        assertEquals(Verdict.CLEAN, log.verify().verdict());
        assertEquals(5, log.verify().messages());
        // The last page, which no page follows.
        final long last = log.inspect().cutPage() - 1;
        log.corrupt(last, (page) -> sealed(page, () -> page[200] ^= 1));

        assertEquals(RecoveryVerdict.CLEAN, log.inspect().verdict());
        assertThrows(DamagedLogException.class, log::read);
        final LogVerification found = log.verify();
        assertEquals(Verdict.DAMAGED, found.verdict());
        assertEquals(last, found.findings().get(0).page());
        assertEquals(4, log.repair(false).lastKeptSequence());
        assertEquals(4, log.read());
    }

    @Test
    void tellsANewerVersion()
    {
        log.open();
        log.append(5).close();
        for (int copy = 0; copy < 2; copy++)
        {
            log.corrupt(copy, (page) -> sealed(
                page,
                () -> new SegmentHeaderEncoder().wrap(new UnsafeBuffer(page), 0).incompatibleFeatures(8)));
        }

        assertEquals(Verdict.UNSUPPORTED, log.verify().verdict());
        assertThrows(UnsupportedLogException.class, log::read);
        assertThrows(UnsupportedLogException.class, log::open);
    }

    @Test
    void verifiesALogThatIsBeingWrittenUpToWhatIsPublished()
    {
        log.open();
        log.append(DATA_PAGES + 5);
        final List<InFlight> pages = log.appendInFlight(3);
        log.tear(pages.get(0));

        final LogVerification found = log.verify();
        assertTrue(found.isLive());
        assertEquals(Verdict.CLEAN, found.verdict());
        assertEquals(DATA_PAGES + 5, found.messages());
        log.zero(pages.get(0).page() - 1);
        assertEquals(Verdict.DAMAGED, log.verify().verdict());
        log.crash();
    }

    @Test
    void whatIsPurgedWhileItLooksIsNotDamaged()
    {
        log.open();
        log.append(4 * DATA_PAGES + 5);
        final boolean[] isPurged = new boolean[1];
        log.directory().faults((operation, name, position) ->
        {
            // The anchor has been read, of the segments only the newest.
            if (Operation.READ == operation && name.equals(LogFormat.segmentName(4)) && !isPurged[0])
            {
                isPurged[0] = true;
                log.log().purgeBelow(2);
                for (int i = 0; i < 20; i++)
                {
                    log.log().preparer().doWork();
                }
            }
        });
        final LogVerification found = log.verify();
        assertTrue(isPurged[0]);
        assertEquals(Verdict.CLEAN, found.verdict(), found::detail);
        assertEquals(2 * DATA_PAGES + 1, found.firstSequence());
        assertEquals(3, found.segments());
        log.close();
    }

    @Test
    void aSegmentWhosePurgeHasBegunIsNotRead()
    {
        log.open();
        log.append(2 * DATA_PAGES);
        log.zero(20);
        assertEquals(Verdict.DAMAGED, log.verify().verdict());
        try (BlockFile file = log.opened().open(LogFormat.segmentName(0), false))
        {
            assertTrue(file.tryLock(true));
            final LogVerification found = log.verify();
            assertEquals(Verdict.CLEAN, found.verdict(), found::detail);
            assertEquals(DATA_PAGES + 1, found.firstSequence());
            assertThrows(LogPurgedException.class, () -> LogInspector.inspect(log.io(), TestLog.PATH));
        }
        log.close();
    }

    @Test
    void namesTheSegmentThatBecomesShorterWhileItIsRead()
    {
        log.open();
        log.append(4 * DATA_PAGES).close();
        final boolean[] isCut = new boolean[1];
        log.directory().faults((operation, name, position) ->
        {
            // After its size was looked at for the last time.
            if (Operation.READ == operation && name.equals(LogFormat.segmentName(0)) && 3 * 4096 == position)
            {
                isCut[0] = true;
                log.content(0).resize(20 * 4096);
            }
        });

        final LogVerification found = log.verify();
        assertTrue(isCut[0]);
        assertEquals(Verdict.DAMAGED, found.verdict());
        assertEquals(
            List.of("segment-0000000000000000.plog: expected 262144 bytes, found 81920 bytes: it became shorter " +
                "while it was read"),
            found.findings().stream().map(LogFinding::describe).toList());
    }

    @Test
    void namesTheAnchorThatIsMissing()
    {
        log.open();
        log.append(5).close();
        log.directory().remove(AnchorFile.NAME);

        final LogVerification found = log.verify();
        assertEquals(Verdict.DAMAGED, found.verdict());
        assertEquals(
            List.of("anchor: expected a file, because there are segments, found none"),
            found.findings().stream().map(LogFinding::describe).toList());
    }

    @Test
    void tellsThatThereIsNoLog()
    {
        assertTrue(assertThrows(LogException.class, log::verify).getMessage().contains("no log"));
    }

    private static byte[] sealed(final byte[] page, final Runnable change)
    {
        change.run();
        final CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.wrap(page, 4, page.length - 4));
        ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).putInt(0, (int)crc.getValue());
        return page;
    }
}
