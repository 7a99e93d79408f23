import type { BrowserName } from './browsers.js';
import { openPuppeteerPage } from './puppeteer-page.js';
import { openWebKitPage } from './webkit-page.js';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What a person has set in their system; not every browser lets a test change it later. */
export interface PageOptions {
  readonly viewport?: Size;
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: boolean;
  /** Chromium only. */
  readonly forcedColors?: boolean;
  /** Whether a finger is what points. Not in WebKit. */
  readonly isTouch?: boolean;
  /** A WAV file that the microphone plays over and over. Chromium only; else it beeps. */
  readonly microphone?: string;
  /** The environment of a sound server whose devices are used instead of ones that browsers pretend to have. Firefox only. */
  readonly soundServer?: Readonly<Record<string, string>>;
  /** Whether pages are kept for “back” and “forward”, as for a visitor; WebKit always does. */
  readonly keepsPages?: boolean;
}

/** A page in any of the three browsers, as far as end-to-end tests need it. */
export interface Page {
  readonly browser: BrowserName;
  /**
   * Errors in the console and exceptions that nobody caught, in the order of their coming. In WebKit those that fall
   * before a page has loaded are missing.
   */
  problems(): Promise<readonly string[]>;
  open(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Runs a function in the page; it sees nothing but its arguments, which must survive JSON, as must its result. */
  evaluate<Args extends readonly unknown[], Result>(
    work: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Result>;
  /** Waits until a function that runs in the page returns something that is true. */
  waitFor<Args extends readonly unknown[], Result>(
    predicate: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ): Promise<Exclude<Result, false | null | undefined>>;
  /** Clicks the middle of an element, with the mouse. @param path selectors; `>>>` goes into a shadow root */
  click(path: string): Promise<void>;
  /** Presses the mouse on the middle of one element, and lets go on that of another. @param from as for `click` @param to as for `click` */
  drag(from: string, to: string): Promise<void>;
  /** Writes where the focus is. */
  type(text: string): Promise<void>;
  /** One key, or several at once: `Enter`, `Shift+Tab`. */
  press(keys: string): Promise<void>;
  /** Gives a file to an `<input type="file">`. @param path as for `click` */
  chooseFile(path: string, file: string): Promise<void>;
  setViewport(size: Size): Promise<void>;
  screenshot(file: string): Promise<void>;
  close(): Promise<void>;
}

/** The browser that this run of the end-to-end tests is about. */
export function browserUnderTest(): BrowserName {
  return (process.env.BROWSER ?? 'chromium') as BrowserName;
}

/** Starts a browser, with nothing stored in it. */
export function openPage(options: PageOptions = {}, browser: BrowserName = browserUnderTest()): Promise<Page> {
  return browser === 'webkit' ? openWebKitPage(options) : openPuppeteerPage(browser, options);
}
