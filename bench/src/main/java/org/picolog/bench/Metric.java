/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import java.util.Locale;

/**
 * A figure, how it is called and with how many decimals it is shown.
 */
enum Metric
{
    MESSAGES_PER_SECOND("msg/s", 0),
    PAYLOAD_MEGABYTES_PER_SECOND("payload MB/s", 1),
    DISK_MEGABYTES_PER_SECOND("disk MB/s", 1),
    LOG_MEGABYTES_PER_SECOND("log MB/s", 1),
    LOG_BYTES_PER_PAYLOAD_BYTE("log bytes per payload byte", 3),
    WRITTEN_BYTES_PER_PAYLOAD_BYTE("bytes the process wrote per payload byte", 3),
    MEAN_WRITE_KIB("mean write KiB", 1),
    WRITES_PER_SECOND("writes/s", 0),
    WRITE_P50_US("p50 µs", 1),
    WRITE_P99_US("p99 µs", 1),
    WRITE_P999_US("p99.9 µs", 1),
    COMMIT_P50_US("commit p50 µs", 1),
    COMMIT_P99_US("commit p99 µs", 1),
    COMMIT_P999_US("commit p99.9 µs", 1),
    COMMIT_MAX_US("commit max µs", 1),
    ARRIVAL_P50_US("arrival p50 µs", 1),
    ARRIVAL_P99_US("arrival p99 µs", 1),
    SUBMISSION_P50_US("submission p50 µs", 3),
    SUBMISSION_P99_US("submission p99 µs", 3),
    REFUSED_CLAIMS("refused claims", 0),
    CPU_US_PER_MESSAGE("CPU µs per message", 3),
    SYSTEM_CPU_US_PER_MESSAGE("of it, but the generator's", 3),
    ALLOCATED_BYTES_PER_MESSAGE("bytes allocated per message", 3),
    ALLOCATED_BYTES_PER_SECOND("bytes allocated per second", 0),
    COLLECTIONS("collections", 0),
    START_MS("start ms", 2),
    START_MAX_MS("slowest start ms", 2),
    START_READ_MIB("read MiB", 2),
    SEGMENT_ROLLS("rolls", 0),
    SEEK_P50_US("seek p50 µs", 1),
    SEEK_P99_US("seek p99 µs", 1),
    SEEK_MAX_US("seek max µs", 1),
    SEEK_READ_KIB("read KiB per seek", 1),
    LOG_GIB("log GiB", 2);

    private final String label;
    private final String format;

    Metric(final String label, final int decimals)
    {
        this.label = label;
        format = "%,." + decimals + "f";
    }

    String label()
    {
        return label;
    }

    /**
     * Name in JSON: lower camel case.
     */
    String key()
    {
        final StringBuilder key = new StringBuilder();
        for (final String word : name().toLowerCase(Locale.ROOT).split("_"))
        {
            key.append(key.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }

        return key.toString();
    }

    String format(final double value)
    {
        return String.format(Locale.ROOT, format, value);
    }
}
