import { loadingError } from '../base/loading-error.js';
import type { DebugLog } from '../session/debug-log.js';

/** Where a session's events are heard, and whether a developer wants to read along. */
export type LoggedElement = EventTarget & { readonly debug: boolean };

const logs = new WeakMap<LoggedElement, Promise<DebugLog | undefined>>();

/** The log of an element with `debug`, whose code is loaded then. Where that cannot be had, all goes on without. */
export function logOf(element: LoggedElement): Promise<DebugLog | undefined> | undefined {
  if (element.debug && !logs.has(element)) {
    const isOn = (): boolean => element.debug;
    logs.set(element, import('../session/debug-log.js').then(({ DebugLog: Class }) => new Class(element, isOn), (error: unknown) => void loadingError(error)));
  }
  return logs.get(element);
}
