/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

/**
 * Measurements of Picolog against what bounds it, the device and the transport, on the user's own machine. Nothing here
 * is an interface for others but {@link org.picolog.bench.BenchCommand}.
 */
package org.picolog.bench;
