/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.adapter.SimPublisher;
import org.picolog.io.MemoryBlockIo;
import org.picolog.io.MemoryDrive;
import org.picolog.log.LogInternals;
import org.picolog.log.LogReader;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Sequencers that take over from each other, stop and wake, and a sink that crashes, over a network that loses, delays
 * and repeats: both sides' own code, in one thread, from one seed. At the end the faults stop, and a last sequencer
 * must get through; then the log is read and compared with what was published and acked. What is found names the
 * invariant of {@code docs/reliability.md} that does not hold.
 */
final class HandshakeSimulation
{
    private static final long MS = 1_000_000;
    private static final int STREAM_ID = 7001;
    private static final int MAX_TICKS = 120;
    private static final int MAX_DELAY_TICKS = 30;
    private static final int SETTLE_TICKS = 2_000;
    private static final int LAST_MESSAGES = 3;
    private static final int MAX_HOLD_TICKS = 60;
    private static final long LIVENESS_NS = 20 * MS;
    private static final long RETRY_NS = 3 * MS;
    private static final long CONNECT_NS = 300 * MS;
    private static final long HEARTBEAT_NS = 4 * MS;
    private static final long IMAGE_TIMEOUT_NS = 15 * MS;

    private final long seed;
    private final SplittableRandom random;
    private final MemoryBlockIo io = new MemoryBlockIo(new MemoryDrive());
    private final SimReplies network;
    private final List<Leader> leaders = new ArrayList<>();
    private final List<Delayed> control = new ArrayList<>();
    private SimSink sink;
    private long nowNs = 1_000 * MS;
    private int nextSessionId = 1;
    private boolean isFaulty = true;

    /**
     * A request on its way.
     */
    private record Delayed(long timeNs, ConnectRequest request)
    {
    }

    HandshakeSimulation(final long seed)
    {
        this.seed = seed;
        random = new SplittableRandom(seed);
        network = new SimReplies(random);
    }

    void run()
    {
        try
        {
            network.maxDelayNs = random.nextInt(3) * 10 * MS;
            network.lossPercent = random.nextInt(3) * 15;
            startSink();
            startLeader();
            final int ticks = 20 + random.nextInt(MAX_TICKS);
            for (int i = 0; i < ticks; i++)
            {
                tick();
            }
            settle();
            checkLog();
        }
        catch (final Throwable ex)
        {
            throw new AssertionError("seed=" + seed + ": " + ex.getMessage(), ex);
        }
        finally
        {
            leaders.forEach((leader) -> leader.publisher.free());
        }
    }

    private void tick()
    {
        advance();
        switch (random.nextInt(60))
        {
            case 0 -> crashSink();
            case 1, 2 ->
            {
                if (leaders.size() < 4)
                {
                    startLeader();
                }
            }
            case 3, 4 -> anyLeader().pausedUntilNs = nowNs + random.nextLong(80) * MS;
            case 5 -> anyLeader().loseStream();
            case 6 -> anyLeader().isReplyLost = true;
            default ->
            {
                // Nothing happens.
            }
        }

        if (null == sink && random.nextInt(6) == 0)
        {
            startSink();
        }
        if (null != sink)
        {
            deliver();
            sink.work(nowNs, random.nextInt(3) == 0);
        }
        for (final Leader leader : leaders)
        {
            if (nowNs >= leader.pausedUntilNs)
            {
                leader.work();
                leader.publishSome();
            }
        }
    }

    private void settle()
    {
        isFaulty = false;
        network.maxDelayNs = 0;
        network.lossPercent = 0;
        if (null == sink)
        {
            startSink();
        }
        for (final Leader leader : leaders)
        {
            leader.pausedUntilNs = 0;
            leader.endClaim(true);
        }
        // Whoever has asked may still be granted what it asked for, and would fence off the last. Whoever leads has to
        // get everything through that it published, once nothing hinders it.
        int ticks = 0;
        while (ticks < MAX_DELAY_TICKS || !leaders.stream().allMatch(Leader::isSettled))
        {
            require("I9", ticks++ < SETTLE_TICKS, "nobody gets through: " + leaders);
            advance();
            deliver();
            sink.settle(nowNs);
            leaders.forEach(Leader::work);
        }
        final Leader last = startLeader();
        int published = 0;
        for (int i = 0; i < SETTLE_TICKS; i++)
        {
            advance();
            deliver();
            sink.settle(nowNs);
            leaders.forEach(Leader::work);
            if (published < LAST_MESSAGES && "CONNECTED".equals(last.publisher.state()))
            {
                published += last.offer() > 0 ? 1 : 0;
            }
            if (LAST_MESSAGES == published &&
                last.publisher.committedSequence() == last.publisher.nextSequence() - 1 &&
                leaders.stream().allMatch((leader) -> leader == last || leader.isOver()))
            {
                return;
            }
        }
        throw new AssertionError("I9: no end: published " + published + ", " + leaders);
    }

