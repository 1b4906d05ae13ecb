/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.agrona.DirectBuffer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;

/**
 * The reply streams: each publication's messages come in their order, late, or not at all, and also those of sinks that
 * are dead by then.
 */
final class SimReplies
{
    private record Message(long timeNs, byte[] bytes)
    {
    }

    private final SplittableRandom random;
    private final Map<String, List<Line>> lines = new HashMap<>();
    long nowNs;
    long maxDelayNs;
    int lossPercent;

    SimReplies(final SplittableRandom random)
    {
        this.random = random;
    }

    /**
     * What has come, in no order between publications.
     */
    List<byte[]> receive(final String channel)
    {
        final List<byte[]> received = new ArrayList<>();
        for (final Line line : lines.getOrDefault(channel, List.of()))
        {
            while (!line.messages.isEmpty() && line.messages.peek().timeNs <= nowNs)
            {
                received.add(line.messages.poll().bytes);
            }
        }
        return received;
    }

    boolean isConnected(final String channel)
    {
        return lines.getOrDefault(channel, List.of()).stream().anyMatch((line) -> !line.isClosed);
    }

    /**
     * The sink is dead; what it said may still come.
     */
    void closeAll()
    {
        lines.values().forEach((all) -> all.forEach(Line::close));
    }

    ReplyTransport transport()
    {
        return new ReplyTransport()
        {
            private final List<Line> added = new ArrayList<>();

            @Override
            public long add(final String channel, final int streamId)
            {
                final Line line = new Line();
                line.isHeard = true;
                lines.computeIfAbsent(channel, (key) -> new ArrayList<>()).add(line);
                added.add(line);
                return added.size() - 1;
            }

            @Override
            public ReplyPublication get(final long registrationId)
            {
                return maxDelayNs > 0 && random.nextInt(3) == 0 ? null : added.get((int)registrationId);
            }

            @Override
            public void cancel(final long registrationId)
            {
                added.get((int)registrationId).close();
            }

            @Override
            public ReplyPublication monitor()
            {
                return new Line();
            }
        };
    }

    private final class Line implements ReplyPublication
    {
        private final Queue<Message> messages = new ArrayDeque<>();
        private boolean isHeard;
        private boolean isClosed;
        private long lastTimeNs;

        @Override
        public boolean isConnected()
        {
            return isHeard;
        }

        @Override
        public boolean isClosed()
        {
            return isClosed;
        }

        @Override
        public boolean offer(final DirectBuffer buffer, final int length)
        {
            if (lossPercent > 0 && random.nextInt(10) == 0)
            {
                return false;
            }
            if (random.nextInt(100) >= lossPercent)
            {
                final byte[] bytes = new byte[length];
                buffer.getBytes(0, bytes);
                lastTimeNs = Math.max(lastTimeNs, nowNs + (0 == maxDelayNs ? 0 : random.nextLong(maxDelayNs)));
                messages.add(new Message(lastTimeNs, bytes));
            }
            return true;
        }

        @Override
        public void close()
        {
            isClosed = true;
        }
    }
}
