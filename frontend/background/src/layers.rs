//! The layers that the network is made of. Pictures lie in memory row by row, each pixel with its channels side by side; there are
//! always a multiple of eight, so that compilers make vector instructions of the inner loops. Browsers have these (`simd128`) since 2021,
//! Safari since 2023; one that has not refuses the whole program, which is this and nothing else.

use crate::weights::Weights;

/// So many numbers are computed side by side.
const LANES: usize = 8;
/// So many pixels share what is loaded of the weights.
const PIXELS: usize = 4;

/// What comes after a layer.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Activation {
    None,
    Relu,
    HardSwish,
    Sigmoid,
}

impl Activation {
    #[inline(always)]
    fn of(self, lanes: &mut [f32; LANES]) {
        for x in lanes {
            *x = match self {
                Self::None => *x,
                // `max(x, 0)`, in words of which compilers for wasm make vector instructions.
                Self::Relu => (*x + x.abs()) * 0.5,
                Self::HardSwish => *x * (*x + 3.0).clamp(0.0, 6.0) * (1.0 / 6.0),
                Self::Sigmoid => sigmoid(*x),
            };
        }
    }
}

/// The logistic function. Of the exponential function, which is a call of its own, only as much as is needed here: off by less than
/// 0.00001 in a result from 0 to 1.
#[inline(always)]
fn sigmoid(x: f32) -> f32 {
    // 2^power: its whole part is the exponent of a number, and the rest is near enough to a polynomial.
    let power = (x * -std::f32::consts::LOG2_E).clamp(-60.0, 60.0) + 127.0;
    let whole = power as i32;
    let rest = power - whole as f32;
    let two = f32::from_bits((whole as u32) << 23);
    1.0 / (1.0
        + two
            * (1.000_002_6
                + rest * (0.693_003_83 + rest * (0.241_442_75 + rest * (0.052_011_464 + rest * 0.013_534_167)))))
}

/// A picture with any number of channels: what goes from one layer to the next.
#[derive(Clone)]
pub(crate) struct FeatureMap {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) channels: usize,
    pub(crate) data: Vec<f32>,
}

impl FeatureMap {
    pub(crate) fn new(width: usize, height: usize, channels: usize) -> Self {
        Self { width, height, channels, data: vec![0.0; width * height * channels] }
    }

    /// Global average pooling: the mean of each channel, as a picture of one pixel.
    #[cfg_attr(target_family = "wasm", target_feature(enable = "simd128"))]
    pub(crate) fn average(&self) -> Self {
        let mut average = Self::new(1, 1, self.channels);
        for pixel in self.data.chunks_exact(self.channels) {
            for (sum, x) in average.data.iter_mut().zip(pixel) {
                *sum += x;
            }
        }
        let share = 1.0 / (self.width * self.height) as f32;
        for sum in &mut average.data {
            *sum *= share;
        }
        average
    }

    #[cfg_attr(target_family = "wasm", target_feature(enable = "simd128"))]
    pub(crate) fn add(&mut self, other: &Self) {
        for (x, y) in self.data.iter_mut().zip(&other.data) {
            *x += y;
        }
    }

    /// Multiplies each channel by its number.
    #[cfg_attr(target_family = "wasm", target_feature(enable = "simd128"))]
    pub(crate) fn scale(&mut self, by: &Self) {
        for pixel in self.data.chunks_exact_mut(self.channels) {
            for (x, y) in pixel.iter_mut().zip(&by.data) {
                *x *= y;
            }
        }
    }

    /// Twice as wide and high, by bilinear interpolation.
    #[cfg_attr(target_family = "wasm", target_feature(enable = "simd128"))]
    pub(crate) fn upsampled(&self) -> Self {
        let mut wide = Self::new(self.width * 2, self.height, self.channels);
        let c = self.channels;
        for (row, out) in self.data.chunks_exact(self.width * c).zip(wide.data.chunks_exact_mut(self.width * 2 * c)) {
            for x in 0..self.width {
                let (left, right) = (x.saturating_sub(1) * c, (x + 1).min(self.width - 1) * c);
                for i in 0..c {
                    let here = row[x * c + i] * 0.75;
                    out[2 * x * c + i] = here + row[left + i] * 0.25;
                    out[(2 * x + 1) * c + i] = here + row[right + i] * 0.25;
                }
            }
        }
        let mut high = Self::new(self.width * 2, self.height * 2, c);
        let line = self.width * 2 * c;
        for (y, two) in high.data.chunks_exact_mut(line * 2).enumerate() {
            let (upper, lower) = two.split_at_mut(line);
            let above = &wide.data[y.saturating_sub(1) * line..][..line];
            let here = &wide.data[y * line..][..line];
            let below = &wide.data[(y + 1).min(self.height - 1) * line..][..line];
            for i in 0..line {
                let middle = here[i] * 0.75;
                upper[i] = middle + above[i] * 0.25;
                lower[i] = middle + below[i] * 0.25;
            }
        }
        high
    }
}

