const types = [
  'autessa-ready',
  'autessa-show',
  'autessa-hide',
  'autessa-state',
  'autessa-conversation',
  'autessa-before-send',
  'autessa-message',
  'autessa-tool',
  'autessa-speech-start',
  'autessa-speech-end',
  'autessa-interruption',
  'autessa-action',
  'autessa-call',
  'autessa-suggestion',
  'autessa-link',
  'autessa-invite',
  'autessa-handoff',
  'autessa-feedback',
  'autessa-rating',
  'autessa-server-message',
  'autessa-error',
];

/** How many entries are kept. */
const capacity = 100;
/** How much of a value is shown, in UTF-16 units. */
const excerpt = 160;

/**
 * Lists all that the widget tells its page, the newest first. The events bubble, so the document hears them wherever the
 * widget stands.
 *
 * @param {HTMLElement} section with a list, a `data-clear` button and a place for the number of events
 */
export function startEventLog(section) {
  const list = /** @type {HTMLElement} */ (section.querySelector('ol'));
  const clear = /** @type {HTMLElement} */ (section.querySelector('[data-clear]'));
  const count = /** @type {HTMLElement} */ (section.querySelector('[data-count]'));
  const showCount = () => (count.textContent = String(list.childElementCount));
  const add = (/** @type {Event} */ event) => {
    list.prepend(entryOf(event));
    while (list.childElementCount > capacity) list.lastElementChild?.remove();
    showCount();
  };
  for (const type of types) document.addEventListener(type, add);
  clear.addEventListener('click', () => {
    list.replaceChildren();
    showCount();
  });
}

/** @param {Event} event */
function entryOf(event) {
  const entry = document.createElement('li');
  const head = element('p', 'event-name', event.type.replace(/^autessa-/, ''));
  head.append(element('time', '', new Date().toLocaleTimeString('en', { hour12: false })));
  entry.append(head);
  const fields = Object.entries(fieldsOf(event)).filter(([, value]) => value !== undefined && value !== '');
  if (fields.length === 0) return entry;
  const table = element('dl');
  for (const [name, value] of fields) table.append(element('dt', '', name), element('dd', '', shorten(value)));
  entry.append(table);
  return entry;
}

/**
 * What is worth showing of an event.
 *
 * @param {any} event of any type: each has fields of its own
 * @returns {Record<string, unknown>}
 */
function fieldsOf(event) {
  switch (event.type) {
    case 'autessa-state':
      return { state: event.state, voiceState: event.voiceState };
    case 'autessa-conversation':
      return { conversationId: event.conversationId, origin: event.origin };
    case 'autessa-before-send':
      return { input: event.input, variables: event.variables };
    case 'autessa-message': {
      const { role, status, text, notice, tool } = event.message;
      return { role, status, text, notice, tool: tool?.toolName };
    }
    case 'autessa-tool':
      return { toolName: event.toolName, phase: event.phase, publicVars: event.publicVars };
    case 'autessa-interruption':
      return { heardText: event.heardText };
    case 'autessa-feedback':
      return { value: event.value, text: event.message?.text };
    case 'autessa-server-message':
      return { raw: event.raw };
    case 'autessa-error': {
      const { code, message, retryable, retryAfterMs } = event.error;
      return { code, message, retryable, retryAfterMs };
    }
    default:
      return {};
  }
}

/** @param {unknown} value */
function shorten(value) {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > excerpt ? `${text.slice(0, excerpt)}…` : text;
}

/**
 * @param {string} name
 * @param {string} [className]
 * @param {string} [text]
 */
function element(name, className = '', text = '') {
  const created = document.createElement(name);
  if (className) created.className = className;
  created.textContent = text;
  return created;
}
