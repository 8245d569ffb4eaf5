//! Names of pads.

use crate::base::ids::PadId;
use crate::base::untrusted_text::clean_name;
use crate::fold::Stamp;
use crate::fold::timeline::Fold;
use crate::records::content::{Content, Pads};

/// Pads at most, with the one that is always there.
pub const PADS: usize = 32;

/// The pads that records have made, in order.
pub struct PadNames {
    pads: Vec<(PadId, String)>,
}

/// One pad is always there, so that two who begin at once write into the same.
impl Default for PadNames {
    fn default() -> PadNames {
        PadNames { pads: vec![(PadId::default(), String::new())] }
    }
}

impl PadNames {
    /// Ids and names.
    pub fn pads(&self) -> &[(PadId, String)] {
        &self.pads
    }

    /// Whether there is such a pad.
    pub fn has(&self, pad: &PadId) -> bool {
        self.pads.iter().any(|(id, _)| id == pad)
    }
}

impl Fold for PadNames {
    type Content = Pads;

    fn of(content: &Content) -> Option<&Pads> {
        if let Content::Pads(content) = content { Some(content) } else { None }
    }

    fn apply(&mut self, stamp: &Stamp<'_>, content: &Pads) {
        match content {
            Pads::Make { name } => {
                let name = clean_name(name);
                if !name.is_empty() && self.pads.len() < PADS {
                    self.pads.push((PadId(stamp.id.0), name));
                }
            }
            Pads::Rename { pad, name } => {
                let name = clean_name(name);
                if let Some(there) = self.pads.iter_mut().find(|(id, _)| id == pad).filter(|_| !name.is_empty()) {
                    there.1 = name;
                }
            }
        }
    }
}
