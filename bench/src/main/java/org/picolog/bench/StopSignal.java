/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

/**
 * Asks whatever is being measured to end early. Any thread.
 */
final class StopSignal
{
    private volatile boolean isRaised;

    void raise()
    {
        isRaised = true;
    }

    /**
     * @throws StoppedException if the signal was raised.
     */
    void check()
    {
        if (isRaised)
        {
            throw new StoppedException();
        }
    }
}
