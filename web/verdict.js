// The verdict in words: large under the picture at once, and spoken to screen readers once it has settled.

const SETTLED = 700; // Milliseconds a verdict must stand before it is spoken.
const CALM = 250; // Milliseconds between two changes of the number, which would flicker otherwise.

/** The words for a prediction as a list of strings and `{name}`, so that a name keeps its own writing direction. */
export function phrase({ verdict, category, scores = [] }) {
    const [first, second] = scores.map((entry) => ({ name: entry.category }));
    switch (verdict) {
        case 'known': return [{ name: category }];
        case 'unsure': return second ? ['maybe ', first, ' or ', second] : ['maybe ', first ?? { name: category }];
        case 'empty': return ['nothing there'];
        default: return ['I have not been taught this'];
    }
}

/** Writes into `#words`, `#sure` and `#spoken`. */
export class Verdict {
    #box = document.getElementById('verdict');
    #words = document.getElementById('words');
    #sure = document.getElementById('sure');
    #spoken = document.getElementById('spoken');
    #text = null;
    #sureness = 0;
    #sureAt = 0;
    #speech = 0;

    /** Shows a prediction; `color` is its category's. */
    show(prediction, color) {
        this.#say(phrase(prediction));
        this.#box.classList.remove('stale');
        this.#box.style.setProperty('--color', color ?? 'transparent');
        this.#measure(prediction);
    }

    /** Dims what is shown: no verdict came for a while. */
    fade() {
        this.#box.classList.add('stale');
    }

    #say(parts) {
        const text = parts.map((part) => part.name ?? part).join('');
        if (text === this.#text) return;
        this.#text = text;
        this.#words.replaceChildren(...parts.map((part) => part.name === undefined ? part : isolate(part.name)));
        clearTimeout(this.#speech);
        this.#speech = setTimeout(() => (this.#spoken.textContent = text), SETTLED);
    }

    // Never 100 %: the last percent is not for a machine to claim.
    #measure({ verdict, confidence }) {
        const now = performance.now();
        if (verdict !== 'known') this.#sureness = confidence;
        this.#sureness += 0.3 * (confidence - this.#sureness);
        if (now - this.#sureAt < CALM && (verdict === 'known') === (this.#sure.textContent !== '')) return;
        this.#sureAt = now;
        const percent = Math.max(1, Math.min(99, Math.round(this.#sureness * 100)));
        this.#sure.textContent = verdict === 'known' ? `${percent} % sure` : '';
    }
}

function isolate(name) {
    const made = document.createElement('bdi');
    made.textContent = name;
    return made;
}
