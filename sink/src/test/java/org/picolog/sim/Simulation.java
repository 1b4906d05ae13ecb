/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import java.util.List;

/**
 * The whole log over a simulated drive, on one thread: a run does what its {@link Plan} says and checks the invariants
 * at each step. To be used again for the next run; not thread safe.
 */
final class Simulation
{
    private final Machine machine = new Machine();
    private final Writer writer = new Writer(machine);
    private final Tools tools = new Tools(machine);

    Tally tally()
    {
        return machine.tally;
    }

    /**
     * What the last run did, step by step, if that was recorded.
     */
    List<String> history()
    {
        return machine.history();
    }

    void recording(final boolean isRecordingNow)
    {
        machine.recording(isRecordingNow);
    }

    /**
     * Run a plan.
     *
     * @return the invariant that did not hold, null if all did.
     */
    Violation run(final Plan plan)
    {
        machine.begin(plan.seed());
        machine.tally.runs++;
        writer.begin();
        tools.begin();
        try
        {
            for (final long seed : plan.steps())
            {
                machine.dice(seed);
                step();
            }
            machine.dice(plan.seed() + 1);
            finish();
            return null;
        }
        catch (final Violation ex)
        {
            return ex;
        }
        catch (final RuntimeException | Error ex)
        {
            return new Violation("I9", "unexpected: " + ex, ex);
        }
        finally
        {
            machine.end();
        }
    }

    private void step()
    {
        final Climate climate = machine.climate;
        if (machine.dice.nextInt(1000) < climate.cutsInside)
        {
            machine.cutSoon();
        }
        final int roll = machine.dice.nextInt(1000);
        if (roll < climate.powerCuts)
        {
            writer.cut(true);
        }
        else if (roll < climate.powerCuts + climate.kills && writer.isOpen())
        {
            writer.cut(false);
        }
        if (climate.isSpaceScarce && 0 == machine.dice.nextInt(6))
        {
            machine.weather.spaceGone(!machine.weather.isSpaceGone());
            machine.say(machine.weather.isSpaceGone() ? "no space is left" : "there is space again");
        }
        if (climate.isMediaBad && 0 == machine.dice.nextInt(climate.stepsPerMediaFault))
        {
            machine.say("a fault of the media: " + machine.weather.damage());
        }

        machine.clockNs += machine.dice.nextInt(1_000_000);
        machine.letTheDeadGoOn();
        if (writer.isOpen())
        {
            stepOpen();
        }
        else
        {
            stepClosed();
        }
    }

    private void stepOpen()
    {
        if (0 == machine.dice.nextInt(10))
        {
            tools.follow();
        }
        else
        {
            writer.step(machine.dice.nextInt(100));
        }
    }

    private void stepClosed()
    {
        final int roll = machine.dice.nextInt(100);
        if (writer.isRefused() && roll < 40)
        {
            tools.repair();
        }
        else if (roll < 65)
        {
            writer.open();
        }
        else if (roll < 83)
        {
            tools.readAll();
        }
        else if (roll < 90)
        {
            tools.verify();
        }
        else if (roll < 95)
        {
            tools.recoverTwice();
        }
        else
        {
            tools.index();
        }
    }

    /**
     * Nothing fails any more: the log opens, takes a message, closes and gives everything back.
     */
    private void finish()
    {
        if (writer.isOpen() && (writer.isFailed() || machine.dice.nextBoolean()))
        {
            writer.cut(machine.dice.nextBoolean());
        }
        machine.weather.calm();
        machine.say("all is calm now");
        while (machine.isHaunted())
        {
            machine.letTheDeadGoOn();
        }
        if (!writer.isOpen())
        {
            tools.readAll();
            writer.open();
        }
        if (!writer.isOpen())
        {
            tools.repair();
            writer.open();
        }
        if (writer.isOpen())
        {
            writer.endWithAMessage();
        }
        else if (!machine.weather.isAnythingUnreadable() && !machine.oracle.isAnchorGone())
        {
            throw new Violation("I9", "the log stays shut");
        }
        tools.readAll();
        tools.verify();
    }
}
