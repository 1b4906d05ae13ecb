/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a run of the tool printed and how it ended.
 */
record ToolRun(int exitCode, String out, String err)
{
    static ToolRun of(final Object... args)
    {
        return run(false, args);
    }

    static ToolRun onTerminal(final Object... args)
    {
        return run(true, args);
    }

    List<String> lines()
    {
        return out.lines().collect(Collectors.toList());
    }

    private static ToolRun run(final boolean isTerminal, final Object... args)
    {
        final String[] texts = new String[args.length];
        for (int i = 0; i < args.length; i++)
        {
            texts[i] = args[i].toString();
        }

        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        final Console console = new Console(
            new Output(out),
            new PrintStream(err, false, StandardCharsets.UTF_8),
            isTerminal);
        final int exitCode = PicologTool.run(console, texts);
        console.err().flush();

        return new ToolRun(
            exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
