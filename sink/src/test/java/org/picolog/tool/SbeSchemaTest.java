/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SbeSchemaTest
{
    private static final String HEAD =
        "<sbe:messageSchema xmlns:sbe=\"http://fixprotocol.io/2016/sbe\" package=\"p\" id=\"1\" version=\"0\">\n" +
        "<types>\n" +
        "<composite name=\"messageHeader\">\n" +
        "<type name=\"blockLength\" primitiveType=\"uint16\"/>\n" +
        "<type name=\"templateId\" primitiveType=\"uint16\"/>\n" +
        "<type name=\"schemaId\" primitiveType=\"uint16\"/>\n" +
        "<type name=\"version\" primitiveType=\"uint16\"/>\n" +
        "</composite>\n";
    private static final String TYPES_END = "</types>\n";
    private static final String END = "</sbe:messageSchema>\n";

    @TempDir
    private Path directory;

    @Test
    void readsASchemaAndWhatItIncludes() throws Exception
    {
        Files.writeString(
            directory.resolve("types.xml"), "<types><type name=\"Id\" primitiveType=\"int64\"/></types>");
        final Path schema = write(
            HEAD + TYPES_END +
            "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"types.xml\"/>\n" +
            "<sbe:message name=\"M\" id=\"5\"><field name=\"f\" id=\"1\" type=\"Id\"/></sbe:message>\n" + END);

        assertEquals("M", SbeSchema.read(schema).getMessage(5).get(0).name());
    }

    @Test
    void saysOnWhichLineXmlIsBroken() throws Exception
    {
        assertBad(HEAD + "<type name=\"x\"\n" + END, "line 10");
        assertBad("", "line 1");
        assertBad("no XML", "line 1");
    }

    @Test
    void saysOnWhichLineAnElementMakesNoSense() throws Exception
    {
        assertBad(
            HEAD + TYPES_END +
            "<sbe:message name=\"M\" id=\"1\">\n" +
            "<field name=\"f\" id=\"1\" type=\"int8\"/>\n" +
            "<field name=\"g\" id=\"2\" type=\"Unknown\"/>\n" +
            "</sbe:message>\n" + END,
            "line 12");
        assertBad(
            HEAD + TYPES_END +
            "<sbe:message name=\"M\" id=\"1\">\n" +
            "<field name=\"f\" id=\"1\" type=\"int8\"/>\n" +
            "<field name=\"g\" type=\"int8\"/>\n" +
            "</sbe:message>\n" + END,
            "line 12");
    }

    @Test
    void refusesWhatIsNoSchema() throws Exception
    {
        assertBad("<html/>", "schema");
        assertBad(HEAD + "<type name=\"x\" primitiveType=\"int128\"/>" + TYPES_END + END, "schema");
    }

    @Test
    void refusesAFileThatIsNotThere()
    {
        final ToolRun absent = ToolRun.of("dump", "--schema", directory.resolve("absent.xml"), directory);
        assertEquals(ExitCode.BAD_SCHEMA, absent.exitCode());
        assertTrue(absent.err().contains("does not exist"), absent.err());

        final ToolRun notAFile = ToolRun.of("dump", "--schema", directory, directory);
        assertEquals(ExitCode.BAD_SCHEMA, notAFile.exitCode());
    }

    private void assertBad(final String xml, final String message) throws Exception
    {
        final Path schema = write(xml);

        final ToolException ex = assertThrows(ToolException.class, () -> SbeSchema.read(schema));
        assertEquals(ExitCode.BAD_SCHEMA, ex.exitCode());
        assertTrue(ex.getMessage().contains(message), ex.getMessage());
        assertTrue(ex.getMessage().contains(schema.toString()), ex.getMessage());

        final ToolRun run = ToolRun.of("dump", "--schema", schema, directory);
        assertEquals(ExitCode.BAD_SCHEMA, run.exitCode());
        assertEquals(1, run.err().lines().count(), run.err());
    }

    private Path write(final String xml) throws Exception
    {
        return Files.writeString(directory.resolve("schema.xml"), xml);
    }
}
