// Who decides between categories.

/// The classifiers that can be taught; all see the same samples and the same cosines between them.
public enum ClassifierKind: String, Sendable, Hashable, CaseIterable, Codable {
    /// Linear discriminants with what is common to all categories shrunk: in closed form, without leaving anything out.
    case discriminant
    /// Regression towards the categories (dual ridge), balanced between them.
    case ridge = "dual-ridge"
    /// Multinomial logistic regression.
    case logistic
    /// The category whose samples' mean points the same way.
    case nearestMean = "nearest-mean"
    /// The category of the nearest samples, weighted by their nearness.
    case nearestSample = "nearest-sample"
    /// Logistic regressions on the newest samples of each category, learnt in passes (Hadsell et al. 2009).
    case ringLogistic = "ring-logistic"
    /// Linear discriminants, hardly shrunk, as streaming linear discriminant analysis has them (Hayes and Kanan 2020).
    case streamingLDA = "streaming-lda"

    /// Who decides when nobody says who.
    public static let standard = ClassifierKind.discriminant
}
