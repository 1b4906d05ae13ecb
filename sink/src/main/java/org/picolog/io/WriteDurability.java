/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

/**
 * What a write demands of the device before it completes.
 */
public enum WriteDurability
{
    /**
     * The data, and whatever metadata is needed to read it back, is on stable media: {@code RWF_DSYNC}.
     */
    POWER_LOSS,

    /**
     * The device has accepted the data: durable only where the device protects its cache against power loss.
     */
    DEVICE_ACCEPTED
}
