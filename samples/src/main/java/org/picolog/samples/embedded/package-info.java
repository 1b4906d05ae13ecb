/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

/**
 * The least that it takes to use Picolog in one process.
 */
package org.picolog.samples.embedded;
