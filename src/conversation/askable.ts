import { isSendable, type AudioFileInput, type Message } from './message.js';

/**
 * Whether what a user's message says is here to be said again. Of what was said in a call nothing is, until its text is
 * known; nor of a recording after a reload.
 */
export function isAskable({ input = [] }: Message): boolean {
  return input.every((each) => isSendable(each) || (each as Partial<AudioFileInput>).file !== undefined);
}
