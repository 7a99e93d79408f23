import { icon, icons } from '../icons.js';
import { microphone } from '../notices/icons.js';

export const voiceIcons = {
  microphone,
  microphoneOff: icon('M9 5.5A3 3 0 0 1 15 6v5M9 9.5V11a3 3 0 0 0 4.6 2.5M6 11a6 6 0 0 0 9.6 4.8M18 11a6 6 0 0 1-.5 2.4M12 17v4M4.5 4l15 16'),
  hangUp: icon('M3.2 14.6c-.6-4 17-6.6 17.8 0 .1 1.2-.3 2-1.4 2l-2.7-.4c-1-.2-1.4-.8-1.3-1.8v-1.2c-2.2-.8-4.8-.8-7 0v1.2c.1 1-.3 1.6-1.3 1.8l-2.7.4c-1 0-1.3-.8-1.4-2z'),
  settings: icon('M4 7h10M18 7h2M16 5v4M4 17h2M10 17h10M8 15v4'),
  stop: icons.stop,
  dots: icon('M5 12h.01M12 12h.01M19 12h.01'),
  play: icon('M9 6.5l9 5.5-9 5.5z'),
  warning: icon('M12 8.5v4.5M12 16.5h.01M12 3.5l9 16H3z'),
} as const;
