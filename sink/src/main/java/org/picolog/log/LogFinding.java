/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

/**
 * One place in a log where something else is found than must be there.
 *
 * @param fileName     of the file, without the directory.
 * @param segment      number of the segment, -1 if the file is no segment.
 * @param page         number of the page in the log, -1 if the finding is about the whole file.
 * @param filePosition of the page in the file in bytes, -1 if the finding is about the whole file.
 * @param expected     what must be there, for people.
 * @param found        what is there, for people.
 */
public record LogFinding(
    String fileName, long segment, long page, long filePosition, String expected, String found)
{
    /**
     * The finding as one line.
     *
     * @return for people.
     */
    public String describe()
    {
        final String place = page < 0 ? fileName : "page " + page + " at " + filePosition + " of " + fileName;
        return place + ": expected " + expected + ", found " + found;
    }
}
