/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import org.picolog.sink.ThreadingMode;

import java.nio.file.Path;

/**
 * What the user asked for, checked.
 *
 * @param trades        number of trades to publish.
 * @param rate          trades per second, 0 for no limit.
 * @param directory     to keep the log in, null for a temporary one.
 * @param csv           file of trades, null for generated ones.
 * @param threadingMode of the sink.
 */
record DemoOptions(long trades, long rate, Path directory, Path csv, ThreadingMode threadingMode)
{
}
