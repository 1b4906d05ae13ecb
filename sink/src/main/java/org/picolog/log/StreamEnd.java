/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

/**
 * Where in the streams it was fed from a log ends.
 *
 * @param publisher       that may append.
 * @param sessionId       of the stream fed from last; 0 for none.
 * @param position        in that stream up to which it is in the log; -1 for nothing of it.
 */
public record StreamEnd(Publisher publisher, int sessionId, long position)
{
    static final StreamEnd NONE = new StreamEnd(Publisher.NONE, 0, LogFormat.NULL_POSITION);
}
