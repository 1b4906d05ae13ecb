/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.process;

import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.adapter.AdapterContext;
import org.picolog.adapter.AdapterListener;
import org.picolog.adapter.PublishResult;
import org.picolog.adapter.RefusedException;
import org.picolog.adapter.SequencerAdapter;

import java.io.File;
import java.util.concurrent.TimeUnit;

/**
 * A sequencer without memory: claims the log, goes on with what the log expects, and publishes until it is told to stop
 * or is fenced. What it published and what it was told goes into the ledger.
 */
final class SequencerProcess implements AdapterListener
{
    private final Ledger ledger;
    private final int slot;

    private SequencerProcess(final Ledger ledger, final int slot)
    {
        this.ledger = ledger;
        this.slot = slot;
    }

    /**
     * @param args directory of the driver; file of the ledger; slot in it; driver time-out in ms.
     */
    public static void main(final String[] args)
    {
        final int slot = Integer.parseInt(args[2]);
        try (Ledger ledger = Ledger.open(new File(args[1])))
        {
            final SequencerProcess sequencer = new SequencerProcess(ledger, slot);
            try (SequencerAdapter adapter = SequencerAdapter.connect(new AdapterContext()
                .aeronDirectoryName(args[0])
                .driverTimeoutNs(TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[3])))
                .connectTimeoutNs(TimeUnit.SECONDS.toNanos(60))
                .livenessTimeoutNs(TimeUnit.SECONDS.toNanos(2))
                .retainedLength(8 * 1024 * 1024)
                .errorHandler((cause) -> System.out.println("error " + cause))
                .listener(sequencer)))
            {
                sequencer.run(adapter);
            }
            catch (final RefusedException ex)
            {
                System.out.println("refused " + ex.getMessage());
            }
        }
    }

    private void run(final SequencerAdapter adapter)
    {
        final long epoch = adapter.publisherEpoch();
        ledger.set(slot, Ledger.FIRST, adapter.nextSequence());
        ledger.set(slot, Ledger.PUBLISHED, adapter.nextSequence() - 1);
        ledger.set(slot, Ledger.COMMITTED, adapter.nextSequence() - 1);
        ledger.set(slot, Ledger.EPOCH, epoch);
        System.out.println("leading " + epoch);

        final UnsafeBuffer message = new UnsafeBuffer(new byte[Content.MAX_LENGTH]);
        final IdleStrategy idle = new BackoffIdleStrategy(1, 10, 1_000, 200_000);
        while (0 == ledger.get(slot, Ledger.FENCED))
        {
            int workCount = adapter.poll();
            ledger.set(slot, Ledger.STATE, adapter.state().ordinal());
            final boolean isStopping = 0 != ledger.get(slot, Ledger.STOP);
            if (isStopping && adapter.committedSequence() >= adapter.nextSequence() - 1)
            {
                break;
            }
            if (!isStopping)
            {
                final long sequence = adapter.nextSequence();
                final int length = Content.fill(message, epoch, sequence);
                // Before it is: the log may hold it as soon as it is offered.
                ledger.set(slot, Ledger.PUBLISHED, sequence);
                final long result = adapter.offer(message, 0, length);
                workCount += result > 0 ? 1 : 0;
                if (PublishResult.isFinal(result))
                {
                    System.out.println("ended " + PublishResult.name(result));
                    break;
                }
            }
            idle.idle(workCount);
        }
        ledger.set(slot, Ledger.STATE, adapter.state().ordinal());
        ledger.set(slot, Ledger.DONE, 1);
        System.out.println("done");
    }

    @Override
    public void onCommitted(final long sequence, final long position)
    {
        ledger.set(slot, Ledger.COMMITTED, sequence);
    }

    @Override
    public void onFenced(final long publisherEpoch)
    {
        ledger.set(slot, Ledger.FENCED, publisherEpoch);
    }

    @Override
    public void onDataLoss(final long fromSequence, final long toSequence)
    {
        ledger.set(slot, Ledger.LOSSES, ledger.get(slot, Ledger.LOSSES) + 1);
    }

    @Override
    public void onAckedDataLost(final long seenSequence, final long nowSequence)
    {
        ledger.set(slot, Ledger.LOSSES, ledger.get(slot, Ledger.LOSSES) + 1);
    }
}
