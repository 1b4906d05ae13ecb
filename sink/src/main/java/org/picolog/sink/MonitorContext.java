/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.agrona.SystemUtil;
import org.picolog.log.Settings;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import static org.picolog.log.Settings.check;
import static org.picolog.log.Settings.durationValue;

/**
 * Configuration of how a {@link Sink} watches itself. Defaults come from system properties; setters override them. Not
 * thread safe.
 */
public final class MonitorContext implements Cloneable
{
    /**
     * Property: length of the error log in the mark file, in bytes, with an optional suffix k or m.
     */
    public static final String ERROR_LOG_LENGTH_PROP_NAME = "picolog.error.log.length";

    /**
     * Default of {@link #ERROR_LOG_LENGTH_PROP_NAME}.
     */
    public static final int ERROR_LOG_LENGTH_DEFAULT = 256 * 1024;

    /**
     * Property: longest duty cycle of an agent that is not reported as a stall; "1s".
     */
    public static final String CYCLE_THRESHOLD_PROP_NAME = "picolog.cycle.threshold";

    /**
     * Default of {@link #CYCLE_THRESHOLD_PROP_NAME} in nanoseconds.
     */
    public static final long CYCLE_THRESHOLD_DEFAULT_NS = 1_000_000_000L;

    /**
     * Property: longest silence of the media driver that is not reported; "3s". Lost it is after
     * {@link SinkContext#DRIVER_TIMEOUT_PROP_NAME} only.
     */
    public static final String DRIVER_SILENCE_THRESHOLD_PROP_NAME = "picolog.driver.silence.threshold";

    /**
     * Default of {@link #DRIVER_SILENCE_THRESHOLD_PROP_NAME} in nanoseconds.
     */
    public static final long DRIVER_SILENCE_THRESHOLD_DEFAULT_NS = 3_000_000_000L;

    /**
     * Property: file for an HdrHistogram interval log of the latencies of flushes and commits; none unless set. An
     * existing file is replaced.
     */
    public static final String LATENCY_LOG_PROP_NAME = "picolog.latency.log";

    /**
     * Property: interval of {@link #LATENCY_LOG_PROP_NAME}; "10s", in whole seconds.
     */
    public static final String LATENCY_LOG_INTERVAL_PROP_NAME = "picolog.latency.log.interval";

    /**
     * Default of {@link #LATENCY_LOG_INTERVAL_PROP_NAME} in nanoseconds.
     */
    public static final long LATENCY_LOG_INTERVAL_DEFAULT_NS = 10_000_000_000L;

    /**
     * About as often does a media driver show that it is alive.
     */
    private static final long DRIVER_HEARTBEAT_NS = 1_000_000_000L;
    private static final int MIN_ERROR_LOG_LENGTH = 4096;
    private static final int MAX_ERROR_LOG_LENGTH = 1024 * 1024 * 1024;

    private int errorLogLength = Settings.sizeValue(ERROR_LOG_LENGTH_PROP_NAME, ERROR_LOG_LENGTH_DEFAULT);
    private long cycleThresholdNs = durationValue(CYCLE_THRESHOLD_PROP_NAME, CYCLE_THRESHOLD_DEFAULT_NS);
    private long driverSilenceThresholdNs =
        durationValue(DRIVER_SILENCE_THRESHOLD_PROP_NAME, DRIVER_SILENCE_THRESHOLD_DEFAULT_NS);
    private Path latencyLog = latencyLogProperty();
    private long latencyLogIntervalNs =
        durationValue(LATENCY_LOG_INTERVAL_PROP_NAME, LATENCY_LOG_INTERVAL_DEFAULT_NS);

    /**
     * Check the values.
     *
     * @throws IllegalArgumentException if a value is out of its range or contradicts another: the message names it.
     */
    public void validate()
    {
        check(
            errorLogLength >= MIN_ERROR_LOG_LENGTH && errorLogLength <= MAX_ERROR_LOG_LENGTH,
            ERROR_LOG_LENGTH_PROP_NAME,
            errorLogLength,
            "must be from " + MIN_ERROR_LOG_LENGTH + " to " + MAX_ERROR_LOG_LENGTH);
        check(cycleThresholdNs > 0, CYCLE_THRESHOLD_PROP_NAME, cycleThresholdNs, "must be positive");
        check(
            driverSilenceThresholdNs > DRIVER_HEARTBEAT_NS,
            DRIVER_SILENCE_THRESHOLD_PROP_NAME,
            driverSilenceThresholdNs,
            "must be above " + SystemUtil.formatDuration(DRIVER_HEARTBEAT_NS) + ", between two heartbeats of a driver");
        check(
            latencyLogIntervalNs >= MonitorAgent.INTERVAL_NS,
            LATENCY_LOG_INTERVAL_PROP_NAME,
            latencyLogIntervalNs,
            "must be at least " + SystemUtil.formatDuration(MonitorAgent.INTERVAL_NS));
    }

