import { render } from 'preact';
import { useState } from 'preact/hooks';
import 'autessa-agent/preact';

function App() {
  const [said, setSaid] = useState('');
  return (
    <>
      <p id="said">{said}</p>
      <autessa-agent
        agent-id="104"
        token-endpoint="/token"
        api-base="/"
        heading="Atlas"
        strings={{ placeholder: 'Ask me' }}
        onautessa-message={({ message }) => message.role === 'agent' && setSaid(message.text)}
      />
    </>
  );
}

render(<App />, document.querySelector('#app'));
