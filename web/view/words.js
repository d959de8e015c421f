// What is said of a picture, in the words that the daemon writes into its own.

const QUIET = '#9ea8b8';
const [OPEN, CLOSE] = ['\u2068', '\u2069']; // A name keeps its own writing direction.

const isolated = (name) => `${OPEN}${name}${CLOSE}`;

/** The large words; an empty string where there is nothing to say. */
export function title({ said, taught }) {
    if (!said) return '';
    if (!taught) return 'Show something and name it';
    switch (said.verdict) {
        case 'known': return isolated(said.category ?? '');
        case 'unsure': return `maybe ${(said.candidates ?? [said.category ?? '']).map(isolated).join(' or ')}`;
        case 'unknown': return 'I have not been taught this';
        default: return '';
    }
}

/** The small ones beside them. Never 100 %: nobody is that sure. */
export function detail({ said, taught }) {
    if (!taught || said?.verdict !== 'known') return '';
    return `${Math.min(99, Math.round(100 * said.confidence))} %`;
}

/** What stands in the corner. */
export function footer({ said, fps }) {
    const late = said?.late_ms > 0 ? ` · verdict ${Math.round(said.late_ms)} ms old` : '';
    return `${Math.round(fps)} frames/s${late}`;
}

/** The colour of the verdict. */
export function color({ said }) {
    return (said?.verdict === 'known' || said?.verdict === 'unsure') && said.color ? said.color : QUIET;
}

/** The name and colour of a box. */
export function box({ kind, category, color, sure }) {
    if (kind === 'followed') return { name: `following ${isolated(category)}`, color: sure ? color ?? '#ffffff' : QUIET };
    return { name: sure ? isolated(category) : `maybe ${isolated(category)}`, color: color ?? QUIET };
}

/** What a screen reader says of it. */
export function spoken(note) {
    if (note.message) return `No picture: ${note.message}`;
    if (note.taught && note.said?.verdict === 'empty') return 'nothing there';
    return title(note).replaceAll(OPEN, '').replaceAll(CLOSE, '');
}
