/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.process;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.adapter.AdapterContext;
import org.picolog.adapter.AdapterListener;
import org.picolog.adapter.MessageSource;
import org.picolog.adapter.PublishResult;
import org.picolog.adapter.Refusal;
import org.picolog.adapter.RefusedException;
import org.picolog.adapter.SequencerAdapter;

import java.io.File;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A sequencer without memory: claims the log, goes on with what the log expects, and publishes until it is told to stop
 * or is fenced. What it published and what it was told goes into the ledger. After data loss it goes on as another
 * author, in the next slot.
 */
final class SequencerProcess implements AdapterListener, MessageSource
{
    /**
     * Option: the length of the ring of retained messages.
     */
    static final String RETAINED = "retained=";

    /**
     * Option: messages are supplied again, from the first one that it published, and not retained.
     */
    static final String SOURCE = "source";

    /**
     * Option: messages of up to 16 MiB.
     */
    static final String LARGE = "large";

    /**
     * Option: so many messages in a second at the most.
     */
    static final String RATE = "rate=";

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[0]);
    private final UnsafeBuffer supplied = new UnsafeBuffer(new byte[0]);
    private final Ledger ledger;
    private final boolean isLarge;
    private final long intervalNs;
    private int slot;
    private long nextNs = System.nanoTime();

    private SequencerProcess(final Ledger ledger, final int slot, final boolean isLarge, final long rate)
    {
        this.ledger = ledger;
        this.slot = slot;
        this.isLarge = isLarge;
        intervalNs = TimeUnit.SECONDS.toNanos(1) / rate;
        final int length = isLarge ? Content.MAX_LARGE_LENGTH : Content.MAX_LENGTH;
        message.wrap(new byte[length]);
        supplied.wrap(new byte[length]);
    }

    /**
     * @param args directory of the driver; file of the ledger; slot in it; driver and liveness time-out in ms; options.
     */
    public static void main(final String[] args)
    {
        final List<String> options = List.of(args).subList(4, args.length);
        try (Ledger ledger = Ledger.open(new File(args[1])))
        {
            final boolean isLarge = options.contains(LARGE);
            final SequencerProcess sequencer = new SequencerProcess(
                ledger, Integer.parseInt(args[2]), isLarge, number(options, RATE, 1_000_000_000));
            final long timeoutNs = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[3]));
            final AdapterContext ctx = new AdapterContext()
                .aeronDirectoryName(args[0])
                .driverTimeoutNs(timeoutNs)
                .connectTimeoutNs(TimeUnit.SECONDS.toNanos(60))
                .livenessTimeoutNs(timeoutNs)
                .errorHandler((cause) -> System.out.println("error " + cause))
                .listener(sequencer);
            if (options.contains(SOURCE))
            {
                ctx.messageSource(sequencer);
            }
            else
            {
                ctx.retainedLength(number(options, RETAINED, isLarge ? 64 * 1024 * 1024 : 8 * 1024 * 1024));
            }
            try (SequencerAdapter adapter = SequencerAdapter.connect(ctx))
            {
                sequencer.run(adapter);
            }
            catch (final RefusedException ex)
            {
                System.out.println("refused " + ex.getMessage());
            }
        }
    }

    private static long number(final List<String> options, final String name, final long otherwise)
    {
        return options.stream()
            .filter((option) -> option.startsWith(name))
            .mapToLong((option) -> Long.parseLong(option.substring(name.length())))
            .findFirst().orElse(otherwise);
    }

    private void run(final SequencerAdapter adapter)
    {
        lead(adapter.nextSequence(), adapter.publisherEpoch());
        System.out.println("leading " + adapter.publisherEpoch());

        final IdleStrategy idle = new BackoffIdleStrategy(1, 10, 1_000, 200_000);
        boolean isOver = false;
        while (!isOver && 0 == ledger.get(slot, Ledger.FENCED))
        {
            int workCount = 0 == ledger.get(slot, Ledger.DEAF) ? adapter.poll() : 0;
            ledger.set(slot, Ledger.STATE, adapter.state().ordinal());
            final boolean isStopping = 0 != ledger.get(slot, Ledger.STOP);
            if (isStopping)
            {
                isOver = adapter.committedSequence() >= adapter.nextSequence() - 1;
            }
            else if (System.nanoTime() - nextNs >= 0)
            {
                final long result = offer(adapter);
                workCount += result > 0 ? 1 : 0;
                if (PublishResult.DATA_LOSS == result)
                {
                    goOn(adapter);
                }
                else if (PublishResult.isFinal(result))
                {
                    System.out.println("ended " + PublishResult.name(result));
                    isOver = true;
                }
            }
            idle.idle(workCount);
        }
        ledger.set(slot, Ledger.STATE, adapter.state().ordinal());
        ledger.set(slot, Ledger.DONE, 1);
        System.out.println("done");
    }

    private void lead(final long nextSequence, final long epoch)
    {
        ledger.set(slot, Ledger.FIRST, nextSequence);
        ledger.set(slot, Ledger.PUBLISHED, nextSequence - 1);
        ledger.set(slot, Ledger.ACCEPTED, nextSequence - 1);
        ledger.set(slot, Ledger.COMMITTED, nextSequence - 1);
        ledger.set(slot, Ledger.EPOCH, epoch);
    }

    private void goOn(final SequencerAdapter adapter)
    {
        final long sequence = ledger.get(slot, Ledger.LOST_FROM);
        adapter.continueFrom(sequence);
        slot++;
        lead(sequence, adapter.publisherEpoch());
    }

    private long offer(final SequencerAdapter adapter)
    {
        final long sequence = adapter.nextSequence();
        final int length = Content.fill(message, Content.author(slot, isLarge), sequence);
        // Before it is: the log may hold it as soon as it is offered.
        ledger.set(slot, Ledger.PUBLISHED, sequence);
        ledger.set(slot, Ledger.OFFERING, sequence);
        final long result = adapter.offer(message, 0, length);
        ledger.set(slot, Ledger.OFFERING, 0);
        if (result > 0)
        {
            ledger.set(slot, Ledger.ACCEPTED, result);
            nextNs = Math.max(nextNs + intervalNs, System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(10));
        }
        else if (PublishResult.RETAINED_FULL == result)
        {
            ledger.add(slot, Ledger.RETAINED_FULL, 1);
        }
        else if (PublishResult.BACK_PRESSURED == result)
        {
            ledger.add(slot, Ledger.BACK_PRESSURED, 1);
        }
        return result;
    }

    @Override
    public long firstSequence()
    {
        return ledger.get(slot, Ledger.FIRST);
    }

    @Override
    public void message(final long sequence, final DirectBuffer buffer)
    {
        buffer.wrap(supplied, 0, Content.fill(supplied, Content.author(slot, isLarge), sequence));
    }

    @Override
    public void onCommitted(final long sequence, final long position)
    {
        ledger.set(slot, Ledger.COMMITTED, sequence);
    }

    @Override
    public void onDisconnected()
    {
        ledger.add(slot, Ledger.DISCONNECTED, 1);
    }

    @Override
    public void onRefused(final Refusal refusal)
    {
        ledger.set(slot, Ledger.REFUSED, refusal.code().ordinal() + 1);
    }

    @Override
    public void onFenced(final long publisherEpoch)
    {
        ledger.set(slot, Ledger.FENCED, publisherEpoch);
    }

    @Override
    public void onDataLoss(final long fromSequence, final long toSequence)
    {
        ledger.set(slot, Ledger.LOST_FROM, fromSequence);
        ledger.set(slot, Ledger.LOST_TO, toSequence);
        ledger.add(slot, Ledger.LOSSES, 1);
    }

    @Override
    public void onAckedDataLost(final long seenSequence, final long nowSequence)
    {
        ledger.set(slot, Ledger.SEEN, seenSequence);
        ledger.set(slot, Ledger.LEFT, nowSequence);
        ledger.set(slot, Ledger.COMMITTED, nowSequence);
        ledger.add(slot, Ledger.LOSSES, 1);
    }
}
