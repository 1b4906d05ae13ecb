/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.picolog.codecs.protocol.RefusalCode;
import org.picolog.log.Publisher;

/**
 * What a publisher that asked to connect is to be told: from the thread that decides to the one that makes durable and
 * tells.
 *
 * @param request          that is answered.
 * @param refusal          why not; null if it is connected.
 * @param publisher        that may append: the one that is connected, or the one in whose favour it is refused.
 * @param expectedSequence that the next message appended gets.
 * @param joinPosition     with a session that was joined late: where; otherwise -1.
 * @param pagesSealed      that must be durable before it is told that it is connected.
 */
record Answer(
    ConnectRequest request,
    RefusalCode refusal,
    Publisher publisher,
    long expectedSequence,
    long joinPosition,
    long pagesSealed)
{
    boolean isConnected()
    {
        return null == refusal;
    }
}
