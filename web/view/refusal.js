// What a server meant by an answer that is no picture.

const ABSENT = [404, 405, 410, 501];

/** The reason in a sentence, and what follows: `absent` is not there, `busy` may be there soon. */
export async function refusal(response) {
    const text = (await response.text().catch(() => '')).slice(0, 500);
    let message = response.headers.get('content-type')?.startsWith('text/plain') ? text.trim() : '';
    try {
        message = JSON.parse(text).error.message;
    } catch {
        // Plain words, or none.
    }
    const isAbsent = ABSENT.includes(response.status);
    const usual = isAbsent ? 'this server does not have it' : `the server answered ${response.status}`;
    return [message || usual, isAbsent ? 'absent' : response.status === 503 ? 'busy' : ''];
}

/** Whether an address is another server's, which may let nobody read. */
export function isForeign(url) {
    return url.origin !== location.origin;
}
