/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.process;

import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.File;
import java.nio.MappedByteBuffer;

/**
 * What sequencers published and were told, kept in memory that outlives them: a slot for each process that ever was a
 * sequencer. Written by that process, read by the test.
 */
final class Ledger implements AutoCloseable
{
    static final int SLOTS = 1024;
    static final int EPOCH = 0;
    static final int FIRST = 8;
    static final int PUBLISHED = 16;
    static final int COMMITTED = 24;
    static final int STATE = 32;
    static final int FENCED = 40;
    static final int LOSSES = 48;
    static final int STOP = 56;
    static final int DONE = 64;
    private static final int SLOT_LENGTH = 128;

    private final MappedByteBuffer memory;
    private final UnsafeBuffer buffer;

    private Ledger(final MappedByteBuffer memory)
    {
        this.memory = memory;
        buffer = new UnsafeBuffer(memory);
    }

    static Ledger create(final File file)
    {
        return new Ledger(IoUtil.mapNewFile(file, (long)SLOTS * SLOT_LENGTH));
    }

    static Ledger open(final File file)
    {
        return new Ledger(IoUtil.mapExistingFile(file, "ledger"));
    }

    long get(final int slot, final int field)
    {
        return buffer.getLongVolatile(slot * SLOT_LENGTH + field);
    }

    void set(final int slot, final int field, final long value)
    {
        buffer.putLongVolatile(slot * SLOT_LENGTH + field, value);
    }

    String describe(final int slot)
    {
        return "slot " + slot + ": epoch " + get(slot, EPOCH) + " first " + get(slot, FIRST) + " published " +
            get(slot, PUBLISHED) + " committed " + get(slot, COMMITTED) + " state " + get(slot, STATE) + " fenced " +
            get(slot, FENCED) + " losses " + get(slot, LOSSES);
    }

    @Override
    public void close()
    {
        IoUtil.unmap(memory);
    }
}
