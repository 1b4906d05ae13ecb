/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */
package org.picolog.log;

import org.agrona.BitUtil;
import org.picolog.io.IoBackend;

import static org.picolog.log.Settings.check;
import static org.picolog.log.LogConfiguration.DIRECTORY_PROP_NAME;
import static org.picolog.log.LogConfiguration.DURABILITY_PROP_NAME;
import static org.picolog.log.LogConfiguration.IDLE_CLAIM_INTERVAL_PROP_NAME;
import static org.picolog.log.LogConfiguration.IO_PROP_NAME;
import static org.picolog.log.LogConfiguration.LOCK_TIMEOUT_PROP_NAME;
import static org.picolog.log.LogConfiguration.MAX_WRITES_IN_FLIGHT_PROP_NAME;
import static org.picolog.log.LogConfiguration.MAX_WRITE_LENGTH_PROP_NAME;
import static org.picolog.log.LogConfiguration.PREPARED_SEGMENTS_PROP_NAME;
import static org.picolog.log.LogConfiguration.SEGMENT_LENGTH_PROP_NAME;
import static org.picolog.log.LogConfiguration.SLAB_LENGTH_PROP_NAME;
import static org.picolog.log.LogConfiguration.SLOW_WRITE_THRESHOLD_PROP_NAME;

/**
 * Refuses a {@link LogContext} that contradicts itself, by the name of the property.
 */
final class LogContextValidator
{
    private static final int MIN_PAGES_PER_SEGMENT = 8;
    private static final int MIN_SLAB_PAGES = 8;
    private static final int PREPARED_SEGMENTS_LIMIT = 1024;
    private static final int MAX_WRITES_IN_FLIGHT_LIMIT = 64;

    private LogContextValidator()
    {
    }

    static void validate(final LogContext ctx)
    {
        check(null != ctx.directory(), DIRECTORY_PROP_NAME, ctx.directory(), "must be set");
        check(
            0 == ctx.segmentLength() % LogFormat.PAGE_SIZE && ctx.pagesPerSegment() >= MIN_PAGES_PER_SEGMENT,
            SEGMENT_LENGTH_PROP_NAME,
            ctx.segmentLength(),
            "must be a multiple of 4096 and at least " + MIN_PAGES_PER_SEGMENT + " pages");
        check(
            BitUtil.isPowerOfTwo(ctx.slabLength()) && ctx.slabLength() / LogFormat.PAGE_SIZE >= MIN_SLAB_PAGES,
            SLAB_LENGTH_PROP_NAME,
            ctx.slabLength(),
            "must be a power of two and at least " + MIN_SLAB_PAGES + " pages of 4096 bytes");
        check(
            0 == ctx.maxWriteLength() % LogFormat.PAGE_SIZE && ctx.maxWriteLength() > 0 &&
                ctx.maxWriteLength() <= ctx.slabLength(),
            MAX_WRITE_LENGTH_PROP_NAME,
            ctx.maxWriteLength(),
            "must be a multiple of 4096 and at most " + SLAB_LENGTH_PROP_NAME);
        check(
            BitUtil.isPowerOfTwo(ctx.maxWritesInFlight()) && ctx.maxWritesInFlight() <= MAX_WRITES_IN_FLIGHT_LIMIT,
            MAX_WRITES_IN_FLIGHT_PROP_NAME,
            ctx.maxWritesInFlight(),
            "must be a power of two and at most " + MAX_WRITES_IN_FLIGHT_LIMIT);
        check(
            ctx.preparedSegments() >= 1 && ctx.preparedSegments() <= PREPARED_SEGMENTS_LIMIT,
            PREPARED_SEGMENTS_PROP_NAME,
            ctx.preparedSegments(),
            "must be from 1 to " + PREPARED_SEGMENTS_LIMIT);
        check(ctx.lockTimeoutNs() >= 0, LOCK_TIMEOUT_PROP_NAME, ctx.lockTimeoutNs(), "must not be negative");
        checkPositive(IDLE_CLAIM_INTERVAL_PROP_NAME, ctx.idleClaimIntervalNs());
        checkPositive(SLOW_WRITE_THRESHOLD_PROP_NAME, ctx.slowWriteThresholdNs());
        check(null != ctx.durability(), DURABILITY_PROP_NAME, null, "must be set");
        check(null != ctx.retention(), "retention", null, "must be set");
        check(null != ctx.io(), IO_PROP_NAME, null, "must be set");
        check(
            IoBackend.AUTO != ctx.io() || null != ctx.errorHandler(),
            IO_PROP_NAME,
            ctx.io(),
            "needs an errorHandler, which is told when there is no io_uring");
        check(null != ctx.flushTimeConsumer(), "flushTimeConsumer", null, "must be set");
        check(null != ctx.commitTimeConsumer(), "commitTimeConsumer", null, "must be set");
    }

    private static void checkPositive(final String property, final long value)
    {
        check(value > 0, property, value, "must be positive");
    }
}
