// The daemon's messages begin small and end without a stop, as in a log; on the page they are sentences.

/** The message with a capital letter and a full stop. */
export function sentence(message) {
    const [first = '', ...rest] = message.trim();
    return first.toUpperCase() + rest.join('') + (/[.!?…]$/.test(message.trim()) ? '' : '.');
}