    @Override
    public MonitorContext clone()
    {
        try
        {
            return (MonitorContext)super.clone();
        }
        catch (final CloneNotSupportedException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    /**
     * The values by the names of their properties.
     *
     * @return written as in a file of properties, in a fixed order.
     */
    public Map<String, String> settings()
    {
        final Map<String, String> settings = new LinkedHashMap<>();
        settings.put(ERROR_LOG_LENGTH_PROP_NAME, SystemUtil.formatSize(errorLogLength));
        settings.put(CYCLE_THRESHOLD_PROP_NAME, SystemUtil.formatDuration(cycleThresholdNs));
        settings.put(DRIVER_SILENCE_THRESHOLD_PROP_NAME, SystemUtil.formatDuration(driverSilenceThresholdNs));
        settings.put(LATENCY_LOG_PROP_NAME, null == latencyLog ? "" : latencyLog.toString());
        settings.put(LATENCY_LOG_INTERVAL_PROP_NAME, SystemUtil.formatDuration(latencyLogIntervalNs));

        return settings;
    }

    /**
     * Length of the error log in the mark file, in bytes.
     *
     * @param errorLogLength the length.
     * @return this for a fluent API.
     * @see #ERROR_LOG_LENGTH_PROP_NAME
     */
    public MonitorContext errorLogLength(final int errorLogLength)
    {
        this.errorLogLength = errorLogLength;
        return this;
    }

    /**
     * Length of the error log in the mark file, in bytes.
     *
     * @return the length.
     * @see #ERROR_LOG_LENGTH_PROP_NAME
     */
    public int errorLogLength()
    {
        return errorLogLength;
    }

    /**
     * Longest duty cycle of an agent that is not reported as a stall, in nanoseconds.
     *
     * @param cycleThresholdNs the threshold.
     * @return this for a fluent API.
     * @see #CYCLE_THRESHOLD_PROP_NAME
     */
    public MonitorContext cycleThresholdNs(final long cycleThresholdNs)
    {
        this.cycleThresholdNs = cycleThresholdNs;
        return this;
    }

    /**
     * Longest duty cycle of an agent that is not reported as a stall, in nanoseconds.
     *
     * @return the threshold.
     * @see #CYCLE_THRESHOLD_PROP_NAME
     */
    public long cycleThresholdNs()
    {
        return cycleThresholdNs;
    }

    /**
     * Longest silence of the media driver that is not reported, in nanoseconds.
     *
     * @param driverSilenceThresholdNs the threshold.
     * @return this for a fluent API.
     * @see #DRIVER_SILENCE_THRESHOLD_PROP_NAME
     */
    public MonitorContext driverSilenceThresholdNs(final long driverSilenceThresholdNs)
    {
        this.driverSilenceThresholdNs = driverSilenceThresholdNs;
        return this;
    }

    /**
     * Longest silence of the media driver that is not reported, in nanoseconds.
     *
     * @return the threshold.
     * @see #DRIVER_SILENCE_THRESHOLD_PROP_NAME
     */
    public long driverSilenceThresholdNs()
    {
        return driverSilenceThresholdNs;
    }

    /**
     * File for an HdrHistogram interval log of latencies.
     *
     * @param latencyLog the file, null for none.
     * @return this for a fluent API.
     * @see #LATENCY_LOG_PROP_NAME
     */
    public MonitorContext latencyLog(final Path latencyLog)
    {
        this.latencyLog = latencyLog;
        return this;
    }

    /**
     * File for an HdrHistogram interval log of latencies.
     *
     * @return the file, null for none.
     * @see #LATENCY_LOG_PROP_NAME
     */
    public Path latencyLog()
    {
        return latencyLog;
    }

    /**
     * Interval of the latency log, in nanoseconds.
     *
     * @param latencyLogIntervalNs the interval.
     * @return this for a fluent API.
     * @see #LATENCY_LOG_INTERVAL_PROP_NAME
     */
    public MonitorContext latencyLogIntervalNs(final long latencyLogIntervalNs)
    {
        this.latencyLogIntervalNs = latencyLogIntervalNs;
        return this;
    }

    /**
     * Interval of the latency log, in nanoseconds.
     *
     * @return the interval.
     * @see #LATENCY_LOG_INTERVAL_PROP_NAME
     */
    public long latencyLogIntervalNs()
    {
        return latencyLogIntervalNs;
    }

    private static Path latencyLogProperty()
    {
        final String value = System.getProperty(LATENCY_LOG_PROP_NAME, "");
        return value.isBlank() ? null : Path.of(value);
    }
}
