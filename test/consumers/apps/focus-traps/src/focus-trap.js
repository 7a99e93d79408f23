import { createFocusTrap } from 'focus-trap';

const app = document.querySelector('#app');
app.innerHTML = '<div role="dialog" aria-modal="true"><input id="field" /> <button type="button">Save</button></div>';
createFocusTrap(app.firstElementChild).activate();
