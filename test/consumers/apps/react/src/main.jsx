import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { AutessaAgent } from 'autessa-agent/react';

const Weather = ({ city }) => <p className="weather">{city}</p>;

const nodeOf = (view) => {
  const node = document.createElement('div');
  createRoot(node).render(view);
  return node;
};

const renderers = { fence: { weather: (text) => nodeOf(<Weather {...JSON.parse(text)} />) } };

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
        renderers={renderers}
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
