import { html } from 'lit';
import 'autessa-agent/define';

export const page = (onMessage) => html`
  <h1>Lit, rendered on a server</h1>
  <autessa-agent
    agent-id="104"
    token-endpoint="/token"
    api-base="/"
    heading="Atlas"
    .strings=${{ placeholder: 'Ask me' }}
    @autessa-message=${onMessage}
  ></autessa-agent>
`;
