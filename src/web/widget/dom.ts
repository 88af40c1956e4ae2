type Child = Node | string | false | undefined;
type Props<T> = Partial<Omit<T, 'style' | 'dataset'>> & { attrs?: Record<string, string>; on?: Record<string, (event: never) => void> };

/** Builds one element: properties, attributes (`attrs`), listeners (`on`) and children, never from markup. */
export function el<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props<HTMLElementTagNameMap[K]> = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  const { attrs, on, ...rest } = props;
  Object.assign(node, rest);
  for (const [name, value] of Object.entries(attrs ?? {})) node.setAttribute(name, value);
  for (const [name, listener] of Object.entries(on ?? {})) node.addEventListener(name, (event) => (listener as (event: Event) => void)(event));
  node.append(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  return node;
}

/** Text for screen readers only. */
export const srOnly = (text: string): HTMLSpanElement => el('span', { className: 'sr' }, text);

const SVG = 'http://www.w3.org/2000/svg';

const PATHS = {
  envoyer: 'M4 11.2 20 4l-5.6 16-3-6.6z M11.4 13.4 20 4',
  joindre: 'M8.5 12.5 14 7a2.8 2.8 0 0 1 4 4l-7.4 7.4a4.6 4.6 0 0 1-6.5-6.5L11.5 4.5',
  fermer: 'M6 6l12 12 M18 6 6 18',
  menu: 'M12 5.5v.01 M12 12v.01 M12 18.5v.01',
  conseiller: 'M12 11.5a3.6 3.6 0 1 0 0-7.2 3.6 3.6 0 0 0 0 7.2z M4.8 20.2c.6-3.8 3.5-6 7.2-6s6.6 2.2 7.2 6 M6.4 8.8v-1a5.6 5.6 0 0 1 11.2 0v1 M17.6 8.2v1.8a2.2 2.2 0 0 1-2.2 2.2h-1.2',
  fichier: 'M7 3.5h7l4 4v13H7z M14 3.5v4h4',
  bas: 'M12 5v13 M6.5 12.5 12 18l5.5-5.5',
  sortie: 'M13 4.5H5.5v15H13 M10 12h10 M16.5 8.5 20 12l-3.5 3.5',
  bulle: 'M4.5 5.5h15v10.5h-8l-4.5 3.8v-3.8h-2.5z M8.5 9.5h7 M8.5 12.5h4.5',
  coche: 'M5 12.5 10 17.5 19 7.5',
  photo: 'M4 8h3.5l1.5-2.5h6L16.5 8H20v11H4z M12 16.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4z',
} as const;
export type IconName = keyof typeof PATHS;

/** A decorative line icon: the text beside it says the same thing. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 24 24', class: 'icone', 'aria-hidden': 'true', focusable: 'false' })) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

/** Our sign: a track that divides in two. */
export function logo(): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 32 32', class: 'logo', 'aria-hidden': 'true', focusable: 'false' })) svg.setAttribute(key, value);
  for (const [className, d] of [['logo-fond', 'M8 0h16a8 8 0 0 1 8 8v16a8 8 0 0 1-8 8H8a8 8 0 0 1-8-8V8a8 8 0 0 1 8-8z'], ['logo-voie', 'M10 26V6 M10 19c0-5 12-5 12-11'], ['logo-point', 'M22 7.5v.01']] as const) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('class', className);
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}
