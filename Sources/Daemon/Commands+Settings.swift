// The requests by which the operator sets how things are judged, and where.

import Classifier
import Control
import Imaging
import Teaching
import Wire

extension Commands {
    /// Makes a setting and publishes it before anybody is told that it counts.
    func set(_ setting: Call.Setting) async throws -> any Encodable & Sendable {
        switch setting {
        case .classifier(let name, let threshold):
            let kind = try name.map(Self.kind(named:))
            let chosen = try await learner.setClassifier(kind: kind, threshold: threshold)
            await news.tellState()
            return ClassifierSet(
                kind: chosen.kind.rawValue, threshold: chosen.threshold, revision: await learner.revision)
        case .region(let region):
            try await learner.setRegion(region.map(Region.init))
            let state = await news.state()
            hub.publish(.state, state)
            return RegionSet(region: state.region, revision: state.revision)
        case .objects(let isOn):
            try await learner.setObjects(isOn)
            await objects.set(isOn: isOn)
            await news.tellState()
            return ObjectsSet(enabled: isOn, revision: await learner.revision)
        }
    }

    private static func kind(named name: String) throws(Failure) -> ClassifierKind {
        guard let kind = ClassifierKind(rawValue: name) else {
            let known = ClassifierKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalidParams("kind must be one of \(known), not \(JSON.string(name))")
        }
        return kind
    }
}
