/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

/**
 * What was done in a number of runs.
 */
final class Tally
{
    long runs;
    long powerCuts;
    long kills;
    long cutsInside;
    long recoveries;
    long refusals;
    long repairs;
    long mediaFaults;
    long failedOperations;
    long published;
    long acked;
    long delivered;
    long rolls;

    void add(final Tally other)
    {
        runs += other.runs;
        powerCuts += other.powerCuts;
        kills += other.kills;
        cutsInside += other.cutsInside;
        recoveries += other.recoveries;
        refusals += other.refusals;
        repairs += other.repairs;
        mediaFaults += other.mediaFaults;
        failedOperations += other.failedOperations;
        published += other.published;
        acked += other.acked;
        delivered += other.delivered;
        rolls += other.rolls;
    }

    void clear()
    {
        runs = 0;
        powerCuts = 0;
        kills = 0;
        cutsInside = 0;
        recoveries = 0;
        refusals = 0;
        repairs = 0;
        mediaFaults = 0;
        failedOperations = 0;
        published = 0;
        acked = 0;
        delivered = 0;
        rolls = 0;
    }

    @Override
    public String toString()
    {
        return runs + " seeds, " + (powerCuts + kills) + " crashes (" + powerCuts + " power cuts, " + kills +
            " kills; " + cutsInside + " of them inside an operation), " + recoveries + " recoveries, " + refusals +
            " refusals, " + repairs + " repairs, " + mediaFaults + " media faults, " + failedOperations +
            " failed operations, " + rolls + " rolls, " + published + " records published, " + acked +
            " acknowledged, " + delivered + " read back";
    }
}
