import 'autessa-agent/react';

export const Chat = () => (
  <autessa-agent
    agent-id="123"
    token-endpoint="/token"
    strings={{ placeholder: 'Ask about your order' }}
    onautessa-message={({ message }) => console.log(message.role, message.text)}
  />
);
