//! All pads of a room: what goes into them, what editors are told, who wrote what, and what is kept.

use crate::api::act::Change;
use crate::api::effect::PadEffect;
use crate::api::view::{CursorView, Run};
use crate::base::ids::{Key, PadId};
use crate::base::time::{Time, soonest};
use crate::base::untrusted_text::utf16_len;
use crate::fold::pad_names::PADS;
use crate::pads::authors::{Authors, client_id};
use crate::pads::compare::compare;
use crate::pads::cursors::{Cursor, Cursors};
use crate::pads::pad::{NoEdit, Pad, Patched};
use crate::pads::patches::replacing;
use crate::pads::update_reader::Unfit;
use crate::pads::versions::{Version, Versions};
use litemap::LiteMap;

/// Pads held in memory at most: those that a backdated record pushes out of the list stay until the next start.
const HELD: usize = 2 * PADS;

/// What comes between a text and a block that follows with one blank line between them, and what of the text goes for it: blank
/// lines beyond that one. Of the last line with something on it nothing goes, not even a space where somebody is about to write.
fn before_block(text: &str) -> (&'static str, &str) {
    let written = text.trim_end().len();
    if written == 0 {
        return ("", text);
    }
    let blank = text[written..].find('\n').map_or("", |end| &text[written + end..]);
    match (blank.strip_prefix("\n\n"), blank.strip_prefix('\n')) {
        (Some(more), _) => ("", more),
        (None, Some(more)) => ("\n", more),
        (None, None) => ("\n\n", blank),
    }
}

/// What became of an update of others.
pub struct Applied {
    /// What the editor is told, if one looks.
    pub effect: Option<PadEffect>,
    /// Whose text came in, by client id, and how much there is of them now.
    pub written: Vec<(u64, u32)>,
}

/// The pads.
pub struct PadSet {
    client: u64,
    pads: LiteMap<PadId, Pad>,
    /// Since when a pad has changed after its last version.
    changed: LiteMap<PadId, Time>,
    /// Who is behind a client id.
    pub authors: Authors,
    /// Others' carets.
    pub cursors: Cursors,
    /// Kept versions.
    pub versions: Versions,
    revision: u64,
}

impl PadSet {
    /// None but the one that is always there, to be written by this session since this start.
    pub fn new(us: Key, log: u32) -> PadSet {
        let mut authors = Authors::default();
        authors.know(us, log);
        let mut set = PadSet {
            client: client_id(&us, log),
            pads: LiteMap::new(),
            changed: LiteMap::new(),
            authors,
            cursors: Cursors::default(),
            versions: Versions::default(),
            revision: 1,
        };
        set.make(PadId::default());
        set
    }

    /// There is such a pad.
    pub fn make(&mut self, id: PadId) {
        if self.pads.len() < HELD {
            self.pads.entry(id).or_insert_with(|| Pad::new(self.client));
        }
    }

    /// One of them.
    pub fn get(&self, id: &PadId) -> Option<&Pad> {
        self.pads.get(id)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&PadId, &Pad)> {
        self.pads.iter()
    }

    /// Grows with each change.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Who wrote what in a pad: lengths and authors.
    pub fn authored(&self, pad: &Pad) -> Vec<(u32, Option<Key>)> {
        let mut runs: Vec<(u32, Option<Key>)> = Vec::new();
        for (len, client) in pad.runs() {
            let author = self.authors.of(client);
            match runs.last_mut() {
                Some((last, of)) if *of == author => *last += len,
                _ => runs.push((len, author)),
            }
        }
        runs
    }

    /// The same, as places.
    pub fn runs(&self, pad: &Pad) -> Vec<Run> {
        let mut from = 0;
        let place = |(len, author)| {
            let run = Run { from, to: from + len, author };
            from = run.to;
            run
        };
        self.authored(pad).into_iter().map(place).collect()
    }

    /// An editor opens a pad.
    pub fn open(&mut self, id: PadId) -> Option<PadEffect> {
        self.pads.get_mut(&id)?.open();
        let pad = self.pads.get(&id)?;
        Some(PadEffect::Opened { pad: id, version: pad.version(), text: pad.text(), runs: self.runs(pad) })
    }

    /// The editor is gone.
    pub fn shut(&mut self, id: &PadId) {
        if let Some(pad) = self.pads.get_mut(id) {
            pad.shut();
        }
    }

    /// What an editor is told of a change, if one looks.
    fn patch(&mut self, id: PadId, patched: Option<Patched>, own: bool, now: Time) -> Option<PadEffect> {
        self.revision += 1;
        let patched = patched?;
        self.changed.entry(id).or_insert(now);
        let pad = self.pads.get(&id).filter(|pad| pad.is_open())?;
        let several = patched.clients.len() > 1;
        Some(PadEffect::Patch {
            pad: id,
            version: patched.version,
            changes: patched.changes,
            own,
            author: patched.clients.first().filter(|_| !several).and_then(|client| self.authors.of(*client)),
            runs: several.then(|| self.runs(pad)),
        })
    }

    /// An editor's changes.
    pub fn edit(&mut self, id: PadId, version: u64, changes: &[Change], now: Time) -> Option<PadEffect> {
        let Some(pad) = self.pads.get_mut(&id) else { return Some(PadEffect::Refused { pad: id }) };
        match pad.edit(version, changes, now) {
            Ok(patched) => self.patch(id, patched, true, now),
            // What ended that version is told already.
            Err(NoEdit::Stale) => None,
            Err(NoEdit::Unfit) => Some(PadEffect::Refused { pad: id }),
        }
    }

