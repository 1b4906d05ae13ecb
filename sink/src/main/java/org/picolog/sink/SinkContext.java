/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.picolog.log.FlushIdleStrategy;
import org.picolog.log.LogContext;
import org.picolog.log.PageFlusher;
import org.picolog.log.Settings;

import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.picolog.log.Settings.durationValue;

/**
 * Configuration of a {@link Sink}. Defaults come from system properties; setters override them; {@link #conclude()}
 * refuses contradictions by name. Not thread safe.
 */
public final class SinkContext implements Cloneable
{
    /** Property: channel of the publication to archive. */
    public static final String CHANNEL_PROP_NAME = "picolog.channel";

    /** Default of {@link #CHANNEL_PROP_NAME}. */
    public static final String CHANNEL_DEFAULT = CommonContext.IPC_CHANNEL;

    /** Property: stream of the publication to archive. */
    public static final String STREAM_ID_PROP_NAME = "picolog.stream.id";

    /** Default of {@link #STREAM_ID_PROP_NAME}: away from those that Aeron's own services use. */
    public static final int STREAM_ID_DEFAULT = 7001;

    /** Property: channel of the control stream, on which publishers ask to connect. */
    public static final String CONTROL_CHANNEL_PROP_NAME = "picolog.control.channel";

    /** Default of {@link #CONTROL_CHANNEL_PROP_NAME}. */
    public static final String CONTROL_CHANNEL_DEFAULT = CommonContext.IPC_CHANNEL + "?term-length=64k";

    /** Property: stream id of the control stream. */
    public static final String CONTROL_STREAM_ID_PROP_NAME = "picolog.control.stream.id";

    /** Default of {@link #CONTROL_STREAM_ID_PROP_NAME}. */
    public static final int CONTROL_STREAM_ID_DEFAULT = 7003;

    /** Property: channel of the monitor stream, on which anybody may read how far the log is durable. */
    public static final String MONITOR_CHANNEL_PROP_NAME = "picolog.monitor.channel";

    /** Default of {@link #MONITOR_CHANNEL_PROP_NAME}. */
    public static final String MONITOR_CHANNEL_DEFAULT = CommonContext.IPC_CHANNEL + "?term-length=64k";

    /** Property: stream id of the monitor stream. */
    public static final String MONITOR_STREAM_ID_PROP_NAME = "picolog.monitor.stream.id";

    /** Default of {@link #MONITOR_STREAM_ID_PROP_NAME}. */
    public static final int MONITOR_STREAM_ID_DEFAULT = 7004;

    /** Property: who numbers the messages, a name of {@link IngestMode}. */
    public static final String INGEST_MODE_PROP_NAME = "picolog.ingest.mode";

    /** Property: how the agents are given threads, a name of {@link ThreadingMode}. */
    public static final String THREADING_MODE_PROP_NAME = "picolog.threading.mode";

    /** Property: most fragments that one duty cycle takes from an image. */
    public static final String FRAGMENT_LIMIT_PROP_NAME = "picolog.fragment.limit";

    /** Default of {@link #FRAGMENT_LIMIT_PROP_NAME}. */
    public static final int FRAGMENT_LIMIT_DEFAULT = 256;

    /** Property: how long to wait for the session of a publisher that asks to connect to be heard; "5s". */
    public static final String IMAGE_TIMEOUT_PROP_NAME = "picolog.image.timeout";

    /** Default of {@link #IMAGE_TIMEOUT_PROP_NAME}. */
    public static final long IMAGE_TIMEOUT_DEFAULT_NS = 5_000_000_000L;

    /** Property: longest silence towards whoever reads acks; "100ms". */
    public static final String HEARTBEAT_INTERVAL_PROP_NAME = "picolog.heartbeat.interval";

    /** Default of {@link #HEARTBEAT_INTERVAL_PROP_NAME} in nanoseconds. */
    public static final long HEARTBEAT_INTERVAL_DEFAULT_NS = 100_000_000L;

    /** Property: how long a close may take to make durable what was taken in; "5s". */
    public static final String CLOSE_TIMEOUT_PROP_NAME = "picolog.close.timeout";

    /** Default of {@link #CLOSE_TIMEOUT_PROP_NAME} in nanoseconds. */
    public static final long CLOSE_TIMEOUT_DEFAULT_NS = 5_000_000_000L;

