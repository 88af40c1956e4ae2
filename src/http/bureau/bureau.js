// What the desk gains with JavaScript: pages that refresh by themselves, shortcuts, templates. Everything works without it.
(() => {
  'use strict';
  const EVERY_MS = 10000;
  const TYPED_MS = 60000;
  const $ = (selector) => document.querySelector(selector);
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  let typedAt = 0;
  document.addEventListener('input', () => { typedAt = Date.now(); });

  // A page that only refreshes must not keep a session alive; somebody who writes a long answer must.
  const ask = (url) => fetch(url, { credentials: 'same-origin', redirect: 'error', headers: Date.now() - typedAt > TYPED_MS ? { 'X-Bureau-Veille': '1' } : {} });

  function every(work) {
    setInterval(() => {
      if (document.visibilityState === 'visible') work().catch(() => undefined);
    }, EVERY_MS);
  }

  // ---- the queue: its rows are read again from the same page
  function watchQueue(place) {
    const told = $('[data-vivant]');
    if (told) told.hidden = false;
    every(async () => {
      const response = await ask(location.href);
      if (!response.ok) return;
      const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('[data-veille="file"]');
      if (!fresh || fresh.innerHTML === place.innerHTML) return;
      const focused = place.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
      place.replaceChildren(...fresh.childNodes);
      if (focused) all('[data-veille="file"] a').find((link) => link.getAttribute('href') === focused)?.focus();
    });
  }

  // ---- a dossier: whether it changed, and who else looks at it
  function watchCase(place) {
    const { etat, version, presentsUn, presentsPlusieurs } = place.dataset;
    const change = $('[data-change]');
    const presents = $('[data-presents]');
    every(async () => {
      const response = await ask(etat);
      if (!response.ok) return;
      const state = await response.json();
      if (String(state.version) !== version && change.hidden) change.hidden = false;
      const text = state.presents.length === 0 ? '' : (state.presents.length > 1 ? presentsPlusieurs : presentsUn).replace('{noms}', () => state.presents.join(', '));
      if (presents.textContent !== text) presents.textContent = text;
      presents.hidden = text === '';
    });
  }

  // ---- a template goes into the answer without loading the page again
  function templates(form) {
    const answer = $('#reponse');
    form.addEventListener('submit', (event) => {
      const chosen = $('#modele').selectedOptions[0];
      if (!chosen || !answer) return;
      event.preventDefault();
      if (chosen.value === '') return;
      answer.value = chosen.dataset.texte;
      const issue = $('#issue');
      if (issue && issue.value === '') issue.value = chosen.dataset.issue;
      answer.focus();
      const hole = answer.value.indexOf('[');
      if (hole >= 0) answer.setSelectionRange(hole, answer.value.indexOf(']', hole) + 1);
    });
  }

  // ---- shortcuts: one letter, only once they were asked for
  const KEY = 'bureau-raccourcis';
  const stored = () => { try { return localStorage.getItem(KEY) === 'oui'; } catch { return false; } };
  const store = (on) => { try { localStorage.setItem(KEY, on ? 'oui' : 'non'); } catch { /* private browsing */ } };

  function move(step) {
    const links = all('[data-veille="file"] tbody th a');
    const at = links.indexOf(document.activeElement);
    links[Math.min(links.length - 1, Math.max(0, at + step))]?.focus();
  }

  function pressed(event) {
    const { target } = event;
    const writes = target.closest?.('input:not([type=checkbox]), textarea, select');
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || writes) return;
    const key = event.key.toLowerCase();
    if (key === 'j' || key === 'k') move(key === 'j' ? 1 : -1);
    else if (key === '/' && $('#q')) $('#q').focus();
    else {
      const place = /^[a-z]$/.test(key) ? $(`[data-raccourci="${key}"]`) : null;
      if (!place) return;
      if (place.matches('a')) place.click();
      else place.focus();
    }
    event.preventDefault();
  }

  function shortcuts(footer) {
    footer.hidden = false;
    const box = $('#raccourcis');
    box.checked = stored();
    box.addEventListener('change', () => store(box.checked));
    document.addEventListener('keydown', (event) => { if (box.checked) pressed(event); });
  }

  const queue = $('[data-veille="file"]');
  const dossier = $('[data-veille="cas"]');
  const form = $('form.modeles');
  const footer = $('[data-raccourcis]');
  if (queue) watchQueue(queue);
  if (dossier) watchCase(dossier);
  if (form) templates(form);
  if (footer) shortcuts(footer);
})();
