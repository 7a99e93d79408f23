import { loadingError } from '../base/loading-error.js';
import { onPageHide } from '../base/page-hide.js';
import { storageArea } from '../base/storage-area.js';
import type { AgentSession } from '../session/agent-session.js';
import type { ClearOptions } from '../session/ports.js';
import { AutessaErrorEvent } from '../session/session-event.js';
import { readConfiguration } from './configuration.js';
import { isFloating } from './layout.js';
import { PanelHost } from './panel-host.js';
import { ProblemReporter } from './problem-reporter.js';
import { SessionHost } from './session-host.js';
import { Shell } from './shell.js';
import { launcherName } from './strings/launcher-names.js';
import { languageOf } from './strings/words.js';
import { viewKey } from './view-key.js';
import type { ViewStore } from './view-store.js';
import type { WidgetElement } from './widget-element.js';

/** There may be no translation, as that is loaded too. */
const loadFailure = 'The chat could not be loaded. Check your network, or reload the page.';

/** How long an element may be out of the page and go on where it was, in ms. */
const absenceMs = 2000;

/**
 * What stands behind the element: it keeps session, panel and launcher in step with the attributes, and loads the code
 * of each when it is needed.
 */
export class Widget {
  readonly #element: WidgetElement;
  readonly #host: SessionHost;
  readonly #panel: PanelHost;
  /** Each `var-…` is an attribute of its own. */
  #attributeObserver: MutationObserver | undefined;
  /** There as long as the element is on a page, or away for a moment. */
  #presence: AbortController | undefined;
  /** Ends what is here, unless the element comes back before. */
  #absence: ReturnType<typeof setTimeout> | undefined;
  /** Whether the element has just come back. */
  #isBack = false;
  #shell: Shell | undefined;
  #views: ViewStore | undefined;
  #givenSession: AgentSession | undefined;
  readonly #reporter: ProblemReporter;
  /** Whether the attributes are enough for a session. */
  #isUsable = false;
  /** Whether the code of the panel could not be loaded. */
  #hasFailed = false;
  /** Whether the focus goes back to the launcher with the next update. */
  #isLauncherNext = false;

