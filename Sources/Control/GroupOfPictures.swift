// The film since its last key frame: where a viewer begins, and where it goes on.

package import NIOCore

/// The messages since the newest key frame, numbered through for ever.
///
/// A viewer never gets a picture without the one that it is coded against. Whoever is before the newest key frame goes on
/// there. Whoever comes begins there too, where it is young; whoever lags too far behind it waits for the next.
package struct GroupOfPictures: Sendable {
    /// So many pictures a viewer may have to catch up with: a second.
    package static let patience = 30

    private var messages: [ByteBuffer] = []
    /// The number of the first message.
    private var first: UInt64 = 1
    private var configuration: FilmMessage.Configuration?
    private var isNewConfiguration = false

    /// The first message, and before it the configuration, for whoever has not got that yet.
    private var opening = ByteBuffer()

    package init() {}

    /// What a viewer is to get.
    package enum Next: Sendable {
        /// A message; the viewer's place is behind `number` now.
        case message(ByteBuffer, number: UInt64)
        /// Nothing yet.
        case wait
        /// Nothing before a key frame, and none is near.
        case needsKeyFrame
    }

    /// The number of the newest picture; 0 before the first.
    package var newest: UInt64 { first + UInt64(messages.count) - 1 }

    /// Adds a picture. One that is coded against a picture that is not here is left out.
    package mutating func add(_ picture: FilmPicture) {
        if let new = picture.configuration {
            first = newest + 1
            isNewConfiguration = new != configuration
            configuration = new
            messages = [FilmMessage.picture(picture, number: first)]
            opening = FilmMessage.configuration(new)
            opening.writeImmutableBuffer(messages[0])
        } else if !messages.isEmpty {
            // A viewer that is so late would not use it; a key frame begins anew.
            messages.append(FilmMessage.picture(picture, number: newest + 1))
        }
    }

    /// Forgets the pictures: what comes next is not coded against them.
    package mutating func cut() {
        first = newest + 1
        messages = []
    }

    /// What comes after a number; 0 for a viewer that has nothing yet.
    package func next(after seen: UInt64) -> Next {
        guard let key = messages.first else { return seen == 0 ? .needsKeyFrame : .wait }
        if seen == 0 { return messages.count <= Self.patience ? .message(opening, number: first) : .needsKeyFrame }
        guard seen < newest else { return .wait }
        if seen < first { return .message(isNewConfiguration ? opening : key, number: first) }
        guard newest - seen <= UInt64(Self.patience) else { return .needsKeyFrame }
        return .message(messages[Int(seen + 1 - first)], number: seen + 1)
    }
}
