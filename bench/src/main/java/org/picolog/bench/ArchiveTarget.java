/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import io.aeron.CommonContext;
import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.codecs.SourceLocation;
import io.aeron.archive.status.RecordingPos;
import io.aeron.logbuffer.BufferClaim;
import org.agrona.BitUtil;
import org.agrona.CloseHelper;
import org.agrona.concurrent.status.CountersReader;

import java.nio.file.Path;

/**
 * Aeron Archive recording the same IPC stream. A message has completed when the recording position, read from its
 * counter, has passed it: the archive moves that position after it has written, and at a sync level above 0 forced,
 * what lies below.
 */
final class ArchiveTarget implements MessageTarget
{
    /**
     * Not 10, on which the archive's own control runs.
     */
    private static final int STREAM_ID = 7102;
    private static final String CONTROL_CHANNEL = "aeron:ipc?term-length=64k";
    private static final String NO_REPLICATION = "aeron:udp?endpoint=localhost:0";
    private static final long CONNECT_TIMEOUT_NS = 10_000_000_000L;
    private static final int SMALLEST_FRAME = 32;

    private final Payload payload;
    private final int messageLength;
    private final BufferClaim claim = new BufferClaim();
    private final EmbeddedDriver driver;
    private final Settings settings;

    /**
     * Where each message ends that is under way: no more fit into the publication's window than frames into a term.
     */
    private final long[] endPositions;
    private final int mask;

    private Archive archive;
    private AeronArchive control;
    private ExclusivePublication publication;
    private CountersReader counters;
    private int counterId;
    private boolean isClaimed;
    private long offeredCount;
    private long completedCount;

    /**
     * Start a media driver and an archive, and have it record.
     *
     * @param directory     of the archive, empty.
     * @param level         of file sync: 0, 1 or 2.
     * @param messageLength in bytes.
     * @param idling        of the recorder.
     * @param settings      for the rest.
     */
    ArchiveTarget(
        final Path directory, final int level, final int messageLength, final Idling idling, final Settings settings)
    {
        this.messageLength = messageLength;
        this.settings = settings;
        payload = new Payload(messageLength);
        endPositions = new long[BitUtil.findNextPositivePowerOfTwo(settings.termLength() / SMALLEST_FRAME)];
        mask = endPositions.length - 1;
        driver = new EmbeddedDriver(settings);
        try
        {
            archive = Archive.launch(context(directory, level, idling));
            record();
        }
        catch (final RuntimeException | Error ex)
        {
            CloseHelper.quietCloseAll(control, archive, driver);
            throw ex;
        }
    }

    @Override
    public int offer(final int limit)
    {
        int count = 0;
        while (count < limit && offerNext())
        {
            count++;
        }

        return count;
    }

    @Override
    public int poll()
    {
        final long before = completedCount;
        final long position = counters.getCounterValue(counterId);
        while (completedCount < offeredCount && endPositions[(int)completedCount & mask] <= position)
        {
            completedCount++;
        }

        return (int)(completedCount - before);
    }

    @Override
    public long offeredCount()
    {
        return offeredCount;
    }

    @Override
    public long completedCount()
    {
        return completedCount;
    }

    @Override
    public WriteCounts written()
    {
        return WriteCounts.UNKNOWN;
    }

    @Override
    public String describe()
    {
        final String error = control.pollForErrorResponse();
        return "publication at " + publication.position() + ", recorded up to " + counters.getCounterValue(counterId) +
            (null == error ? "" : ", the archive says: " + error);
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(publication, control, archive, driver);
    }

    private boolean offerNext()
    {
        final long position = isClaimed ?
            publication.tryClaim(messageLength, claim) :
            publication.offer(payload.message(offeredCount), 0, messageLength);
        if (position < 0)
        {
            if (Publication.CLOSED == position || Publication.MAX_POSITION_EXCEEDED == position)
            {
                throw new BenchException("the publication ended: " + Publication.errorString(position));
            }
            return false;
        }

        if (isClaimed)
        {
            payload.write(claim.buffer(), claim.offset(), offeredCount);
            claim.commit();
        }
        endPositions[(int)offeredCount & mask] = position;
        offeredCount++;

        return true;
    }

    /**
     * As the makers advise for low latency: a thread for each of its parts; and a recorder that, unless the user wants
     * it, does not park: see {@link Systems#archiveIdling()}.
     */
    private Archive.Context context(final Path directory, final int level, final Idling idling)
    {
        return new Archive.Context()
            .aeronDirectoryName(driver.directoryName())
            .archiveDir(directory.toFile())
            .deleteArchiveOnStart(false)
            .fileSyncLevel(level)
            .catalogFileSyncLevel(level)
            .segmentFileLength(Math.max(Archive.Configuration.segmentFileLength(), settings.termLength()))
            .threadingMode(ArchiveThreadingMode.DEDICATED)
            // Conductor and replayer are not in the path of a message: they leave the processor to what is.
            .idleStrategySupplier(Idling.BACKOFF::newStrategy)
            .recorderIdleStrategySupplier(idling::newStrategy)
            .replayerIdleStrategySupplier(Idling.BACKOFF::newStrategy)
            .controlChannelEnabled(false)
            .archiveClientContext(new AeronArchive.Context().controlResponseChannel(CONTROL_CHANNEL))
            .localControlChannel(CONTROL_CHANNEL)
            .recordingEventsEnabled(false)
            .replicationChannel(NO_REPLICATION)
            .errorHandler(settings.errorHandler());
    }

    private void record()
    {
        control = AeronArchive.connect(new AeronArchive.Context()
            .aeron(driver.client())
            .ownsAeronClient(false)
            .controlRequestChannel(CONTROL_CHANNEL)
            .controlRequestStreamId(archive.context().localControlStreamId())
            .controlResponseChannel(CONTROL_CHANNEL)
            .errorHandler(settings.errorHandler()));
        control.startRecording(CommonContext.IPC_CHANNEL, STREAM_ID, SourceLocation.LOCAL);
        publication = driver.client().addExclusivePublication(CommonContext.IPC_CHANNEL, STREAM_ID);
        isClaimed = messageLength <= publication.maxPayloadLength();
        counters = driver.client().countersReader();
        counterId = awaitCounter();
    }

    private int awaitCounter()
    {
        final long beginNs = System.nanoTime();
        int id = CountersReader.NULL_COUNTER_ID;
        while (CountersReader.NULL_COUNTER_ID == id || !publication.isConnected())
        {
            settings.stopSignal().check();
            if (System.nanoTime() - beginNs > CONNECT_TIMEOUT_NS)
            {
                throw new BenchException("the archive did not begin to record within 10 s");
            }
            Thread.yield();
            id = RecordingPos.findCounterIdBySession(counters, publication.sessionId(), control.archiveId());
        }

        return id;
    }
}
