import type { AgentErrorCode } from '../../base/errors.js';
import { english } from './strings.js';

/** What went wrong and what to do next, for each code; `null` says nothing. */
export const errorWords: Readonly<Record<AgentErrorCode, string | null>> = {
  config: 'This chat is not set up correctly. Tell the owner of this website.',
  token: 'This chat cannot get access at the moment. Try again in a minute.',
  auth: 'This chat was refused access. Reload the page. If that does not help, tell the owner of this website.',
  limited: 'Too many messages at once. It goes on by itself.',
  offline: 'You are offline. It goes on by itself when the network is back.',
  connection: english.errors.connection ?? null,
  protocol: 'The answer could not be read. If you are on a public network, sign in to it, then try again.',
  agent: 'The agent could not answer. Try again, or put it in other words.',
  'mic-denied': 'The microphone is blocked. Allow it in the browser’s address bar, or write instead.',
  'mic-missing': 'No microphone was found. Connect one, or write instead.',
  'mic-busy': 'Another program is using the microphone. Close it, or write instead.',
  'mic-policy': 'This page does not allow the microphone. You can write instead.',
  'insecure-context': 'The microphone needs a secure page (https). You can write instead.',
  'audio-blocked': 'The browser holds the sound back. Tap anywhere to hear the agent.',
  vad: 'Speech cannot be detected here. Hold the button while you talk.',
  upload: 'The file could not be sent. Try again.',
  'file-type': 'This file is no audio that can be read. Choose another one.',
  storage: null,
  unsupported: 'This browser lacks something that is needed. Use a newer one, or write instead.',
  aborted: null,
};
