import { Component, CUSTOM_ELEMENTS_SCHEMA, provideZonelessChangeDetection, signal } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import type { AutessaMessageEvent } from 'autessa-agent';
import 'autessa-agent/define';

@Component({
  selector: 'app-root',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <p id="said">{{ said() }}</p>
    <autessa-agent
      agent-id="104"
      token-endpoint="/token"
      api-base="/"
      assets-base="/autessa"
      heading="Atlas"
      [strings]="{ placeholder: 'Ask me' }"
      (autessa-message)="onMessage($event)"
    ></autessa-agent>
  `,
})
class App {
  readonly said = signal('');

  onMessage({ message }: AutessaMessageEvent): void {
    if (message.role === 'agent') this.said.set(message.text);
  }
}

bootstrapApplication(App, { providers: [provideZonelessChangeDetection()] }).catch(console.error);
