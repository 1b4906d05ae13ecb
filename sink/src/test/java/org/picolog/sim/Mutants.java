/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import org.picolog.mutation.Mutant;

import java.util.List;

import static org.picolog.mutation.Mutant.of;

/**
 * The bugs that are planted, each to be found by the simulator.
 */
final class Mutants
{
    private static final Mutant NO_CRC = of(
        "CRC not checked", "log.PageCheck", "!checksum.matches(pageOffset)", "pageOffset < 0");

    private static final Mutant NO_NUMBER = of(
        "no page number", "log.PageCheck", "header.pageNumber() != pageNumber", "pageOffset < 0");

    private static final Mutant NO_SALT = of("no salt", "log.PageCheck", "header.salt() != salt", "pageOffset < 0");

    private static final Mutant NO_CHAIN = of("no page chain",
        "log.SegmentSurvey", "header.previousCrc32c() == lastPageCrc && ", "")
        .and("log.SegmentSurvey", " && previousCrc == before.lastPageCrc &&", " &&")
        .and("log.ChainReader", "!isUnlinked && header.previousCrc32c() != previousCrc", "pageNumber < 0")
        .and("log.LogWalk", "isContinuous && header.previousCrc32c() != position.lastPageCrc()", "pages < 0");

    private static final Mutant NO_MESSAGE_CRC = of("LAST without the CRC of a whole message",
        "log.LogReader", "record.messageCrc32c() != spanningCrc.getValue()", "spanningLength < 0")
        .and("log.MessageScan", "record.messageCrc32c() != crc.getValue()", "payloadOffset < 0");

    private static final Mutant EARLY_RECYCLING = of("recycle before the rename is durable",
        "log.Purger",
        "            directory.rename(name, temporaryName);\n            directory.sync();\n",
        "            directory.rename(name, temporaryName);\n");

    private static final Mutant LATE_ANCHOR = of("the anchor lets go of a segment only after it is gone",
        "log.Purger",
        "            anchorFile.write(anchorFile.anchor().retainedFrom(number + 1));\n" +
            "            retire(name, file);",
        "            retire(name, file);\n" +
            "            anchorFile.write(anchorFile.anchor().retainedFrom(number + 1));");

