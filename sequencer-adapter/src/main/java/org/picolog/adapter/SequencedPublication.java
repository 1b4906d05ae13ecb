/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.ExclusivePublication;
import io.aeron.ReservedValueSupplier;
import org.agrona.DirectBuffer;

/**
 * The publishing half: gives each message its sequence, in the reserved value of the frame header. Publishing thread
 * only.
 */
final class SequencedPublication
{
    private final ExclusivePublication publication;
    private final CommitTracker tracker;
    private final ReservedValueSupplier sequenceSupplier;
    private final int maxPayloadLength;
    private final int maxMessageLength;
    private Claim openClaim;

    SequencedPublication(final ExclusivePublication publication, final CommitTracker tracker)
    {
        this.publication = publication;
        this.tracker = tracker;
        this.maxPayloadLength = publication.maxPayloadLength();
        this.maxMessageLength = publication.maxMessageLength();
        this.sequenceSupplier = (termBuffer, termOffset, frameLength) -> tracker.nextSequence();
    }

    long tryClaim(final int length, final Claim claim)
    {
        checkNoOpenClaim();
        if (claim.isOpen())
        {
            throw new IllegalStateException("the claim is open at another adapter");
        }
        checkLength(length);
        if (length > maxPayloadLength)
        {
            throw new IllegalArgumentException("length=" + length + " > maxPayloadLength=" + maxPayloadLength +
                ": publish a longer message with offer, which fragments it");
        }

        final long refusal = tracker.refusal();
        if (0 != refusal)
        {
            return refusal;
        }

        final long position = publication.tryClaim(length, claim.frame);
        if (position < 0)
        {
            return position;
        }

        claim.open(this);
        openClaim = claim;
        tracker.onClaimed();

        return tracker.nextSequence();
    }

    long offer(final DirectBuffer buffer, final int offset, final int length)
    {
        checkNoOpenClaim();
        checkLength(length);
        if (length > maxMessageLength)
        {
            throw new IllegalArgumentException("length=" + length + " > maxMessageLength=" + maxMessageLength +
                ": a greater term-length on the data channel allows longer messages");
        }
        // Aeron copies fragment by fragment: running off the buffer halfway would leave a torn message in the stream.
        buffer.boundsCheck(offset, length);

        final long refusal = tracker.refusal();
        if (0 != refusal)
        {
            return refusal;
        }

        final long position = publication.offer(buffer, offset, length, sequenceSupplier);

        return position < 0 ? position : tracker.onPublished();
    }

    void commit(final Claim claim)
    {
        openClaim = null;
        claim.end();
        // The buffers of a closed publication are about to be unmapped.
        if (publication.isClosed())
        {
            tracker.onAborted();
            throw new AdapterException("not published: the publication was closed while the claim was open");
        }

        claim.frame.reservedValue(tracker.nextSequence()).commit();
        tracker.onPublished();
    }

    void abort(final Claim claim)
    {
        openClaim = null;
        claim.end();
        if (!publication.isClosed())
        {
            claim.frame.abort();
        }
        tracker.onAborted();
    }

    void close()
    {
        if (null != openClaim)
        {
            abort(openClaim);
        }
        publication.close();
    }

    ExclusivePublication publication()
    {
        return publication;
    }

    private void checkNoOpenClaim()
    {
        if (null != openClaim)
        {
            throw new IllegalStateException("a claim is open: commit or abort it first");
        }
    }

    private static void checkLength(final int length)
    {
        if (length < 0)
        {
            throw new IllegalArgumentException("length=" + length + " is negative");
        }
    }
}
