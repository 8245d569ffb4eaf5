//! What data the person saves, and what they use.

use super::Engine;
use crate::api::context::Context;
use crate::api::effect::{Effect, Keepsake};
use crate::api::view::{DataSaver, Saving};

/// Bits per second in a thousand megabytes per hour, rounded to what people compare: 1,000,000,000 · 8 / 3600.
const BITS_PER_GIGABYTE_HOUR: u64 = 2_222_222;

/// What was kept on this device; whatever else stands there saves nothing.
pub(super) fn read(kept: Option<&str>) -> Saving {
    match kept {
        Some("small") => Saving::SmallPictures,
        Some("speaker") => Saving::OnlySpeaker,
        Some("sound") => Saving::OnlySound,
        Some(_) | None => Saving::Nothing,
    }
}

impl Engine {
    /// Act of a person: how much data may be used.
    pub(super) fn save(&mut self, saving: Saving, cx: &mut Context) {
        self.profile.saving = saving;
        let tag = match saving {
            Saving::Nothing => "",
            Saving::SmallPictures => "small",
            Saving::OnlySpeaker => "speaker",
            Saving::OnlySound => "sound",
        };
        cx.effect(Effect::Remember(Keepsake::Saving(tag)));
    }
}

/// As the person sees it. `carried`: bits per second, sent and received.
pub(super) fn view(saving: Saving, carried: [u32; 2]) -> DataSaver {
    let [sent, received] = carried.map(megabytes_per_hour);
    DataSaver { saving, sent, received }
}

/// Two figures of it are true for the next second; more would only flicker.
fn megabytes_per_hour(bits: u32) -> u32 {
    let exact = u64::from(bits) * 1_000 / BITS_PER_GIGABYTE_HOUR;
    let step = if exact < 100 { 5 } else { 50 };
    u32::try_from((exact + step / 2) / step * step).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_megabit_a_second_is_450_megabytes_an_hour() {
        assert_eq!(megabytes_per_hour(1_000_000), 450);
        assert_eq!(megabytes_per_hour(32_000), 15);
        assert_eq!(megabytes_per_hour(0), 0);
        assert_eq!(megabytes_per_hour(u32::MAX), 1_932_750);
    }
}
