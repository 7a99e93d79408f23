import { html, nothing, render, type TemplateResult } from 'lit';
import type { Picture } from './presenter.js';
import { voiceIcons } from './icons.js';

/** What stands in place of the bars. */
const icons: Partial<Record<Picture, TemplateResult>> = {
  starting: voiceIcons.microphone,
  thinking: voiceIcons.dots,
  muted: voiceIcons.microphoneOff,
  blocked: voiceIcons.play,
};

/**
 * The picture of a call: a disc with the bars of whoever speaks, a halo that is as loud as the person, and a ring for
 * what is under way. Its element stays the same, and the levels are custom properties of it: see `LevelMeter`.
 */
export class Orb {
  readonly element = document.createElement('div');

  constructor() {
    this.element.className = 'orb';
    // Words say the same.
    this.element.ariaHidden = 'true';
  }

  /** @param progress of what is being loaded, 0 to 1 */
  show(picture: Picture, progress: number): void {
    this.element.dataset.picture = picture;
    const isLoading = progress < 1;
    // Nobody knows how long the network takes, or an answer.
    const isTurning = picture === 'reconnecting' || picture === 'thinking' || (picture === 'starting' && (progress === 0 || !isLoading));
    render(
      html`<span class="orb-halo"></span>
        ${isTurning || isLoading
          ? html`<svg class="orb-ring ${isTurning ? 'is-turning' : ''}" viewBox="0 0 48 48">
              <circle cx="24" cy="24" r="22.5" />
              <circle class="orb-arc" cx="24" cy="24" r="22.5" pathLength="100" stroke-dasharray="${isTurning ? 25 : Math.round(100 * progress)} 100" />
            </svg>`
          : nothing}
        <span class="orb-disc">
          ${icons[picture] ?? html`<span class="bar"></span><span class="bar"></span><span class="bar"></span><span class="bar"></span><span class="bar"></span>`}
        </span>`,
      this.element,
    );
  }
}
