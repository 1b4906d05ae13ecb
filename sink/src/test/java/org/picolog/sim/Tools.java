/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import org.picolog.io.MemoryBlockIo;
import org.picolog.log.LogInternals;
import org.picolog.log.LogRepairReport;
import org.picolog.log.LogVerification;
import org.picolog.log.LogVerifier;

import java.util.ArrayList;
import java.util.List;

/**
 * Processes that read, verify, index and repair the log, while nobody writes it or beside the writer.
 */
final class Tools
{
    private static final int MAX_FOLLOWERS = 2;

    private final Machine machine;
    private final Oracle oracle;
    private final List<Follower> followers = new ArrayList<>();

    Tools(final Machine machine)
    {
        this.machine = machine;
        oracle = machine.oracle;
    }

    void begin()
    {
        followers.clear();
    }

    void readAll()
    {
        final MemoryBlockIo process = machine.newProcess();
        act("read", process, () ->
        {
            final Follower follower = new Follower(machine, process);
            if (machine.dice.nextInt(4) < (machine.climate.isIndexRotting ? 3 : 1))
            {
                for (int i = machine.dice.nextInt(4); i >= 0; i--)
                {
                    follower.seek(machine.dice);
                    follower.read(1 + machine.dice.nextInt(5));
                }
            }
            else
            {
                follower.readToEnd();
            }
            follower.close();
            Machine.checkFreed("reading", process);
        });
    }

    /**
     * Begin or go on to read beside the writer.
     */
    void follow()
    {
        followers.removeIf(Follower::isKilled);
        if (followers.size() < MAX_FOLLOWERS && machine.dice.nextBoolean())
        {
            final MemoryBlockIo process = machine.newProcess();
            machine.act("follow", process, true, () -> followers.add(new Follower(machine, process)));
        }
        else if (!followers.isEmpty())
        {
            final Follower follower = followers.get(machine.dice.nextInt(followers.size()));
            final boolean isWell = machine.act("read on", follower.process(), true, () ->
            {
                if (0 == machine.dice.nextInt(5))
                {
                    follower.seek(machine.dice);
                }
                follower.read(machine.dice.nextInt(40));
            });
            if (!isWell || 0 == machine.dice.nextInt(6))
            {
                machine.end(follower.process());
            }
        }
    }

    void verify()
    {
        final MemoryBlockIo process = machine.newProcess();
        act("verify", process, () ->
        {
            final LogVerification found = LogVerifier.verify(process, Machine.PATH, Tools::ignore);
            if (LogVerification.Verdict.DAMAGED == found.verdict())
            {
                if (!oracle.isMediaFaulty())
                {
                    throw new Violation("I1", "verified as damaged: " + found.detail());
                }
            }
            else if (!found.isLive() && found.lastSequence() > 0)
            {
                oracle.onServed(found.lastSequence(), "verifying ended with");
            }
            Machine.checkFreed("verifying", process);
        });
    }

    /**
     * Recovery changes nothing: it finds the same again.
     */
    void recoverTwice()
    {
        final MemoryBlockIo process = machine.newProcess();
        act("recover twice", process, () ->
        {
            final long failures = machine.weather.failures();
            final Object first = LogInternals.inspect(process, Machine.PATH);
            final Object second = LogInternals.inspect(process, Machine.PATH);
            // A read that fails may succeed the next time: then the findings differ, and what is concluded may not.
            final boolean isSame = failures == machine.weather.failures() ? first.equals(second) :
                LogInternals.conclusion(first).equals(LogInternals.conclusion(second));
            if (!isSame)
            {
                throw new Violation("I4", "recovered " + first + ", and then " + second);
            }
        });
    }

    void index()
    {
        final MemoryBlockIo process = machine.newProcess();
        act("index", process, () -> LogInternals.index(process, Machine.PATH));
    }

    void repair()
    {
        final MemoryBlockIo process = machine.newProcess();
        act("repair", process, () ->
        {
            oracle.onRepairBegun();
            followers.forEach(Follower::onRepair);
            final LogRepairReport report = LogInternals.repair(machine.context(process));
            if (report.isNeeded())
            {
                machine.tally.repairs++;
                machine.say("keeps up to " + report.lastKeptSequence());
                oracle.onRepaired(report.lastKeptSequence());
            }
            else
            {
                oracle.onRepairNotNeeded();
            }
        });
    }

    private void act(final String what, final MemoryBlockIo process, final Runnable action)
    {
        if (machine.act(what, process, false, action))
        {
            machine.end(process);
        }
    }

    private static void ignore(final long done, final long total)
    {
        // Progress is for people.
    }
}
