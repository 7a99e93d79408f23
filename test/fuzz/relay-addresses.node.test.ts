import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { ipV4, ipV6, oneof, option, nat, record, string, constantFrom } from 'fast-check';
import { clientAddress } from '../../src/relay/address.js';
import { fuzz } from './fuzz.js';

const remote = '198.51.100.7';

fuzz('relay-forwarded-for-junk', string({ unit: 'binary' }), (header) => {
  const address = clientAddress(remote, header, 1);
  assert.ok(address !== undefined && (isIP(address) === 4 || /^[\da-f]{1,4}(:[\da-f]{1,4}){3}$/.test(address)), address);
});

const written = record({
  address: oneof(ipV4(), ipV6()),
  port: option(nat(65_535)),
  before: constantFrom('', '192.0.2.9, ', 'unknown,', ' , '),
  space: constantFrom('', ' ', '\t'),
});

fuzz('relay-forwarded-for-forms', written, ({ address, port, before, space }) => {
  const bracketed = isIP(address) === 6 ? `[${address}]` : address;
  const plain = clientAddress(remote, address, 1);
  assert.equal(plain, clientAddress(address, null, 0));
  assert.equal(clientAddress(remote, `${before}${space}${port === null ? bracketed : `${bracketed}:${port}`}${space}`, 1), plain);
  assert.equal(clientAddress(remote, `${before}${address.toUpperCase()}`, 1), plain);
});
