// What a photo says beside the picture: place, time and camera, out of Exif in JPEG, PNG and (best effort) HEIC.

const READ = 1024 * 1024;
const MAKE = 0x010f;
const MODEL = 0x0110;
const CHANGED = 0x0132;
const EXIF = 0x8769;
const GPS = 0x8825;
const TAKEN = 0x9003;

export async function hiddenData(file) {
  const bytes = new Uint8Array(await file.slice(0, READ).arrayBuffer());
  try {
    return { ...tags(bytes, start(bytes)), text: pngText(bytes) };
  } catch {
    return { text: pngText(bytes) };
  }
}

// Where the TIFF part begins: behind "Exif\0\0" in JPEG and HEIC, in the chunk eXIf of PNG.
function start(bytes) {
  const exif = find(bytes, [0x45, 0x78, 0x69, 0x66, 0, 0]);
  if (exif >= 0) return exif + 6;
  const chunk = isPng(bytes) ? find(bytes, [0x65, 0x58, 0x49, 0x66]) : -1;
  if (chunk < 0) throw new RangeError("none");
  return chunk + 4;
}

const isPng = (bytes) => bytes[0] === 0x89 && bytes[1] === 0x50;
const pngText = (bytes) => isPng(bytes) && (find(bytes, [0x74, 0x45, 0x58, 0x74]) >= 0 || find(bytes, [0x69, 0x54, 0x58, 0x74]) >= 0);

function find(bytes, wanted) {
  for (let at = 0; at + wanted.length <= bytes.length; at += 1) {
    if (wanted.every((byte, more) => bytes[at + more] === byte)) return at;
  }
  return -1;
}

function tags(bytes, base) {
  const view = new DataView(bytes.buffer, base);
  const little = view.getUint16(0) === 0x4949;
  const short = (at) => view.getUint16(at, little);
  const long = (at) => view.getUint32(at, little);
  const entries = (at) => new Map(Array.from({ length: Math.min(short(at), 200) }, (_one, n) => {
    const entry = at + 2 + 12 * n;
    return [short(entry), { count: long(entry + 4), at: entry + 8 }];
  }));
  const words = (entry) => {
    if (!entry || entry.count > 200) return "";
    const from = entry.count > 4 ? long(entry.at) : entry.at;
    const letters = new Uint8Array(bytes.buffer, base + from, entry.count);
    return new TextDecoder().decode(letters).replace(/\0.*$/s, "").trim();
  };
  const degrees = (entry, side) => {
    const from = long(entry.at);
    const part = (n) => long(from + 8 * n) / (long(from + 8 * n + 4) || 1);
    return (/^[SW]/.test(words(side)) ? -1 : 1) * (part(0) + part(1) / 60 + part(2) / 3600);
  };
  const main = entries(long(4));
  const inner = main.has(EXIF) ? entries(long(main.get(EXIF).at)) : new Map();
  const gps = main.has(GPS) ? entries(long(main.get(GPS).at)) : new Map();
  const place = gps.has(2) && gps.has(4)
    ? [degrees(gps.get(2), gps.get(1)), degrees(gps.get(4), gps.get(3))].map((one) => one.toFixed(3)).join(", ") : "";
  return {
    place, camera: [words(main.get(MAKE)), words(main.get(MODEL))].filter(Boolean).join(" "),
    time: words(inner.get(TAKEN)) || words(main.get(CHANGED)),
  };
}
