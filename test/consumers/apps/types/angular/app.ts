import { Component, CUSTOM_ELEMENTS_SCHEMA } from '@angular/core';
import type { AutessaMessageEvent, TokenProvider } from 'autessa-agent';
import 'autessa-agent/define';

@Component({
  selector: 'app-root',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <autessa-agent
      agent-id="104"
      token-endpoint="/token"
      [tokenProvider]="tokenProvider"
      [strings]="{ placeholder: 'Ask me' }"
      (autessa-message)="onMessage($event)"
    ></autessa-agent>
  `,
})
export class App {
  readonly tokenProvider: TokenProvider = async ({ agentId }) => ({ token: String(agentId), expiresIn: 60 });

  onMessage({ message }: AutessaMessageEvent): void {
    console.log(message.text.length);
  }
}
