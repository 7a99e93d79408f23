import { presetOf } from './presets.js';

/** @typedef {import('./choice.js').Choice} Choice */

const consentText =
  'Atlas is an AI agent. What you write is kept for 30 days so that we can help you with an order. Please don’t send card numbers.';

/**
 * Makes the widget and the page what was chosen, by attributes and custom properties alone, as any page would.
 *
 * @param {HTMLElement} widget
 * @param {Choice} choice
 * @param {string | undefined} behaviour what the chosen agent does, where that is known
 */
export function applyChoice(widget, choice, behaviour) {
  const { heading, greeting, placeholder, suggestions } = presetOf(behaviour);
  setAttributes(widget, {
    'agent-id': choice.agent,
    layout: choice.layout,
    placement: choice.placement,
    theme: choice.theme,
    'reply-mode': choice.reply,
    modes: choice.voice ? 'text voice' : 'text',
    'var-customer-name': choice.name || undefined,
    'var-account-type': choice.account || undefined,
    persist: choice.persist,
    consent: choice.consent ? consentText : undefined,
    rating: choice.rating ? '' : undefined,
    heading,
    greeting,
    placeholder,
    'launcher-label': heading,
    'launcher-text': choice.words || undefined,
    suggestions: JSON.stringify(suggestions),
    invite: choice.invite || undefined,
    'invite-when': choice.inviteWhen || undefined,
    // Whoever tries it tries it again.
    'invite-every': choice.invite ? '0s' : undefined,
    context: choice.context ? 'url title selection' : undefined,
    mask: choice.mask ? 'card email phone' : undefined,
    handoff: choice.handoff || undefined,
  });
  colour(widget, choice.accent);
  dress(widget, choice);
  place(widget, choice.layout);

  const { documentElement: root, body } = document;
  root.dir = choice.rtl ? 'rtl' : 'ltr';
  root.dataset.scheme = choice.scheme;
  body.dataset.layout = choice.layout;
  body.dataset.placement = choice.placement;
}

/**
 * @param {Element} element
 * @param {Readonly<Record<string, string | undefined>>} attributes
 */
function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) element.removeAttribute(name);
    else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}

/**
 * Without an accent of the visitor's, that of the shop's style sheet applies.
 *
 * @param {HTMLElement} widget
 * @param {string} accent
 */
function colour({ style }, accent) {
  style.removeProperty('--autessa-accent');
  style.removeProperty('--autessa-on-accent');
  if (!/^#[\da-f]{6}$/i.test(accent)) return;
  style.setProperty('--autessa-accent', accent);
  style.setProperty('--autessa-on-accent', isLight(accent) ? '#111' : '#fff');
}

/**
 * What a brand may say besides.
 *
 * @param {HTMLElement} widget
 * @param {Choice} choice
 */
function dress({ style }, { brand, density, size }) {
  const branded = {
    '--autessa-user-bubble': '#e8efe9',
    '--autessa-on-user-bubble': '#173226',
    '--autessa-bubble-radius': '8px',
    '--autessa-header': '#24513c',
    '--autessa-on-header': '#f4f7f2',
    '--autessa-launcher-size': '64px',
    '--autessa-launcher-shadow': '0 0 0 4px rgb(36 81 60 / 20%)',
  };
  const wanted = { '--autessa-density': density, '--autessa-font-size': /^\d+px$/.test(size) ? size : '' };
  for (const [name, value] of Object.entries(branded)) style.setProperty(name, brand ? value : '');
  for (const [name, value] of Object.entries(wanted)) style.setProperty(name, value);
}

/**
 * Whether black stands out more than white does (WCAG 2: relative luminance above 0.179).
 *
 * @param {string} colour as `#rrggbb`
 */
function isLight(colour) {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const value = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179;
}

/**
 * Moves the widget to where its layout belongs: into its box in the page, into a page of its own, or to the body's end.
 *
 * @param {HTMLElement} widget
 * @param {string} layout
 */
function place(widget, layout) {
  const byId = (/** @type {string} */ id) => document.getElementById(id) ?? document.body;
  const home = layout === 'inline' ? byId('desk-box') : layout === 'page' ? byId('conversation') : document.body;
  if (widget.parentElement !== home) home.append(widget);
  byId('shop').hidden = layout === 'page';
  byId('conversation').hidden = layout !== 'page';
}
