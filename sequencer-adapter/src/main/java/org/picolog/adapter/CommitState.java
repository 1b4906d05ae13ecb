/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import org.picolog.codecs.protocol.DurabilityLevel;
import org.picolog.codecs.protocol.SinkStatus;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * What other threads may read: written by the polling thread alone (release), read by any (acquire). Written once per
 * ack, not once per message.
 */
final class CommitState
{
    private static final VarHandle COMMITTED_SEQUENCE;
    private static final VarHandle COMMITTED_POSITION;
    private static final VarHandle STATE;
    private static final VarHandle STATUS;
    private static final VarHandle LEVEL;
    private static final VarHandle IGNORED_ACKS;
    private static final VarHandle UNKNOWN_MESSAGES;

    static
    {
        try
        {
            final MethodHandles.Lookup lookup = MethodHandles.lookup();
            COMMITTED_SEQUENCE = lookup.findVarHandle(CommitState.class, "committedSequence", long.class);
            COMMITTED_POSITION = lookup.findVarHandle(CommitState.class, "committedPosition", long.class);
            STATE = lookup.findVarHandle(CommitState.class, "state", AdapterState.class);
            STATUS = lookup.findVarHandle(CommitState.class, "status", SinkStatus.class);
            LEVEL = lookup.findVarHandle(CommitState.class, "level", DurabilityLevel.class);
            IGNORED_ACKS = lookup.findVarHandle(CommitState.class, "ignoredAcks", long.class);
            UNKNOWN_MESSAGES = lookup.findVarHandle(CommitState.class, "unknownMessages", long.class);
        }
        catch (final ReflectiveOperationException ex)
        {
            throw new ExceptionInInitializerError(ex);
        }
    }

    private static final int AWAIT_YIELDS = 16;
    private static final long AWAIT_PARK_NS = 50_000;

    private long committedSequence;
    private long committedPosition = Aeron.NULL_VALUE;
    private AdapterState state = AdapterState.CONNECTING;
    private SinkStatus status = SinkStatus.NULL_VAL;
    private DurabilityLevel level = DurabilityLevel.NULL_VAL;
    private long ignoredAcks;
    private long unknownMessages;
    private volatile SinkIdentity sink = SinkIdentity.NONE;

    long committedSequence()
    {
        return (long)COMMITTED_SEQUENCE.getAcquire(this);
    }

    void committedSequence(final long sequence)
    {
        COMMITTED_SEQUENCE.setRelease(this, sequence);
    }

    long committedPosition()
    {
        return (long)COMMITTED_POSITION.getAcquire(this);
    }

    void committedPosition(final long position)
    {
        COMMITTED_POSITION.setRelease(this, position);
    }

    AdapterState state()
    {
        return (AdapterState)STATE.getAcquire(this);
    }

    void state(final AdapterState newState)
    {
        STATE.setRelease(this, newState);
    }

    SinkStatus status()
    {
        return (SinkStatus)STATUS.getAcquire(this);
    }

    void status(final SinkStatus newStatus)
    {
        STATUS.setRelease(this, newStatus);
    }

    DurabilityLevel level()
    {
        return (DurabilityLevel)LEVEL.getAcquire(this);
    }

    void level(final DurabilityLevel newLevel)
    {
        LEVEL.setRelease(this, newLevel);
    }

    SinkIdentity sink()
    {
        return sink;
    }

    void sink(final SinkIdentity newSink)
    {
        sink = newSink;
    }

    long ignoredAcks()
    {
        return (long)IGNORED_ACKS.getAcquire(this);
    }

    void countIgnoredAck()
    {
        IGNORED_ACKS.setRelease(this, ignoredAcks + 1);
    }

    long unknownMessages()
    {
        return (long)UNKNOWN_MESSAGES.getAcquire(this);
    }

    void countUnknownMessage()
    {
        UNKNOWN_MESSAGES.setRelease(this, unknownMessages + 1);
    }

    boolean awaitCommitted(final long sequence, final long timeoutNs, final LastError lastError)
    {
        if (sequence < 1)
        {
            throw new IllegalArgumentException("sequence=" + sequence + " is none: sequences begin at 1");
        }

        final long startNs = System.nanoTime();
        for (int i = 0; ; i++)
        {
            // In this order: the last commit is visible to whoever sees the state that ended them.
            final AdapterState seenState = state();
            if (committedSequence() >= sequence)
            {
                return true;
            }

            if (seenState.endsCommits())
            {
                throw new AdapterException("sequence=" + sequence + " will not be committed: adapter is " + seenState,
                    lastError.last());
            }

            if (System.nanoTime() - startNs >= timeoutNs)
            {
                return false;
            }

            if (Thread.currentThread().isInterrupted())
            {
                throw new AdapterException("interrupted while waiting for sequence=" + sequence);
            }

            if (i < AWAIT_YIELDS)
            {
                Thread.yield();
            }
            else
            {
                LockSupport.parkNanos(AWAIT_PARK_NS);
            }
        }
    }
}
