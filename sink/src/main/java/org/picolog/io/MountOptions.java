/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How the file system of a device is mounted, by {@code /proc/self/mountinfo}; of an ext3 or ext4 also by the list of
 * all options in force, since the other one leaves out what the superblock names as its default.
 *
 * @param type    of the file system; empty if it is not mounted where this process can see it.
 * @param options of the file system itself, which all its mounts share.
 */
record MountOptions(String type, Set<String> options)
{
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Path DEVICES = Path.of("/sys/dev/block");
    private static final Path EXT4 = Path.of("/proc/fs/ext4");
    private static final Set<String> EXT4_TYPES = Set.of("ext3", "ext4");
    private static final MountOptions UNKNOWN = new MountOptions("", Set.of());
    private static final int DEVICE_FIELD = 2;
    private static final String SEPARATOR = " - ";

    /**
     * Look it up.
     *
     * @param major number of the device.
     * @param minor number of the device.
     * @return what is known.
     * @throws BlockIoException if this process cannot learn what is mounted.
     */
    static MountOptions of(final int major, final int minor)
    {
        try
        {
            // Paths in there are bytes of any encoding.
            final MountOptions mount = of(Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1), major, minor);
            if (EXT4_TYPES.contains(mount.type()))
            {
                // Named as the kernel names the device, whatever the name is that it was mounted by.
                final Path device = DEVICES.resolve(major + ":" + minor).toRealPath().getFileName();
                mount.options().addAll(Files.readAllLines(EXT4.resolve(device).resolve("options")));
            }

            return mount;
        }
        catch (final IOException ex)
        {
            final BlockIoException failure = new BlockIoException("cannot learn the mount options: " + ex, 0);
            failure.initCause(ex);
            throw failure;
        }
    }

    /**
     * Find it in the lines of the file, see proc_pid_mountinfo(5): after the separator come type, source and options.
     */
    static MountOptions of(final List<String> lines, final int major, final int minor)
    {
        final String device = major + ":" + minor;
        for (final String line : lines)
        {
            final int separator = line.indexOf(SEPARATOR);
            if (separator > 0 && device.equals(field(line, DEVICE_FIELD)))
            {
                final String[] fields = line.substring(separator + SEPARATOR.length()).split(" ");
                if (fields.length > 2)
                {
                    return new MountOptions(fields[0], new HashSet<>(Arrays.asList(fields[2].split(","))));
                }
            }
        }

        return UNKNOWN;
    }

    private static String field(final String line, final int index)
    {
        final String[] fields = line.split(" ", index + 2);
        return fields.length > index ? fields[index] : "";
    }
}
