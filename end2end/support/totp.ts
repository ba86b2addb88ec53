// What an authenticator app computes (RFC 6238: SHA-1, six digits, 30 seconds).

import { createHmac } from "node:crypto";

/** The code of a moment; the server also takes that of the next half minute, so a test need not wait for it. */
export function code(secret: string, at = Date.now()): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const digest = createHmac("sha1", base32(secret)).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

export const nextCode = (secret: string) => code(secret, Date.now() + 30_000);

function base32(text: string): Buffer {
  const bits = [...text.replaceAll(" ", "")]
    .map((char) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(char).toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
