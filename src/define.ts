/** Registers `<autessa-agent>`; a second copy of the script, of whatever version, leaves the first one in place. */
import { AutessaAgentElement } from './ui/element.js';

// On a server there is nothing to register it with.
const { customElements } = globalThis as Partial<typeof globalThis>;
if (customElements && !customElements.get('autessa-agent')) customElements.define('autessa-agent', AutessaAgentElement);

declare global {
  interface HTMLElementTagNameMap {
    'autessa-agent': AutessaAgentElement;
  }
}
