/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;

/**
 * What one attempt to connect says: the same each time that it is repeated.
 */
final class ConnectAttempt
{
    static final long NULL_VALUE = Aeron.NULL_VALUE;

    long correlationId = NULL_VALUE;
    long publisherEpoch;
    int sessionId;
    long resumePosition;
    long firstRetained;
    long nextSequence;
    long logIdHigh;
    long logIdLow;
    long sinkEpoch = NULL_VALUE;
}
