/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */
package org.picolog.log;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What of a log may be purged. A segment goes as a whole, the oldest first, and the one that is written never. It goes
 * when the bytes or the age say so, but not before the consumer is done with it; where neither says anything, as soon
 * as the consumer is done with it.
 *
 * @param bytes        as many of the newest segments stay as fit in here, at least one; 0 for no limit.
 * @param ageNs        a segment whose newest message is at least this old goes; 0 for no limit.
 * @param consumerFile file that holds the sequence up to which messages are not needed any more, as decimal digits;
 *                     null for no consumer. Without the file, or with anything else in it, nothing is purged.
 */
public record RetentionPolicy(long bytes, long ageNs, Path consumerFile)
{
    /**
     * Everything stays.
     */
    public static final RetentionPolicy KEEP_ALL = new RetentionPolicy(0, 0, null);

    /**
     * Construct.
     *
     * @throws IllegalArgumentException if a limit is negative.
     */
    public RetentionPolicy
    {
        check(bytes >= 0, LogConfiguration.RETENTION_BYTES_PROP_NAME, bytes);
        check(ageNs >= 0, LogConfiguration.RETENTION_AGE_PROP_NAME, ageNs);
    }

    /**
     * The same, but for the bytes.
     *
     * @param newBytes that the newest segments may have, 0 for no limit.
     * @return the policy.
     */
    public RetentionPolicy bytes(final long newBytes)
    {
        return new RetentionPolicy(newBytes, ageNs, consumerFile);
    }

    /**
     * The same, but for the age.
     *
     * @param newAgeNs that messages may reach, in nanoseconds; 0 for no limit.
     * @return the policy.
     */
    public RetentionPolicy ageNs(final long newAgeNs)
    {
        return new RetentionPolicy(bytes, newAgeNs, consumerFile);
    }

    /**
     * The same, but for the consumer.
     *
     * @param newConsumerFile that holds its sequence, null for no consumer.
     * @return the policy.
     */
    public RetentionPolicy consumerFile(final Path newConsumerFile)
    {
        return new RetentionPolicy(bytes, ageNs, newConsumerFile);
    }

    /**
     * Does everything stay?
     *
     * @return true if so.
     */
    public boolean keepsAll()
    {
        return 0 == bytes && 0 == ageNs && null == consumerFile;
    }

    /**
     * The policy that the system properties name.
     *
     * @return the policy.
     * @throws IllegalArgumentException if a property makes no sense.
     */
    static RetentionPolicy ofProperties()
    {
        final String file = System.getProperty(LogConfiguration.RETENTION_CONSUMER_FILE_PROP_NAME);
        return new RetentionPolicy(
            Settings.longSizeValue(LogConfiguration.RETENTION_BYTES_PROP_NAME, 0),
            parseAge(
                LogConfiguration.RETENTION_AGE_PROP_NAME,
                System.getProperty(LogConfiguration.RETENTION_AGE_PROP_NAME, "0")),
            null == file || file.isEmpty() ? null : Path.of(file));
    }

    /**
     * Parse an age: a duration as elsewhere, or in hours ({@code 36h}) or days ({@code 7d}).
     *
     * @param name  of what is parsed, for the message.
     * @param value to be parsed.
     * @return the age in nanoseconds.
     * @throws IllegalArgumentException if it is none.
     */
    public static long parseAge(final String name, final String value)
    {
        final TimeUnit unit = value.endsWith("h") ? TimeUnit.HOURS : value.endsWith("d") ? TimeUnit.DAYS : null;
        try
        {
            return null == unit ?
                Settings.parseDuration(name, value) :
                Math.multiplyExact(Long.parseLong(value, 0, value.length() - 1, 10), unit.toNanos(1));
        }
        catch (final IllegalArgumentException | ArithmeticException ex)
        {
            throw new IllegalArgumentException(
                name + "=" + value + ": must be a duration with its unit, below 292 years, like 10s, 36h or 7d", ex);
        }
    }

    private static void check(final boolean holds, final String property, final long value)
    {
        if (!holds)
        {
            throw new IllegalArgumentException(property + "=" + value + ": must not be negative");
        }
    }
}
