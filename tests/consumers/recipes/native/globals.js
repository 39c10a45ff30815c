// What Hermes has on its own in React Native since 0.74, and its command line of 0.12 lacks.

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

globalThis.atob ??= (text) => {
  let [out, bits, count] = ["", 0, 0];
  for (const digit of text.replace(/=+$/, "")) {
    bits = ((bits & 0xff) << 6) | DIGITS.indexOf(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += String.fromCharCode((bits >> count) & 0xff);
  }
  return out;
};

globalThis.btoa ??= (text) => {
  let out = "";
  for (let at = 0; at < text.length; at += 3) {
    const left = text.length - at;
    const [one, two, three] = [0, 1, 2].map((next) => text.charCodeAt(at + next) || 0);
    out += DIGITS[one >> 2] + DIGITS[((one & 3) << 4) | (two >> 4)];
    out += left > 1 ? DIGITS[((two & 15) << 2) | (three >> 6)] : "=";
    out += left > 2 ? DIGITS[three & 63] : "=";
  }
  return out;
};
