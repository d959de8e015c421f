// Which deliveries there are: what the daemon lists at /config.json, or what every daemon has.

const PATIENCE = 1500; // Milliseconds for the list; a daemon that hangs is asked again.
const SCHEMES = ['http:', 'https:', 'ws:', 'wss:'];
const USUAL = { h264: 'stream.h264', whep: 'whep', mjpeg: 'stream.mjpg' };

/**
 * The deliveries to be tried, best first: `{deliveries: [{type, url}], boot, isListed}`.
 *
 * `base` is the daemon's address, `wanted` a list of types or null for all, `isListed` whether to ask for the list.
 * Rejects when the daemon cannot be reached.
 */
export async function readPlan(base, wanted, isListed, signal) {
    const listed = isListed ? await ask(base, signal) : null;
    const all = listed?.deliveries ?? Object.entries(USUAL).map(([type, url]) => ({ type, url }));
    const found = all.filter(({ type }) => typeof type === 'string')
        .map(({ type, url }) => ({ type, url: place(url ?? USUAL[type] ?? '', base) }))
        .filter(({ url }) => url && SCHEMES.includes(url.protocol));
    const deliveries = wanted === null ? found : wanted.map((type) =>
        found.find((delivery) => delivery.type === type) ?? { type, url: new URL(USUAL[type] ?? '', base) });
    return { deliveries, boot: listed?.boot ?? null, isListed: listed !== null };
}

// A path of the daemon's is one below its base: it may stand behind a proxy that gives it a folder.
function place(url, base) {
    try {
        return new URL(/^\/(?!\/)/.test(url) ? url.slice(1) : url, base);
    } catch {
        return null;
    }
}

async function ask(base, signal) {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), PATIENCE);
    signal.addEventListener('abort', () => limit.abort());
    let response;
    try {
        response = await fetch(new URL('config.json', base), { signal: limit.signal, cache: 'no-store' });
        if (!response.ok) return null;
        const list = await response.json();
        return Array.isArray(list?.deliveries) && list.deliveries.length > 0 ? list : null;
    } catch (error) {
        // Another origin that does not let us read is not away; the next step shows.
        if (base.origin !== location.origin || (response && error.name === 'SyntaxError')) return null;
        throw error;
    } finally {
        clearTimeout(timer);
    }
}
