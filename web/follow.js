// A thing that is followed: how it goes, the new views as they are learnt, and the buttons that stop it or take all back.

/** Shows it in `box`. `control` carries requests out, `toast` says what went wrong. */
export class Follower {
    #box;
    #control;
    #toast;
    #words = line('status');
    #views = document.createElement('ul');
    #buttons = document.createElement('div');
    #own = null; // The number of what this page follows.
    #category = '';
    #samples = new Map(); // Their items in the list, by number.
    #isOver = true;
    #isBusy = false; // Whether a change of what is known is our own.
    #revision = 0; // Up to here what is known has changed by what is shown.

    constructor(box, control, toast) {
        this.#box = box;
        this.#control = control;
        this.#toast = toast;
        this.#views.className = 'strip';
        this.#buttons.className = 'teaching';
        box.append(this.#words, this.#views, this.#buttons);
    }

    /** Begins to follow what is in the region, as a category. */
    async start(category) {
        const result = await this.#ask('follow.start', { category });
        if (!result) return;
        this.#own = result.follow;
        if (this.#isOver) this.#begin(category);
        this.#show();
    }

    /** Takes up what the daemon says: the `follow` event. */
    hear({ category, state, sample, thumbnail, message }) {
        if (this.#isOver && state !== 'ended') this.#begin(category);
        if (state === 'learnt') this.#add(sample, thumbnail);
        if (state === 'ended') this.#end(message);
        else this.#show();
    }

    /** What is known has changed. If that was neither learnt nor removed here, the list may not hold any more. */
    know({ revision }) {
        if (this.#isOver && !this.#isBusy && revision > this.#revision) this.#box.hidden = true;
    }

    /** The connection broke, and whatever was followed over it is over. */
    lose() {
        if (!this.#isOver) this.#end('the connection to the machine was lost');
        this.#box.hidden = true;
    }

    #begin(category) {
        this.#isOver = false;
        this.#category = category;
        this.#samples.clear();
        this.#views.replaceChildren();
        this.#views.ariaLabel = `New views of ${category}`;
        this.#box.hidden = false;
    }

    #end(message) {
        this.#isOver = true;
        this.#own = null;
        this.#show(message);
        // The state that goes with the last view may still be on its way.
        this.#isBusy = true;
        this.#control.call('history', { n: 1 }).then(({ revision }) => (this.#revision = revision), () => {})
            .finally(() => (this.#isBusy = false));
        if (this.#samples.size === 0) {
            this.#box.hidden = true;
            if (message) this.#toast.show(message);
        }
    }

    #add(sample, thumbnail) {
        const item = document.createElement('li');
        const remove = button('', () => this.#remove(sample));
        remove.ariaLabel = `Remove new view ${sample} of ${this.#category}`;
        remove.title = 'Remove this view';
        remove.disabled = document.body.dataset.role === 'viewer';
        const picture = Object.assign(document.createElement('img'), { alt: '', width: 44, height: 44 });
        // Without a picture the number can still be pressed.
        if (thumbnail) picture.src = thumbnail.slice(1);
        remove.append(thumbnail ? picture : String(sample));
        item.append(remove);
        this.#views.prepend(item);
        this.#samples.set(sample, item);
    }

    #show(message = '') {
        const name = document.createElement('bdi');
        name.textContent = this.#category;
        const count = this.#samples.size;
        const views = `${count} new ${count === 1 ? 'view' : 'views'}`;
        const said = this.#words.textContent;
        this.#words.replaceChildren(
            ...(this.#isOver ? [`${views} of `, name, message ? `. It ended: ${message}.` : '.']
                : ['Following ', name, `: ${views}.`]));
        if (this.#words.textContent !== said) this.#showButtons();
    }

    #showButtons() {
        const focused = this.#buttons.querySelector(':focus')?.textContent;
        const buttons = [];
        if (this.#own !== null) buttons.push(button('Stop', () => this.#stop()));
        if (this.#samples.size > 0) buttons.push(button('Take all back', () => this.#takeBack()));
        if (this.#isOver) buttons.push(button('Keep', () => (this.#box.hidden = true)));
        this.#buttons.replaceChildren(...buttons);
        // Whoever was on a button stays on it, or on the next best.
        if (focused) (buttons.find(({ textContent }) => textContent === focused) ?? buttons[0])?.focus();
    }

    #stop() {
        if (this.#own !== null) this.#ask('follow.stop', { follow: this.#own });
    }

    async #remove(sample) {
        if (await this.#change('sample.remove', { samples: [sample] })) this.#forget(sample);
    }

    // One undo, where following was what was done last; else its samples are removed, which can be undone as well.
    async #takeBack() {
        const samples = [...this.#samples.keys()];
        const history = await this.#ask('history', { n: 100 });
        if (!history) return;
        const newest = history.acts.find(({ undone }) => !undone);
        const isNewest = newest?.kind === 'follow' && newest.category === this.#category
            && newest.samples === samples.length;
        const result = isNewest
            ? await this.#change('undo', { if_revision: history.revision })
            : await this.#change('sample.remove', { samples });
        if (!result) return;
        samples.forEach((sample) => this.#forget(sample));
        this.#toast.show(`Took back all new views of ${this.#category}.`, {
            label: isNewest ? 'Redo' : 'Undo',
            run: () => this.#ask(isNewest ? 'redo' : 'undo', {}),
        });
    }

    #forget(sample) {
        const item = this.#samples.get(sample);
        const next = item?.contains(document.activeElement) && (item.nextElementSibling ?? item.previousElementSibling);
        item?.remove();
        this.#samples.delete(sample);
        this.#show();
        if (next) next.firstElementChild.focus();
        if (this.#isOver && this.#samples.size === 0) this.#box.hidden = true;
    }

    async #change(method, params) {
        this.#isBusy = true;
        const result = await this.#ask(method, params);
        this.#isBusy = false;
        if (result) this.#revision = result.revision;
        return result;
    }

    // Resolves with the result, or with null after the error has been shown.
    async #ask(method, params) {
        try {
            return await this.#control.call(method, params);
        } catch (error) {
            this.#toast.show(error.message);
            return null;
        }
    }
}

function line(role) {
    return Object.assign(document.createElement('p'), { role });
}

function button(label, run) {
    return Object.assign(document.createElement('button'), { type: 'button', textContent: label, onclick: run });
}
