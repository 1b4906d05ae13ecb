/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.agrona.DirectBuffer;
import uk.co.real_logic.sbe.ir.Encoding;
import uk.co.real_logic.sbe.ir.Token;
import uk.co.real_logic.sbe.otf.TokenListener;
import uk.co.real_logic.sbe.otf.Types;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Writes the fields of one message as JSON while it is decoded. What the message's version of the schema does not have
 * is null.
 */
final class SbeJsonListener implements TokenListener
{
    private static final String DECIMAL = "decimal";
    private static final int MAX_PLAIN_EXPONENT = 64;

    private final JsonWriter json;
    private final Deque<Composite> composites = new ArrayDeque<>();
    private int actingVersion;
    private int absentDepth;

    /**
     * What may turn out to be a decimal number.
     */
    private static final class Composite
    {
        private boolean hasMantissa;
        private boolean hasExponent;
        private boolean hasDecimal;
        private BigDecimal mantissa;
        private BigDecimal exponent;

        boolean isDecimal()
        {
            return hasMantissa && hasExponent && !hasDecimal;
        }

        String decimal()
        {
            if (null == mantissa || null == exponent)
            {
                return null;
            }

            try
            {
                final int power = exponent.intValueExact();
                final BigDecimal value = mantissa.scaleByPowerOfTen(power);
                return Math.abs(power) <= MAX_PLAIN_EXPONENT ? value.toPlainString() : value.toString();
            }
            catch (final ArithmeticException ex)
            {
                // No number that anything could compute with.
                return null;
            }
        }
    }

    SbeJsonListener(final JsonWriter json)
    {
        this.json = json;
    }

    /**
     * Begin a message.
     */
    void reset(final int newActingVersion)
    {
        actingVersion = newActingVersion;
        composites.clear();
        absentDepth = 0;
    }

    @Override
    public void onBeginMessage(final Token token)
    {
        json.beginObject();
    }

    @Override
    public void onEndMessage(final Token token)
    {
        json.endObject();
    }

    @Override
    public void onEncoding(
        final Token fieldToken,
        final DirectBuffer buffer,
        final int bufferIndex,
        final Token typeToken,
        final int version)
    {
        if (absentDepth > 0)
        {
            return;
        }

        json.name(fieldToken.name());
        if (isAbsent(fieldToken))
        {
            json.nullValue();
        }
        else
        {
            SbeValue.write(json, typeToken, buffer, bufferIndex);
        }

        if (!composites.isEmpty())
        {
            note(composites.peek(), typeToken, buffer, bufferIndex);
        }
    }

    @Override
    public void onEnum(
        final Token fieldToken,
        final DirectBuffer buffer,
        final int bufferIndex,
        final List<Token> tokens,
        final int fromIndex,
        final int toIndex,
        final int version)
    {
        if (beginValue(fieldToken, tokens.get(fromIndex)))
        {
            if (fieldToken.isConstantEncoding())
            {
                final String reference = fieldToken.encoding().constValue().toString();
                json.value(reference.substring(reference.indexOf('.') + 1));
            }
            else
            {
                writeEnum(buffer, bufferIndex, tokens, fromIndex, toIndex);
            }
        }
    }

    @Override
    public void onBitSet(
        final Token fieldToken,
        final DirectBuffer buffer,
        final int bufferIndex,
        final List<Token> tokens,
        final int fromIndex,
        final int toIndex,
        final int version)
    {
        if (beginValue(fieldToken, tokens.get(fromIndex)))
        {
            json.beginArray();
            // Of the choices, as the set itself does not have the byte order; a set without choices shows nothing.
            final Encoding encoding = tokens.get(fromIndex + 1).encoding();
            long rest = fromIndex + 1 < toIndex ? Types.getLong(buffer, bufferIndex, encoding) : 0;
            for (int i = fromIndex + 1; i < toIndex; i++)
            {
                final long bit = 1L << tokens.get(i).encoding().constValue().longValue();
                if (0 != (rest & bit))
                {
                    json.value(tokens.get(i).name());
                    rest &= ~bit;
                }
            }
            for (; 0 != rest; rest &= rest - 1)
            {
                json.value(Long.numberOfTrailingZeros(rest));
            }
            json.endArray();
        }
    }

