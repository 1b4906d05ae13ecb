/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

/**
 * Where a log ends, and what an epoch that begins there has to know.
 *
 * @param epoch           of the writer that begins here.
 * @param nextSequence    that the next message gets.
 * @param lastPage        number of the last page of the log, -1 for none.
 * @param lastPageCrc     CRC of that page.
 * @param lastTimestampNs of that page.
 * @param stream          where the stream stands with that page.
 */
record LogPosition(
    long epoch, long nextSequence, long lastPage, long lastPageCrc, long lastTimestampNs, StreamEnd stream)
{
}
