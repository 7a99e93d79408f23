import { emulateMedia } from '@web/test-runner-commands';
import { expect } from '@open-wc/testing';
import { answeredStage } from '../support/extras.js';
import { longStage } from '../support/long-conversation.js';
import { until } from '../support/until.js';

describe('<autessa-agent>: on paper', () => {
  afterEach(() => emulateMedia({ media: 'screen' }).catch(() => undefined));

  for (const layout of ['inline', 'page']) {
    it(`prints the conversation in full and without controls: ${layout}`, async function () {
      const all = await answeredStage({ behaviour: 'atlas', attributes: { layout, greeting: 'Hello!' } });
      all.element.parentElement!.style.height = layout === 'page' ? 'auto' : '';
      for (const count of [2, 3, 4]) {
        all.say('Compare tents');
        await all.answered(count);
      }
      const scroller = all.root.querySelector('.scroller')!;
      await until(() => scroller.scrollHeight > scroller.clientHeight);
      try {
        await emulateMedia({ media: 'print' });
      } catch {
        this.skip();
      }
      await until(() => matchMedia('print').matches);
      const panel = all.part('panel').getBoundingClientRect();
      expect(scroller.scrollHeight).to.equal(scroller.clientHeight);
      for (const each of all.root.querySelectorAll('.message')) expect(each.getBoundingClientRect().bottom).to.be.at.most(panel.bottom + 1);
      expect(all.element.getBoundingClientRect().bottom).to.be.at.least(panel.bottom - 1);
      const controls = [...all.root.querySelectorAll('button, textarea, [part=status]')].filter((each) => each.checkVisibility());
      expect(controls.map((each) => each.className)).to.deep.equal([]);
      expect(all.part('header').checkVisibility()).to.equal(true);
    });
  }

  for (const [layout, isPrinted] of [['inline', true], ['floating', false]] as const) {
    it(`${isPrinted ? 'prints' : 'leaves'} the earlier messages of a long conversation as they ${isPrinted ? 'should be' : 'are'}: ${layout}`, async () => {
      const all = await longStage(200);
      all.element.layout = layout;
      const waiting = () => all.root.querySelectorAll('.is-plain').length;
      await until(() => waiting() > 100, 'pages');
      await all.element.updateComplete;
      const before = waiting();
      dispatchEvent(new Event('beforeprint'));
      expect(waiting()).to.equal(isPrinted ? 0 : before);
      if (isPrinted) expect(all.root.querySelector('.earlier strong')?.textContent).to.equal('windy');
    });
  }
});
