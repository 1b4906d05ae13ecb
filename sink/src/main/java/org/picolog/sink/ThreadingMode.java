/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

/**
 * How the two agents of a sink, ingest and flush, are given threads. Segments are prepared on a further thread in each
 * mode, because that blocks on the disk.
 */
public enum ThreadingMode
{
    /**
     * A thread for each agent.
     */
    DEDICATED,

    /**
     * One thread for both.
     */
    SHARED,

    /**
     * No thread: the application invokes both, always on the same thread of its own.
     */
    INVOKER
}