    /**
     * Property: how long to wait for the media driver to answer, and how long it may be silent; "10s". For a client
     * that is not given.
     */
    public static final String DRIVER_TIMEOUT_PROP_NAME = "picolog.driver.timeout";

    /** Default of {@link #DRIVER_TIMEOUT_PROP_NAME} in nanoseconds: Aeron's own. */
    public static final long DRIVER_TIMEOUT_DEFAULT_NS = MILLISECONDS.toNanos(CommonContext.DRIVER_TIMEOUT_MS);

    private static final Supplier<IdleStrategy> OWN_IDLE_STRATEGY =
        () -> new BackoffIdleStrategy(1, 10, 1_000, 100_000);

    private boolean isConcluded;
    private OwnClient ownClient;
    private SinkState state;
    private LongConsumer givenFlushes;
    private LongConsumer givenCommits;
    private LongConsumer timedFlushes;
    private LongConsumer timedCommits;
    private Aeron aeron;
    private String aeronDirectoryName = CommonContext.getAeronDirectoryName();
    private String channel = System.getProperty(CHANNEL_PROP_NAME, CHANNEL_DEFAULT);
    private int streamId = Settings.intValue(STREAM_ID_PROP_NAME, STREAM_ID_DEFAULT);
    private String controlChannel = System.getProperty(CONTROL_CHANNEL_PROP_NAME, CONTROL_CHANNEL_DEFAULT);
    private int controlStreamId = Settings.intValue(CONTROL_STREAM_ID_PROP_NAME, CONTROL_STREAM_ID_DEFAULT);
    private String monitorChannel = System.getProperty(MONITOR_CHANNEL_PROP_NAME, MONITOR_CHANNEL_DEFAULT);
    private int monitorStreamId = Settings.intValue(MONITOR_STREAM_ID_PROP_NAME, MONITOR_STREAM_ID_DEFAULT);
    private IngestMode ingestMode = Settings.enumValue(INGEST_MODE_PROP_NAME, IngestMode.SEQUENCED);
    private ThreadingMode threadingMode =
        Settings.enumValue(THREADING_MODE_PROP_NAME, ThreadingMode.DEDICATED);
    private int fragmentLimit = Settings.intValue(FRAGMENT_LIMIT_PROP_NAME, FRAGMENT_LIMIT_DEFAULT);
    private long imageTimeoutNs = durationValue(IMAGE_TIMEOUT_PROP_NAME, IMAGE_TIMEOUT_DEFAULT_NS);
    private long heartbeatIntervalNs =
        durationValue(HEARTBEAT_INTERVAL_PROP_NAME, HEARTBEAT_INTERVAL_DEFAULT_NS);
    private long closeTimeoutNs = durationValue(CLOSE_TIMEOUT_PROP_NAME, CLOSE_TIMEOUT_DEFAULT_NS);
    private long driverTimeoutNs = durationValue(DRIVER_TIMEOUT_PROP_NAME, DRIVER_TIMEOUT_DEFAULT_NS);
    private LogContext log = new LogContext();
    private MonitorContext monitor = new MonitorContext();
    private ThreadContext threads = new ThreadContext();
    private Supplier<IdleStrategy> idleStrategySupplier = OWN_IDLE_STRATEGY;
    private ErrorHandler errorHandler;
    private ErrorHandler logErrorHandler;

    /**
     * Check and complete the configuration; connect to the media driver if no client is given. To be called once.
     *
     * @return this.
     * @throws IllegalArgumentException if a value is out of its range or contradicts another: the message names it.
     * @throws IllegalStateException    when called again.
     * @throws SinkException            if the media driver cannot be reached.
     */
    public SinkContext conclude()
    {
        if (isConcluded)
        {
            throw new IllegalStateException("the context is concluded already: use a clone() for another sink");
        }

        SinkContextValidator.validate(this);
        state = new SinkState(errorHandler);
        if (null == log.errorHandler() || log.errorHandler() == logErrorHandler)
        {
            logErrorHandler = state::report;
            log.errorHandler(logErrorHandler);
        }
        if (null == aeron)
        {
            ownClient = new OwnClient(aeronDirectoryName, driverTimeoutNs, state);
            aeron = ownClient.aeron();
        }
        isConcluded = true;

        return this;
    }

