// The field for a new name and the button beside it: type what you show, then hold, or press Enter.

import { holdable } from './teach.js';

/** Wires the form; `begin(name)` and `end()` hold, `teach(name)` teaches at once and resolves with null if refused. */
export function listenToNames({ toast, begin, end, teach }) {
    const field = document.getElementById('name');

    const typed = () => {
        const name = field.value.trim();
        if (name) return name;
        toast.show('Type a name first.');
        field.focus();
        return null;
    };
    const teachOnce = async () => {
        const name = typed();
        if (name && (await teach(name))) field.value = '';
    };

    holdable(document.getElementById('add-hold'), {
        begin: () => {
            const name = typed();
            if (name) begin(name);
        },
        end,
        tap: teachOnce,
    });
    document.getElementById('add').addEventListener('submit', (event) => {
        event.preventDefault();
        teachOnce();
    });
}

/** Marks the button while `category` is the name typed, and clears the field once that name `isTaught`. */
export function showHeldName(category, isTaught) {
    const field = document.getElementById('name');
    const name = field.value.trim();
    document.getElementById('add-hold').classList.toggle('held', category !== null && category === name);
    if (category === null && isTaught(name)) field.value = '';
}
