import { Modal } from 'bootstrap';

document.querySelector('#app').innerHTML = `<div class="modal" tabindex="-1"><div class="modal-dialog"><div class="modal-content">
  <div class="modal-body"><input id="field" /> <button type="button">Save</button></div>
</div></div></div>`;
new Modal('.modal').show();