    /**
     * Each of these alone is to be found.
     */
    static final List<Mutant> ALL = List.of(
        of("ack per completion, past holes",
            "log.PageFlusher",
            "writes[(int)writesHead & writesMask].isDurable)",
            "(writes[(int)writesHead & writesMask].isDurable || writes[(int)(writesTail - 1) & " +
                "writesMask].isDurable))"),
        of("ack at submission",
            "log.PageFlusher",
            "        if (workCount > 0)\n        {\n            advance();",
            "        if (true)\n        {\n            advance();")
            .and("log.PageFlusher", " && writes[(int)writesHead & writesMask].isDurable)", ")"),
        of("accept a short write",
            "log.WriteOutcome", "return shortWritesBefore < MAX_SHORT_WRITES ? AGAIN : FAIL_STOP;", "return DURABLE;"),
        of("retry after EIO and go on", "log.WriteOutcome", "        return FAIL_STOP;", "        return AGAIN;"),
        of("take EIO for success", "log.WriteOutcome", "        return FAIL_STOP;", "        return DURABLE;"),
        of("go on after a failure, without the write that failed",
            "log.PageFlusher",
            "                fail(write, result);",
            "                write.isDurable = true;"),
        of("writes without DSYNC",
            "log.DurableLog",
            "ctx.maxWritesInFlight(), ctx.durability())",
            "ctx.maxWritesInFlight(), org.picolog.io.WriteDurability.DEVICE_ACCEPTED)"),
        of("give slots back before they are durable",
            "log.PageFlusher",
            "        submitted += pages;", "        submitted += pages;\n        ring.released(submitted);"),
        of("publish the page after the last durable one",
            "log.PageFlusher", "publishedMark.lastPage(endPage - 1);", "publishedMark.lastPage(endPage);"),
        of("acknowledge the message after the last durable one",
            "log.PageFlusher",
            "committedSequence = ring.nextSequence(last) - 1;",
            "committedSequence = ring.nextSequence(last);"),
        of("acknowledge the position of a part that is not whole",
            "log.PageAssembler",
            "        final boolean end = (flags & END) != 0;\n",
            "        final boolean end = (flags & END) != 0;\n        streamPosition = endPosition;\n"),
        of("skip a sequence",
            "log.PageAssembler", "end ? nextSequence++ :", "end ? nextSequence++ + nextSequence % 7 / 6 :"),
        of("append a sequence twice",
            "log.PageAssembler",
            "end ? nextSequence++ :", "end ? (0 == nextSequence % 7 ? nextSequence : nextSequence++) :"),
        of("skip the fsync of the directory after a rename",
            "log.SegmentPreparation",
            "        directory.sync();\n        toReplace.remove",
            "        toReplace.remove"),
        of("skip the fsync of the directory on start",
            "log.DurableLog",
            "            directory.sync();\n            anchorFile",
            "            anchorFile"),
        of("skip the fsync of segments on start",
            "log.SegmentReader", "        if (isSynced)\n", "        if (isSynced && null == directory)\n"),
        of("header written in one copy",
            "log.SegmentPreparation", "copy < LogFormat.SEGMENT_HEADER_PAGES;", "copy < 1;"),
        of("flush the header before its write completed",
            "log.SegmentPreparation",
            "            file.write((long)copy * LogFormat.PAGE_SIZE, headerPage, 0, LogFormat.PAGE_SIZE);\n" +
                "            file.sync();",
            "            file.sync();\n" +
                "            file.write((long)copy * LogFormat.PAGE_SIZE, headerPage, 0, LogFormat.PAGE_SIZE);"),
        of("flush the anchor before its write completed",
            "log.AnchorFile",
            "            file.write((long)copy * LogFormat.PAGE_SIZE, page, 0, LogFormat.PAGE_SIZE);\n" +
                "            file.sync();",
            "            file.sync();\n" +
                "            file.write((long)copy * LogFormat.PAGE_SIZE, page, 0, LogFormat.PAGE_SIZE);"),
        of("the anchor does not name a segment before its first ack",
            "log.SegmentPreparer",
            "        anchorFile.write(anchorFile.anchor().activated(pool.peek().number(), epoch));\n",
            ""),
        of("serve an OPEN page that is not durable",
            "log.DurableLog", "            segment.file().sync();\n            ring.released(index + 1);",
            "            ring.released(index + 1);"),
        of("delete orphans before the OPEN page that skips them is durable",
            "log.DurableLog",
            "            writeNow(first);\n",
            "            preparer.deleteOrphans(recovered.firstOrphan(), first.number());\n" +
                "            writeNow(first);\n"),
        of("append to the segment of the old tail",
            "log.DurableLog", "recovered.lastTouched() + 1;", "Math.max(0, recovered.lastTouched());"),
        of("reuse the epoch", "log.Recovery", "Math.max(anchor.epoch(), newestEpoch) + 1;",
            "Math.max(1, Math.max(anchor.epoch(), newestEpoch));"),
        NO_CRC,
        of("CRC over the payload only",
            "log.PageChecksum", "position(pageOffset + Integer.BYTES)", "position(pageOffset + 64)"),
        of("an index is trusted",
            "log.LogIndex",
            "            decoder.crc32c() != checksum(memory) ||\n",
            "")
            .and(
                "log.ChainReader",
                "null != index && isBetween(sequence, firstPage, lowPage, highPage)",
                "null != index")
            .and(
                "log.ChainReader",
                "null != index && index.isOf(\n                anchor.logId(),\n                number,\n" +
                    "                segment.segment().salt(),\n                segment.openPage(),\n" +
                    "                extent.endPage(),\n                segment.checksum());",
                "null != index;"),
        of("preparing a segment never ends",
            "log.SegmentPreparer",
            "pool.size() < depth + RESERVE && mayStep()",
            "pool.size() < depth && !ready.isEmpty() && mayStep()"),
        NO_NUMBER,
        of("commit lag ignored",
            "log.SegmentSurvey",
            "greatestClaim = Math.max(greatestClaim, page - reader.header().commitLag());",
            "greatestClaim = Math.max(greatestClaim, 0);"),
        of("damage taken for a torn tail",
            "log.RecoveryVerdict", "            return DAMAGED_BELOW_CLAIM;", "            return TORN_TAIL;"),
        of("a torn tail taken for damage",
            "log.RecoveryVerdict", "? CLEAN : TORN_TAIL;", "? CLEAN : DAMAGED_BELOW_WINDOW;"),
        of("a repair keeps nothing",
            "log.LogWalk",
            "            cut = position;",
            "            cut = new LogPosition(position.epoch(), 1, LogFormat.NULL_PAGE, 0, 0, position.stream());"),
        of("a repair keeps nothing of a log that was purged",
            "log.LogWalk",
            "LogFormat.NULL_PAGE == cut.lastPage() && anchor.firstRetained() > 0 ?\n" +
                "            new LogPosition(cut.epoch(), firstSequence, cut.lastPage(),",
            "anchor.firstRetained() > 0 ?\n" +
                "            new LogPosition(cut.epoch(), firstSequence, LogFormat.NULL_PAGE,"),
        of("a window is recorded that is too small",
            "log.PageAssembler", "        writeWindow = ctx.writeWindow();", "        writeWindow = 1;"),
        of("the walk back stops at the newest segment",
            "log.Recovery", "survey.openPage() >= greatestClaim &&", "survey.openPage() < 0 &&"),
        of("a follower reads past the published mark",
            "log.ChainReader",
            "final long newLastPage = mark.lastPage();", "final long newLastPage = mark.lastPage() + 1;"),
        of("a follower ends a page early",
            "log.ChainReader",
            "final long newLastPage = mark.lastPage();", "final long newLastPage = mark.lastPage() - 1;"),
        of("a follower is given nothing", "log.LogReader", "while (hasRecord())\n        {\n            if",
            "while (!isLive() && hasRecord())\n        {\n            if"),
        of("closing claims what is not durable", "log.DurableLog", "flusher.isIdle() && assembler.claim()",
            "assembler.claim()"),
        of("an fsync that failed is ignored",
            "log.SegmentPreparation",
            "            file.sync();\n",
            "            try { file.sync(); }\n" +
                "            catch (final org.picolog.io.BlockIoException ex) { zeroedLength = 0; }\n"),
        LATE_ANCHOR,
        of("the lock ends with its process and not with its last write",
            "log.DurableLog", "io.newWriter(slab, lock,", "io.newWriter(slab, null,"),
        of("a lack of space is a failure",
            "log.SegmentPreparer",
            "if (Errno.ENOSPC != ex.errno() && Errno.EDQUOT != ex.errno())",
            "if (null != ex)"),
        of("the slab is not freed", "log.DurableLog", "if (null != slab && !isSlabInUse)", "if (null == slab)"));

    /**
     * Not found within 10,000 seeds, because another check finds the same: a page number is written once under a salt,
     * so that the two find what the chain and the CRC of a whole message would; and the anchor has let go of a segment
     * before its file is touched. What each is for alone is shown by {@code MaskedChecksTest}.
     */
    static final List<Mutant> REDUNDANT = List.of(NO_SALT, NO_CHAIN, NO_MESSAGE_CRC, EARLY_RECYCLING);

    /**
     * Each of the {@link #REDUNDANT} together with what masks it: to be found.
     */
    static final List<Mutant> MASKED = List.of(
        NO_SALT.and(NO_NUMBER),
        NO_CHAIN.and(NO_SALT).and(NO_NUMBER),
        NO_MESSAGE_CRC.and(NO_CRC),
        EARLY_RECYCLING.and(LATE_ANCHOR));

    private Mutants()
    {
    }
}
