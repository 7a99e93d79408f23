import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { AutessaAgent } from 'autessa-agent/react';

function App() {
  const [said, setSaid] = useState('');
  return (
    <>
      <p id="said">{said}</p>
      <AutessaAgent
        agentId={104}
        tokenEndpoint="/token"
        apiBase="/"
        heading="Atlas"
        strings={{ placeholder: 'Ask me' }}
        onMessage={({ message }) => message.role === 'agent' && setSaid(message.text)}
      />
    </>
  );
}

createRoot(document.querySelector('#app')).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
