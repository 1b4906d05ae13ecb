/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */
package org.picolog.log;

import org.picolog.io.WriteDurability;

/**
 * Names of the system properties that a {@link LogContext} starts from, and their defaults. Durations take a unit:
 * {@code 500ms}, {@code 10s}; lengths may have a suffix: {@code 64k}, {@code 128m}, {@code 1g}.
 */
public final class LogConfiguration
{
    /**
     * Property: directory of the log. It must exist.
     */
    public static final String DIRECTORY_PROP_NAME = "picolog.log.dir";

    /**
     * Property: length of a segment file in bytes, with an optional suffix k, m or g.
     */
    public static final String SEGMENT_LENGTH_PROP_NAME = "picolog.log.segment.length";

    /**
     * Default of {@link #SEGMENT_LENGTH_PROP_NAME}.
     */
    public static final int SEGMENT_LENGTH_DEFAULT = 128 * 1024 * 1024;

    /**
     * Property: length of the memory that holds pages until they are durable, in bytes, a power of two.
     */
    public static final String SLAB_LENGTH_PROP_NAME = "picolog.log.slab.length";

    /**
     * Default of {@link #SLAB_LENGTH_PROP_NAME}.
     */
    public static final int SLAB_LENGTH_DEFAULT = 16 * 1024 * 1024;

    /**
     * Property: length of the largest single write in bytes.
     */
    public static final String MAX_WRITE_LENGTH_PROP_NAME = "picolog.log.write.length.max";

    /**
     * Default of {@link #MAX_WRITE_LENGTH_PROP_NAME}.
     */
    public static final int MAX_WRITE_LENGTH_DEFAULT = 1024 * 1024;

    /**
     * Property: greatest number of writes in flight, a power of two.
     */
    public static final String MAX_WRITES_IN_FLIGHT_PROP_NAME = "picolog.log.writes.in.flight.max";

    /**
     * Default of {@link #MAX_WRITES_IN_FLIGHT_PROP_NAME}.
     */
    public static final int MAX_WRITES_IN_FLIGHT_DEFAULT = 4;

    /**
     * Property: how many segments to keep prepared ahead.
     */
    public static final String PREPARED_SEGMENTS_PROP_NAME = "picolog.log.prepared.segments";

    /**
     * Default of {@link #PREPARED_SEGMENTS_PROP_NAME}.
     */
    public static final int PREPARED_SEGMENTS_DEFAULT = 2;

    /**
     * Property: what each write demands of the device, a name of {@link WriteDurability}.
     */
    public static final String DURABILITY_PROP_NAME = "picolog.log.durability";

    /**
     * Property: how long to wait for another writer, or a dead one's last writes, to let go of the log; "10s", "500ms".
     */
    public static final String LOCK_TIMEOUT_PROP_NAME = "picolog.log.lock.timeout";

    /**
     * Default of {@link #LOCK_TIMEOUT_PROP_NAME} in nanoseconds.
     */
    public static final long LOCK_TIMEOUT_DEFAULT_NS = 10_000_000_000L;

    /**
     * Property: after how long without a message a page is written that claims what was acknowledged; "100ms".
     */
    public static final String IDLE_CLAIM_INTERVAL_PROP_NAME = "picolog.log.idle.claim.interval";

    /**
     * Default of {@link #IDLE_CLAIM_INTERVAL_PROP_NAME} in nanoseconds.
     */
    public static final long IDLE_CLAIM_INTERVAL_DEFAULT_NS = 100_000_000L;

    /**
     * Property: a write that takes this long is slow, which is counted and reported; "1s".
     */
    public static final String SLOW_WRITE_THRESHOLD_PROP_NAME = "picolog.log.slow.write.threshold";

    /**
     * Default of {@link #SLOW_WRITE_THRESHOLD_PROP_NAME} in nanoseconds.
     */
    public static final long SLOW_WRITE_THRESHOLD_DEFAULT_NS = 1_000_000_000L;

    /**
     * Property: how pages are written, a name of {@link org.picolog.io.IoBackend}, in any case.
     */
    public static final String IO_PROP_NAME = "picolog.log.io";

    /**
     * Property: how many bytes of segments stay, "100g"; 0 for no limit. See {@link RetentionPolicy}.
     */
    public static final String RETENTION_BYTES_PROP_NAME = "picolog.log.retention.bytes";

    /**
     * Property: how old messages may get, "36h", "7d"; 0 for no limit. See {@link RetentionPolicy}.
     */
    public static final String RETENTION_AGE_PROP_NAME = "picolog.log.retention.age";

    /**
     * Property: file that holds the sequence up to which a consumer is done. See {@link RetentionPolicy}.
     */
    public static final String RETENTION_CONSUMER_FILE_PROP_NAME = "picolog.log.retention.consumer.file";

    private LogConfiguration()
    {
    }
}
