/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Where a command prints what was asked for. Keeps why it could not be written, which a {@link PrintStream} does not
 * say; nothing is written after that.
 */
final class Output extends PrintStream
{
    private static final int BUFFER_LENGTH = 64 * 1024;

    private final Below below;

    Output(final OutputStream stream)
    {
        this(new Below(stream));
    }

    private Output(final Below below)
    {
        super(new BufferedOutputStream(below, BUFFER_LENGTH), false, StandardCharsets.UTF_8);
        this.below = below;
    }

    /**
     * Write what is buffered.
     *
     * @return the first failure of this or any write before; null for none.
     */
    IOException failure()
    {
        flush();
        return below.failure;
    }

    /**
     * Was it that whoever read the output has gone? Then nobody misses the rest.
     */
    static boolean isReaderGone(final IOException failure)
    {
        return null != failure.getMessage() && failure.getMessage().toLowerCase(Locale.ROOT).contains("broken pipe");
    }

    private static final class Below extends OutputStream
    {
        private final OutputStream stream;
        private IOException failure;

        Below(final OutputStream stream)
        {
            this.stream = stream;
        }

        @Override
        public void write(final int b) throws IOException
        {
            write(new byte[] {(byte)b}, 0, 1);
        }

        @Override
        public void write(final byte[] bytes, final int offset, final int length) throws IOException
        {
            checkFailure();
            try
            {
                stream.write(bytes, offset, length);
            }
            catch (final IOException ex)
            {
                failure = ex;
                throw ex;
            }
        }

        @Override
        public void flush() throws IOException
        {
            checkFailure();
            try
            {
                stream.flush();
            }
            catch (final IOException ex)
            {
                failure = ex;
                throw ex;
            }
        }

        /**
         * What failed may have been written in part: the rest would not follow on it.
         */
        private void checkFailure() throws IOException
        {
            if (null != failure)
            {
                throw failure;
            }
        }
    }
}
