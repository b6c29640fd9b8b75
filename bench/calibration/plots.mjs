const colors = ['#0b6e99', '#b3541e', '#4c7a34', '#7a3f8f', '#8a6d1b'];
const [width, height, left, top, right, bottom] = [640, 420, 64, 24, 24, 56];

/** Realized over wished false-reject rate, both logarithmic, as SVG. */
export function ratesPlot(series, rates) {
  const at = (value) => Math.log10(Math.max(0.002, value));
  const x = scale(at(0.004), at(0.13), left, width - right);
  // The names are above the plot, where no bar crosses them.
  const plotTop = top + 18 * Math.ceil(series.length / 2);
  const y = scale(at(0.002), at(0.3), height - bottom, plotTop);
  const ticks = rates
    .map(
      (rate) =>
        line(x(at(rate)), plotTop, x(at(rate)), height - bottom, '#e4e4e4') +
        text(x(at(rate)), height - bottom + 18, percent(rate), 'middle'),
    )
    .join('');
  const levels = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2];
  const rows = levels
    .map(
      (level) =>
        line(left, y(at(level)), width - right, y(at(level)), '#e4e4e4') +
        text(left - 8, y(at(level)) + 4, level === 0.002 ? '≤ 0.2 %' : percent(level), 'end'),
    )
    .join('');
  const diagonal = line(x(at(0.004)), y(at(0.004)), x(at(0.13)), y(at(0.13)), '#555', '5 4');
  const nameAt = (i) => ({ x: left + 16 + 260 * (i % 2), y: 22 + 18 * (i >> 1) });
  const drawn = series
    .map(({ name, points }, i) => {
      const shift = (i - (series.length - 1) / 2) * 7;
      const marks = points
        .map(({ wished, realized, low, high }) => {
          const cx = x(at(wished)) + shift;
          return `<line x1="${cx}" y1="${y(at(low))}" x2="${cx}" y2="${y(at(high))}" stroke="${colors[i]}" stroke-width="4" opacity="0.3"/><circle cx="${cx}" cy="${y(at(realized))}" r="4" fill="${colors[i]}"/>`;
        })
        .join('');
      return (
        marks +
        `<circle cx="${nameAt(i).x}" cy="${nameAt(i).y - 4}" r="4" fill="${colors[i]}"/>` +
        text(nameAt(i).x + 12, nameAt(i).y, name, 'start')
      );
    })
    .join('');
  return svg(
    rows +
      ticks +
      diagonal +
      drawn +
      text(
        (left + width - right) / 2,
        height - 12,
        'wished false-reject rate; bars: central 95 % for one split',
        'middle',
      ) +
      rotated('realized on held-out good images'),
  );
}

/** Accuracy, balanced accuracy and F1 over the one rate, as SVG. */
export function curvePlot(curve) {
  const x = scale(Math.log10(0.0008), Math.log10(0.25), left, width - right);
  const y = scale(0.5, 1, height - bottom, top);
  const rows = [0.5, 0.6, 0.7, 0.8, 0.9, 1]
    .map(
      (level) =>
        line(left, y(level), width - right, y(level), '#e4e4e4') +
        text(left - 8, y(level) + 4, level.toFixed(1), 'end'),
    )
    .join('');
  const ticks = curve
    .map(({ rate }) => text(x(Math.log10(rate)), height - bottom + 18, percent(rate), 'middle'))
    .join('');
  const keys = [
    ['accuracy', 'accuracy'],
    ['balanced', 'balanced accuracy'],
    ['f1', 'F1'],
    ['detected', 'defects detected'],
  ];
  const drawn = keys
    .map(([key, name], i) => {
      const points = curve
        .map((row) => `${x(Math.log10(row.rate))},${y(Math.max(0.5, row[key]))}`)
        .join(' ');
      return (
        `<polyline points="${points}" fill="none" stroke="${colors[i]}" stroke-width="2"/><line x1="${width - 190}" y1="${height - bottom - 66 + 18 * i}" x2="${width - 170}" y2="${height - bottom - 66 + 18 * i}" stroke="${colors[i]}" stroke-width="2"/>` +
        text(width - 164, height - bottom - 62 + 18 * i, name, 'start')
      );
    })
    .join('');
  return svg(
    rows +
      ticks +
      drawn +
      text(
        (left + width - right) / 2,
        height - 12,
        'one false-reject rate for all categories',
        'middle',
      ),
  );
}

function scale(from, to, start, end) {
  return (value) => Number((start + ((value - from) / (to - from)) * (end - start)).toFixed(1));
}

function percent(share) {
  return `${Number((100 * share).toPrecision(3))} %`;
}

function line(x1, y1, x2, y2, color, dashes = '') {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${color}"${dashes === '' ? '' : ` stroke-dasharray="${dashes}"`}/>`;
}

function text(x, y, content, anchor) {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${content}</text>`;
}

function rotated(content) {
  const y = (top + height - bottom) / 2;
  return `<text x="14" y="${y}" text-anchor="middle" transform="rotate(-90 14 ${y})">${content}</text>`;
}

function svg(body) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="#222"><rect width="${width}" height="${height}" fill="#fff"/>${body}</svg>\n`;
}
