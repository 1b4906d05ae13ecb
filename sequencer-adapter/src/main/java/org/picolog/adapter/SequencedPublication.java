/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.ReservedValueSupplier;
import org.agrona.DirectBuffer;

/**
 * The publishing half: gives each message its sequence, in the reserved value of the frame header, and retains it until
 * it is acked. Publishing thread only.
 */
final class SequencedPublication
{
    private final AdapterProtocol protocol;
    private final Retained retained;
    private final ReservedValueSupplier sequenceSupplier;
    private DataStream stream;
    private int maxPayloadLength;
    private int maxMessageLength;
    private Claim openClaim;

    SequencedPublication(final AdapterProtocol protocol, final Retained retained, final DataStream stream)
    {
        this.protocol = protocol;
        this.retained = retained;
        sequenceSupplier = (termBuffer, termOffset, frameLength) -> protocol.nextSequence();
        use(stream);
    }

    /**
     * From now on publish there.
     */
    void use(final DataStream newStream)
    {
        stream = newStream;
        maxMessageLength = Math.min(newStream.maxMessageLength(), retained.maxMessageLength());
        maxPayloadLength = Math.min(newStream.maxPayloadLength(), maxMessageLength);
    }

    /**
     * Memory that was claimed is about to be unmapped.
     */
    void onStreamLost()
    {
        if (null != openClaim)
        {
            openClaim.invalidate();
        }
    }

    long tryClaim(final int length, final Claim claim)
    {
        checkNoOpenClaim();
        if (claim.isOpen())
        {
            throw new IllegalStateException("the claim is open at another adapter");
        }
        if (length < 0 || length > maxPayloadLength)
        {
            throw claimTooLong(length);
        }

        final long code = protocol.publishCode();
        if (0 != code)
        {
            return code;
        }
        if (!retained.hasRoom(length))
        {
            return PublishResult.RETAINED_FULL;
        }

        final long position = stream.tryClaim(length, claim.frame);
        if (position < 0)
        {
            return codeOf(position);
        }

        claim.open(this, stream, protocol.handshakeNumber());
        openClaim = claim;

        return protocol.nextSequence();
    }

    long offer(final DirectBuffer buffer, final int offset, final int length)
    {
        checkNoOpenClaim();
        if (length < 0 || length > maxMessageLength)
        {
            throw offerTooLong(length);
        }
        // Aeron copies fragment by fragment: running off the buffer halfway would leave a torn message in the stream.
        buffer.boundsCheck(offset, length);

        final long code = protocol.publishCode();
        if (0 != code)
        {
            return code;
        }
        if (!retained.hasRoom(length))
        {
            return PublishResult.RETAINED_FULL;
        }

        final long position = stream.offer(buffer, offset, length, sequenceSupplier);
        if (position < 0)
        {
            return codeOf(position);
        }
        // It can be seen already, but not acked before this thread polls.
        retained.retain(buffer, offset, length);

        return protocol.onPublished();
    }

    /**
     * A client that was lost is found out by the next poll, which makes a new one if it is the adapter's own: only then
     * is it known whether this is the end.
     */
    private static long codeOf(final long position)
    {
        return PublishResult.CLOSED == position ? PublishResult.NOT_CONNECTED : position;
    }

    void commit(final Claim claim)
    {
        openClaim = null;
        // The buffers of a closed publication are about to be unmapped.
        if (claim.stream() != stream || !claim.isValid() || stream.isClosed())
        {
            claim.end();
            throw new AdapterException("not published: the publication was closed while the claim was open");
        }

        retained.retain(claim.frame.buffer(), claim.frame.offset(), claim.frame.length());
        if (claim.handshakeNumber() == protocol.handshakeNumber())
        {
            claim.frame.reservedValue(protocol.nextSequence()).commit();
            protocol.onPublished();
        }
        else
        {
            // The sink drops what lies below the position that was named since; so it is sent again, behind it.
            claim.frame.abort();
            protocol.onRetained();
        }
        claim.end();
    }

    void abort(final Claim claim)
    {
        openClaim = null;
        if (claim.stream() == stream && claim.isValid() && !stream.isClosed())
        {
            claim.frame.abort();
        }
        claim.end();
    }

    void checkNoOpenClaim()
    {
        if (null != openClaim)
        {
            throw new IllegalStateException("a claim is open: commit or abort it first");
        }
    }

    /**
     * Abort an open claim. The publication is closed by whoever made it.
     */
    void close()
    {
        if (null != openClaim)
        {
            abort(openClaim);
        }
    }

    DataStream stream()
    {
        return stream;
    }

    int maxPayloadLength()
    {
        return maxPayloadLength;
    }

    int maxMessageLength()
    {
        return maxMessageLength;
    }

    private RuntimeException claimTooLong(final int length)
    {
        return new IllegalArgumentException(length < 0 ?
            "length=" + length + " is negative" :
            "length=" + length + " > maxPayloadLength=" + maxPayloadLength +
            ": publish a longer message with offer, which fragments it");
    }

    private RuntimeException offerTooLong(final int length)
    {
        return new IllegalArgumentException(length < 0 ?
            "length=" + length + " is negative" :
            "length=" + length + " > maxMessageLength=" + maxMessageLength +
            ": a greater term-length on the data channel, and a retainedLength above the message's, allow longer " +
            "messages");
    }
}
