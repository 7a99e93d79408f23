/**
 * @typedef {import('./simulator.js').Fault} Fault
 * @typedef {import('./simulator.js').FaultOrder} FaultOrder
 */

/** The list of what the simulator can do wrong, with a box to tick and how often for each. */
export class Misbehaviours {
  /** @type {Map<string, { box: HTMLInputElement, times: HTMLSelectElement }>} */
  #rows = new Map();
  #count;

  /**
   * @param {HTMLElement} section with a list, a template of an entry and a place for the number of those ticked
   * @param {readonly Fault[]} faults
   * @param {(orders: FaultOrder[]) => void} onChange
   */
  constructor(section, faults, onChange) {
    const list = /** @type {HTMLElement} */ (section.querySelector('ul'));
    const template = /** @type {HTMLTemplateElement} */ (section.querySelector('template'));
    this.#count = /** @type {HTMLElement} */ (section.querySelector('[data-count]'));
    for (const fault of faults) list.append(this.#createRow(template, fault));
    list.addEventListener('change', () => {
      this.#showCount();
      onChange(this.orders);
    });
  }

  /** @returns {FaultOrder[]} */
  get orders() {
    return [...this.#rows]
      .filter(([, { box }]) => box.checked)
      .map(([name, { times }]) => (times.value === '' ? { name } : { name, times: Number(times.value) }));
  }

  /**
   * Shows what an agent still has before it.
   *
   * @param {readonly FaultOrder[]} orders
   */
  show(orders) {
    for (const [name, { box, times }] of this.#rows) {
      const order = orders.find((each) => each.name === name);
      box.checked = order !== undefined;
      if (order) times.value = String(order.times ?? '');
    }
    this.#showCount();
  }

  #showCount() {
    const { length } = this.orders;
    this.#count.textContent = length === 0 ? 'none' : String(length);
  }

  /**
   * @param {HTMLTemplateElement} template
   * @param {Fault} fault
   */
  #createRow(template, { name, at, does }) {
    const row = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    const box = /** @type {HTMLInputElement} */ (row.querySelector('input'));
    const times = /** @type {HTMLSelectElement} */ (row.querySelector('select'));
    for (const [part, text] of Object.entries({ name, at, does })) {
      const place = row.querySelector(`[data-part=${part}]`);
      if (place) place.textContent = text;
    }
    times.setAttribute('aria-label', `How often ${name} strikes`);
    this.#rows.set(name, { box, times });
    return row;
  }
}
