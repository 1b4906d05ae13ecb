/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

/**
 * The command line: looks at a log, checks it, prints what is in it and repairs it. Each command is a method over a
 * {@link java.io.PrintStream}, used by {@link org.picolog.tool.PicologTool}.
 */
package org.picolog.tool;
