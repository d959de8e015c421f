// Who decides between categories.

/// The classifiers that can be taught; all see the same samples and the same cosines between them.
public enum ClassifierKind: String, Sendable, Hashable, CaseIterable, Codable {
    /// Linear discriminants with a shrunk covariance, in closed form: after each sample what a stream of samples leads to
    /// (Hayes and Kanan, “Lifelong machine learning with deep streaming linear discriminant analysis”, 2020).
    case streamingLDA = "streaming-lda"
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

    /// Who decides when nobody says who.
    public static let standard = ClassifierKind.streamingLDA
}