  constructor(element: WidgetElement) {
    this.#element = element;
    this.#host = new SessionHost(element, () => {
      element.unread = 0;
      element.requestUpdate();
    });
    this.#panel = new PanelHost(element);
    this.#reporter = new ProblemReporter(element, (error) => this.#onLoadFailure(error));
  }

  /** The session that is shown; one that is set here is used in place of the widget's own. */
  get session(): AgentSession | undefined {
    return this.#givenSession ?? this.#host.current;
  }
  set session(session: AgentSession | undefined) {
    this.#givenSession = session;
  }

  /** The element has come to a page, or back to it. */
  connect(): void {
    const element = this.#element;
    if (this.#presence) {
      clearTimeout(this.#absence);
      this.#isBack = true;
      this.#panel.onReturn();
      this.#host.isAbsent = false;
      element.requestUpdate();
      return;
    }
    this.#presence = new AbortController();
    // What is away has kept its view when it left; another element may have its place by now.
    onPageHide(() => element.isConnected && this.#views?.onPageHide(), this.#presence.signal);
    this.#attributeObserver ??= new MutationObserver(() => element.requestUpdate());
    this.#attributeObserver.observe(element, { attributes: true });
    try {
      if (!element.hasUpdated && storageArea(element.persist)?.getItem(viewKey)) this.#loadViews().then((views) => views.restore(), () => undefined);
    } catch {
      // The browser keeps nothing.
    }
    this.#reporter.settleAfterLoad(this.#presence.signal);
    // A property that was set by attribute alone is seen by `update`; one that comes back needs to be told.
    if (element.hasUpdated) element.requestUpdate();
  }

  /** The element has left the page, maybe for a moment only: routers, morphing and drag and drop bring it back. */
  leave(): void {
    this.#views?.flush();
    this.#host.isAbsent = true;
    clearTimeout(this.#absence);
    this.#absence = setTimeout(() => this.#end(), absenceMs);
  }

  /** Reads the attributes, and lets the session follow them. */
  configure(): void {
    const configuration = readConfiguration(this.#element);
    this.#isUsable = (configuration.session ?? this.#givenSession) !== undefined;
    // What is kept of one conversation is kept before another takes its place.
    this.#views?.flush();
    this.#host.configure(configuration, this.#givenSession);
    this.#reporter.update(this.#givenSession ? [] : configuration.problems);
    if (this.#element.isShown) this.#element.unread = 0;
  }

  /** Shows the launcher, and the place of the panel. */
  render(): void {
    const { layout, placement, theme, unread, open, isShown, strings, launcherLabel, launcherText, renderRoot } = this.#element;
    const hasLauncher = isFloating(layout);
    const style = getComputedStyle(this.#element);
    // A page that says nothing of light and dark leaves it to the system.
    const scheme = theme === 'light' || theme === 'dark' ? theme : style.colorScheme === 'normal' ? 'auto' : '';
    this.#shell ??= new Shell(renderRoot, { onToggle: () => this.#element.toggle('launcher'), onIntent: () => void this.#open() });
    this.#shell.update({
      look: `${hasLauncher ? `floating ${placement?.replace('-', ' ')}` : layout} ${scheme}`,
      isOnTop: hasLauncher && !style.getPropertyValue('--autessa-z-index'),
      hasLauncher,
      text: launcherText || null,
      label: launcherLabel ?? (launcherText || strings?.launcher) ?? launcherName(languageOf(this.#element)),
      isOpen: open,
      isShown,
      unread,
      failure: this.#hasFailed && isShown && (strings?.errors?.connection ?? loadFailure),
    });
  }

  /** Lets session and panel follow what has changed. */
  update(): void {
    const { isShown, open } = this.#element;
    if (!this.#givenSession) this.session?.setVisible(isShown);
    // What is not to be seen any more, another user's messages among it, is gone at once; what comes may have to be loaded.
    this.#updatePanel();
    if (this.#isBack) this.#panel.resume();
    this.#isBack = false;
    this.#views?.follow();
    if (isShown) void this.#open();
    if (this.#isLauncherNext && !open) this.#shell?.focusLauncher();
    this.#isLauncherNext = false;
  }

  /** Somebody opens the panel: the focus goes into it as soon as it is there. */
  focusPanelSoon(): void {
    this.#reporter.settle();
    this.#panel.focusSoon();
  }

  /** The focus goes to the launcher with the next update. */
  focusLauncherSoon(): void {
    this.#isLauncherNext = true;
  }

  /** The session, whose code is loaded if need be. @throws {AgentError} as `SessionHost.load` */
  load(): Promise<AgentSession> {
    this.#reporter.settle();
    return this.#host.load();
  }

  /** The same, and the panel. */
  async loadAll(): Promise<AgentSession> {
    const [session] = await Promise.all([this.load(), this.#panel.load()]);
    return session;
  }

  async clearStoredData(options?: ClearOptions): Promise<void> {
    const [session, views] = await Promise.all([this.#host.load(), this.#loadViews()]);
    // What is left when it comes to a database that cannot be emptied is deleted all the same.
    await session.clearStoredData(options).finally(() => views.clear());
  }

  #end(): void {
    this.#presence?.abort();
    this.#presence = undefined;
    this.#attributeObserver?.disconnect();
    this.#views?.dispose();
    this.#views = undefined;
    this.#panel.dispose();
    this.#host.isAbsent = false;
    this.#host.dispose();
  }

  /** Loads what is missing of the panel's code and of the session, and shows the panel as soon as it can be shown. */
  async #open(): Promise<void> {
    // What is typed is kept from the first key. Without that code the panel works, only not over a reload.
    this.#loadViews().catch(() => undefined);
    const hadFailed = this.#hasFailed;
    try {
      await Promise.all([this.#panel.load(), this.#host.load().catch((error: unknown) => this.#onLoadFailure(error))]);
      this.#hasFailed = false;
    } catch (error) {
      this.#hasFailed = true;
      this.#onLoadFailure(error);
    }
    if (this.#hasFailed !== hadFailed) this.#element.requestUpdate();
    this.#updatePanel();
  }

  /** There is one as long as the element is on a page. */
  async #loadViews(): Promise<ViewStore> {
    const { ViewStore } = await import('./panel-bundle.js');
    const views = this.#views ?? new ViewStore(this.#element, this.#panel);
    if (this.#presence) this.#views = views;
    else views.dispose();
    return views;
  }

  #updatePanel(): void {
    const { isShown, unread } = this.#element;
    this.#panel.update({ session: this.session, isUnusable: this.#reporter.isSettled && !this.#isUsable, isShown, unread });
    this.#views?.placeDraft();
  }

  /** Missing attributes have been reported by then. */
  #onLoadFailure(error: unknown): void {
    const agentError = loadingError(error);
    if (agentError.code === 'config' || agentError.code === 'aborted') return;
    this.#element.dispatchEvent(new AutessaErrorEvent({ error: agentError }));
  }
}
