/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.ExclusivePublication;
import io.aeron.driver.MediaDriver;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.LongToIntFunction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.picolog.sink.TestMessages.assertLogHolds;

/**
 * Two sinks over one media driver, each with its own publisher, in random order.
 */
@Timeout(180)
class SinkRandomTest
{
    private static final int MAX_COUNT = 800;
    private static final String SEED_PROP_NAME = "picolog.test.seed";

    @TempDir
    private Path directory;

    @RepeatedTest(20)
    void keepsOrderAndContent(final RepetitionInfo repetition) throws Exception
    {
        final long seed = Long.getLong(SEED_PROP_NAME, System.nanoTime() + repetition.getCurrentRepetition());
        try
        {
            run(new Random(seed));
        }
        catch (final Throwable cause)
        {
            throw new AssertionError("again with -D" + SEED_PROP_NAME + "=" + seed, cause);
        }
    }

    private void run(final Random random) throws Exception
    {
        try (MediaDriver driver = TestDriver.launch();
            SinkHarness one = newHarness(driver, 1, random);
            SinkHarness two = newHarness(driver, 2, random))
        {
            final LongToIntFunction oneLength = lengths(random);
            final LongToIntFunction twoLength = lengths(random);
            final ExclusivePublication onePublication = one.addPublication();
            final ExclusivePublication twoPublication = two.addPublication();
            final int oneCount = 1 + random.nextInt(MAX_COUNT);
            final int twoCount = 1 + random.nextInt(MAX_COUNT);
            long oneSequence = 0;
            long twoSequence = 0;
            while (oneSequence < oneCount || twoSequence < twoCount)
            {
                for (int i = random.nextInt(20); i > 0 && oneSequence < oneCount; i--)
                {
                    one.publish(onePublication, ++oneSequence, oneLength.applyAsInt(oneSequence));
                }
                for (int i = random.nextInt(20); i > 0 && twoSequence < twoCount; i--)
                {
                    two.publish(twoPublication, ++twoSequence, twoLength.applyAsInt(twoSequence));
                }
                for (int pause = 1 << random.nextInt(6); pause > 1; pause--)
                {
                    one.work();
                    two.work();
                }
            }

            finish(one, oneCount, directory.resolve("1"), oneLength);
            finish(two, twoCount, directory.resolve("2"), twoLength);
        }
    }

    private static void finish(
        final SinkHarness harness, final int count, final Path log, final LongToIntFunction lengths)
    {
        harness.awaitCommitted(count);
        harness.closeSink();
        assertLogHolds(log, count, lengths);
        assertEquals(List.of(), harness.errors);
    }

    private SinkHarness newHarness(final MediaDriver driver, final int number, final Random random) throws Exception
    {
        final SinkHarness harness = new SinkHarness(Files.createDirectory(directory.resolve("" + number)), driver);
        harness.ctx.streamId(harness.ctx.streamId() + 10 * number);
        harness.ctx.controlStreamId(harness.ctx.controlStreamId() + 10 * number);
        harness.ctx.monitorStreamId(harness.ctx.monitorStreamId() + 10 * number);
        harness.ctx.fragmentLimit(1 + random.nextInt(20));
        harness.ctx.log().maxWritesInFlight(1 << random.nextInt(4)).maxWriteLength(4096 << random.nextInt(9));
        return harness.launch(ThreadingMode.values()[random.nextInt(ThreadingMode.values().length)]);
    }

    private static LongToIntFunction lengths(final Random random)
    {
        final long salt = random.nextLong();
        final int most = 1 << random.nextInt(15);
        return (sequence) -> new Random(salt + sequence).nextInt(most + 1);
    }
}
