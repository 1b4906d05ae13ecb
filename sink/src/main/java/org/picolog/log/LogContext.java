/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.ErrorHandler;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.OffsetEpochNanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.picolog.io.BlockIo;
import org.picolog.io.IoBackend;
import org.picolog.io.LinuxBlockIo;
import org.picolog.io.WriteDurability;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

import static org.picolog.log.LogConfiguration.DIRECTORY_PROP_NAME;
import static org.picolog.log.LogConfiguration.DURABILITY_PROP_NAME;
import static org.picolog.log.LogConfiguration.IDLE_CLAIM_INTERVAL_DEFAULT_NS;
import static org.picolog.log.LogConfiguration.IDLE_CLAIM_INTERVAL_PROP_NAME;
import static org.picolog.log.LogConfiguration.IO_PROP_NAME;
import static org.picolog.log.LogConfiguration.LOCK_TIMEOUT_DEFAULT_NS;
import static org.picolog.log.LogConfiguration.LOCK_TIMEOUT_PROP_NAME;
import static org.picolog.log.LogConfiguration.MAX_WRITES_IN_FLIGHT_DEFAULT;
import static org.picolog.log.LogConfiguration.MAX_WRITES_IN_FLIGHT_PROP_NAME;
import static org.picolog.log.LogConfiguration.MAX_WRITE_LENGTH_DEFAULT;
import static org.picolog.log.LogConfiguration.MAX_WRITE_LENGTH_PROP_NAME;
import static org.picolog.log.LogConfiguration.PREPARED_SEGMENTS_DEFAULT;
import static org.picolog.log.LogConfiguration.PREPARED_SEGMENTS_PROP_NAME;
import static org.picolog.log.LogConfiguration.SEGMENT_LENGTH_DEFAULT;
import static org.picolog.log.LogConfiguration.SEGMENT_LENGTH_PROP_NAME;
import static org.picolog.log.LogConfiguration.SLAB_LENGTH_DEFAULT;
import static org.picolog.log.LogConfiguration.SLAB_LENGTH_PROP_NAME;
import static org.picolog.log.LogConfiguration.SLOW_WRITE_THRESHOLD_DEFAULT_NS;
import static org.picolog.log.LogConfiguration.SLOW_WRITE_THRESHOLD_PROP_NAME;
import static org.picolog.log.Settings.durationValue;

/**
 * Configuration of a {@link DurableLog}. Defaults come from system properties; setters override them; {@link
 * #conclude()} refuses contradictions by name. Not thread safe.
 */
public final class LogContext implements Cloneable
{
    private boolean isConcluded;
    private Path directory = directoryProperty();
    private int segmentLength = Settings.sizeValue(SEGMENT_LENGTH_PROP_NAME, SEGMENT_LENGTH_DEFAULT);
    private int slabLength = Settings.sizeValue(SLAB_LENGTH_PROP_NAME, SLAB_LENGTH_DEFAULT);
    private int maxWriteLength = Settings.sizeValue(MAX_WRITE_LENGTH_PROP_NAME, MAX_WRITE_LENGTH_DEFAULT);
    private int maxWritesInFlight = Settings.intValue(MAX_WRITES_IN_FLIGHT_PROP_NAME, MAX_WRITES_IN_FLIGHT_DEFAULT);
    private int preparedSegments = Settings.intValue(PREPARED_SEGMENTS_PROP_NAME, PREPARED_SEGMENTS_DEFAULT);
    private long lockTimeoutNs = durationValue(LOCK_TIMEOUT_PROP_NAME, LOCK_TIMEOUT_DEFAULT_NS);
    private long idleClaimIntervalNs =
        durationValue(IDLE_CLAIM_INTERVAL_PROP_NAME, IDLE_CLAIM_INTERVAL_DEFAULT_NS);
    private long slowWriteThresholdNs =
        durationValue(SLOW_WRITE_THRESHOLD_PROP_NAME, SLOW_WRITE_THRESHOLD_DEFAULT_NS);
    private WriteDurability durability =
        Settings.enumValue(DURABILITY_PROP_NAME, WriteDurability.POWER_LOSS);
    private IoBackend io = Settings.enumValue(IO_PROP_NAME, IoBackend.IO_URING);
    private RetentionPolicy retention = RetentionPolicy.ofProperties();
    private ErrorHandler errorHandler;
    private BlockIo blockIo;
    // The system's own makes an object each time, which a compiler removes only where it inlines all of it.
    private EpochNanoClock epochNanoClock = new OffsetEpochNanoClock();
    private NanoClock nanoClock = SystemNanoClock.INSTANCE;
    private LongSupplier saltSupplier;
    private LongConsumer flushTimeConsumer = LogContext::ignore;
    private LongConsumer commitTimeConsumer = LogContext::ignore;

