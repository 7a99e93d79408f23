/**
 * What a visitor of the demo has chosen. All of it is text, as it stands in the address and in the form: a box that is
 * ticked is `on`, one that is not is empty. Nothing is stored, so a view is shared by its address alone.
 *
 * @typedef {{ [Name in keyof typeof defaults]: string }} Choice
 */

export const defaults = Object.freeze({
  agent: '101',
  layout: 'floating',
  placement: 'bottom-end',
  theme: 'auto',
  /** The shop's own colours; the widget need not agree with them. */
  scheme: 'auto',
  accent: '',
  /** Words on the launcher. */
  words: '',
  density: '',
  /** Whether bubbles, header and launcher are a brand's own. */
  brand: '',
  /** The size of text, as a CSS length. */
  size: '',
  rtl: '',
  reply: 'text',
  /** Whether the visitor may talk as well. */
  voice: 'on',
  name: 'Robin',
  account: 'Gold',
  persist: 'local',
  consent: '',
  rating: '',
  /** Words that invite to talk, and when. */
  invite: '',
  inviteWhen: '3s',
  /** Whether cards, mail addresses and telephone numbers are hidden. */
  mask: '',
  /** Whether the page's address, its title and what is selected go along. */
  context: '',
  /** Where a person is to be found: an address. */
  handoff: '',
  /** `slow,drop-mid-reply:2`: a name, and how often where that is not always. */
  faults: '',
  /** Whether the widget's panel is open. */
  open: '',
  /** Whether the drawer with the controls is open. */
  controls: '',
});

/**
 * @param {string} search as in `location.search`
 * @returns {Choice}
 */
export function readChoice(search) {
  const given = new URLSearchParams(search);
  const known = Object.keys(defaults).filter((name) => given.has(name));
  return { ...defaults, ...Object.fromEntries(known.map((name) => [name, given.get(name) ?? ''])) };
}

/**
 * Puts a choice into the address; what is as by default is left out.
 *
 * @param {Choice} choice
 */
export function writeChoice(choice) {
  const chosen = Object.entries(choice).filter(([name, value]) => value !== defaults[/** @type {keyof Choice} */ (name)]);
  const search = new URLSearchParams(chosen).toString();
  history.replaceState(null, '', search === '' ? location.pathname : `?${search}`);
}
