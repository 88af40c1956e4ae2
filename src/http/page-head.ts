import { html, NOTHING, type Html } from './html';

type Head = {
  titre: string;
  /** Addresses of the style sheets, the page's own last. */
  styles: readonly string[];
  /** `light` for what is made to be printed. */
  theme?: 'light' | 'light dark';
  /** Search engines may show it. */
  isPublic?: boolean;
  more?: Html;
};

/** Everything before the body of a page made on the server. */
export const pageHead = ({ titre, styles, theme = 'light dark', isPublic = false, more = NOTHING }: Head): Html => html`<!doctype html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  ${isPublic ? NOTHING : html`<meta name="robots" content="noindex">`}
  <meta name="color-scheme" content="${theme}">
  <title>${titre}</title>
  <link rel="icon" href="/favicon.svg" type="image/svg+xml">
  ${styles.map((style) => html`<link rel="stylesheet" href="${style}">`)}${more}
</head>`;
