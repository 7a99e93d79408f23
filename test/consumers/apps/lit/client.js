import { hydrate } from '@lit-labs/ssr-client';
import { page } from './page.js';

const onMessage = ({ message }) => {
  if (message.role === 'agent') document.querySelector('#said').textContent = message.text;
};
hydrate(page(onMessage), document.querySelector('main'));
