/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LinuxPlatformTest
{
    @Test
    void knownMachines()
    {
        assertNull(LinuxPlatform.unsupportedCause("Linux", "amd64"));
        assertNull(LinuxPlatform.unsupportedCause("Linux", "aarch64"));
    }

    @Test
    void otherMachinesAreRefusedByName()
    {
        assertTrue(LinuxPlatform.unsupportedCause("Mac OS X", "aarch64").contains("Mac OS X"));
        assertTrue(LinuxPlatform.unsupportedCause("Linux", "riscv64").contains("riscv64"));
        assertTrue(LinuxPlatform.unsupportedCause("Linux", "i386").contains("i386"));
    }
}
