/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import org.agrona.ErrorHandler;

/**
 * Keeps what an application's listener throws out of the adapter's own course.
 */
final class GuardedListener implements AdapterListener
{
    private final AdapterListener delegate;
    private final ErrorHandler errorHandler;

    GuardedListener(final AdapterListener delegate, final ErrorHandler errorHandler)
    {
        this.delegate = delegate;
        this.errorHandler = errorHandler;
    }

    @Override
    public void onConnected(final long epoch, final long publisherEpoch, final long nextSequence)
    {
        guard(() -> delegate.onConnected(epoch, publisherEpoch, nextSequence));
    }

    @Override
    public void onDisconnected()
    {
        guard(() -> delegate.onDisconnected());
    }

    /**
     * As the others, without an object for each.
     */
    @Override
    public void onCommitted(final long sequence, final long position)
    {
        try
        {
            delegate.onCommitted(sequence, position);
        }
        catch (final Throwable ex)
        {
            errorHandler.onError(ex);
        }
    }

    @Override
    public void onLowSpace(final boolean isLow)
    {
        guard(() -> delegate.onLowSpace(isLow));
    }

    @Override
    public void onSlowDevice(final boolean isSlow)
    {
        guard(() -> delegate.onSlowDevice(isSlow));
    }

    @Override
    public void onClosed()
    {
        guard(() -> delegate.onClosed());
    }

    @Override
    public void onFailed()
    {
        guard(() -> delegate.onFailed());
    }

    @Override
    public void onRefused(final Refusal refusal)
    {
        guard(() -> delegate.onRefused(refusal));
    }

    @Override
    public void onFenced(final long publisherEpoch)
    {
        guard(() -> delegate.onFenced(publisherEpoch));
    }

    @Override
    public void onDataLoss(final long fromSequence, final long toSequence)
    {
        guard(() -> delegate.onDataLoss(fromSequence, toSequence));
    }

    @Override
    public void onAckedDataLost(final long seenSequence, final long nowSequence)
    {
        guard(() -> delegate.onAckedDataLost(seenSequence, nowSequence));
    }

    private void guard(final Runnable call)
    {
        try
        {
            call.run();
        }
        catch (final Throwable ex)
        {
            errorHandler.onError(ex);
        }
    }
}
