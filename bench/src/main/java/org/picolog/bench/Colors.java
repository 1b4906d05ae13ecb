/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import java.util.Map;

/**
 * A colour for each system, the same in every plot and every report.
 */
final class Colors
{
    /**
     * Of what bounds all systems.
     */
    static final String CEILING = "#9aa5b4";

    private static final Map<String, String> KNOWN = Map.ofEntries(
        Map.entry("picolog-dedicated", "#0b5fff"),
        Map.entry("picolog-shared", "#00a3c4"),
        Map.entry("picolog-invoker", "#6f7dff"),
        Map.entry("picolog-recycled", "#0836a3"),
        Map.entry("picolog-embedded", "#12a150"),
        Map.entry("picolog-sync-dedicated", "#7fa8ff"),
        Map.entry("picolog-sync-shared", "#7fd0e0"),
        Map.entry("picolog-sync-invoker", "#b7bdff"),
        Map.entry("archive-0", "#e0a800"),
        Map.entry("archive-1", "#f0760c"),
        Map.entry("archive-2", "#b33a0a"),
        Map.entry("chronicle", "#a03bb5"),
        Map.entry("filechannel", "#7a6a58"));
    private static final String[] OTHERS =
    {
        "#0b5fff", "#f0760c", "#12a150", "#a03bb5", "#c2185b", "#00a3c4", "#7a6a58", "#9e9d24", "#3949ab", "#b33a0a"
    };

    private Colors()
    {
    }

    /**
     * @param name  of the system.
     * @param index among the systems of the report, for one without a colour of its own.
     */
    static String of(final String name, final int index)
    {
        return KNOWN.getOrDefault(name, OTHERS[index % OTHERS.length]);
    }
}
