// The list of what was taught: a card for each category with its count, how much the picture looks like it,
// the button that teaches it, and a small drawer to rename or remove it.

import { Strip } from './strip.js';
import { holdable } from './teach.js';

/** `actions` holds what a card can ask for: `begin(name)`, `end()`, `tap(name)`, `rename(name, to)`, `remove(name)`,
 *  `removeSample(name, sample)`, `follow(name)`. */
export class Categories {
    #list;
    #actions;
    #cards = new Map(); // By the category's id, in the order shown.

    constructor(list, actions) {
        this.#list = list;
        this.#actions = actions;
    }

    /** Shows exactly these categories of a session, keeping the cards (and a finger on them) that stay. */
    show(categories, session) {
        const ids = new Set(categories.map(({ id }) => id));
        for (const [id, card] of this.#cards) {
            if (ids.has(id)) continue;
            card.item.remove();
            this.#cards.delete(id);
        }
        categories.forEach((category, index) => {
            const card = this.#cards.get(category.id) ?? makeCard(this.#actions);
            this.#cards.set(category.id, card);
            card.show(category, index, session);
            if (this.#list.children[index] !== card.item) {
                this.#list.insertBefore(card.item, this.#list.children[index] ?? null);
            }
        });
    }

    /** The `index`-th category's name, or undefined. */
    name(index) {
        return this.#list.children[index]?.querySelector('.name').textContent;
    }

    /** The category's colour as CSS writes it, or null. */
    color(name) {
        return this.#find(name)?.color ?? null;
    }

    /** Sets a count; false when there is no such category. */
    count(name, total) {
        const card = this.#find(name);
        card?.count(total);
        return card !== undefined;
    }

    /** Lets all bars fall: no prediction came for a while. */
    fade() {
        this.score([], null);
        this.#list.classList.add('stale');
    }

    /** Shows the scores of a prediction, and which category it named. */
    score(scores, leader) {
        this.#list.classList.remove('stale');
        const byName = new Map(scores.map(({ category, score }) => [category, score]));
        for (const card of this.#cards.values()) card.score(byName.get(card.name) ?? 0, card.name === leader);
    }

    /** Marks the category that is being taught. */
    teach(name) {
        for (const card of this.#cards.values()) card.item.classList.toggle('held', card.name === name);
    }

    #find(name) {
        return [...this.#cards.values()].find((card) => card.name === name);
    }
}

// An element with a class, and text or children.
function element(tag, className, ...content) {
    const made = document.createElement(tag);
    made.className = className;
    made.append(...content);
    return made;
}

function makeCard(actions) {
    const key = element('kbd', 'key');
    const name = element('span', 'name');
    const samples = element('span', 'samples');
    const bar = element('div', 'bar', element('i', ''));
    const hold = element('button', 'hold teaching', 'Hold to teach');
    const more = element('button', 'more teaching', '⋯');
    const field = element('input', '');
    const rename = element('button', '', 'Rename');
    const remove = element('button', 'remove', 'Remove');
    const follow = element('button', 'follow', 'Follow it and learn new views');
    const pictures = element('ul', 'strip');
    const drawer = element('form', 'drawer', field, rename, remove, follow);
    const card = { item: element('li', 'card', key, name, samples, bar, hold, more, pictures, drawer), name: '', color: '' };

    name.dir = field.dir = 'auto';
    bar.role = 'meter';
    bar.ariaValueMin = '0';
    bar.ariaValueMax = '100';
    field.maxLength = 64;
    field.autocomplete = 'off';
    hold.type = more.type = remove.type = follow.type = 'button';

    const strip = new Strip(pictures, more, actions.removeSample);

    const open = (isOpen) => {
        drawer.hidden = !isOpen;
        more.ariaExpanded = String(isOpen);
        if (isOpen) {
            field.value = card.name;
            field.select();
        }
    };
    open(false);
    holdable(hold, { begin: () => actions.begin(card.name), end: actions.end, tap: () => actions.tap(card.name) });
    more.onclick = () => open(drawer.hidden);
    remove.onclick = () => actions.remove(card.name);
    follow.onclick = () => {
        open(false);
        more.focus();
        actions.follow(card.name);
    };
    drawer.onsubmit = (event) => {
        event.preventDefault();
        const to = field.value.trim();
        open(false);
        more.focus();
        if (to && to !== card.name) actions.rename(card.name, to);
    };
    drawer.onkeydown = ({ key: pressed }) => {
        if (pressed !== 'Escape') return;
        open(false);
        more.focus();
    };

    card.count = (total) => {
        samples.textContent = total === 1 ? '1 sample' : `${total} samples`;
    };
    card.score = (score, leads) => {
        const percent = Math.min(99, Math.round(score * 100)); // A machine that learnt from samples is never certain.
        card.item.style.setProperty('--score', percent / 100);
        bar.ariaValueNow = String(percent);
        card.item.classList.toggle('leads', leads);
    };
    card.show = (category, index, session) => {
        card.name = category.name;
        card.color = category.color;
        card.item.style.setProperty('--color', category.color);
        hold.ariaKeyShortcuts = key.textContent = index < 9 ? String(index + 1) : '';
        name.textContent = category.name;
        bar.ariaLabel = `Looks like ${category.name}`;
        hold.ariaLabel = `Hold to teach ${category.name}`;
        more.ariaLabel = `Rename, remove or follow ${category.name}`;
        field.ariaLabel = `New name for ${category.name}`;
        card.count(category.samples);
        strip.show(category.name, category.newest, session);
    };
    return card;
}
