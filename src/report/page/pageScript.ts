import { languages } from '../texts/languages.ts';

/** What a page's script does in addition to speaking the language of its reader. */
export type ScriptPart = 'gallery' | 'none';

/** The texts as a literal, which ends no script element. */
const spoken = JSON.stringify(
  Object.fromEntries(
    Object.entries(languages).map(([name, { html, texts }]) => [name, { html, texts }]),
  ),
).replaceAll('<', '\\u003c');

/** The page's script. The page's security policy allows it by its hash, so it holds no data. */
export function scriptOf(part: ScriptPart): string {
  return `'use strict';\n(() => {\n${language}${part === 'gallery' ? gallery : ''}})();\n`;
}

/**
 * Says the page's texts in the language that its address names, or else in the first that the browser
 * asks for. What is chosen and what is open stand in the address, after its "#"; the station's console also
 * names its theme there.
 */
const language = `  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const languages = ${spoken};

  const addressed = (key) => new URLSearchParams(location.hash.slice(1)).get(key);
  const address = (how, changes) => {
    const parts = new URLSearchParams(location.hash.slice(1));
    for (const [key, value] of Object.entries(changes))
      if (value === null) parts.delete(key);
      else parts.set(key, value);
    history[how + 'State'](null, '', '#' + parts);
  };

  const spokenName = () =>
    [addressed('lang') ?? '', ...navigator.languages].map((tag) => tag.toLowerCase().split('-')[0]).find((tag) => Object.hasOwn(languages, tag)) ?? 'en';
  const textOf = (phrase) => {
    const { say, values = {} } = JSON.parse(phrase);
    return languages[spokenName()].texts[say].replace(/\\{(\\w+)\\}/g, (place, name) => values[name] ?? place);
  };
  const speak = () => {
    document.documentElement.lang = languages[spokenName()].html;
    document.documentElement.dataset.theme = addressed('theme') ?? '';
    one('.language').value = spokenName();
    for (const element of all('[data-say]')) element.textContent = textOf(element.dataset.say);
    for (const name of ['aria-label', 'alt'])
      for (const element of all('[data-say-' + name + ']')) element.setAttribute(name, textOf(element.getAttribute('data-say-' + name)));
  };
  one('.language').hidden = false;
  one('.language').addEventListener('change', ({ target }) => {
    address('replace', { lang: target.value });
    speak();
  });
  addEventListener('popstate', speak);
  speak();
`;

