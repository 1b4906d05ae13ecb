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
        try
        {
            delegate.onConnected(epoch, publisherEpoch, nextSequence);
        }
        catch (final Throwable ex)
        {
            errorHandler.onError(ex);
        }
    }

    @Override
    public void onDisconnected()
    {
        try
        {
            delegate.onDisconnected();
        }
        catch (final Throwable ex)
        {
            errorHandler.onError(ex);
        }
    }

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
        try
        {
            delegate.onLowSpace(isLow);
        }
        catch (final Throwable ex)
        {
            errorHandler.onError(ex);
        }
    }

    @Override
    public void onClosed()
    {
        try
        {
            delegate.onClosed();
        }
        catch (final Throwable ex)
        {
            errorHandler.onError(ex);
        }
    }

    @Override
    public void onFailed()
    {
        try
        {
            delegate.onFailed();
        }
        catch (final Throwable ex)
        {
            errorHandler.onError(ex);
        }
    }

    @Override
    public void onRefused(final Refusal refusal)
    {
        try
        {
            delegate.onRefused(refusal);
        }
        catch (final Throwable ex)
        {
            errorHandler.onError(ex);
        }
    }

    @Override
    public void onFenced(final long publisherEpoch)
    {
        try
        {
            delegate.onFenced(publisherEpoch);
        }
        catch (final Throwable ex)
        {
            errorHandler.onError(ex);
        }
    }

    @Override
    public void onDataLoss(final long fromSequence, final long toSequence)
    {
        try
        {
            delegate.onDataLoss(fromSequence, toSequence);
        }
        catch (final Throwable ex)
        {
            errorHandler.onError(ex);
        }
    }

    @Override
    public void onAckedDataLost(final long seenSequence, final long nowSequence)
    {
        try
        {
            delegate.onAckedDataLost(seenSequence, nowSequence);
        }
        catch (final Throwable ex)
        {
            errorHandler.onError(ex);
        }
    }
}
