/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench.parts;

import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.picolog.codecs.log.RecordHeaderEncoder;
import org.picolog.codecs.log.RecordType;
import org.picolog.codecs.protocol.CommitPositionDecoder;
import org.picolog.codecs.protocol.CommitPositionEncoder;
import org.picolog.codecs.protocol.DurabilityLevel;
import org.picolog.codecs.protocol.MessageHeaderEncoder;
import org.picolog.codecs.protocol.SinkStatus;

import java.util.concurrent.TimeUnit;

/**
 * What SBE costs where it is in the path of a message or of an ack.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EncodeBenchmark
{
    private static final int BUFFER_LENGTH = 512;
    private static final int RECORD_LENGTH = 116;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[BUFFER_LENGTH]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final CommitPositionEncoder commit = new CommitPositionEncoder();
    private final CommitPositionDecoder commitDecoder = new CommitPositionDecoder();
    private final RecordHeaderEncoder record = new RecordHeaderEncoder();
    private long sequence;

    /**
     * An ack, encoded and decoded.
     *
     * @return the sequence in it.
     */
    @Benchmark
    public long ack()
    {
        sequence++;
        commit.wrapAndApplyHeader(buffer, 0, header)
            .logIdHigh(1)
            .logIdLow(2)
            .epoch(3)
            .committedSequence(sequence)
            .expectedSequence(sequence + 1)
            .committedPosition(sequence)
            .sessionId(4)
            .status(SinkStatus.ACTIVE)
            .level(DurabilityLevel.POWER_LOSS);
        commitDecoder.wrap(
            buffer, MessageHeaderEncoder.ENCODED_LENGTH, CommitPositionEncoder.BLOCK_LENGTH,
            CommitPositionEncoder.SCHEMA_VERSION);

        return commitDecoder.committedSequence();
    }

    /**
     * The header of a record.
     *
     * @return the buffer.
     */
    @Benchmark
    public UnsafeBuffer record()
    {
        record.wrap(buffer, 0)
            .recordLength(RECORD_LENGTH)
            .recordType(RecordType.FULL)
            .flags((short)0)
            .messageCrc32c(0);

        return buffer;
    }
}
