import { icon } from '../icons.js';

export const toolIcons = {
  restart: icon('M4 12a8 8 0 1 0 2.6-5.9M4 4v4.5h4.5'),
  add: icon('M12 5v14M5 12h14'),
  more: icon('M5 12h.01M12 12h.01M19 12h.01'),
  down: icon('M12 5v14M6 13l6 6 6-6'),
  open: icon('M7 10l5 5 5-5'),
  copy: icon('M9 9h11v11H9zM5 15H4V4h11v1'),
  check: icon('M5 12.5l4.5 4.5L19 7.5'),
  list: icon('M4 7h16M4 12h16M4 17h16'),
  sounds: icon('M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4'),
  export: icon('M12 15V4M8 8l4-4 4 4M5 12v8h14v-8'),
  delete: icon('M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13'),
} as const;
