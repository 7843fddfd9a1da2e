// Proof of work beside the page, so that it never stands still: find the number whose salted SHA-256 is the one asked.

import { sha256 } from "./third/sealing.js";

const encoder = new TextEncoder();

onmessage = ({ data: { salt, challenge, maxnumber } }) => {
  const wanted = Uint8Array.from(challenge.match(/../g), (two) => parseInt(two, 16));
  const begun = sha256.create().update(encoder.encode(salt));
  for (let number = 0; number <= maxnumber; number += 1) {
    const found = begun.clone().update(encoder.encode(String(number))).digest();
    if (found[0] === wanted[0] && found.every((byte, at) => byte === wanted[at])) return postMessage({ number });
  }
  throw new Error("no number");
};
