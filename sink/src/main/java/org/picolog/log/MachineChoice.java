/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */
package org.picolog.log;

import org.picolog.io.IoBackend;
import org.picolog.io.IoUringUnavailableException;
import org.picolog.io.LinuxBlockIo;

/**
 * Settles how pages are written. Never in silence by another way than was asked for, and not at the first write: what
 * cannot work is refused before anything is changed.
 */
final class MachineChoice
{
    private MachineChoice()
    {
    }

    /**
     * The real machine, as a context asks for it.
     *
     * @throws IoUringUnavailableException if it is to be io_uring, and there is none.
     */
    static LinuxBlockIo choose(final LogContext ctx)
    {
        final LinuxBlockIo machine = new LinuxBlockIo(ctx.io());
        final String cause = IoBackend.SYNC == ctx.io() ? null : machine.ioUringUnavailabilityCause();
        if (null != cause && IoBackend.IO_URING == ctx.io())
        {
            throw new IoUringUnavailableException(
                cause + " Or set " + LogConfiguration.IO_PROP_NAME + "=sync (or auto), to write without io_uring: as " +
                "durable, but one write at a time.",
                0);
        }
        if (null != cause)
        {
            ctx.report(new LogException(
                LogConfiguration.IO_PROP_NAME + "=auto: pages of the log in " + ctx.directory() + " are written " +
                "without io_uring, which is as durable, but one write at a time, since " + cause));
        }

        return machine;
    }

    /**
     * Will pages be written synchronously?
     */
    static boolean isSynchronous(final LogContext ctx)
    {
        return null == ctx.blockIo() ?
            IoBackend.SYNC == new LinuxBlockIo(ctx.io()).backend() :
            ctx.blockIo() instanceof LinuxBlockIo && IoBackend.SYNC == ((LinuxBlockIo)ctx.blockIo()).backend();
    }
}
