/** When the floating panel takes all of the window; the same is in the styles. */
export const smallWindow = '(max-width: 480px), (max-height: 420px)';
