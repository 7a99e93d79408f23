/** iOS changes the volume when a microphone is opened, unless it is told before. */
export function setAudioSession(type: 'play-and-record' | 'auto'): void {
  const { audioSession } = navigator as { audioSession?: { type: string } };
  if (audioSession) audioSession.type = type;
}
