/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.picolog.io.MemoryFaults;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

/**
 * Opening a log that is broken off before an operation that changes anything on the disk, again and again: by the end
 * of the process, which leaves what it did, or by a power cut, which takes what is not durable.
 *
 * @param log      to be opened; it is copied, not changed.
 * @param expected the last sequence that it holds, and must hold each time.
 * @param name     of the history until then.
 */
record BrokenOpening(TestLog log, long expected, String name)
{
    /**
     * Break off before operations, and go on from there.
     *
     * @param step  from operation to operation, 1 for each; where to begin depends on the history, so that a step
     *              leaves out no kind of operation.
     * @param steps of the next openings, none to break off no more.
     */
    void breakOff(final int step, final int... steps)
    {
        final int operations = operations();
        final int first = 1 + Math.floorMod(name.hashCode(), Math.min(step, operations));
        for (int operation = first; operation <= operations; operation += step)
        {
            for (final boolean isPowerLost : new boolean[] {false, true})
            {
                final BrokenOpening broken = breakOff(operation, isPowerLost);
                broken.check();
                if (steps.length > 0)
                {
                    broken.breakOff(steps[0], Arrays.copyOfRange(steps, 1, steps.length));
                }
            }
        }
    }

    /**
     * Operations of an opening that is not broken off.
     */
    int operations()
    {
        final TestLog copy = log.copy();
        final int[] count = new int[1];
        copy.directory().faults(failingAt(count, Integer.MAX_VALUE));
        copy.open();
        copy.crash();
        return count[0];
    }

    private BrokenOpening breakOff(final int operation, final boolean isPowerLost)
    {
        final TestLog copy = log.copy();
        copy.directory().faults(failingAt(new int[1], operation));
        assertThrows(TestLog.CutOff.class, copy::open);
        if (isPowerLost)
        {
            copy.directory().losePower();
        }
        // The copy's faults are none.
        return new BrokenOpening(
            copy.copy(), expected, name + ", then operation " + operation + (isPowerLost ? ", power lost" : ""));
    }

    private void check()
    {
        final TestLog copy = log.copy();
        if (copy.directory().list().contains(AnchorFile.NAME))
        {
            assertFalse(copy.inspect().isDamaged(), () -> name + ": " + copy.inspect());
            assertEquals(expected, copy.read(), name);
        }
        copy.open();
        assertEquals(expected + 1, copy.log().assembler().nextSequence(), name);
        copy.append(1).crash();
        assertEquals(expected + 1, copy.read(), name);
    }

    private static MemoryFaults failingAt(final int[] count, final int operation)
    {
        return (what, name, position) ->
        {
            if (what.isChange() && ++count[0] == operation)
            {
                throw new TestLog.CutOff();
            }
        };
    }
}
