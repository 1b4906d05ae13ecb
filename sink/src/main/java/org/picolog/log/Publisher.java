/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

/**
 * Who may append to a log, as the log itself knows: what fences off an older instance of the same publisher.
 *
 * @param id    whose log it is, the same for the life of a log.
 * @param epoch of the instance that may append, from 1; 0 while nobody ever claimed the log.
 */
public record Publisher(long id, long epoch)
{
    /**
     * Of a log that nobody ever claimed.
     */
    public static final Publisher NONE = new Publisher(0, 0);
}
