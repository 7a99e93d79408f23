import assert from 'node:assert/strict';
import { AgentError } from '../../../src/base/errors.js';
import type { Messages } from '../../../src/conversation/message.js';
import { replyBefore } from '../../../src/conversation/settle.js';
import type { SessionEffect } from '../../../src/session/core/effect.js';
import type { SessionCoreEvent } from '../../../src/session/core/event.js';
import { initialModel, type Model } from '../../../src/session/core/model.js';
import { callEvents } from '../../../src/session/core/call-events.js';
import { conversation } from '../../../src/session/core/conversation.js';
import { countQuestion } from '../../../src/session/core/log-question.js';
import type { LogQuestion } from '../../../src/session/core/log-meaning.js';
import { step } from '../../../src/session/core/step.js';
import { handlers as logHandlers, meaningOf } from '../../../src/session/runners/log.js';
import type { VirtualTime, WorldFrame, WorldServer } from './world.js';

/** Put together once: a step costs less than to do it. */
const handlers = { ...logHandlers, ...conversation, ...callEvents };

/** What a browser keeps. */
export interface Stored {
  readonly conversationId: string | undefined;
  readonly messages: Messages;
  readonly settledTurns: number;
  readonly isCounted: boolean;
  readonly owed: number;
  readonly replyBefore: string | undefined;
  readonly settledAtReply: number;
}

/** What goes on between a page and the server, and can be made to fail. */
export interface Weather {
  isOnline: boolean;
  /** Sockets of now carry nothing, in either direction, and do not say so. */
  isHanging: boolean;
  /** So many attempts at a connection are refused for good. */
  refusals: number;
  /** So many readings of the log fail: with an error of this kind. */
  unreadable: number;
  /** So many messages get lost on their way, with their sockets. */
  losses: number;
}

interface Socket {
  readonly conversationId: string;
  isOpen: boolean;
  isHung: boolean;
}

export interface PageOptions {
  readonly time: VirtualTime;
  readonly random: () => number;
  readonly server: WorldServer;
  readonly weather: Weather;
  readonly stored: Stored | undefined;
  readonly keep: (stored: Stored) => void;
  readonly newId: () => string;
}

/** One page, with runners that are as simple as can be around the real `step`. */
export class Page {
  model: Model = initialModel;
  /** Whoever waits for a reply. */
  readonly promises = new Map<string, 'open' | 'resolved' | 'rejected'>();
  /** How often a turn was handed to a socket. */
  readonly sent = new Map<string, number>();
  steps = 0;
  readonly #options: PageOptions;
  #isAlive = true;
  #isFollowing = false;
  #isKept = new Set<string>();
  #socket: Socket | undefined;
  #attempt = 0;
  #epoch = 0;
  readonly #queue: SessionCoreEvent[] = [];
  #isStepping = false;

  constructor(options: PageOptions) {
    this.#options = options;
  }

