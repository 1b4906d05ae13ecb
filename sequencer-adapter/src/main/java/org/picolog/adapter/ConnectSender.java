/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

/**
 * Sends a Connect to the sink.
 */
interface ConnectSender
{
    /**
     * Send it if that is possible now; never waits.
     *
     * @return false if it was not sent.
     */
    boolean send(ConnectAttempt attempt);
}
