import 'autessa-agent/solid';

export const tag = (
  <autessa-agent
    agent-id="104"
    token-endpoint="/token"
    class="chat"
    prop:strings={{ placeholder: 'Ask me' }}
    on:autessa-message={({ message }) => console.log(message.text.length)}
  />
);
// @ts-expect-error: would be set as an attribute, in silence
export const wrong = <autessa-agent strings={{ placeholder: 'Ask me' }} />;
