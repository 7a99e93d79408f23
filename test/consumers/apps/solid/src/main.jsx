import { createSignal } from 'solid-js';
import { render } from 'solid-js/web';
import 'autessa-agent/solid';

function App() {
  const [said, setSaid] = createSignal('');
  return (
    <>
      <p id="said">{said()}</p>
      <autessa-agent
        agent-id="104"
        token-endpoint="/token"
        api-base="/"
        heading="Atlas"
        prop:strings={{ placeholder: 'Ask me' }}
        on:autessa-message={({ message }) => message.role === 'agent' && setSaid(message.text)}
      />
    </>
  );
}

render(() => <App />, document.querySelector('#app'));
