import { Component, CUSTOM_ELEMENTS_SCHEMA } from '@angular/core';
import type { AutessaMessageEvent } from 'autessa-agent';
import 'autessa-agent/define';

@Component({
  selector: 'app-chat',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <autessa-agent
      agent-id="123"
      token-endpoint="/token"
      [strings]="{ placeholder: 'Ask about your order' }"
      (autessa-message)="onMessage($event)"
    ></autessa-agent>
  `,
})
export class Chat {
  onMessage({ message }: AutessaMessageEvent) {
    console.log(message.role, message.text);
  }
}
