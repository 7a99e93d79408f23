/*
 * What test files that share a page could leave in it for one another: elements, what is stored, what a built-in is,
 * listeners, intervals, locks.
 */

/** By what it is; values are compared as they are. */
export type PageState = ReadonlyMap<string, unknown>;

const listeners = new Map<EventTarget, { readonly type: string; readonly listener: unknown; readonly capture: boolean; readonly signal: AbortSignal | undefined }[]>();
const intervals = new Set<unknown>();

/** Objects of the page that outlive any test, apart from what has a name of its own in the global scope. */
const lasting: Readonly<Record<string, object | null | undefined>> = {
  window: globalThis,
  document,
  documentElement: document.documentElement,
  head: document.head,
  body: document.body,
  navigator,
  mediaDevices: navigator.mediaDevices,
  clipboard: navigator.clipboard,
  locks: navigator.locks,
  history,
  screen,
  performance,
  console,
  crypto,
  visualViewport,
};

/** Keeps account of listeners and intervals from now on. */
export function watchPage(): void {
  const targets = new Set(Object.values(lasting).filter((object) => object instanceof EventTarget));
  const captures = (options: boolean | AddEventListenerOptions | undefined) => (typeof options === 'object' ? options.capture === true : options === true);
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  const without = (target: EventTarget, type: string, listener: unknown, capture: boolean) =>
    (listeners.get(target) ?? []).filter((one) => !(one.type === type && one.listener === listener && one.capture === capture));
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    add.call(this, type, listener, options);
    // In a module without a page, a call by its bare name is the window's.
    const target = (this as EventTarget | undefined) ?? window;
    const { once = false, signal } = typeof options === 'object' ? options : {};
    if (!targets.has(target) || once || listener === null) return;
    const capture = captures(options);
    listeners.set(target, [...without(target, type, listener, capture), { type, listener, capture, signal }]);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    remove.call(this, type, listener, options);
    const target = (this as EventTarget | undefined) ?? window;
    if (targets.has(target)) listeners.set(target, without(target, type, listener, captures(options)));
  };
  const { setInterval: start, clearInterval: stop } = globalThis;
  const page = globalThis as unknown as Record<string, unknown>;
  page['setInterval'] = (...args: Parameters<typeof setInterval>) => {
    const id = start(...args);
    intervals.add(id);
    return id;
  };
  page['clearInterval'] = (id: number) => {
    intervals.delete(id);
    stop(id);
  };
}

export async function readPage(): Promise<PageState> {
  const state = new Map<string, unknown>();
  for (const [name, object] of Object.entries(lasting)) if (object) addProperties(state, name, object);
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const { value } = Object.getOwnPropertyDescriptor(globalThis, name) ?? {};
    if (typeof value !== 'function') continue;
    addProperties(state, name, value);
    const { prototype } = value as { prototype?: unknown };
    if (typeof prototype === 'object' && prototype !== null) addProperties(state, `${name}.prototype`, prototype);
  }
  addDocument(state);
  for (const [target, own] of listeners) {
    for (const { type, listener, signal } of own) if (signal?.aborted !== true) state.set(`listener of ${type} on ${target.constructor.name}: ${String(listener).slice(0, 80)}`, listener);
  }
  for (const id of intervals) state.set(`interval ${String(id)}`, true);
  for (const [name, storage] of [['localStorage', localStorage], ['sessionStorage', sessionStorage]] as const) {
    for (const [key, value] of Object.entries(storage)) state.set(`${name} ${key}`, value);
  }
  for (const { name, version } of await indexedDB.databases()) state.set(`database ${name}`, version);
  const { held = [], pending = [] } = await navigator.locks.query();
  for (const { name } of [...held, ...pending]) state.set(`lock ${name}`, true);
  return state;
}

function addProperties(state: Map<string, unknown>, of: string, object: object): void {
  for (const key of Reflect.ownKeys(object)) {
    const { value, get, set } = Object.getOwnPropertyDescriptor(object, key) ?? {};
    // WebKit makes a list anew each time it is asked for one.
    state.set(`${of}.${String(key)}`, Array.isArray(value) ? value.join() : (value ?? get ?? set));
  }
}

function addDocument(state: Map<string, unknown>): void {
  const { documentElement, head, body, title, activeElement, cookie, adoptedStyleSheets } = document;
  for (const element of [documentElement, head, body]) {
    state.set(`attributes of ${element.localName}`, [...element.attributes].map(({ name, value }) => `${name}="${value}"`).join(' '));
    for (const [index, child] of [...element.childNodes].entries()) if (![head, body].includes(child as HTMLElement)) state.set(`node ${index} in ${element.localName}: ${textOf(child)}`, child);
  }
  const focused = activeElement === body || activeElement === documentElement ? null : activeElement;
  const size = `${innerWidth} × ${innerHeight}, at ${scrollX}, ${scrollY}`;
  const media = ['prefers-color-scheme: dark', 'prefers-reduced-motion: reduce', 'forced-colors: active', 'print'].map((query) => matchMedia(query.includes(':') ? `(${query})` : query).matches).join();
  const all = { title, focused, cookie, size, media, sheets: adoptedStyleSheets.length, address: location.href, entry: JSON.stringify(history.state), selection: String(getSelection()) };
  for (const [name, value] of Object.entries(all)) state.set(name, value);
}

function textOf(node: Node): string {
  return (node instanceof Element ? node.outerHTML : (node.textContent ?? '')).trim().slice(0, 120);
}

/** @returns what differs, in words */
export function differences(before: PageState, now: PageState): string[] {
  const names = new Set([...before.keys(), ...now.keys()]);
  return [...names]
    .filter((name) => !(before.has(name) && now.has(name) && Object.is(before.get(name), now.get(name))))
    .map((name) => `${name} (${!before.has(name) ? 'new' : now.has(name) ? `was ${String(before.get(name)).slice(0, 80)}, is ${String(now.get(name)).slice(0, 80)}` : 'gone'})`);
}
