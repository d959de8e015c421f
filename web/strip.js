// The strip in a category's card: its newest pictures, each a button that takes the picture out of the category.

/** Shows pictures in `list`. `remove(sample)` takes one out; `after` gets the focus when none is left. */
export class Strip {
    #list;
    #remove;
    #after;
    #name = '';
    #items = new Map(); // By the sample's number.

    constructor(list, after, remove) {
        this.#list = list;
        this.#after = after;
        this.#remove = remove;
    }

    /** Shows the thumbnails of these samples, the newest first. `session` tells journals apart whose numbers are alike. */
    show(name, samples, session) {
        this.#name = name;
        const wanted = new Set(samples);
        for (const [sample, item] of this.#items) {
            if (wanted.has(sample)) continue;
            const hadFocus = item.contains(document.activeElement);
            const next = item.nextElementSibling ?? item.previousElementSibling;
            item.remove();
            this.#items.delete(sample);
            if (hadFocus) (next?.firstElementChild ?? this.#after).focus();
        }
        samples.forEach((sample, index) => {
            const item = this.#items.get(sample) ?? this.#make(sample, session);
            this.#items.set(sample, item);
            // Whoever only looks on sees the pictures.
            item.firstElementChild.disabled = document.body.dataset.role === 'viewer';
            item.firstElementChild.ariaLabel = `Remove picture ${sample} from ${name}`;
            if (this.#list.children[index] !== item) {
                this.#list.insertBefore(item, this.#list.children[index] ?? null);
            }
        });
        this.#list.hidden = samples.length === 0;
        this.#list.ariaLabel = `Newest pictures of ${name}`;
    }

    #make(sample, session) {
        const item = document.createElement('li');
        const button = document.createElement('button');
        const picture = document.createElement('img');
        button.type = 'button';
        button.title = 'Remove this picture';
        picture.src = `thumbnails/${sample}.jpg?${session}`;
        picture.alt = '';
        picture.width = picture.height = 44;
        button.append(picture);
        button.onclick = () => this.#remove(this.#name, sample);
        item.append(button);
        return item;
    }
}
