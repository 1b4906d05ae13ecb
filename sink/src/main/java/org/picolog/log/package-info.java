/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

/**
 * The durable log: its format, and what writes, recovers and reads it. Knows nothing of Aeron's client, so that a log
 * can be embedded in a process without a media driver.
 */
package org.picolog.log;
