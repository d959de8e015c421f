// What is seen while a button is held: the picture framed in the category's colour, and the samples counted on it.

/** Shows the hold of `teacher` on `frame`, the picture's element. */
export class Lesson {
    #frame;
    #line = document.getElementById('lesson');
    #category = null;
    #learnt = new Set(); // Numbers of samples: each event names all that the hold has brought.
    #before = 0; // How many there were when it was last asked.

    constructor(frame) {
        this.#frame = frame;
    }

    /** A hold began, or ended with `category` null. */
    show(category, color) {
        this.#category = category;
        this.#learnt.clear();
        this.#before = 0;
        this.#line.hidden = category === null;
        this.#frame.classList.toggle('held', category !== null);
        this.#frame.style.setProperty('--color', color ?? 'var(--accent)');
        if (category !== null) this.#say('');
    }

    /** Samples were learnt. */
    count({ category, samples }) {
        if (category !== this.#category) return;
        for (const sample of samples) this.#learnt.add(sample);
        this.#say('');
    }

    /** The hold goes on. When it has brought nothing since this was said last, all frames looked like samples. */
    goOn() {
        if (this.#learnt.size === this.#before) this.#say(', same view: turn it a little');
        this.#before = this.#learnt.size;
    }

    #say(hint) {
        const name = document.createElement('bdi');
        name.textContent = this.#category;
        this.#line.replaceChildren('Learning ', name, ` +${this.#learnt.size}${hint}`);
    }
}
