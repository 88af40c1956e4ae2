import { defineChatElement } from './element';

// known only while the script itself runs
const { currentScript } = document;
const src = currentScript instanceof HTMLScriptElement ? currentScript.src : location.href;

if (!customElements.get('aiguillage-chat')) defineChatElement({ origin: new URL(src).origin, base: new URL('.', src).href });