    /**
     * Check the values of this context and of its log's, without concluding it: nothing is opened or connected to.
     *
     * @throws IllegalArgumentException if a value is out of its range or contradicts another: the message names it.
     */
    public void validate()
    {
        SinkContextValidator.validate(this);
        log.validate();
    }

    /** @return written as in a file of properties, in a fixed order. */
    public Map<String, String> settings()
    {
        final Map<String, String> settings = SinkSettings.of(this);
        if (null != threads)
        {
            settings.putAll(threads.settings());
        }
        if (null != monitor)
        {
            settings.putAll(monitor.settings());
        }
        if (null != log)
        {
            settings.putAll(log.settings());
        }

        return settings;
    }

    /**
     * All values, one a line.
     */
    @Override
    public String toString()
    {
        final StringBuilder builder = new StringBuilder("SinkContext\n{\n");
        settings().forEach((name, value) -> builder.append("    ").append(name).append('=').append(value).append('\n'));
        return builder.append('}').toString();
    }

    /**
     * Have the log tell its times to the sink, too; not to that of a clone.
     */
    void addTimeConsumers(final LongConsumer flushes, final LongConsumer commits)
    {
        givenFlushes = log.flushTimeConsumer();
        givenCommits = log.commitTimeConsumer();
        timedFlushes = givenFlushes.andThen(flushes);
        timedCommits = givenCommits.andThen(commits);
        log.flushTimeConsumer(timedFlushes).commitTimeConsumer(timedCommits);
    }

    SinkState state()
    {
        return state;
    }

    /**
     * The client that the context made, null if it was given one.
     */
    OwnClient ownClient()
    {
        return ownClient;
    }

