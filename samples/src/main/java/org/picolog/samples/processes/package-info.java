/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

/**
 * Three processes: a media driver, a sink ({@code picolog sink}), and a matching engine that confirms trades from the
 * commit mark. Each may be killed and started again.
 */
package org.picolog.samples.processes;
