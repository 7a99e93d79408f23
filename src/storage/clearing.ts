/**
 * Told (`clear`) when all that the widget keeps on this site is deleted: what a session of this page shows, and has kept
 * in the tab's own storage, would be kept there again. Who shares a conversation with other tabs hears of it from them.
 */
export const clearing = new EventTarget();
