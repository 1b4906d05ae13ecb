/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.picolog.io.MemoryContent;
import org.picolog.log.TestLog.InFlight;
import org.picolog.log.format.DocumentedReader;
import org.picolog.log.format.DocumentedReader.Outcome;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32C;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The document and the code come to the same end of a log, whatever became of it: random histories of crashes, purges
 * and damage, each judged by both. Every row of the table comes up. With {@code picolog.test.exhaustive} there are
 * more; {@code picolog.test.seed} runs one alone.
 */
@Timeout(600)
class DocumentedRecoveryTest
{
    private static final int SEEDS = Boolean.getBoolean("picolog.test.exhaustive") ? 100_000 : 1_000;

    private final Set<String> verdicts = new TreeSet<>();

    @Test
    void comesToTheSameEnd()
    {
        final Long alone = Long.getLong("picolog.test.seed");
        if (null != alone)
        {
            run(alone);
            return;
        }

        for (long seed = 1; seed <= SEEDS; seed++)
        {
            run(seed);
        }
        final Set<String> expected = new TreeSet<>(Set.of("DAMAGED"));
        EnumSet.allOf(RecoveryVerdict.class).forEach((verdict) -> expected.add(verdict.name()));
        assertEquals(expected, verdicts, "what came up");
    }

    private void run(final long seed)
    {
        final Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        final TestLog log = new TestLog();
        for (int i = random.nextInt(4); i >= 0; i--)
        {
            liveAndDie(log, random);
        }
        for (int i = random.nextInt(3); i > 0; i--)
        {
            damage(log, random);
        }

        final String name = "-Dpicolog.test.seed=" + seed;
        final RecoveredLog found = log.inspect();
        final Outcome documented = new DocumentedReader(files(log)).recover();
        verdicts.add(documented.verdict());
        assertEquals(found.badFiles().isEmpty() ? found.verdict().name() : "DAMAGED", documented.verdict(), name);
        if (!found.isDamaged())
        {
            assertEquals(found.end().lastPage(), documented.end(), name);
            assertEquals(found.end().nextSequence(), documented.nextSequence(), name);
            assertEquals(found.cutPage(), documented.cut(), name);
        }
    }

    /**
     * One run of a writer, from opening to the end of it. A log that a run left damaged is not possible.
     */
    private static void liveAndDie(final TestLog log, final Random random)
    {
        if (0 == random.nextInt(6))
        {
            log.openUpToOpenPage(random.nextBoolean());
            return;
        }

        log.maxWritesInFlight(1 << random.nextInt(5)).open();
        log.append(random.nextInt(4) * random.nextInt(TestLog.PAGES));
        log.appendAtOnce(random.nextInt(2) * random.nextInt(TestLog.PAGES));
        if (0 == random.nextInt(4))
        {
            log.log().purgeBelow(Long.MAX_VALUE);
            log.append(1 + random.nextInt(3 * TestLog.PAGES));
        }

        if (random.nextBoolean())
        {
            final List<InFlight> pages = log.appendInFlight(1 + random.nextInt(log.context().maxWritesInFlight()));
            log.crash();
            for (final InFlight page : pages)
            {
                switch (random.nextInt(4))
                {
                    case 0 -> log.put(page.page(), page.content());
                    case 1 -> log.tear(page);
                    default -> log.content(page.page());
                }
            }
        }
        else if (random.nextBoolean())
        {
            log.close();
        }
        else
        {
            log.crash();
        }
    }

    private static void damage(final TestLog log, final Random random)
    {
        final List<String> names = log.directory().list().stream().filter(LogFormat::isSegmentName).toList();
        if (names.isEmpty())
        {
            return;
        }

        final String name = names.get(names.size() - 1 - random.nextInt(Math.min(3, names.size())));
        final long first = LogFormat.segmentNumber(name) * TestLog.PAGES;
        // Most of what is to be told apart is near the end.
        final long lastValid = log.inspect().lastValid();
        final long page = lastValid > LogFormat.SEGMENT_HEADER_PAGES && random.nextBoolean() ?
            Math.max(LogFormat.SEGMENT_HEADER_PAGES, lastValid - random.nextInt(4)) : first + dataPage(random);
        if (null == log.content(page) || page % TestLog.PAGES < LogFormat.SEGMENT_HEADER_PAGES)
        {
            return;
        }

        switch (random.nextInt(9))
        {
            case 0 -> log.zero(page);
            case 1 -> log.put(page, log.page(first + dataPage(random)).clone());
            case 2 -> log.corrupt(page, (content) -> flipped(content, random.nextInt(LogFormat.PAGE_SIZE)));
            case 3 -> names.forEach((each) -> wipe(log, each));
            case 4 -> wipe(log, name);
            case 5 -> log.directory().remove(name);
            case 6 -> log.corrupt(page, (content) -> sealed(flipped(content, 4 + random.nextInt(80))));
            case 7 -> log.corrupt(random.nextBoolean() ? first : first + 1, (content) -> flipped(content, 100));
            default -> changeAnchor(log, random);
        }
    }

    private static int dataPage(final Random random)
    {
        return LogFormat.SEGMENT_HEADER_PAGES + random.nextInt(TestLog.PAGES - LogFormat.SEGMENT_HEADER_PAGES);
    }

    private static void changeAnchor(final TestLog log, final Random random)
    {
        try (AnchorFile file = AnchorFile.openOrCreate(log.io(), log.opened(), () -> null))
        {
            final Anchor anchor = file.anchor();
            file.write(new Anchor(
                anchor.logId(),
                anchor.pagesPerSegment(),
                Math.max(anchor.firstRetained(), anchor.highestActivated() + random.nextInt(3) - 1),
                anchor.firstRetained(),
                anchor.epoch() + random.nextInt(2),
                anchor.generation() + 1));
        }
    }

    private static byte[] sealed(final byte[] content)
    {
        final CRC32C crc = new CRC32C();
        crc.update(content, Integer.BYTES, content.length - Integer.BYTES);
        ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putInt(0, (int)crc.getValue());
        return content;
    }

    private static byte[] flipped(final byte[] content, final int index)
    {
        content[index] ^= 1;
        return content;
    }

    private static void wipe(final TestLog log, final String name)
    {
        for (int i = LogFormat.SEGMENT_HEADER_PAGES; i < TestLog.PAGES; i++)
        {
            log.directory().content(name).put(i, MemoryContent.ZEROS);
        }
    }

    private static Map<String, byte[]> files(final TestLog log)
    {
        final Map<String, byte[]> files = new HashMap<>();
        for (final String name : log.directory().list())
        {
            final MemoryContent content = log.directory().content(name);
            final byte[] bytes = new byte[(int)content.size()];
            for (int i = 0; i < bytes.length / LogFormat.PAGE_SIZE; i++)
            {
                System.arraycopy(content.block(i), 0, bytes, i * LogFormat.PAGE_SIZE, LogFormat.PAGE_SIZE);
            }
            files.put(name, bytes);
        }
        return files;
    }
}
