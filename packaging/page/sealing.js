// What the page takes from others to seal: HPKE with X25519 in JavaScript, so that older phones work, a hash that can
// be fed piece by piece, and Ed25519 to check the centre's signature.
export { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
export { DhkemX25519HkdfSha256 } from "@hpke/dhkem-x25519";
export { sha256 } from "@hpke/common";
export { verifyAsync } from "@noble/ed25519";
