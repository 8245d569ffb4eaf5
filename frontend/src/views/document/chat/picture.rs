//! A picture that has arrived, shown small when the person wants to see it.

use crate::browser::page::files;
use crate::views::ui::dom::{button, div, el, memo, p};
use crate::views::ui::language::say;
use crate::words;
use imagesize::ImageType;
use leptos::prelude::*;
use plenum_engine::api::files::TransferId;
use plenum_engine::api::view::{Transfer, TransferState};

/// Points of a picture that is decoded, at most: what phones make. Each takes four bytes of memory, and a small file may claim
/// any number of them.
const MAX_POINTS: usize = 50_000_000;
/// Bytes of a file that is looked at, at most.
const MAX_BYTES: u64 = 50_000_000;

/// How it stands.
#[derive(Clone, PartialEq, Eq)]
enum Look {
    /// Nobody has asked.
    Unasked,
    /// There.
    At(String),
    /// It is no picture that can be shown.
    Never,
}

/// The button to show it, or the picture; nothing for what does not even say that it is one.
pub fn shown(row: Memo<Option<Transfer>>) -> impl Fn() -> Option<AnyView> + Send {
    let look = RwSignal::new(Look::Unasked);
    let one = memo(move || {
        row.with(|row| {
            let picture = |row: &&Transfer| {
                row.state == TransferState::Done && row.kind.starts_with("image/") && row.size <= MAX_BYTES
            };
            row.as_ref().filter(picture).map(|row| (row.id, row.name.clone()))
        })
    });
    move || {
        let (id, name) = one.get()?;
        Some(match look.get() {
            Look::Unasked => {
                let word = say(words::files_show);
                button("btn small")
                    .press(move || ask(id, look))
                    .about(word, memo(move || name.to_string()))
                    .tell(word)
                    .done()
            }
            Look::Never => p("quiet", words::files_no_picture).set("role", "status").done(),
            Look::At(address) => {
                let picture = el("img").bind("src", move || address.clone()).bind("alt", move || name.to_string());
                div("picture").child(picture).done()
            }
        })
    }
}

fn ask(id: TransferId, look: RwSignal<Look>) {
    files::picture(id, fits, move |address| {
        // The row may have gone meanwhile.
        let _ = look.try_set(address.map_or(Look::Never, Look::At));
    });
}

/// Whether a file that begins so is a picture of points that is not too large to be decoded.
fn fits(head: &[u8]) -> bool {
    let points = |kind| match kind {
        Ok(ImageType::Png | ImageType::Jpeg | ImageType::Gif | ImageType::Webp) => imagesize::blob_size(head).ok(),
        _ => None,
    };
    let size = points(imagesize::image_type(head));
    size.is_some_and(|size| size.width.saturating_mul(size.height) <= MAX_POINTS && size.width * size.height > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend([8, 6, 0, 0, 0]);
        bytes
    }

    #[test]
    fn only_pictures_that_can_be_decoded_are_shown() {
        assert!(fits(&png(4_000, 3_000)) && fits(&png(10_000, 5_000)) && fits(b"GIF89a\x10\0\x10\0\0\0\0\0"));
        assert!(!fits(&png(10_000, 5_001)) && !fits(&png(u32::MAX, u32::MAX)) && !fits(&png(0, 9)));
        for other in
            [&b""[..], b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", b"%PDF-1.7", b"\x89PNG"]
        {
            assert!(!fits(other));
        }
    }
}
