import { AutessaAgent } from 'autessa-agent/react';
import { Said } from './said';

/** A server component: what is passed on from here is plain data. */
export default function Page() {
  return (
    <>
      <Said />
      <AutessaAgent agentId={104} tokenEndpoint="/token" apiBase="/" heading="Atlas" strings={{ placeholder: 'Ask me' }} />
    </>
  );
}
