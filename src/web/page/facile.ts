// without custom elements the answers stay readable, and no place is kept for the chat
if ('customElements' in window) document.documentElement.classList.add('avec-chat');

/** Paper shows every answer, and the screen is as before afterwards. */
const folded: HTMLDetailsElement[] = [];
addEventListener('beforeprint', () => {
  folded.push(...Array.from(document.querySelectorAll<HTMLDetailsElement>('details:not([open])')));
  for (const one of folded) one.open = true;
});
addEventListener('afterprint', () => {
  for (const one of folded.splice(0)) one.open = false;
});
