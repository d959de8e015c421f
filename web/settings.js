// The operator's two settings: how much may be missed, and who decides between names.

const KINDS = {
    'dual-ridge': 'Ridge regression',
    logistic: 'Logistic regression',
    'nearest-mean': 'The nearest mean',
    'nearest-sample': 'The nearest samples',
    'ring-logistic': 'Logistic regression on the newest samples',
    'streaming-lda': 'Linear discriminants',
};

/** Wires `#threshold` and `#kind`; `set({threshold})` and `set({kind})` ask the daemon. */
export class Settings {
    #slider = document.getElementById('threshold');
    #words = document.getElementById('threshold-words');
    #kind = document.getElementById('kind');
    #isMoving = false;

    constructor(set) {
        this.#slider.oninput = () => {
            this.#isMoving = true;
            this.#say();
        };
        this.#slider.onchange = async () => {
            await set({ threshold: Number(this.#slider.value) });
            this.#isMoving = false;
        };
        this.#kind.onchange = () => set({ kind: this.#kind.value });
    }

    /** Shows what is set, unless a hand is setting it. */
    show({ kind, threshold, kinds = [kind] }) {
        if (this.#kind.options.length !== kinds.length) {
            this.#kind.replaceChildren(...kinds.map((name) => new Option(KINDS[name] ?? name, name)));
        }
        this.#kind.value = kind;
        if (this.#isMoving) return;
        this.#slider.value = threshold;
        this.#say();
    }

    #say() {
        const missed = Math.round(100 * Number(this.#slider.value));
        this.#words.textContent = missed === 0
            ? 'Nothing that was taught may be missed: strangers get names, too.'
            : `Of 100 views of what was taught, ${missed} may be taken for unknown. More finds more strangers.`;
        this.#slider.ariaValueText = `${missed} of 100`;
    }
}