    /// An edit that comes from no editor.
    fn edit_from_here(&mut self, id: PadId, changes: &[Change], now: Time) -> Option<PadEffect> {
        let pad = self.pads.get_mut(&id)?;
        match pad.edit(pad.version(), changes, now) {
            Ok(patched) => self.patch(id, patched, false, now),
            Err(NoEdit::Stale | NoEdit::Unfit) => Some(PadEffect::Refused { pad: id }),
        }
    }

    /// Takes back, or makes again.
    pub fn undo(&mut self, id: PadId, again: bool, now: Time) -> Option<PadEffect> {
        let patched = self.pads.get_mut(&id)?.undo(again, now);
        self.patch(id, patched, false, now)
    }

    /// Appends a block: one blank line before it, if anything stands there, and the end of a line behind it.
    pub fn append(&mut self, id: PadId, block: &str, now: Time) -> Option<PadEffect> {
        let pad = self.pads.get(&id)?;
        let block = block.trim_matches(['\n', '\r']);
        if block.is_empty() {
            return None;
        }
        let text = pad.text();
        let (gap, blank) = before_block(&text);
        let change = Change { from: pad.len() - utf16_len(blank), to: pad.len(), insert: [gap, block, "\n"].concat() };
        self.edit_from_here(id, &[change], now)
    }

    /// Puts a kept version back.
    pub fn restore(&mut self, id: PadId, kept_ms: u64, now: Time) -> Option<PadEffect> {
        let (version, _) = self.versions.find(&id, kept_ms)?;
        let changes = replacing(&self.pads.get(&id)?.text(), &version.text);
        self.keep_before(id, now);
        self.end_step(&id);
        let effect = self.edit_from_here(id, &changes, now);
        self.end_step(&id);
        effect
    }

    fn version(&self, id: PadId, pad: &Pad, now: Time) -> Version {
        Version { pad: id, kept_ms: now.0, text: pad.text(), runs: self.authored(pad) }
    }

    /// Keeps a version of what stands there now, unless it is kept or nothing.
    fn keep_before(&mut self, id: PadId, now: Time) {
        let Some(pad) = self.pads.get(&id).filter(|pad| !pad.is_empty()) else { return };
        let version = self.version(id, pad, now);
        if self.versions.of(&id).last().is_some_and(|last| last.text == version.text) {
            return;
        }
        self.changed.remove(&id);
        self.versions.keep_at_once(version);
        self.revision += 1;
    }

    fn end_step(&mut self, id: &PadId) {
        if let Some(pad) = self.pads.get_mut(id) {
            pad.end_step();
        }
    }

    /// Tells a kept version.
    pub fn show(&self, id: PadId, kept_ms: u64) -> Option<PadEffect> {
        let (version, before) = self.versions.find(&id, kept_ms)?;
        Some(PadEffect::Version { pad: id, kept_ms, pieces: compare(before, version) })
    }

    /// An update of others.
    ///
    /// # Errors
    /// [`Unfit`]; [`Unfit::Missing`] as well for a pad that is not known yet.
    pub fn apply(&mut self, id: PadId, bytes: &[u8], now: Time) -> Result<Applied, Unfit> {
        let pad = self.pads.get_mut(&id).ok_or(Unfit::Missing)?;
        let patched = pad.apply(bytes)?;
        let written = patched.as_ref().map_or(Vec::new(), |patched| pad.clocks_of(&patched.clients));
        Ok(Applied { effect: self.patch(id, patched, false, now), written })
    }

    /// Own updates that have waited long enough.
    pub fn take_outgoing(&mut self, now: Time) -> Vec<(PadId, Vec<Vec<u8>>)> {
        let taken = self.pads.iter_mut().map(|(id, pad)| (*id, pad.take_outgoing(now)));
        taken.filter(|(_, updates)| !updates.is_empty()).collect()
    }

    /// Keeps the versions that are due; whether there was one.
    pub fn keep_versions(&mut self, now: Time) -> bool {
        let due: Vec<PadId> = self
            .changed
            .iter()
            .filter(|(id, since)| self.versions.due(id, **since) <= now)
            .map(|(id, _)| *id)
            .collect();
        for id in &due {
            self.changed.remove(id);
            if let Some(pad) = self.pads.get(id) {
                let version = self.version(*id, pad, now);
                self.versions.keep(version);
                self.revision += 1;
            }
        }
        !due.is_empty()
    }

    /// When something is due; own updates only if they may be sent.
    pub fn deadline(&self, sends: bool) -> Option<Time> {
        let versions = self.changed.iter().map(|(id, since)| self.versions.due(id, *since)).min();
        self.pads.values().filter(|_| sends).map(Pad::deadline).fold(versions, soonest)
    }

    /// A caret of ours, to be sent.
    pub fn cursor(&self, id: PadId, anchor: u32, head: u32) -> Option<Cursor> {
        let pad = self.pads.get(&id)?;
        Some(Cursor { pad: id, anchor: pad.place(anchor), head: pad.place(head) })
    }

    /// A peer's caret; false if it is in no text that is known.
    pub fn set_cursor(&mut self, peer: Key, cursor: Cursor) -> bool {
        let known = self.pads.get(&cursor.pad);
        let fits = known.is_some_and(|pad| pad.offset(&cursor.anchor).is_some() && pad.offset(&cursor.head).is_some());
        if fits {
            self.cursors.set(peer, cursor);
        }
        fits
    }

    /// Where the carets are.
    pub fn cursor_views(&self) -> Vec<CursorView> {
        let view = |(peer, cursor): (&Key, &Cursor)| {
            let pad = self.pads.get(&cursor.pad)?;
            let (anchor, head) = (pad.offset(&cursor.anchor)?, pad.offset(&cursor.head)?);
            Some(CursorView { peer: *peer, pad: cursor.pad, anchor, head })
        };
        self.cursors.iter().filter_map(view).collect()
    }
}
