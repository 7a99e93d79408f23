/** @typedef {import('../../src/ui/element.js').AutessaAgentElement} Widget */

/**
 * How the shop itself uses the widget: its buttons ask what a customer would have to type.
 *
 * @param {Widget} widget
 * @param {(behaviour: string) => void} chooseAgent brings the agent that knows about it, where there is one
 */
export function startShop(widget, chooseAgent) {
  const ask = async (/** @type {string} */ question, /** @type {string} */ behaviour) => {
    chooseAgent(behaviour);
    await customElements.whenDefined('autessa-agent');
    // Another agent's id has to reach the widget before the question does.
    await widget.updateComplete;
    if (widget.layout === 'floating') widget.show();
    else widget.scrollIntoView({ block: 'center' });
    // What goes wrong is shown in the conversation.
    await widget.send(question).catch(() => undefined);
  };

  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('[data-ask], [data-open-chat]') : null;
    if (!(button instanceof HTMLElement)) return;
    const { ask: question } = button.dataset;
    if (question) void ask(question, 'atlas');
    else if (widget.layout === 'floating') widget.show();
    else widget.scrollIntoView({ block: 'center' });
  });

  let inCart = 0;
  widget.actions = {
    AddToCart({ quantity }) {
      inCart += Number(quantity) || 1;
      const count = document.getElementById('cart');
      if (count) count.textContent = `Cart: ${inCart}`;
      return { itemsInCart: inCart };
    },
  };

  document.getElementById('order-form')?.addEventListener('submit', (event) => {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
    void ask(`Where is order ${data.get('order')}?`, 'toolsmith');
  });
}
