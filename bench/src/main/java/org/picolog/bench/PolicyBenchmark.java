/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.agrona.concurrent.IdleStrategy;
import org.picolog.io.BlockIo;
import org.picolog.io.BlockWriter;
import org.picolog.io.WriteDurability;
import org.picolog.log.FlushIdleStrategy;
import org.picolog.sink.SinkContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A policy of group commit and the device, and nothing else: messages arrive by the clock, fill pages that nobody
 * copies, and are written by one thread through the log's own binding. So the policies differ in nothing else.
 */
final class PolicyBenchmark implements Benchmark
{
    /**
     * How the thread waits for a completion, or for the next message.
     */
    enum Waiting
    {
        /**
         * As the log's own thread: in the kernel while a write is in flight, else as the sink's agents do.
         */
        RING(new SinkContext().idleStrategySupplier()),
        YIELD(Idling.YIELD::newStrategy),
        SPIN(Idling.BUSY_SPIN::newStrategy),
        PARK(Idling.SLEEP::newStrategy),
        BACKOFF(Idling.BACKOFF::newStrategy);

        private final Supplier<IdleStrategy> strategy;

        Waiting(final Supplier<IdleStrategy> strategy)
        {
            this.strategy = strategy;
        }
    }

    private static final int MESSAGE_LENGTH = 100;
    private static final int MESSAGES_PER_PAGE = 36;
    private static final double REACHED = 0.99;
    private static final double BYTES_PER_KIB = 1024.0;

    private final Scenario scenario;
    private final FlushPolicy policy;
    private final Waiting waiting;
    private final Supplier<DeviceFile> device;
    private final Settings settings;

    PolicyBenchmark(
        final FlushPolicy policy,
        final Waiting waiting,
        final long rate,
        final Supplier<DeviceFile> device,
        final Settings settings)
    {
        final String name = "policy-" + policy + "-" + waiting + "-" + rate;
        scenario = new Scenario(name.toLowerCase(Locale.ROOT), Kind.POLICY, MESSAGE_LENGTH, rate);
        this.policy = policy;
        this.waiting = waiting;
        this.device = device;
        this.settings = settings;
    }

    @Override
    public Scenario scenario()
    {
        return scenario;
    }

