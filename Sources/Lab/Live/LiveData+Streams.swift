// Views that were seen one after another: sessions before a webcam, and a thing that is carried through a film.

import Foundation

extension LiveData {
    private static let endings = [".jpg", ".jpeg", ".png"]

    /// Pictures with boxes beside them, in the form of PASCAL VOC: each box is a view of the class that it names.
    init(sessions names: [String], in folder: String) throws(LabError) {
        var (found, broken) = ([(name: String, views: [(name: String, view: LiveView)])](), [String]())
        for name in names {
            let session = "\(folder)/\(name)"
            let files = try Self.names(in: session)
            var views: [(String, LiveView)] = []
            for picture in files.filter(Self.isPicture) {
                let path = "\(session)/\(picture)"
                let note = URL(fileURLWithPath: path).deletingPathExtension().path + ".xml"
                guard let text = try? String(contentsOfFile: note, encoding: .utf8) else {
                    broken.append("“\(path)” has no boxes: “\(note)” cannot be read.")
                    continue
                }
                let boxes = Self.boxes(text)
                if boxes.isEmpty { broken.append("“\(note)” has no box with a name.") }
                views += boxes.map { ($0.name, LiveView(path, $0.part)) }
            }
            found.append((name, views))
        }
        let classes = Set(found.flatMap { $0.views.map(\.name) }).sorted()
        guard !classes.isEmpty else {
            throw .badInput(reason: "No picture in the sessions of “\(folder)” has a box with a name beside it.")
        }
        self.init(
            .sessions, classes: classes,
            scenes: found.map { scene in
                (scene.name, classes.map { name in scene.views.filter { $0.name == name }.map(\.view) })
            })
        self.broken = broken
    }

    /// A film of a thing whose box is known in every frame: the thing, and as large a part of what is around it.
    init(film folder: String) throws(LabError) {
        let (list, frames) = ("\(folder)/groundtruth_rect.txt", "\(folder)/img")
        guard let text = try? String(contentsOfFile: list, encoding: .utf8) else {
            throw .badInput(reason: "“\(list)” cannot be read.")
        }
        let rows = text.split(whereSeparator: \.isNewline)
        let pictures = try Self.names(in: frames).filter(Self.isPicture)
        var (things, surroundings, broken) = ([LiveView](), [LiveView](), [String]())
        for (index, picture) in pictures.enumerated() {
            let path = "\(frames)/\(picture)"
            let numbers = index < rows.count ? Self.numbers(rows[index]) : []
            guard numbers.count == 4, numbers[2] > 0, numbers[3] > 0 else {
                let row = index < rows.count ? "“\(rows[index])”" : "missing"
                broken.append("“\(path)” has no box: line \(index + 1) of “\(list)” is \(row).")
                continue
            }
            let (x, y, width, height) = (numbers[0], numbers[1], numbers[2], numbers[3])
            things.append(LiveView(path, .box(x: x, y: y, width: width, height: height)))
            surroundings.append(
                LiveView(path, .beside(x: x, y: y, width: width, height: height, seed: UInt64(index))))
        }
        guard !things.isEmpty else {
            throw .badInput(reason: "No picture in “\(frames)” has a box in “\(list)”.")
        }
        self.init(.film, classes: ["surroundings", "thing"], scenes: [("", [surroundings, things])])
        (stranger, self.broken) = (0, broken)
    }

    private static func isPicture(_ name: String) -> Bool { endings.contains { name.lowercased().hasSuffix($0) } }

    /// Whole numbers of sides and places; none where one of them is no such number.
    private static func numbers(_ row: Substring) -> [Int] {
        let words = row.split { ", \t".contains($0) }
        let numbers = words.compactMap { Double($0) }.filter { abs($0) < 1e6 }.map { Int($0.rounded()) }
        return numbers.count == words.count ? numbers : []
    }

    /// The boxes of a picture, each with its name; what is no box is passed over.
    private static func boxes(_ text: String) -> [(name: String, part: LiveView.Part)] {
        text.components(separatedBy: "<object>").dropFirst().compactMap { object in
            let sides = ["xmin", "ymin", "xmax", "ymax"].compactMap { word(object, $0).flatMap { Double($0) } }
            guard let name = word(object, "name"), !name.isEmpty, sides.count == 4,
                sides.allSatisfy({ abs($0) < 1e6 }), sides[0] < sides[2], sides[1] < sides[3]
            else { return nil }
            let (x, y) = (Int(sides[0].rounded()), Int(sides[1].rounded()))
            let (right, bottom) = (Int(sides[2].rounded()), Int(sides[3].rounded()))
            return (name, .box(x: x, y: y, width: right - x, height: bottom - y))
        }
    }

    /// What stands in an element, the first of its name.
    private static func word(_ text: String, _ name: String) -> String? {
        guard let begin = text.range(of: "<\(name)>"),
            let end = text.range(of: "</\(name)>", range: begin.upperBound..<text.endIndex)
        else { return nil }
        return text[begin.upperBound..<end.lowerBound].trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
