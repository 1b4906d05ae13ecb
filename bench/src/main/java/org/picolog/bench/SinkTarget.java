/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentInvoker;
import org.picolog.adapter.AdapterContext;
import org.picolog.adapter.AdapterException;
import org.picolog.adapter.Claim;
import org.picolog.adapter.PublishResult;
import org.picolog.adapter.SequencerAdapter;
import org.picolog.io.IoBackend;
import org.picolog.log.LogContext;
import org.picolog.sink.Sink;
import org.picolog.sink.SinkContext;
import org.picolog.sink.ThreadingMode;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The whole path: adapter, media driver, sink, disk. A message has completed when the producer knows that it is
 * durable.
 */
final class SinkTarget implements MessageTarget
{
    private final int messageLength;
    private final boolean isClaimed;
    private final Payload payload;
    private final Claim claim = new Claim();
    private final WriteMeter meter;
    private final EmbeddedDriver driver;
    private final Sink sink;
    private final AgentInvoker invoker;
    private final SequencerAdapter adapter;
    private final long sequenceBefore;
    private long offeredCount;

    /**
     * Start everything, with a log of its own.
     *
     * @param log           what is special to it, and its directory, empty.
     * @param mode          of the sink. With INVOKER the sink runs on the calling thread, within {@link #poll()}.
     * @param backend       that writes.
     * @param messageLength in bytes.
     * @param settings      for the rest. What they do not say comes from the system properties.
     */
    SinkTarget(
        final LogContext log,
        final ThreadingMode mode,
        final IoBackend backend,
        final int messageLength,
        final Settings settings)
    {
        meter = new WriteMeter(backend);
        this.messageLength = messageLength;
        payload = new Payload(messageLength);
        driver = new EmbeddedDriver(settings);
        Sink newSink = null;
        try
        {
            final SinkContext ctx = new SinkContext()
                .aeronDirectoryName(driver.directoryName())
                .threadingMode(mode)
                .errorHandler(settings.errorHandler())
                .log(log.blockIo(meter));
            if (null != settings.sinkIdling())
            {
                ctx.idleStrategySupplier(settings::newSinkIdleStrategy);
            }
            newSink = Sink.launch(ctx);
            invoker = newSink.invoker();
            adapter = connect(newSink.context(), settings);
        }
        catch (final RuntimeException | Error ex)
        {
            CloseHelper.quietCloseAll(newSink, driver);
            throw ex;
        }
        sink = newSink;
        isClaimed = messageLength <= adapter.maxPayloadLength();
        sequenceBefore = adapter.nextSequence() - 1;
    }

    @Override
    public int offer(final int limit)
    {
        int count = 0;
        while (count < limit && offerNext())
        {
            count++;
        }

        return count;
    }

    @Override
    public int poll()
    {
        final int sinkWork = null == invoker ? 0 : invoker.invoke();

        return sinkWork + adapter.poll();
    }

    @Override
    public long offeredCount()
    {
        return offeredCount;
    }

    @Override
    public long completedCount()
    {
        return adapter.committedSequence() - sequenceBefore;
    }

    @Override
    public WriteCounts written()
    {
        return meter.counts();
    }

    @Override
    public String describe()
    {
        final Throwable failure = sink.failure();
        return "the adapter is " + adapter.state() + ", last ack " + adapter.status() + ", " + adapter.ignoredAcks() +
            " acks ignored, " + meter.writeCount() + " writes, " +
            (null == failure ? "the sink has not failed" : "the sink failed: " + failure.getMessage());
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(adapter, sink, driver);
    }

    private boolean offerNext()
    {
        final long result = isClaimed ?
            adapter.tryClaim(messageLength, claim) :
            adapter.offer(payload.message(offeredCount), 0, messageLength);
        if (result < 0)
        {
            requireAlive(result);
            return false;
        }

        if (isClaimed)
        {
            payload.write(claim.buffer(), claim.offset(), offeredCount);
            claim.commit();
        }
        offeredCount++;

        return true;
    }

    private void requireAlive(final long result)
    {
        if (PublishResult.isFinal(result) || null != sink.failure())
        {
            final Throwable cause = sink.failure();
            throw new BenchException(
                "publishing ended with " + PublishResult.name(result) + ", the adapter is " + adapter.state() +
                (null == cause ? "" : ": " + cause.getMessage()), cause);
        }
    }

    /**
     * Connecting blocks, so a sink without threads is driven meanwhile. The adapter is then this thread's.
     */
    private SequencerAdapter connect(final SinkContext sinkCtx, final Settings settings)
    {
        final AdapterContext ctx = new AdapterContext()
            .aeronDirectoryName(driver.directoryName())
            .channel(sinkCtx.channel())
            .streamId(sinkCtx.streamId())
            .controlChannel(sinkCtx.controlChannel())
            .controlStreamId(sinkCtx.controlStreamId())
            .errorHandler(settings.errorHandler());
        if (null == invoker)
        {
            return SequencerAdapter.connect(ctx);
        }

        final CompletableFuture<SequencerAdapter> connecting =
            CompletableFuture.supplyAsync(() -> SequencerAdapter.connect(ctx));
        while (!connecting.isDone())
        {
            invoker.invoke();
            Thread.yield();
        }
        try
        {
            return connecting.join();
        }
        catch (final CompletionException ex)
        {
            throw new AdapterException("cannot connect to the sink: " + ex.getCause().getMessage(), ex.getCause());
        }
    }
}
