/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.picolog.log.LogVerifier;

import java.io.PrintStream;

/**
 * One line that says how far a long command is, written over itself; nothing where nobody looks.
 */
final class ProgressLine implements LogVerifier.Progress, AutoCloseable
{
    private static final String ERASE = "\r\033[K";

    private final PrintStream out;
    private final boolean isTerminal;
    private final String what;
    private boolean isShown;
    private long lastPercent = -1;

    ProgressLine(final Console console, final String what)
    {
        out = console.out();
        isTerminal = console.isTerminal();
        this.what = what;
    }

    @Override
    public void onProgress(final long pagesDone, final long pagesTotal)
    {
        final long percent = pagesTotal <= 0 ? 100 : Math.min(100, 100 * pagesDone / pagesTotal);
        if (isTerminal && percent != lastPercent)
        {
            out.print(ERASE + what + ": " + pagesDone + " of " + pagesTotal + " pages, " + percent + "%");
            out.flush();
            isShown = true;
            lastPercent = percent;
        }
    }

    /**
     * Make room for the result.
     */
    @Override
    public void close()
    {
        if (isShown)
        {
            out.print(ERASE);
            out.flush();
            isShown = false;
        }
    }
}
