// What a server meant by an answer that is no picture.

const ABSENT = [404, 405, 410, 501];

/** The reason in a sentence, and whether asking again is pointless. */
export async function refusal(response) {
    const text = (await response.text().catch(() => '')).slice(0, 500);
    let message = '';
    try {
        message = JSON.parse(text).error.message;
    } catch {
        // An answer of plain words, or of none.
    }
    const isAbsent = ABSENT.includes(response.status);
    return [message || (isAbsent ? 'this server does not have it' : `the server answered ${response.status}`), isAbsent];
}
