/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.codecs;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import javax.xml.parsers.DocumentBuilderFactory;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class SchemasTest
{
    /**
     * Of Aeron's cluster, archive, and what ships beside them: two schemas on one stream must be told apart.
     */
    private static final Set<Integer> AERON_SCHEMA_IDS = Set.of(100, 101, 110, 111, 112);

    private static final List<String> DESCRIBED = List.of(
        "sbe:messageSchema",
        "composite",
        "type",
        "enum",
        "validValue",
        "set",
        "choice",
        "sbe:message",
        "field",
        "group",
        "data");

    @ParameterizedTest
    @ValueSource(strings = { "log-format.xml", "sink-protocol.xml", "mark-file.xml", "sample-trade.xml" })
    void describesEveryElement(final String name) throws Exception
    {
        final List<String> undescribed = new ArrayList<>();
        final Document document = parse(name);
        for (final String tag : DESCRIBED)
        {
            final NodeList elements = document.getElementsByTagName(tag);
            for (int i = 0; i < elements.getLength(); i++)
            {
                final Element element = (Element)elements.item(i);
                if (element.getAttribute("description").isBlank())
                {
                    undescribed.add(tag + " " + element.getAttribute("name"));
                }
            }
        }
        assertEquals(List.of(), undescribed);
    }

    @ParameterizedTest
    @ValueSource(strings = { "log-format.xml", "sink-protocol.xml", "mark-file.xml", "sample-trade.xml" })
    void hasAnIdThatAeronDoesNotUse(final String name) throws Exception
    {
        final int id = Integer.parseInt(parse(name).getDocumentElement().getAttribute("id"));
        assertFalse(AERON_SCHEMA_IDS.contains(id));
    }

    private static Document parse(final String name) throws Exception
    {
        try (InputStream stream = SchemasTest.class.getResourceAsStream("/sbe/" + name))
        {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(stream);
        }
    }
}
