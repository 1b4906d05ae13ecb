/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

/**
 * Two cache lines before the fields of a subclass, because the adjacent-line prefetcher pairs them. The parts of a log
 * belong to different threads and are made one after the other, so that without it the fields that one thread writes
 * for every message could lie on a line that another thread reads in every duty cycle.
 */
abstract class Padded
{
    /**
     * For the gap after an object's header, where a field of the subclass would go.
     */
    int gap;
    long p00;
    long p01;
    long p02;
    long p03;
    long p04;
    long p05;
    long p06;
    long p07;
    long p08;
    long p09;
    long p10;
    long p11;
    long p12;
    long p13;
    long p14;
    long p15;
}
