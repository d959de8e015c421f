// Draws what is said of a picture: the same outlines, plates and words that the daemon draws into its own pictures, but
// as sharp as the screen. All lengths are in the picture's pixels; the canvas is scaled.

import { box, color, detail, footer, title } from './words.js';

const SHADE = '15 18 23';
const LATE = 150; // Milliseconds; an older verdict is dimmed.
const LINES = 4;

/** How labels are drawn, apart from what they say; `smallest` is the height of letters that can still be read. */
export const PLAIN_STYLE = { font: '"Noto Sans", system-ui, sans-serif', size: 1, smallest: 0, isStrong: false };

/** Draws the labels of a picture of `width` × `height`. */
export function drawLabels(context, note, width, height, style = PLAIN_STYLE) {
    if (note.frame === null || note.frame === undefined) return; // A picture that stands in for a frame says all itself.
    const pen = new Pen(context, width, height, style);
    const isLate = note.said?.late_ms > LATE;
    pen.dim(isLate, () => note.region && pen.outline(note.region, color(note)));
    for (const entry of note.boxes ?? []) drawBox(pen, entry);
    pen.dim(isLate, () => drawTitle(pen, note));
    drawFooter(pen, footer(note));
}

function drawBox(pen, entry) {
    const { name, color } = box(entry);
    pen.outline(entry.region, color);
    const size = pen.size(11, 26);
    const [x, y] = [entry.region.x * pen.width, entry.region.y * pen.height];
    const text = pen.text(name, size, 700, Math.max(pen.width - x - size, size));
    const height = text.height + 0.2 * size;
    const top = y >= height ? y - height : y;
    pen.plate(x, top, text.width + size, height);
    pen.plate(x, top, 0.25 * size, height, color);
    pen.write(text, x + 0.5 * size, top + 0.1 * size);
}

function drawTitle(pen, note) {
    const words = title(note);
    if (!words) return;
    const size = pen.size(14, 17);
    const room = Math.max(pen.width - 4 * size, size);
    const large = pen.text(words, size, 700, room * 0.72);
    const small = pen.text(detail(note), 0.68 * size, 400, room * 0.28);
    const width = large.width + (small.width > 0 ? small.width + 0.6 * size : 0) + 1.5 * size;
    const height = Math.max(large.height, small.height) + 0.4 * size;
    const x = (pen.width - width) / 2;
    const y = pen.height - height - 0.6 * size;
    pen.plate(x, y, width, height);
    pen.plate(x, y, 0.4 * size, height, color(note));
    pen.write(large, x + 0.9 * size, y + (height - large.height) / 2);
    pen.write(small, x + 1.5 * size + large.width, y + (height - small.height) / 2);
}

function drawFooter(pen, words) {
    const size = pen.size(10, 36);
    const text = pen.text(words, size, 400, pen.width / 2);
    const width = text.width + size;
    pen.plate(pen.width - width - 6, 6, width, text.height + 4, null, 0.6);
    pen.write(text, pen.width - width - 6 + size / 2, 8);
}

class Pen {
    #context;

    constructor(context, width, height, style) {
        this.#context = context;
        Object.assign(this, { width, height, style });
    }

    /** The height of letters: a share of the picture, or what can be read. */
    size(least, share) {
        return Math.max(this.style.smallest, Math.max(least, this.height / share) * this.style.size);
    }

    /** Draws fainter what is no longer quite true. */
    dim(isDim, draw) {
        this.#context.globalAlpha = isDim ? 0.5 : 1;
        draw();
        this.#context.globalAlpha = 1;
    }

    /** Outlines a region, dark beneath so that it is seen on any ground. */
    outline({ x, y, width, height }, color) {
        const strokes = this.style.isStrong ? [[7, '#000'], [3.5, color]] : [[5, `rgb(${SHADE} / .45)`], [2.5, color]];
        for (const [thickness, style] of strokes) {
            this.#context.lineWidth = thickness;
            this.#context.strokeStyle = style;
            this.#context.strokeRect(
                x * this.width + 1.5, y * this.height + 1.5, width * this.width - 3, height * this.height - 3);
        }
    }

    /** Fills a rectangle with rounded corners; without a colour it is shade. */
    plate(x, y, width, height, color = null, opacity = 0.78) {
        this.#context.fillStyle = color ?? `rgb(${SHADE} / ${this.style.isStrong ? 1 : opacity})`;
        this.#context.beginPath();
        this.#context.roundRect(x, y, width, height, Math.min(8, height / 2, width / 2));
        this.#context.fill();
    }

    /** Lays text out in lines that are no wider than `room`. */
    text(words, size, weight, room) {
        this.#context.font = `${weight} ${size}px ${this.style.font}`;
        const lines = words ? wrap(this.#context, words, room) : [];
        const width = Math.max(0, ...lines.map((line) => this.#context.measureText(line).width));
        return { lines, width, height: lines.length * 1.36 * size, size, font: this.#context.font };
    }

    /** Writes what was laid out, its upper left corner at a place. */
    write({ lines, size, font }, x, y) {
        this.#context.font = font;
        this.#context.fillStyle = '#fff';
        this.#context.textBaseline = 'alphabetic';
        lines.forEach((line, index) => this.#context.fillText(line, x, y + (index * 1.36 + 1.07) * size));
    }
}

// Greedy; a word that is wider than the room is cut, and so is what is more than a few lines.
function wrap(context, words, room) {
    const fits = (text) => context.measureText(text).width <= room;
    if (fits(words)) return [words];
    const lines = [''];
    for (const word of words.split(' ')) {
        const longer = `${lines.at(-1)} ${word}`.trim();
        if (fits(longer) || lines.at(-1) === '') lines[lines.length - 1] = longer;
        else lines.push(word);
    }
    const kept = lines.slice(0, LINES);
    if (lines.length > LINES) kept[LINES - 1] += ' …';
    return kept.map((line) => (fits(line) ? line : cut(line, fits)));
}

function cut(line, fits) {
    const characters = [...line];
    while (characters.length > 1 && !fits(`${characters.join('')}…`)) characters.pop();
    return `${characters.join('')}…`;
}
