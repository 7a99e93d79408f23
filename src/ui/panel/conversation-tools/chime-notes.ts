/** Two notes, in Hz, and how long each lasts, in seconds. */
const notes: readonly number[] = [660, 880];
const noteSeconds = 0.09;
/** Loudness of a note at its beginning; 1 is as loud as can be. */
const volume = 0.08;

/** Plays them one after the other. Between two sounds nothing runs. */
export function playNotes(audio: AudioContext): void {
  const gain = new GainNode(audio, { gain: 0 });
  gain.connect(audio.destination);
  notes.forEach((frequency, index) => {
    const start = audio.currentTime + index * noteSeconds;
    const note = new OscillatorNode(audio, { frequency });
    note.connect(gain);
    gain.gain.setValueAtTime(volume, start);
    gain.gain.exponentialRampToValueAtTime(volume / 50, start + noteSeconds);
    note.start(start);
    note.stop(start + noteSeconds);
    if (index === notes.length - 1) note.addEventListener('ended', () => audio.state === 'running' && audio.suspend().catch(() => undefined));
  });
}
