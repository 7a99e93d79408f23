import { icon } from '../icons.js';

export const microphone = icon('M9 6a3 3 0 0 1 6 0v5a3 3 0 0 1-6 0zM6 11a6 6 0 0 0 12 0M12 17v4');
