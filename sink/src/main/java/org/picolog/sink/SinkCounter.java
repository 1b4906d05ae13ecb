/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

/**
 * The counters that a sink keeps in the media driver's counters file, where AeronStat and {@code picolog stat} read
 * them. Type ids from {@value #FIRST_TYPE_ID} to {@value #LAST_TYPE_ID} are Picolog's: Aeron keeps those below 1000 for
 * itself.
 * <p>
 * The key of each counter tells the sinks of one media driver apart: the log's id as two int64 (most significant
 * first), the epoch of the writer as an int64, and the stream id of the data as an int32, in native byte order as
 * Aeron's own keys. The label is "picolog-", the name, ": " and the directory of the log.
 */
public enum SinkCounter
{
    /**
     * State of the sink: 0 ACTIVE, 1 LOW_SPACE, 2 FAILED, 3 CLOSED, 5 SLOW_DEVICE, as on the ack stream.
     */
    STATE(7000, "state", Kind.GAUGE),

    /**
     * When the flush agent last ran a duty cycle, in milliseconds of the epoch; late by 100 ms at the most.
     */
    HEARTBEAT(7001, "heartbeat-ms", Kind.GAUGE),

    /**
     * Position in the stream of the session that writes up to which it is durable; -1 before its first commit.
     */
    COMMIT_POSITION(7002, "commit-position", Kind.GAUGE),

    /**
     * Messages up to and including this sequence are durable.
     */
    COMMITTED_SEQUENCE(7003, "committed-sequence", Kind.TOTAL),

    /**
     * Position in the stream of the session that writes up to which it was taken in; -1 without a session.
     */
    INGEST_POSITION(7004, "ingest-position", Kind.GAUGE),

    /**
     * The sequence that the next message appended gets.
     */
    EXPECTED_SEQUENCE(7005, "expected-sequence", Kind.TOTAL),

    /**
     * Bytes of the stream that were taken in and are not durable yet.
     */
    LAG_BYTES(7006, "lag-bytes", Kind.GAUGE),

    /**
     * Pages of the slab that can be filled.
     */
    PAGES_FREE(7007, "pages-free", Kind.GAUGE),

    /**
     * Writes that the device has not answered.
     */
    WRITES_IN_FLIGHT(7008, "writes-in-flight", Kind.GAUGE),

    /**
     * Bytes made durable, padding and page headers included.
     */
    BYTES_DURABLE(7009, "bytes-durable", Kind.TOTAL),

    /**
     * Writes made durable.
     */
    WRITES_DURABLE(7010, "writes-durable", Kind.TOTAL),

    /**
     * Segments begun after the first of this epoch.
     */
    ROLLS(7011, "rolls", Kind.TOTAL),

    /**
     * Segments prepared ahead of their use.
     */
    PREPARED_SEGMENTS(7012, "prepared-segments", Kind.GAUGE),

    /**
     * How often ingest began to hold the publisher back, for want of a free page or a prepared segment.
     */
    BACK_PRESSURE_EVENTS(7013, "back-pressure-events", Kind.TOTAL),

    /**
     * Fragments dropped since the log has their message already: resent after a reconnect.
     */
    DUPLICATES_DROPPED(7014, "duplicates-dropped", Kind.TOTAL),

    /**
     * Sessions stopped since their next message did not follow the log.
     */
    GAPS(7015, "gaps", Kind.TOTAL),

    /**
     * Fragments dropped of sessions that may not write.
     */
    REJECTED_FRAGMENTS(7016, "rejected-fragments", Kind.TOTAL),

    /**
     * Publications on the data stream that the sink hears.
     */
    CONNECTED_PUBLISHERS(7017, "connected-publishers", Kind.GAUGE),

    /**
     * Handshakes answered with a connection.
     */
    HANDSHAKES(7018, "handshakes", Kind.TOTAL),

    /**
     * Publishers turned away since another took over the log.
     */
    FENCED(7019, "fenced-publishers", Kind.TOTAL),

    /**
     * Errors reported to the error handler.
     */
    ERRORS(7020, "errors", Kind.TOTAL),

