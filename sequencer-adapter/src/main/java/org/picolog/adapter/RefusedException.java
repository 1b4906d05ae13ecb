/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

/**
 * The sink answered, and refused to connect the adapter. {@link #refusal()} says why.
 */
public class RefusedException extends AdapterException
{
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    /**
     * Construct from a sink's answer.
     *
     * @param refusal that was given.
     */
    public RefusedException(final Refusal refusal)
    {
        super("the sink refused: " + refusal.describe());
        this.refusal = refusal;
    }

    /**
     * Why, and what the sink's log is like.
     *
     * @return the answer.
     */
    public Refusal refusal()
    {
        return refusal;
    }
}
