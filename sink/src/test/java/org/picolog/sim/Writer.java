/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import org.picolog.io.BlockIoException;
import org.picolog.io.DirectoryLockedException;
import org.picolog.io.Errno;
import org.picolog.io.MemoryBlockIo;
import org.picolog.log.DamagedLogException;
import org.picolog.log.DurableLog;
import org.picolog.log.LogContext;
import org.picolog.log.LogException;
import org.picolog.log.LogReplacedException;
import org.picolog.log.PageFlusher;
import org.picolog.log.WriteFailedException;

import java.util.SplittableRandom;

/**
 * The process that writes: opens the log, has its parts work in any order, closes it, and is cut off anywhere.
 */
final class Writer
{
    private static final int SETTLE_LIMIT = 20_000;
    private static final int[] IN_FLIGHT = {1, 2, 4, 8};
    private static final long IDLE_CLAIM_NS = 1_000_000;

    private final Machine machine;
    private final Weather weather;
    private final Oracle oracle;
    private final Publisher publisher;
    private SplittableRandom dice;
    private MemoryBlockIo process;
    private DurableLog log;
    private long epoch;
    private boolean isFailed;
    private boolean isRefused;

    Writer(final Machine machine)
    {
        this.machine = machine;
        weather = machine.weather;
        oracle = machine.oracle;
        publisher = new Publisher(machine.published, machine.tally);
    }

    void begin()
    {
        publisher.begin(machine.climate);
        log = null;
        epoch = 0;
        isFailed = false;
        isRefused = false;
    }

    boolean isOpen()
    {
        return null != log && !process.isKilled();
    }

    /**
     * Was the log refused when it was last opened, as damaged or because it could not be read?
     */
    boolean isRefused()
    {
        return isRefused;
    }

    /**
     * One step with the log open.
     */
    void step(final int roll)
    {
        dice = machine.dice;
        if (isFailed)
        {
            // After a failure of the preparer the flusher is not asked for anything any more.
            if (weather.hasWriteFailed())
            {
                flush();
            }
            if (roll < 50)
            {
                close();
            }
        }
        else if (roll < 66)
        {
            tick(1 + dice.nextInt(4));
        }
        else if (roll < 72)
        {
            work("append much", () -> publisher.appendSome(dice, 10 * machine.climate.messagesPerTick));
        }
        else if (roll < 76)
        {
            work("another session", publisher::nextSession);
        }
        else if (roll < 78)
        {
            work("abandon a message", publisher::abandon);
        }
        else if (roll < 83)
        {
            machine.clockNs += 2_000_000_000L;
            work("claim", () -> log.assembler().claimIfIdle());
        }
        else if (roll < 87)
        {
            purge();
        }
        else if (roll < 92)
        {
            work("settle", this::settle);
        }
        else if (roll < 94)
        {
            openTwice();
        }
        else
        {
            close();
        }
    }

    /**
     * Do something with the open log, during which everything may end.
     */
    private void work(final String what, final Runnable action)
    {
        machine.say(what);
        machine.acting(process);
        try
        {
            action.run();
        }
        catch (final MemoryBlockIo.KilledException ex)
        {
            log = null;
        }
    }

    private void tick(final int count)
    {
        work("work", () ->
        {
            for (int i = 0; i < count && !isFailed && isOpen(); i++)
            {
                publisher.appendSome(dice, dice.nextInt(machine.climate.messagesPerTick + 1));
                final int roll = dice.nextInt(8);
                if (0 == roll)
                {
                    log.assembler().seal();
                }
                else if (roll < 6)
                {
                    log.assembler().sealIfFlusherIdle();
                }
                flush();
                weather.progress(process.writer(), dice.nextInt(4));
                flush();
                prepare(dice.nextInt(4));
            }
        });
    }

    private void flush()
    {
        final PageFlusher flusher = log.flusher();
        final boolean mustFail = weather.hasWriteFailed();
        final long before = flusher.committedSequence();
        final long markBefore = oracle.publishedMark();
        boolean hasThrown = false;
        try
        {
            flusher.doWork();
        }
        catch (final WriteFailedException ex)
        {
            hasThrown = true;
            isFailed = true;
        }

        final long after = flusher.committedSequence();
        final boolean hasMoved = after != before || markBefore != oracle.publishedMark();
        if (mustFail && (!hasThrown || hasMoved || flusher.publishedSequence() != before))
        {
            throw new Violation("I7", "a write failed, and the log goes on from " + before + " to " + after);
        }
        if (hasMoved)
        {
            machine.tally.acked += after - before;
            machine.tally.rolls += oracle.segmentOf(oracle.publishedMark()) - oracle.segmentOf(oracle.mark());
            oracle.onAck(after, flusher.committedSessionId(), flusher.committedStreamPosition());
        }
    }

    private void prepare(final int count)
    {
        final long failures = weather.failures();
        try
        {
            for (int i = 0; i < count; i++)
            {
                log.preparer().doWork();
            }
        }
        catch (final BlockIoException ex)
        {
            if (!isFailed && (failures == weather.failures() || Errno.ENOSPC == ex.errno()))
            {
                throw new Violation("I9", "preparing fails without cause: " + ex.getMessage(), ex);
            }
            isFailed = true;
        }
        catch (final LogReplacedException ex)
        {
            onReplaced(ex);
        }
    }

