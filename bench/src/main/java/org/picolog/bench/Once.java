/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import java.util.function.Supplier;

/**
 * Makes something when it is first asked for, and only once: also if it fails, since trying again would fail again, and
 * take as long. One thread.
 *
 * @param <T> type of what is made.
 */
final class Once<T> implements Supplier<T>
{
    private final Supplier<T> maker;
    private T made;
    private RuntimeException failure;

    Once(final Supplier<T> maker)
    {
        this.maker = maker;
    }

    @Override
    public T get()
    {
        if (null != failure)
        {
            throw failure;
        }

        if (null == made)
        {
            try
            {
                made = maker.get();
            }
            catch (final RuntimeException ex)
            {
                failure = ex;
                throw ex;
            }
        }

        return made;
    }
}
