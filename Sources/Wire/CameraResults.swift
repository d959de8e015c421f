// What is said of cameras: their controls, and where pictures can come from.

/// What `camera.controls`, `camera.set` and `camera.lock` answer.
public struct CameraInfo: Encodable, Sendable {
    /// Which camera.
    public struct Camera: Encodable, Sendable {
        /// What its values are kept under: the name of its link, else its own.
        public let id: String
        /// What it calls itself.
        public let name: String
        /// Its device file.
        public let device: String

        /// A camera.
        public init(id: String, name: String, device: String) {
            self.id = id
            self.name = name
            self.device = device
        }
    }

    /// Which camera.
    public let camera: Camera
    /// Whether exposure, gain, white balance and focus are locked.
    public let locked: Bool
    /// What can be set, in the order of the driver.
    public let controls: [ControlInfo]

    /// An answer.
    public init(camera: Camera, locked: Bool, controls: [ControlInfo]) {
        self.camera = camera
        self.locked = locked
        self.controls = controls
    }
}

/// A control of a camera.
public struct ControlInfo: Encodable, Sendable {
    /// An entry of a menu.
    public struct Item: Encodable, Sendable {
        /// The value that stands for it.
        public let value: Int
        /// What it is called.
        public let name: String

        /// An entry.
        public init(value: Int, name: String) {
            self.value = value
            self.name = name
        }
    }

    /// What programs call it.
    public let name: String
    /// What the driver calls it.
    public let label: String
    /// `integer`, `boolean`, `menu` or `bitmask`.
    public let kind: String
    /// What it stands at.
    public let value: Int
    /// What it stands at when the camera is new.
    public let `default`: Int
    /// The least value.
    public let minimum: Int
    /// The greatest value.
    public let maximum: Int
    /// The distance between two values.
    public let step: Int
    /// The entries of a menu; left out for all else.
    public let items: [Item]?
    /// Whether it takes no value at present.
    public let inactive: Bool
    /// Whether the camera itself sets it at present.
    public let automatic: Bool
    /// The control that switches that; left out when there is none.
    public let automaticBy: String?
    /// Whether it can only be read.
    public let readOnly: Bool
    /// Whether its value is kept, and set again whenever the camera is opened.
    public let kept: Bool

    /// A control.
    public init(
        name: String, label: String, kind: String, value: Int, default usual: Int, range: ClosedRange<Int>, step: Int,
        items: [Item]?, inactive: Bool, automatic: Bool, automaticBy: String?, readOnly: Bool, kept: Bool
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        self.value = value
        self.default = usual
        (minimum, maximum) = (range.lowerBound, range.upperBound)
        self.step = step
        self.items = items
        self.inactive = inactive
        self.automatic = automatic
        self.automaticBy = automaticBy
        self.readOnly = readOnly
        self.kept = kept
    }
}

/// What `source.list` answers.
public struct SourcesInfo: Encodable, Sendable {
    /// A camera that is plugged in.
    public struct Camera: Encodable, Sendable {
        /// What `source.select` takes for it.
        public let source: String
        /// The name of its link, the same wherever it is plugged in; null where there is none.
        public let id: OrNull<String>
        /// What it calls itself; null when it cannot be asked.
        public let name: OrNull<String>
        /// Its device file at present.
        public let device: String
        /// Whether it is played.
        public let playing: Bool
        /// What it can send.
        public let modes: [Mode]
        /// Which of it is used; null when none can be.
        public let used: OrNull<Mode>
        /// Why it cannot be used, in a sentence; null when it can.
        public let problem: OrNull<String>

        /// A camera.
        public init(
            source: String, id: String?, name: String?, device: String, playing: Bool, modes: [Mode], used: Mode?,
            problem: String?
        ) {
            self.source = source
            self.id = OrNull(id)
            self.name = OrNull(name)
            self.device = device
            self.playing = playing
            self.modes = modes
            self.used = OrNull(used)
            self.problem = OrNull(problem)
        }
    }

    /// A format, size and rate.
    public struct Mode: Encodable, Sendable {
        /// Four letters: `YUYV`, `MJPG`.
        public let format: String
        /// Pixels.
        public let width: Int
        /// Pixels.
        public let height: Int
        /// Frames a second; null when the camera does not say.
        public let fps: OrNull<Double>

        /// A mode.
        public init(format: String, width: Int, height: Int, fps: Double?) {
            self.format = format
            self.width = width
            self.height = height
            self.fps = OrNull(fps)
        }
    }

    /// What is played: what `auto` stands for.
    public let current: SourceInfo
    /// What was asked for last.
    public let selected: String
    /// What the daemon was started with.
    public let configured: String
    /// The cameras, in the order of their numbers.
    public let cameras: [Camera]
    /// The built-in clip; null when it is not installed.
    public let clip: OrNull<String>
    /// Some test patterns.
    public let patterns: [String]

    /// A list.
    public init(
        current: SourceInfo, selected: String, configured: String, cameras: [Camera], clip: String?,
        patterns: [String]
    ) {
        self.current = current
        self.selected = selected
        self.configured = configured
        self.cameras = cameras
        self.clip = OrNull(clip)
        self.patterns = patterns
    }
}
