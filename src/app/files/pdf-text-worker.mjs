import { parentPort, workerData } from 'node:worker_threads';
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** Runs in a worker thread: the text of the first pages of a PDF, one line for each line of the page. */
const { bytes, pagesMax, charactersMax } = workerData;
const pdf = await getDocument({ data: bytes, isEvalSupported: false, disableFontFace: true, useSystemFonts: false, useWasm: false, stopAtErrors: true, verbosity: VerbosityLevel.ERRORS }).promise;
let text = '';
for (let number = 1; number <= Math.min(pdf.numPages, pagesMax) && text.length < charactersMax; number += 1) {
  const { items } = await (await pdf.getPage(number)).getTextContent();
  text += items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
  text += '\n';
}
parentPort.postMessage(text.slice(0, charactersMax));
