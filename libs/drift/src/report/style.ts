/** The page's only style sheet: light and dark by the reader's setting, readable in print. */
export const reportStyle = `
:root{color-scheme:light dark;--page:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--panel:#f6f8fa;--ref:#8c959f;--cur:#0969da;--drift:#a40e26;--calm:#116329;--few:#7d4e00}
@media (prefers-color-scheme:dark){:root{--page:#0d1117;--ink:#e6edf3;--soft:#9198a1;--line:#30363d;--panel:#161b22;--ref:#7d8590;--cur:#58a6ff;--drift:#ff7b72;--calm:#56d364;--few:#e3b341}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:2rem 1.25rem;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;line-height:1.3;margin:0 0 .5rem}
h2{font-size:1.15rem;margin:2.5rem 0 .5rem}
p{max-width:60rem}
.soft{color:var(--soft);font-weight:400}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
caption{text-align:left;color:var(--soft);padding-bottom:.5rem}
th,td{text-align:left;vertical-align:top;padding:.6rem .75rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
thead th{background:var(--panel);white-space:nowrap}
td.n{font-variant-numeric:tabular-nums;white-space:nowrap}
.drift{color:var(--drift);font-weight:700}.no-drift{color:var(--calm)}.insufficient-data{color:var(--few)}
svg{display:block;width:20rem;max-width:100%;height:auto}
svg text{font-size:10px;fill:var(--soft)}
.l0{--l:var(--cur)}.l1{--l:var(--few)}.l2{--l:var(--calm)}.l3{--l:var(--ref)}
polyline{fill:none;stroke:var(--l);stroke-width:2}circle{fill:var(--l)}
svg.wide{width:100%;max-width:60rem}figure{margin:1rem 0}figcaption{color:var(--soft)}
.line-key{display:inline-block;width:1.2em;height:.25em;margin:0 .35em .2em .8em;background:var(--l)}
.ref{fill:var(--ref)}.cur{fill:var(--cur)}.axis{stroke:var(--line)}
.key{display:inline-block;width:.8em;height:.8em;margin:0 .3em 0 1em}
.key.ref{background:var(--ref);margin-left:0}.key.cur{background:var(--cur)}
dt{font-weight:600;margin-top:.5rem}dd{margin:0}
@media print{body{max-width:none;padding:0}tr{break-inside:avoid}}
`;
