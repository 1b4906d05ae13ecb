/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

/**
 * Exit codes of the command line. Scripts depend on them: a code keeps its meaning.
 */
public final class ExitCode
{
    /**
     * Done, and nothing is wrong.
     */
    public static final int OK = 0;

    /**
     * Something failed that has no code of its own: the disk, the machine, a bug.
     */
    public static final int FAILED = 1;

    /**
     * The command line makes no sense.
     */
    public static final int USAGE = 2;

    /**
     * The log ends in a torn tail. Nothing that was acknowledged is lost.
     */
    public static final int TORN_TAIL = 3;

    /**
     * Data is gone that was acknowledged.
     */
    public static final int DAMAGED = 4;

    /**
     * The log was written by a newer version.
     */
    public static final int UNSUPPORTED = 5;

    /**
     * There is no such directory.
     */
    public static final int NO_DIRECTORY = 6;

    /**
     * The directory holds no log.
     */
    public static final int NOT_A_LOG = 7;

    /**
     * The user may not read or write what the command has to.
     */
    public static final int NO_PERMISSION = 8;

    /**
     * A writer has the log open, and the command needs it for itself; or a reader what is to be purged.
     */
    public static final int LOCKED = 9;

    /**
     * The SBE schema cannot be read or makes no sense.
     */
    public static final int BAD_SCHEMA = 10;

    /**
     * The log needs the repair that was described; nothing was changed, since it was not confirmed.
     */
    public static final int UNCONFIRMED = 11;

    /**
     * There is no media driver, or it was lost.
     */
    public static final int NO_DRIVER = 12;

    /**
     * The machine, the disk or the file system cannot keep the promise.
     */
    public static final int UNFIT = 13;

    /**
     * A write failed: the device wants to be looked at.
     */
    public static final int WRITE_FAILED = 14;

    /**
     * No sink runs there, or has run.
     */
    public static final int NO_SINK = 15;

    private ExitCode()
    {
    }
}