    private void advance()
    {
        nowNs += MS;
        network.nowNs = nowNs;
    }

    private void startSink()
    {
        sink = new SimSink(io, network, random.split(), STREAM_ID, HEARTBEAT_NS, IMAGE_TIMEOUT_NS, this::onGrant);
        for (final Leader leader : leaders)
        {
            if (!leader.stream.isGone)
            {
                sink.join(leader.stream, imageDelayNs());
            }
        }
    }

    /**
     * Whoever leads, or did, claims no more: a claim of it that is granted now fences it off for nobody.
     */
    private void onGrant(final ConnectRequest request)
    {
        require(
            "I8",
            !request.isClaim() || leaders.stream().noneMatch(
                (leader) -> -1 != leader.epoch && leader.replyChannel.equals(request.replyChannel())),
            "a claim is granted to one who had its answer: " + request);
    }

    private void crashSink()
    {
        if (null != sink)
        {
            sink.crash();
            sink = null;
            leaders.forEach((leader) -> leader.stream.leave());
            network.closeAll();
            // What was asked of it is not: the next sink hears it.
        }
    }

    private Leader startLeader()
    {
        final Leader leader = new Leader(leaders.size());
        leaders.add(leader);
        return leader;
    }

    private Leader anyLeader()
    {
        return leaders.get(random.nextInt(leaders.size()));
    }

    private SimStream newStream()
    {
        final SimStream stream = new SimStream(nextSessionId++);
        if (null != sink)
        {
            sink.join(stream, imageDelayNs());
        }
        return stream;
    }

    private long imageDelayNs()
    {
        return isFaulty ? random.nextLong(20) * MS : 0;
    }

    private void send(final ConnectRequest request)
    {
        if (!isFaulty)
        {
            control.add(new Delayed(nowNs, request));
            return;
        }
        final int copies = random.nextInt(4);
        for (int i = 0; i < Math.min(copies, 2); i++)
        {
            control.add(new Delayed(nowNs + random.nextLong(MAX_DELAY_TICKS) * MS, request));
        }
    }

    /**
     * In any order.
     */
    private void deliver()
    {
        for (int i = 0; i < control.size(); i++)
        {
            if (control.get(i).timeNs <= nowNs)
            {
                sink.onConnect(control.remove(i).request);
                i--;
            }
        }
    }

    private void checkLog()
    {
        sink.crash();
        sink = null;
        long expected = 1;
        long epoch = 0;
        try (LogReader reader = LogInternals.read(io, SimSink.DIRECTORY))
        {
            while (reader.next())
            {
                require(
                    "I2",
                    reader.sequence() == expected,
                    "sequence " + reader.sequence() + " after " + (expected - 1));
                final byte[] message = bytes(reader.buffer(), reader.offset(), reader.length());
                final Leader leader = leaders.get(new UnsafeBuffer(message).getInt(0));
                require(
                    "I3",
                    Arrays.equals(message, leader.published.get(expected)),
                    "sequence " + expected + " is not what leader " + leader + " published");
                require("I8", leader.epoch >= epoch, "leader " + leader + " after epoch " + epoch);
                epoch = leader.epoch;
                for (final Leader other : leaders)
                {
                    require(
                        "I1",
                        other == leader || expected < other.first || expected > other.acked,
                        "sequence " + expected + " of " + leader + " was acked to " + other);
                }
                expected++;
            }
        }
        for (final Leader leader : leaders)
        {
            require(
                "I1",
                leader.acked < expected,
                "acked to " + leader + ", and the log ends with " + (expected - 1));
        }
    }

    private static byte[] bytes(final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return bytes;
    }

    private static void require(final String invariant, final boolean isTrue, final String otherwise)
    {
        if (!isTrue)
        {
            throw new AssertionError(invariant + ": " + otherwise);
        }
    }

    /**
     * One instance of the sequencer: claims once, and publishes as long as it may.
     */
    private final class Leader
    {
        private final int id;
        private final String replyChannel;
        private final Map<Long, byte[]> published = new HashMap<>();
        private final SimPublisher publisher;
        private final long deadlineNs;
        private SimStream stream;
        private byte[] claimed;
        private long claimedUntilNs;
        private long pausedUntilNs;
        private boolean isReplyLost;
        private boolean isOver;
        private long epoch = -1;
        private long first = Long.MAX_VALUE;
        private long acked;

