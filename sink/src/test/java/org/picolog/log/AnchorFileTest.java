/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.junit.jupiter.api.Test;
import org.picolog.io.BlockIoException;
import org.picolog.io.Errno;
import org.picolog.io.MemoryFaults.Operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class AnchorFileTest
{
    private final TestLog log = new TestLog();

    @Test
    void oneCopyThatIsWholeSuffices()
    {
        log.open();
        log.append(2 * TestLog.DATA_PAGES).crash();
        for (int copy = 0; copy < 2; copy++)
        {
            final TestLog one = log.copy();
            one.directory().content(AnchorFile.NAME).put(copy, new byte[4096]);
            assertEquals(2 * TestLog.DATA_PAGES, one.read(), "without copy " + copy);
            one.open();
            one.append(1).close();
            assertEquals(2 * TestLog.DATA_PAGES + 1, one.read(), "without copy " + copy);

            one.directory().content(AnchorFile.NAME).put(0, new byte[4096]);
            one.directory().content(AnchorFile.NAME).put(1, new byte[4096]);
            assertThrows(DamagedLogException.class, one::read);
            assertThrows(DamagedLogException.class, one::open);
        }
    }

    @Test
    void anUnreadableCopyDoesNotMatter()
    {
        log.open();
        log.append(3).crash();
        for (long position = 0; position < 2 * 4096; position += 4096)
        {
            final long unreadable = position;
            log.directory().faults((operation, name, at) ->
            {
                if (Operation.READ == operation && AnchorFile.NAME.equals(name) && unreadable == at)
                {
                    throw new BlockIoException("cannot read", Errno.EIO);
                }
            });
            assertEquals(3, log.read());
        }
    }

    /**
     * The write of a copy is torn by a power cut, and after a restart the write of another one too: whatever the order,
     * one copy is whole.
     */
    @Test
    void twoPowerCutsInARowDoNotTearBothCopies()
    {
        log.open();
        log.append(3).crash();
        for (int first = 1; first <= 2; first++)
        {
            for (int second = 1; second <= 2; second++)
            {
                final TestLog torn = log.copy();
                tearAnchorWrite(torn, first);
                assertEquals(3, torn.read());
                tearAnchorWrite(torn, second);
                assertEquals(3, torn.read(), "torn at write " + first + ", then " + second);
                torn.directory().faults((operation, name, at) ->
                {
                });
                torn.open();
                torn.append(1).close();
                assertEquals(4, torn.read());
            }
        }
    }

    private static void tearAnchorWrite(final TestLog log, final int write)
    {
        final int[] count = new int[1];
        log.directory().faults((operation, name, at) ->
        {
            if (Operation.WRITE == operation && AnchorFile.NAME.equals(name) && ++count[0] == write)
            {
                log.directory().content(name).put((int)(at / 4096), new byte[4096]);
                throw new BlockIoException("the power went", Errno.EIO);
            }
        });
        assertThrows(BlockIoException.class, log::open);
    }
}
