import { AutessaAgent } from 'autessa-agent/react';

export const Chat = () => (
  <AutessaAgent
    agentId={123}
    tokenEndpoint="/token"
    strings={{ placeholder: 'Ask about your order' }}
    onMessage={({ message }) => console.log(message.role, message.text)}
  />
);
