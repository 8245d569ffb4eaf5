//! A strict reader of yrs updates (v1): what is not plain text of one pad, or has no predecessors, never reaches the CRDT.
//!
//! Of the format it knows inserted text, deleted stretches and collected ones, one root and a delete set. Everything else that
//! a document of yrs can hold (maps, nested types, formats, embedded values, sub-documents, gaps) is refused, so that nothing
//! of it can be decoded, nested, or kept waiting.

use crate::base::untrusted_text::utf16_len;
use litemap::LiteMap;
use std::collections::HashMap;

/// The root of a pad's text in its document.
pub const ROOT: &str = "t";
/// Client ids have 53 bits, for JavaScript's sake.
pub const CLIENT_BITS: u32 = 53;
/// Clients of one pad at most: each load of a page that writes is one.
pub const CLIENTS: usize = 4_096;
/// Largest clock: units ever written by one client.
const CLOCK: u64 = 1 << 30;
/// Items that stand at one and the same place, between the same neighbours, in one update. Where two write at once there are
/// two; a thousand of them cost the CRDT a million steps.
const SAME_PLACE: u32 = 1_000;

/// Which unit: client and clock.
type Unit = (u64, u32);

/// Which units are second halves of UTF-16 pairs. What splits one breaks the CRDT's count of its text, and no honest editor does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Halves(LiteMap<u64, Vec<u32>>);

impl Halves {
    fn has(&self, (client, clock): Unit) -> bool {
        self.0.get(&client).is_some_and(|clocks| clocks.binary_search(&clock).is_ok())
    }

    /// Those of a text whose first unit has this clock.
    fn add(&mut self, client: u64, mut clock: u32, text: &str) {
        for c in text.chars() {
            clock += c.len_utf16() as u32;
            if c.len_utf16() == 2 {
                self.0.entry(client).or_default().push(clock - 1);
            }
        }
    }

    /// Those of an update, which go on where these end.
    pub fn extend(&mut self, more: Halves) {
        for (client, clocks) in more.0 {
            let there = self.0.entry(client).or_default();
            let last = there.last().copied();
            there.extend(clocks.into_iter().filter(|clock| last.is_none_or(|last| *clock > last)));
        }
    }
}

/// What a pad has already.
pub struct Known<'a> {
    /// How much of a client.
    pub clocks: &'a dyn Fn(u64) -> u32,
    /// Which halves.
    pub halves: &'a Halves,
    /// Our client id; own updates are read without.
    pub own: Option<u64>,
}

/// What an update holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Per client the clocks it holds: from, to.
    pub clients: LiteMap<u64, (u32, u32)>,
    /// UTF-16 units of text in it that are not known yet.
    pub units: usize,
    /// Bytes of what is not known yet.
    pub bytes: usize,
    /// The halves of pairs in it.
    pub halves: Halves,
}

/// Why an update is not applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It breaks a rule.
    Broken,
    /// What it builds upon is not there yet.
    Missing,
}

struct Block<'a> {
    len: u32,
    text: &'a str,
    /// It has a place in the text; what is collected has none.
    placed: bool,
    needs: [Option<Unit>; 2],
}

struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn byte(&mut self) -> Result<u8, Unfit> {
        let (first, rest) = self.0.split_first().ok_or(Unfit::Broken)?;
        self.0 = rest;
        Ok(*first)
    }

    /// An unsigned LEB128 number below a bound.
    fn number(&mut self, bound: u64) -> Result<u64, Unfit> {
        let mut value: u64 = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return if value < bound { Ok(value) } else { Err(Unfit::Broken) };
            }
        }
        Err(Unfit::Broken)
    }

    fn clock(&mut self) -> Result<u32, Unfit> {
        self.number(CLOCK).map(|clock| clock as u32)
    }

    fn length(&mut self) -> Result<u32, Unfit> {
        self.clock().and_then(|len| if len == 0 { Err(Unfit::Broken) } else { Ok(len) })
    }

    fn client(&mut self) -> Result<u64, Unfit> {
        self.number(1 << CLIENT_BITS)
    }

    fn unit(&mut self) -> Result<Unit, Unfit> {
        Ok((self.client()?, self.clock()?))
    }

    fn string(&mut self) -> Result<&'a str, Unfit> {
        let len = self.number(u64::from(u32::MAX))? as usize;
        let (text, rest) = self.0.split_at_checked(len).ok_or(Unfit::Broken)?;
        self.0 = rest;
        std::str::from_utf8(text).map_err(|_| Unfit::Broken)
    }

    fn block(&mut self) -> Result<Block<'a>, Unfit> {
        const ORIGIN: u8 = 0x80;
        const RIGHT_ORIGIN: u8 = 0x40;
        const COLLECTED: u8 = 0;
        const DELETED: u8 = 1;
        const TEXT: u8 = 4;
        let info = self.byte()?;
        if info == COLLECTED {
            return Ok(Block { len: self.length()?, text: "", placed: false, needs: [None, None] });
        }
        let content = info & !(ORIGIN | RIGHT_ORIGIN);
        let left = if info & ORIGIN == 0 { None } else { Some(self.unit()?) };
        let right = if info & RIGHT_ORIGIN == 0 { None } else { Some(self.unit()?) };
        // Only what has no neighbour says where it belongs; a pad has one root.
        if left.is_none() && right.is_none() && (self.number(2)? != 1 || self.string()? != ROOT) {
            return Err(Unfit::Broken);
        }
        let (len, text) = match content {
            DELETED => (self.length()?, ""),
            TEXT => {
                let text = self.string()?;
                (utf16_len(text), text)
            }
            _ => return Err(Unfit::Broken),
        };
        if len == 0 { Err(Unfit::Broken) } else { Ok(Block { len, text, placed: true, needs: [left, right] }) }
    }
}

