// What is seen while a button is held: the picture framed in the category's colour, and the samples counted on it.

/** Shows the hold of `teacher` on `frame`, the picture's element. */
export class Lesson {
    #frame;
    #line = document.getElementById('lesson');
    #category = null;
    #learnt = 0;

    constructor(frame) {
        this.#frame = frame;
    }

    /** A hold began, or ended with `category` null. */
    show(category, color) {
        this.#category = category;
        this.#learnt = 0;
        this.#line.hidden = category === null;
        this.#frame.classList.toggle('held', category !== null);
        this.#frame.style.setProperty('--color', color ?? 'var(--accent)');
        if (category !== null) this.#say('');
    }

    /** Samples were learnt, or skipped because they looked like the ones before. */
    count({ category, samples, skipped_duplicates: skipped }) {
        if (category !== this.#category) return;
        this.#learnt += samples.length;
        this.#say(samples.length === 0 && skipped > 0 ? ', same view: turn it a little' : '');
    }

    #say(hint) {
        const name = document.createElement('bdi');
        name.textContent = this.#category;
        this.#line.replaceChildren('Learning ', name, ` +${this.#learnt}${hint}`);
    }
}
