/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.picolog.io.Errno;

/**
 * What to do about the result of a write: one named policy for each result there can be.
 */
enum WriteOutcome
{
    /**
     * The whole range is as durable as was demanded.
     */
    DURABLE,

    /**
     * Write the whole range again: nothing is known to be wrong with the device.
     */
    AGAIN,

    /**
     * Stop for good. After a failed write or flush the kernel may have dropped the data and forgotten the error, so
     * that a later success would prove nothing.
     */
    FAIL_STOP;

    /**
     * A short write hides its reason; a reason that lasts shows itself the second time.
     */
    static final int MAX_SHORT_WRITES = 1;

    /**
     * Interruptions and exhausted resources pass, or they are failures.
     */
    static final int MAX_INTERRUPTIONS = 1_000;

    static WriteOutcome of(
        final int result, final int expectedLength, final int shortWritesBefore, final int interruptionsBefore)
    {
        if (result == expectedLength)
        {
            return DURABLE;
        }

        if (result >= 0 && result < expectedLength)
        {
            return shortWritesBefore < MAX_SHORT_WRITES ? AGAIN : FAIL_STOP;
        }

        if (isInterruption(result))
        {
            return interruptionsBefore < MAX_INTERRUPTIONS ? AGAIN : FAIL_STOP;
        }

        return FAIL_STOP;
    }

    static boolean isInterruption(final int result)
    {
        return -Errno.EINTR == result || -Errno.EAGAIN == result;
    }
}