/// Reads an update to what a pad has already.
///
/// # Errors
/// [`Unfit`].
pub fn read(bytes: &[u8], pad: &Known<'_>) -> Result<Contents, Unfit> {
    let known = pad.clocks;
    let mut bytes = Bytes(bytes);
    let mut contents = Contents::default();
    let mut blocks: HashMap<u64, Vec<Block<'_>>> = HashMap::new();
    let mut places: HashMap<[Option<Unit>; 2], u32> = HashMap::new();
    for _ in 0..bytes.number(CLIENTS as u64)? {
        let count = bytes.number(CLOCK)?;
        let (client, from) = (bytes.client()?, bytes.clock()?);
        let (mut to, mut of_client) = (from, Vec::new());
        for _ in 0..count {
            let before = bytes.0.len();
            let block = bytes.block()?;
            to = to.checked_add(block.len).filter(|to| u64::from(*to) < CLOCK).ok_or(Unfit::Broken)?;
            let fresh = to.saturating_sub(known(client)).min(block.len);
            if !block.text.is_empty() {
                contents.units += fresh as usize;
                contents.halves.add(client, to - block.len, block.text);
            }
            contents.bytes += if fresh > 0 { before - bytes.0.len() } else { 0 };
            let there = places.entry(block.needs).or_default();
            *there += u32::from(block.placed);
            if *there > SAME_PLACE {
                return Err(Unfit::Broken);
            }
            of_client.push(block);
        }
        // Invariant: nobody but this page has written under its client id.
        let forged = pad.own == Some(client) && to > known(client);
        if of_client.is_empty() || forged || contents.clients.insert(client, (from, to)).is_some() {
            return Err(Unfit::Broken);
        }
        blocks.insert(client, of_client);
    }
    let half = |unit: Unit| pad.halves.has(unit) || contents.halves.has(unit);
    let behind_half = |needs: &[Option<Unit>; 2]| {
        needs[0].is_some_and(|(client, clock)| half((client, clock + 1))) || needs[1].is_some_and(half)
    };
    let cut =
        contents.clients.iter().any(|(client, (from, _))| known(*client) > *from && half((*client, known(*client))));
    if cut || places.keys().any(behind_half) {
        return Err(Unfit::Broken);
    }
    deletions(&mut bytes, &contents, known, half)?;
    if !bytes.0.is_empty() {
        return Err(Unfit::Broken);
    }
    order(&contents, &blocks, known)?;
    Ok(contents)
}

/// The delete set: per client stretches in order, of what is known or in this update.
fn deletions(
    bytes: &mut Bytes<'_>,
    contents: &Contents,
    known: &dyn Fn(u64) -> u32,
    half: impl Fn(Unit) -> bool,
) -> Result<(), Unfit> {
    let mut missing = false;
    let mut last_client = None;
    for _ in 0..bytes.number(CLIENTS as u64)? {
        let client = bytes.client()?;
        let count = bytes.number(CLOCK)?;
        let to = contents.clients.get(&client).map_or(0, |(_, to)| *to).max(known(client));
        if last_client.replace(client) == Some(client) {
            return Err(Unfit::Broken);
        }
        let mut end = 0;
        for _ in 0..count {
            let (from, len) = (bytes.clock()?, bytes.length()?);
            if from < end || half((client, from)) || half((client, from + len)) {
                return Err(Unfit::Broken);
            }
            end = from + len;
            missing |= end > to;
        }
    }
    if missing { Err(Unfit::Missing) } else { Ok(()) }
}

/// Whether the blocks can be taken in one after the other, each after those it names: else something is missing, or they
/// name each other in a circle, which no honest document does.
fn order(contents: &Contents, blocks: &HashMap<u64, Vec<Block<'_>>>, known: &dyn Fn(u64) -> u32) -> Result<(), Unfit> {
    let mut have: HashMap<u64, (usize, u32)> = HashMap::new();
    for (client, (from, _)) in &contents.clients {
        if *from > known(*client) {
            return Err(Unfit::Missing);
        }
        have.insert(*client, (0, *from));
    }
    let mut waiting: HashMap<u64, Vec<u64>> = HashMap::new();
    let mut ready: Vec<u64> = contents.clients.keys().copied().collect();
    let mut left = contents.clients.len();
    while let Some(client) = ready.pop() {
        let of_client = blocks.get(&client).map(Vec::as_slice).unwrap_or_default();
        let (mut at, mut clock) = have.get(&client).copied().unwrap_or_default();
        let before = at;
        let mut blocked_by = None;
        while let Some(block) = of_client.get(at) {
            let there = |(other, other_clock): &Unit| {
                let held = if *other == client { clock } else { have.get(other).map_or(0, |(_, clock)| *clock) };
                *other_clock < held.max(known(*other))
            };
            blocked_by = block.needs.iter().flatten().find(|unit| !there(unit)).map(|(other, _)| *other);
            if blocked_by.is_some() {
                break;
            }
            clock += block.len;
            at += 1;
        }
        have.insert(client, (at, clock));
        match blocked_by {
            Some(other) if other == client || !contents.clients.contains_key(&other) => return Err(Unfit::Missing),
            Some(other) => waiting.entry(other).or_default().push(client),
            None => left -= 1,
        }
        // Invariant: whoever waited for this client looks again only if it has grown, so this ends.
        if at > before {
            ready.extend(waiting.remove(&client).unwrap_or_default());
        }
    }
    if left == 0 { Ok(()) } else { Err(Unfit::Missing) }
}
