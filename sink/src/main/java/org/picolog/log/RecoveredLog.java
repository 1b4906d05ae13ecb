/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

/**
 * What recovery found.
 *
 * @param anchor       as read.
 * @param verdict      row of the recovery table.
 * @param end          where the log ends, and the next epoch begins.
 * @param cutPage      first page that the log does not own; -1 for an empty log.
 * @param lastTouched  last segment in which anything was written, the cut's own or an orphan beyond; -1 for none.
 * @param tailState    what the page at the cut is.
 */
record RecoveredLog(
    Anchor anchor, RecoveryVerdict verdict, LogPosition end, long cutPage, long lastTouched, PageState tailState)
{
}
