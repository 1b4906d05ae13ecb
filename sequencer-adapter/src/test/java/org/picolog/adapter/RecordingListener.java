/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes down what it is told, in order.
 */
final class RecordingListener implements AdapterListener
{
    final List<String> events = new ArrayList<>();

    @Override
    public void onConnected(final long epoch, final long publisherEpoch, final long nextSequence)
    {
        events.add("connected " + epoch + " " + publisherEpoch + " " + nextSequence);
    }

    @Override
    public void onDisconnected()
    {
        events.add("disconnected");
    }

    @Override
    public void onCommitted(final long sequence, final long position)
    {
        events.add("committed " + sequence + " " + position);
    }

    @Override
    public void onLowSpace(final boolean isLow)
    {
        events.add("lowSpace " + isLow);
    }

    @Override
    public void onSlowDevice(final boolean isSlow)
    {
        events.add("slowDevice " + isSlow);
    }

    @Override
    public void onClosed()
    {
        events.add("closed");
    }

    @Override
    public void onFailed()
    {
        events.add("failed");
    }

    @Override
    public void onRefused(final Refusal refusal)
    {
        events.add("refused " + refusal.code());
    }

    @Override
    public void onFenced(final long publisherEpoch)
    {
        events.add("fenced " + publisherEpoch);
    }

    @Override
    public void onDataLoss(final long fromSequence, final long toSequence)
    {
        events.add("dataLoss " + fromSequence + " " + toSequence);
    }

    @Override
    public void onAckedDataLost(final long seenSequence, final long nowSequence)
    {
        events.add("ackedDataLost " + seenSequence + " " + nowSequence);
    }

    List<String> take()
    {
        final List<String> taken = new ArrayList<>(events);
        events.clear();
        return taken;
    }
}
