// What live teaching is tried on, recognised by how it lies in a folder.

import Foundation

/// Views of things, each with its class, in the order in which they were seen.
package struct LiveData: Sendable, Equatable {
    /// How views lie in a folder.
    package enum Layout: String, Sendable, Codable {
        /// `DIR/<object>/<view>.png`: things that turn.
        case objects
        /// `DIR/session_*/*.jpg` and beside each picture an XML file with boxes: hands before a webcam.
        case sessions
        /// `DIR/img/*.jpg` and `DIR/groundtruth_rect.txt`: a thing that is carried through a film, and what is around it.
        case film
    }

    /// What was seen on one occasion: taught and asked for itself.
    package struct Scene: Sendable, Equatable {
        /// Its name.
        package let name: String
        /// For each class the places of its views, in the order in which they were seen.
        package let views: [[Int]]

        package init(name: String, views: [[Int]]) { (self.name, self.views) = (name, views) }
    }

    /// How they lay in the folder.
    package let layout: Layout
    /// The names of the classes, sorted.
    package let classes: [String]
    /// All views.
    package let views: [LiveView]
    /// The class of each.
    package let labels: [Int]
    /// The occasions.
    package let scenes: [Scene]
    /// The class that is never taught where unknown things are asked; nil to draw them.
    package var stranger: Int?
    /// Why some were passed over before they were looked at.
    package var broken: [String] = []

    /// Views of classes, one scene after another.
    init(_ layout: Layout, classes: [String], scenes: [(name: String, views: [[LiveView]])]) {
        (self.layout, self.classes) = (layout, classes)
        var (views, labels) = ([LiveView](), [Int]())
        self.scenes = scenes.map { scene in
            let places = scene.views.enumerated().map { label, own in
                defer {
                    views += own
                    labels += own.map { _ in label }
                }
                return Array(views.count..<views.count + own.count)
            }
            return Scene(name: scene.name, views: places)
        }
        (self.views, self.labels) = (views, labels)
    }

    /// The views in a folder.
    ///
    /// - Throws: `LabError.badInput` when it cannot be read, is none of the layouts, or has fewer than two classes.
    package init(_ folder: String) throws(LabError) {
        let names = try Self.names(in: folder)
        let sessions = names.filter { $0.hasPrefix("session_") && ImageFolders.isFolder("\(folder)/\($0)") }
        if names.contains("groundtruth_rect.txt") {
            self = try LiveData(film: folder)
        } else if !sessions.isEmpty {
            self = try LiveData(sessions: sessions, in: folder)
        } else {
            self = try LiveData(objects: folder)
        }
        guard classes.count > 1 else {
            throw .badInput(
                reason:
                    "“\(folder)” has one class only, “\(classes.first ?? "")”, and there is nothing to tell it from.")
        }
    }

    private init(objects folder: String) throws(LabError) {
        let folders: ImageFolders
        do {
            folders = try ImageFolders(folder)
        } catch {
            throw .badInput(
                reason: "“\(folder)” is nothing to teach live: that is DIR/<object>/<view>.png (or jpg), "
                    + "DIR/session_*/*.jpg with a box in *.xml beside each, or DIR/img/*.jpg with "
                    + "DIR/groundtruth_rect.txt.")
        }
        let classes = folders.categories.indices.map { label in
            zip(folders.paths, folders.labels).filter { $0.1 == label }.map(\.0).sorted(by: Self.isBefore)
        }
        self.init(.objects, classes: folders.categories, scenes: [("", classes.map { $0.map { LiveView($0) } })])
    }

    /// The names in a folder, sorted; what begins with a point is passed over.
    static func names(in folder: String) throws(LabError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
                .sorted(by: isBefore)
        } catch {
            throw .badInput(reason: "The folder “\(folder)” cannot be read.")
        }
    }

    /// Numbers within names by their size, as frames are numbered: 9 before 10.
    private static func isBefore(_ first: String, _ second: String) -> Bool {
        switch first.compare(second, options: .numeric) {
        case .orderedAscending: true
        case .orderedDescending: false
        case .orderedSame: first.utf8.lexicographicallyPrecedes(second.utf8)
        }
    }
}
