/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Lets the kernel refuse a system call to the calling thread and those that it starts, as a container does.
 */
public final class SeccompFilter
{
    private static final int PR_SET_SECCOMP = 22;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int SECCOMP_MODE_FILTER = 2;
    private static final int SECCOMP_RET_ERRNO = 0x0005_0000;
    private static final int SECCOMP_RET_ALLOW = 0x7fff_0000;
    private static final int LOAD_WORD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;

    private SeccompFilter()
    {
    }

    /**
     * Let the kernel refuse io_uring_setup from now on.
     *
     * @param errno of the refusal.
     */
    public static void denyIoUring(final int errno)
    {
        deny(IoUringAbi.SYSCALL_SETUP, errno);
    }

    private static void deny(final int systemCall, final int errno)
    {
        final Memory filter = new Memory(4 * 8);
        instruction(filter, 0, LOAD_WORD, 0, 0);
        instruction(filter, 1, JUMP_IF_EQUAL, 1, systemCall);
        instruction(filter, 2, RETURN, 0, SECCOMP_RET_ERRNO | errno);
        instruction(filter, 3, RETURN, 0, SECCOMP_RET_ALLOW);

        final Memory program = new Memory(16);
        program.setLong(0, 4);
        program.setPointer(8, filter);
        prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L);
        prctl(PR_SET_SECCOMP, (long)SECCOMP_MODE_FILTER, program, 0L, 0L);
    }

    private static void instruction(
        final Memory filter, final int index, final int code, final int jumpIfFalse, final int operand)
    {
        filter.setShort(index * 8L, (short)code);
        filter.setByte(index * 8L + 2, (byte)0);
        filter.setByte(index * 8L + 3, (byte)jumpIfFalse);
        filter.setInt(index * 8L + 4, operand);
    }

    private static void prctl(final Object... arguments)
    {
        assertEquals(0, NativeLibrary.getInstance("c").getFunction("prctl").invokeInt(arguments));
    }
}
