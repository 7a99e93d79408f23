import { expect } from 'chai';
import { describe, it } from 'node:test';
import { emptyTray, filesMeant, inputOf, withAttachment, withChanges, withError, withoutAttachment, type Tray } from '../../src/ui/panel/attachments/tray.js';

const file = (name: string, type: string): File => new File(['x'], name, { type });
const [song, note, picture] = [file('song.mp3', 'audio/mpeg'), file('note.wav', 'audio/wav'), file('cover.png', 'image/png')];
const two = withAttachment(withAttachment(emptyTray, { file: song, name: 'song.mp3' }), { file: note, name: 'note.wav' });

describe('tray: audio that waits to be sent', () => {
  it('is sent in the order in which it was added, read or not', () => {
    const read = withChanges(two, note, { progress: 1 });
    expect(inputOf(read)).to.deep.equal([{ inputType: 'AUDIO', file: song }, { inputType: 'AUDIO', file: note }]);
    expect(inputOf(emptyTray)).to.deep.equal([]);
  });

  it('takes the place of the ways to add something, and of why something could not be', () => {
    const asked: Tray = { ...withError(emptyTray, 'file-type'), isChoosing: true, isDropping: true };
    expect(withAttachment(asked, { file: song, name: 'song.mp3' })).to.deep.equal({ ...emptyTray, items: [{ file: song, name: 'song.mp3' }] });
  });

  it('is known by its file: what is learnt of one says nothing of the others', () => {
    const again = file('note.wav', 'audio/wav');
    const known = withChanges(withAttachment(two, { file: again, name: 'note.wav' }), note, { progress: 0.5 });
    expect(known.items.map(({ progress }) => progress)).to.deep.equal([undefined, 0.5, undefined]);
    // One that was taken out meanwhile does not come back.
    expect(withChanges(two, again, { progress: 0.5 })).to.deep.equal(two);
    expect(withoutAttachment(known, note).items.map((each) => each.file)).to.deep.equal([song, again]);
  });

  it('changes nothing that somebody else has', () => {
    const before = structuredClone(two.items.map(({ name }) => name));
    withoutAttachment(withChanges(two, song, { name: 'another' }), song);
    expect(two.items.map(({ name }) => name)).to.deep.equal(before);
  });

  it('stays, where something else cannot be added; who gave up need not be told', () => {
    expect(withError(two, 'file-length')).to.deep.equal({ ...two, error: 'file-length' });
    expect(withError(withError(two, 'file-length'), 'aborted').error).to.equal('file-length');
    expect(withError(two, 'aborted')).to.equal(two);
  });

  it('is what was dropped, whatever that is; of a paste the audio alone; of a drag nothing yet', () => {
    const files = [song, picture];
    expect(filesMeant(files, 'drop')).to.deep.equal(files);
    expect(filesMeant(files, 'change')).to.deep.equal(files);
    expect(filesMeant(files, 'paste')).to.deep.equal([song]);
    expect(filesMeant(files, 'dragover')).to.deep.equal([]);
    expect(filesMeant(files, 'dragleave')).to.deep.equal([]);
  });
});
