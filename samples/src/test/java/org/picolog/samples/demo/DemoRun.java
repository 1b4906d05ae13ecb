/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of the demo in this process, and what came out.
 */
final class DemoRun
{
    private static final Pattern LOG_DIRECTORY = Pattern.compile("log in ([^,;]+)[,;]");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final StopSignal stop = new StopSignal();
    private String stopTrigger;
    private boolean isTerminal;
    private int status = -1;

    static DemoRun of(final String... args)
    {
        return new DemoRun().run(args);
    }

    /**
     * Ask the demo to stop as soon as it says this.
     */
    DemoRun stopAt(final String text)
    {
        stopTrigger = text;
        return this;
    }

    DemoRun terminal()
    {
        isTerminal = true;
        return this;
    }

    DemoRun run(final String... args)
    {
        status = DemoCommand.run(stoppingStream(), new PrintStream(err, true), isTerminal, stop, args);
        return this;
    }

    int status()
    {
        return status;
    }

    String out()
    {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err()
    {
        return err.toString(StandardCharsets.UTF_8);
    }

    Path logDirectory()
    {
        final Matcher matcher = LOG_DIRECTORY.matcher(out());
        if (!matcher.find())
        {
            throw new AssertionError("no directory in: " + this);
        }

        return Path.of(matcher.group(1));
    }

    @Override
    public String toString()
    {
        return "status " + status + "\n" + out() + err();
    }

    private PrintStream stoppingStream()
    {
        return new PrintStream(out, true)
        {
            @Override
            public void println(final String line)
            {
                super.println(line);
                if (null != stopTrigger && line.contains(stopTrigger))
                {
                    stop.raise();
                }
            }
        };
    }
}
