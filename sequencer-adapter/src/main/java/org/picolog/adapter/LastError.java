/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import org.agrona.ErrorHandler;

/**
 * Remembers the last error that was handed to it and passes it on. Neither prints nor exits.
 */
final class LastError implements ErrorHandler
{
    private final ErrorHandler delegate;
    private volatile Throwable last;

    LastError(final ErrorHandler delegate)
    {
        this.delegate = delegate;
    }

    @Override
    public void onError(final Throwable throwable)
    {
        last = throwable;
        if (null != delegate)
        {
            delegate.onError(throwable);
        }
    }

    Throwable last()
    {
        return last;
    }
}
