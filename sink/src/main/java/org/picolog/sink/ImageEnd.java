/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

/**
 * Why nothing more comes of an image.
 */
enum ImageEnd
{
    /**
     * The publication was closed, or its client died; everything that it published was taken in.
     */
    END_OF_STREAM,

    /**
     * The publisher took the publication back at once, whether it was taken in or not.
     */
    REVOKED,

    /**
     * It went before the end of the stream.
     */
    LOST
}
