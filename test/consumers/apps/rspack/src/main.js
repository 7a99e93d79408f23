import 'autessa-agent/define';

const agent = document.querySelector('autessa-agent');
agent.strings = { placeholder: 'Ask me' };
agent.addEventListener('autessa-message', ({ message }) => {
  if (message.role === 'agent') document.querySelector('#said').textContent = message.text;
});
