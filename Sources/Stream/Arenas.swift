// Where memory comes from, with threads that come and go by the dozen.

import CGStreamer

/// The parts of memory that threads allocate from (glibc).
public enum Arenas {
    /// Keeps them few: for the whole process, before its threads.
    ///
    /// glibc makes up to eight for each processor, and what a thread has once had from one of them stays there. Pictures are
    /// large and pass through many threads, ten of which each viewer over WebRTC brings along: each arena grows to what it
    /// held at its fullest.
    public static func keepFew() { showtell_limit_arenas(4) }

    /// Gives pages back that hold nothing any more. What came and went together, such as a viewer's ten threads, leaves holes
    /// all over. Waits for the locks of all arenas: now and then, on a thread that may.
    public static func trim() { showtell_trim() }
}
