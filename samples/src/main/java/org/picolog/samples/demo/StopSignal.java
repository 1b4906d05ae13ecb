/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

/**
 * Asks the demo to end early. Any thread.
 */
final class StopSignal
{
    private volatile boolean isRaised;

    void raise()
    {
        isRaised = true;
    }

    boolean isRaised()
    {
        return isRaised;
    }
}