        private Leader(final int id)
        {
            this.id = id;
            replyChannel = "sim-" + id;
            stream = newStream();
            deadlineNs = nowNs + CONNECT_NS;
            publisher = new SimPublisher(
                stream, this::connect, random.split()::nextLong, LIVENESS_NS, RETRY_NS, deadlineNs);
        }

        private boolean connect(
            final long correlationId,
            final long publisherEpoch,
            final int sessionId,
            final long resumePosition,
            final long firstRetained,
            final long nextSequence,
            final long logIdHigh,
            final long logIdLow,
            final long sinkEpoch)
        {
            if (null == sink)
            {
                return false;
            }
            send(new ConnectRequest(
                SequencedSessions.PROTOCOL_MAJOR,
                correlationId,
                1,
                publisherEpoch,
                sessionId,
                STREAM_ID,
                resumePosition,
                firstRetained,
                nextSequence,
                0 == logIdHigh && 0 == logIdLow ? null : new UUID(logIdHigh, logIdLow),
                sinkEpoch,
                replyChannel,
                1));
            return true;
        }

        private void work()
        {
            if (isOver)
            {
                return;
            }
            final boolean wasFenced = "FENCED".equals(publisher.state());
            network.receive(replyChannel).forEach((message) -> publisher.receive(message, nowNs));
            publisher.work(nowNs, !isReplyLost && network.isConnected(replyChannel));
            isReplyLost = false;
            observe();
            require("I1", !"DATA_LOSS".equals(publisher.state()), this + ": nothing acked was lost");
            require("I8", !wasFenced || "FENCED".equals(publisher.state()), this + " was fenced");
            isOver = -1 == epoch && null != publisher.refusal() && !"JOINED_LATE".equals(publisher.refusal());
        }

        private void observe()
        {
            if (-1 == epoch && publisher.publisherEpoch() > 0)
            {
                epoch = publisher.publisherEpoch();
                first = publisher.nextSequence();
                acked = publisher.committedSequence();
            }
            require("I8", -1 == epoch || publisher.publisherEpoch() == epoch, this + " has another epoch");
            require("I5", -1 == epoch || publisher.committedSequence() >= acked, this + " knows of less");
            acked = publisher.committedSequence();
        }

        private void publishSome()
        {
            if (-1 == epoch)
            {
                return;
            }
            if (publisher.hasClaim())
            {
                if (nowNs >= claimedUntilNs && random.nextInt(3) == 0)
                {
                    endClaim(random.nextInt(3) > 0);
                }
            }
            else if (random.nextInt(2) == 0)
            {
                if (random.nextInt(3) == 0)
                {
                    claim();
                }
                else
                {
                    offer();
                }
            }
        }

        private long offer()
        {
            final byte[] message = message();
            final long sequence = publisher.offer(message);
            if (sequence > 0)
            {
                require("I2", null == published.put(sequence, message), this + " published twice " + sequence);
            }
            return sequence;
        }

        private void claim()
        {
            final byte[] message = message();
            claimed = publisher.claim(message) > 0 ? message : null;
            // Some are kept open while the adapter connects again.
            claimedUntilNs = random.nextInt(4) == 0 ? nowNs + random.nextLong(MAX_HOLD_TICKS) * MS : nowNs;
        }

        private void endClaim(final boolean isCommit)
        {
            if (publisher.hasClaim())
            {
                final long sequence = publisher.nextSequence();
                publisher.endClaim(isCommit);
                if (isCommit)
                {
                    require("I2", null == published.put(sequence, claimed), this + " published twice " + sequence);
                }
            }
        }

        private void loseStream()
        {
            publisher.loseStream();
            stream.isGone = true;
            stream = newStream();
            publisher.use(stream);
        }

        private byte[] message()
        {
            final byte[] message = new byte[12 + random.nextInt(120)];
            random.nextBytes(message);
            new UnsafeBuffer(message).putInt(0, id);
            return message;
        }

        /**
         * Fenced, refused at first, or never connected within its time.
         */
        private boolean isOver()
        {
            return isOver || "FENCED".equals(publisher.state()) || -1 == epoch && nowNs > deadlineNs;
        }

        private boolean isSettled()
        {
            return -1 == epoch ?
                isOver || nowNs > deadlineNs + IMAGE_TIMEOUT_NS :
                "FENCED".equals(publisher.state()) ||
                "CONNECTED".equals(publisher.state()) && publisher.committedSequence() == publisher.nextSequence() - 1;
        }

        @Override
        public String toString()
        {
            return id + " " + publisher.state() + " epoch " + epoch + " acked " + acked + " next " +
                publisher.nextSequence() + " " + publisher.refusal();
        }
    }
}
