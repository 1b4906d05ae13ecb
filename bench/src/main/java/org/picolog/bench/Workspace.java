/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.agrona.CloseHelper;
import org.agrona.IoUtil;
import org.picolog.io.LinuxBlockIo;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Where everything is written: a directory of its own within the user's, removed at the end. Logs stay until then while
 * there is space, because deleting makes some file systems stall for seconds.
 */
final class Workspace implements AutoCloseable
{
    static final String NAME_PREFIX = "picolog-bench-";

    private static final String DEVICE_NAME = "device";
    private static final String TEMPORARY_SUFFIX = ".tmp";
    private static final long MIN_RESERVE = 4L * 1024 * 1024 * 1024;
    private static final long MIN_LOG = 1024L * 1024 * 1024;

    /**
     * Bytes on the disk that a byte of a message may take: short ones with a frame around each, and segments prepared.
     */
    private static final int MAX_OVERHEAD = 3;
    private static final long LOOK_NS = 200_000_000L;
    private static final long PREPARE_TIMEOUT_NS = 60_000_000_000L;
    private static final long PREPARE_QUIET_NS = 100_000_000L;
    private static final long QUIET_REQUESTS = 20;
    private static final int SYNC_TIMEOUT_S = 120;

    private final Path path;
    private final Settings settings;
    private final BlockDevice blockDevice;
    private final List<Path> logs = new ArrayList<>();
    private long largestLog;
    private int logCount;
    private DeviceFile deviceFile;

    /**
     * Create the directory.
     *
     * @param parent   the user's directory, existing.
     * @param settings of the run.
     */
    Workspace(final Path parent, final Settings settings)
    {
        this.settings = settings;
        path = parent.resolve(NAME_PREFIX + ProcessHandle.current().pid());
        try
        {
            Files.createDirectory(path);
            blockDevice = BlockDevice.of(Mount.of(path.toRealPath()));
        }
        catch (final IOException ex)
        {
            throw new BenchException("cannot create " + path + ": " + ex.getMessage(), ex);
        }
    }

    Path path()
    {
        return path;
    }

    /**
     * The file in which the device is measured. Written when it is first asked for: blocks then.
     */
    DeviceFile deviceFile()
    {
        if (null == deviceFile)
        {
            deviceFile = new DeviceFile(
                new LinuxBlockIo(), newLastingDirectory(DEVICE_NAME, settings.deviceFileLength()),
                settings.deviceFileLength(), settings.durability());
            deviceFile.fill(settings.stopSignal());
            settle();
        }

        return deviceFile;
    }

    /**
     * A new directory for a log. Deletes those of earlier measurements, and waits, if space would run out.
     *
     * @throws BenchException if there is no space for one of any use.
     */
    Path newDirectory(final String name)
    {
        return newDirectory(name, MIN_LOG);
    }

    /**
     * The same, for so many bytes.
     */
    Path newDirectory(final String name, final long length)
    {
        requireSpace(name, length);
        return create(++logCount + "-" + name, true);
    }

    /**
     * Most bytes of messages that a log may be given now: what the user allows, and what there is space for.
     */
    long messageBytes()
    {
        return Math.min(settings.maxMessageBytes(), Math.max(0, usableSpace() - MIN_RESERVE) / MAX_OVERHEAD);
    }

    /**
     * A new directory for a log that is used by several measurements, and stays until the end.
     *
     * @param name   of the directory.
     * @param length that the log will have, in bytes.
     * @throws BenchException if there is no space for it.
     */
    Path newLastingDirectory(final String name, final long length)
    {
        requireSpace(name, length);
        return create(++logCount + "-" + name, false);
    }

    /**
     * As {@link #awaitPrepared(Path, Runnable)}, for the newest log.
     */
    void awaitPrepared(final Runnable dutyCycle)
    {
        awaitPrepared(logs.get(logs.size() - 1), dutyCycle);
    }

