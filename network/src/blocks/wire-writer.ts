import { varint } from './wire.js';

/**
 * Writes protobuf fields where generated messages would be most of what an endorsement costs beside its cryptography. As
 * proto3 has it, a field with its default value is left out; a message that is there is written, empty or not.
 */
export function bytesField(id: number, value: Uint8Array): Buffer {
  return value.length === 0 ? NOTHING : messageField(id, value);
}

export function textField(id: number, value: string): Buffer {
  return bytesField(id, Buffer.from(value));
}

export function numberField(id: number, value: number): Buffer {
  return value === 0 ? NOTHING : Buffer.concat([varint(id * 8), varint(value)]);
}

export function flagField(id: number, value: boolean): Buffer {
  return numberField(id, value ? 1 : 0);
}

export function messageField(id: number, message: Uint8Array): Buffer {
  return Buffer.concat([varint(id * 8 + 2), varint(message.length), message]);
}

const NOTHING = Buffer.alloc(0);
