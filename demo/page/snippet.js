/** What these values mean is so without them. */
const usual = { layout: 'floating', placement: 'bottom-end', theme: 'auto', 'reply-mode': 'text', persist: 'local', modes: 'text voice' };

/** Attributes that hold JSON, which React takes as values. */
const json = new Set(['variables', 'suggestions']);

/**
 * What somebody would write to have the widget as it is on this page.
 *
 * @param {Iterable<{ readonly name: string, readonly value: string }>} attributes of the element
 * @param {string} accent `#rrggbb`, or nothing
 * @returns {{ html: string, react: string, css: string }}
 */
export function snippetsOf(attributes, accent) {
  const chosen = [...attributes].filter(
    ({ name, value }) => !['open', 'style', 'class', 'id'].includes(name) && usual[/** @type {keyof typeof usual} */ (name)] !== value,
  );
  const tag = chosen.map(({ name, value }) => `\n  ${name}=${quoted(value)}`).join('');
  const props = chosen.map(({ name, value }) => `\n  ${propOf(name, value)}`).join('');
  return {
    html: `<script type="module" src="/autessa/autessa-agent.js"></script>\n\n<autessa-agent${tag}\n></autessa-agent>\n`,
    react: `import { AutessaAgent } from 'autessa-agent/react';\n\n<AutessaAgent${props}\n/>;\n`,
    css: accent === '' ? '/* The widget’s own colours. */\n' : `autessa-agent {\n  --autessa-accent: ${accent};\n}\n`,
  };
}

/** @param {string} value */
function quoted(value) {
  const text = value.replaceAll('&', '&amp;');
  return text.includes('"') && !text.includes("'") ? `'${text}'` : `"${text.replaceAll('"', '&quot;')}"`;
}

/**
 * @param {string} name
 * @param {string} value
 */
function propOf(name, value) {
  const prop = name.startsWith('var-') ? name : name.replaceAll(/-(\w)/g, (_all, letter) => letter.toUpperCase());
  if (json.has(name)) return `${prop}={${value}}`;
  if (name === 'agent-id') return `${prop}={${value}}`;
  return /["\\&]/.test(value) ? `${prop}={${JSON.stringify(value)}}` : `${prop}="${value}"`;
}

/** The drawer's section with the code for what is chosen, and a button that copies it. */
export class SnippetView {
  #section;
  /** @type {{ html: string, react: string, css: string } | undefined} */
  #snippets;

  /** @param {HTMLElement} section */
  constructor(section) {
    this.#section = section;
    section.addEventListener('change', () => this.#show());
    section.querySelector('[data-copy]')?.addEventListener('click', () => void this.#copy());
  }

  /**
   * @param {Element} widget
   * @param {string} accent
   */
  update(widget, accent) {
    this.#snippets = snippetsOf(widget.attributes, accent);
    this.#show();
  }

  get #code() {
    return /** @type {HTMLElement} */ (this.#section.querySelector('code'));
  }

  #show() {
    const chosen = this.#section.querySelector('input:checked');
    const kind = /** @type {'html' | 'react' | 'css'} */ (chosen instanceof HTMLInputElement ? chosen.value : 'html');
    const text = this.#snippets?.[kind] ?? '';
    if (this.#code.textContent === text) return;
    this.#code.textContent = text;
    this.#say('');
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.#code.textContent ?? '');
      this.#say('Copied.');
    } catch {
      // Without https, or where it is forbidden, the visitor's own keys still copy.
      getSelection()?.selectAllChildren(this.#code);
      this.#say('Selected: copy it with Ctrl+C.');
    }
  }

  /** @param {string} text */
  #say(text) {
    const status = this.#section.querySelector('[role=status]');
    if (status) status.textContent = text;
  }
}
