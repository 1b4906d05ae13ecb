/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

/**
 * How pages are written. Each way is as durable as the other.
 */
public enum IoBackend
{
    /**
     * With io_uring, several writes at a time, or not at all.
     */
    IO_URING,

    /**
     * With {@code pwritev2}, one write at a time, each on the thread that submits it. For a kernel or a sandbox without
     * io_uring.
     */
    SYNC,

    /**
     * With io_uring where there is one, else as {@link #SYNC}.
     */
    AUTO
}
