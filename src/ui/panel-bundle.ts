/* All that is loaded when the panel first opens, in one piece: the two halves are small, and share much. */
// First, and so all together in the bundle.
import './panel/styles.js';

export { PanelHost } from './panel-host.js';
