/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the process ends with, one number for each kind of outcome.
 */
enum ExitStatus
{
    OK(0, "Every trade was durable, was recovered, and is identical."),
    UNFORESEEN(1, "A failure that this program did not foresee."),
    USAGE(2, "An option is unknown, malformed or out of its range."),
    INPUT(3, "The file of trades cannot be read, or a line of it is malformed."),
    DIRECTORY(4, "The directory cannot be used, or its file system cannot keep the promise."),
    LOCKED(5, "Another process writes in the directory."),
    NO_SPACE(6, "There is not enough space on the file system."),
    IO_URING(7, "The kernel, or how it is configured, does not offer io_uring."),
    DRIVER(8, "The media driver cannot be started or used."),
    SINK(9, "The sink failed, or stopped making progress."),
    DIFFERENT(10, "What was recovered is not what was published."),
    INTERRUPTED(130, "Interrupted (Ctrl-C): what was published until then is durable and identical.");

    private final int code;
    private final String description;

    ExitStatus(final int code, final String description)
    {
        this.code = code;
        this.description = description;
    }

    int code()
    {
        return code;
    }

    static Map<String, String> descriptions()
    {
        final Map<String, String> descriptions = new LinkedHashMap<>();
        for (final ExitStatus status : values())
        {
            descriptions.put(String.valueOf(status.code), status.description);
        }

        return descriptions;
    }
}
