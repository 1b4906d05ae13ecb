/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/**
 * What the polling thread of an adapter learns, and other threads wait for.
 */
public final class CommitStateStress
{
    private static final long SEQUENCE = 42;

    private CommitStateStress()
    {
    }

    /**
     * Who sees the state that ends commits sees the last commit: nobody is told that a message will not be committed
     * which was.
     */
    @JCStressTest
    @Outcome(id = "false, 0", expect = Expect.ACCEPTABLE, desc = "Neither yet.")
    @Outcome(id = "false, 42", expect = Expect.ACCEPTABLE, desc = "Committed, and not ended when looked at.")
    @Outcome(id = "true, 42", expect = Expect.ACCEPTABLE, desc = "Ended after the last commit.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The end hides a commit.")
    @State
    public static class LastCommit
    {
        private final CommitState state = new CommitState();

        /**
         * Learns of a commit, then of the end.
         */
        @Actor
        public void poller()
        {
            state.committedSequence(SEQUENCE);
            state.state(AdapterState.CLOSED);
        }

        /**
         * Waits for the commit.
         *
         * @param r what was seen.
         */
        @Actor
        public void waiter(final ZJ_Result r)
        {
            r.r1 = state.state().endsCommits();
            r.r2 = state.committedSequence();
        }
    }
}