    /**
     * Check and complete the configuration. To be called once.
     *
     * @return this.
     * @throws IllegalArgumentException if a value is out of its range or contradicts another: the message names it.
     * @throws IllegalStateException    when called again.
     * @throws org.picolog.io.BlockIoException if this machine cannot do what is asked for, such as io_uring.
     */
    public LogContext conclude()
    {
        if (isConcluded)
        {
            throw new IllegalStateException("the context is concluded already: use a clone() for another log");
        }

        validate();
        if (null == blockIo)
        {
            final LinuxBlockIo machine = MachineChoice.choose(this);
            io = machine.backend();
            blockIo = machine;
        }
        if (null == saltSupplier)
        {
            saltSupplier = new SecureRandom()::nextLong;
        }
        isConcluded = true;

        return this;
    }

    @Override
    public LogContext clone()
    {
        try
        {
            final LogContext copy = (LogContext)super.clone();
            copy.isConcluded = false;
            return copy;
        }
        catch (final CloneNotSupportedException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    /**
     * Pages in a segment, header pages included.
     *
     * @return the number.
     */
    public int pagesPerSegment()
    {
        return segmentLength / LogFormat.PAGE_SIZE;
    }

    /**
     * Will pages be written on the thread that calls the flusher, which waits for each write?
     *
     * @return true if so, also before the context is concluded.
     */
    public boolean isSynchronous()
    {
        return MachineChoice.isSynchronous(this);
    }

    int maxWritePages()
    {
        return maxWriteLength / LogFormat.PAGE_SIZE;
    }

    /**
     * No write is submitted that ends further beyond the mark than this, in pages: all that can be in flight at once,
     * and the header pages of the segments between.
     */
    int writeWindow()
    {
        return maxWritesInFlight * (maxWritePages() + LogFormat.SEGMENT_HEADER_PAGES);
    }

    /**
     * Directory of the log, which must exist.
     *
     * @param directory the path.
     * @return this for a fluent API.
     * @see LogConfiguration#DIRECTORY_PROP_NAME
     */
    public LogContext directory(final Path directory)
    {
        this.directory = directory;
        return this;
    }

    /**
     * Directory of the log, which must exist.
     *
     * @return the path.
     * @see LogConfiguration#DIRECTORY_PROP_NAME
     */
    public Path directory()
    {
        return directory;
    }

    /**
     * Length of a segment file in bytes.
     *
     * @param segmentLength the length, a multiple of the page size.
     * @return this for a fluent API.
     * @see LogConfiguration#SEGMENT_LENGTH_PROP_NAME
     */
    public LogContext segmentLength(final int segmentLength)
    {
        this.segmentLength = segmentLength;
        return this;
    }

    /**
     * Length of a segment file in bytes.
     *
     * @return the length, a multiple of the page size.
     * @see LogConfiguration#SEGMENT_LENGTH_PROP_NAME
     */
    public int segmentLength()
    {
        return segmentLength;
    }

    /**
     * Length of the memory that holds pages until they are durable, in bytes.
     *
     * @param slabLength the length, a power of two.
     * @return this for a fluent API.
     * @see LogConfiguration#SLAB_LENGTH_PROP_NAME
     */
    public LogContext slabLength(final int slabLength)
    {
        this.slabLength = slabLength;
        return this;
    }

    /**
     * Length of the memory that holds pages until they are durable, in bytes.
     *
     * @return the length, a power of two.
     * @see LogConfiguration#SLAB_LENGTH_PROP_NAME
     */
    public int slabLength()
    {
        return slabLength;
    }

    /**
     * Length of the largest single write in bytes.
     *
     * @param maxWriteLength the length, a multiple of the page size.
     * @return this for a fluent API.
     * @see LogConfiguration#MAX_WRITE_LENGTH_PROP_NAME
     */
    public LogContext maxWriteLength(final int maxWriteLength)
    {
        this.maxWriteLength = maxWriteLength;
        return this;
    }

    /**
     * Length of the largest single write in bytes.
     *
     * @return the length, a multiple of the page size.
     * @see LogConfiguration#MAX_WRITE_LENGTH_PROP_NAME
     */
    public int maxWriteLength()
    {
        return maxWriteLength;
    }

    /**
     * Greatest number of writes in flight.
     *
     * @param maxWritesInFlight the number, a power of two.
     * @return this for a fluent API.
     * @see LogConfiguration#MAX_WRITES_IN_FLIGHT_PROP_NAME
     */
    public LogContext maxWritesInFlight(final int maxWritesInFlight)
    {
        this.maxWritesInFlight = maxWritesInFlight;
        return this;
    }

    /**
     * Greatest number of writes in flight.
     *
     * @return the number, a power of two.
     * @see LogConfiguration#MAX_WRITES_IN_FLIGHT_PROP_NAME
     */
    public int maxWritesInFlight()
    {
        return maxWritesInFlight;
    }

    /**
     * How many segments to keep prepared ahead.
     *
     * @param preparedSegments the number, at least 1.
     * @return this for a fluent API.
     * @see LogConfiguration#PREPARED_SEGMENTS_PROP_NAME
     */
    public LogContext preparedSegments(final int preparedSegments)
    {
        this.preparedSegments = preparedSegments;
        return this;
    }

    /**
     * How many segments to keep prepared ahead.
     *
     * @return the number, at least 1.
     * @see LogConfiguration#PREPARED_SEGMENTS_PROP_NAME
     */
    public int preparedSegments()
    {
        return preparedSegments;
    }

    /**
     * How long to wait for another writer to let go of the log, in nanoseconds.
     *
     * @param lockTimeoutNs the time-out.
     * @return this for a fluent API.
     * @see LogConfiguration#LOCK_TIMEOUT_PROP_NAME
     */
    public LogContext lockTimeoutNs(final long lockTimeoutNs)
    {
        this.lockTimeoutNs = lockTimeoutNs;
        return this;
    }

    /**
     * How long to wait for another writer to let go of the log, in nanoseconds.
     *
     * @return the time-out.
     * @see LogConfiguration#LOCK_TIMEOUT_PROP_NAME
     */
    public long lockTimeoutNs()
    {
        return lockTimeoutNs;
    }

    /**
     * After how long without a message a page is written that claims what was acknowledged, in nanoseconds.
     *
     * @param idleClaimIntervalNs the interval.
     * @return this for a fluent API.
     * @see LogConfiguration#IDLE_CLAIM_INTERVAL_PROP_NAME
     */
    public LogContext idleClaimIntervalNs(final long idleClaimIntervalNs)
    {
        this.idleClaimIntervalNs = idleClaimIntervalNs;
        return this;
    }

    /**
     * After how long without a message a page is written that claims what was acknowledged, in nanoseconds.
     *
     * @return the interval.
     * @see LogConfiguration#IDLE_CLAIM_INTERVAL_PROP_NAME
     */
    public long idleClaimIntervalNs()
    {
        return idleClaimIntervalNs;
    }

    /**
     * A write that takes this long is slow, in nanoseconds.
     *
     * @param slowWriteThresholdNs the time.
     * @return this for a fluent API.
     * @see LogConfiguration#SLOW_WRITE_THRESHOLD_PROP_NAME
     */
    public LogContext slowWriteThresholdNs(final long slowWriteThresholdNs)
    {
        this.slowWriteThresholdNs = slowWriteThresholdNs;
        return this;
    }

    /**
     * A write that takes this long is slow, in nanoseconds.
     *
     * @return the time.
     * @see LogConfiguration#SLOW_WRITE_THRESHOLD_PROP_NAME
     */
    public long slowWriteThresholdNs()
    {
        return slowWriteThresholdNs;
    }

    /**
     * What each write demands of the device.
     *
     * @param durability the demand.
     * @return this for a fluent API.
     * @see LogConfiguration#DURABILITY_PROP_NAME
     */
    public LogContext durability(final WriteDurability durability)
    {
        this.durability = durability;
        return this;
    }

    /**
     * What each write demands of the device.
     *
     * @return the demand.
     * @see LogConfiguration#DURABILITY_PROP_NAME
     */
    public WriteDurability durability()
    {
        return durability;
    }

    /**
     * What of the log is purged while it is written.
     *
     * @param retention the policy.
     * @return this for a fluent API.
     */
    public LogContext retention(final RetentionPolicy retention)
    {
        this.retention = retention;
        return this;
    }

    /**
     * What of the log is purged while it is written.
     *
     * @return the policy, by default of the system properties or {@link RetentionPolicy#KEEP_ALL}.
     */
    public RetentionPolicy retention()
    {
        return retention;
    }

    /**
     * How pages are written, unless a {@link #blockIo(BlockIo)} is set.
     *
     * @param io the back end.
     * @return this for a fluent API.
     * @see LogConfiguration#IO_PROP_NAME
     */
    public LogContext io(final IoBackend io)
    {
        this.io = io;
        return this;
    }

    /**
     * How pages are written, unless a {@link #blockIo(BlockIo)} is set.
     *
     * @return the back end; once concluded what {@link IoBackend#AUTO} came to.
     * @see LogConfiguration#IO_PROP_NAME
     */
    public IoBackend io()
    {
        return io;
    }

    /**
     * Told of what is not as it should be while the log goes on: a slow device, a lack of space, no io_uring. Called on
     * whichever thread finds it, once for each time it begins; must not block or throw.
     *
     * @param errorHandler the handler; null to be told by getters alone, in a sink for the sink's own.
     * @return this for a fluent API.
     */
    public LogContext errorHandler(final ErrorHandler errorHandler)
    {
        this.errorHandler = errorHandler;
        return this;
    }

    /**
     * Told of what is not as it should be while the log goes on.
     *
     * @return the handler, null for none.
     */
    public ErrorHandler errorHandler()
    {
        return errorHandler;
    }

    /**
     * Tell whoever wants to be told.
     */
    void report(final LogException ex)
    {
        if (null != errorHandler)
        {
            errorHandler.onError(ex);
        }
    }

    /**
     * The machine below the log.
     *
     * @param blockIo the real one unless set.
     * @return this for a fluent API.
     */
    public LogContext blockIo(final BlockIo blockIo)
    {
        this.blockIo = blockIo;
        return this;
    }

    /**
     * The machine below the log.
     *
     * @return the real one unless set.
     */
    public BlockIo blockIo()
    {
        return blockIo;
    }

    /**
     * Clock for the timestamps of pages.
     *
     * @param epochNanoClock the system's unless set.
     * @return this for a fluent API.
     */
    public LogContext epochNanoClock(final EpochNanoClock epochNanoClock)
    {
        this.epochNanoClock = epochNanoClock;
        return this;
    }

    /**
     * Clock for the timestamps of pages.
     *
     * @return the system's unless set.
     */
    public EpochNanoClock epochNanoClock()
    {
        return epochNanoClock;
    }

    /**
     * Clock for waiting and pacing.
     *
     * @param nanoClock the system's unless set.
     * @return this for a fluent API.
     */
    public LogContext nanoClock(final NanoClock nanoClock)
    {
        this.nanoClock = nanoClock;
        return this;
    }

    /**
     * Clock for waiting and pacing.
     *
     * @return the system's unless set.
     */
    public NanoClock nanoClock()
    {
        return nanoClock;
    }

    /**
     * Source of salts and of the log's id.
     *
     * @param saltSupplier a secure random source unless set.
     * @return this for a fluent API.
     */
    public LogContext saltSupplier(final LongSupplier saltSupplier)
    {
        this.saltSupplier = saltSupplier;
        return this;
    }

    /**
     * Source of salts and of the log's id.
     *
     * @return a secure random source unless set.
     */
    public LongSupplier saltSupplier()
    {
        return saltSupplier;
    }

    /**
     * Given the time of each write, in nanoseconds, from when it was queued until it was known to be durable: for a
     * histogram. Called on the flusher's thread; must not block, allocate or throw.
     *
     * @param flushTimeConsumer to be called; does nothing unless set.
     * @return this for a fluent API.
     */
    public LogContext flushTimeConsumer(final LongConsumer flushTimeConsumer)
    {
        this.flushTimeConsumer = flushTimeConsumer;
        return this;
    }

    /**
     * Given the time of each write.
     *
     * @return what is called, on the flusher's thread.
     */
    public LongConsumer flushTimeConsumer()
    {
        return flushTimeConsumer;
    }

    /**
     * Given the time of each page, in nanoseconds, from when its first message went into it until it and everything
     * before it was durable: for a histogram. Called on the flusher's thread; must not block, allocate or throw.
     *
     * @param commitTimeConsumer to be called; does nothing unless set.
     * @return this for a fluent API.
     */
    public LogContext commitTimeConsumer(final LongConsumer commitTimeConsumer)
    {
        this.commitTimeConsumer = commitTimeConsumer;
        return this;
    }

    /**
     * Given the time of each page.
     *
     * @return what is called, on the flusher's thread.
     */
    public LongConsumer commitTimeConsumer()
    {
        return commitTimeConsumer;
    }

    private static void ignore(final long timeNs)
    {
        // Nobody wants to know.
    }

    /**
     * Check the values, without concluding the context.
     *
     * @throws IllegalArgumentException if a value is out of its range or contradicts another: the message names it.
     */
    public void validate()
    {
        LogContextValidator.validate(this);
    }

    /**
     * The values by the names of their properties.
     *
     * @return written as in a file of properties, in a fixed order.
     */
    public Map<String, String> settings()
    {
        return LogSettings.of(this);
    }

    /**
     * All values, one a line.
     */
    @Override
    public String toString()
    {
        final StringBuilder builder = new StringBuilder("LogContext\n{\n");
        settings().forEach((name, value) -> builder.append("    ").append(name).append('=').append(value).append('\n'));
        return builder.append('}').toString();
    }

    private static Path directoryProperty()
    {
        final String value = System.getProperty(DIRECTORY_PROP_NAME);
        return null == value ? null : Path.of(value);
    }
}
