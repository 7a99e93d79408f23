import { nextTask } from '../../../base/next-task.js';

/** A browser takes more than 10 ms for its first time of day: they get a task of their own, before anything is to be drawn. */
export async function prepareTime(element: HTMLElement): Promise<void> {
  await nextTask();
  shortTime(Date.now(), element);
  await nextTask();
}

/** The time of day; for another day than today, with the day. */
export function shortTime(at: number, element: HTMLElement): string {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date().toDateString();
  return format(date, element, { dateStyle: isToday ? undefined : 'medium', timeStyle: 'short' });
}

/** The day and the time, to the second. Asked for when somebody points there: a browser takes long for it the first time. */
export function longTime(at: number, element: HTMLElement): string {
  return format(new Date(at), element, { dateStyle: 'full', timeStyle: 'medium' });
}

function format(date: Date, element: HTMLElement, options: Intl.DateTimeFormatOptions): string {
  return date.toLocaleString(localeOf(element), options);
}

/** The panel's language, where it is one that the browser can read; else the browser's own. */
function localeOf(element: HTMLElement): string | undefined {
  try {
    return Intl.getCanonicalLocales(element.shadowRoot!.querySelector<HTMLElement>('.panel')!.lang)[0];
  } catch {
    return undefined;
  }
}
