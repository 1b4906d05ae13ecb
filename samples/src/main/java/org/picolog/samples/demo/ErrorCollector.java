/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import io.aeron.exceptions.AeronException;
import org.agrona.ErrorHandler;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Keeps the first error that the driver, the sink or the adapter reports: the others tend to follow from it. Warnings
 * do not count. Any thread.
 */
final class ErrorCollector implements ErrorHandler
{
    private final AtomicReference<Throwable> first = new AtomicReference<>();

    @Override
    public void onError(final Throwable throwable)
    {
        if (!isWarning(throwable))
        {
            first.compareAndSet(null, throwable);
        }
    }

    Throwable first()
    {
        return first.get();
    }

    private static boolean isWarning(final Throwable throwable)
    {
        return throwable instanceof AeronException &&
            AeronException.Category.WARN == ((AeronException)throwable).category();
    }
}
