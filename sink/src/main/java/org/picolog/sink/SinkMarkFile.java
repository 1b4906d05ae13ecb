/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.agrona.BitUtil;
import org.agrona.MarkFile;
import org.agrona.SemanticVersion;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.errors.DistinctErrorLog;
import org.agrona.concurrent.errors.ErrorLogReader;
import org.picolog.codecs.mark.MarkFileHeaderDecoder;
import org.picolog.codecs.mark.MarkFileHeaderEncoder;
import org.picolog.codecs.mark.MessageHeaderEncoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * Says in the directory of the log which process writes it, whether it is alive, and where its things are; holds its
 * error log. The schema {@code mark-file.xml} has the layout. Made anew by the holder of the log's lock: the lock, and
 * not this file, decides who may write.
 */
final class SinkMarkFile implements AutoCloseable
{
    /**
     * Name of the file.
     */
    static final String NAME = "sink-mark.dat";

    /**
     * Name of that of the last run before that had errors.
     */
    static final String PREVIOUS_NAME = "sink-mark-previous.dat";

    /**
     * Version of the layout.
     */
    static final int VERSION = SemanticVersion.compose(1, 0, 0);

    private static final int HEADER_ALIGNMENT = 4096;
    private static final int HEADER_OFFSET = MessageHeaderEncoder.ENCODED_LENGTH;
    private static final int MAX_TEXT_LENGTH = 16 * 1024;
    private static final int HEADER_LENGTH =
        BitUtil.align(HEADER_OFFSET + MarkFileHeaderEncoder.BLOCK_LENGTH + 4 * MAX_TEXT_LENGTH, HEADER_ALIGNMENT);
    private static final long CLOSED = -1;

    /**
     * As the other files of the log.
     */
    private static final FileAttribute<Set<PosixFilePermission>> OWN =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

    private final MarkFile markFile;
    private final DistinctErrorLog errorLog;
    private boolean isClosed;

    private SinkMarkFile(final MarkFile markFile, final int errorLogLength)
    {
        this.markFile = markFile;
        errorLog = new DistinctErrorLog(
            new UnsafeBuffer(markFile.buffer(), HEADER_LENGTH, errorLogLength), SystemEpochClock.INSTANCE);
    }

    /**
     * Make the file anew. The log's lock must be held.
     *
     * @throws IOException if it cannot be written.
     */
    static SinkMarkFile create(final SinkContext ctx, final UUID logId, final long epoch) throws IOException
    {
        final Path file = ctx.log().directory().resolve(NAME);
        keepErrors(file);

        // Written in full, and not only as long: a store into a hole of a mapped file needs space that may be gone.
        final int errorLogLength = ctx.monitor().errorLogLength();
        Files.write(Files.createFile(file, OWN), new byte[HEADER_LENGTH + errorLogLength]);
        final MarkFile markFile = new MarkFile(
            file.toFile(),
            true,
            HEADER_OFFSET + MarkFileHeaderDecoder.versionEncodingOffset(),
            HEADER_OFFSET + MarkFileHeaderDecoder.heartbeatMsEncodingOffset(),
            HEADER_LENGTH + errorLogLength,
            0,
            SystemEpochClock.INSTANCE,
            (version) -> requireNew(version),
            null);
        final SinkMarkFile result = new SinkMarkFile(markFile, errorLogLength);
        encode(markFile.buffer(), ctx, logId, epoch);
        markFile.timestampRelease(System.currentTimeMillis());
        markFile.signalReady(VERSION);

        return result;
    }

    /**
     * The sink is alive. Monitor only.
     */
    synchronized void heartbeat(final long nowMs)
    {
        if (!isClosed)
        {
            markFile.timestampRelease(nowMs);
        }
    }

    /**
     * Record an error, once for each kind, and count it otherwise. Any thread; errors are rare, so that a lock against
     * the end of the file is no hindrance.
     */
    synchronized void record(final Throwable cause)
    {
        if (!isClosed)
        {
            errorLog.record(cause);
        }
    }

    /**
     * Say that the sink was closed in order.
     */
    @Override
    public synchronized void close()
    {
        if (!isClosed)
        {
            isClosed = true;
            markFile.timestampRelease(CLOSED);
            markFile.close();
        }
    }

    private static void keepErrors(final Path file) throws IOException
    {
        if (Files.exists(file) && hasErrors(file))
        {
            Files.move(file, file.resolveSibling(PREVIOUS_NAME), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.deleteIfExists(file);
    }

    private static boolean hasErrors(final Path file)
    {
        try
        {
            return MarkFileReader.read(file, (reader) -> ErrorLogReader.hasErrors(reader.errorLog()));
        }
        catch (final IOException ex)
        {
            // Left behind half made: by a process that was killed before it had anything to tell.
            return false;
        }
    }

    private static void encode(
        final UnsafeBuffer buffer, final SinkContext ctx, final UUID logId, final long epoch)
    {
        final StringBuilder settings = new StringBuilder();
        ctx.settings().forEach((name, value) -> settings.append(name).append('=').append(value).append('\n'));
        final MarkFileHeaderEncoder encoder = new MarkFileHeaderEncoder();
        encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .errorLogLength(ctx.monitor().errorLogLength())
            .startMs(System.currentTimeMillis())
            .processId(ProcessHandle.current().pid())
            .errorLogOffset(HEADER_LENGTH)
            .streamId(ctx.streamId())
            .logIdHigh(logId.getMostSignificantBits())
            .logIdLow(logId.getLeastSignificantBits())
            .epoch(epoch)
            .channel(bounded(ctx.channel()))
            .aeronDirectory(bounded(ctx.aeron().context().aeronDirectoryName()))
            .logDirectory(bounded(ctx.log().directory().toAbsolutePath().toString()))
            .settings(bounded(settings.toString()));
    }

    /**
     * A character takes at the most three bytes in UTF-8, or six the two of a surrogate pair.
     */
    private static String bounded(final String text)
    {
        return text.length() <= MAX_TEXT_LENGTH / 4 ? text : text.substring(0, MAX_TEXT_LENGTH / 4);
    }

    private static void requireNew(final int version)
    {
        if (0 != version)
        {
            throw new IllegalStateException("the mark file was made by somebody else just now");
        }
    }
}