    @Override
    public Measurement run()
    {
        final DeviceFile file = device.get();
        try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE);
            BlockWriter writer = file.newWriter(policy.maxInFlight(), policy.durability()))
        {
            return new Run(file, channel, writer).measure();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /**
     * One run of it.
     */
    private final class Run
    {
        private final FileChannel channel;
        private final BlockWriter writer;
        private final long fileLength;
        private final int slot;
        private final long[] endMessages = new long[policy.maxInFlight()];
        private final boolean[] isDone = new boolean[policy.maxInFlight()];
        private final BlockWriter.CompletionHandler handler = this::onCompletion;
        private final Latencies latencies = new Latencies();
        private final long firstMeasured = Schedule.countIn(settings.warmupNs(), scenario.rate());
        private final long total =
            firstMeasured + Math.max(2, Schedule.countIn(settings.durationNs(), scenario.rate()));
        private final Schedule schedule = new Schedule(System.nanoTime(), scenario.rate());

        private final IdleStrategy idle = waiting.strategy.get();

        private boolean hasWaited;
        private long head;
        private long tail;
        private long submitted;
        private long committed;
        private long position;
        private long writtenBytes;
        private long writeCount;
        private long flushNs = System.nanoTime();

        Run(final DeviceFile file, final FileChannel channel, final BlockWriter writer)
        {
            this.channel = channel;
            this.writer = writer;
            fileLength = file.length();
            slot = writer.register(file.file());
        }

        Measurement measure() throws IOException
        {
            ProcessUse use = null;
            long nowNs = System.nanoTime();
            final long giveUpNs = schedule.intendedNs(total) + settings.durationNs();
            while (committed < total && nowNs - giveUpNs < 0)
            {
                settings.stopSignal().check();
                if (null == use && committed >= firstMeasured)
                {
                    use = new ProcessUse();
                }
                idle(complete() + write(nowNs, Math.min(total, schedule.dueBy(nowNs))));
                nowNs = System.nanoTime();
            }
            while (tail > head)
            {
                idle(complete());
            }

            return measurement(use, Math.max(1, nowNs - schedule.intendedNs(firstMeasured)));
        }

        private Measurement measurement(final ProcessUse use, final long elapsedNs)
        {
            final long count = Math.max(0, committed - firstMeasured);
            final double rate = Measurement.perSecond(count, elapsedNs);
            final Map<Metric, Double> figures = new EnumMap<>(Metric.class);
            figures.put(Metric.MESSAGES_PER_SECOND, rate);
            figures.put(Metric.COMMIT_P50_US, latencies.percentileUs(50));
            figures.put(Metric.COMMIT_P99_US, latencies.percentileUs(99));
            figures.put(Metric.COMMIT_P999_US, latencies.percentileUs(99.9));
            figures.put(Metric.COMMIT_MAX_US, latencies.maxUs());
            figures.put(Metric.MEAN_WRITE_KIB, writtenBytes / BYTES_PER_KIB / Math.max(1, writeCount));
            figures.put(
                Metric.LOG_BYTES_PER_PAYLOAD_BYTE, (double)writtenBytes / MESSAGE_LENGTH / Math.max(1, committed));
            if (null != use)
            {
                use.put(figures, count, MESSAGE_LENGTH);
            }

            // What arrived just before the end is committed a little after it.
            final boolean isReached =
                committed >= total && rate >= REACHED * scenario.rate() * settings.durationNs() / elapsedNs;

            return Measurement.of(figures, isReached ? null : String.format(
                Locale.ROOT, "committed %,.0f of %,d msg/s", rate, scenario.rate()));
        }

        private int write(final long nowNs, final long arrived)
        {
            int writes = 0;
            int pages = 1;
            while (pages > 0 && arrived > submitted && tail - head < policy.maxInFlight())
            {
                final int pending = (int)Math.min(
                    Integer.MAX_VALUE, (arrived - submitted + MESSAGES_PER_PAGE - 1) / MESSAGES_PER_PAGE);
                pages = Math.min(
                    policy.pages(pending, (int)(tail - head), nowNs - flushNs),
                    (int)((fileLength - position) / BlockIo.BLOCK_SIZE));
                if (pages > 0)
                {
                    write(pages, arrived);
                    writes++;
                }
            }
            if (writes > 0)
            {
                writer.submit();
            }
            if (arrived == submitted && nowNs - flushNs >= FlushPolicy.TIMER_NS)
            {
                flushNs = nowNs;
            }

            return writes;
        }

        private void write(final int pages, final long arrived)
        {
            final int index = (int)(tail % endMessages.length);
            final int length = pages * BlockIo.BLOCK_SIZE;
            // Always the same memory: what is in it does not matter, and it may be read by several writes at a time.
            if (!writer.write(slot, position, 0, length, index))
            {
                throw new BenchException("the queue of writes is full");
            }
            submitted = Math.min(arrived, submitted + (long)pages * MESSAGES_PER_PAGE);
            endMessages[index] = submitted;
            isDone[index] = false;
            tail++;
            position = (position + length) % fileLength;
            writtenBytes += length;
            writeCount++;
        }

        private int complete() throws IOException
        {
            final int completions = writer.poll(handler);
            if (completions > 0)
            {
                advance();
            }

            return completions;
        }

        private void advance() throws IOException
        {
            long end = head;
            while (end < tail && isDone[(int)(end % endMessages.length)])
            {
                end++;
            }
            if (end == head || WriteDurability.POWER_LOSS != policy.durability() && end < tail)
            {
                return;
            }

            if (WriteDurability.POWER_LOSS != policy.durability())
            {
                channel.force(false);
            }
            final long durable = endMessages[(int)((end - 1) % endMessages.length)];
            head = end;
            final long knownNs = System.nanoTime();
            for (long message = Math.max(committed, firstMeasured); message < durable; message++)
            {
                latencies.record(knownNs - schedule.intendedNs(message));
            }
            committed = durable;
        }

        private void onCompletion(final long token, final int result)
        {
            if (result <= 0)
            {
                throw new BenchException("a write returned " + result);
            }
            isDone[(int)token] = true;
        }

        /**
         * See {@link FlushIdleStrategy}.
         */
        private void idle(final int workCount)
        {
            hasWaited = 0 == workCount && !hasWaited && Waiting.RING == waiting && tail > head;
            if (hasWaited)
            {
                writer.awaitCompletion(FlushIdleStrategy.FLUSH_WAIT_NS);
            }
            else
            {
                idle.idle(workCount);
            }
        }
    }
}
