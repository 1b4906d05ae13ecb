/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.agrona.DirectBuffer;
import uk.co.real_logic.sbe.PrimitiveType;
import uk.co.real_logic.sbe.ir.Encoding;
import uk.co.real_logic.sbe.ir.Signal;
import uk.co.real_logic.sbe.ir.Token;
import uk.co.real_logic.sbe.otf.Types;

import java.util.List;

/**
 * Walks over the blocks, groups and variable data of a message before it is decoded, and finds whether each lies within
 * it: the decoder itself trusts every length it reads.
 */
final class SbeLayout
{
    private final List<Token> tokens;
    private final DirectBuffer buffer;
    private final int actingVersion;
    private final long limit;

    private int tokenIndex = 1;
    private long position;

    /**
     * The message is not what its schema says.
     */
    static final class MalformedException extends Exception
    {
        private static final long serialVersionUID = 1L;

        MalformedException(final String message)
        {
            super(message);
        }
    }

    private SbeLayout(
        final List<Token> tokens,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final int actingVersion)
    {
        this.tokens = tokens;
        this.buffer = buffer;
        this.actingVersion = actingVersion;
        position = offset;
        limit = (long)offset + length;
    }

    /**
     * Check a message.
     *
     * @param offset        of the root block, after the header.
     * @param length        of the rest of the message from there.
     * @param blockLength   of the root block, by the header.
     * @param actingVersion by the header.
     * @return bytes after the end of what the schema describes.
     * @throws MalformedException with the remark that says what is wrong.
     */
    static int check(
        final List<Token> tokens,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final int blockLength,
        final int actingVersion) throws MalformedException
    {
        final SbeLayout layout = new SbeLayout(tokens, buffer, offset, length, actingVersion);
        layout.block(tokens.get(0).name(), blockLength);
        layout.groups();
        layout.data();

        return (int)(layout.limit - layout.position);
    }

    private void block(final String name, final int blockLength) throws MalformedException
    {
        int needed = 0;
        while (Signal.BEGIN_FIELD == signal())
        {
            final Token field = tokens.get(tokenIndex);
            final Token type = tokens.get(tokenIndex + 1);
            if (field.version() <= actingVersion && !field.isConstantEncoding())
            {
                needed = Math.max(needed, type.offset() + type.encodedLength());
            }
            tokenIndex += field.componentTokenCount();
        }

        if (blockLength < needed)
        {
            throw new MalformedException(
                "the block of " + name + " has " + blockLength + " bytes, version " + actingVersion +
                    " of the schema needs " + needed);
        }
        advance(blockLength, "the block of " + name);
    }

    private void groups() throws MalformedException
    {
        while (Signal.BEGIN_GROUP == signal())
        {
            final int groupIndex = tokenIndex;
            final Token group = tokens.get(groupIndex);
            final Token dimension = tokens.get(groupIndex + 1);
            if (group.version() <= actingVersion)
            {
                final long start = position;
                advance(dimension.encodedLength(), "the header of group " + group.name());
                final int blockLength = read(start, tokens.get(groupIndex + 2), group);
                final int count = read(start, tokens.get(groupIndex + 3), group);
                for (int i = 0; i < count; i++)
                {
                    final long before = position;
                    tokenIndex = groupIndex + dimension.componentTokenCount() + 1;
                    block(group.name() + "[" + i + "]", blockLength);
                    groups();
                    data();
                    if (position == before && count > limit)
                    {
                        throw new MalformedException(group.name() + " claims " + count + " entries without content");
                    }
                }
            }
            tokenIndex = groupIndex + group.componentTokenCount();
        }
    }

    private void data() throws MalformedException
    {
        while (Signal.BEGIN_VAR_DATA == signal())
        {
            final Token data = tokens.get(tokenIndex);
            if (data.version() <= actingVersion)
            {
                final long start = position;
                advance(tokens.get(tokenIndex + 3).offset(), "the length of " + data.name());
                advance(read(start, tokens.get(tokenIndex + 2), data), data.name());
            }
            tokenIndex += data.componentTokenCount();
        }
    }

    private Signal signal()
    {
        return tokens.get(tokenIndex).signal();
    }

    private void advance(final int length, final String what) throws MalformedException
    {
        if (position + length > limit)
        {
            throw new MalformedException(
                what + " has " + length + " bytes, " + (limit - position) + " are left in the message");
        }
        position += length;
    }

    private int read(final long start, final Token token, final Token owner) throws MalformedException
    {
        final Encoding encoding = token.encoding();
        final PrimitiveType type = encoding.primitiveType();
        final long value = PrimitiveType.FLOAT == type || PrimitiveType.DOUBLE == type ?
            -1 : Types.getLong(buffer, (int)start + token.offset(), encoding);
        if (value < 0 || value > Integer.MAX_VALUE)
        {
            throw new MalformedException(
                token.name() + " of " + owner.name() + " is " + Long.toUnsignedString(value));
        }

        return (int)value;
    }
}
