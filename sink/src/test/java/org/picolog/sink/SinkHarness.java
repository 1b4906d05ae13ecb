/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import org.agrona.CloseHelper;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.protocol.CommitPositionDecoder;
import org.picolog.codecs.protocol.DurabilityLevel;
import org.picolog.codecs.protocol.MessageHeaderDecoder;
import org.picolog.codecs.protocol.SinkStatus;
import org.picolog.log.LogContext;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

/**
 * A media driver, a client that publishes and hears acks, and a sink over a real directory. One thread, the test's,
 * does it all, and invokes the sink when that has no threads.
 */
final class SinkHarness implements AutoCloseable
{
    static final int REPLY_STREAM_ID = 7002;
    static final String CHANNEL = "aeron:ipc?term-length=256k";
    /**
     * Longer than a shared disk stalls: a plain overwrite was seen to take 13 s beside others' work.
     */
    static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(45);

    record Ack(long committed, long expected, long position, int sessionId, SinkStatus status, long epoch)
    {
    }

    final List<Throwable> errors = new CopyOnWriteArrayList<>();
    final List<Throwable> clientErrors = new CopyOnWriteArrayList<>();
    final List<Ack> acks = new ArrayList<>();
    final String aeronDirectory;
    final MediaDriver driver;
    final Aeron aeron;
    final SinkContext ctx;
    Sink sink;
    Subscription replies;
    boolean isInvoked = true;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final CommitPositionDecoder decoder = new CommitPositionDecoder();
    private final FragmentHandler onReply = (buffer, offset, length, frame) ->
    {
        decoder.wrapAndApplyHeader(buffer, offset, header);
        onAck(new Ack(
            decoder.committedSequence(), decoder.expectedSequence(), decoder.committedPosition(), decoder.sessionId(),
            decoder.status(), decoder.epoch()));
        assertEquals(sink.logId(), new UUID(decoder.logIdHigh(), decoder.logIdLow()));
        assertEquals(DurabilityLevel.POWER_LOSS, decoder.level());
    };
    private final List<TestConnection> connections = new ArrayList<>();
    private long correlationId = 1000;
    private final BufferClaim claim = new BufferClaim();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[64 * 1024]);

    SinkHarness(final Path directory)
    {
        this(directory, TestDriver.launch());
    }

    /**
     * Over a media driver that this harness then owns too.
     */
    SinkHarness(final Path directory, final MediaDriver driver)
    {
        this.driver = driver;
        aeronDirectory = driver.aeronDirectoryName();
        // One as sinks demand it. It does not linger in truth: what they read of it is closed before.
        final Aeron.Context clientCtx = new Aeron.Context();
        aeron = Aeron.connect(clientCtx
            .aeronDirectoryName(aeronDirectory)
            .closeLingerDurationNs(TimeUnit.SECONDS.toNanos(3))
            .closeHandler(() -> clientCtx.closeLingerDurationNs(0))
            .errorHandler(clientErrors::add));
        ctx = new SinkContext()
            .aeronDirectoryName(aeronDirectory)
            .channel(CHANNEL)
            .driverTimeoutNs(DEADLINE_NS)
            .closeTimeoutNs(DEADLINE_NS)
            .heartbeatIntervalNs(TimeUnit.MILLISECONDS.toNanos(20))
            .idleStrategySupplier(() -> new BackoffIdleStrategy(1, 10, 1_000, 200_000))
            .errorHandler(errors::add)
            .monitor(new MonitorContext().cycleThresholdNs(DEADLINE_NS).driverSilenceThresholdNs(DEADLINE_NS))
            .log(new LogContext().directory(directory).segmentLength(256 * 1024).slabLength(1024 * 1024)
                // Tests of errors want theirs alone, however slow the disk of the machine is.
                .slowWriteThresholdNs(DEADLINE_NS));
    }

    SinkHarness launch(final ThreadingMode mode)
    {
        replies = null == replies ? addReplies() : replies;
        sink = Sink.launch(ctx.threadingMode(mode));
        return this;
    }

    Subscription addReplies()
    {
        return aeron.addSubscription(ctx.monitorChannel(), ctx.monitorStreamId());
    }

    /**
     * A publication whose publisher claimed the log, unless that is in plain mode.
     */
    ExclusivePublication addPublication()
    {
        final ExclusivePublication publication = addUnconnectedPublication();
        if (IngestMode.SEQUENCED == ctx.ingestMode())
        {
            claim(publication);
        }
        return publication;
    }

    ExclusivePublication addUnconnectedPublication()
    {
        return aeron.addExclusivePublication(CHANNEL, ctx.streamId());
    }

    TestConnection addConnection()
    {
        final TestConnection connection = new TestConnection(aeron, ctx, REPLY_STREAM_ID);
        connections.add(connection);
        return connection;
    }

    /**
     * Claim the log for a publication, and adopt what the log expects.
     */
    TestConnection claim(final ExclusivePublication publication)
    {
        final TestConnection connection = addConnection();
        send(connection.claim(publication, ++correlationId));
        final long expectedId = correlationId;
        await("the answer to a claim", () -> connection.connected.stream().anyMatch(
            (answer) -> answer.correlationId() == expectedId));
        return connection;
    }

    void send(final TestConnection connection)
    {
        await("the sink to listen", connection::send);
    }

    /**
     * Before the media driver goes: nothing of its memory is to be touched any more.
     */
    void forgetClient()
    {
        replies = null;
        connections.clear();
        aeron.close();
    }

    long counter(final Aeron client, final SinkCounter kind)
    {
        final long[] found = {-1};
        client.countersReader().forEach((counterId, typeId, keyBuffer, label) ->
            found[0] = typeId == kind.typeId() ? client.countersReader().getCounterValue(counterId) : found[0]);
        return found[0];
    }

    long nextCorrelationId()
    {
        return ++correlationId;
    }

    /**
     * One turn of whoever has no thread.
     */
    void work()
    {
        if (isInvoked && null != sink && null != sink.invoker())
        {
            sink.invoker().invoke();
        }
        pollAcks();
        Thread.yield();
    }

    void pollAcks()
    {
        if (null != replies)
        {
            replies.poll(onReply, 10);
        }
        connections.forEach(TestConnection::poll);
    }

    void await(final String what, final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (!condition.getAsBoolean())
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                fail("in vain waited for " + what + "; last ack " + lastAck() + ", failure " +
                    (null == sink ? null : sink.failure()) + ", errors " + errors + "\n" + stacks());
            }
            work();
        }
    }

    private static String stacks()
    {
        final StringBuilder builder = new StringBuilder();
        Thread.getAllStackTraces().forEach((thread, stack) ->
        {
            if (thread.getName().startsWith("picolog"))
            {
                builder.append(thread.getName()).append(' ').append(Arrays.asList(stack)).append('\n');
            }
        });

        return builder.toString();
    }

    void awaitCommitted(final long sequence)
    {
        await("sequence " + sequence + " to be durable", () -> lastAck().committed() >= sequence);
    }

    Ack lastAck()
    {
        return acks.isEmpty() ? new Ack(-1, -1, -1, 0, SinkStatus.NULL_VAL, -1) : acks.get(acks.size() - 1);
    }

    /**
     * Publish a message whose content follows from its sequence, in as many fragments as it takes.
     */
    void publish(final ExclusivePublication publication, final long sequence, final int length)
    {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (tryPublish(publication, sequence, length) < 0)
        {
            assertTrue(System.nanoTime() - deadlineNs < 0, () -> "back-pressure does not end: " + errors);
            work();
        }
    }

    long tryPublish(final ExclusivePublication publication, final long sequence, final int length)
    {
        final long result;
        if (length > publication.maxPayloadLength())
        {
            TestMessages.fill(message, 0, sequence, length);
            result = publication.offer(message, 0, length, (buffer, offset, frameLength) -> sequence);
        }
        else
        {
            result = publication.tryClaim(length, claim);
            if (result > 0)
            {
                TestMessages.fill((UnsafeBuffer)claim.buffer(), claim.offset(), sequence, length);
                claim.reservedValue(sequence).commit();
            }
        }
        assertTrue(result > 0 || result >= Publication.ADMIN_ACTION, () -> "result " + result);

        return result;
    }

    /**
     * How far the sink has taken in a publication, by the media driver's counters.
     *
     * @return the position, -1 when the sink does not subscribe to it.
     */
    long sinkPosition(final Publication publication)
    {
        final String session = " " + publication.sessionId() + " " + publication.streamId() + " ";
        final long[] position = {-1};
        aeron.countersReader().forEach((value, id, label) ->
            position[0] = label.startsWith("sub-pos:") && label.contains(session) ? value : position[0]);

        return position[0];
    }

    void awaitConsumed(final Publication publication)
    {
        await("the sink to take all in", () -> sinkPosition(publication) == publication.position());
    }

    void closeSink()
    {
        sink.close();
        await("the last acks", () -> SinkStatus.CLOSED == lastAck().status() || null == replies);
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(sink, aeron, driver);
    }

    private void onAck(final Ack ack)
    {
        assertTrue(
            ack.committed() >= lastAck().committed() && ack.epoch() >= lastAck().epoch(),
            () -> ack + " after " + lastAck());
        assertTrue(ack.expected() > ack.committed(), ack::toString);
        acks.add(ack);
    }
}
