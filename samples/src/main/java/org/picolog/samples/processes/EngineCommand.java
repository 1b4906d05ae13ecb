/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.processes;

import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.picolog.adapter.AdapterContext;
import org.picolog.adapter.AdapterException;
import org.picolog.adapter.AdapterListener;
import org.picolog.adapter.PublishResult;
import org.picolog.adapter.SequencerAdapter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A matching engine as a process: claims the log, matches until it is told to end or another one leads, and says what
 * happens.
 */
@Command(
    name = "picolog engine",
    mixinStandardHelpOptions = true,
    description = "Match orders and confirm each trade once it is durable, beside a media driver and a sink.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:all trades are confirmed, or it was told to end",
        "2:the command line makes no sense",
        "3:another engine leads",
        "4:there is no media driver or no sink, or the sink refused",
        "5:publishing ended before that: the last lines say why"})
public final class EngineCommand implements Callable<Integer>, AdapterListener
{
    private static final int FENCED = 3;
    private static final int NOT_CONNECTED = 4;
    private static final int ENDED = 5;
    private static final long REPORT_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final PrintStream out;

    @Option(names = "--trades", description = "How many to match; without it, until Ctrl-C.", paramLabel = "N")
    private long trades = Long.MAX_VALUE;

    @Option(names = "--rate", description = "Orders a second; default ${DEFAULT-VALUE}.", paramLabel = "N")
    private long rate = 100_000;

    @Option(
        names = "--aeron-dir",
        description = "Directory of the media driver; without it, Aeron's default one.",
        paramLabel = "DIR")
    private String aeronDirectory;

    private boolean isFenced;
    private long confirmed;

    /**
     * Construct.
     *
     * @param out to say what happens on.
     */
    EngineCommand(final PrintStream out)
    {
        this.out = out;
    }

    /**
     * Run it, and end the process with an exit code that {@code --help} lists.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        System.exit(new CommandLine(new EngineCommand(System.out)).execute(args));
    }

    @Override
    public Integer call()
    {
        final AdapterContext ctx = new AdapterContext().listener(this);
        if (null != aeronDirectory)
        {
            ctx.aeronDirectoryName(aeronDirectory);
        }
        try (SequencerAdapter adapter = SequencerAdapter.connect(ctx))
        {
            return run(adapter);
        }
        catch (final AdapterException ex)
        {
            System.err.println("picolog engine: " + ex.getMessage());
            return NOT_CONNECTED;
        }
    }

    /**
     * How many trades were confirmed.
     */
    long confirmed()
    {
        return confirmed;
    }

    private int run(final SequencerAdapter adapter)
    {
        final MatchingEngine engine = new MatchingEngine(adapter, (clientOrderId, tradeId) -> confirmed++);
        final IdleStrategy idle = new BackoffIdleStrategy(10, 20, 1_000, 100_000);
        final long startNs = System.nanoTime();
        long reportNs = startNs;
        long matched = 0;
        int exitCode = 0;
        while (!isFenced && confirmed < trades && !Thread.currentThread().isInterrupted())
        {
            final long nowNs = System.nanoTime();
            int workCount = engine.confirm();
            if (matched < trades && matched < (nowNs - startNs) * (double)rate / TimeUnit.SECONDS.toNanos(1))
            {
                final long result = engine.match(
                    matched, 10_000 + matched % 100, 1 + matched % 7, SystemEpochNanoClock.INSTANCE.nanoTime());
                if (result > 0)
                {
                    matched++;
                    workCount++;
                }
                else if (PublishResult.isFinal(result))
                {
                    out.println("publishing ended: " + PublishResult.name(result));
                    exitCode = ENDED;
                    break;
                }
            }
            if (nowNs - reportNs >= REPORT_INTERVAL_NS)
            {
                reportNs = nowNs;
                out.printf("matched %,d  confirmed %,d  waiting for the disk %,d  %s%n",
                    matched, confirmed, engine.unconfirmed(), adapter.state());
            }
            idle.idle(workCount);
        }
        out.printf("matched %,d  confirmed %,d%n", matched, confirmed);

        return isFenced ? FENCED : exitCode;
    }

    @Override
    public void onConnected(final long epoch, final long publisherEpoch, final long nextSequence)
    {
        out.printf("connected to epoch %d of the sink, leading as %d, next trade %,d%n",
            epoch, publisherEpoch, nextSequence);
    }

    @Override
    public void onDisconnected()
    {
        out.println("the sink is away: no trade is confirmed until it is back");
    }

    @Override
    public void onFenced(final long publisherEpoch)
    {
        isFenced = true;
        out.println("another engine leads, as " + publisherEpoch + ": what was not confirmed is for it to decide");
    }
}
