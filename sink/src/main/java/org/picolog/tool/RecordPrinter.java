/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.picolog.log.LogReader;

/**
 * Prints the message that a reader is at.
 */
interface RecordPrinter
{
    void print(LogReader reader);
}
