// the page asks the widget to fill its place; a browser without custom elements keeps the message written in the page
if (!('customElements' in window)) document.documentElement.classList.add('ancien');
