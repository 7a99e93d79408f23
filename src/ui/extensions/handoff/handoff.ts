import type { Message } from '../../../conversation/message.js';
import type { Extension } from '../extension.js';
import type { ExtensionContext } from '../extension-context.js';
import type { ExtensionStrings } from '../extension-strings.js';
import type { Offer, OfferContent } from '../offer/offer.js';
import type { MenuItem } from '../../panel/conversation-tools/menu.js';
import { icon } from '../../panel/icons.js';
import type { WidgetElement } from '../../widget-element.js';
import { AutessaHandoffEvent, type HandoffReason } from './handoff-event.js';
import { FailedReplies, handoffAddress } from './handoff-rules.js';

/** Offers a person as long as the element says so. Rejects where the words for it cannot be loaded. */
export async function createHandoff(context: ExtensionContext): Promise<Extension> {
  await context.strings.load();
  return new Handoff(context);
}

const personIcon = icon('M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20a7 7 0 0 1 14 0');

/** Leads to a person in place of the agent: an entry of the menu, and an offer where the agent asks for it or fails. */
class Handoff implements Extension {
  readonly #element: WidgetElement;
  readonly #strings: ExtensionStrings;
  readonly #offer: Offer;
  /** In this conversation. */
  #failures = new FailedReplies();
  /** Why it is offered, while it is; or what is to be told. */
  #shown: HandoffReason | 'copied' | undefined;
  #session: WidgetElement['session'];
  #conversationId: string | undefined;
  /** Ends with the session, or with the element's stay on the page. */
  #following = new AbortController();
  #reported: string | undefined;

  constructor({ element, strings, createOffer, signal }: ExtensionContext) {
    this.#element = element;
    this.#strings = strings;
    this.#offer = createOffer({ part: 'handoff' });
    signal.addEventListener('abort', () => this.#following.abort());
    element.addEventListener('autessa-message', ({ message }) => this.#show(this.#after(message)), { signal });
    element.addEventListener('autessa-tool', ({ toolName, phase }) => toolName === element.handoffTool && phase === 'started' && this.#show('tool'), { signal });
  }

  update(): void {
    const { handoff, session } = this.#element;
    if (handoff != null && handoff !== this.#reported && this.#address === undefined) {
      import('../../problems.js').then(({ reportProblems }) => reportProblems(this.#element, ['handoff'])).catch(() => undefined);
    }
    this.#reported = handoff;
    if (session !== this.#session) this.#followSession(session);
    this.#show(this.#shown);
    // In another language, as soon as its words are there.
    this.#strings.load().then(() => this.#show(this.#shown), () => undefined);
  }

  #followSession(session: WidgetElement['session']): void {
    this.#session = session;
    this.#following.abort();
    this.#following = new AbortController();
    this.#begin();
    const onChange = (): void => {
      const { conversationId } = session!.snapshot;
      // The first message gives it a name.
      if (this.#conversationId === undefined) this.#conversationId = conversationId;
      if (conversationId !== this.#conversationId) this.#begin();
    };
    session?.subscribe(onChange, this.#following);
  }

  /** Nothing counts that was in another conversation. In this one, some may have failed by now, or the agent may have asked for it. */
  #begin(): void {
    const { snapshot } = this.#session ?? {};
    this.#conversationId = snapshot?.conversationId;
    this.#failures = new FailedReplies();
    this.#shown = undefined;
    const messages = snapshot?.messages ?? [];
    for (const message of messages) this.#shown = this.#after(message);
    const { turn } = messages.at(-1) ?? {};
    if (messages.some(({ tool, turn: each }) => tool && each === turn && tool.toolName === this.#element.handoffTool)) this.#shown = 'tool';
    this.#show(this.#shown);
  }

  /** What is to be shown with this message. */
  #after(message: Message): HandoffReason | 'copied' | undefined {
    const answer = this.#failures.take(message);
    if (answer === 'offer') return 'failures';
    return answer === 'withdraw' && this.#shown === 'failures' ? undefined : this.#shown;
  }

  menuItem(): MenuItem | undefined {
    if (this.#address === undefined) return undefined;
    return { label: this.#strings.current.handOver, icon: personIcon, onSelect: () => this.#leadOn('menu') };
  }

  /** Nothing where there is none, or none that is safe. */
  get #address(): string | undefined {
    const { handoff } = this.#element;
    return handoff == null ? undefined : handoffAddress(handoff, document.baseURI);
  }

  #show(shown: HandoffReason | 'copied' | undefined): void {
    this.#shown = shown;
    this.#offer.show(shown && this.#address !== undefined ? this.#contentFor(shown) : undefined);
  }

  #contentFor(shown: HandoffReason | 'copied'): OfferContent {
    const { handOver, handoffOffer, noThanks, transcriptCopied, close } = this.#strings.current;
    const leave = (): void => {
      this.#show(undefined);
      this.#element.renderRoot.querySelector('textarea')?.focus();
    };
    if (shown === 'copied') return { text: transcriptCopied, actions: [{ label: close, part: 'decline-handoff', onAct: leave }] };
    const accept = (): void => {
      leave();
      this.#leadOn(shown);
    };
    return {
      text: handoffOffer,
      actions: [
        { label: noThanks, part: 'decline-handoff', onAct: leave },
        { label: handOver, part: 'hand-over', onAct: accept },
      ],
    };
  }

  /** Inside the click: a browser opens no window and takes no copy else. */
  #leadOn(reason: HandoffReason): void {
    const { session, messages } = this.#element;
    const { you, agent } = this.#strings.current;
    const address = this.#address || undefined;
    const transcript = session?.transcript('text', { user: you, agent }) ?? '';
    const fields = { reason, address, conversationId: session?.snapshot.conversationId, messages, transcript };
    if (!this.#element.dispatchEvent(new AutessaHandoffEvent(fields)) || !address) return;
    // Nobody can paste into a telephone.
    if (transcript && !address.startsWith('tel:')) navigator.clipboard?.writeText(transcript).then(() => this.#show('copied'), () => undefined);
    const link = document.createElement('a');
    link.href = address;
    link.rel = 'noopener noreferrer';
    if (address.startsWith('http')) link.target = '_blank';
    link.click();
  }
}
