import { html, type TemplateResult } from 'lit';

export const icon = (path: string): TemplateResult => html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg>`;

export const icons = {
  attach: icon('M20 11l-8 8a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.4 8.4a1.6 1.6 0 0 1-2.3-2.3L15 7'),
  close: icon('M6 6l12 12M18 6L6 18'),
  send: icon('M12 19V5M6 11l6-6 6 6'),
  stop: icon('M7 7h10v10H7z'),
  voice: icon('M4 10v4M8 7v10M12 4v16M16 7v10M20 10v4'),
} as const;
