/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

/**
 * Who numbers the messages. Configured, never inferred from a message.
 */
public enum IngestMode
{
    /**
     * The publisher: the sequence of each message, from 1, is in the reserved value of its frame header. What does not
     * continue the log is not appended.
     */
    SEQUENCED,

    /**
     * The sink, in order of arrival: for any Aeron publication.
     */
    PLAIN
}
