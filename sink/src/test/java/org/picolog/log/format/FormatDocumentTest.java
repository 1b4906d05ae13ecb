/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log.format;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.picolog.log.DurableLog;
import org.picolog.log.LogContext;
import org.picolog.log.PageAssembler;
import org.picolog.log.format.FormatDocument.Structure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What {@code docs/log-format.md} says is what the code does.
 */
@Timeout(60)
class FormatDocumentTest
{
    private static final long SALT = 0x5A17_0000_0000_0001L;
    private static final long TIME_NS = 1_700_000_000_000_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;

    private long nextSalt = SALT;
    private long timeNs = TIME_NS;

    private final FormatDocument document = new FormatDocument();

    FormatDocumentTest() throws IOException
    {
    }

    @Test
    void describesEveryStructureOfTheSchema() throws IOException
    {
        final String schema = Files.readString(Path.of("../sbe-schemas/src/main/resources/sbe/log-format.xml"));
        final List<String> expected = new ArrayList<>(List.of("MessageHeader"));
        schema.lines().filter((line) -> line.contains("<sbe:message "))
            .forEach((line) -> expected.add(line.replaceAll(".* name=\"(\\w+)\".*", "$1")));

        assertEquals(
            expected.stream().sorted().toList(), document.structures().stream().map(Structure::name).sorted().toList());
    }

    @Test
    void tablesAndDiagramsAreThoseOfTheCodecs() throws ReflectiveOperationException
    {
        for (final Structure documented : document.structures())
        {
            final Structure expected = CodecStructure.of(documented.name(), 0 == documented.templateId());
            assertEquals(expected.diagram(), documented.diagram(), documented.name());
            assertEquals(expected, documented);
        }
    }

    @Test
    void checksumsAreCrc32c()
    {
        assertTrue(document.text().contains("`123456789` is `0x" + crcOf("123456789".getBytes(
            StandardCharsets.US_ASCII)) + "`"));
        assertTrue(document.text().contains("32 zero bytes `0x" + crcOf(new byte[32]) + "`"));
    }

    @Test
    void hexdumpsAreThoseOfATinyLog(@TempDir final Path directory) throws IOException
    {
        writeTinyLog(directory);

        assertAll(Stream.of("segment-0000000000000000.plog", "anchor", "mark").map((name) -> () -> assertEquals(
            hexdump(Files.readAllBytes(directory.resolve(name))), document.hexdump(name), "hexdump -C " + name)));
    }

    private void writeTinyLog(final Path directory)
    {
        final LogContext ctx = new LogContext()
            .directory(directory)
            .segmentLength(64 * 4096)
            .saltSupplier(() -> nextSalt++)
            .epochNanoClock(() -> timeNs);
        try (DurableLog log = DurableLog.open(ctx))
        {
            log.flusher().start();
            timeNs += SECOND_NS;
            log.assembler().session(7, 0);
            append(log, "BUY 5 @ 101.25", 64);
            append(log, "SELL 3 @ 101.50", 128);
            log.assembler().seal();
            while (!log.flusher().isIdle())
            {
                log.flusher().doWork();
            }
            timeNs += SECOND_NS;
        }
    }

    private static void append(final DurableLog log, final String message, final long endPosition)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(message.getBytes(StandardCharsets.US_ASCII));
        assertTrue(log.assembler().append(buffer, 0, buffer.capacity(), PageAssembler.WHOLE, endPosition) > 0);
    }

    private static String crcOf(final byte[] bytes)
    {
        final CRC32C crc = new CRC32C();
        crc.update(bytes);
        return String.format("%08X", crc.getValue());
    }

    /**
     * As the command of that name prints it with the option -C.
     */
    private static String hexdump(final byte[] bytes)
    {
        final StringBuilder out = new StringBuilder();
        byte[] before = null;
        boolean isRepeating = false;
        for (int offset = 0; offset < bytes.length; offset += 16)
        {
            final byte[] row = Arrays.copyOfRange(bytes, offset, offset + 16);
            if (!Arrays.equals(row, before))
            {
                out.append(String.format("%08x ", offset));
                for (int i = 0; i < row.length; i++)
                {
                    out.append(i == 8 ? "  " : " ").append(String.format("%02x", row[i]));
                }
                out.append("  |");
                for (final byte b : row)
                {
                    out.append(b >= ' ' && b <= '~' ? (char)b : '.');
                }
                out.append("|\n");
                isRepeating = false;
            }
            else if (!isRepeating)
            {
                out.append("*\n");
                isRepeating = true;
            }
            before = row;
        }

        return out.append(String.format("%08x%n", bytes.length)).toString();
    }
}
