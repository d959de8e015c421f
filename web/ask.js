// "What is this?": a question about something that is unknown and stands still, answered with one tap.

const GONE = 1000; // Milliseconds of another verdict after which the question is moot.
const GUESSES = 2;

/** Asks in `box`, a live region, without taking the focus. `teach(name)` teaches; `name()` goes to the field for
 *  a name; `leave()` takes the focus when the question goes under it. */
export class Ask {
    #box;
    #answers;
    #scores = [];
    #lastUnknown = 0;

    constructor(box, answers) {
        this.#box = box;
        this.#answers = answers;
    }

    /** Asks about what a `thumbnail` (a JPEG in base64, or null) shows; the likeliest names can be tapped at once. */
    show({ thumbnail }) {
        this.#lastUnknown = performance.now();
        const words = document.createElement('p');
        words.textContent = 'What is this?';
        const guesses = this.#scores.slice(0, GUESSES).map(({ category }) => {
            const button = this.#button('', () => this.#answers.teach(category));
            const [words, name] = ['span', 'bdi'].map((tag) => document.createElement(tag));
            name.textContent = category;
            words.append('It is ', name);
            button.append(words);
            return button;
        });
        const picture = document.createElement('img');
        picture.src = `data:image/jpeg;base64,${thumbnail}`;
        picture.alt = ''; // The words say it all.
        this.#box.replaceChildren(
            ...(thumbnail ? [picture] : []), words, this.#button('Give it a name', () => this.#answers.name()), ...guesses, this.#button('Not now', () => {}));
    }

    /** Takes the question back. */
    hide() {
        const hadFocus = this.#box.contains(document.activeElement);
        this.#box.replaceChildren();
        if (hadFocus) this.#answers.leave();
    }

    /** Looks at a prediction: the thing may be gone, or may have got a name. */
    see({ verdict, scores }) {
        this.#scores = scores;
        const now = performance.now();
        if (verdict === 'unknown') this.#lastUnknown = now;
        else if (now - this.#lastUnknown > GONE && this.#box.firstChild) this.hide();
    }

    #button(label, answer) {
        const button = document.createElement('button');
        button.type = 'button';
        button.textContent = label;
        button.onclick = () => {
            this.hide();
            answer();
        };
        return button;
    }
}
