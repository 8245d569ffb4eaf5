//! The list of pads: their names, and which of them were removed.
//!
//! A pad that is removed leaves the list and keeps its text: whoever wrote into it meanwhile loses nothing, and whoever removed
//! the wrong one, or was glad to remove somebody else's, has harmed nobody, since anybody can put it back.

use crate::api::view::{PadView, Restored};
use crate::base::ids::{Key, PadId};
use crate::base::untrusted_text::clean_name;
use crate::fold::Stamp;
use crate::fold::timeline::Fold;
use crate::records::content::{Content, Pads};

/// Pads in the list at most, with the one that is always there.
pub const PADS: usize = 32;
/// Pads at most, with those that were removed.
pub const ALL_PADS: usize = PADS + 16;

/// A pad that a record has made.
pub struct NamedPad {
    /// Which.
    pub id: PadId,
    /// What it is called; empty: nobody has named it.
    pub name: String,
    /// Who removed it, as long as nobody has put it back.
    pub removed: Option<Key>,
    /// Who put a kept version back last.
    pub restored: Option<Restored>,
}

impl NamedPad {
    fn new(id: PadId, name: String) -> NamedPad {
        NamedPad { id, name, removed: None, restored: None }
    }
}

/// The pads that records have made, in order.
pub struct PadNames {
    pads: Vec<NamedPad>,
}

/// One pad is always there, so that two who begin at once write into the same.
impl Default for PadNames {
    fn default() -> PadNames {
        PadNames { pads: vec![NamedPad::new(PadId::default(), String::new())] }
    }
}

/// How many of them are in the list.
pub fn listed(pads: &[PadView]) -> usize {
    pads.iter().filter(|pad| pad.removed.is_none()).count()
}

/// Whether no pad can be made beside those.
pub fn full(pads: &[PadView]) -> bool {
    listed(pads) >= PADS || pads.len() >= ALL_PADS
}

impl PadNames {
    /// All of them, with those that were removed.
    pub fn pads(&self) -> &[NamedPad] {
        &self.pads
    }

    /// Whether there is such a pad.
    pub fn has(&self, pad: &PadId) -> bool {
        self.pads.iter().any(|one| one.id == *pad)
    }

    fn listed(&self) -> usize {
        self.pads.iter().filter(|pad| pad.removed.is_none()).count()
    }

    fn get(&mut self, pad: &PadId) -> Option<&mut NamedPad> {
        self.pads.iter_mut().find(|one| one.id == *pad)
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
                if !name.is_empty() && self.listed() < PADS && self.pads.len() < ALL_PADS {
                    self.pads.push(NamedPad::new(PadId(stamp.id.0), name));
                }
            }
            Pads::Rename { pad, name } => {
                let name = clean_name(name);
                if let Some(there) = self.get(pad).filter(|_| !name.is_empty()) {
                    there.name = name;
                }
            }
            Pads::Remove { pad } => {
                // The one that is always there stays: two who begin at once write into it.
                if let Some(there) = self.get(pad).filter(|there| there.id != PadId::default()) {
                    there.removed = there.removed.or(Some(stamp.author()));
                }
            }
            Pads::PutBack { pad } => {
                let room = self.listed() < PADS;
                if let Some(there) = self.get(pad).filter(|_| room) {
                    there.removed = None;
                }
            }
            Pads::Restore { pad, kept_ms } => {
                if let Some(there) = self.get(pad) {
                    let at_ms = stamp.at.time_ms;
                    // What was kept was kept before; so no time is shown that is none.
                    let kept_ms = (*kept_ms).min(at_ms);
                    there.restored = Some(Restored { id: stamp.id, by: stamp.author(), at_ms, kept_ms });
                }
            }
        }
    }
}
