/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

/**
 * The demo: trades go from a sequencer through a media driver and a sink to the disk, are acknowledged as durable, and
 * are read back and compared.
 */
package org.picolog.samples.demo;
