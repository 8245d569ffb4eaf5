//! The segmentation network, which tells people from what is behind them: the landscape model of MediaPipe's selfie segmentation, a
//! MobileNetV3 with a decoder. It was trained at 256 by 144 pixels, and takes any size whose sides are multiples of sixteen.

use crate::layers::{Activation, Depthwise, FeatureMap, Pointwise, Stem, Upscale};
use crate::weights::Weights;
use Activation::{HardSwish, None as Plain, Relu, Sigmoid};

/// Squeeze and excitation: weighs the channels by what the whole picture has of them.
struct SqueezeExcitation {
    squeeze: Pointwise,
    excite: Pointwise,
}

impl SqueezeExcitation {
    fn new(from: &mut Weights, channels: usize, between: usize) -> Self {
        let squeeze = Pointwise::new(from, channels, between, Relu);
        Self { squeeze, excite: Pointwise::new(from, between, channels, Sigmoid) }
    }

    fn weights(&self, picture: &FeatureMap) -> FeatureMap {
        self.excite.run(&self.squeeze.run(&picture.average()))
    }
}

/// An inverted bottleneck: few channels become many, look at their neighbours, and become few again.
struct Bottleneck {
    expand: Pointwise,
    depthwise: Depthwise,
    gate: Option<SqueezeExcitation>,
    project: Pointwise,
}

/// Channels in, between and out; size and stride of the depthwise convolution; channels of the gate, or zero for none.
struct Shape([usize; 3], [usize; 2], usize, Activation);

impl Bottleneck {
    fn new(from: &mut Weights, shape: Shape) -> Self {
        let Shape([inputs, between, outputs], [size, stride], gate, then) = shape;
        let expand = Pointwise::new(from, inputs, between, then);
        let depthwise = Depthwise::new(from, size, stride, between, then);
        let gate = (gate > 0).then(|| SqueezeExcitation::new(from, between, gate));
        Self { expand, depthwise, gate, project: Pointwise::new(from, between, outputs, Plain) }
    }

    fn run(&self, input: &FeatureMap) -> FeatureMap {
        let mut between = self.depthwise.run(&self.expand.run(input));
        if let Some(gate) = &self.gate {
            let by = gate.weights(&between);
            between.scale(&by);
        }
        let mut output = self.project.run(&between);
        if output.data.len() == input.data.len() {
            output.add(input);
        }
        output
    }
}

/// One step back to the full size: what is known so far, with what was seen at this size on the way down.
struct Decoder {
    reduce: Pointwise,
    gate: SqueezeExcitation,
    pointwise: Pointwise,
    depthwise: Depthwise,
}

impl Decoder {
    fn new(from: &mut Weights, inputs: usize, channels: usize) -> Self {
        let reduce = Pointwise::new(from, inputs, channels, Plain);
        let gate = SqueezeExcitation::new(from, channels, channels);
        let pointwise = Pointwise::new(from, channels, channels, Relu);
        Self { reduce, gate, pointwise, depthwise: Depthwise::new(from, 3, 1, channels, Relu) }
    }

    fn run(&self, input: &FeatureMap, mut seen: FeatureMap) -> FeatureMap {
        // A pointwise convolution before the upsampling gives the same as one behind it, for a quarter of the work.
        let known = self.reduce.run(input).upsampled();
        let mut both = seen.clone();
        both.add(&known);
        seen.scale(&self.gate.weights(&both));
        seen.add(&known);
        let mut mixed = self.pointwise.run(&seen);
        let around = self.depthwise.run(&mixed);
        mixed.add(&around);
        mixed
    }
}

/// The whole network.
pub(crate) struct Network {
    stem: Stem,
    encoders: Vec<Bottleneck>,
    head: Pointwise,
    head_gate: Pointwise,
    decoders: [Decoder; 3],
    last: Upscale,
}

impl Network {
    /// From what it has learned; nothing if that is too little or too much.
    pub(crate) fn new(learned: &[u8]) -> Option<Self> {
        let mut from = Weights::new(learned);
        let from = &mut from;
        let network = Self {
            stem: Stem::new(from),
            encoders: [
                Shape([16, 16, 16], [3, 2], 8, Relu),
                Shape([16, 72, 24], [3, 2], 0, Relu),
                Shape([24, 88, 24], [3, 1], 0, Relu),
                Shape([24, 96, 32], [5, 2], 24, HardSwish),
                Shape([32, 128, 32], [5, 1], 32, HardSwish),
                Shape([32, 128, 32], [5, 1], 32, HardSwish),
                Shape([32, 96, 32], [5, 1], 24, HardSwish),
                Shape([32, 96, 32], [5, 1], 24, HardSwish),
            ]
            .map(|shape| Bottleneck::new(from, shape))
            .into(),
            head: Pointwise::new(from, 32, 128, Relu),
            head_gate: Pointwise::new(from, 32, 128, Sigmoid),
            decoders: [(128, 24), (24, 16), (16, 16)].map(|(inputs, channels)| Decoder::new(from, inputs, channels)),
            last: Upscale::new(from),
        };
        from.is_empty().then_some(network)
    }

    /// How surely each pixel shows a person, from 0 to 1.
    pub(crate) fn run(&self, rgba: &[u8], width: usize, height: usize) -> Vec<f32> {
        let half = self.stem.run(rgba, width, height);
        let quarter = self.encoders[0].run(&half);
        let eighth = self.encoders[2].run(&self.encoders[1].run(&quarter));
        let mut deep = self.encoders[3].run(&eighth);
        for encoder in &self.encoders[4..] {
            deep = encoder.run(&deep);
        }
        let mut known = self.head.run(&deep);
        known.scale(&self.head_gate.run(&deep.average()));
        for (decoder, seen) in self.decoders.iter().zip([eighth, quarter, half]) {
            known = decoder.run(&known, seen);
        }
        self.last.run(&known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A portrait of 128 by 72 pixels: red, green, blue.
    const PORTRAIT: &[u8] = include_bytes!("../tests/portrait.rgb");
    /// What TensorFlow Lite finds in it with the same network, twice as wide and high: means of eight by eight pixels, 255 for a person.
    const FOUND: &[u8] = include_bytes!("../tests/portrait.mask");

    #[test]
    fn finds_what_tensorflow_lite_finds() {
        let network = Network::new(crate::WEIGHTS).expect("the weights are those of this network");
        let pixel = |at: usize| &PORTRAIT[(at / 256 / 2 * 128 + at % 256 / 2) * 3..][..3];
        let rgba: Vec<u8> = (0..256 * 144).flat_map(|at| [pixel(at), &[255]].concat()).collect();
        let mask = network.run(&rgba, 256, 144);
        for (at, found) in FOUND.iter().enumerate() {
            let corner = at / 32 * 8 * 256 + at % 32 * 8;
            let block = (0..64).map(|pixel| mask[corner + pixel / 8 * 256 + pixel % 8]);
            let mean = block.sum::<f32>() / 64.0 * 255.0;
            assert!((mean - f32::from(*found)).abs() < 0.6, "block {at}: {mean} and {found}");
        }
    }
}
