/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Field;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ErrnoTest
{
    @Test
    void everyConstantIsDescribedByItsNameAndNumber() throws ReflectiveOperationException
    {
        for (final Field field : Errno.class.getFields())
        {
            final int errno = field.getInt(null);
            final String text = Errno.describe(errno);
            assertTrue(text.startsWith(field.getName() + " (" + errno + "): "), text);
        }
        assertTrue(Errno.class.getFields().length > 30);
    }

    @Test
    void unknownNumbersAreSaidToBeUnknown()
    {
        assertEquals("errno 4711: not known to Picolog; see errno(3)", Errno.describe(4711));
        assertEquals("errno 0: not known to Picolog; see errno(3)", Errno.describe(0));
    }
}
