/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import org.picolog.io.BlockIoException;
import org.picolog.io.DirectoryLockedException;
import org.picolog.io.MemoryBlockIo;
import org.picolog.io.MemoryBlockWriter;
import org.picolog.io.MemoryDrive;
import org.picolog.io.MemoryFaults;
import org.picolog.log.LogContext;
import org.picolog.log.LogException;
import org.picolog.log.LogInternals;
import org.picolog.log.LogPurgedException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The machine: its drive, the processes on it and how they end, and who knows what must be true of it.
 */
final class Machine
{
    static final Path PATH = Path.of("/memory");
    private static final int MAX_LOOKS = 5_000_000;
    private static final MemoryFaults.Operation[] KINDS = {
        MemoryFaults.Operation.SYNC_DIRECTORY, MemoryFaults.Operation.RENAME, MemoryFaults.Operation.DELETE};

    final Tally tally = new Tally();
    final MemoryDrive drive = new MemoryDrive();
    final Weather weather = new Weather(drive, tally);
    final Published published = new Published();
    final Oracle oracle = new Oracle(drive, published, weather);
    Climate climate;
    SplittableRandom dice;
    SplittableRandom salts;
    long clockNs;
    private int looks;

    /**
     * The process that writes or wrote the log.
     */
    private MemoryBlockIo writing;

    /**
     * The process that does something in this step.
     */
    private MemoryBlockIo acting;
    private final List<MemoryBlockIo> living = new ArrayList<>();
    private final List<MemoryBlockWriter> queuesOfTheDead = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private boolean isRecording;

    void begin(final long seed)
    {
        history.clear();
        climate = new Climate(seed);
        salts = new SplittableRandom(seed + 2);
        clockNs = 1_000_000_000L;
        published.clear();
        oracle.begin(climate.segmentPages);
        weather.begin(climate, oracle, 0 == (seed & 1));
    }

    /**
     * Settings of everything that writes: where, what time it is, and what is random.
     */
    LogContext context(final MemoryBlockIo io)
    {
        return new LogContext()
            .directory(PATH)
            .blockIo(io)
            .epochNanoClock(this::time)
            .nanoClock(this::time)
            .saltSupplier(() -> salts.nextLong());
    }

    /**
     * The time, which goes on by being looked at.
     */
    long time()
    {
        if (++looks > MAX_LOOKS)
        {
            throw new Violation("I9", "it does not end: it looks at the clock");
        }
        clockNs += 1_000;
        return clockNs;
    }

    void dice(final long seed)
    {
        looks = 0;
        dice = new SplittableRandom(seed);
        weather.dice(dice);
    }

    void end()
    {
        weather.cutNoMore();
        endAll();
        drive.format();
    }

    void recording(final boolean isRecordingNow)
    {
        isRecording = isRecordingNow;
    }

    List<String> history()
    {
        return history;
    }

    void say(final String what)
    {
        if (isRecording)
        {
            history.add(what);
        }
    }

    MemoryBlockIo newProcess()
    {
        final MemoryBlockIo process = new MemoryBlockIo(drive, weather);
        living.add(process);
        return process;
    }

    /**
     * From now on what is done is done by a process.
     */
    void acting(final MemoryBlockIo process)
    {
        acting = process;
    }

    void writing(final MemoryBlockIo process)
    {
        writing = process;
        acting = process;
    }

    /**
     * Does a process that was killed still write?
     */
    boolean isHaunted()
    {
        return !queuesOfTheDead.isEmpty();
    }

    /**
     * Something else than the writer does something, during which everything may end.
     *
     * @return false if it was cut off, or refused for a reason.
     */
    boolean act(final String what, final MemoryBlockIo process, final boolean isLogOpen, final Runnable action)
    {
        say(what);
        acting = process;
        final long failures = weather.failures();
        final boolean isLocked = isHaunted() || isLogOpen;
        try
        {
            action.run();
            return true;
        }
        catch (final MemoryBlockIo.KilledException ex)
        {
            say("cut off");
        }
        catch (final BlockIoException | LogException ex)
        {
            // Before the anchor is there, there is no log.
            if (null != drive.content(LogInternals.ANCHOR) || oracle.isMediaFaulty() || oracle.acked() > 0)
            {
                checkRefusal(ex, failures, isLocked);
            }
        }
        end(process);

        return false;
    }

    void checkRefusal(final RuntimeException ex, final long failuresBefore, final boolean isLocked)
    {
        say("refused: " + ex.getMessage());
        tally.refusals++;
        final boolean isDrive = ex instanceof BlockIoException && failuresBefore != weather.failures();
        final boolean isLock = ex instanceof DirectoryLockedException && isLocked;
        final boolean isPurged = ex instanceof LogPurgedException && oracle.latestBeginning() > 1;
        if (!isDrive && !isLock && !isPurged && !oracle.isMediaFaulty())
        {
            throw new Violation("I1", "refused without cause: " + ex.getMessage(), ex);
        }
    }

    static void checkFreed(final String what, final MemoryBlockIo process)
    {
        if (process.openFiles() + process.allocations() > 0)
        {
            throw new Violation(
                "I9",
                what + " leaves " + process.openFiles() + " files and " + process.allocations() +
                " pieces of memory");
        }
    }

    void end(final MemoryBlockIo process)
    {
        process.kill();
        living.remove(process);
    }

    /**
     * Let everything end, or one process, before one of the next operations.
     */
    void cutSoon()
    {
        final boolean isPower = !climate.isLosingNames && dice.nextBoolean();
        final MemoryFaults.Operation kind = climate.isLosingNames ? MemoryFaults.Operation.SYNC_DIRECTORY :
            dice.nextBoolean() ? null : KINDS[dice.nextInt(KINDS.length)];
        final int operations = 1 + dice.nextInt(null == kind ? 16 : 3);
        say((isPower ? "power will be cut" : "process will be killed") + " before operation " + operations +
            (null == kind ? "" : " of kind " + kind));
        weather.cutBefore(operations, kind, () -> cutNow(isPower));
    }

    private void cutNow(final boolean isPower)
    {
        tally.cutsInside++;
        if (isPower)
        {
            cutPower();
        }
        else if (acting == writing)
        {
            killWriter();
        }
        else
        {
            tally.kills++;
            end(acting);
        }
    }

    void killWriter()
    {
        say("kill");
        tally.kills++;
        weather.cutNoMore();
        final MemoryBlockWriter queue = writing.writer();
        end(writing);
        if (null != queue && !queue.writes().isEmpty())
        {
            queuesOfTheDead.add(queue);
        }
    }

    void cutPower()
    {
        say("power cut");
        tally.powerCuts++;
        weather.cutNoMore();
        for (final MemoryBlockIo process : living)
        {
            if (null != process.writer())
            {
                process.writer().losePower();
            }
        }
        endAll();
        weather.cutPower();
        drive.losePower(weather);
    }

    private void endAll()
    {
        queuesOfTheDead.forEach(MemoryBlockWriter::losePower);
        queuesOfTheDead.clear();
        living.forEach(MemoryBlockIo::kill);
        living.clear();
    }

    /**
     * What dead processes had submitted lands, some of it.
     */
    void letTheDeadGoOn()
    {
        for (int i = dice.nextInt(8); i > 0 && isHaunted(); i--)
        {
            final MemoryBlockWriter queue = queuesOfTheDead.get(0);
            weather.progressOfTheDead(queue);
            if (queue.writes().isEmpty())
            {
                queuesOfTheDead.remove(0);
            }
        }
    }
}
