import type { Composer } from './composer.js';
import type { LogView } from './log/log-view.js';
import type { PanelContext } from './panel-context.js';

/** The panel as those of its parts see it that have to do with the others. */
export interface PanelParts extends PanelContext {
  readonly composer: Composer;
  readonly log: LogView;
}
