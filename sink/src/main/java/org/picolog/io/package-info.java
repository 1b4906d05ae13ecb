/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

/**
 * Block I/O: files that are read and written in whole pages past the page cache, and the io_uring that writes them.
 * Knows nothing of logs.
 */
package org.picolog.io;
