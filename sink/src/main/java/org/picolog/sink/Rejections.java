/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

/**
 * Which sessions were dropped that may not write, so that each is told of once. Where there are many, one that was not
 * told of, and was dropped least lately, is forgotten for another; once so many were told of, enough was said. Ingest
 * thread only; allocates nothing.
 */
final class Rejections
{
    private static final int LIMIT = 16;
    private static final int NONE = -1;

    private final int[] sessionIds = new int[LIMIT];
    private final long[] sinceNs = new long[LIMIT];
    private final long[] lastNs = new long[LIMIT];
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
        if (NONE == index)
        {
            return false;
        }
        lastNs[index] = nowNs;
        if (isTold[index] || nowNs - sinceNs[index] < graceNs)
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

        final int index = count < LIMIT ? count++ : leastLately();
        if (NONE == index)
        {
            return NONE;
        }
        sessionIds[index] = sessionId;
        sinceNs[index] = nowNs;
        isTold[index] = false;

        return index;
    }

    private int leastLately()
    {
        int least = NONE;
        for (int i = 0; i < LIMIT; i++)
        {
            least = !isTold[i] && (NONE == least || lastNs[i] - lastNs[least] < 0) ? i : least;
        }
        return least;
    }
}
