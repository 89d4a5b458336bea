// The one module of the pages. It improves what the server sent and is needed by nothing: every page works without it.
// Custom elements wrap server-made forms; all words come from attributes, in the person's language; nodes are built with
// textContent; nothing submits on change. Names in the markup are French, as in the style sheet.

const lang = document.documentElement.lang || 'fr';
const plural = new Intl.PluralRules(lang);
const number = new Intl.NumberFormat(lang);

// data-<name>-one, data-<name>-many… else data-<name>-other, else data-<name>; {…} takes a value.
function words(element, name, values = {}) {
  const form = 'n' in values ? plural.select(values.n) : 'other';
  const text = [form, 'other'].map((f) => element.getAttribute(`data-${name}-${f}`)).find((t) => t !== null)
    ?? element.getAttribute(`data-${name}`) ?? '';
  const written = (value) => (typeof value === 'number' ? number.format(value) : value);
  return text.replace(/\{(\w+)\}/g, (whole, key) => written(values[key] ?? whole));
}

function add(parent, tag, attributes = {}) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  parent.append(node);
  return node;
}

const hour = () => new Intl.DateTimeFormat(lang, { timeStyle: 'short' }).format(new Date());

// <b-brouillon data-url="…" data-enregistre="Brouillon enregistré à {heure}" data-echec="…" data-session="…"> around a form.
// Two seconds after the last key, and when the page is left, sends the fields (not the files) with their anti-forgery
// field to data-url. The answer is 2xx, or 401/403 when the session has ended. The event `brouillon` tells the others.
class Draft extends HTMLElement {
  #form; #status; #timer = 0; #busy = false; #again = false;

  connectedCallback() {
    this.#form = this.querySelector('form');
    if (!this.#form || this.#status) return;
    this.#status = add(this, 'p', { role: 'status', class: 'compteur' });
    this.#form.addEventListener('input', () => this.#soon());
    this.#form.addEventListener('submit', () => { clearTimeout(this.#timer); this.#timer = 0; });
    document.addEventListener('visibilitychange', () => { if (document.hidden && this.#timer) this.#save(true); });
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(false), Number(this.dataset.delai ?? 2000));
  }

  async #save(leaving) {
    clearTimeout(this.#timer); this.#timer = 0;
    if (this.#busy) { this.#again = true; return; }
    this.#busy = true;
    const fields = [...new FormData(this.#form)].filter(([, value]) => typeof value === 'string');
    try {
      const answer = await fetch(this.dataset.url, {
        method: 'POST', body: new URLSearchParams(fields), keepalive: leaving, credentials: 'same-origin',
        redirect: 'error', headers: { accept: 'application/json' },
      });
      if (answer.ok) {
        this.#status.textContent = words(this, 'enregistre', { heure: hour() });
        this.dispatchEvent(new CustomEvent('brouillon', { bubbles: true }));
      } else {
        this.#status.textContent = words(this, answer.status === 401 || answer.status === 403 ? 'session' : 'echec');
      }
    } catch {
      this.#status.textContent = words(this, 'echec');
    }
    this.#busy = false;
    if (this.#again) { this.#again = false; this.#soon(); }
  }
}

// <b-quitter> around a form: the browser asks before unsaved answers are lost. Sending, or a saved draft, settles it.
// A chosen file is never in the draft, so it always asks.
class Leaving extends HTMLElement {
  #ask = (event) => event.preventDefault();
  #files = false;

  connectedCallback() {
    this.addEventListener('input', (event) => {
      if (event.target.type === 'file') this.#files = true;
      addEventListener('beforeunload', this.#ask);
    });
    this.addEventListener('brouillon', () => { if (!this.#files) this.#settle(); });
    this.addEventListener('submit', () => this.#settle());
  }

  disconnectedCallback() { this.#settle(); }

  #settle() { removeEventListener('beforeunload', this.#ask); }
}

// <b-reste data-max="500" data-reste-one="Il reste {n} caractère" data-reste-other="…" data-trop-one="…" data-trop-other="…">
// around a textarea. Characters are code points, as the server counts them; the field is never cut.
class Remaining extends HTMLElement {
  #field; #seen; #heard; #timer = 0;

  connectedCallback() {
    this.#field = this.querySelector('textarea, input');
    if (!this.#field || this.#seen) return;
    this.#seen = add(this, 'p', { class: 'compteur', 'aria-hidden': 'true' });
    this.#heard = add(this, 'p', { class: 'invisible', role: 'status' });
    this.#field.addEventListener('input', () => this.#show());
    this.#show(true);
  }

  #show(first = false) {
    const left = Number(this.dataset.max) - [...this.#field.value.replace(/\r\n/g, '\n')].length;
    const text = words(this, left < 0 ? 'trop' : 'reste', { n: Math.abs(left) });
    this.#seen.textContent = text;
    this.#seen.classList.toggle('compteur--trop', left < 0);
    clearTimeout(this.#timer);
    if (!first) this.#timer = setTimeout(() => { this.#heard.textContent = text; }, 1000);
  }
}

// <b-copier data-copier="Copier" data-fait="Copié"> around the text to copy (its <code>, or itself).
class Copy extends HTMLElement {
  #button;

  connectedCallback() {
    if (this.#button || !navigator.clipboard) return;
    const text = (this.querySelector('code') ?? this).textContent.trim();
    this.#button = add(this, 'button', { type: 'button', class: 'bouton bouton--second bouton--compact' });
    this.#button.textContent = words(this, 'copier');
    const status = add(this, 'span', { role: 'status', class: 'invisible' });
    this.#button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        return;
      }
      this.#button.textContent = status.textContent = words(this, 'fait');
      setTimeout(() => { this.#button.textContent = words(this, 'copier'); status.textContent = ''; }, 4000);
    });
  }
}

customElements.define('b-brouillon', Draft);
customElements.define('b-quitter', Leaving);
customElements.define('b-reste', Remaining);
customElements.define('b-copier', Copy);
