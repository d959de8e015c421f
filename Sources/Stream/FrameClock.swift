// The numbers and times of frames.

import Imaging

/// Numbers frames and gives them their times, over laps, restarts and sources.
struct FrameClock {
    private let isPaced: Bool
    /// What the next frame will be called.
    private(set) var number: Int64 = 0
    private var lap = 0
    private var time = 0.0
    private var lastPosition: Double?
    private var interval = 1.0 / 30

    init(isPaced: Bool) { self.isPaced = isPaced }

    /// Another source begins: numbers go on, laps begin anew.
    mutating func beginSource() { (lap, lastPosition, interval) = (0, nil, 1.0 / 30) }

    /// The next frame: a position that does not rise begins a new lap.
    mutating func frame(_ picture: Picture, raw: RawPicture? = nil, position: Double?, captured: UInt64) -> Frame {
        if let position {
            if let last = lastPosition {
                if position > last { interval = position - last } else { lap += 1 }
            }
            lastPosition = position
        }
        // When frames do not wait for the clock, seconds are the film's: three seconds of it are three seconds.
        time = isPaced ? Double(captured) / 1e9 : time + interval
        defer { number += 1 }
        return Frame(
            picture: picture, raw: raw, number: number, captured: captured, time: time, position: position, lap: lap)
    }
}
