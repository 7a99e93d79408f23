/**
 * @typedef {import('./simulator.js').Agent} Agent
 * @typedef {import('./simulator.js').VoiceOrder} VoiceOrder
 */

/** How the chosen agent listens and speaks: settings of the simulator's, which no address holds. */
export class VoiceControls {
  #parrot;
  #asPlayed;
  #understood;

  /**
   * @param {HTMLElement} section
   * @param {(order: VoiceOrder) => void} onChange
   */
  constructor(section, onChange) {
    const field = (/** @type {string} */ name) =>
      /** @type {HTMLInputElement} */ (section.querySelector(`[data-voice=${name}]`));
    this.#parrot = field('parrot');
    this.#asPlayed = field('as-played');
    this.#understood = field('understood');
    this.#parrot.addEventListener('change', () => onChange({ voice: { parrot: this.#parrot.checked } }));
    this.#asPlayed.addEventListener('change', () => onChange({ voice: { pace: this.#asPlayed.checked ? 1 : null } }));
    this.#understood.addEventListener('change', () => {
      const text = this.#understood.value.trim();
      onChange({ transcriptions: text === '' ? [] : [text] });
    });
  }

  /**
   * Shows how an agent is set.
   *
   * @param {Agent} agent
   */
  show({ voice, transcriptions }) {
    this.#parrot.checked = voice.parrot;
    this.#asPlayed.checked = voice.pace === 1;
    // What is being typed is not ordered yet.
    if (this.#understood !== document.activeElement) this.#understood.value = transcriptions[0] ?? '';
  }
}
