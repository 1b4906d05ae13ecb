/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

/**
 * What is done to a disk that changes it.
 */
public enum DiskOperation
{
    /**
     * A write.
     */
    WRITE,

    /**
     * A flush of what was written before.
     */
    FLUSH
}
