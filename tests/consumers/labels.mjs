// What a label has to show: the comparison of texts that were read back with those of the graph.

// The expected label: one line, never empty, truncated to 60 characters.
const invisible = /^[\s\p{Cc}\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$/u;
export function says(read, title) {
  const whole = invisible.test(title) ? "(no name)" : title.replace(/[\p{Cc}\u2028\u2029]/gu, " ");
  if ([...whole].length <= 60) return shown(read) === shown(whole);
  const kept = shown(read).replace(/…$/, "");
  return read.endsWith("…") && [...kept].length >= 50 && [...kept].length < 60 && shown(whole).startsWith(kept);
}

// As displayed by a browser: whitespace collapsed and trimmed; invisible direction marks are kept.
const shown = (text) => text.replace(/[ \t\n\r\f]+/g, " ").trim();
