/** The window in which the page's script shows one image of the gallery large; it is filled when it opens. */
export const zoomDialog = `<dialog aria-labelledby="zoomed">
<div class="about" aria-live="polite"><h2 id="zoomed"></h2><p class="badges"></p><p class="facts"></p></div>
<div class="controls">
<button type="button" data-does="previous" aria-label="Previous image">←</button><button type="button" data-does="next" aria-label="Next image">→</button>
<button type="button" data-does="smaller" aria-label="Smaller">−</button><button type="button" data-does="whole">Whole</button><button type="button" data-does="larger" aria-label="Larger">+</button>
<button type="button" data-does="close" autofocus>Close</button>
</div>
<div class="panes"></div>
<p class="help">← → other images · + − or wheel magnify · drag, ↑ ↓ or Shift + arrows move · 0 whole · Esc close</p>
</dialog>`;
