import * as Dialog from '@radix-ui/react-dialog';
import { createRoot } from 'react-dom/client';

createRoot(document.querySelector('#app')).render(
  <Dialog.Root defaultOpen>
    <Dialog.Portal>
      <Dialog.Overlay style={{ position: 'fixed', inset: 0, background: 'rgb(0 0 0 / 40%)' }} />
      <Dialog.Content style={{ position: 'fixed', top: 20, left: 20 }} onInteractOutside={(event) => event.preventDefault()}>
        <Dialog.Title>Edit</Dialog.Title>
        <Dialog.Description>Your name</Dialog.Description>
        <input id="field" /> <button type="button">Save</button>
      </Dialog.Content>
    </Dialog.Portal>
  </Dialog.Root>,
);
