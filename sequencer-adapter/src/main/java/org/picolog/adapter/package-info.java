/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

/**
 * What a sequencer links: publishing to a Picolog sink with a sequence per message, and learning up to which sequence
 * its stream is durable. {@link org.picolog.adapter.SequencerAdapter} is the way in.
 */
package org.picolog.adapter;
