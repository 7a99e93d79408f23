import { onlyMode } from '../../configuration.js';
import type { PanelPartLoader } from '../lazy-panel-part.js';
import type { VoiceView } from './voice-view.js';

/** What shows a call is loaded as soon as there is one, or something to say of one. */
export const voiceLoader: PanelPartLoader<VoiceView> = {
  isNeeded({ element, session, snapshot: { voiceState, voiceError, isCallElsewhere, interruptedCall } }) {
    return voiceState !== 'off' || voiceError || isCallElsewhere || interruptedCall || (session && onlyMode(element.modes) === 'voice');
  },
  async load({ session, notices }) {
    try {
      const [{ VoiceView }] = await Promise.all([import('./voice-view.js'), notices.load()]);
      return VoiceView;
    } catch (error) {
      // Nobody should be listened to who can neither see nor end it.
      session?.stopVoice();
      throw error;
    }
  },
};
