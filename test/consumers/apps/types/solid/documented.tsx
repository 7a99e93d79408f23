import 'autessa-agent/solid';

export const Chat = () => (
  <autessa-agent
    agent-id="123"
    token-endpoint="/token"
    prop:strings={{ placeholder: 'Ask about your order' }}
    on:autessa-message={({ message }) => console.log(message.role, message.text)}
  />
);
