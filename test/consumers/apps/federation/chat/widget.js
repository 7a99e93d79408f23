import 'autessa-agent/define';

export function mount(parent) {
  const agent = document.createElement('autessa-agent');
  for (const [name, value] of Object.entries({ 'agent-id': 104, 'token-endpoint': '/token', 'api-base': '/', heading: 'Atlas' })) agent.setAttribute(name, value);
  agent.strings = { placeholder: 'Ask me' };
  parent.append(agent);
  return agent;
}
