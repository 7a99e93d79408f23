import('chat/widget').then(({ mount }) => {
  const agent = mount(document.body);
  agent.addEventListener('autessa-message', ({ message }) => {
    if (message.role === 'agent') document.querySelector('#said').textContent = message.text;
  });
});
