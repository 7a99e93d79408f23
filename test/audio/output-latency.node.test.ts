import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outputLatencyMs } from '../../src/audio/devices/output-latency.js';

const chrome = { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36' } as Navigator;
const firefoxOnLinux = { userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' } as Navigator;
const firefoxElsewhere = { userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0' } as Navigator;
const context = (baseLatency?: number, outputLatency?: number) => ({ baseLatency, outputLatency }) as AudioContext;

test('the latency is what the browser tells of its output, or of its rendering, or nothing', () => {
  assert.equal(outputLatencyMs(context(0.01, 0.035), chrome), 35);
  assert.equal(outputLatencyMs(context(0.01, 0), chrome), 10);
  assert.equal(outputLatencyMs(context(), chrome), 0);
  assert.equal(outputLatencyMs(context(0, 0.03), firefoxElsewhere), 30);
});

test('Firefox on Linux is not asked, as it might never answer', () => {
  const asked = {
    get outputLatency(): number {
      throw new Error('It was asked');
    },
  } as AudioContext;
  assert.equal(outputLatencyMs(asked, firefoxOnLinux), 40);
});
