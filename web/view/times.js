// How long things may take, in milliseconds. Tests shorten them.

export const TIMES = {
    /** A picture that has not moved for so long has stopped. */
    stall: 1500,
    /** A delivery that has shown nothing after so long is given up. */
    first: 2000,
    /** The same, while the server says that it is there but has nothing new. */
    firstSlow: 4000,
    /** A slow source may take so many of its own intervals, and so long at most. */
    intervals: 2.5,
    slowest: 10_000,
    /** After so long without trouble the next better delivery is tried, once. */
    stable: 60_000,
    /** A better one that was busy is tried again, once, after so long: a daemon that starts still looks for its encoder. */
    busy: 5000,
    /** A hidden page is left alone for so long; then its connections are closed. */
    hidden: 3000,
    /** Between two looks at the clock. */
    look: 250,
};
