// A control of the camera as a row of a form: a slider, a switch or a menu, with its name and value.

/** Makes a row. `set(value)` is called when a hand has set it; the row's `show(control)` brings it up to date. */
export function controlRow({ name, label, kind, items, minimum, maximum, step }, set) {
    const row = document.createElement('li');
    const title = document.createElement('label');
    const value = document.createElement('output');
    const field = document.createElement(kind === 'menu' ? 'select' : 'input');
    field.id = `camera-${name}`;
    title.htmlFor = field.id;
    value.htmlFor = field.id;
    title.textContent = label;
    let isHeld = false; // While a hand is on the slider it shows what the hand wants.

    if (kind === 'menu') {
        field.append(...items.map((item) => new Option(item.name, item.value)));
        field.onchange = () => set(Number(field.value));
    } else if (kind === 'boolean') {
        field.type = 'checkbox';
        field.onchange = () => set(field.checked);
    } else {
        Object.assign(field, { type: 'range', min: minimum, max: maximum, step });
        field.oninput = () => {
            isHeld = true;
            value.textContent = field.value;
            set(Number(field.value));
        };
        field.onchange = () => (isHeld = false);
    }
    row.dataset.kind = kind;
    row.append(title, field, value);

    const show = ({ value: now, inactive, automatic, read_only: isReadOnly }) => {
        field.disabled = inactive || isReadOnly;
        if (kind === 'boolean') field.checked = now !== 0;
        else if (!isHeld) field.value = now;
        const note = automatic ? ' (automatic)' : '';
        if (kind === 'integer' || kind === 'bitmask') {
            if (!isHeld) value.textContent = `${now}${note}`;
        } else value.textContent = note.trim();
    };
    return { row, show };
}
