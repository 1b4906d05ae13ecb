/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.picolog.io.Errno;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.picolog.log.WriteOutcome.AGAIN;
import static org.picolog.log.WriteOutcome.DURABLE;
import static org.picolog.log.WriteOutcome.FAIL_STOP;

class WriteOutcomeTest
{
    private static final int LENGTH = 8192;

    @Test
    void onlyTheWholeLengthIsDurable()
    {
        assertEquals(DURABLE, WriteOutcome.of(LENGTH, LENGTH, 0, 0));
        assertEquals(DURABLE, WriteOutcome.of(LENGTH, LENGTH, 1, WriteOutcome.MAX_INTERRUPTIONS));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 512, 4096, LENGTH - 1})
    void aShortWriteIsRepeatedOnce(final int result)
    {
        assertEquals(AGAIN, WriteOutcome.of(result, LENGTH, 0, 0));
        assertEquals(AGAIN, WriteOutcome.of(result, LENGTH, 0, WriteOutcome.MAX_INTERRUPTIONS));
        assertEquals(FAIL_STOP, WriteOutcome.of(result, LENGTH, 1, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.EINTR, Errno.EAGAIN})
    void anInterruptionIsRepeatedABoundedNumberOfTimes(final int errno)
    {
        assertEquals(AGAIN, WriteOutcome.of(-errno, LENGTH, 0, 0));
        assertEquals(AGAIN, WriteOutcome.of(-errno, LENGTH, 1, WriteOutcome.MAX_INTERRUPTIONS - 1));
        assertEquals(FAIL_STOP, WriteOutcome.of(-errno, LENGTH, 0, WriteOutcome.MAX_INTERRUPTIONS));
    }

    /**
     * What has no row in the policy is a failure too.
     */
    @Test
    void everythingElseStops()
    {
        for (int errno = 1; errno < 4096; errno++)
        {
            if (Errno.EINTR != errno && Errno.EAGAIN != errno)
            {
                assertEquals(FAIL_STOP, WriteOutcome.of(-errno, LENGTH, 0, 0), "errno " + errno);
            }
        }
        assertEquals(FAIL_STOP, WriteOutcome.of(Integer.MIN_VALUE, LENGTH, 0, 0));
        assertEquals(FAIL_STOP, WriteOutcome.of(LENGTH + 1, LENGTH, 0, 0));
        assertEquals(FAIL_STOP, WriteOutcome.of(Integer.MAX_VALUE, LENGTH, 0, 0));
    }
}
