import { onlyMode } from '../../configuration.js';
import { LazyPanelPart } from '../lazy-panel-part.js';
import type { PanelContext } from '../panel-context.js';
import type { VoiceView } from './voice-view.js';

/** Loads what shows a call, as soon as there is one, or something to say of one. */
export function lazyVoice(context: PanelContext, onChange: () => void): LazyPanelPart<VoiceView> {
  return new LazyPanelPart({
    isNeeded: ({ snapshot: { voiceState, voiceError, isCallElsewhere, interruptedCall } }) =>
      voiceState !== 'off' || voiceError || isCallElsewhere || interruptedCall || onlyMode(context.element.modes) === 'voice',
    load: async (session) => {
      try {
        const [{ VoiceView }] = await Promise.all([import('./voice-view.js'), context.messages.loadNotices()]);
        return new VoiceView(context);
      } catch (error) {
        // Nobody should be listened to who can neither see nor end it.
        session?.stopVoice();
        throw error;
      }
    },
    onChange,
  });
}