    /**
     * Time that the last write took to be durable, in nanoseconds.
     */
    FLUSH_TIME_LAST(7021, "flush-time-last-ns", Kind.GAUGE),

    /**
     * Greatest time that a write took to be durable, in nanoseconds.
     */
    FLUSH_TIME_MAX(7022, "flush-time-max-ns", Kind.GAUGE),

    /**
     * Writes that took {@code picolog.log.slow.write.threshold} or longer.
     */
    SLOW_WRITES(7023, "slow-writes", Kind.TOTAL),

    /**
     * Median time from when a write is queued until it is durable, in the last second, in nanoseconds; 0 for none.
     */
    FLUSH_LATENCY_P50(7024, "flush-latency-p50-ns", Kind.GAUGE),

    /**
     * 99th percentile of the same.
     */
    FLUSH_LATENCY_P99(7025, "flush-latency-p99-ns", Kind.GAUGE),

    /**
     * Greatest of the same.
     */
    FLUSH_LATENCY_MAX(7026, "flush-latency-max-ns", Kind.GAUGE),

    /**
     * Median time from when the first message goes into a page until that page and everything before it is durable, in
     * the last second, in nanoseconds; 0 for none.
     */
    COMMIT_LATENCY_P50(7027, "commit-latency-p50-ns", Kind.GAUGE),

    /**
     * 99th percentile of the same.
     */
    COMMIT_LATENCY_P99(7028, "commit-latency-p99-ns", Kind.GAUGE),

    /**
     * Greatest of the same.
     */
    COMMIT_LATENCY_MAX(7029, "commit-latency-max-ns", Kind.GAUGE),

    /**
     * Space left in the file system of the log, in bytes.
     */
    SPACE_LEFT(7030, "space-left-bytes", Kind.GAUGE),

    /**
     * Longest duty cycle of an agent, the idle time between two included, in nanoseconds.
     */
    CYCLE_TIME_MAX(7031, "cycle-time-max-ns", Kind.GAUGE),

    /**
     * Duty cycles that took {@code picolog.cycle.threshold} or longer.
     */
    STALLS(7032, "stalls", Kind.TOTAL),

    /**
     * Age of the media driver's heartbeat, in milliseconds; about 1000 between two.
     */
    DRIVER_SILENCE(7033, "driver-silence-ms", Kind.GAUGE),

    /**
     * How often the sink lost its media driver and found one again; the other counters then began anew.
     */
    DRIVER_LOSSES(7034, "driver-losses", Kind.TOTAL),

    /**
     * Sessions that wrote and came to their end: the publication was closed, or its process died; all was taken in.
     */
    STREAMS_ENDED(7035, "streams-ended", Kind.TOTAL),

    /**
     * Sessions that wrote and were revoked by their publisher.
     */
    PUBLICATIONS_REVOKED(7036, "publications-revoked", Kind.TOTAL),

    /**
     * Sessions that wrote and whose image went before their end, as when the network is cut for longer than the image
     * liveness timeout.
     */
    IMAGES_LOST(7037, "images-lost", Kind.TOTAL);

    /**
     * First type id of Picolog's range.
     */
    public static final int FIRST_TYPE_ID = 7000;

    /**
     * Last type id of Picolog's range.
     */
    public static final int LAST_TYPE_ID = 7099;

    /**
     * How a value moves.
     */
    public enum Kind
    {
        /**
         * Up and down.
         */
        GAUGE,

        /**
         * Up only, as long as the sink runs.
         */
        TOTAL
    }

    private final int typeId;
    private final String text;
    private final Kind kind;

    SinkCounter(final int typeId, final String text, final Kind kind)
    {
        this.typeId = typeId;
        this.text = text;
        this.kind = kind;
    }

    /**
     * Type id in the counters file.
     *
     * @return the id.
     */
    public int typeId()
    {
        return typeId;
    }

    /**
     * Name as in the label, without its prefix; a unit that is not a number of things is part of it.
     *
     * @return the name.
     */
    public String text()
    {
        return text;
    }

    /**
     * How the value moves.
     *
     * @return the kind.
     */
    public Kind kind()
    {
        return kind;
    }
}
