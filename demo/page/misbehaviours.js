/**
 * @typedef {import('./simulator.js').Fault} Fault
 * @typedef {import('./simulator.js').FaultOrder} FaultOrder
 */

/** The list of what the simulator can do wrong, by where it strikes, with a box to tick and how often for each. */
export class Misbehaviours {
  /** @type {Map<string, { box: HTMLInputElement, times: HTMLSelectElement }>} */
  #rows = new Map();
  /** @type {{ count: HTMLElement, list: HTMLElement }[]} */
  #groups = [];
  #count;

  /**
   * @param {HTMLElement} section with templates of a group and of an entry, and places for groups and their number
   * @param {readonly Fault[]} faults
   * @param {(orders: FaultOrder[]) => void} onChange
   */
  constructor(section, faults, onChange) {
    const place = find(section, '[data-groups]');
    this.#count = find(section, 'summary [data-count]');
    const group = /** @type {HTMLTemplateElement} */ (find(section, 'template[data-group]'));
    const entry = /** @type {HTMLTemplateElement} */ (find(section, 'template[data-entry]'));
    for (const at of new Set(faults.map((fault) => fault.at))) {
      const made = /** @type {DocumentFragment} */ (group.content.cloneNode(true));
      const list = find(made, 'ul');
      find(made, '[data-part=at]').textContent = at;
      this.#groups.push({ list, count: find(made, '[data-count]') });
      for (const fault of faults) if (fault.at === at) list.append(this.#createRow(entry, fault));
      place.append(made);
    }
    place.addEventListener('change', () => {
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
    for (const { list, count } of this.#groups) {
      const ticked = list.querySelectorAll('input:checked').length;
      count.textContent = ticked === 0 ? '' : String(ticked);
    }
  }

  /**
   * @param {HTMLTemplateElement} template
   * @param {Fault} fault
   */
  #createRow(template, { name, does }) {
    const row = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    const box = /** @type {HTMLInputElement} */ (row.querySelector('input'));
    const times = /** @type {HTMLSelectElement} */ (row.querySelector('select'));
    for (const [part, text] of Object.entries({ name, does })) {
      const place = row.querySelector(`[data-part=${part}]`);
      if (place) place.textContent = text;
    }
    times.setAttribute('aria-label', `How often ${name} strikes`);
    this.#rows.set(name, { box, times });
    return row;
  }
}

/**
 * @param {ParentNode} parent
 * @param {string} selector of what is in the page's HTML
 */
function find(parent, selector) {
  return /** @type {HTMLElement} */ (parent.querySelector(selector));
}
