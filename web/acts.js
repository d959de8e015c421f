// What a hand can ask the daemon for besides holding a button: each act says what came of it in one sentence.

const BACKGROUND = 3; // Seconds for which the empty stage is taught.
const AT_ONCE = 5; // Samples that a name typed and entered is taught with.

/** Requests with their sentences. `toast` shows them; `control` carries them out. */
export class Acts {
    #control;
    #toast;
    #undoable;

    constructor(control, toast) {
        this.#control = control;
        this.#toast = toast;
        this.#undoable = { label: 'Undo', run: () => this.undo() };
    }

    undo() {
        return this.#ask('undo');
    }

    redo() {
        return this.#ask('redo');
    }

    /** Teaches without a hold: a name that was entered, or a press by an assistive tool. */
    async teach(category) {
        const result = await this.#ask('teach', { category, count: AT_ONCE });
        if (!result) return null;
        const count = result.samples.length;
        if (count === 0) this.#toast.show(`It knows this view of ${category} already: turn it a little.`);
        else this.#toast.show(`Learnt ${category}: ${count === 1 ? '1 sample' : `${count} samples`} more.`, this.#undoable);
        return result;
    }

    rename(category, to) {
        return this.#ask('category.rename', { category, to });
    }

    async remove(category) {
        const result = await this.#ask('category.remove', { category });
        if (result) this.#toast.show(`Removed ${category}.`, this.#undoable);
    }

    async removeSample(category, sample) {
        const result = await this.#ask('sample.remove', { samples: [sample] });
        if (result) this.#toast.show(`Removed a picture from ${category}.`, this.#undoable);
    }

    /** The saved sessions, or null after the error has been shown. */
    async sessions() {
        return (await this.#ask('session.list'))?.sessions ?? null;
    }

    loadSession(name) {
        return this.#ask('session.load', { name });
    }

    /** Says that a session was loaded, which can be undone. */
    tellLoaded(name) {
        this.#toast.show(`Loaded ${name}.`, this.#undoable);
    }

    /** Saves, and waits until the file is whole. Resolves with whether it is. */
    async saveSession(name) {
        const started = await this.#ask('session.save', { name });
        if (!started) return false;
        const { state, error } = await this.#end(started.job);
        this.#toast.show(state === 'done' ? `Saved as ${name}.` : error.message);
        return state === 'done';
    }

    /** Sends a session's file; its name is the file's. */
    async sendSession(file) {
        const name = file.name.replace(/\.showtell$/, '');
        try {
            const path = `sessions/${encodeURIComponent(name)}.showtell`;
            const answer = await fetch(path, { method: 'PUT', body: file });
            const reason = answer.ok ? '' : (await answer.json().catch(() => null))?.error?.message;
            this.#toast.show(answer.ok ? `Added ${name}.` : reason ?? 'The file was not accepted.');
        } catch {
            this.#toast.show('The file could not be sent.');
        }
    }

    /** "Not that": `shown` is the name the person saw, if there was one. */
    async reject(shown) {
        const result = await this.#ask('reject', shown ? { category: shown } : {});
        const name = result?.category ?? shown;
        if (result) this.#toast.show(name ? `Noted: this is not ${name}.` : 'Noted.', this.#undoable);
    }

    /** Teaches the empty stage while `button` counts down. */
    async background(button) {
        if (button.classList.contains('busy')) return;
        const label = button.firstElementChild;
        const words = label.textContent;
        let left = BACKGROUND;
        const countDown = () => {
            label.textContent = left > 0 ? `Keep it empty: ${left}` : 'Learning…';
            left -= 1;
        };
        countDown();
        const clock = setInterval(countDown, 1000);
        button.style.setProperty('--seconds', `${BACKGROUND}s`);
        button.classList.add('busy');
        const over = new Promise((resolve) => setTimeout(resolve, BACKGROUND * 1000));
        const result = await this.#ask('teach.background', { seconds: BACKGROUND });
        if (result) await over;
        clearInterval(clock);
        label.textContent = words;
        button.classList.remove('busy');
        if (result) this.#toast.show('Learnt the empty stage.', this.#undoable);
    }

    /** Sets who decides or how much may be missed. */
    set(changes) {
        return this.#ask('classifier.set', changes);
    }

    /** Chooses whether several things are looked for at once. */
    findObjects(enabled) {
        return this.#ask('objects.set', { enabled });
    }

    /** Chooses where to look; null is the middle. */
    async look(region) {
        const result = await this.#ask(region ? 'region.set' : 'region.clear', region ?? {});
        const middle = { label: 'The middle again', run: () => this.look(null) };
        if (result && region) this.#toast.show('Only this part counts now.', middle);
        return result;
    }

    // Resolves with the event that ends some work.
    #end(job) {
        return new Promise((resolve) => {
            const over = new AbortController();
            const end = (detail) => {
                over.abort();
                resolve(detail);
            };
            const { signal } = over;
            this.#control.addEventListener('job', ({ detail }) => detail.job === job && end(detail), { signal });
            this.#control.addEventListener('status', ({ detail }) => {
                if (detail === 'lost') end({ error: { message: 'The connection to the machine was lost.' } });
            }, { signal });
        });
    }

    // Resolves with the result, or with null after the error has been shown.
    async #ask(method, params) {
        try {
            return (await this.#control.call(method, params)) ?? {};
        } catch (error) {
            this.#toast.show(error.message);
            return null;
        }
    }
}