    /**
     * A file is not in its place: only a fault of the media takes one.
     */
    private void onReplaced(final LogReplacedException ex)
    {
        if (!oracle.isMediaFaulty())
        {
            throw new Violation("I9", "a file is missed without cause: " + ex.getMessage(), ex);
        }
        isFailed = true;
    }

    /**
     * Go on until everything published is durable.
     */
    private void settle()
    {
        log.assembler().seal();
        for (int i = 0; !isFailed && !log.flusher().isIdle(); i++)
        {
            weather.progress(process.writer(), 8);
            flush();
            if (i > SETTLE_LIMIT)
            {
                throw new Violation("I9", "nothing moves");
            }
        }
        prepare(isFailed ? 0 : 2);
    }

    void open()
    {
        machine.say("open");
        dice = machine.dice;
        process = machine.newProcess();
        machine.writing(process);
        weather.newQueue();
        final long failures = weather.failures();
        final boolean isLocked = machine.isHaunted();
        oracle.onOpening();
        try
        {
            log = DurableLog.open(context(process));
            log.flusher().start();
            onOpened(isLocked);
        }
        catch (final MemoryBlockIo.KilledException ex)
        {
            log = null;
        }
        catch (final BlockIoException | LogException ex)
        {
            machine.checkRefusal(ex, failures, isLocked);
            Machine.checkFreed("refusing to open", process);
            isRefused = !(ex instanceof DirectoryLockedException);
            if (ex instanceof DamagedLogException)
            {
                oracle.onRefused();
            }
            log = null;
        }
    }

    private void onOpened(final boolean isLocked)
    {
        if (isLocked)
        {
            throw new Violation("I8", "the log is opened while a dead process still writes");
        }
        if (log.epoch() <= epoch)
        {
            throw new Violation("I8", "epoch " + log.epoch() + " is given after " + epoch);
        }
        epoch = log.epoch();
        isFailed = false;
        isRefused = false;
        machine.tally.recoveries++;
        oracle.onOpened(log.flusher().committedSequence());
        if (log.assembler().nextSequence() != oracle.acked() + 1)
        {
            throw new Violation("I2", "the next message is " + log.assembler().nextSequence());
        }
        publisher.assembler(log.assembler());
    }

    private LogContext context(final MemoryBlockIo io)
    {
        final Climate climate = machine.climate;
        return machine.context(io)
            .segmentLength(climate.segmentPages * 4096)
            .slabLength(climate.slabPages * 4096)
            .maxWriteLength(climate.maxWritePages * 4096)
            .maxWritesInFlight(IN_FLIGHT[dice.nextInt(IN_FLIGHT.length)])
            .preparedSegments(1 + dice.nextInt(2))
            .idleClaimIntervalNs(IDLE_CLAIM_NS)
            .lockTimeoutNs(0);
    }

    void close()
    {
        machine.say("close");
        machine.acting(process);
        final long failures = weather.failures();
        try
        {
            if (!isFailed && machine.dice.nextBoolean())
            {
                settle();
            }
            log.close();
            oracle.onClosed();
        }
        catch (final MemoryBlockIo.KilledException ex)
        {
            log = null;
            return;
        }
        catch (final BlockIoException ex)
        {
            if (!isFailed && failures == weather.failures())
            {
                throw new Violation("I9", "closing fails without cause: " + ex.getMessage(), ex);
            }
            oracle.onClosed();
        }
        catch (final LogReplacedException ex)
        {
            onReplaced(ex);
        }
        log = null;
        Machine.checkFreed("closing", process);
    }

    private void openTwice()
    {
        machine.say("open a second time");
        final MemoryBlockIo second = machine.newProcess();
        machine.acting(second);
        try
        {
            DurableLog.open(context(second));
            throw new Violation("I8", "the log has two writers");
        }
        catch (final DirectoryLockedException ex)
        {
            Machine.checkFreed("refusing to open twice", second);
        }
        machine.end(second);
    }

    private void purge()
    {
        if (machine.climate.isPurging && oracle.mark() >= 0)
        {
            final long number = dice.nextInt((int)oracle.segmentOf(oracle.mark()) + 1);
            oracle.onPurge(number);
            log.purgeBelow(number);
            work("purge below segment " + number, () -> prepare(3));
        }
    }

    /**
     * The power is cut, or the process is killed.
     */
    void cut(final boolean isPower)
    {
        if (isPower)
        {
            machine.cutPower();
        }
        else
        {
            machine.killWriter();
        }
        log = null;
    }

    boolean isFailed()
    {
        return isFailed;
    }

    /**
     * Nothing fails any more: append until a message is taken, and see it acknowledged.
     */
    void endWithAMessage()
    {
        dice = machine.dice;
        for (int i = 0; !publisher.appendSome(dice, 1); i++)
        {
            machine.clockNs += 10_000_000_000L;
            prepare(4);
            settle();
            if (isFailed)
            {
                break;
            }
            if (i > SETTLE_LIMIT)
            {
                throw new Violation("I9", "there is never room");
            }
        }
        settle();
        final long last = machine.published.last();
        if (oracle.acked() != last && !(isFailed && oracle.isMediaFaulty()))
        {
            throw new Violation("I9", oracle.acked() + " is acknowledged, and never " + last);
        }
        close();
    }
}
