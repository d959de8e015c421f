// swift-tools-version: 6.2
// The rooms of the house and the arrows between them: docs/ARCHITECTURE.md draws the same picture.

import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

extension Target {
    /// A room: a library target in `Sources/` with the house's settings.
    static func room(_ name: String, _ dependencies: [Dependency] = []) -> Target {
        .target(name: name, dependencies: dependencies, swiftSettings: strict)
    }

    /// The tests of a room, in `Tests/`.
    static func tests(
        _ name: String, _ dependencies: [Dependency], exclude: [String] = [], resources: [Resource]? = nil
    ) -> Target {
        .testTarget(
            name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: strict)
    }
}

extension Target.Dependency {
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let http = product(name: "HTTPTypes", package: "swift-http-types")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
    static let logging = product(name: "Logging", package: "swift-log")
    static let nio = product(name: "NIOCore", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioHTTPTypes = product(name: "NIOHTTPTypes", package: "swift-nio-extras")
    static let nioHTTPTypesHTTP1 = product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let nioWebSocket = product(name: "NIOWebSocket", package: "swift-nio")
    static let parser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let signals = product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let lifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let yams = product(name: "Yams", package: "Yams")
}

let package = Package(
    name: "showtell",
    products: [
        .executable(name: "showtell", targets: ["showtell"]),
        .executable(name: "showtell-lab", targets: ["showtell-lab"]),
        // For tests alone, which load it before a program; nothing links it.
        .library(name: "FakeCamera", type: .dynamic, targets: ["FakeCamera"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Doors to C libraries.
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(
            name: "CGStreamer", pkgConfig: "gstreamer-app-1.0",
            providers: [
                .apt(["libgstreamer1.0-dev", "libgstreamer-plugins-base1.0-dev", "libgstreamer-plugins-bad1.0-dev"])
            ]),
        .systemLibrary(name: "CV4L2"),
        .systemLibrary(name: "CPango", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev"])]),

        // Numbers: no input or output, no locks, no tasks.
        .target(name: "Kernels"),
        .room("Imaging"),
        .room("Linear", ["COpenBLAS", "Kernels"]),
        .room("Workers"),
        .room("Formats"),
        .room("Features", ["Imaging", "Kernels", "Workers"]),
        .room("Classifier", ["Kernels", "Linear"]),
        .room("Objects", ["Classifier", "Features", "Imaging"]),
        .room("Exchange", ["Classifier", "Features", "Formats"]),

        // The world: pictures in and out, people and scripts, what was taught.
        .room("Stream", ["Imaging", "CGStreamer", "CPango", "CV4L2", .logging]),
        .room("Wire"),
        .room("Client", ["Wire"]),
        .room(
            "Control",
            [
                "Wire", .hummingbird, .hummingbirdCore, .http, .logging, .nio, .nioHTTP1, .nioHTTPTypes,
                .nioHTTPTypesHTTP1, .nioPosix, .nioWebSocket, .lifecycle,
            ]),
        .room("Teaching", ["Imaging", "Features", "Classifier", "Objects", "Workers", .grdb, .logging]),
        .room(
            "Daemon",
            [
                "Imaging", "Stream", "Features", "Classifier", "Objects", "Teaching", "Wire", "Control", .logging,
                .lifecycle, .signals,
            ]),
        // What needs no daemon: banks, tables of features, exports.
        .room("Workbench", ["Exchange", "Features", "Formats", "Imaging", "Stream"]),
        .executableTarget(
            name: "showtell",
            dependencies: [
                "Classifier", "Client", "Control", "Daemon", "Exchange", "Features", "Formats", "Stream", "Teaching",
                "Wire", "Workbench",
                .parser,
                .logging, .yams,
            ],
            swiftSettings: strict),

        // The laboratory, never linked into the daemon: filters are learnt, and nets compared on data sets.
        .room("FilterLearning", ["Features", "Imaging", "Linear", "Workers"]),
        .room("Refinement", ["Features", "Kernels", "Linear", "Workers"]),
        .room(
            "Lab",
            [
                "Classifier", "Features", "FilterLearning", "Formats", "Imaging", "Linear", "Refinement", "Stream",
                "Workers",
            ]),
        .executableTarget(
            name: "showtell-lab", dependencies: ["Exchange", "Features", "Lab", "Workbench", .parser],
            swiftSettings: strict),

        // Measurements, and the examination that the tests hold too.
        .target(
            name: "ClipExam", dependencies: ["Client", "Wire"], path: "Benchmarks/ClipExam", swiftSettings: strict),
        .executableTarget(
            name: "clip-exam", dependencies: ["ClipExam", "Client", "Wire", .parser], path: "Benchmarks/clip-exam",
            swiftSettings: strict),
        .executableTarget(
            name: "features-bench", dependencies: ["Features", "Imaging", "Linear"],
            path: "Benchmarks/features-bench", swiftSettings: strict),
        .executableTarget(
            name: "sparse-bench", dependencies: ["FilterLearning", "Lab", "Linear", "Workers"],
            path: "Benchmarks/sparse-bench", swiftSettings: strict),
        .executableTarget(
            name: "teach-bench", dependencies: ["Classifier", "Exchange", "Features", "Imaging", "Teaching", .logging],
            path: "Benchmarks/teach-bench", swiftSettings: strict),
        .executableTarget(
            name: "objects-bench",
            dependencies: ["Classifier", "Exchange", "Features", "Imaging", "Objects", "Stream"],
            path: "Benchmarks/objects-bench", swiftSettings: strict),
        .executableTarget(
            name: "live-bench", dependencies: ["Classifier", "Formats", "Lab"],
            path: "Benchmarks/live-bench", swiftSettings: strict),

        // Tests: a folder a room, then the whole.
        .tests("ImagingTests", ["Imaging"]),
        .tests("WorkersTests", ["Workers"]),
        .tests("LinearTests", ["Linear"]),
        // A test program that says how often it allocated.
        .target(name: "CAllocations", path: "Tests/CAllocations"),
        // The kernels of every level of processor, each by itself.
        .target(
            name: "CKernelLevels", path: "Tests/CKernelLevels", exclude: ["level.inc"],
            cSettings: [.headerSearchPath("../../Sources/Kernels/include")]),
        .tests(
            "FeaturesTests", ["CAllocations", "CKernelLevels", "Features", "Imaging", "Workers"],
            resources: [.copy("Golden")]),
        .tests("FormatsTests", ["Formats"], resources: [.copy("Golden")]),
        .tests("ClassifierTests", ["Classifier", "Linear"]),
        .tests("ObjectsTests", ["Classifier", "Features", "Imaging", "Objects"]),
        .tests("FilterLearningTests", ["Features", "FilterLearning", "Imaging", "Linear", "Stream", "Workers"]),
        .tests("RefinementTests", ["Features", "Refinement", "Workers"]),
        .tests(
            "LabTests", ["Classifier", "Features", "FilterLearning", "Formats", "Imaging", "Lab", "Linear", "Stream"]),
        .tests("BankTests", ["Exchange", "Features", "Formats"]),
        .tests(
            "ExchangeTests", ["Classifier", "Exchange", "Features", "Formats", "Imaging", "Stream"],
            exclude: ["parity.py"]),
        .tests("WorkbenchTests", ["Exchange", "Features", "Formats", "Imaging", "Stream", "Workbench"]),
        .tests(
            "StreamTests", ["Stream", "Imaging"],
            exclude: ["Offers", "key-frames.py", "rtsp-relay.py", "rtsp-server.py", "whip-server.py"]),
        .tests("WireTests", ["Wire"]),
        .tests("ControlTests", ["Control", "Wire", .logging, .nio, .lifecycle]),
        .tests("TeachingTests", ["Teaching", "Features", "Classifier", "Imaging", .grdb, .logging]),
        .tests("DaemonTests", ["Classifier", "Daemon", "Imaging", "Stream", "Teaching", "Wire"]),
        // A camera for programs that are started with it in LD_PRELOAD.
        .target(
            name: "FakeCamera", path: "Tests/FakeCamera", cSettings: [.define("_GNU_SOURCE")],
            linkerSettings: [.linkedLibrary("m")]),
        .tests(
            "IntegrationTests",
            [
                "Client", "ClipExam", "Control", "Daemon", "Features", "Imaging", "Stream", "Teaching", "Wire",
                .grdb, .lifecycle,
                .logging,
            ],
            exclude: ["Transcripts", "whep-viewer.py"]),
        .tests("EndToEndTests", []),
    ]
)
