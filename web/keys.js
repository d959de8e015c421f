// The keyboard: 1-9 held teach, N "not that", B the empty stage, U or Ctrl+Z undo, with Shift redo.

const BUTTONS = { n: 'reject', b: 'background', u: 'undo' };

/** `begin(index)` and `end()` hold a category; `press(id)` presses a button. Keys in a field or a drawer are theirs. */
export function listenToKeys({ begin, end, press }) {
    let held = null; // The digit key that is down.

    addEventListener('keydown', (event) => {
        if (event.repeat || event.altKey || event.target.closest?.('input, select, dialog')) return;
        const letter = letterOf(event);
        const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
        if (event.ctrlKey || event.metaKey) {
            if (letter !== 'z') return;
            event.preventDefault();
            press(event.shiftKey ? 'redo' : 'undo');
        } else if (digit) {
            held = event.code;
            begin(Number(digit) - 1);
        } else if (letter in BUTTONS) {
            press(letter === 'u' && event.shiftKey ? 'redo' : BUTTONS[letter]);
        }
    });

    addEventListener('keyup', ({ code }) => {
        if (code !== held) return;
        held = null;
        end();
    });
}

// The letter as printed on the key where the layout is Latin, else the letter at that place of a Latin keyboard.
function letterOf({ key, code }) {
    return /^[a-z]$/i.test(key) ? key.toLowerCase() : code.replace(/^Key/, '').toLowerCase();
}
