/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import io.aeron.driver.MediaDriver;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.picolog.adapter.AdapterContext;
import org.picolog.adapter.SequencerAdapter;
import org.picolog.log.LogContext;
import org.picolog.sink.MonitorContext;
import org.picolog.sink.Sink;
import org.picolog.sink.SinkContext;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The run: publish trades through the whole path, close everything, read the log back and compare.
 */
final class Demo
{
    static final long SEED = 20_260_101L;

    private static final long LOCK_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(2);

    /**
     * A machine that is slow for a while is no failure of the demo's: the summary shows it.
     */
    private static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(1);

    /**
     * More trades than the driver's buffer and the sink's slab hold together.
     */
    private static final int MAX_UNCOMMITTED = 1 << 18;
    private static final int MAX_YIELDS = 100;
    private static final long MIN_PARK_NS = 1_000;
    private static final long MAX_PARK_NS = 100_000;

    private final DemoOptions options;
    private final PrintStream out;
    private final boolean isTerminal;
    private final StopSignal stop;
    private final ErrorCollector errors = new ErrorCollector();
    private final LatencyRecorder latencies = new LatencyRecorder(MAX_UNCOMMITTED);
    private long published;
    private long committed;
    private long durationNs;

    Demo(final DemoOptions options, final PrintStream out, final boolean isTerminal, final StopSignal stop)
    {
        this.options = options;
        this.out = out;
        this.isTerminal = isTerminal;
        this.stop = stop;
    }

    /**
     * @return the status to end with when nothing went wrong.
     * @throws DemoException when something did.
     */
    ExitStatus run()
    {
        final Supplier<TradeSource> trades = trades();
        final boolean wasInterrupted;
        try (DemoDirectory directory =
            null == options.directory() ? DemoDirectory.temporary() : DemoDirectory.kept(options.directory()))
        {
            directory.requireSpace(leastLength());
            out.println(
                "log in " + directory.path() + (directory.isTemporary() ? ", deleted at the end" : "") +
                "; " + Units.count(options.trades()) + " trades of " + TradeSource.ENCODED_LENGTH + " bytes, " +
                (0 == options.rate() ? "as fast as it goes" : Units.count(options.rate()) + " per second"));

            publish(directory, trades.get());
            wasInterrupted = stop.isRaised() && published < options.trades();
            if (null != errors.first())
            {
                throw DemoException.of(errors.first());
            }

            out.println((wasInterrupted ? "interrupted; " : "") + "everything is closed; reading the log back");
            final long recovered = new Verification().verify(directory.path(), trades.get(), committed, published);
            new Summary(latencies, committed, durationNs).print(out, directory.length());
            out.println(Units.count(recovered) + " trades recovered, identical");
        }

        return wasInterrupted ? ExitStatus.INTERRUPTED : ExitStatus.OK;
    }

    private Supplier<TradeSource> trades()
    {
        if (null == options.csv())
        {
            return () -> new GeneratedTrades(SEED);
        }

        final List<byte[]> blocks = CsvTrades.read(options.csv(), options.trades());
        out.println("read " + Units.count(blocks.size()) + " trades from " + options.csv());

        return () -> CsvTrades.of(blocks);
    }

    /**
     * Everything that is opened here is closed on return, in reverse order.
     */
    private void publish(final DemoDirectory directory, final TradeSource source)
    {
        try (MediaDriver driver = EmbeddedDriver.launch(errors);
            Sink sink = Sink.launch(sinkContext(driver.aeronDirectoryName(), directory.path())))
        {
            directory.onUsed();
            try (SequencerAdapter adapter = SequencerAdapter.connect(adapterContext(driver.aeronDirectoryName())))
            {
                publish(new TradePublisher(adapter, sink, source, latencies, stop));
            }
        }
    }

    private void publish(final TradePublisher publisher)
    {
        final long startNs = System.nanoTime();
        try (Progress progress = new Progress(publisher, latencies, out, isTerminal))
        {
            progress.start();
            publisher.publish(options.trades(), options.rate());
            publisher.awaitCommitted();
        }
        durationNs = System.nanoTime() - startNs;
        published = publisher.published();
        committed = publisher.committed();
    }

    private SinkContext sinkContext(final String aeronDirectoryName, final Path directory)
    {
        return new SinkContext()
            .aeronDirectoryName(aeronDirectoryName)
            .threadingMode(options.threadingMode())
            .idleStrategySupplier(() -> new BackoffIdleStrategy(0, MAX_YIELDS, MIN_PARK_NS, MAX_PARK_NS))
            .errorHandler(errors)
            .monitor(new MonitorContext()
                .cycleThresholdNs(PATIENCE_NS)
                .driverSilenceThresholdNs(PATIENCE_NS))
            .log(new LogContext()
                .directory(directory)
                .lockTimeoutNs(LOCK_TIMEOUT_NS)
                .slowWriteThresholdNs(PATIENCE_NS));
    }

    private AdapterContext adapterContext(final String aeronDirectoryName)
    {
        return new AdapterContext().aeronDirectoryName(aeronDirectoryName).errorHandler(errors);
    }

    /**
     * What the log will take at the least: the trades, and the segments that are prepared ahead.
     */
    private long leastLength()
    {
        final LogContext log = new LogContext();
        return options.trades() * TradeSource.ENCODED_LENGTH + (long)log.preparedSegments() * log.segmentLength();
    }
}
