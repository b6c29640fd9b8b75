const dark =
  '--page: #14171a; --panel: #1d2126; --line: #363d45; --text: #e6e9ed; --soft: #a2abb6; --good: #56b4e9; --bad: #f09a4a; --bad-text: #f09a4a; --figure: #b49be0; --focus: #8cc8ff;';

/** The page's style. Good is blue and defective is orange (Okabe and Ito); position and sign tell them apart, too. */
export const pageStyle = `
:root { color-scheme: light dark; --page: #fff; --panel: #f5f6f8; --line: #d5d9df; --text: #1b1f24; --soft: #57606a; --good: #0072b2; --bad: #d55e00; --bad-text: #a84300; --figure: #6f4e9c; --focus: #0050b3; }
@media (prefers-color-scheme: dark) { :root:not([data-theme='light']) { ${dark} } }
:root[data-theme='dark'] { color-scheme: dark; ${dark} }
:root[data-theme='light'] { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem clamp(1rem, 3vw, 2.5rem) 3rem; max-width: 1400px; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif; }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 2.2rem 0 .7rem; font-size: 1.15rem; }
.by { margin: .2rem 0 0; color: var(--soft); }
header { position: relative; padding-right: 8rem; } .language { position: absolute; top: 0; right: 0; font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .3rem .5rem; min-height: 36px; }
.top { display: grid; grid-template-columns: minmax(360px, 1fr) minmax(0, 2.2fr); gap: 1.5rem; align-items: start; margin-top: 1.4rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 318px), 1fr)); gap: 1.2rem; align-items: start; }
.chart { margin: 0; padding: .8rem; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; min-width: 0; }
.chart.wide { grid-column: 1 / -1; }
.chart figcaption { font-weight: 600; margin-bottom: .4rem; }
.key { font-weight: 400; color: var(--soft); margin-left: .6rem; white-space: nowrap; }
.key i { display: inline-block; width: .75em; height: .75em; margin-right: .3em; border-radius: 2px; }
.key .good { background: var(--good); } .key .bad { background: var(--bad); }
.note { margin: .3rem 0 0; color: var(--soft); font-size: .85rem; }
.scroll { overflow-x: auto; }
.plot { display: block; width: 100%; min-width: 290px; height: auto; max-height: 330px; color: var(--soft); font: 11.5px system-ui, 'Liberation Sans', sans-serif; }
.chart.wide .plot { min-width: 560px; }
.plot text { white-space: pre; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding-bottom: .4rem; }
th, td { padding: .3rem .5rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: 400; color: var(--soft); padding-left: 0; }
td { font-variant-numeric: tabular-nums; text-align: right; overflow-wrap: anywhere; padding-right: 0; } .figure { white-space: nowrap; }
.categories { margin-top: 1.2rem; } .categories td, .categories thead th { padding: .3rem 0 .3rem 1.2rem; min-width: 4.5em; } .categories tr > :first-child { padding-left: 0; white-space: nowrap; } .categories tbody a { color: inherit; } .categories thead th { text-align: right; vertical-align: bottom; } .categories thead th:first-child { text-align: left; } .categories tfoot th, .categories tfoot td { font-weight: 600; color: inherit; }
.configuration table { max-width: 760px; } th { min-width: 7em; } .configuration th { width: 50%; overflow-wrap: anywhere; }
.heat-scale { display: flex; flex-wrap: wrap; gap: .4rem 1.5rem; align-items: center; margin: .8rem 0 1rem; } .heat-scale svg { flex: none; max-width: 100%; font-size: 12px; } .heat-scale figcaption { flex: 1 1 320px; max-width: 60em; color: var(--soft); font-size: .88rem; }
.filters { display: flex; flex-wrap: wrap; gap: .5rem; margin-bottom: 1rem; }
.filters button { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 999px; padding: .3rem .9rem; min-height: 36px; cursor: pointer; }
.filters button[aria-pressed='true'] { background: var(--text); color: var(--page); border-color: var(--text); }
.count { opacity: .75; font-variant-numeric: tabular-nums; }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 360px), 1fr)); gap: 1rem; }
.card { padding: .8rem; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; min-width: 0; }
[hidden] { display: none !important; }
.card.is-wrong { border: 2px solid var(--bad); padding: calc(.8rem - 1px); }
.card h3 { margin: 0; font-size: .95rem; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; direction: rtl; text-align: left; unicode-bidi: plaintext; }
.badges { display: flex; flex-wrap: wrap; gap: .35rem; margin: .35rem 0 .5rem; }
.badge { padding: 0 .5rem; border: 1px solid var(--line); border-radius: 999px; font-size: .82rem; }
.badge.nominal { color: var(--good); border-color: currentcolor; } .badge.anomalous { color: var(--bad-text); border-color: currentcolor; }
.badge.wrong { background: var(--bad-text); color: var(--page); border-color: var(--bad-text); font-weight: 600; }
.zoom { display: grid; grid-template-columns: repeat(3, 1fr); gap: .4rem; width: 100%; padding: 0; border: 0; background: none; color: inherit; font: inherit; text-align: left; cursor: zoom-in; border-radius: 4px; }
.pane, .frame { display: block; min-width: 0; } .what { color: var(--soft); font-size: .8rem; }
.zoom .frame { aspect-ratio: 1; } .frame { overflow: hidden; background: #8882; border-radius: 4px; } .frame img { display: block; width: 100%; height: 100%; object-fit: contain; transform-origin: 0 0; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.facts { margin: .4rem 0 0; color: var(--soft); font-size: .88rem; font-variant-numeric: tabular-nums; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
pre { padding: .8rem 1rem; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere; user-select: all; }
figure { margin: 0; min-width: 0; }
dialog { width: 100vw; height: 100dvh; max-width: none; max-height: none; margin: 0; padding: .8rem 1rem; border: 0; background: var(--page); color: var(--text); }
dialog[open] { display: grid; grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr) auto; gap: .5rem 1rem; }
.about { display: flex; flex-wrap: wrap; align-items: center; gap: .2rem .8rem; min-width: 0; } .about > * { margin: 0; } .about h2 { font-size: 1.1rem; overflow-wrap: anywhere; }
.controls { display: flex; flex-wrap: wrap; gap: .4rem; align-content: start; justify-content: end; } .controls button { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .3rem .8rem; min-height: 36px; cursor: pointer; } .controls button[aria-pressed='true'] { background: var(--text); color: var(--page); } .controls button:disabled { opacity: .5; cursor: default; }
.panes { grid-column: 1 / -1; display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); gap: .5rem; min-height: 0; cursor: grab; touch-action: none; user-select: none; } .panes.rows { grid-auto-flow: row; grid-auto-columns: auto; grid-auto-rows: minmax(0, 1fr); }
.panes .pane { display: grid; grid-template-rows: minmax(0, 1fr) auto; min-height: 0; } .help { grid-column: 1 / -1; margin: 0; color: var(--soft); font-size: .85rem; }
@media (max-width: 1000px) { .top { grid-template-columns: 1fr; } }
@media (max-width: 620px) { dialog[open] { grid-template-columns: 1fr; grid-template-rows: auto auto minmax(0, 1fr); } .controls { justify-content: start; } .help { display: none; } }
@media print {
  :root:root { color-scheme: light; --page: #fff; --panel: #fff; --line: #bbb; --text: #000; --soft: #444; --good: #0072b2; --bad: #d55e00; --bad-text: #a84300; --figure: #6f4e9c; }
  body { padding: 0; font-size: 10.5pt; } .filters, .language, dialog, dialog[open] { display: none; }
  h2 { break-after: avoid; } .heat-scale { break-inside: avoid; } .card h3 { white-space: normal; overflow-wrap: anywhere; }
  .top { grid-template-columns: 1fr; } .charts { grid-template-columns: repeat(2, 1fr); } .scroll { overflow: visible; } .plot, .chart.wide .plot { min-width: 0; } .gallery { grid-template-columns: repeat(2, 1fr); } .card, .chart, table { break-inside: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
