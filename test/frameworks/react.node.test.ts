import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { AutessaAgent } from '../../src/frameworks/react-component.js';

describe('The React component, on a server', () => {
  test('writes attributes as HTML spells them', () => {
    const html = renderToString(
      createElement(AutessaAgent, {
        agentId: 123,
        tokenEndpoint: '/token',
        conversationId: 'conv_1',
        heading: 'Ask "Atlas"',
        'var-customer-name': 'John',
        open: true,
        className: 'chat',
        id: 'agent',
      }),
    );
    assert.equal(
      html,
      '<autessa-agent agent-id="123" token-endpoint="/token" conversation-id="conv_1" heading="Ask &quot;Atlas&quot;" var-customer-name="John" open="" class="chat" id="agent"></autessa-agent>',
    );
  });

  test('writes nothing for what is not set, what is no text, and handlers', () => {
    const html = renderToString(
      createElement(AutessaAgent, {
        agentId: 123,
        open: false,
        heading: undefined,
        variables: { customerName: 'John' },
        context: () => ({ cart: 3 }),
        tokenProvider: () => Promise.reject(new Error('on no server')),
        onMessage: () => undefined,
      }),
    );
    assert.equal(html, '<autessa-agent agent-id="123"></autessa-agent>');
  });

  test('writes what the page puts into slots', () => {
    const html = renderToString(createElement(AutessaAgent, { agentId: 123 }, createElement('p', { slot: 'footer' }, 'Opening hours')));
    assert.equal(html, '<autessa-agent agent-id="123"><p slot="footer">Opening hours</p></autessa-agent>');
  });
});
