// A second implementation of R-spc-1 and R-spc-2, written from the rules and not from the program's code: for
// each point it asks every window that holds it.
const sum = (list) => list.reduce((a, b) => a + b, 0);

export function chart(x, trend = 7) {
  const mean = sum(x) / x.length;
  const ranges = x.slice(1).map((value, i) => Math.abs(value - x[i]));
  const spread = ranges.length > 0 ? sum(ranges) / ranges.length : 0;
  const [lower, upper] = [mean - 2.66 * spread, mean + 2.66 * spread];
  const third = 2 * (2.66 / 3) * spread;
  const outside = x.map((value) => value < lower || value > upper);
  const warned = x.map((value, i) => !outside[i] && (value < mean - third || value > mean + third));
  // Does some window of that many points that holds point i pass?
  const anyWindow = (i, size, passes) => {
    for (let from = Math.max(0, i - size + 1); from <= i && from + size <= x.length; from++) {
      if (passes(x.slice(from, from + size), from)) return true;
    }
    return false;
  };
  const oneSide = (window) => window.every((value) => value > mean) || window.every((value) => value < mean);
  const rises = (window) => window.every((value, i) => i === 0 || value > window[i - 1]);
  const falls = (window) => window.every((value, i) => i === 0 || value < window[i - 1]);
  const rules = x.map((value, i) => {
    if (outside[i]) return 1;
    if (anyWindow(i, trend, (window) => rises(window) || falls(window))) return 4;
    if (warned[i] && anyWindow(i, 3, (window, from) => oneSide(window) && window.filter((_, k) => warned[from + k]).length >= 2)) return 2;
    if (anyWindow(i, 7, oneSide)) return 3;
    return 0;
  });
  return { mean, lower, upper, rules };
}
