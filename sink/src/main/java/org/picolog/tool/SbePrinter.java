/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.log.LogReader;
import uk.co.real_logic.sbe.ir.Ir;
import uk.co.real_logic.sbe.ir.Token;
import uk.co.real_logic.sbe.otf.OtfHeaderDecoder;
import uk.co.real_logic.sbe.otf.OtfMessageDecoder;

import java.io.PrintStream;
import java.util.List;

/**
 * Prints messages as lines of JSON, by a schema. What the schema does not explain is shown as hexadecimal digits, with
 * a remark: never an exception, and nothing left out.
 */
final class SbePrinter implements RecordPrinter
{
    private final PrintStream out;
    private final Ir schema;
    private final OtfHeaderDecoder header;
    private final UnsafeBuffer message = new UnsafeBuffer(0, 0);
    private final JsonWriter json = new JsonWriter(new StringBuilder());
    private final SbeJsonListener listener = new SbeJsonListener(json);

    SbePrinter(final PrintStream out, final Ir schema)
    {
        this.out = out;
        this.schema = schema;
        header = new OtfHeaderDecoder(schema.headerStructure());
    }

    @Override
    public void print(final LogReader reader)
    {
        json.reset().beginObject()
            .name("sequence").value(reader.sequence())
            .name("time").value(Times.format(reader.timestampNs()))
            .name("timestampNs").value(reader.timestampNs());
        if (reader.streamPosition() >= 0)
        {
            json.name("sessionId").value(reader.sessionId()).name("position").value(reader.streamPosition());
        }
        json.name("length").value(reader.length());

        message.wrap(reader.buffer(), reader.offset(), reader.length());
        writeMessage(message, reader.length());
        json.endObject();
        out.append(json.out()).append('\n');
    }

    private void writeMessage(final DirectBuffer buffer, final int length)
    {
        if (length < header.encodedLength())
        {
            writeHex("no room for a message header of " + header.encodedLength() + " bytes", length);
            return;
        }

        final int schemaId;
        final int templateId;
        final int version;
        final int blockLength;
        try
        {
            schemaId = header.getSchemaId(buffer, 0);
            templateId = header.getTemplateId(buffer, 0);
            version = header.getSchemaVersion(buffer, 0);
            blockLength = header.getBlockLength(buffer, 0);
        }
        catch (final IllegalStateException ex)
        {
            writeHex("no message header: " + ex.getMessage(), length);
            return;
        }

        json.name("schemaId").value(schemaId).name("templateId").value(templateId).name("version").value(version);
        final List<Token> tokens = schemaId == schema.id() ? schema.getMessage(templateId) : null;
        if (null == tokens)
        {
            writeHex(schemaId == schema.id() ?
                "no message with this template id in the schema" :
                "a message of another schema: this one has the id " + schema.id(), length);
            return;
        }

        json.name("message").value(tokens.get(0).name());
        decode(tokens, buffer, length, blockLength, version);
    }

    private void decode(
        final List<Token> tokens,
        final DirectBuffer buffer,
        final int length,
        final int blockLength,
        final int version)
    {
        final int offset = header.encodedLength();
        final int unexplained;
        try
        {
            unexplained = SbeLayout.check(tokens, buffer, offset, length - offset, blockLength, version);
        }
        catch (final SbeLayout.MalformedException ex)
        {
            writeHex("malformed: " + ex.getMessage(), length);
            return;
        }

        final int before = json.out().length();
        try
        {
            json.name("fields");
            listener.reset(version);
            OtfMessageDecoder.decode(buffer, offset, version, blockLength, tokens, listener);
        }
        catch (final RuntimeException ex)
        {
            json.truncate(before);
            writeHex("not decoded: " + ex, length);
            return;
        }

        writeRemark(version, unexplained);
    }

    private void writeRemark(final int version, final int unexplained)
    {
        final StringBuilder remark = new StringBuilder();
        if (version > schema.version())
        {
            remark.append("version ").append(version).append(" is newer than the schema's ").append(schema.version())
                .append(": what was added is not shown");
        }
        if (unexplained > 0)
        {
            remark.append(remark.length() > 0 ? "; " : "")
                .append(unexplained).append(" bytes follow that the schema does not explain");
        }
        if (remark.length() > 0)
        {
            json.name("remark").value(remark.toString());
        }
    }

    private void writeHex(final String remark, final int length)
    {
        json.name("remark").value(remark).name("hex").value(HexPrinter.toHex(message, 0, length));
    }
}
