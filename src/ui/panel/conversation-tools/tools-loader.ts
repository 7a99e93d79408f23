import { loadMarkdown } from '../../markdown/reply-text.js';
import type { PanelPartLoader } from '../lazy-panel-part.js';
import type { ConversationTools } from './conversation-tools.js';

/** What only a conversation needs that has begun is loaded with its first reply, or when there is something to choose before. */
export const toolsLoader: PanelPartLoader<ConversationTools> = {
  isNeeded({ element, log, snapshot: { isRestored, isConsentNeeded, conversations, messages } }) {
    const isAgreed = element.consent && isRestored && !isConsentNeeded;
    return isAgreed || conversations?.length || messages.some(({ status }) => !log.follower.isFollowing || /^(done|failed)/.test(status));
  },
  async load({ element, session, notices }) {
    // Whoever waits for the reply comes first.
    await session?.open();
    // If not yet, a reply will have marks.
    loadMarkdown().catch(() => undefined);
    const [{ ConversationTools, prepareTime }] = await Promise.all([import('./conversation-tools.js'), notices.load()]);
    await prepareTime(element);
    return ConversationTools;
  },
};
