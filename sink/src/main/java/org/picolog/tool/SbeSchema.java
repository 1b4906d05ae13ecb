/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import uk.co.real_logic.sbe.ir.Ir;
import uk.co.real_logic.sbe.xml.IrGenerator;
import uk.co.real_logic.sbe.xml.MessageSchema;
import uk.co.real_logic.sbe.xml.ParserOptions;
import uk.co.real_logic.sbe.xml.XmlSchemaParser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads a user's SBE schema.
 */
final class SbeSchema
{
    private SbeSchema()
    {
    }

    /**
     * Read a schema.
     *
     * @param file of XML.
     * @return the schema, as SBE represents it for decoding.
     * @throws ToolException if it cannot be read or makes no sense, with the line where that is known.
     */
    static Ir read(final Path file)
    {
        if (!Files.isRegularFile(file))
        {
            throw bad(file, -1, Files.exists(file) ? "is not a file" : "does not exist");
        }
        if (!Files.isReadable(file))
        {
            throw new ToolException(ExitCode.NO_PERMISSION, "no permission to read the schema " + file);
        }

        final SchemaLines lines = new SchemaLines();
        try
        {
            // First alone: SBE's parser prints to the standard error what is no XML.
            lines.read(source(file));
            final ParserOptions options = ParserOptions.builder()
                .stopOnError(true).suppressOutput(true).xIncludeAware(true).build();
            final MessageSchema schema = XmlSchemaParser.parse(source(file), options);
            return new IrGenerator().generate(schema);
        }
        catch (final SAXParseException ex)
        {
            throw bad(file, ex.getLineNumber(), ex.getMessage());
        }
        catch (final SAXException | IOException ex)
        {
            throw bad(file, -1, ex.toString());
        }
        catch (final Exception ex)
        {
            // SBE throws many kinds for what makes no sense.
            final String reason = null == ex.getMessage() ? ex.toString() : ex.getMessage();
            throw bad(file, lines.find(reason), reason);
        }
    }

    private static InputSource source(final Path file)
    {
        // By its address, so that what it includes is found beside it.
        return new InputSource(file.toUri().toString());
    }

    private static ToolException bad(final Path file, final int line, final String reason)
    {
        return new ToolException(
            ExitCode.BAD_SCHEMA, "the schema " + file + (line > 0 ? ", line " + line : "") + ": " + reason);
    }
}
