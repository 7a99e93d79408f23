import { languageKey } from './language.js';

/** The launcher's name where it is not `Chat`. It is shown before any language is loaded. */
const names: Readonly<Record<string, string>> = {
  ar: 'محادثة',
  fr: 'Discussion',
  he: 'צ׳אט',
  hi: 'चैट',
  ja: 'チャット',
  ko: '채팅',
  pl: 'Czat',
  tr: 'Sohbet',
  'zh-Hans': '聊天',
};

/** @param tag BCP 47 */
export function launcherName(tag: string): string {
  return names[languageKey(tag)] ?? 'Chat';
}
