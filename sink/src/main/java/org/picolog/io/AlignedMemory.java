/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/**
 * Page-aligned memory outside the heap, filled with zeros when allocated. Freed by {@link #close()} and never by the
 * garbage collector, because the kernel may be reading it.
 */
public interface AlignedMemory extends AutoCloseable
{
    /**
     * The memory as an Agrona buffer.
     *
     * @return always the same buffer.
     */
    UnsafeBuffer buffer();

    /**
     * The same memory as a direct {@link ByteBuffer}, for the JDK's checksums. Its position and limit are the caller's.
     *
     * @return a new view on each call.
     */
    ByteBuffer byteBuffer();

    /**
     * Free the memory. Idempotent. Nothing may read or write it any more, the kernel included.
     */
    @Override
    void close();
}
