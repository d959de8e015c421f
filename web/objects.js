// Several objects at once: a list of what stands where, spoken once it has settled, and a small map of the picture.

const SETTLED = 900; // Milliseconds a list must stand before it is spoken.
const STALE = 2000; // Milliseconds without news after which the list is no longer true.
const EMPTY = -1; // The empty stage, in the map's cells.

/** Wires `#objects-on`, the switch, and fills `#objects`; `set(isOn)` asks the daemon, `color(name)` knows the categories'. */
export class Objects {
    #box = document.getElementById('objects');
    #list = document.getElementById('objects-list');
    #none = document.getElementById('objects-none');
    #spoken = document.getElementById('objects-spoken');
    #pen = document.getElementById('objects-map').getContext('2d');
    #switch = document.getElementById('objects-on');
    #color;
    #text = '';
    #speech = 0;
    #stale = 0;

    constructor(set, color) {
        this.#color = color;
        this.#switch.onchange = async () => {
            if (!await set(this.#switch.checked)) this.#switch.checked = !this.#switch.checked;
        };
    }

    /** Shows whether objects are looked for. */
    showSwitch({ enabled } = { enabled: false }) {
        this.#switch.checked = enabled;
        this.#box.hidden = !enabled;
        if (!enabled) this.#forget();
    }

    /** Shows what was found in a frame. */
    show({ objects, map }) {
        this.#list.replaceChildren(...objects.map((object) => this.#item(object)));
        this.#none.hidden = objects.length > 0;
        this.#draw(map);
        this.#speak(objects.map((object) => words(object)).join(', ') || 'nothing I know');
        clearTimeout(this.#stale);
        this.#stale = setTimeout(() => this.#forget(), STALE);
    }

    #item(object) {
        const item = document.createElement('li');
        item.style.setProperty('--color', this.#color(object.category) ?? 'transparent');
        const name = document.createElement('bdi');
        name.textContent = object.category;
        const percent = Math.max(1, Math.min(99, Math.round(100 * object.confidence)));
        const rest = object.verdict === 'known' ? `, ${percent} % sure` : '';
        item.append(object.verdict === 'known' ? '' : 'maybe ', name, ` ${side(object)}${rest}`);
        return item;
    }

    // A pixel a place; the style sheet enlarges it.
    #draw({ rows, columns, categories, cells }) {
        const { canvas } = this.#pen;
        if (canvas.width !== columns || canvas.height !== rows) Object.assign(canvas, { width: columns, height: rows });
        this.#pen.clearRect(0, 0, columns, rows);
        cells.forEach((cell, place) => {
            if (cell < EMPTY) return;
            this.#pen.fillStyle = cell === EMPTY ? 'rgb(128 128 128 / .25)' : this.#color(categories[cell]) ?? 'gray';
            this.#pen.fillRect(place % columns, Math.floor(place / columns), 1, 1);
        });
    }

    #speak(text) {
        if (text === this.#text) return;
        this.#text = text;
        clearTimeout(this.#speech);
        this.#speech = setTimeout(() => (this.#spoken.textContent = text), SETTLED);
    }

    #forget() {
        clearTimeout(this.#speech);
        clearTimeout(this.#stale);
        this.#list.replaceChildren();
        this.#none.hidden = false;
        this.#text = this.#spoken.textContent = '';
        this.#pen.clearRect(0, 0, this.#pen.canvas.width, this.#pen.canvas.height);
    }
}

function words(object) {
    return `${object.verdict === 'known' ? '' : 'maybe '}${object.category} ${side(object)}`;
}

function side({ region }) {
    const middle = region.x + region.width / 2;
    if (middle < 1 / 3) return 'on the left';
    return middle > 2 / 3 ? 'on the right' : 'in the middle';
}
