/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;

import java.util.UUID;

/**
 * Whom the adapter was connected to last, and as what.
 *
 * @param logId          of the sink's log.
 * @param epoch          incarnation of the sink.
 * @param publisherEpoch of this publisher.
 */
record SinkIdentity(UUID logId, long epoch, long publisherEpoch)
{
    static final SinkIdentity NONE = new SinkIdentity(null, Aeron.NULL_VALUE, Aeron.NULL_VALUE);
}
