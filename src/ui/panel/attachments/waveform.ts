import { html, type TemplateResult } from 'lit';

/** Levels from 0 to 1, as bars. */
export function waveform(levels: readonly number[]): TemplateResult {
  const path = levels
    .map((level, index) => {
      const half = Math.max(0.6, level * 11);
      return `M${index * 3 + 1.5} ${12 - half}v${2 * half}`;
    })
    .join('');
  return html`<svg class="waveform" viewBox="0 0 ${levels.length * 3} 24" preserveAspectRatio="none" aria-hidden="true"><path d=${path} /></svg>`;
}

/** A duration in ms as minutes and seconds. */
export function clockTime(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
