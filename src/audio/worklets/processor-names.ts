/*
 * What both sides call the processors. The number is that of the messages between them: pages and worklets of
 * different versions, of which one came from a cache, must not meet.
 */

export const captureName = 'autessa-capture-1';
export const playbackName = 'autessa-playback-1';
