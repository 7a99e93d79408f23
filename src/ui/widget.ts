import { AgentError } from '../base/errors.js';
import { loadingError } from '../base/loading-error.js';
import { onPageHide } from '../base/page-hide.js';
import { storageArea } from '../base/storage-area.js';
import type { AgentSession } from '../session/agent-session.js';
import type { ClearOptions } from '../session/ports.js';
import { AutessaErrorEvent } from '../session/session-event.js';
import { isFloating, readConfiguration } from './configuration.js';
import type { PanelHost } from './panel-host.js';
import { ProblemReporter } from './problem-reporter.js';
import type { SessionChoice } from './element-session.js';
import { Shell } from './shell.js';
import { launcherName } from './strings/launcher-names.js';
import { languageOf } from './strings/language.js';
import { TranslationLoader } from './strings/translation-loader.js';
import { viewKey } from './view-key.js';
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
  /** Session and panel, as soon as their code is there. */
  #host: PanelHost | undefined;
  readonly #translations = new TranslationLoader();
  /** Each `var-…` is an attribute of its own. */
  #attributeObserver: MutationObserver | undefined;
  /** There as long as the element is on a page, or away for a moment. */
  #presence: AbortController | undefined;
  /** Ends what is here, unless the element comes back before. */
  #absence: ReturnType<typeof setTimeout> | undefined;
  #shell: Shell | undefined;
  #choice: SessionChoice = { configuration: { session: undefined, problems: [] }, given: undefined };
  readonly #reporter: ProblemReporter;
  /** Whether the code of the panel could not be loaded. */
  #hasFailed = false;
  /** What the focus goes to: the panel as soon as it is there, or the launcher with the next update. */
  #focusNext: 'panel' | 'launcher' | undefined;
  /** Whether the panel has been seen. */
  #hasBeenOpen = false;
  /** Whether there is, or was, an invitation: it hears when it is none any more. */
  #hasInvited = false;

  constructor(element: WidgetElement) {
    this.#element = element;
    this.#reporter = new ProblemReporter(element, (error) => this.#tellFailure(error));
  }

  /** The session that is shown; one that is set here is used in place of the widget's own. */
  get session(): AgentSession | undefined {
    return this.#choice.given ?? this.#host?.session.current;
  }
  set session(given: AgentSession | undefined) {
    this.#choice = { ...this.#choice, given };
  }

  /** The element has come to a page, or back to it. */
  connect(): void {
    const element = this.#element;
    if (this.#presence) {
      clearTimeout(this.#absence);
      this.#host?.onReturn();
      element.requestUpdate();
      return;
    }
    this.#presence = new AbortController();
    // What is away has kept its view when it left; another element may have its place by now.
    onPageHide(() => element.isConnected && this.#host?.onPageHide(), this.#presence.signal);
    this.#attributeObserver ??= new MutationObserver(() => element.requestUpdate());
    this.#attributeObserver.observe(element, { attributes: true });
    try {
      const isBack = element.hasUpdated;
      if (storageArea(element.persist)?.getItem(viewKey)) this.#load().then(({ views }) => views.restore(isBack), () => undefined);
    } catch {
      // The browser keeps nothing.
    }
    this.#reporter.settleAfterLoad(this.#presence.signal);
    // A property that was set by attribute alone is seen by `update`; one that comes back needs to be told.
    if (element.hasUpdated) element.requestUpdate();
  }

  /** The element has left the page, maybe for a moment only: routers, morphing and drag and drop bring it back. */
  leave(): void {
    this.#host?.flush();
    clearTimeout(this.#absence);
    this.#absence = setTimeout(() => this.#end(), absenceMs);
  }

  /** Reads the attributes, and lets the session follow them. */
  configure(): void {
    const { given } = this.#choice;
    const configuration = readConfiguration(this.#element);
    this.#choice = { configuration, given };
    this.#host?.follow(this.#choice);
    this.#reporter.update(given ? [] : configuration.problems);
    if (this.#element.isShown) this.#element.unread = 0;
  }

  /** Shows the launcher, and the place of the panel. */
  render(): void {
    const { layout, placement, theme, unread, open, isShown, strings, launcherLabel, launcherText, renderRoot } = this.#element;
    const hasLauncher = isFloating(layout);
    const style = getComputedStyle(this.#element);
    // Older browsers take no other names than such.
    this.#element.states?.[hasLauncher ? 'add' : 'delete']('--floating');
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
    const { invitation, isShown, open } = this.#element;
    this.#updatePanel();
    if (invitation || this.#hasInvited) this.invite('').catch(loadingError);
    if (isShown) {
      this.#hasBeenOpen = true;
      void this.#open();
    }
    if (this.#focusNext !== 'launcher') return;
    this.#focusNext = undefined;
    if (!open) this.#shell?.focusLauncher();
  }

  /** Somebody opens the panel: the focus goes into it as soon as it is there. */
  focusPanelSoon(): void {
    this.#reporter.settle();
    this.#focusNext = 'panel';
  }

  /** The focus goes to the launcher with the next update. */
  focusLauncherSoon(): void {
    this.#focusNext = 'launcher';
  }

  /** The session, whose code is loaded if need be. @throws {AgentError} as `ElementSession.open`; `connection` where it cannot be loaded */
  load(): Promise<AgentSession> {
    this.#reporter.settle();
    return this.#openSession();
  }

  /** The same, and the panel. */
  async loadAll(): Promise<AgentSession> {
    const [session] = await Promise.all([this.load(), this.#openPanel()]);
    return session;
  }

  async clearStoredData(options?: ClearOptions): Promise<void> {
    const choice = this.#choice;
    await (await this.#load()).clearStoredData(choice, options);
  }

  /**
   * Invites to talk. Rejects where the code for it cannot be loaded.
   *
   * @param text where it is empty, only what the attributes say is followed
   * @returns whether the invitation is shown
   */
  async invite(text?: string): Promise<boolean> {
    this.#hasInvited = true;
    return (await import('./invitation/invitation.js')).invite(this.#element, this.#presence?.signal, this.#hasBeenOpen, text);
  }

  #end(): void {
    // What is kept last is masked, too: the mask goes with the presence.
    this.#host?.dispose();
    this.#host = undefined;
    this.#presence?.abort();
    this.#presence = undefined;
    this.#attributeObserver?.disconnect();
  }

  /** Loads what is missing of the panel's code and of the session, and shows the panel as soon as it can be shown. */
  async #open(): Promise<void> {
    const hadFailed = this.#hasFailed;
    // Without what a session needs there is a panel all the same.
    const results = await Promise.allSettled([this.#openPanel(), this.#openSession()]);
    const failed = results.find((result) => result.status === 'rejected');
    this.#hasFailed = failed !== undefined && this.#tellFailure(failed.reason);
    if (this.#hasFailed !== hadFailed) this.#element.requestUpdate();
    this.#updatePanel();
  }

  /** Rejects where the code cannot be loaded; the next call tries again. */
  async #load(): Promise<PanelHost> {
    const { PanelHost: Host } = await import('./panel-bundle.js').catch((error: unknown) => {
      throw loadingError(error);
    });
    if (!this.#presence) throw AgentError.aborted();
    return (this.#host ??= new Host(this.#element, this.#presence.signal, this.#choice));
  }

  async #openSession(): Promise<AgentSession> {
    const choice = this.#choice;
    return (await this.#load()).session.open(choice);
  }

  /** The translation is loaded at the same time. */
  async #openPanel(): Promise<void> {
    const [host] = await Promise.all([this.#load(), this.#translations.choose(languageOf(this.#element))]);
    // The element may have gone for good, and come back, while that was loaded.
    if (host === this.#host) host.openPanel(this.#translations);
  }

  #updatePanel(): void {
    // What is closed before it was there takes no focus when a page opens it.
    if (!this.#element.isShown && this.#focusNext === 'panel') this.#focusNext = undefined;
    const { configuration, given } = this.#choice;
    const isUnusable = this.#reporter.isSettled && !configuration.session && !given;
    const isDue = this.#focusNext === 'panel';
    if (this.#host?.update(isUnusable, isDue) && isDue) this.#focusNext = undefined;
  }

  /** @returns whether it is one to be told: missing attributes have been reported by then */
  #tellFailure(error: unknown): boolean {
    const agentError = loadingError(error);
    const isTold = agentError.code !== 'config' && agentError.code !== 'aborted';
    if (isTold) this.#element.dispatchEvent(new AutessaErrorEvent({ error: agentError }));
    return isTold;
  }
}
