/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.BitUtil;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.picolog.codecs.log.RecordHeaderEncoder;
import org.picolog.codecs.log.RecordType;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteOrder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What is done by hand for speed is what it would be otherwise.
 */
class HotPathLayoutTest
{
    private static final long CRC = 0xFEDC_BA98L;

    @ParameterizedTest
    @ValueSource(classes = {PageAssembler.class, PageComposer.class, PageFlusher.class})
    void fieldsOfOneThreadShareNoCacheLineWithAnothers(final Class<?> part)
    {
        for (final Field field : part.getDeclaredFields())
        {
            if (!Modifier.isStatic(field.getModifiers()))
            {
                final long offset = UnsafeApi.objectFieldOffset(field);
                assertTrue(offset >= 2 * BitUtil.CACHE_LINE_LENGTH, () -> field + " is at " + offset);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = RecordType.class, names = "NULL_VAL", mode = EnumSource.Mode.EXCLUDE)
    void recordHeaderIsAsTheSchemaLaysItOut(final RecordType type)
    {
        final UnsafeBuffer expected = new UnsafeBuffer(new byte[RecordHeaderEncoder.BLOCK_LENGTH]);
        final UnsafeBuffer actual = new UnsafeBuffer(new byte[RecordHeaderEncoder.BLOCK_LENGTH]);
        for (int length = 1; length <= LogFormat.PAGE_SIZE; length++)
        {
            new RecordHeaderEncoder().wrap(expected, 0)
                .recordLength(length).recordType(type).flags((short)0).messageCrc32c(CRC);
            actual.putLong(0, PageComposer.recordHeader(length, type, CRC), ByteOrder.LITTLE_ENDIAN);
            assertEquals(expected, actual);
        }
    }

    @Test
    void recordHeaderIsEightBytes()
    {
        assertEquals(Long.BYTES, RecordHeaderEncoder.BLOCK_LENGTH);
    }
}
