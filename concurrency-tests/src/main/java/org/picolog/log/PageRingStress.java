/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.J_Result;
import org.picolog.io.AlignedMemory;
import org.picolog.io.LinuxBlockIo;

/**
 * The hand-off of pages between the thread that fills them and the thread that makes them durable. A plain field stands
 * for what is in a page: there are too many states at a time for a slab each.
 */
public final class PageRingStress
{
    private static final AlignedMemory SLAB = new LinuxBlockIo().allocate(LogFormat.PAGE_SIZE);
    private static final long CONTENT = 0x0102_0304_0506_0708L;
    private static final long OVERWRITTEN = -1L;
    private static final long SEQUENCE = 42;

    private PageRingStress()
    {
    }

    /**
     * Who sees a page sealed sees what is in it, and the sequence that follows it.
     */
    @JCStressTest
    @Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "Not sealed yet.")
    @Outcome(id = "1, 72623859790382856, 42", expect = Expect.ACCEPTABLE, desc = "Sealed, and whole.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A page was handed over that is not whole.")
    @State
    public static class Seal
    {
        private final PageRing ring = new PageRing(SLAB);
        private long content;

        /**
         * Fills and seals.
         */
        @Actor
        public void assembler()
        {
            content = CONTENT;
            ring.nextSequence(0, SEQUENCE);
            ring.sealed(1);
        }

        /**
         * Writes what is sealed.
         *
         * @param r what was seen.
         */
        @Actor
        public void flusher(final JJJ_Result r)
        {
            r.r1 = ring.sealed();
            if (r.r1 > 0)
            {
                r.r2 = content;
                r.r3 = ring.nextSequence(0);
            }
        }
    }

    /**
     * A slot is not filled again while its page is being read.
     */
    @JCStressTest
    @Outcome(id = "72623859790382856", expect = Expect.ACCEPTABLE, desc = "What was sealed.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The next page, in a slot that was not released.")
    @State
    public static class Release
    {
        private final PageRing ring = new PageRing(SLAB);
        private long content = CONTENT;

        /**
         * Fills again what was released.
         */
        @Actor
        public void assembler()
        {
            if (ring.released() > 0)
            {
                content = OVERWRITTEN;
            }
        }

        /**
         * Reads, then releases.
         *
         * @param r what was seen.
         */
        @Actor
        public void flusher(final J_Result r)
        {
            r.r1 = content;
            ring.released(1);
        }
    }

    /**
     * Who finds everything released finds its messages committed: a page sealed then may claim so.
     */
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Neither yet.")
    @Outcome(id = "0, 42", expect = Expect.ACCEPTABLE, desc = "Committed after the first look.")
    @Outcome(id = "1, 42", expect = Expect.ACCEPTABLE, desc = "Both.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Released, and not committed.")
    @State
    public static class Commit
    {
        private final PageRing ring = new PageRing(SLAB);

        /**
         * Moves the mark.
         */
        @Actor
        public void flusher()
        {
            ring.committedSequence(SEQUENCE);
            ring.released(1);
        }

        /**
         * Looks, in the other order.
         *
         * @param r what was seen.
         */
        @Actor
        public void assembler(final JJ_Result r)
        {
            r.r1 = ring.released();
            r.r2 = ring.committedSequence();
        }
    }
}