    /**
     * Wait until a log has prepared what segments it wants, so that each measurement begins alike.
     *
     * @param directory of the log.
     * @param dutyCycle to be called meanwhile, on this thread.
     */
    void awaitPrepared(final Path directory, final Runnable dutyCycle)
    {
        final File log = directory.toFile();
        final long beginNs = System.nanoTime();
        long quietSinceNs = beginNs;
        int seenCount = 0;
        long nowNs = beginNs;
        while (nowNs - quietSinceNs < PREPARE_QUIET_NS && nowNs - beginNs < PREPARE_TIMEOUT_NS)
        {
            settings.stopSignal().check();
            dutyCycle.run();
            LockSupport.parkNanos(1_000_000L);
            nowNs = System.nanoTime();

            final String[] names = log.list();
            final int count = null == names ? 0 : names.length;
            if (count != seenCount || isPreparing(names))
            {
                seenCount = count;
                quietSinceNs = nowNs;
            }
        }
    }

    /**
     * Have everything written out, and wait until the device does nothing more, at most for the time in the settings.
     */
    void settle()
    {
        final long beginNs = System.nanoTime();
        if (settings.settleNs() <= 0)
        {
            return;
        }

        sync();
        long before = null == blockDevice ? -1 : blockDevice.requestCount();
        boolean isQuiet = false;
        while (!isQuiet && System.nanoTime() - beginNs < settings.settleNs())
        {
            settings.stopSignal().check();
            LockSupport.parkNanos(LOOK_NS);
            final long after = null == blockDevice ? -1 : blockDevice.requestCount();
            isQuiet = after - before < QUIET_REQUESTS;
            before = after;
        }
    }

    /**
     * Delete everything. Blocks while the file system does.
     */
    @Override
    public void close()
    {
        try
        {
            CloseHelper.close(deviceFile);
        }
        finally
        {
            IoUtil.delete(path.toFile(), true);
        }
    }

    /**
     * Delete logs if space would run out.
     */
    private void requireSpace(final String name, final long length)
    {
        for (final Path log : logs)
        {
            largestLog = Math.max(largestLog, length(log.toFile()));
        }

        if (!logs.isEmpty() && usableSpace() < MIN_RESERVE + Math.max(length, largestLog + largestLog / 2))
        {
            logs.forEach((log) -> IoUtil.delete(log.toFile(), true));
            logs.clear();
            settle();
        }

        final long space = usableSpace();
        if (space < MIN_RESERVE + length)
        {
            throw new BenchException(
                "there is space for " + space + " bytes in " + path + ", but " + name + " takes " + length +
                ", and " + MIN_RESERVE + " are left free");
        }
    }

    private long usableSpace()
    {
        try
        {
            return Files.getFileStore(path).getUsableSpace();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private Path create(final String name, final boolean isLog)
    {
        final Path directory = path.resolve(name);
        try
        {
            Files.createDirectory(directory);
        }
        catch (final IOException ex)
        {
            throw new BenchException("cannot create " + directory + ": " + ex.getMessage(), ex);
        }
        if (isLog)
        {
            logs.add(directory);
        }

        return directory;
    }

    private static boolean isPreparing(final String[] names)
    {
        if (null != names)
        {
            for (final String name : names)
            {
                if (name.endsWith(TEMPORARY_SUFFIX))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static long length(final File directory)
    {
        long length = 0;
        final File[] files = directory.listFiles();
        if (null != files)
        {
            for (final File file : files)
            {
                length += file.length();
            }
        }

        return length;
    }

    private static void sync()
    {
        try
        {
            final Process process = new ProcessBuilder("sync").redirectErrorStream(true).start();
            if (!process.waitFor(SYNC_TIMEOUT_S, TimeUnit.SECONDS))
            {
                process.destroy();
            }
        }
        catch (final IOException ex)
        {
            // Without the tool there is still the waiting.
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }
}
