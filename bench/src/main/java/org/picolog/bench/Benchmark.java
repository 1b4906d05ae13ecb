/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

/**
 * Something to be measured, several times over, in turn with others.
 */
interface Benchmark
{
    /**
     * What is measured.
     */
    Scenario scenario();

    /**
     * Measure once. Blocks for as long as that takes, and leaves nothing running.
     *
     * @throws StoppedException if the user wants an end.
     */
    Measurement run();
}