/// A pointwise convolution (one by one): each pixel's channels mixed.
pub(crate) struct Pointwise {
    outputs: usize,
    /// For each eight outputs, their weights for one input after the other.
    weights: Vec<[f32; LANES]>,
    bias: Vec<f32>,
    then: Activation,
}

impl Pointwise {
    pub(crate) fn new(from: &mut Weights, inputs: usize, outputs: usize, then: Activation) -> Self {
        let weights = by_lanes(&from.take(inputs * outputs), inputs, outputs);
        Self { outputs, weights, bias: from.take(outputs), then }
    }

    #[cfg_attr(target_family = "wasm", target_feature(enable = "simd128"))]
    pub(crate) fn run(&self, input: &FeatureMap) -> FeatureMap {
        let mut output = FeatureMap::new(input.width, input.height, self.outputs);
        match self.then {
            Activation::None => self.fill(input, &mut output.data, Activation::None),
            Activation::Relu => self.fill(input, &mut output.data, Activation::Relu),
            Activation::HardSwish => self.fill(input, &mut output.data, Activation::HardSwish),
            Activation::Sigmoid => self.fill(input, &mut output.data, Activation::Sigmoid),
        }
        output
    }

    /// Built for each activation, which is a number known to the compiler then.
    #[inline(always)]
    fn fill(&self, input: &FeatureMap, output: &mut [f32], then: Activation) {
        let (inputs, outputs) = (input.channels, self.outputs);
        let blocks = input.data.chunks(PIXELS * inputs).zip(output.chunks_mut(PIXELS * outputs));
        for (pixels, results) in blocks {
            for (block, weights) in self.weights.chunks_exact(inputs).enumerate() {
                let mut bias = [0.0; LANES];
                bias.copy_from_slice(&self.bias[block * LANES..][..LANES]);
                if pixels.len() == PIXELS * inputs {
                    let mut sums = [bias; PIXELS];
                    let (a, rest) = pixels.split_at(inputs);
                    let (b, rest) = rest.split_at(inputs);
                    let (c, d) = rest.split_at(inputs);
                    for ((((w, a), b), c), d) in weights.iter().zip(a).zip(b).zip(c).zip(d) {
                        for lane in 0..LANES {
                            sums[0][lane] += a * w[lane];
                            sums[1][lane] += b * w[lane];
                            sums[2][lane] += c * w[lane];
                            sums[3][lane] += d * w[lane];
                        }
                    }
                    for (mut sum, result) in sums.into_iter().zip(results.chunks_exact_mut(outputs)) {
                        then.of(&mut sum);
                        result[block * LANES..][..LANES].copy_from_slice(&sum);
                    }
                } else {
                    for (pixel, result) in pixels.chunks_exact(inputs).zip(results.chunks_exact_mut(outputs)) {
                        let mut sum = bias;
                        for (w, x) in weights.iter().zip(pixel) {
                            for lane in 0..LANES {
                                sum[lane] += x * w[lane];
                            }
                        }
                        then.of(&mut sum);
                        result[block * LANES..][..LANES].copy_from_slice(&sum);
                    }
                }
            }
        }
    }
}

/// Weights as they are learned, all inputs of an output side by side, as they are used.
fn by_lanes(learned: &[f32], inputs: usize, outputs: usize) -> Vec<[f32; LANES]> {
    let mut weights = Vec::with_capacity(inputs * outputs / LANES);
    for block in 0..outputs / LANES {
        for input in 0..inputs {
            weights.push(std::array::from_fn(|lane| learned[(block * LANES + lane) * inputs + input]));
        }
    }
    weights
}

/// A depthwise convolution: each channel by itself, its neighbours weighed. What is outside the picture counts as zero.
pub(crate) struct Depthwise {
    size: usize,
    stride: usize,
    channels: usize,
    weights: Vec<f32>,
    bias: Vec<f32>,
    then: Activation,
}

impl Depthwise {
    pub(crate) fn new(from: &mut Weights, size: usize, stride: usize, channels: usize, then: Activation) -> Self {
        Self { size, stride, channels, weights: from.take(size * size * channels), bias: from.take(channels), then }
    }

    #[cfg_attr(target_family = "wasm", target_feature(enable = "simd128"))]
    pub(crate) fn run(&self, input: &FeatureMap) -> FeatureMap {
        let mut output = FeatureMap::new(input.width / self.stride, input.height / self.stride, self.channels);
        match self.then {
            Activation::HardSwish => self.fill(input, &mut output, Activation::HardSwish),
            _ => self.fill(input, &mut output, Activation::Relu),
        }
        output
    }

