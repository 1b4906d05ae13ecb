/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import org.picolog.io.ChildJvm;
import org.picolog.log.EmbeddedLog;
import org.picolog.log.LogContext;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A process that writes a log under full load, until it is killed or the log fails. Started ahead, it opens the log
 * when it is told to.
 */
final class WriterProcess implements AutoCloseable
{
    /**
     * Exit status of a log that failed, and said so.
     */
    static final int FAIL_STOP = 3;

    private static final long DEADLINE_NS = TimeUnit.MINUTES.toNanos(3);
    private static final long LOCK_TIMEOUT_NS = TimeUnit.MINUTES.toNanos(2);
    private static final long PAUSE_NS = 50_000;
    private static final int WRITES_IN_FLIGHT = 8;
    private static final int HELD = 1;

    private final ChildJvm jvm;
    private final Board board;
    private final long number;
    private boolean isKilled;

    private WriterProcess(final ChildJvm jvm, final Board board, final long number)
    {
        this.jvm = jvm;
        this.board = board;
        this.number = number;
    }

    /**
     * Start a process.
     *
     * @param logDirectory   of the log.
     * @param boardDirectory for the memory to share; not on the disk that is to break.
     * @param number         of this writer.
     * @return the process, to be closed by the caller.
     * @throws IOException if it cannot be started.
     */
    static WriterProcess start(final Path logDirectory, final Path boardDirectory, final long number)
        throws IOException
    {
        return start(logDirectory, boardDirectory, number, WRITES_IN_FLIGHT, "");
    }

    /**
     * As {@link #start}, with a sink, its media driver and its sequencer in the process.
     */
    static WriterProcess startSink(final Path logDirectory, final Path boardDirectory, final long number)
        throws IOException
    {
        return start(
            logDirectory, boardDirectory, number, WRITES_IN_FLIGHT, aeronDirectory(boardDirectory, number).toString());
    }

    /**
     * Where the media driver of a process is.
     */
    static Path aeronDirectory(final Path boardDirectory, final long number)
    {
        return boardDirectory.resolve("aeron-" + number);
    }

    /**
     * As {@link #start}, with one write in flight at a time; appends only when it is told to {@link #go()} again, with
     * all prepared that there is to prepare.
     */
    static WriterProcess startHeld(final Path logDirectory, final Path boardDirectory, final long number)
        throws IOException
    {
        return start(logDirectory, boardDirectory, number, HELD, "");
    }

    private static WriterProcess start(
        final Path logDirectory,
        final Path boardDirectory,
        final long number,
        final int maxWritesInFlight,
        final String aeronDirectory) throws IOException
    {
        final Path file = boardDirectory.resolve("board-" + number);
        final Board board = Board.create(file);
        try
        {
            final ChildJvm jvm = ChildJvm.start(
                WriterProcess.class,
                logDirectory.toString(),
                file.toString(),
                "" + number,
                "" + maxWritesInFlight,
                aeronDirectory);
            return new WriterProcess(jvm, board, number);
        }
        catch (final IOException ex)
        {
            board.close();
            throw ex;
        }
    }

    /**
     * The child.
     *
     * @param args directory of the log, file of the board, number of the writer, greatest number of writes in flight,
     *             directory of a media driver or nothing for a log without a sink.
     * @throws IOException if standard input cannot be read.
     */
    public static void main(final String[] args) throws IOException
    {
        final Messages messages = Load.messages();
        final Board board = Board.open(Path.of(args[1]));
        final BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        if (null == input.readLine())
        {
            return;
        }

        final LogContext ctx = Load.context(Path.of(args[0]))
            .lockTimeoutNs(LOCK_TIMEOUT_NS)
            .maxWritesInFlight(Integer.parseInt(args[3]));
        final long number = Long.parseLong(args[2]);
        if (args[4].isEmpty())
        {
            final Load load = Load.open(messages, ctx, number);
            board.first(load.first());
            System.out.println("open");
            if (HELD == ctx.maxWritesInFlight())
            {
                load.awaitPrepared();
                System.out.println("prepared");
                input.readLine();
            }
            append(load, board);
        }
        else
        {
            final SinkLoad load = new SinkLoad(messages, ctx, number, args[4]);
            board.first(load.first());
            append(load, board);
        }
    }

    private static void append(final Appender appender, final Board board)
    {
        long result = 0;
        while (EmbeddedLog.FAILED != result)
        {
            board.appended(appender.prepare());
            result = appender.append();
            board.acknowledged(appender.acknowledged());
        }
        System.out.println("failed: " + appender.failure());
        Runtime.getRuntime().halt(FAIL_STOP);
    }

    long number()
    {
        return number;
    }

    int pid()
    {
        return (int)jvm.pid();
    }

    Board board()
    {
        return board;
    }

    void awaitReady() throws InterruptedException
    {
        jvm.awaitLine("ready");
    }

    /**
     * Let it open the log.
     */
    void go() throws IOException
    {
        jvm.say("go");
    }

    /**
     * Await that it has prepared segments, and holds.
     */
    void awaitPrepared() throws InterruptedException
    {
        jvm.awaitLine("prepared");
    }

    /**
     * Await an acknowledgement of something of its own, or of more than was.
     *
     * @param sequence that must be exceeded.
     */
    void awaitAcknowledged(final long sequence) throws InterruptedException
    {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (0 == board.first() || board.acknowledged() <= Math.max(sequence, board.first()))
        {
            if (System.nanoTime() - deadlineNs >= 0)
            {
                jvm.kill();
                jvm.awaitLine("nothing was acknowledged");
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    /**
     * What it says when the log fails.
     */
    String awaitFailure() throws InterruptedException
    {
        final String line = jvm.awaitLine("failed: ");
        assertTrue(FAIL_STOP == jvm.awaitExit(), "another exit status");
        return line;
    }

    /**
     * SIGKILL. The process is dying when this returns.
     */
    void kill()
    {
        isKilled = true;
        jvm.kill();
    }

    /**
     * Await the end of the process that was killed, and take down what is known of it.
     *
     * @return true if it had opened the log.
     */
    boolean settle(final History history) throws InterruptedException
    {
        final int status = jvm.awaitExit();
        assertTrue(isKilled ? 128 + 9 == status : FAIL_STOP == status, "exit status " + status);
        final boolean wasOpen = board.first() > 0;
        if (wasOpen)
        {
            history.begin(number, board.first());
            history.advance(board.acknowledged(), Math.max(board.appended(), board.first() - 1));
        }
        return wasOpen;
    }

    @Override
    public void close()
    {
        try (board)
        {
            jvm.close();
        }
    }
}