/** Filters, and the viewer of one image. */
const gallery = `
  const within = (value, low, high) => Math.min(high, Math.max(low, value));
  const cards = all('.card');
  const shownCards = () => cards.filter(({ hidden }) => !hidden);

  // Filters.
  const show = (filter) => {
    for (const card of cards)
      card.hidden = !(filter === 'all' || card.dataset.kind === filter || (filter === 'wrong' && card.dataset.wrong === 'true'));
    one('.none').hidden = shownCards().length > 0;
    for (const button of all('[data-filter]')) button.setAttribute('aria-pressed', String(button.dataset.filter === filter));
  };

  // The viewer: one card at a time, all its pictures magnified alike. Positions are fractions of a frame.
  const dialog = one('dialog');
  const panes = dialog.querySelector('.panes');
  const layers = { map: true, nearest: false };
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
    for (const [layer, isShown] of Object.entries(layers)) {
      const pane = panes.querySelector('.pane.' + layer);
      const button = dialog.querySelector('[data-does="' + layer + '"]');
      if (pane) pane.hidden = !isShown;
      button.disabled = !pane;
      button.setAttribute('aria-pressed', String(isShown));
    }
    const image = card.querySelector('img');
    const count = panes.querySelectorAll('.pane:not([hidden])').length;
    const across = panes.clientWidth / image.naturalWidth;
    const down = panes.clientHeight / image.naturalHeight;
    panes.classList.toggle('rows', Math.min(across, down / count) > Math.min(across / count, down));
  };
  const toggle = (layer) => {
    layers[layer] = !layers[layer];
    arrange();
  };
  const copies = (selector) => [...card.querySelectorAll(selector)].map((node) => node.cloneNode(true));
  const open = (next) => {
    card = next;
    const shown = shownCards();
    const place = document.createElement('span');
    place.dataset.say = JSON.stringify({ say: 'place', values: { at: shown.indexOf(card) + 1, count: shown.length } });
    place.textContent = textOf(place.dataset.say);
    dialog.querySelector('h2').textContent = card.querySelector('h3').textContent;
    dialog.querySelector('.badges').replaceChildren(...copies('.badge'));
    dialog.querySelector('.facts').replaceChildren(...copies('.facts')[0].childNodes, ' · ', place);
    panes.replaceChildren(...copies('.pane'));
    look(1, 0, 0);
    if (!dialog.open) dialog.showModal();
    arrange();
  };
  // The first opening is a step of the browser's history, so that Back closes it.
  const visit = (next) => {
    const how = dialog.open ? 'replace' : 'push';
    open(next);
    address(how, { image: cards.indexOf(next) + 1 });
  };
  const step = (count) => {
    const shown = shownCards();
    const next = shown[shown.indexOf(card) + count];
    if (next) visit(next);
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
    map: () => toggle('map'),
    nearest: () => toggle('nearest'),
    close: () => dialog.close(),
  };
  const keys = { ArrowLeft: 'previous', ArrowRight: 'next', '+': 'larger', '=': 'larger', '-': 'smaller', '0': 'whole', ArrowUp: 'up', ArrowDown: 'down', m: 'map', n: 'nearest' };
  const keysWithShift = { ArrowLeft: 'left', ArrowRight: 'right' };

  document.addEventListener('click', ({ target }) => {
    const button = target.closest('button');
    if (!button) return;
    const { filter, does } = button.dataset;
    if (filter) {
      show(filter);
      address('replace', { show: filter === 'all' ? null : filter });
    } else if (does) actions[does]();
    else visit(button.closest('.card'));
  });
  dialog.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = (event.shiftKey && keysWithShift[event.key]) || keys[event.key];
    if (!action) return;
    event.preventDefault();
    actions[action]();
  });
  dialog.addEventListener('close', () => {
    if (addressed('image') !== null) address('replace', { image: null });
    card.querySelector('button').focus();
  });
  panes.addEventListener('wheel', (event) => {
    const frame = event.target.closest('.frame');
    // With Ctrl the browser zooms the page.
    if (!frame || event.ctrlKey) return;
    event.preventDefault();
    const { left, top, width, height } = frame.getBoundingClientRect();
    magnify(Math.exp(-event.deltaY / 400), (event.clientX - left) / width, (event.clientY - top) / height);
  }, { passive: false });

  // One finger or the mouse moves, two fingers also magnify: each moves their middle by half of its own way.
  const fingers = new Map();
  let frame = null;
  const placeOf = ({ clientX, clientY }) => {
    const { left, top, width, height } = frame.getBoundingClientRect();
    return { x: (clientX - left) / width, y: (clientY - top) / height };
  };
  const span = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
  panes.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    panes.setPointerCapture(event.pointerId);
    if (fingers.size === 0) frame = event.target.closest('.frame') ?? panes.querySelector('.frame');
    fingers.set(event.pointerId, placeOf(event));
  });
  panes.addEventListener('pointermove', (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = placeOf(event);
    fingers.set(event.pointerId, now);
    const [other] = [...fingers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    if (!other) {
      pan(now.x - before.x, now.y - before.y);
      return;
    }
    magnify(span(now, other) / Math.max(span(before, other), 1e-6), (before.x + other.x) / 2, (before.y + other.y) / 2);
    pan((now.x - before.x) / 2, (now.y - before.y) / 2);
  });
  for (const end of ['pointerup', 'pointercancel', 'lostpointercapture'])
    panes.addEventListener(end, ({ pointerId }) => fingers.delete(pointerId));
  addEventListener('resize', () => {
    if (dialog.open) arrange();
  });

  // What the address says is open.
  const follow = () => {
    show(['wrong', 'good', 'defective'].find((filter) => filter === addressed('show')) ?? 'all');
    const wanted = cards[Number(addressed('image')) - 1];
    if (wanted) open(wanted);
    else if (dialog.open) dialog.close();
  };
  addEventListener('popstate', follow);
  follow();
`;
