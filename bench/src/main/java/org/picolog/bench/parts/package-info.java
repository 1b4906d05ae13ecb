/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

/**
 * JMH benchmarks of the parts that a message goes through.
 */
package org.picolog.bench.parts;
