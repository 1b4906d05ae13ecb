/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

/**
 * Asked before each operation on a {@link MemoryDrive}; lets it fail by throwing.
 */
@FunctionalInterface
public interface MemoryFaults
{
    /**
     * Nothing fails.
     */
    MemoryFaults NONE = (operation, name, position) ->
    {
    };

    /**
     * What is about to be done.
     */
    enum Operation
    {
        CREATE, ALLOCATE, READ, WRITE, SYNC, RENAME, DELETE, SYNC_DIRECTORY;

        /**
         * Does it change anything on the disk?
         *
         * @return true if so.
         */
        public boolean isChange()
        {
            return READ != this;
        }
    }

    /**
     * About to do something; throws to let it fail.
     *
     * @param operation to be done.
     * @param name      of the file or directory.
     * @param position  in the file.
     */
    void before(Operation operation, String name, long position);

    /**
     * What a read of a block gives; throws if it cannot be read.
     *
     * @param content of the file.
     * @param index   of the block in it.
     * @return the block, or anything else; it is not changed.
     */
    default byte[] read(final MemoryContent content, final int index)
    {
        return content.block(index);
    }
}
