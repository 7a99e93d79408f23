import { loadMarkdown } from '../../markdown/reply-text.js';
import { LazyPanelPart } from '../lazy-panel-part.js';
import type { PanelContext } from '../panel-context.js';
import type { ConversationTools } from './conversation-tools.js';

/** Loads what only a conversation needs that has begun. */
export function lazyConversationTools(context: PanelContext, onChange: () => void): LazyPanelPart<ConversationTools> {
  return new LazyPanelPart({
    isNeeded: ({ snapshot }) => (context.element.consent && snapshot.isRestored && !snapshot.isConsentNeeded) || !!snapshot.conversations?.length || snapshot.messages.some(({ status }) => !context.follower.isFollowing || /^(done|failed)/.test(status)),
    load: async (session) => {
      // Whoever waits for the reply comes first.
      await session?.open();
      // If not yet, a reply will have marks.
      loadMarkdown().catch(() => undefined);
      const [{ ConversationTools }] = await Promise.all([import('./conversation-tools.js'), context.messages.loadNotices()]);
      return new ConversationTools(context);
    },
    onChange,
  });
}
