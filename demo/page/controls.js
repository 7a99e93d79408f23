import { defaults } from './choice.js';

/** @typedef {import('./choice.js').Choice} Choice */

/** The drawer's form: its fields have the names of the choices. */
export class Controls {
  #form;
  #toggle;

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement} toggle opens and closes it
   * @param {(changes: Partial<Choice>) => void} onChange
   */
  constructor(form, toggle, onChange) {
    this.#form = form;
    this.#toggle = toggle;
    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('change', () => onChange(this.#read()));
    toggle.addEventListener('click', () => onChange({ controls: form.hidden ? 'on' : '' }));
    form.querySelector('[data-reset=accent]')?.addEventListener('click', () => onChange({ accent: '' }));
    form.addEventListener('keydown', ({ key }) => {
      if (key !== 'Escape') return;
      onChange({ controls: '' });
      toggle.focus();
    });
  }

  /**
   * Offers the simulator's agents; without it, the agent's id is typed.
   *
   * @param {readonly import('./simulator.js').Agent[]} agents
   */
  offerAgents(agents) {
    const select = document.createElement('select');
    select.name = 'agent';
    select.id = 'agent';
    for (const { agentId, title } of agents) select.append(new Option(`${title} (${agentId})`, String(agentId)));
    this.#form.querySelector('#agent')?.replaceWith(select);
    for (const section of this.#form.querySelectorAll('[data-simulator]')) section.removeAttribute('hidden');
  }

  /**
   * @param {Choice} choice
   * @param {string} summary of what is chosen, for the closed strip
   * @param {string} agentDescription
   */
  show(choice, summary, agentDescription) {
    for (const [name, value] of Object.entries(choice)) {
      const field = this.#form.elements.namedItem(name);
      // What is being typed is not chosen yet; the widget's events should not take it away.
      if (field instanceof HTMLInputElement && field.type === 'text' && field === document.activeElement) continue;
      if (field instanceof HTMLInputElement && field.type === 'checkbox') field.checked = value !== '';
      else if (field instanceof HTMLInputElement && field.type === 'color') field.value = value || field.defaultValue;
      else if (field && 'value' in field && field.value !== value) field.value = value;
    }
    this.#form.hidden = choice.controls === '';
    this.#toggle.setAttribute('aria-expanded', String(choice.controls !== ''));
    document.body.dataset.controls = choice.controls === '' ? 'closed' : 'open';
    setText('controls-summary', summary);
    setText('agent-description', agentDescription);
  }

  /**
   * Says how something went.
   *
   * @param {string} text
   */
  say(text) {
    setText('controls-status', text);
  }

  /** @returns {Partial<Choice>} */
  #read() {
    const data = new FormData(this.#form);
    const names = Object.keys(defaults).filter((name) => this.#form.elements.namedItem(name) !== null);
    const values = Object.fromEntries(names.map((name) => [name, String(data.get(name) ?? '')]));
    // A colour field cannot be empty; at its first value it means that none was chosen.
    const accent = this.#form.elements.namedItem('accent');
    if (accent instanceof HTMLInputElement && accent.value === accent.defaultValue) values['accent'] = '';
    return values;
  }
}

/**
 * @param {string} id
 * @param {string} text
 */
function setText(id, text) {
  const place = document.getElementById(id);
  if (place && place.textContent !== text) place.textContent = text;
}
