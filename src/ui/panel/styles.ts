import { css } from '../css.js';
import { markdownStyles } from '../markdown/markdown.styles.js';
import { composerStyles } from './composer.styles.js';
import { messageStyles } from './log/message.styles.js';
import { panelStyles } from './panel.styles.js';
import { statusLineStyles } from './status-line.styles.js';

/** Where the panel does not float, it fills its box: there its height is the element's own. */
export const fillingStyles = css`
  :host {
    height: 100%;
    min-height: 0;
  }
`;

/** The panel's style sheets. Where one follows the other in a bundle, it takes a tenth less to send them. */
export const styles: readonly string[] = [panelStyles, statusLineStyles, messageStyles, composerStyles, markdownStyles];
