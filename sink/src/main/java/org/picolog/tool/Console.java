/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import java.io.PrintStream;

/**
 * Where a command prints.
 *
 * @param out        for what was asked for.
 * @param err        for what went wrong.
 * @param isTerminal true if a person looks at {@code out}, and wants to see progress.
 */
record Console(Output out, PrintStream err, boolean isTerminal)
{
}
