/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

/**
 * What a page in memory turns out to be, for the place it was read from.
 */
enum PageState
{
    VALID("a valid page"),
    NEVER_WRITTEN("zeros, as before the first write"),
    FOREIGN("no page of this format"),
    TORN("a page whose CRC-32C does not match its content"),
    STALE("a page of an earlier use of the file"),
    MISDIRECTED("a page that belongs elsewhere"),
    SPLICED("a page that does not continue the page before it"),
    MALFORMED("a page whose CRC-32C matches but whose records make no sense"),
    UNREADABLE("a page that the device does not read (I/O error)"),
    GONE("no segment file that can be read");

    private final String description;

    PageState(final String description)
    {
        this.description = description;
    }

    /**
     * Is the page what is found where this use of the segment has not written yet?
     */
    boolean isUnwritten()
    {
        return NEVER_WRITTEN == this || STALE == this;
    }

    String description()
    {
        return description;
    }
}
