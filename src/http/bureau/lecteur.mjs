// Draws the pages of a PDF whose bytes are in the page. Runs in a sandbox: no cookie, no storage, no way to the rest of the desk.
import * as pdfjs from '/bureau-pdf.mjs';

// a sandbox may not start a worker of another origin: the same code runs in the page
globalThis.pdfjsWorker = await import('/bureau-pdf-worker.mjs');

const PAGES_MAX = 30;
const status = document.getElementById('etat');
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));

async function draw(pdf, number) {
  const page = await pdf.getPage(number);
  const { width } = page.getViewport({ scale: 1 });
  const scale = Math.min(2, (document.documentElement.clientWidth - 16) / width) * Math.min(2, devicePixelRatio);
  const viewport = page.getViewport({ scale });
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [viewport.width, viewport.height];
  await page.render({ canvas, viewport }).promise;
  // a screen reader reads the words of the page, not its picture
  const { items } = await page.getTextContent();
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', `${fill(status.dataset.page, { n: number, total: pdf.numPages })}. ${items.map(({ str }) => str).join(' ')}`);
  document.getElementById('pages').append(canvas);
}

try {
  status.textContent = status.dataset.attente;
  const bytes = Uint8Array.from(atob(JSON.parse(document.getElementById('octets').textContent)), (sign) => sign.charCodeAt(0));
  const pdf = await pdfjs.getDocument({ data: bytes, isEvalSupported: false, enableXfa: false, useWorkerFetch: false, useWasm: false }).promise;
  const shown = Math.min(pdf.numPages, PAGES_MAX);
  for (let number = 1; number <= shown; number += 1) await draw(pdf, number);
  status.textContent = shown < pdf.numPages ? fill(status.dataset.coupe, { n: shown }) : '';
} catch {
  status.textContent = status.dataset.echec;
}
