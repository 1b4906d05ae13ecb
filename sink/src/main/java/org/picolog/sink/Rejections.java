/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

/**
 * Which sessions were dropped that may not write, so that each is told of once. Those beyond a number are not: by then
 * enough was said. Ingest thread only; allocates nothing.
 */
final class Rejections
{
    private static final int LIMIT = 16;

    private final int[] sessionIds = new int[LIMIT];
    private final long[] sinceNs = new long[LIMIT];
    private final boolean[] isTold = new boolean[LIMIT];
    private int count;

    /**
     * Something of a session was dropped.
     *
     * @param graceNs for how long that is nothing to speak of, in nanoseconds.
     * @return true once, when it is to be told of.
     */
    boolean isToTell(final int sessionId, final long nowNs, final long graceNs)
    {
        final int index = indexOf(sessionId, nowNs);
        if (LIMIT == index || isTold[index] || nowNs - sinceNs[index] < graceNs)
        {
            return false;
        }
        isTold[index] = true;

        return true;
    }

    /**
     * Another session writes from now on, or none.
     */
    void clear()
    {
        count = 0;
    }

    private int indexOf(final int sessionId, final long nowNs)
    {
        for (int i = 0; i < count; i++)
        {
            if (sessionIds[i] == sessionId)
            {
                return i;
            }
        }
        if (count < LIMIT)
        {
            sessionIds[count] = sessionId;
            sinceNs[count] = nowNs;
            isTold[count] = false;
            return count++;
        }

        return LIMIT;
    }
}
