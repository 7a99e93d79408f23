import { expect } from '@open-wc/testing';
import { Loudspeaker } from '../../src/audio/devices/loudspeaker.js';

describe('A loudspeaker', () => {
  it('is chosen by the context, where that can', async () => {
    const chosen: string[] = [];
    const context = { destination: {}, setSinkId: (id: string) => Promise.resolve(void chosen.push(id)) };
    const loudspeaker = new Loudspeaker(context as unknown as AudioContext, { connect: () => undefined } as unknown as AudioNode);
    await loudspeaker.choose('headphones');
    await loudspeaker.choose('');
    expect(chosen).to.deep.equal(['headphones', '']);
  });

  it('is chosen by an element, where contexts cannot', async () => {
    const journal: string[] = [];
    const destination = { name: 'destination' };
    const streamed = { name: 'stream', stream: new MediaStream() };
    const output = {
      connect: ({ name }: { name: string }) => journal.push(`to ${name}`),
      disconnect: () => journal.push('disconnected'),
    };
    const context = { destination, createMediaStreamDestination: () => streamed };
    const { setSinkId, play } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.setSinkId = (id) => Promise.resolve(void journal.push(`sink ${id}`));
    HTMLMediaElement.prototype.play = () => Promise.resolve(void journal.push('plays'));
    try {
      const loudspeaker = new Loudspeaker(context as unknown as AudioContext, output as unknown as AudioNode);
      await loudspeaker.choose('');
      expect(journal).to.deep.equal(['to destination']);
      await loudspeaker.choose('headphones');
      await loudspeaker.choose('');
      expect(journal.slice(1)).to.deep.equal(['disconnected', 'to stream', 'sink headphones', 'plays', 'sink ', 'plays']);
      loudspeaker.close();
    } finally {
      Object.assign(HTMLMediaElement.prototype, { setSinkId, play });
    }
  });
});
