/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the JMH benchmarks that need a disk write: below the working directory, or another that a system property
 * names.
 */
final class WorkDirectory
{
    static final String PROP_NAME = "picolog.jmh.dir";

    private WorkDirectory()
    {
    }

    static Path create() throws IOException
    {
        return Files.createTempDirectory(Path.of(System.getProperty(PROP_NAME, "")).toAbsolutePath(), "picolog-jmh-");
    }
}
