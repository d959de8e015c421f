// What an ONNX model makes of a picture before the first filter.

import Features
import Formats

extension ONNXBuilder {
    /// Adds what `Preparation` does with a picture that fills the input: batch × channels × rows × columns.
    mutating func preparation(_ input: InputShape, _ image: String) -> String {
        place = "preparation/"
        guard input.preparation != .none else { return image }
        guard input.colour == .yuv else { return prepared(input, image) }
        let luminance = slice(image, 0..<1, axis: 1, "luminance")
        let colours = slice(image, 1..<3, axis: 1, "colours")
        return node("Concat", [prepared(input, luminance), colours], "channels", ["axis": .int(1)])
    }

    private mutating func prepared(_ input: InputShape, _ luminance: String) -> String {
        switch input.preparation {
        case .none: return luminance
        case .standard: return standardised(luminance)
        case .contrast: return cropped(contrast(input, standardised(luminance)), input)
        case .gain: return gain(input, luminance)
        }
    }

    /// `(x - mean) / deviation` of the population, zeros where the deviation is next to nothing.
    private mutating func standardised(_ luminance: String) -> String {
        let mean = reduced("ReduceMean", luminance, over: [2, 3], "mean")
        let difference = node("Sub", [luminance, mean], "difference")
        let squares = node("Mul", [difference, difference], "squared difference")
        let variance = reduced("ReduceMean", squares, over: [2, 3], "variance")
        let deviation = node("Sqrt", [variance], "deviation")
        let least = number(Float(Preparation.smallestDeviation))
        let isFlat = node("Less", [deviation, least], "is flat")
        let scaled = node("Div", [difference, node("Max", [deviation, least], "divisor")], "scaled")
        return node("Where", [isFlat, number(0), scaled], "standard")
    }

    /// `v / max(1, σ)` with `v = x - μ`.
    private mutating func contrast(_ input: InputShape, _ picture: String) -> String {
        let smoothing = ONNXSmoothing(input.window, input.size, in: &self)
        let mean = smoothing.means(of: picture, "local mean", in: &self)
        let difference = node("Sub", [picture, mean], "local difference")
        let squares = node("Mul", [difference, difference], "squared local difference")
        let variance = smoothing.means(of: squares, "local variance", in: &self)
        let divisor = node("Max", [node("Sqrt", [variance], "local deviation"), number(1)], "local divisor")
        return node("Div", [difference, divisor], "contrast")
    }

    /// The part whose pixels had a whole window inside the picture.
    private mutating func cropped(_ picture: String, _ input: InputShape) -> String {
        let (border, size) = (input.border, input.size)
        let begin = constant("border begin", [border, border])
        let end = constant("border end", [size.rows - border, size.columns - border])
        return node("Slice", [picture, begin, end, constant("border axes", [2, 3])], "cropped")
    }

    /// `y / (Σ w·y + 1)` with y in 0…255.
    private mutating func gain(_ input: InputShape, _ luminance: String) -> String {
        let smoothing = ONNXSmoothing(input.window, input.size, in: &self)
        let grey = node("Mul", [luminance, number(255)], "grey of 255")
        let means = smoothing.means(of: grey, "local mean", in: &self)
        return node("Div", [grey, node("Add", [means, number(1)], "local divisor")], "gain")
    }
}
