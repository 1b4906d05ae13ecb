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

    /**
     * What it was told of acknowledged messages that are gone: up to where it had seen them, and up to where they are.
     */
    static final int SEEN = 72;
    static final int LEFT = 80;

    /**
     * Range of the last data loss.
     */
    static final int LOST_FROM = 88;
    static final int LOST_TO = 96;

    /**
     * Code of the last refusal, from 1.
     */
    static final int REFUSED = 104;

    /**
     * Set by the test: publish, but do not poll.
     */
    static final int DEAF = 112;

    /**
     * The sequence that is just being published, 0 for none.
     */
    static final int OFFERING = 120;

    /**
     * How often publishing was answered so.
     */
    static final int RETAINED_FULL = 128;
    static final int BACK_PRESSURED = 136;

    /**
     * How often it was disconnected.
     */
    static final int DISCONNECTED = 144;

    /**
     * The last sequence that publishing was answered with.
     */
    static final int ACCEPTED = 152;
    private static final int SLOT_LENGTH = 256;

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

    void add(final int slot, final int field, final long count)
    {
        set(slot, field, get(slot, field) + count);
    }

    String describe(final int slot)
    {
        return "slot " + slot + ": epoch " + get(slot, EPOCH) + " first " + get(slot, FIRST) + " published " +
            get(slot, PUBLISHED) + " committed " + get(slot, COMMITTED) + " state " + get(slot, STATE) + " fenced " +
            get(slot, FENCED) + " losses " + get(slot, LOSSES) + " lost " + get(slot, LOST_FROM) + " to " +
            get(slot, LOST_TO) + " seen " + get(slot, SEEN) + " left " + get(slot, LEFT) + " refused " +
            get(slot, REFUSED) + " retained full " + get(slot, RETAINED_FULL) + " back-pressured " +
            get(slot, BACK_PRESSURED) + " disconnected " + get(slot, DISCONNECTED);
    }

    @Override
    public void close()
    {
        IoUtil.unmap(memory);
    }
}
