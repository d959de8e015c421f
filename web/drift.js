// Says that the light or the empty stage is no longer what was taught, with the button that teaches it again.

const WORDS = {
    light: 'The light has changed since you taught; teach the empty stage again.',
    stage: 'The empty stage looks different from what you taught; clear it and teach it again.',
};

/** Shows notices in `box`, a live region; `teach()` teaches the empty stage, `leave()` takes the focus when the button goes. */
export class Drift {
    #box;
    #teach;
    #leave;
    #kinds = '';

    constructor(box, teach, leave) {
        this.#box = box;
        this.#teach = teach;
        this.#leave = leave;
    }

    /** Shows exactly these notices; the same ones again are not spoken again. */
    show(notices = []) {
        const kinds = notices.map(({ kind }) => kind).join();
        if (kinds === this.#kinds) return;
        this.#kinds = kinds;
        const lines = notices.map(({ kind, message }) => {
            const words = document.createElement('p');
            words.textContent = WORDS[kind] ?? message;
            return words;
        });
        if (lines.length > 0) {
            const button = document.createElement('button');
            button.type = 'button';
            button.textContent = 'Teach the empty stage';
            button.onclick = () => this.#teach();
            lines.push(button);
        }
        const hadFocus = this.#box.contains(document.activeElement);
        this.#box.replaceChildren(...lines);
        if (!hadFocus) return;
        if (lines.length > 0) this.#box.querySelector('button').focus();
        else this.#leave();
    }
}
