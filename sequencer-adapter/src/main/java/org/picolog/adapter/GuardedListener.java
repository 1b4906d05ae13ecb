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
final class GuardedListener implements CommitListener
{
    private final CommitListener delegate;
    private final ErrorHandler errorHandler;

    GuardedListener(final CommitListener delegate, final ErrorHandler errorHandler)
    {
        this.delegate = delegate;
        this.errorHandler = errorHandler;
    }

    @Override
    public void onConnected(final long epoch, final long nextSequence)
    {
        try
        {
            delegate.onConnected(epoch, nextSequence);
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
    public void onOutOfStep(final long expectedSequence, final long nextSequence)
    {
        try
        {
            delegate.onOutOfStep(expectedSequence, nextSequence);
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
