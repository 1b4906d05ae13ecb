/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import org.picolog.codecs.sample.MessageHeaderEncoder;
import org.picolog.codecs.sample.TradeEncoder;

/**
 * A sequence of trades that is the same each time it is begun anew, so that what is recovered can be compared with what
 * was published without keeping it. One thread.
 */
interface TradeSource
{
    /**
     * Length of an encoded trade with its header, in bytes.
     */
    int ENCODED_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + TradeEncoder.BLOCK_LENGTH;

    /**
     * Encode the next trade: every field of it, because the buffer may hold anything.
     *
     * @param trade wrapped around the buffer, its header applied.
     */
    void next(TradeEncoder trade);
}
