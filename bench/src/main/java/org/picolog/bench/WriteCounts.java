/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

/**
 * What a system has written to its log, by its own count.
 *
 * @param bytes  since it was opened; -1 if it does not count them.
 * @param writes since it was opened; -1 if it does not count them.
 */
record WriteCounts(long bytes, long writes)
{
    static final WriteCounts UNKNOWN = new WriteCounts(-1, -1);
}