    /**
     * Not concluded, and without the client that the original made for itself.
     */
    @Override
    public SinkContext clone()
    {
        try
        {
            final SinkContext copy = (SinkContext)super.clone();
            copy.isConcluded = false;
            copy.log = null == log ? null : log.clone();
            copy.monitor = null == monitor ? null : monitor.clone();
            copy.threads = null == threads ? null : threads.clone();
            if (null != log && null != logErrorHandler && logErrorHandler == log.errorHandler())
            {
                copy.log.errorHandler(null);
            }
            if (null != timedFlushes && timedFlushes == log.flushTimeConsumer())
            {
                copy.log.flushTimeConsumer(givenFlushes);
            }
            if (null != timedCommits && timedCommits == log.commitTimeConsumer())
            {
                copy.log.commitTimeConsumer(givenCommits);
            }
            copy.state = null;
            if (null != ownClient)
            {
                copy.ownClient = null;
                copy.aeron = null;
            }
            return copy;
        }
        catch (final CloneNotSupportedException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    /**
     * Close the Aeron client if the context made it.
     */
    public void close()
    {
        CloseHelper.close(ownClient);
    }

    /**
     * Client to use; not closed by the sink. Without one the sink makes its own. It must have a close linger of 3 s or
     * more: when it loses the media driver it unmaps its memory after that time, whoever is reading it. Aeron's default
     * of 0 is refused.
     *
     * @param aeron the client, null for an own one.
     * @return this for a fluent API.
     */
    public SinkContext aeron(final Aeron aeron)
    {
        this.aeron = aeron;
        return this;
    }

    /** @return the client, null for an own one. */
    public Aeron aeron()
    {
        return aeron;
    }

    /**
     * Directory of the media driver.
     *
     * @param aeronDirectoryName the directory.
     * @return this for a fluent API.
     */
    public SinkContext aeronDirectoryName(final String aeronDirectoryName)
    {
        this.aeronDirectoryName = aeronDirectoryName;
        return this;
    }

    /** @return the directory. */
    public String aeronDirectoryName()
    {
        return aeronDirectoryName;
    }

    /**
     * Channel of the publication to archive.
     *
     * @param channel the channel.
     * @return this for a fluent API.
     * @see #CHANNEL_PROP_NAME
     */
    public SinkContext channel(final String channel)
    {
        this.channel = channel;
        return this;
    }

    /** @return the channel. See {@link #CHANNEL_PROP_NAME}. */
    public String channel()
    {
        return channel;
    }

    /**
     * Stream of the publication to archive.
     *
     * @param streamId the stream id.
     * @return this for a fluent API.
     * @see #STREAM_ID_PROP_NAME
     */
    public SinkContext streamId(final int streamId)
    {
        this.streamId = streamId;
        return this;
    }

    /** @return the stream id. See {@link #STREAM_ID_PROP_NAME}. */
    public int streamId()
    {
        return streamId;
    }

    /**
     * Channel of the control stream.
     *
     * @param controlChannel the channel.
     * @return this for a fluent API.
     * @see #CONTROL_CHANNEL_PROP_NAME
     */
    public SinkContext controlChannel(final String controlChannel)
    {
        this.controlChannel = controlChannel;
        return this;
    }

    /** @return the channel. See {@link #CONTROL_CHANNEL_PROP_NAME}. */
    public String controlChannel()
    {
        return controlChannel;
    }

    /**
     * Stream id of the control stream.
     *
     * @param controlStreamId the stream id.
     * @return this for a fluent API.
     * @see #CONTROL_STREAM_ID_PROP_NAME
     */
    public SinkContext controlStreamId(final int controlStreamId)
    {
        this.controlStreamId = controlStreamId;
        return this;
    }

    /** @return the stream id. See {@link #CONTROL_STREAM_ID_PROP_NAME}. */
    public int controlStreamId()
    {
        return controlStreamId;
    }

    /**
     * Channel of the monitor stream.
     *
     * @param monitorChannel the channel.
     * @return this for a fluent API.
     * @see #MONITOR_CHANNEL_PROP_NAME
     */
    public SinkContext monitorChannel(final String monitorChannel)
    {
        this.monitorChannel = monitorChannel;
        return this;
    }

    /** @return the channel. See {@link #MONITOR_CHANNEL_PROP_NAME}. */
    public String monitorChannel()
    {
        return monitorChannel;
    }

    /**
     * Stream id of the monitor stream.
     *
     * @param monitorStreamId the stream id.
     * @return this for a fluent API.
     * @see #MONITOR_STREAM_ID_PROP_NAME
     */
    public SinkContext monitorStreamId(final int monitorStreamId)
    {
        this.monitorStreamId = monitorStreamId;
        return this;
    }

    /** @return the stream id. See {@link #MONITOR_STREAM_ID_PROP_NAME}. */
    public int monitorStreamId()
    {
        return monitorStreamId;
    }

    /**
     * Who numbers the messages.
     *
     * @param ingestMode the mode.
     * @return this for a fluent API.
     * @see #INGEST_MODE_PROP_NAME
     */
    public SinkContext ingestMode(final IngestMode ingestMode)
    {
        this.ingestMode = ingestMode;
        return this;
    }

    /** @return the mode. See {@link #INGEST_MODE_PROP_NAME}. */
    public IngestMode ingestMode()
    {
        return ingestMode;
    }

    /**
     * How the agents are given threads.
     *
     * @param threadingMode the mode.
     * @return this for a fluent API.
     * @see #THREADING_MODE_PROP_NAME
     */
    public SinkContext threadingMode(final ThreadingMode threadingMode)
    {
        this.threadingMode = threadingMode;
        return this;
    }

    /** @return the mode. See {@link #THREADING_MODE_PROP_NAME}. */
    public ThreadingMode threadingMode()
    {
        return threadingMode;
    }

    /**
     * Most fragments that one duty cycle takes from an image.
     *
     * @param fragmentLimit the number.
     * @return this for a fluent API.
     * @see #FRAGMENT_LIMIT_PROP_NAME
     */
    public SinkContext fragmentLimit(final int fragmentLimit)
    {
        this.fragmentLimit = fragmentLimit;
        return this;
    }

    /** @return the number. See {@link #FRAGMENT_LIMIT_PROP_NAME}. */
    public int fragmentLimit()
    {
        return fragmentLimit;
    }

    /**
     * How long to wait for the session of a publisher that asks to connect.
     *
     * @param imageTimeoutNs in nanoseconds, positive.
     * @return this for a fluent API.
     * @see #IMAGE_TIMEOUT_PROP_NAME
     */
    public SinkContext imageTimeoutNs(final long imageTimeoutNs)
    {
        this.imageTimeoutNs = imageTimeoutNs;
        return this;
    }

    /** @return the time in nanoseconds. See {@link #IMAGE_TIMEOUT_PROP_NAME}. */
    public long imageTimeoutNs()
    {
        return imageTimeoutNs;
    }

    /**
     * Longest silence towards whoever reads acks, in nanoseconds.
     *
     * @param heartbeatIntervalNs the interval.
     * @return this for a fluent API.
     * @see #HEARTBEAT_INTERVAL_PROP_NAME
     */
    public SinkContext heartbeatIntervalNs(final long heartbeatIntervalNs)
    {
        this.heartbeatIntervalNs = heartbeatIntervalNs;
        return this;
    }

    /** @return the interval. See {@link #HEARTBEAT_INTERVAL_PROP_NAME}. */
    public long heartbeatIntervalNs()
    {
        return heartbeatIntervalNs;
    }

    /**
     * How long a close may take to make durable what was taken in, in nanoseconds.
     *
     * @param closeTimeoutNs the time-out.
     * @return this for a fluent API.
     * @see #CLOSE_TIMEOUT_PROP_NAME
     */
    public SinkContext closeTimeoutNs(final long closeTimeoutNs)
    {
        this.closeTimeoutNs = closeTimeoutNs;
        return this;
    }

    /** @return the time-out. See {@link #CLOSE_TIMEOUT_PROP_NAME}. */
    public long closeTimeoutNs()
    {
        return closeTimeoutNs;
    }

    /**
     * How long to wait for the media driver to answer, and how long it may be silent, in nanoseconds.
     *
     * @param driverTimeoutNs the time-out.
     * @return this for a fluent API.
     * @see #DRIVER_TIMEOUT_PROP_NAME
     */
    public SinkContext driverTimeoutNs(final long driverTimeoutNs)
    {
        this.driverTimeoutNs = driverTimeoutNs;
        return this;
    }

    /** @return the time-out. See {@link #DRIVER_TIMEOUT_PROP_NAME}. */
    public long driverTimeoutNs()
    {
        return driverTimeoutNs;
    }

    /**
     * Configuration of the log.
     *
     * @param log the configuration.
     * @return this for a fluent API.
     */
    public SinkContext log(final LogContext log)
    {
        this.log = log;
        return this;
    }

    /** @return the configuration. */
    public LogContext log()
    {
        return log;
    }

    /**
     * The threads of the sink.
     *
     * @param threads configuration of them.
     * @return this for a fluent API.
     */
    public SinkContext threads(final ThreadContext threads)
    {
        this.threads = threads;
        return this;
    }

    /** @return configuration of the threads of the sink. */
    public ThreadContext threads()
    {
        return threads;
    }

    /**
     * Configuration of how the sink watches itself.
     *
     * @param monitor the configuration.
     * @return this for a fluent API.
     */
    public SinkContext monitor(final MonitorContext monitor)
    {
        this.monitor = monitor;
        return this;
    }

    /**
     * Configuration of how the sink watches itself.
     *
     * @return the configuration.
     */
    public MonitorContext monitor()
    {
        return monitor;
    }

    /**
     * Makes an idle strategy for each agent's thread. Without one they back off, up to parking, and the thread that
     * flushes waits in the kernel while a write is in flight, see {@link FlushIdleStrategy}; with one they do as it
     * says: spin, if each has a core to itself.
     *
     * @param idleStrategySupplier the supplier.
     * @return this for a fluent API.
     */
    public SinkContext idleStrategySupplier(final Supplier<IdleStrategy> idleStrategySupplier)
    {
        this.idleStrategySupplier = idleStrategySupplier;
        return this;
    }

    /** @return the supplier. */
    public Supplier<IdleStrategy> idleStrategySupplier()
    {
        return idleStrategySupplier;
    }

    /**
     * Told of everything that goes wrong, on whichever thread it does, and of each thing once. Must not throw, and must
     * not close the sink.
     *
     * @param errorHandler the handler.
     * @return this for a fluent API.
     */
    public SinkContext errorHandler(final ErrorHandler errorHandler)
    {
        this.errorHandler = errorHandler;
        return this;
    }

    /** @return the handler. */
    public ErrorHandler errorHandler()
    {
        return errorHandler;
    }

    IdleStrategy newFlushIdleStrategy(final PageFlusher flusher)
    {
        final IdleStrategy strategy = idleStrategySupplier.get();
        final long maxWaitNs = ThreadingMode.SHARED == threadingMode ?
            FlushIdleStrategy.SHARED_WAIT_NS : FlushIdleStrategy.FLUSH_WAIT_NS;
        return OWN_IDLE_STRATEGY == idleStrategySupplier ?
            new FlushIdleStrategy(flusher, maxWaitNs, strategy) : strategy;
    }
}