    @Override
    public void onBeginComposite(
        final Token fieldToken, final List<Token> tokens, final int fromIndex, final int toIndex)
    {
        if (absentDepth > 0 || !beginValue(fieldToken, tokens.get(fromIndex)))
        {
            absentDepth++;
        }
        else
        {
            json.beginObject();
            composites.push(new Composite());
        }
    }

    @Override
    public void onEndComposite(
        final Token fieldToken, final List<Token> tokens, final int fromIndex, final int toIndex)
    {
        if (absentDepth > 0)
        {
            absentDepth--;
            return;
        }

        final Composite composite = composites.pop();
        if (composite.isDecimal())
        {
            final String decimal = composite.decimal();
            json.name(DECIMAL);
            if (null == decimal)
            {
                json.nullValue();
            }
            else
            {
                json.number(decimal);
            }
        }
        json.endObject();
    }

    @Override
    public void onGroupHeader(final Token token, final int numInGroup)
    {
        json.name(token.name());
        if (isAbsent(token))
        {
            json.nullValue();
        }
        else
        {
            json.beginArray();
            if (0 == numInGroup)
            {
                json.endArray();
            }
        }
    }

    @Override
    public void onBeginGroup(final Token token, final int groupIndex, final int numInGroup)
    {
        json.beginObject();
    }

    @Override
    public void onEndGroup(final Token token, final int groupIndex, final int numInGroup)
    {
        json.endObject();
        if (groupIndex == numInGroup - 1)
        {
            json.endArray();
        }
    }

    @Override
    public void onVarData(
        final Token fieldToken,
        final DirectBuffer buffer,
        final int bufferIndex,
        final int length,
        final Token typeToken)
    {
        json.name(fieldToken.name());
        if (isAbsent(fieldToken))
        {
            json.nullValue();
        }
        else
        {
            final String charset = typeToken.encoding().characterEncoding();
            json.value(null == charset ?
                HexPrinter.toHex(buffer, bufferIndex, length) :
                SbeValue.string(buffer, bufferIndex, length, charset));
        }
    }

    /**
     * Write the name of a field or of a member of a composite.
     *
     * @return false if it has no value: then that is written too.
     */
    private boolean beginValue(final Token fieldToken, final Token typeToken)
    {
        if (absentDepth > 0)
        {
            return false;
        }

        json.name(composites.isEmpty() ? fieldToken.name() : typeToken.name());
        if (isAbsent(fieldToken))
        {
            json.nullValue();
            return false;
        }

        return true;
    }

    private void writeEnum(
        final DirectBuffer buffer,
        final int bufferIndex,
        final List<Token> tokens,
        final int fromIndex,
        final int toIndex)
    {
        final Encoding encoding = tokens.get(fromIndex).encoding();
        final long value = Types.getLong(buffer, bufferIndex, encoding);
        for (int i = fromIndex + 1; i < toIndex; i++)
        {
            if (tokens.get(i).encoding().constValue().longValue() == value)
            {
                json.value(tokens.get(i).name());
                return;
            }
        }

        if (encoding.applicableNullValue().longValue() == value)
        {
            json.nullValue();
        }
        else
        {
            json.value(value);
        }
    }

    private boolean isAbsent(final Token fieldToken)
    {
        return fieldToken.version() > actingVersion;
    }

    private static void note(
        final Composite composite, final Token member, final DirectBuffer buffer, final int index)
    {
        switch (member.name())
        {
            case "mantissa":
                composite.hasMantissa = true;
                composite.mantissa = SbeValue.integer(member, buffer, index);
                break;

            case "exponent":
                composite.hasExponent = true;
                composite.exponent = SbeValue.integer(member, buffer, index);
                break;

            case DECIMAL:
                composite.hasDecimal = true;
                break;

            default:
                break;
        }
    }
}
