/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.agrona.concurrent.Agent;
import org.picolog.io.BlockIoException;
import org.picolog.log.SegmentPreparer;

/**
 * Prepares segments until that fails: a sink that can get no further segment would only stop later.
 */
final class PreparerAgent implements Agent
{
    private final SegmentPreparer preparer;
    private final SinkState state;

    PreparerAgent(final SegmentPreparer preparer, final SinkState state)
    {
        this.preparer = preparer;
        this.state = state;
    }

    @Override
    public String roleName()
    {
        return preparer.roleName();
    }

    @Override
    public int doWork()
    {
        if (state.hasFailed())
        {
            return 0;
        }

        try
        {
            return preparer.doWork();
        }
        catch (final BlockIoException ex)
        {
            state.fail(new SinkException(ex.getMessage(), ex));
            return 0;
        }
        catch (final Throwable cause)
        {
            state.fail(cause);
            return 0;
        }
    }

    @Override
    public void onClose()
    {
        state.onThreadEnd(roleName());
    }
}
