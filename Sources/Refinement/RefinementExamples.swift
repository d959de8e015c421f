// What is learnt from: prepared pictures and their classes.

public import Features

/// Pictures as a net's first stage sees them (`Extractor.withMaps(after: 0)`), each with its class.
public struct RefinementExamples: Sendable {
    /// Channels, rows and columns of a picture.
    public let size: MapSize
    /// `pictures × channels × rows × columns` values.
    public let values: [Float]
    /// The class of each picture, from 0.
    public let labels: [Int32]

    /// Examples over given numbers.
    ///
    /// - Precondition: there are as many values as the pictures have.
    public init(size: MapSize, values: [Float], labels: [Int32]) {
        precondition(values.count == size.count * labels.count, "\(values.count) values of \(labels.count) pictures")
        self.size = size
        self.values = values
        self.labels = labels
    }

    /// Number of pictures.
    public var count: Int { labels.count }
}
