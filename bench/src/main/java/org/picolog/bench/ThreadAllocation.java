/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

/**
 * What the threads of one name allocated on the heap.
 *
 * @param bytesPerMessage of the messages that passed meanwhile, whether or not the thread had to do with them.
 * @param bytesPerSecond  of the time that passed.
 */
record ThreadAllocation(double bytesPerMessage, double bytesPerSecond)
{
}
