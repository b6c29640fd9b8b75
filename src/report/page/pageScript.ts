/** The page's script: filters and zoom. The page's security policy allows it by its hash, so it holds no data. */
export const pageScript = `'use strict';
(() => {
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const within = (value, low, high) => Math.min(high, Math.max(low, value));

  // Filters.
  const show = (filter) => {
    for (const card of all('.card'))
      card.hidden = !(filter === 'all' || card.dataset.kind === filter || (filter === 'wrong' && card.dataset.wrong === 'true'));
    one('.none').hidden = one('.card:not([hidden])') !== null;
    for (const button of all('[data-filter]')) button.setAttribute('aria-pressed', String(button.dataset.filter === filter));
  };

  // Zoom: one card at a time, all its pictures magnified alike. Positions are fractions of a frame.
  const dialog = one('dialog');
  const panes = dialog.querySelector('.panes');
  let card = null;
  let view = { scale: 1, x: 0, y: 0 };
  const look = (scale, x, y) => {
    view = { scale, x: within(x, 1 - scale, 0), y: within(y, 1 - scale, 0) };
    for (const image of panes.querySelectorAll('img'))
      image.style.transform = 'translate(' + view.x * 100 + '%, ' + view.y * 100 + '%) scale(' + view.scale + ')';
    dialog.dataset.scale = view.scale.toFixed(2);
  };
  const magnify = (factor, x = 0.5, y = 0.5) => {
    const scale = within(view.scale * factor, 1, 16);
    const grown = scale / view.scale;
    look(scale, x - (x - view.x) * grown, y - (y - view.y) * grown);
  };
  const pan = (x, y) => look(view.scale, view.x + x, view.y + y);
  // Side by side or one below the other, whichever makes the pictures larger.
  const arrange = () => {
    const image = card.querySelector('img');
    const count = panes.children.length;
    const across = panes.clientWidth / image.naturalWidth;
    const down = panes.clientHeight / image.naturalHeight;
    panes.classList.toggle('rows', Math.min(across, down / count) > Math.min(across / count, down));
  };
  const open = (next) => {
    card = next;
    const shown = all('.card:not([hidden])');
    dialog.querySelector('h2').textContent = card.querySelector('h3').textContent;
    dialog.querySelector('.badges').replaceChildren(...[...card.querySelectorAll('.badge')].map((badge) => badge.cloneNode(true)));
    dialog.querySelector('.facts').textContent = card.querySelector('.facts').textContent + ' · ' + (shown.indexOf(card) + 1) + ' of ' + shown.length;
    panes.replaceChildren(...[...card.querySelectorAll('.pane')].map((pane) => pane.cloneNode(true)));
    look(1, 0, 0);
    if (!dialog.open) dialog.showModal();
    arrange();
  };
  const step = (count) => {
    const shown = all('.card:not([hidden])');
    const next = shown[shown.indexOf(card) + count];
    if (next) open(next);
  };
  const actions = {
    previous: () => step(-1),
    next: () => step(1),
    larger: () => magnify(1.5),
    smaller: () => magnify(1 / 1.5),
    whole: () => look(1, 0, 0),
    left: () => pan(0.2, 0),
    right: () => pan(-0.2, 0),
    up: () => pan(0, 0.2),
    down: () => pan(0, -0.2),
    close: () => dialog.close(),
  };
  const keys = { ArrowLeft: 'previous', ArrowRight: 'next', '+': 'larger', '=': 'larger', '-': 'smaller', '0': 'whole', ArrowUp: 'up', ArrowDown: 'down' };
  const keysWithShift = { ArrowLeft: 'left', ArrowRight: 'right' };

  document.addEventListener('click', ({ target }) => {
    const button = target.closest('button');
    if (!button) return;
    if (button.dataset.filter) show(button.dataset.filter);
    else if (button.dataset.does) actions[button.dataset.does]();
    else open(button.closest('.card'));
  });
  dialog.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = (event.shiftKey && keysWithShift[event.key]) || keys[event.key];
    if (!action) return;
    event.preventDefault();
    actions[action]();
  });
  dialog.addEventListener('close', () => card.querySelector('button').focus());
  panes.addEventListener('wheel', (event) => {
    const frame = event.target.closest('.frame');
    // With Ctrl the browser zooms the page.
    if (!frame || event.ctrlKey) return;
    event.preventDefault();
    const { left, top, width, height } = frame.getBoundingClientRect();
    magnify(Math.exp(-event.deltaY / 400), (event.clientX - left) / width, (event.clientY - top) / height);
  }, { passive: false });
  let held = null;
  panes.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    panes.setPointerCapture(event.pointerId);
    held = event;
  });
  panes.addEventListener('pointermove', (event) => {
    if (!held || held.pointerId !== event.pointerId || !panes.hasPointerCapture(event.pointerId)) return;
    const { width, height } = panes.querySelector('.frame').getBoundingClientRect();
    pan((event.clientX - held.clientX) / width, (event.clientY - held.clientY) / height);
    held = event;
  });
  addEventListener('resize', () => {
    if (dialog.open) arrange();
  });
})();
`;
