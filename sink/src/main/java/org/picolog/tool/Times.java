/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;

/**
 * Times as people write them, and as the log has them: nanoseconds since 1970-01-01T00:00:00Z.
 */
final class Times
{
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final DateTimeFormatter FORMAT =
        DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);

    private Times()
    {
    }

    static String format(final long epochNs)
    {
        return FORMAT.format(Instant.ofEpochSecond(0, epochNs));
    }

    /**
     * Read an ISO 8601 time: with an offset or Z, or without one for UTC, or a date alone for its first moment in UTC.
     *
     * @param text to read.
     * @return nanoseconds since the epoch.
     * @throws IllegalArgumentException if it is no time, or too far away.
     */
    static long parse(final String text)
    {
        try
        {
            final Instant instant = parseInstant(text);
            return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano());
        }
        catch (final DateTimeException | ArithmeticException ex)
        {
            throw new IllegalArgumentException(
                "'" + text + "' is not a time such as 2026-01-31T09:30:00Z, 2026-01-31T10:30:00.5+01:00 or 2026-01-31");
        }
    }

    private static Instant parseInstant(final String text)
    {
        if (text.indexOf('T') < 0)
        {
            return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        }

        final int time = text.indexOf('T');
        final boolean hasOffset =
            text.endsWith("Z") || text.indexOf('+', time) >= 0 || text.indexOf('-', time) >= 0;
        return hasOffset ?
            OffsetDateTime.parse(text).toInstant() :
            LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }
}
