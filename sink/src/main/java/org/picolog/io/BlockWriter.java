/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

/**
 * A queue of writes from one slab of memory into registered files. Completions come in any order. After {@link
 * #start()} all methods belong to one thread, the one that called it. Only {@link #awaitCompletion(long)} and {@link
 * #close()} block, and {@link #submit()} of a queue that writes synchronously; none allocates, but for {@link
 * #register(BlockFile)} and {@link #unregister(int)}.
 */
public interface BlockWriter extends AutoCloseable
{
    /**
     * Receives the outcome of a write.
     */
    @FunctionalInterface
    interface CompletionHandler
    {
        /**
         * Called once for each write.
         *
         * @param token  that was given with the write.
         * @param result bytes written, or a negative errno.
         */
        void onCompletion(long token, int result);
    }

    /**
     * Make the calling thread the one that uses this queue. To be called once, before anything else but {@link
     * #close()}.
     */
    void start();

    /**
     * Make a file known to the queue. The file may be closed only after {@link #unregister(int)}.
     *
     * @param file open for writing.
     * @return a slot number to write to it by.
     * @throws IllegalStateException if all slots are taken.
     */
    int register(BlockFile file);

    /**
     * Free a slot. No write to it may be in flight.
     *
     * @param slot as returned by {@link #register(BlockFile)}.
     */
    void unregister(int slot);

    /**
     * Queue a write. It may be on its way at once or only after {@link #submit()}.
     *
     * @param slot       of the file.
     * @param position   in the file, in bytes, a multiple of {@link BlockIo#BLOCK_SIZE}.
     * @param slabOffset of the data in the slab, in bytes, a multiple of {@link BlockIo#BLOCK_SIZE}.
     * @param length     in bytes, a multiple of {@link BlockIo#BLOCK_SIZE}.
     * @param token      handed back with the outcome.
     * @return false if as many writes as allowed are in flight already: nothing was queued.
     */
    boolean write(int slot, long position, int slabOffset, int length, long token);

    /**
     * Hand to the kernel what is queued, or as much as it takes now: to be called again as long as anything is in
     * flight. A queue that writes synchronously writes one, and blocks until that is done.
     *
     * @throws BlockIoException if the kernel refuses for a reason that will not pass.
     */
    void submit();

    /**
     * Deliver the outcomes that are there.
     *
     * @param handler to receive them.
     * @return how many there were.
     */
    int poll(CompletionHandler handler);

    /**
     * Wait in the kernel until an outcome is there or the time is over. Returns at once when nothing is in flight.
     *
     * @param timeoutNs longest wait in nanoseconds, unless the queue writes synchronously.
     */
    void awaitCompletion(long timeoutNs);

    /**
     * Writes queued whose outcome was not delivered yet; after a close that failed, those that could not be waited for:
     * they may still read the slab.
     *
     * @return their number.
     */
    int inFlight();

    /**
     * Wait for every write in flight, then free all that belongs to the queue. Idempotent. To be called on the thread
     * that called {@link #start()}, or on any if none did.
     */
    @Override
    void close();
}
