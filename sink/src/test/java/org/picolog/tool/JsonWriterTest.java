/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class JsonWriterTest
{
    private final JsonWriter json = new JsonWriter(new StringBuilder());

    @Test
    void writesWhatAStrictParserReads()
    {
        final StringBuilder everyCharacter = new StringBuilder();
        for (char c = 0; c < 0x3000; c++)
        {
            everyCharacter.append(c);
        }
        everyCharacter.append("\uD83D\uDE00");

        json.beginObject()
            .name("text").value(everyCharacter.toString())
            .name("a \"name\"").beginArray().value(1).value(-2).value(0.5).nullValue().value(true).endArray()
            .name("empty").beginObject().endObject()
            .name("long").value(Long.MIN_VALUE)
            .endObject();

        final Map<String, Object> read = StrictJson.object(json.out().toString());
        assertEquals(everyCharacter.toString(), read.get("text"));
        assertEquals(
            Arrays.asList(new BigDecimal("1"), new BigDecimal("-2"), new BigDecimal("0.5"), null, true),
            read.get("a \"name\""));
        assertEquals(Map.of(), read.get("empty"));
        assertEquals(new BigDecimal(Long.MIN_VALUE), read.get("long"));
    }

    @Test
    void escapesHalvesOfCharacters()
    {
        json.value("\uD83D");

        assertEquals("\"\\ud83d\"", json.out().toString());
    }

    @Test
    void writesWhatIsNoNumberAsAString()
    {
        json.beginArray().value(Double.NaN).value(Double.POSITIVE_INFINITY).endArray();

        assertEquals(List.of("NaN", "Infinity"), StrictJson.parse(json.out().toString()));
    }

    @Test
    void isReadByAParserThatIsStrictIndeed()
    {
        for (final String text : new String[] {
            "", "{", "{\"a\":1,}", "[1 2]", "{\"a\":1,\"a\":2}", "01", "+1", ".5", "NaN", "\"\n\"", "'a'", "[1] x"})
        {
            assertThrows(AssertionError.class, () -> StrictJson.parse(text), text);
        }
    }
}
