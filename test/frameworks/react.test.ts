import { expect } from '@open-wc/testing';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { flushSync } from 'react-dom';
import '../../src/define.js';
import { AutessaAgent, type AutessaAgentProps } from '../../src/frameworks/react-component.js';
import type { AutessaAgentElement } from '../../src/ui/element.js';
import { AutessaActionEvent, AutessaBeforeSendEvent } from '../../src/index.js';

describe('The React component', () => {
  const box = document.createElement('div');
  let root: ReturnType<typeof createRoot>;
  beforeEach(() => {
    document.body.append(box);
    root = createRoot(box);
  });
  afterEach(() => {
    root.unmount();
    box.remove();
  });
  const draw = (props: AutessaAgentProps): AutessaAgentElement => {
    flushSync(() => root.render(createElement(AutessaAgent, { agentId: 123, ...props })));
    return box.querySelector('autessa-agent')!;
  };

  it('sets functions and objects as properties, also where there is an attribute', () => {
    const context = () => ({ cart: 3 });
    const actions = { AddToCart: () => 1 };
    const element = draw({ context, actions, variables: { name: 'Ada' }, handoffTool: 'HandOver', inviteWhen: '8s' });
    expect([element.context, element.actions, element.variables, element.handoffTool, element.inviteWhen]).to.deep.equal([context, actions, { name: 'Ada' }, 'HandOver', '8s']);
    for (const name of ['context', 'actions', 'variables']) expect(element.hasAttribute(name), name).to.equal(false);
    expect(draw({ context: 'url', variables: undefined, actions }), 'it is the same one').to.equal(element);
    expect([element.context, element.actions]).to.deep.equal(['url', actions]);
    draw({ context });
    expect([element.context, element.actions, element.hasAttribute('context')]).to.deep.equal([context, undefined, false]);
    draw({});
    expect(element.context).to.equal(undefined);
  });

  it('hands events on, to the handlers of the last time it was drawn', () => {
    const heard: string[] = [];
    const element = draw({ onAction: () => heard.push('not this one') });
    draw({ onAction: ({ phase }) => heard.push(phase), onBeforeSend: ({ draft }) => heard.push(String(draft.context?.['cart'])) });
    element.dispatchEvent(new AutessaActionEvent({ toolName: 'AddToCart', toolCallId: '1', phase: 'running', result: undefined, error: undefined }));
    element.dispatchEvent(new AutessaBeforeSendEvent({ draft: { input: [], variables: {}, context: { cart: 3 } } }));
    expect(heard).to.deep.equal(['running', '3']);
  });
});
