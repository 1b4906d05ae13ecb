/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import java.util.List;

import static org.picolog.bench.Metric.ALLOCATED_BYTES_PER_MESSAGE;
import static org.picolog.bench.Metric.ALLOCATED_BYTES_PER_SECOND;
import static org.picolog.bench.Metric.ARRIVAL_P50_US;
import static org.picolog.bench.Metric.ARRIVAL_P99_US;
import static org.picolog.bench.Metric.COLLECTIONS;
import static org.picolog.bench.Metric.COMMIT_MAX_US;
import static org.picolog.bench.Metric.COMMIT_P50_US;
import static org.picolog.bench.Metric.COMMIT_P999_US;
import static org.picolog.bench.Metric.COMMIT_P99_US;
import static org.picolog.bench.Metric.CPU_US_PER_MESSAGE;
import static org.picolog.bench.Metric.DISK_MEGABYTES_PER_SECOND;
import static org.picolog.bench.Metric.LOG_BYTES_PER_PAYLOAD_BYTE;
import static org.picolog.bench.Metric.LOG_GIB;
import static org.picolog.bench.Metric.LOG_MEGABYTES_PER_SECOND;
import static org.picolog.bench.Metric.MEAN_WRITE_KIB;
import static org.picolog.bench.Metric.MESSAGES_PER_SECOND;
import static org.picolog.bench.Metric.PAYLOAD_MEGABYTES_PER_SECOND;
import static org.picolog.bench.Metric.REFUSED_CLAIMS;
import static org.picolog.bench.Metric.SEEK_MAX_US;
import static org.picolog.bench.Metric.SEEK_P50_US;
import static org.picolog.bench.Metric.SEEK_P99_US;
import static org.picolog.bench.Metric.SEEK_READ_KIB;
import static org.picolog.bench.Metric.SEGMENT_ROLLS;
import static org.picolog.bench.Metric.START_MAX_MS;
import static org.picolog.bench.Metric.START_MS;
import static org.picolog.bench.Metric.START_READ_MIB;
import static org.picolog.bench.Metric.SUBMISSION_P50_US;
import static org.picolog.bench.Metric.SUBMISSION_P99_US;
import static org.picolog.bench.Metric.SYSTEM_CPU_US_PER_MESSAGE;
import static org.picolog.bench.Metric.WRITES_PER_SECOND;
import static org.picolog.bench.Metric.WRITE_P50_US;
import static org.picolog.bench.Metric.WRITE_P999_US;
import static org.picolog.bench.Metric.WRITE_P99_US;
import static org.picolog.bench.Metric.WRITTEN_BYTES_PER_PAYLOAD_BYTE;

/**
 * What is measured, and the figures that come of it. Each kind is a table of the report.
 */
enum Kind
{
    DEVICE_LATENCY(
        "The device: one 4 KiB overwrite at a time, submission to completion",
        WRITE_P50_US, WRITE_P99_US, WRITE_P999_US, WRITES_PER_SECOND),

    DEVICE_BANDWIDTH(
        "The device: 1 MiB overwrites, four in flight",
        DISK_MEGABYTES_PER_SECOND, WRITES_PER_SECOND),

    IPC(
        "Bare Aeron IPC pair without a sink, closed loop",
        MESSAGES_PER_SECOND, PAYLOAD_MEGABYTES_PER_SECOND),

    IPC_OPEN(
        "Bare Aeron IPC pair without a sink, open loop: until the consumer's count was seen",
        MESSAGES_PER_SECOND, ARRIVAL_P50_US, ARRIVAL_P99_US, SUBMISSION_P50_US, SUBMISSION_P99_US),

    CLOSED_LOOP(
        "Closed loop: messages as fast as they are taken, until the last commit is known",
        MESSAGES_PER_SECOND, PAYLOAD_MEGABYTES_PER_SECOND, LOG_MEGABYTES_PER_SECOND, DISK_MEGABYTES_PER_SECOND,
        LOG_BYTES_PER_PAYLOAD_BYTE, WRITTEN_BYTES_PER_PAYLOAD_BYTE, MEAN_WRITE_KIB, CPU_US_PER_MESSAGE,
        SYSTEM_CPU_US_PER_MESSAGE, ALLOCATED_BYTES_PER_MESSAGE, COLLECTIONS),

    OPEN_LOOP(
        "Open loop: from the intended send time to the commit's being known",
        MESSAGES_PER_SECOND, COMMIT_P50_US, COMMIT_P99_US, COMMIT_P999_US, COMMIT_MAX_US, SUBMISSION_P50_US,
        SUBMISSION_P99_US, LOG_BYTES_PER_PAYLOAD_BYTE, WRITTEN_BYTES_PER_PAYLOAD_BYTE, MEAN_WRITE_KIB,
        REFUSED_CLAIMS, CPU_US_PER_MESSAGE, SYSTEM_CPU_US_PER_MESSAGE, ALLOCATED_BYTES_PER_MESSAGE,
        COLLECTIONS),

    ALLOCATION(
        "Allocation on the heap: a long open loop, all threads",
        ALLOCATED_BYTES_PER_MESSAGE, ALLOCATED_BYTES_PER_SECOND, COLLECTIONS, MESSAGES_PER_SECOND),

    POLICY(
        "Policies of group commit over the bare device: messages arrive by the clock, nothing is copied",
        MESSAGES_PER_SECOND, COMMIT_P50_US, COMMIT_P99_US, COMMIT_P999_US, COMMIT_MAX_US, MEAN_WRITE_KIB,
        LOG_BYTES_PER_PAYLOAD_BYTE, CPU_US_PER_MESSAGE),

    SEGMENTS(
        "Segments at full rate: a log in the process, closed loop, rolling as often as it can",
        MESSAGES_PER_SECOND, DISK_MEGABYTES_PER_SECOND, SEGMENT_ROLLS, COMMIT_P50_US, COMMIT_P99_US, COMMIT_P999_US,
        COMMIT_MAX_US),

    FIRST_WRITES(
        "The device: 1 MiB writes, four in flight, into blocks that were only allocated",
        DISK_MEGABYTES_PER_SECOND, WRITES_PER_SECOND),

    LOG_ROLLS(
        "A log in the process, open loop: a stream that rolls from segment to segment, and one that does not",
        MESSAGES_PER_SECOND, SEGMENT_ROLLS, COMMIT_P50_US, COMMIT_P99_US, COMMIT_P999_US, COMMIT_MAX_US),

    LOG_START(
        "Opening an existing log, until a message was appended",
        START_MS, START_MAX_MS, START_READ_MIB),

    LOG_SEEK(
        "Seeking a random message in a closed log, and reading it",
        SEEK_P50_US, SEEK_P99_US, SEEK_MAX_US, SEEK_READ_KIB, LOG_GIB),

    LOG_READ(
        "Reading a closed log from its beginning to its end",
        MESSAGES_PER_SECOND, PAYLOAD_MEGABYTES_PER_SECOND, DISK_MEGABYTES_PER_SECOND, LOG_GIB);

    private final String title;
    private final List<Metric> metrics;

    Kind(final String title, final Metric... metrics)
    {
        this.title = title;
        this.metrics = List.of(metrics);
    }

    String title()
    {
        return title;
    }

    List<Metric> metrics()
    {
        return metrics;
    }

    /**
     * The figure to tell progress by.
     */
    Metric headline()
    {
        return metrics.contains(COMMIT_P50_US) ? COMMIT_P50_US : metrics.get(0);
    }
}
