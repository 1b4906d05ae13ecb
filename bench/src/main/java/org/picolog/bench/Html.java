/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

/**
 * The little that a page is made of.
 */
final class Html
{
    /**
     * Of the page: readable by day and by night, without anything from outside.
     */
    static final String STYLE = """
        :root{--ink:#1c2430;--soft:#5b6675;--page:#f6f7f9;--card:#ffffff;--line:#e1e5ea;--accent:#0b5fff;
          --warn:#8a5a00;--warnbg:#fff6e0;--bad:#c0262d;--badbg:#fdecec;color-scheme:light dark}
        @media (prefers-color-scheme:dark){:root{--ink:#e6e9ee;--soft:#9aa5b4;--page:#12161c;--card:#1a2028;
          --line:#2c3440;--accent:#6ea8ff;--warn:#f0c36a;--warnbg:#2c2413;--bad:#ff8a8f;--badbg:#331b1d}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
          "Helvetica Neue",Arial,sans-serif}
        main{max-width:1180px;margin:0 auto;padding:32px 24px 64px}
        h1{font-size:28px;line-height:1.2;margin:0 0 4px}
        h2{font-size:20px;margin:40px 0 12px}
        h3{font-size:15px;margin:0 0 10px}
        p{margin:6px 0 10px}
        .soft{color:var(--soft)}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(460px,1fr));gap:18px}
        .card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px 18px;overflow-x:auto}
        .card+.card.wide,.wide{margin-top:18px}
        .warn{background:var(--warnbg);border-left:4px solid var(--warn);border-radius:6px;padding:12px 18px;
          margin:18px 0}
        .bad{background:var(--badbg);border-left:4px solid var(--bad);border-radius:6px;padding:12px 18px;margin:18px 0}
        .warn ul,.bad ul{margin:4px 0;padding-left:20px}
        svg{width:100%;height:auto;display:block}
        svg text{fill:var(--ink);font-size:12px}
        svg .tick{fill:var(--soft);font-size:11px}
        svg .axis{fill:var(--soft);font-size:12px}
        svg .grid{stroke:var(--line);stroke-width:1}
        svg .faint{opacity:.55}
        svg .level{stroke:var(--soft);stroke-width:1.4;stroke-dasharray:2 4}
        svg .levelname{fill:var(--soft);font-size:11px}
        svg .barname{font-size:12.5px}
        svg .barvalue{font-weight:600}
        svg .failed{fill:var(--bad);font-weight:600}
        svg .faintbar{opacity:.38}
        svg .hidden{opacity:0}
        svg g:hover polyline{stroke-width:3.6}
        .legend{display:flex;flex-wrap:wrap;gap:4px 16px;margin:8px 0 0;font-size:13px}
        .legend span{white-space:nowrap}
        .legend svg{display:inline-block;width:26px;height:10px;vertical-align:middle;margin-right:5px}
        table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums;width:100%}
        th,td{padding:5px 10px;border-bottom:1px solid var(--line);text-align:right;vertical-align:top}
        th{color:var(--soft);font-weight:600}
        th:first-child,td:first-child,.text td,.text th{text-align:left}
        td:first-child{white-space:nowrap}
        tr:last-child td{border-bottom:0}
        .FAILED{color:var(--bad);font-weight:600}
        .best{font-weight:700;color:var(--accent)}
        details summary{cursor:pointer;font-weight:600;margin:14px 0 8px}
        """;

    private Html()
    {
    }

    static String escape(final String text)
    {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
