/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.agrona.DirectBuffer;
import uk.co.real_logic.sbe.PrimitiveType;
import uk.co.real_logic.sbe.PrimitiveValue;
import uk.co.real_logic.sbe.ir.Encoding;
import uk.co.real_logic.sbe.ir.Token;
import uk.co.real_logic.sbe.otf.Types;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Writes the value of a field of a primitive type as JSON.
 */
final class SbeValue
{
    private SbeValue()
    {
    }

    static void write(final JsonWriter json, final Token type, final DirectBuffer buffer, final int index)
    {
        final Encoding encoding = type.encoding();
        final boolean isChar = PrimitiveType.CHAR == encoding.primitiveType();
        if (type.isConstantEncoding())
        {
            writeConstant(json, encoding);
        }
        else if (isChar)
        {
            writeChars(json, type, buffer, index);
        }
        else if (1 == type.arrayLength())
        {
            writeNumber(json, type, buffer, index);
        }
        else
        {
            json.beginArray();
            for (int i = 0; i < type.arrayLength(); i++)
            {
                writeNumber(json, type, buffer, index + i * encoding.primitiveType().size());
            }
            json.endArray();
        }
    }

    /**
     * An integer as a number, to compute with.
     *
     * @return null if the field has no value, or is no integer.
     */
    static BigDecimal integer(final Token type, final DirectBuffer buffer, final int index)
    {
        final Encoding encoding = type.encoding();
        final PrimitiveType primitive = encoding.primitiveType();
        final boolean isInteger = isInteger(primitive) && type.arrayLength() <= 1;
        if (!isInteger || (!type.isConstantEncoding() && isNull(encoding, type, buffer, index)))
        {
            return null;
        }

        final long value = type.isConstantEncoding() ?
            encoding.constValue().longValue() : Types.getLong(buffer, index, encoding);
        return new BigDecimal(text(primitive, value));
    }

    /**
     * Bytes as text.
     *
     * @param charsetName by the schema; if this machine does not have it, each byte is a character.
     */
    static String string(final DirectBuffer buffer, final int index, final int length, final String charsetName)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(index, bytes);
        return new String(bytes, charset(charsetName));
    }

    private static void writeNumber(
        final JsonWriter json, final Token type, final DirectBuffer buffer, final int index)
    {
        final Encoding encoding = type.encoding();
        if (type.isOptionalEncoding() && isNull(encoding, type, buffer, index))
        {
            json.nullValue();
            return;
        }

        switch (encoding.primitiveType())
        {
            case FLOAT:
                write(json, buffer.getFloat(index, encoding.byteOrder()));
                break;

            case DOUBLE:
                json.value(buffer.getDouble(index, encoding.byteOrder()));
                break;

            default:
                json.number(text(encoding.primitiveType(), Types.getLong(buffer, index, encoding)));
                break;
        }
    }

    private static void writeChars(
        final JsonWriter json, final Token type, final DirectBuffer buffer, final int index)
    {
        int length = 0;
        while (length < type.arrayLength() && 0 != buffer.getByte(index + length))
        {
            length++;
        }

        final boolean isNull = type.isOptionalEncoding() &&
            (1 == type.arrayLength() ? isNull(type.encoding(), type, buffer, index) : 0 == length);
        json.value(isNull ? null : string(buffer, index, length, type.encoding().characterEncoding()));
    }

    private static void writeConstant(final JsonWriter json, final Encoding encoding)
    {
        final PrimitiveValue value = encoding.constValue();
        switch (value.representation())
        {
            case LONG:
                if (PrimitiveType.CHAR == encoding.primitiveType())
                {
                    json.value(String.valueOf((char)value.longValue()));
                }
                else
                {
                    json.number(text(encoding.primitiveType(), value.longValue()));
                }
                break;

            case DOUBLE:
                json.value(value.doubleValue());
                break;

            default:
                json.value(value.toString());
                break;
        }
    }

    private static boolean isNull(
        final Encoding encoding, final Token type, final DirectBuffer buffer, final int index)
    {
        final PrimitiveValue nullValue = encoding.applicableNullValue();
        switch (encoding.primitiveType())
        {
            case FLOAT:
                return 0 == Float.compare(
                    buffer.getFloat(index, encoding.byteOrder()), (float)nullValue.doubleValue());

            case DOUBLE:
                return 0 == Double.compare(buffer.getDouble(index, encoding.byteOrder()), nullValue.doubleValue());

            default:
                return type.isOptionalEncoding() && Types.getLong(buffer, index, encoding) == nullValue.longValue();
        }
    }

    private static void write(final JsonWriter json, final float value)
    {
        // Not as a double, which has digits that the float never had.
        if (Float.isFinite(value))
        {
            json.number(Float.toString(value));
        }
        else
        {
            json.value(Float.toString(value));
        }
    }

    private static String text(final PrimitiveType type, final long value)
    {
        return PrimitiveType.UINT64 == type ? Long.toUnsignedString(value) : Long.toString(value);
    }

    private static boolean isInteger(final PrimitiveType type)
    {
        return PrimitiveType.FLOAT != type && PrimitiveType.DOUBLE != type && PrimitiveType.CHAR != type;
    }

    private static Charset charset(final String name)
    {
        try
        {
            return null == name ? StandardCharsets.ISO_8859_1 : Charset.forName(name);
        }
        catch (final IllegalArgumentException ex)
        {
            return StandardCharsets.ISO_8859_1;
        }
    }
}
