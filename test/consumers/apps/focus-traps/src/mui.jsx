import Dialog from '@mui/material/Dialog';
import { createRoot } from 'react-dom/client';

createRoot(document.querySelector('#app')).render(
  <Dialog open>
    <input id="field" /> <button type="button">Save</button>
  </Dialog>,
);
