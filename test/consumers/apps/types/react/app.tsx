import { useRef } from 'react';
import type { AutessaAgentElement } from 'autessa-agent';
import { AutessaAgent } from 'autessa-agent/react';

export function Component() {
  const agent = useRef<AutessaAgentElement>(null);
  return (
    <>
      <AutessaAgent
        ref={agent}
        agentId={104}
        tokenEndpoint="/token"
        className="chat"
        var-customer-name="John"
        variables={{ customerName: 'John' }}
        tokenProvider={async ({ agentId }) => ({ token: String(agentId), expiresIn: 60 })}
        strings={{ placeholder: 'Ask me' }}
        onMessage={({ message }) => console.log(message.text.length)}
        onError={({ error }) => error.code === 'auth'}
      />
      {/* @ts-expect-error: no such property */}
      <AutessaAgent nonsense={1} />
      {/* @ts-expect-error: an error has no message of the conversation's */}
      <AutessaAgent onError={({ text }) => text} />
    </>
  );
}

export const tag = (
  <autessa-agent
    agent-id="104"
    token-endpoint="/token"
    heading="Atlas"
    class="chat"
    var-customer-name="John"
    strings={{ placeholder: 'Ask me' }}
    onautessa-message={({ message }) => console.log(message.text.length)}
  />
);
// @ts-expect-error: no such property
export const misspelled = <autessa-agent headline="Atlas" />;
