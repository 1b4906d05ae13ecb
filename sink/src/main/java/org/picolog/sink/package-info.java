/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

/**
 * The sink: agents that move a publication's messages into a durable log and tell the sequencer how far they got.
 */
package org.picolog.sink;
