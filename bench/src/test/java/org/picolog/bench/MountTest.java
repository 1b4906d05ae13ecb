/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MountTest
{
    private static final List<String> LINES = List.of(
        "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard",
        "28 27 254:16 / /data rw,noatime shared:7 master:2 - xfs /dev/vdb rw,noquota",
        "29 27 254:32 / /data\\040two rw - ext4 /dev/vdc rw",
        "malformed");

    @Test
    void findsTheInnermostMount()
    {
        assertEquals("xfs", Mount.of(Path.of("/data/log"), LINES).type());
        assertEquals("254:16", Mount.of(Path.of("/data"), LINES).device());
        assertEquals("/dev/vda", Mount.of(Path.of("/database"), LINES).source());
        assertEquals("/dev/vdc", Mount.of(Path.of("/data two/log"), LINES).source());
        assertNull(Mount.of(Path.of("/data"), List.of()));
    }

    @Test
    void knowsTheOptionsOfMountAndFileSystem()
    {
        assertTrue(Mount.of(Path.of("/"), LINES).hasOption("discard"));
        assertTrue(Mount.of(Path.of("/data"), LINES).hasOption("noatime"));
        assertFalse(Mount.of(Path.of("/data"), LINES).hasOption("discard"));
    }
}
