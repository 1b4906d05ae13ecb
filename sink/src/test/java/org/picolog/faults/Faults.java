/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

/**
 * What the rigs have in common: how long they run, which seed they begin with, and what they need of the machine.
 */
final class Faults
{
    /**
     * Property: with which seed to begin; chosen at random and printed unless set.
     */
    static final String SEED_PROP_NAME = "picolog.faults.seed";

    /**
     * Property: the only file system to try; all unless set.
     */
    static final String KIND_PROP_NAME = "picolog.faults.kind";

    private static final int PROGRESS_INTERVAL = 25;
    private static final long COMMAND_DEADLINE_S = 120;
    private static final String REQUIRED_PROP_NAME = "picolog.faults.required";

    private Faults()
    {
    }

    /**
     * How often a rig does what it does.
     *
     * @param name         of the property, after "picolog.faults.".
     * @param defaultCount for a build that has other things to do.
     */
    static int count(final String name, final int defaultCount)
    {
        return Integer.getInteger("picolog.faults." + name, defaultCount);
    }

    /**
     * Seed of a rig.
     *
     * @return as configured, or at random; printed, so that a failure can be tried again.
     */
    static long seed(final String rig)
    {
        final long seed = Long.getLong(SEED_PROP_NAME, new Random().nextLong());
        System.out.println(rig + ": -D" + SEED_PROP_NAME + "=" + seed);
        return seed;
    }

    /**
     * Say how far a rig is, now and then.
     */
    static void progress(final String rig, final int done, final int wanted, final History history)
    {
        if (0 == done % PROGRESS_INTERVAL && done < wanted)
        {
            System.out.printf(
                "%s: %,d of %,d; %,d messages acknowledged, none lost%n",
                rig, done, wanted, history.acknowledged());
        }
    }

    /**
     * Skip a test, with the reason, where the machine does not let it mount.
     *
     * @param kind of file system that is needed.
     */
    static void requireMachine(final FileSystemKind kind)
    {
        if (!kind.name().equalsIgnoreCase(System.getProperty(KIND_PROP_NAME, kind.name())))
        {
            abort("not asked for");
        }
        if (!isRoot())
        {
            skip("not root, so nothing can be mounted");
        }
        if (!Files.exists(Path.of("/dev/loop-control")))
        {
            skip("no loop devices in this kernel, or the module loop is not loaded");
        }
        if (!kind.isInstalled())
        {
            skip(kind.makeProgram() + " is not installed");
        }
    }

    /**
     * Skip a test on xfs in a build that has other things to do: it is long, and ext4 has shown the same.
     */
    static void requireTurn(final FileSystemKind kind)
    {
        if (FileSystemKind.XFS == kind && !Boolean.getBoolean(REQUIRED_PROP_NAME))
        {
            abort("on xfs only in full: -Pfaults");
        }
    }

    /**
     * As {@link #requireMachine(FileSystemKind)}, with FUSE.
     */
    static void requireFuse(final FileSystemKind kind)
    {
        requireMachine(kind);
        if (!Files.exists(Path.of("/dev/fuse")))
        {
            skip("no /dev/fuse: the module fuse is not loaded");
        }
    }

    static void skip(final String reason)
    {
        assertTrue(!Boolean.getBoolean(REQUIRED_PROP_NAME), "asked for, but impossible here: " + reason);
        System.out.println("real faults skipped: " + reason);
        abort(reason);
    }

    /**
     * Run a program of the system's to its end, which must be a good one.
     */
    static void run(final String... command)
    {
        try
        {
            final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            final String output = new String(process.getInputStream().readAllBytes());
            assertTrue(process.waitFor(COMMAND_DEADLINE_S, TimeUnit.SECONDS), () -> String.join(" ", command));
            assertEquals(0, process.exitValue(), () -> String.join(" ", command) + ": " + output);
        }
        catch (final IOException ex)
        {
            throw new AssertionError(String.join(" ", command), ex);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new AssertionError(String.join(" ", command), ex);
        }
    }

    private static boolean isRoot()
    {
        try
        {
            return 0 == (int)Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        }
        catch (final IOException ex)
        {
            throw new AssertionError(ex);
        }
    }
}
