/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SbePrinterTest
{
    private static final int BLOCK_LENGTH_0 = 120;
    private static final int BLOCK_LENGTH_1 = BLOCK_LENGTH_0 + 4;
    private static final int BLOCK_LENGTH_2 = BLOCK_LENGTH_1 + 9 + 1 + 2 + 15;

    @TempDir
    private Path directory;

    @TempDir
    private Path schemaDirectory;

    @ParameterizedTest
    @ValueSource(strings = {"littleEndian", "bigEndian"})
    void printsEveryConstruct(final String byteOrder) throws Exception
    {
        final SbeBytes message = new SbeBytes(order(byteOrder)).header(BLOCK_LENGTH_2, 1, SbeBytes.SCHEMA_ID, 2);
        putBlock(message);
        message.i32(5).decimal(1, 2).i8(1).i16(0x201);
        message.i8(2).i16(0).decimal(-15, -1).chars("abc", 3);
        putLegs(message);
        message.i16(1).i32(2).i8(10, 11);
        message.text("note \u20AC \"quoted\"\n\u0001").i32(3).i8(0xDE, 0xAD, 0xBF).text("");

        final Map<String, Object> line = dump(byteOrder, message.toBytes()).get(0);

        assertFalse(line.containsKey("remark"), line::toString);
        assertEquals("Everything", line.get("message"));
        final Map<String, Object> fields = fields(line);
        assertBlock(fields);
        assertEquals(number("5"), fields.get("addedInt"));
        assertEquals(decimal("1", "2", "100"), fields.get("addedDecimal"));
        assertEquals("BUY", fields.get("addedSide"));
        assertEquals(List.of("auction", "block"), fields.get("addedFlags"));
        assertEquals(
            Map.of("side", "SELL", "flags", List.of(), "inner", decimal("-15", "-1", "-1.5"), "tag", "abc",
                "unit", number("7")),
            fields.get("addedLeg"));
        assertLegs(fields);
        assertEquals(
            List.of(Map.of("value", number("10")), Map.of("value", number("11"))), fields.get("addedGroup"));
        assertEquals("note \u20AC \"quoted\"\n\u0001", fields.get("note"));
        assertEquals("deadbf", fields.get("blob"));
        assertEquals("", fields.get("addedNote"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"littleEndian", "bigEndian"})
    void showsWhatAnOlderVersionDoesNotHaveAsNull(final String byteOrder) throws Exception
    {
        final SbeBytes first = new SbeBytes(order(byteOrder)).header(BLOCK_LENGTH_0, 1, SbeBytes.SCHEMA_ID, 0);
        putBlock(first);
        putLegs(first);
        first.text("n").i32(0);
        final SbeBytes second = new SbeBytes(order(byteOrder)).header(BLOCK_LENGTH_1, 1, SbeBytes.SCHEMA_ID, 1);
        putBlock(second);
        second.i32(9).i16(0).i16(0).text("n").i32(0);

        final List<Map<String, Object>> lines = dump(byteOrder, first.toBytes(), second.toBytes());

        for (final Map<String, Object> line : lines)
        {
            assertFalse(line.containsKey("remark"), line::toString);
            final Map<String, Object> fields = fields(line);
            assertBlock(fields);
            for (final String name :
                List.of("addedDecimal", "addedSide", "addedFlags", "addedLeg", "addedGroup", "addedNote"))
            {
                assertTrue(fields.containsKey(name), name);
                assertEquals(null, fields.get(name), name);
            }
            assertEquals("n", fields.get("note"));
            assertEquals("", fields.get("blob"));
        }
        assertEquals(null, fields(lines.get(0)).get("addedInt"));
        assertEquals(number("9"), fields(lines.get(1)).get("addedInt"));
        assertLegs(fields(lines.get(0)));
        assertEquals(List.of(), fields(lines.get(1)).get("legs"));
    }

    @Test
    void showsNullsAndWhatJsonHasNoNumberFor() throws Exception
    {
        final SbeBytes message = new SbeBytes(ByteOrder.LITTLE_ENDIAN)
            .header(BLOCK_LENGTH_0, 1, SbeBytes.SCHEMA_ID, 0)
            .i8('"').i8(-1).i16(-1).i32(-1).i64(Long.MIN_VALUE).i8(255).i16(65_535).i32(-1).i64(-2)
            .f32(Float.NaN).f64(Double.NEGATIVE_INFINITY)
            .i32(-7).i64(-1).f64(Double.NaN).f32(Float.NaN).i8(0)
            .chars("", 8).chars("", 4).i16(0).i16(0).i16(0).i8(255, 3)
            .i8(255).i8('?').i16(0x8002)
            .decimal(7, -90).i32(Integer.MIN_VALUE)
            .i8(99).i16(0).decimal(1, -128).chars("", 3)
            .i16(0).i16(0).text("").i32(0);

        final Map<String, Object> fields = fields(dump("littleEndian", message.toBytes()).get(0));

        assertEquals("\"", fields.get("c"));
        assertEquals(number("-9223372036854775808"), fields.get("i64"));
        assertEquals(number("255"), fields.get("u8"));
        assertEquals(number("4294967295"), fields.get("u32"));
        assertEquals(number("18446744073709551614"), fields.get("u64"));
        assertEquals("NaN", fields.get("f"));
        assertEquals("-Infinity", fields.get("d"));
        for (final String name : List.of(
            "optionalInt", "optionalUnsigned", "optionalDouble", "optionalFloat", "optionalChar", "optionalText",
            "side"))
        {
            assertTrue(fields.containsKey(name), name);
            assertEquals(null, fields.get(name), name);
        }
        assertEquals("", fields.get("text"));
        assertEquals(Arrays.asList(null, number("3")), fields.get("optionalBytes"));
        assertEquals(number("63"), fields.get("kind"), "a value that the enum does not have");
        assertEquals(List.of(number("1"), number("15")), fields.get("flags"), "bits that the set does not have");
        assertEquals(number("7E-90"), object(fields.get("price")).get("decimal"));
        assertEquals(null, object(fields.get("fee")).get("mantissa"));
        assertEquals(null, object(fields.get("fee")).get("decimal"));
        assertEquals(number("99"), object(fields.get("leg")).get("side"));
    }

    @Test
    void showsWhatTheSchemaDoesNotExplainAsHexadecimalWithARemark() throws Exception
    {
        final ByteOrder order = ByteOrder.LITTLE_ENDIAN;
        final List<Map<String, Object>> lines = dump(
            "littleEndian",
            new SbeBytes(order).header(4, 2, 78, 0).i32(1).toBytes(),
            new SbeBytes(order).header(4, 9, SbeBytes.SCHEMA_ID, 0).i32(1).toBytes(),
            new SbeBytes(order).header(4, 2, SbeBytes.SCHEMA_ID, 0).i16(1).toBytes(),
            new SbeBytes(order).header(3, 2, SbeBytes.SCHEMA_ID, 0).i32(1).toBytes(),
            new byte[] {1, 2, 3},
            new byte[0],
            new SbeBytes(order).header(0, 3, SbeBytes.SCHEMA_ID, 0).i16(0).i32(Integer.MAX_VALUE).toBytes(),
            new SbeBytes(order).header(0, 3, SbeBytes.SCHEMA_ID, 0).i16(0).i32(-1).toBytes(),
            new SbeBytes(order).header(0, 3, SbeBytes.SCHEMA_ID, 0).i16(0).toBytes());

        assertRemark(lines.get(0), "another schema", "0400020" + "04e000000" + "01000000");
        assertRemark(lines.get(1), "template id", "040009004d00000001000000");
        assertRemark(lines.get(2), "has 4 bytes, 2 are left", "040002004d0000000100");
        assertRemark(lines.get(3), "has 3 bytes, version 0 of the schema needs 4", "030002004d00000001000000");
        assertRemark(lines.get(4), "header", "010203");
        assertRemark(lines.get(5), "header", "");
        assertRemark(lines.get(6), "entries without content", "000003004d0000000000ffffff7f");
        assertRemark(lines.get(7), "numInGroup", "000003004d0000000000ffffffff");
        assertRemark(lines.get(8), "the header of group wide", "000003004d0000000000");
    }

    @Test
    void neverFailsHoweverAMessageIsCutOrChanged() throws Exception
    {
        final SbeBytes message = new SbeBytes(ByteOrder.LITTLE_ENDIAN)
            .header(BLOCK_LENGTH_0, 1, SbeBytes.SCHEMA_ID, 0);
        putBlock(message);
        putLegs(message);
        message.text("note").i32(1).i8(1);
        final byte[] whole = message.toBytes();
        final List<byte[]> messages = new ArrayList<>();
        for (int length = 0; length < whole.length; length++)
        {
            messages.add(Arrays.copyOf(whole, length));
        }
        for (int bit = 0; bit < 8 * whole.length; bit++)
        {
            final byte[] changed = whole.clone();
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            messages.add(changed);
        }

        final List<Map<String, Object>> lines = dump("littleEndian", messages.toArray(new byte[0][]));

        assertEquals(messages.size(), lines.size());
        for (int length = 0; length < whole.length; length++)
        {
            assertTrue(lines.get(length).containsKey("hex"), "cut to " + length);
        }
        for (final Map<String, Object> line : lines)
        {
            assertTrue(line.containsKey("fields") != line.containsKey("hex"), line::toString);
        }
    }

    @Test
    void remarksOnWhatFollowsAndOnANewerVersion() throws Exception
    {
        final byte[] longer = new SbeBytes(ByteOrder.LITTLE_ENDIAN)
            .header(6, 2, SbeBytes.SCHEMA_ID, 3).i32(1).i16(2).i8(3).toBytes();

        final Map<String, Object> line = dump("littleEndian", longer).get(0);

        assertEquals(Map.of("value", number("1")), line.get("fields"));
        assertEquals(
            "version 3 is newer than the schema's 2: what was added is not shown; " +
            "1 bytes follow that the schema does not explain", line.get("remark"));
    }

    @Test
    void saysWhereEachMessageIs() throws Exception
    {
        final byte[] tiny = new SbeBytes(ByteOrder.LITTLE_ENDIAN).header(4, 2, SbeBytes.SCHEMA_ID, 2).i32(1).toBytes();

        final Map<String, Object> line = dump("littleEndian", tiny, tiny).get(1);

        assertEquals(number("2"), line.get("sequence"));
        assertEquals("2026-01-01T00:00:00.000000000Z", line.get("time"));
        assertEquals(new BigDecimal(TestLog.START_NS), line.get("timestampNs"));
        assertEquals(number("24"), line.get("position"));
        assertEquals(number("0"), line.get("sessionId"));
        assertEquals(number("12"), line.get("length"));
        assertEquals(number("77"), line.get("schemaId"));
        assertEquals(number("2"), line.get("templateId"));
        assertEquals(number("2"), line.get("version"));
    }

    private static void putBlock(final SbeBytes message)
    {
        final int start = message.length();
        message
            .i8('A').i8(-128).i16(-32_768).i32(-2).i64(-3).i8(200).i16(60_000).i32(-294_967_296)
            .i64(-8_446_744_073_709_551_616L).f32(0.1f).f64(1e300)
            .i32(12).i64(13).f64(1.5).f32(2.5f).i8('q')
            .chars("EURUSD", 8).chars("four", 4).i16(1).i16(-2).i16(3).i8(4, 5)
            .i8(2).i8('L').i16(0x200)
            .decimal(12_345, -2).i32(199)
            .i8(1).i16(1).decimal(5, 3).chars("tag", 3);
        assertEquals(BLOCK_LENGTH_0, message.length() - start);
    }

    private static void assertBlock(final Map<String, Object> fields)
    {
        assertEquals("A", fields.get("c"));
        assertEquals(number("-128"), fields.get("i8"));
        assertEquals(number("-32768"), fields.get("i16"));
        assertEquals(number("-2"), fields.get("i32"));
        assertEquals(number("-3"), fields.get("i64"));
        assertEquals(number("200"), fields.get("u8"));
        assertEquals(number("60000"), fields.get("u16"));
        assertEquals(number("4000000000"), fields.get("u32"));
        assertEquals(number("10000000000000000000"), fields.get("u64"));
        assertEquals(number("0.1"), fields.get("f"));
        assertEquals(number("1.0E300"), fields.get("d"));
        assertEquals(number("12"), fields.get("optionalInt"));
        assertEquals(number("13"), fields.get("optionalUnsigned"));
        assertEquals(number("1.5"), fields.get("optionalDouble"));
        assertEquals(number("2.5"), fields.get("optionalFloat"));
        assertEquals("q", fields.get("optionalChar"));
        assertEquals("EURUSD", fields.get("text"));
        assertEquals("four", fields.get("optionalText"));
        assertEquals(List.of(number("1"), number("-2"), number("3")), fields.get("shorts"));
        assertEquals(List.of(number("4"), number("5")), fields.get("optionalBytes"));
        assertEquals("SELL", fields.get("side"));
        assertEquals("LIMIT", fields.get("kind"));
        assertEquals(List.of("block"), fields.get("flags"));
        assertEquals(decimal("12345", "-2", "123.45"), fields.get("price"));
        assertEquals(decimal("199", "-2", "1.99"), fields.get("fee"));
        assertEquals(
            Map.of("side", "BUY", "flags", List.of("auction"), "inner", decimal("5", "3", "5000"), "tag", "tag",
                "unit", number("7")),
            fields.get("leg"));
        assertEquals(number("42"), fields.get("answer"));
        assertEquals("USD", fields.get("currency"));
        assertEquals("Z", fields.get("letter"));
        assertEquals("SELL", fields.get("constantSide"));
        assertEquals(number("2"), fields.get("constantNumber"));
    }

    private static void putLegs(final SbeBytes message)
    {
        message.i16(13).i16(2);
        message.i32(1).decimal(1, 0).i16(4).i16(2).i32(10).text("X").i32(20).text("").text("first");
        message.i32(2).decimal(-1, -1).i16(4).i16(0).text("second");
    }

    private static void assertLegs(final Map<String, Object> fields)
    {
        assertEquals(
            List.of(
                Map.of(
                    "legId", number("1"),
                    "ratio", decimal("1", "0", "1"),
                    "fills", List.of(
                        Map.of("quantity", number("10"), "venue", "X"),
                        Map.of("quantity", number("20"), "venue", "")),
                    "comment", "first"),
                Map.of(
                    "legId", number("2"),
                    "ratio", decimal("-1", "-1", "-0.1"),
                    "fills", List.of(),
                    "comment", "second")),
            fields.get("legs"));
    }

    private static void assertRemark(final Map<String, Object> line, final String remark, final String hex)
    {
        assertTrue(((String)line.get("remark")).contains(remark), line::toString);
        assertEquals(hex, line.get("hex"));
        assertFalse(line.containsKey("fields"), line::toString);
    }

    private List<Map<String, Object>> dump(final String byteOrder, final byte[]... messages) throws Exception
    {
        try (TestLog log = new TestLog(directory))
        {
            for (final byte[] message : messages)
            {
                log.add(message);
            }
        }

        final ToolRun run = ToolRun.of("dump", "--schema", schema(byteOrder), directory);
        assertEquals("", run.err());
        assertEquals(ExitCode.OK, run.exitCode());
        final List<Map<String, Object>> lines = new ArrayList<>();
        run.lines().forEach((line) -> lines.add(StrictJson.object(line)));

        return lines;
    }

    private Path schema(final String byteOrder) throws Exception
    {
        try (InputStream in = getClass().getResourceAsStream("/sbe/every-construct.xml"))
        {
            final String xml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            final Path file = schemaDirectory.resolve("schema.xml");
            Files.writeString(file, xml.replace("\"littleEndian\"", "\"" + byteOrder + "\""));
            return file;
        }
    }

    private static ByteOrder order(final String byteOrder)
    {
        return "bigEndian".equals(byteOrder) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    private static Map<String, Object> decimal(final String mantissa, final String exponent, final String decimal)
    {
        return Map.of("mantissa", number(mantissa), "exponent", number(exponent), "decimal", number(decimal));
    }

    private static BigDecimal number(final String text)
    {
        return new BigDecimal(text);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(final Object value)
    {
        return (Map<String, Object>)value;
    }

    private static Map<String, Object> fields(final Map<String, Object> line)
    {
        return object(line.get("fields"));
    }
}
