/** The page's own script: filters and zoom. Its hash stands in the page's security policy, so it holds no data. */
export const pageScript = `'use strict';
(() => {
  const buttons = [...document.querySelectorAll('[data-filter]')];
  const cards = [...document.querySelectorAll('.card')];
  const none = document.querySelector('.none');
  const show = (filter) => {
    let shown = 0;
    for (const card of cards) {
      const fits = filter === 'all' || card.dataset.kind === filter || (filter === 'wrong' && card.dataset.wrong === 'true');
      card.hidden = !fits;
      if (fits) shown++;
    }
    if (none) none.hidden = shown > 0;
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.filter === filter));
  };
  for (const button of buttons) button.addEventListener('click', () => show(button.dataset.filter));

  const dialog = document.querySelector('dialog');
  const large = dialog.querySelector('img');
  const caption = dialog.querySelector('p');
  let current = null;
  const visible = () => [...document.querySelectorAll('.card:not([hidden]) .zoom')];
  const open = (button) => {
    const small = button.querySelector('img');
    current = button;
    large.src = small.src;
    large.alt = small.alt;
    caption.textContent = small.alt;
    if (!dialog.open) dialog.showModal();
  };
  document.addEventListener('click', (event) => {
    const button = event.target.closest('.zoom');
    if (button) open(button);
    else if (event.target.closest('dialog')) dialog.close();
  });
  dialog.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const all = visible();
    const next = all[all.indexOf(current) + step];
    if (next) open(next);
  });
  dialog.addEventListener('close', () => {
    if (current) current.focus();
  });
})();
`;
