import { sendKeys } from '@web/test-runner-commands';
import { expect, fixtureSync, html } from '@open-wc/testing';
import { answeredStage, replaceClipboard, watchClipboard } from '../../support/extras.js';
import { expectAccessible } from '../../support/accessible.js';
import { stage, type Stage } from '../../support/stage.js';
import { until } from '../../support/until.js';

const labels = (all: Stage) => all.parts('menu-item').map((item) => item.textContent.trim());
const item = (all: Stage, label: string) => all.parts('menu-item').find((each) => each.textContent.trim() === label)!;
const focused = (all: Stage) => all.root.activeElement?.textContent.trim();

/** Opens the menu and its export, and chooses there. */
function choose(all: Stage, label: string): void {
  all.part('menu-button').click();
  item(all, 'Export conversation').click();
  item(all, label).click();
}

/** What the browser keeps of choices. */
const kept = () => [localStorage, sessionStorage].flatMap((storage) => Object.keys(storage)).filter((key) => key.includes('sounds'));

describe('panel: the menu', () => {
  it('is there once something was answered, and not before', async () => {
    const all = await stage();
    expect(all.parts('menu-button')).to.have.length(0);
    all.say('Hello');
    await all.answered();
    await until(() => all.parts('menu-button').length === 1);
    expect(all.part('menu-button').ariaLabel ?? all.part('menu-button').getAttribute('aria-label')).to.equal('More');
  });

  it('opens, moves and closes by keyboard, and gives the focus back', async () => {
    const all = await answeredStage();
    const button = all.part('menu-button');
    button.focus();
    await sendKeys({ press: 'Enter' });
    expect([button.getAttribute('aria-expanded'), all.part('menu').getAttribute('role')]).to.deep.equal(['true', 'menu']);
    expect(focused(all)).to.equal('New conversation');
    await sendKeys({ press: 'ArrowDown' });
    expect(focused(all)).to.equal('Turn sounds on');
    await sendKeys({ press: 'End' });
    expect(focused(all)).to.equal('Delete conversation');
    await sendKeys({ press: 'ArrowDown' });
    expect(focused(all)).to.equal('New conversation');
    await sendKeys({ press: 'ArrowUp' });
    expect(focused(all)).to.equal('Delete conversation');
    await sendKeys({ press: 't' });
    expect(focused(all)).to.equal('Turn sounds on');
    await sendKeys({ press: 'Escape' });
    expect(all.parts('menu')).to.have.length(0);
    expect(all.root.activeElement).to.equal(button);
    expect(all.element.open).to.equal(true);
  });

  it('goes by keyboard to what is shown alone, where the page hides items', async () => {
    const all = await answeredStage();
    const style = fixtureSync<HTMLStyleElement>(html`<style></style>`);
    style.textContent = 'autessa-agent::part(restart) { display: none }';
    all.part('menu-button').focus();
    await sendKeys({ press: 'Enter' });
    expect(focused(all)).to.equal('Turn sounds on');
    await sendKeys({ press: 'ArrowUp' });
    expect(focused(all)).to.equal('Delete conversation');
    await sendKeys({ press: 'ArrowDown' });
    expect(focused(all)).to.equal('Turn sounds on');
    // An item that is hidden while it has the focus would lose it with the next frame.
    await sendKeys({ press: 'Escape' });
    style.textContent = 'autessa-agent::part(menu-item) { display: none }';
    await sendKeys({ press: 'Enter' });
    expect(all.root.activeElement).to.equal(all.part('menu'));
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'Escape' });
    expect([all.parts('menu').length, all.element.open]).to.deep.equal([0, true]);
  });

  it('opens its export where that is pressed, and closes it', async () => {
    const all = await answeredStage();
    all.part('menu-button').click();
    const branch = item(all, 'Export conversation');
    expect(branch.ariaExpanded ?? branch.getAttribute('aria-expanded')).to.equal('false');
    branch.focus();
    await sendKeys({ press: 'Enter' });
    await sendKeys({ press: 'ArrowDown' });
    expect(focused(all)).to.equal('Copy');
    expect(branch.getAttribute('aria-expanded')).to.equal('true');
    await expectAccessible(all.element);
    branch.click();
    expect(labels(all)).not.to.contain('Copy');
  });

  it('marks no item when a mouse opens it, and the first by the next key', async () => {
    const all = await answeredStage();
    all.part('menu-button').dispatchEvent(new MouseEvent('click', { detail: 1 }));
    expect(all.root.activeElement).to.equal(all.part('menu'));
    expect(getComputedStyle(all.part('menu')).outlineStyle).to.equal('none');
    await sendKeys({ press: 'ArrowDown' });
    expect(focused(all)).to.equal('New conversation');
    all.part('menu').focus();
    await sendKeys({ press: 'ArrowUp' });
    expect(focused(all)).to.equal('Delete conversation');
  });

  it('shows by its colour what deletes', async () => {
    const all = await answeredStage();
    all.part('menu-button').click();
    const colourOf = (label: string) => getComputedStyle(item(all, label)).color;
    expect(colourOf('Delete conversation')).not.to.equal(colourOf('New conversation'));
    expect(all.parts('menu-item').every((each) => each.querySelector('svg'))).to.equal(true);
  });

  for (const [where, width, attributes] of [['a narrow and low box of the page', 280, { layout: 'inline' }], ['a panel in front', 400, {}]] as const) {
    it(`stands with its button within ${where}, all of it can be reached, and nothing moves`, async () => {
      const all = await answeredStage({ attributes: { ...attributes, handoff: 'mailto:help@example.com', locale: 'de' } });
      all.element.parentElement!.style.cssText = `width: ${width}px; height: 320px`;
      const panel = all.part('panel');
      const bounds = () => panel.getBoundingClientRect();
      await until(() => all.root.getAnimations().length === 0 && (where === 'a panel in front' || bounds().width === width));
      expect(panel.scrollWidth).to.equal(panel.clientWidth);
      all.part('menu-button').click();
      item(all, 'Unterhaltung exportieren').click();
      const menu = all.part('menu');
      const around = menu.getBoundingClientRect();
      expect(around.left).to.be.at.least(bounds().left);
      expect(around.right).to.be.at.most(bounds().right);
      expect(around.bottom).to.be.at.most(bounds().bottom);
      expect(Math.abs(around.top - all.part('menu-button').getBoundingClientRect().bottom)).to.be.below(2);
      await sendKeys({ press: 'End' });
      const last = all.parts('menu-item').at(-1)!;
      expect(all.root.activeElement).to.equal(last);
      expect(last.getBoundingClientRect().bottom).to.be.at.most(around.bottom);
      expect([panel.scrollLeft, panel.scrollTop]).to.deep.equal([0, 0]);
    });
  }

  it('begins a new conversation', async () => {
    const all = await answeredStage();
    all.part('menu-button').click();
    item(all, 'New conversation').click();
    await until(() => all.element.messages.length === 0, 'a new one');
  });

  it('closes by a press elsewhere, and by Tab', async () => {
    const all = await answeredStage();
    all.part('menu-button').click();
    document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));
    expect(all.parts('menu')).to.have.length(0);
    all.part('menu-button').click();
    await sendKeys({ press: 'Tab' });
    expect(all.parts('menu')).to.have.length(0);
  });

  it('leaves out what is disabled, at any time', async () => {
    const all = await answeredStage({ attributes: { 'disabled-features': 'export sounds restart' } });
    all.part('menu-button').click();
    expect(labels(all)).to.deep.equal(['Delete conversation']);
    all.element.disabledFeatures = '';
    await until(() => all.parts('restart').length === 1);
    expect(labels(all)).to.deep.equal(['New conversation', 'Turn sounds on', 'Export conversation', 'Delete conversation']);
    item(all, 'Export conversation').click();
    expect(labels(all)).to.deep.equal([
      'New conversation', 'Turn sounds on', 'Export conversation', 'Copy', 'Download as text', 'Download as Markdown', 'Download as JSON', 'Delete conversation']);
  });

  it('copies the conversation, and says so', async () => {
    const { written, restore } = watchClipboard();
    const all = await answeredStage();
    choose(all, 'Copy');
    await until(() => all.parts('toast').length === 1);
    expect(written[0]).to.match(/^You: Hello\n\nAgent: /);
    expect(all.part('toast').textContent.trim()).to.equal('Copied');
    restore();
  });

  it('says so where copying is refused', async () => {
    replaceClipboard(() => Promise.reject(new DOMException('no', 'NotAllowedError')));
    const all = await answeredStage();
    choose(all, 'Copy');
    await until(() => all.parts('toast').length === 1);
    expect(all.part('toast').textContent).to.contain('did not allow');
    Reflect.deleteProperty(navigator, 'clipboard');
  });

  it('hands the conversation out as a file', async () => {
    const all = await answeredStage();
    const links: HTMLAnchorElement[] = [];
    const files: Blob[] = [];
    const { click } = HTMLAnchorElement.prototype;
    const { createObjectURL } = URL;
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      links.push(this);
    };
    URL.createObjectURL = (file: Blob) => {
      files.push(file);
      return createObjectURL.call(URL, file);
    };
    for (const each of ['Download as text', 'Download as Markdown', 'Download as JSON']) {
      choose(all, each);
      const before = links.length;
      await until(() => links.length > before, 'a file');
    }
    HTMLAnchorElement.prototype.click = click;
    URL.createObjectURL = createObjectURL;
    expect(links.map(({ download }) => download.replace(/\d/g, '0'))).to.deep.equal(['txt', 'md', 'json'].map((type) => `conversation-0000-00-00.${type}`));
    expect(await files[0]!.text()).to.match(/^You: Hello\n\nAgent: /);
    expect(await files[1]!.text()).to.match(/^\*\*You:\*\*\n\nHello\n\n\*\*Agent:\*\*\n\n.*Hello/);
    expect(files[2]!.type).to.equal('application/json;charset=utf-8');
    expect((JSON.parse(await files[2]!.text()) as { role: string }[]).map(({ role }) => role)).to.deep.equal(['user', 'agent']);
  });

  it('asks before it clears, and clears', async () => {
    const all = await answeredStage();
    all.part('menu-button').click();
    item(all, 'Delete conversation').click();
    const dialog = all.part('toast');
    expect([dialog.getAttribute('role'), focused(all)]).to.deep.equal(['alertdialog', 'Cancel']);
    const [no, yes] = [...dialog.querySelectorAll('button')].map((each) => ({ ...each.getBoundingClientRect().toJSON(), color: getComputedStyle(each).color }) as DOMRect & { color: string });
    expect(no!.top, 'side by side').to.equal(yes!.top);
    expect(no!.color).not.to.equal(yes!.color);
    await sendKeys({ press: 'Escape' });
    expect(all.parts('toast')).to.have.length(0);
    expect(all.element.open).to.equal(true);
    expect(all.root.activeElement).to.equal(all.part('menu-button'));
    expect(all.element.messages).to.have.length(2);
    all.part('menu-button').click();
    item(all, 'Delete conversation').click();
    all.button('Delete conversation').click();
    await until(() => all.element.messages.length === 0);
    expect(all.element.conversationId).to.equal(undefined);
    expect(all.root.activeElement).to.equal(all.input);
    await until(() => all.parts('toast')[0]?.textContent.includes('has been deleted'));
  });

  it('switches a sound on that is off at first, and plays it for each reply', async () => {
    const started: number[] = [];
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (this: OscillatorNode, when?: number) {
      started.push(this.frequency.value);
      start.call(this, when);
    };
    const all = await answeredStage();
    expect(started).to.have.length(0);
    all.part('menu-button').click();
    item(all, 'Turn sounds on').click();
    await until(() => started.length > 0, 'a sound');
    const heard = started.length;
    all.say('Again');
    await all.answered(2);
    await until(() => started.length === 2 * heard, 'a sound again');
    all.part('menu-button').click();
    item(all, 'Turn sounds off').click();
    all.say('And again');
    await all.answered(3);
    expect(started).to.have.length(2 * heard);
    OscillatorNode.prototype.start = start;
  });

  it('remembers whether sounds are on, unless nothing is to be kept', async () => {
    const isOn = async (persist: string) => {
      const all = await answeredStage({ attributes: { persist } });
      all.part('menu-button').click();
      const label = all.parts('menu-item').map(({ textContent }) => textContent.trim()).find((each) => /sounds/.test(each));
      return { isOn: label === 'Turn sounds off', toggle: () => item(all, label!).click(), all };
    };
    for (const persist of ['local', 'session']) {
      const first = await isOn(persist);
      expect(first.isOn).to.equal(false);
      first.toggle();
      first.all.element.remove();
      const second = await isOn(persist);
      expect(second.isOn, persist).to.equal(true);
      second.toggle();
      second.all.element.remove();
      expect((await isOn(persist)).isOn).to.equal(false);
    }
    (await isOn('none')).toggle();
    expect((await isOn('none')).isOn).to.equal(false);
    expect(kept()).to.deep.equal([]);
  });

  it('forgets whether sounds are on when data is cleared', async () => {
    const all = await answeredStage({ attributes: { persist: 'local' } });
    all.part('menu-button').click();
    item(all, 'Turn sounds on').click();
    expect(kept()).to.have.length(1);
    await all.element.clearStoredData();
    expect(kept()).to.deep.equal([]);
    all.say('Again');
    await all.answered();
    all.part('menu-button').click();
    expect(item(all, 'Turn sounds on')).to.exist;
  });

  it('holds as long as the page does where the browser keeps nothing', async () => {
    const { setItem } = Storage.prototype;
    Storage.prototype.setItem = () => {
      throw new DOMException('Full', 'QuotaExceededError');
    };
    try {
      const all = await answeredStage({ attributes: { persist: 'session' } });
      all.part('menu-button').click();
      item(all, 'Turn sounds on').click();
      all.part('menu-button').click();
      item(all, 'Turn sounds off').click();
      all.part('menu-button').click();
      expect(item(all, 'Turn sounds on')).to.exist;
    } finally {
      Storage.prototype.setItem = setItem;
    }
  });
});
