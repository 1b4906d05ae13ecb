/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import org.junit.jupiter.api.Test;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

/**
 * Whatever a listener throws.
 */
class GuardedListenerTest
{
    @Test
    void shouldPassOnEachEventAndKeepWhatItThrows() throws ReflectiveOperationException
    {
        final List<String> told = new ArrayList<>();
        final List<Throwable> errors = new ArrayList<>();
        final Error thrown = new Error("of the application's");
        final InvocationHandler handler = (proxy, method, arguments) ->
        {
            told.add(method.getName() + List.of(null == arguments ? new Object[0] : arguments));
            throw thrown;
        };
        final AdapterListener guarded = new GuardedListener(
            (AdapterListener)Proxy.newProxyInstance(
                AdapterListener.class.getClassLoader(), new Class<?>[]{ AdapterListener.class }, handler),
            errors::add);

        final List<String> expected = new ArrayList<>();
        for (final Method method : AdapterListener.class.getMethods())
        {
            final Object[] arguments = new Object[method.getParameterCount()];
            for (int i = 0; i < arguments.length; i++)
            {
                arguments[i] = argument(method.getParameterTypes()[i], i);
            }
            method.invoke(guarded, arguments);
            expected.add(method.getName() + List.of(arguments));
        }
        assertEquals(expected, told);
        assertEquals(expected.size(), errors.size());
        errors.forEach((error) -> assertSame(thrown, error));
    }

    private static Object argument(final Class<?> type, final int index)
    {
        if (long.class == type)
        {
            return 100L + index;
        }

        return boolean.class == type ?
            (Object)true : new Refusal(null, null, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
