/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A mounted file system, as in a line of {@code /proc/self/mountinfo}.
 *
 * @param point   where it is mounted.
 * @param type    of the file system.
 * @param source  that is mounted.
 * @param device  major and minor number, "254:0".
 * @param options of the mount and of the file system.
 */
record Mount(Path point, String type, String source, String device, List<String> options)
{
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final int DEVICE_FIELD = 2;
    private static final int POINT_FIELD = 4;
    private static final int OPTIONS_FIELD = 5;
    private static final int FIELDS_AFTER_SEPARATOR = 3;

    /**
     * The file system that a path is on.
     *
     * @param path absolute, without symbolic links.
     * @return the mount, or null if it cannot be told.
     */
    static Mount of(final Path path)
    {
        return of(path, SystemFiles.lines(MOUNTS));
    }

    static Mount of(final Path path, final List<String> lines)
    {
        Mount found = null;
        for (final String line : lines)
        {
            final Mount mount = parse(line);
            // Of two at the same point the later one hides the earlier.
            if (null != mount && path.startsWith(mount.point) &&
                (null == found || mount.point.getNameCount() >= found.point.getNameCount()))
            {
                found = mount;
            }
        }

        return found;
    }

    boolean hasOption(final String option)
    {
        return options.contains(option);
    }

    private static Mount parse(final String line)
    {
        final String[] fields = line.split(" ");
        final int separator = Arrays.asList(fields).indexOf("-");
        if (separator <= OPTIONS_FIELD || fields.length <= separator + FIELDS_AFTER_SEPARATOR)
        {
            return null;
        }

        final String options = fields[OPTIONS_FIELD] + "," + fields[separator + FIELDS_AFTER_SEPARATOR];
        return new Mount(
            Path.of(unescape(fields[POINT_FIELD])),
            fields[separator + 1],
            unescape(fields[separator + 2]),
            fields[DEVICE_FIELD],
            Arrays.stream(options.split(",")).distinct().toList());
    }

    /**
     * Blanks and backslashes come as octal numbers.
     */
    private static String unescape(final String text)
    {
        return text.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
    }
}
