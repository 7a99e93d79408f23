import 'autessa-agent/preact';

export const tag = (
  <autessa-agent
    agent-id="104"
    token-endpoint="/token"
    class="chat"
    strings={{ placeholder: 'Ask me' }}
    onautessa-message={({ message }) => console.log(message.text.length)}
  />
);
// @ts-expect-error: no such property
export const misspelled = <autessa-agent headline="Atlas" />;
