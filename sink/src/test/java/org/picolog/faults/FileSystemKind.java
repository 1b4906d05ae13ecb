/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The file systems that Picolog recommends.
 */
enum FileSystemKind
{
    /**
     * Without blocks kept back for root, who runs this.
     */
    EXT4("mkfs.ext4", List.of("-q", "-F", "-m", "0", "-E", "nodiscard,lazy_itable_init=0,lazy_journal_init=0")),

    /**
     * Smaller than it recommends: there is nothing else about it that would not be supported.
     */
    XFS("mkfs.xfs", List.of("-q", "-f", "-K", "--unsupported"));

    private final String makeProgram;
    private final List<String> makeOptions;

    FileSystemKind(final String makeProgram, final List<String> makeOptions)
    {
        this.makeProgram = makeProgram;
        this.makeOptions = makeOptions;
    }

    String typeName()
    {
        return name().toLowerCase(Locale.ROOT);
    }

    String makeProgram()
    {
        return makeProgram;
    }

    boolean isInstalled()
    {
        return Stream.of("/sbin", "/usr/sbin", "/bin", "/usr/bin").anyMatch(
            (directory) -> Files.isExecutable(Path.of(directory, makeProgram)));
    }

    /**
     * Make the file system on a device, or in a file.
     */
    void make(final Path device)
    {
        final List<String> command = new ArrayList<>();
        command.add(makeProgram);
        command.addAll(makeOptions);
        command.add(device.toString());
        Faults.run(command.toArray(new String[0]));
    }
}