    #[inline(always)]
    fn fill(&self, input: &FeatureMap, output: &mut FeatureMap, then: Activation) {
        let channels = self.channels;
        let before = (self.size - self.stride) / 2;
        for y in 0..output.height {
            let rows = taps(y * self.stride, before, self.size, input.height);
            for x in 0..output.width {
                let columns = taps(x * self.stride, before, self.size, input.width);
                let result = &mut output.data[(y * output.width + x) * channels..][..channels];
                for (block, result) in result.chunks_exact_mut(LANES).enumerate() {
                    let mut sum = [0.0; LANES];
                    sum.copy_from_slice(&self.bias[block * LANES..][..LANES]);
                    for row in rows.clone() {
                        let from = (y * self.stride + row - before) * input.width;
                        for column in columns.clone() {
                            let at = (from + x * self.stride + column - before) * channels + block * LANES;
                            let pixel = &input.data[at..][..LANES];
                            let weight =
                                &self.weights[(row * self.size + column) * channels + block * LANES..][..LANES];
                            for lane in 0..LANES {
                                sum[lane] += pixel[lane] * weight[lane];
                            }
                        }
                    }
                    then.of(&mut sum);
                    result.copy_from_slice(&sum);
                }
            }
        }
    }
}

/// Which of so many weights fall on the picture, if the first lies so many before this place.
fn taps(place: usize, before: usize, size: usize, length: usize) -> std::ops::Range<usize> {
    before.saturating_sub(place)..size.min(length + before - place)
}

/// The first layer, a convolution of three by three with stride two over all colours.
pub(crate) struct Stem(Pointwise);

/// Red, green and blue of nine pixels.
const SEEN: usize = 27;

impl Stem {
    pub(crate) fn new(from: &mut Weights) -> Self {
        Self(Pointwise::new(from, SEEN, 16, Activation::HardSwish))
    }

    /// Of a picture of red, green, blue and something else. Its neighbours to the right and below are looked at, and no others:
    /// those of the last are black.
    #[cfg_attr(target_family = "wasm", target_feature(enable = "simd128"))]
    pub(crate) fn run(&self, rgba: &[u8], width: usize, height: usize) -> FeatureMap {
        let mut output = FeatureMap::new(width / 2, height / 2, self.0.outputs);
        // Of three rows at a time, with one black pixel behind each.
        let mut rows = vec![0.0; 3 * (width + 1) * 3];
        let mut seen = FeatureMap::new(width / 2, 1, SEEN);
        for (y, result) in output.data.chunks_exact_mut(width / 2 * self.0.outputs).enumerate() {
            for (row, colours) in rows.chunks_exact_mut((width + 1) * 3).enumerate() {
                if 2 * y + row < height {
                    let pixels = rgba[(2 * y + row) * width * 4..].chunks_exact(4);
                    for (colour, pixel) in colours[..width * 3].chunks_exact_mut(3).zip(pixels) {
                        colour[0] = f32::from(pixel[0]) * (1.0 / 255.0);
                        colour[1] = f32::from(pixel[1]) * (1.0 / 255.0);
                        colour[2] = f32::from(pixel[2]) * (1.0 / 255.0);
                    }
                } else {
                    colours.fill(0.0);
                }
                for (x, seen) in seen.data.chunks_exact_mut(SEEN).enumerate() {
                    seen[row * 9..][..9].copy_from_slice(&colours[x * 6..][..9]);
                }
            }
            self.0.fill(&seen, result, Activation::HardSwish);
        }
        output
    }
}

/// The last layer, a transposed convolution of two by two with stride two: four numbers of each pixel, for the four pixels in its place.
pub(crate) struct Upscale(Pointwise);

impl Upscale {
    pub(crate) fn new(from: &mut Weights) -> Self {
        // Filled up to eight, of which four are of no use.
        let inputs = 16;
        let mut learned = from.take(4 * inputs);
        learned.resize(LANES * inputs, 0.0);
        let bias = vec![from.take(1)[0]; LANES];
        Self(Pointwise { outputs: LANES, weights: by_lanes(&learned, inputs, LANES), bias, then: Activation::Sigmoid })
    }

    #[cfg_attr(target_family = "wasm", target_feature(enable = "simd128"))]
    pub(crate) fn run(&self, input: &FeatureMap) -> Vec<f32> {
        let line = input.width * 2;
        let mut output = vec![0.0; line * input.height * 2];
        let all = self.0.run(input);
        for (two, row) in output.chunks_exact_mut(line * 2).zip(all.data.chunks_exact(input.width * LANES)) {
            let (upper, lower) = two.split_at_mut(line);
            let places = upper.chunks_exact_mut(2).zip(lower.chunks_exact_mut(2));
            for ((upper, lower), four) in places.zip(row.chunks_exact(LANES)) {
                upper.copy_from_slice(&four[..2]);
                lower.copy_from_slice(&four[2..4]);
            }
        }
        output
    }
}
