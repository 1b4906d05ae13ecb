/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

/**
 * What a system has written to the disk.
 *
 * @param bytes  since it was opened; -1 if that cannot be told.
 * @param writes since it was opened; -1 if that cannot be told.
 */
record WriteCounts(long bytes, long writes)
{
    /**
     * By the kernel's account of this process, of pages that were written to or are written past the page cache: for
     * systems that do not count themselves.
     */
    static WriteCounts ofProcess()
    {
        final String value = SystemFiles.value(DeviceReads.ACCOUNT, "write_bytes");

        return new WriteCounts(SystemFiles.UNKNOWN.equals(value) ? -1 : Long.parseLong(value), -1);
    }
}
