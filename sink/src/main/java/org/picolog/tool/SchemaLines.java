/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Remembers on which line each element of a schema begins, since SBE names elements and not lines.
 */
final class SchemaLines extends DefaultHandler
{
    private static final String NAMED = "<([^ >]+)(?: name=\"([^\"]*)\")?> ?";
    private static final Pattern AT = Pattern.compile("^at " + NAMED + NAMED);
    private static final Pattern MISSING = Pattern.compile(
        "^element '([^']+)' has (?:missing|empty) attribute: (\\S+)");

    private final List<Element> elements = new ArrayList<>();
    private final Deque<Element> path = new ArrayDeque<>();
    private Locator locator;

    private record Element(int line, String tag, String name, Element parent, Set<String> attributes)
    {
        boolean is(final String otherTag, final String otherName)
        {
            return tag.equals(otherTag) && (null == otherName || otherName.equals(name));
        }
    }

    /**
     * Read the document.
     *
     * @throws SAXParseException if it is not XML, with the line.
     */
    void read(final InputSource source) throws IOException, SAXException
    {
        try
        {
            SAXParserFactory.newInstance().newSAXParser().parse(source, this);
        }
        catch (final ParserConfigurationException ex)
        {
            throw new SAXException(ex);
        }
    }

    /**
     * Which element a message of SBE is about.
     *
     * @param message of SBE.
     * @return its line, -1 if that cannot be told.
     */
    int find(final String message)
    {
        final Matcher at = AT.matcher(message);
        if (at.find())
        {
            return elements.stream()
                .filter((element) -> element.is(at.group(3), at.group(4)))
                .filter((element) -> null == element.parent || element.parent.is(at.group(1), at.group(2)))
                .mapToInt(Element::line).findFirst().orElse(-1);
        }

        final Matcher missing = MISSING.matcher(message);
        if (missing.find())
        {
            return elements.stream()
                .filter((element) -> element.tag.equals(missing.group(1)))
                .filter((element) -> !element.attributes.contains(missing.group(2)))
                .mapToInt(Element::line).findFirst().orElse(-1);
        }

        return -1;
    }

    @Override
    public void setDocumentLocator(final Locator newLocator)
    {
        locator = newLocator;
    }

    @Override
    public void startElement(
        final String uri, final String localName, final String qualifiedName, final Attributes attributes)
    {
        final Set<String> present = new HashSet<>();
        for (int i = 0; i < attributes.getLength(); i++)
        {
            if (!attributes.getValue(i).isEmpty())
            {
                present.add(attributes.getQName(i));
            }
        }
        final Element element = new Element(
            locator.getLineNumber(), qualifiedName, attributes.getValue("name"), path.peek(), present);
        elements.add(element);
        path.push(element);
    }

    @Override
    public void endElement(final String uri, final String localName, final String qualifiedName)
    {
        path.pop();
    }

    @Override
    public void fatalError(final SAXParseException ex) throws SAXException
    {
        throw ex;
    }
}
