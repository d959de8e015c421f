// The methods by which the operator sets how things are judged, and where.

extension Method {
    static let settings: [Method] = [
        Method(
            "classifier.set", .operator, "Chooses who decides between categories, and how much may be missed.",
            "{kind, threshold, revision}"
        ) { arguments throws(Failure) in
            .setting(
                .classifier(
                    kind: try arguments.optionalString("kind", "who decides; state lists the kinds"),
                    threshold: try arguments.optionalNumber(
                        "threshold", "the share of true objects that may be taken for unknown", in: 0...0.5)))
        },
        Method(
            "region.set", .operator, "Chooses the part of the frame that is judged and taught when nobody names one.",
            "{region, revision}"
        ) { arguments throws(Failure) in
            let x = try arguments.share("x", "left edge, in 0…1 of the frame's width")
            let y = try arguments.share("y", "upper edge, in 0…1 of the frame's height")
            let width = try arguments.share("width", "width, in 0…1 of the frame's")
            let height = try arguments.share("height", "height, in 0…1 of the frame's")
            return .setting(.region(try WireRegion(checkedX: x, y: y, width: width, height: height)))
        },
        Method("region.clear", .operator, "Looks at the square in the middle again.", "{region, revision}") {
            _ throws(Failure) in .setting(.region(nil))
        },
        Method(
            "objects.set", .operator, "Chooses whether several objects are looked for at once.", "{enabled, revision}"
        ) { arguments throws(Failure) in
            .setting(
                .objects(
                    isOn: try arguments.flag("enabled", "whether they are looked for", isRequired: true)))
        },
    ]
}

extension Arguments {
    fileprivate mutating func share(_ name: String, _ meaning: String) throws(Failure) -> Double {
        try optionalNumber(name, meaning, in: 0...1, isRequired: true) ?? 0
    }
}

extension WireRegion {
    /// Refuses, in a sentence, what has no size or reaches outside the frame.
    fileprivate init(checkedX x: Double, y: Double, width: Double, height: Double) throws(Failure) {
        for (start, size, names) in [(x, width, ("x", "width")), (y, height, ("y", "height"))] {
            guard size > 0 else { throw .invalidParams("\(names.1) must be more than 0, not \(size)") }
            guard start + size <= 1 + 1e-9 else {
                throw .invalidParams(
                    "a region must lie inside the frame, but \(names.0) + \(names.1) is \(start + size)")
            }
        }
        self.init(x: x, y: y, width: width, height: height)
    }
}