  /** Takes up what was stored. */
  open(stored = this.#options.stored): void {
    if (!stored) return;
    for (const { id } of stored.messages) this.#isKept.add(id);
    this.dispatch({ type: 'taken-up', hasEarlier: false, ...stored, replyBefore: stored.replyBefore ?? replyBefore(stored.messages, stored.conversationId) });
    for (const turn of this.#turns()) if (this.promises.get(turn) !== 'open') this.promises.set(turn, 'open');
    if (stored.conversationId !== undefined) this.dispatch({ type: 'connect' });
    this.dispatch({ type: 'proceed' });
  }

  say(id: string, text: string): void {
    this.promises.set(id, 'open');
    this.dispatch({ type: 'said', id, input: [{ inputType: 'TEXT', content: text }], variables: undefined });
    this.#keep();
    this.dispatch({ type: 'proceed' });
  }

  dispatch(event: SessionCoreEvent): void {
    if (!this.#isAlive) return;
    this.#queue.push(event);
    if (this.#isStepping) return;
    this.#isStepping = true;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      const { time, newId } = this.#options;
      this.steps += 1;
      const { model, effects } = step(this.model, next, { now: time.now, newId, needsPlayback: false, call: undefined, handlers });
      if (next.type === 'follow') this.#isFollowing = true;
      if (next.type === 'lead') this.#isFollowing = false;
      this.model = model;
      for (const effect of effects) this.#run(effect);
    }
    this.#isStepping = false;
  }

  /** Whoever waited for a reply in the other tab is told by what became of it there; or it goes on here. */
  settleByHand(id: string): void {
    if (!this.#turns().includes(id)) this.promises.set(id, 'resolved');
  }

  /** @param isCrash whether it has no time to keep anything */
  end(isCrash: boolean): void {
    if (!isCrash) this.#options.keep(this.#record());
    if (isCrash) {
      for (const [id, state] of this.promises) if (state === 'open') this.promises.set(id, 'rejected');
    } else this.dispatch({ type: 'dispose' });
    this.#isAlive = false;
    if (this.#socket) this.#socket.isOpen = false;
  }

  /** The connection breaks, and both sides see it. */
  cut(): void {
    if (this.#socket) this.#lose(this.#socket);
  }

  hang(): void {
    if (this.#socket) this.#socket.isHung = true;
  }

  /** A call begins, and is over before anything is said in it: it counts what the log has, and takes a connection of its own. */
  call(): void {
    const { active, cursor } = this.model;
    if (active) return;
    const { time, server, weather, random } = this.#options;
    time.after(10 + random() * 150, () => {
      const { conversationId = '' } = this.model;
      if (!this.#isAlive || this.#isFollowing || this.model.cursor !== cursor || !weather.isOnline) return;
      const meaning = cursor.doubts > 0 && server.conversations.has(conversationId) && meaningOf(server.read(conversationId), countQuestion(this.model));
      if (meaning && meaning.kind === 'counted') this.dispatch({ type: 'recounted', meaning });
      this.#disconnect();
      this.dispatch({ type: 'free' });
      this.dispatch({ type: 'phase', event: 'closed' });
      this.dispatch({ type: 'connect' });
    });
  }

  get isRested(): boolean {
    const { active, waiting, phase } = this.model;
    return !active && waiting.length === 0 && phase !== 'responding';
  }

  #turns(): string[] {
    const { active, waiting } = this.model;
    return [...(active ? [active] : []), ...waiting].map(({ id }) => id);
  }

  #run(effect: SessionEffect): void {
    const { time, random } = this.#options;
    switch (effect.type) {
      case 'open':
        return this.#connect(20 + random() * 100);
      case 'close':
        return this.#disconnect();
      case 'reopen':
        this.#disconnect();
        return this.#connect(20 + random() * 100);
      case 'keep':
        return this.#keep(effect.epoch);
      case 'send':
        return this.#send(effect);
      case 'wake':
        return this.#wake(effect);
      case 'forget':
        this.#epoch = effect.epoch;
        return;
      case 'frame':
        return time.after(16, () => this.dispatch({ type: 'frame' }));
      case 'release': {
        if (!effect.reply && !effect.error) return;
        const before = this.promises.get(effect.turn);
        assert.equal(before, 'open', `${effect.turn} is told, which is ${before}`);
        this.promises.set(effect.turn, effect.error ? 'rejected' : 'resolved');
        return;
      }
      case 'unasked':
        return this.dispatch(effect);
      case 'prepare':
        throw new Error('Nothing is to be prepared here');
      case 'confirm':
      case 'tell':
    }
  }

  #heardAt = 0;

  #ifCurrent(epoch: number, act: () => void): void {
    if (this.#isAlive && epoch === this.#epoch) act();
  }

  #record(): Stored {
    const { conversationId, messages, cursor } = this.model;
    return { conversationId, messages, settledTurns: cursor.settledTurns, isCounted: cursor.doubts === 0, owed: cursor.owed, replyBefore: cursor.replyBefore, settledAtReply: cursor.settledAtReply };
  }

  #keep(epoch?: number): void {
    const { time, random, keep } = this.#options;
    time.after(random() * 5, () => {
      if (!this.#isAlive || this.#isFollowing) return;
      // The newest of those that come meanwhile.
      const record = this.#record();
      keep(record);
      for (const { id, status } of record.messages) if (status !== 'waiting') this.#isKept.add(id);
      if (epoch !== undefined) this.dispatch({ type: 'kept', epoch });
    });
  }

  #send({ turn, epoch }: Extract<SessionEffect, { type: 'send' }>): void {
    const { time, random, server, weather } = this.#options;
    const socket = this.#socket;
    assert.ok(!this.model.isConsentNeeded, 'nothing is sent without consent');
    assert.ok(!this.#isFollowing, 'a tab that follows never sends');
    assert.ok(this.#isKept.has(turn.id), 'nothing is sent before it is kept');
    const isHanded = socket?.isOpen === true;
    if (isHanded) {
      this.sent.set(turn.id, (this.sent.get(turn.id) ?? 0) + 1);
      const isLost = weather.losses > 0;
      if (isLost) {
        weather.losses -= 1;
        time.after(random() * 60, () => this.#lose(socket));
      } else {
        const [input] = turn.input;
        const text = input?.inputType === 'TEXT' ? input.content : '';
        // What is on its way arrives, whatever becomes of the socket meanwhile.
        time.after(1 + random() * 20, () => {
          if (socket.isHung) return;
          const say = (frame: WorldFrame, afterMs: number): void => time.after(afterMs + 1 + random() * 3, () => this.#hear(socket, frame));
          server.receive(socket.conversationId, turn.id, text, say, () => socket.isOpen && !socket.isHung);
        });
      }
    }
    this.dispatch({ type: 'handed', epoch, isHanded });
  }

  #hear(socket: Socket, { kind, text, errors = [] }: WorldFrame): void {
    if (!socket.isOpen || socket.isHung || socket !== this.#socket) return;
    this.#heardAt = this.#options.time.now;
    if (kind === 'stream') return this.dispatch({ type: 'message', message: { kind, output: { outputType: 'TEXT', content: text } } });
    this.dispatch({ type: 'message', message: { kind, conversationId: socket.conversationId, output: text ? [{ outputType: 'TEXT', content: text }] : [], errors } });
  }

  #wake({ epoch, afterMs, question }: Extract<SessionEffect, { type: 'wake' }>): void {
    const { time, random } = this.#options;
    const act = (): void => (question ? this.#read(epoch, question) : this.dispatch({ type: 'woke', epoch, heardAt: this.#heardAt }));
    time.after(question ? afterMs + 10 + random() * 150 : afterMs, () => this.#ifCurrent(epoch, act));
  }

  #read(epoch: number, question: LogQuestion): void {
    const { server, weather, random } = this.#options;
    const isUnreadable = !weather.isOnline || weather.unreadable > 0;
    if (isUnreadable) {
      weather.unreadable = Math.max(0, weather.unreadable - 1);
      const error = !weather.isOnline || random() < 0.6 ? new AgentError('connection', 'No answer', { retryable: true }) : new AgentError('limited', '429', { retryable: true, retryAfterMs: 2_000 });
      return this.dispatch({ type: 'log-read', epoch, meaning: { kind: 'unreadable', error } });
    }
    if (!server.conversations.has(question.conversationId)) {
      return this.dispatch({ type: 'log-read', epoch, meaning: { kind: 'unreadable', error: new AgentError('agent', 'Not found') } });
    }
    this.dispatch({ type: 'log-read', epoch, meaning: meaningOf(server.read(question.conversationId), question) });
  }

  #connect(afterMs: number): void {
    if (this.#socket) return;
    const attempt = (this.#attempt += 1);
    const { time, server, weather } = this.#options;
    time.after(afterMs, () => {
      if (!this.#isAlive || attempt !== this.#attempt) return;
      const error = new AgentError('connection', 'No connection', { retryable: true });
      if (!weather.isOnline) {
        this.dispatch({ type: 'offline', error });
        return attempt === this.#attempt ? this.#connect(1_000) : undefined;
      }
      if (weather.refusals > 0) {
        weather.refusals -= 1;
        return this.dispatch({ type: 'refused', error: new AgentError('auth', 'Refused') });
      }
      const conversationId = server.open(this.model.conversationId);
      this.#socket = { conversationId, isOpen: true, isHung: weather.isHanging };
      this.#heardAt = time.now;
      this.dispatch({ type: 'opened', conversationId });
    });
  }

  #disconnect(): void {
    this.#attempt += 1;
    if (this.#socket) this.#socket.isOpen = false;
    this.#socket = undefined;
  }

  #lose(socket: Socket): void {
    if (!socket.isOpen || socket !== this.#socket) return;
    this.#disconnect();
    const attempt = this.#attempt;
    this.dispatch({ type: 'lost', error: new AgentError('connection', 'Lost', { retryable: true }) });
    if (attempt === this.#attempt) this.#connect(200);
  }
}
